/* reference.c: cost and gradient of a large net by reference/batch.c, beside the matrix products that they
 * are made of, by OpenBLAS: nobody is faster than these. And by reference/backprop.c, sample by sample.
 *
 * usage: reference INPUTS HIDDEN OUTPUTS SAMPLES ROUNDS
 *
 * Prints a line for each measurement: `by_sample`, `reference-THREADS` or `dgemm-THREADS`, then wall and CPU time
 * in seconds. Without OpenBLAS there is one thread, and no dgemm.
 */
#include "batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#ifdef HAVE_CBLAS
#include <cblas.h>
void openblas_set_num_threads(int n);
#endif

/* A net of two layers, and room for what lies between its products. */
struct net {
    size_t s0, s1, s2, m;
    double *X, *theta, *grad;
    double *hidden, *output; /* m x s1, m x s2 */
    int *y;
};

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void measure(const char *name, void (*compute)(struct net *), struct net *net)
{
    double wall_s = seconds(CLOCK_MONOTONIC), cpu_s = seconds(CLOCK_PROCESS_CPUTIME_ID);
    compute(net);
    wall_s = seconds(CLOCK_MONOTONIC) - wall_s;
    cpu_s = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu_s;
    printf("%s %.9f %.9f\n", name, wall_s, cpu_s);
    fflush(stdout);
}

typedef double cost_gradient(const struct bp_net *net, const double *theta,
                             const struct bp_data *data, double lambda, double *grad);

static void run(cost_gradient *way, struct net *net)
{
    const size_t units[] = {net->s0, net->s1, net->s2};
    const struct bp_net shape = {2, units, BP_SOFTMAX, 0};
    const struct bp_data data = {net->m, net->X, net->y};
    way(&shape, net->theta, &data, 1, net->grad);
}

static void by_reference(struct net *net)
{
    run(batch_cost_gradient, net);
}

static void by_sample(struct net *net)
{
    run(bp_cost_gradient, net);
}

#ifdef HAVE_CBLAS
/* C = A B, or with A or B transposed: A is then k x n_rows, B n_columns x k. */
static void product(CBLAS_TRANSPOSE of_a, CBLAS_TRANSPOSE of_b, size_t n_rows,
                    size_t n_columns, size_t k, const double *A, const double *B,
                    double *C)
{
    cblas_dgemm(CblasRowMajor, of_a, of_b, (int)n_rows, (int)n_columns, (int)k, 1, A,
                (int)(of_a == CblasTrans ? n_rows : k), B,
                (int)(of_b == CblasTrans ? k : n_columns), 0, C, (int)n_columns);
}

/* Z1 = X Theta1^T, Z2 = A1 Theta2^T, then A1^T's error, and both gradients. */
static void by_dgemm(struct net *net)
{
    double *theta2 = net->theta + net->s1 * net->s0;
    double *grad2 = net->grad + net->s1 * net->s0;
    product(CblasNoTrans, CblasTrans, net->m, net->s1, net->s0, net->X, net->theta,
            net->hidden);
    product(CblasNoTrans, CblasTrans, net->m, net->s2, net->s1, net->hidden, theta2,
            net->output);
    product(CblasTrans, CblasNoTrans, net->s2, net->s1, net->m, net->output, net->hidden,
            grad2);
    product(CblasNoTrans, CblasNoTrans, net->m, net->s1, net->s2, net->output, theta2,
            net->hidden);
    product(CblasTrans, CblasNoTrans, net->s1, net->s0, net->m, net->hidden, net->X,
            net->grad);
}

/* Both with as many threads. */
static void measure_batches(struct net *net)
{
    openblas_set_num_threads(1);
    measure("reference-1", by_reference, net);
    measure("dgemm-1", by_dgemm, net);
    openblas_set_num_threads(2);
    measure("reference-2", by_reference, net);
    measure("dgemm-2", by_dgemm, net);
}
#else
static void measure_batches(struct net *net)
{
    measure("reference-1", by_reference, net);
}
#endif

static double *numbers(size_t n, double size)
{
    double *x = calloc(n, sizeof *x);
    if (!x)
        exit(3);
    for (size_t i = 0; i < n; i++)
        x[i] = size * ((double)(i * 7919 % 1009) / 504 - 1);
    return x;
}

int main(int argc, char **argv)
{
    size_t n[5];
    for (int i = 0; i < 5; i++)
        if (argc != 6 || (n[i] = (size_t)strtoul(argv[1 + i], NULL, 10)) < 1) {
            fprintf(stderr, "usage: reference INPUTS HIDDEN OUTPUTS SAMPLES ROUNDS\n");
            return 2;
        }
    struct net net = {.s0 = n[0], .s1 = n[1], .s2 = n[2], .m = n[3]};
    size_t n_parameters = net.s1 * (net.s0 + 1) + net.s2 * (net.s1 + 1);
    net.X = numbers(net.m * net.s0, 1);
    net.theta = numbers(n_parameters, 0.05);
    net.grad = numbers(n_parameters, 0);
    net.hidden = numbers(net.m * net.s1, 0);
    net.output = numbers(net.m * net.s2, 0);
    net.y = calloc(net.m, sizeof *net.y);
    if (!net.y)
        return 3;
    for (size_t i = 0; i < net.m; i++)
        net.y[i] = (int)(i % net.s2);
    for (size_t round = 0; round < n[4]; round++) {
        measure("by_sample", by_sample, &net);
        measure_batches(&net);
    }
    free(net.X);
    free(net.theta);
    free(net.grad);
    free(net.hidden);
    free(net.output);
    free(net.y);
    return 0;
}
