/* order.c: the sum over the samples in another order: -DREVERSED, -DSHUFFLED or -DPAIRWISE
 * (by halves). */
#include "reference.h"

#ifdef PAIRWISE

/* Writes the sum of the gradients of n samples, returns that of their losses. */
static double sum_by_halves(const struct bp_net *net, const double *theta,
                            const struct bp_data *data, size_t first, size_t n,
                            double *grad)
{
    size_t n_parameters = bp_n_parameters(net), n_units = n_activations(net);
    if (n == 1) {
        const double *x = data->X + first * net->units[0];
        double *a = allocate(2 * n_units), *delta = a + n_units;
        double *output = forward_sample(net, theta, x, a);
        double sum = loss(net, output, data->y[first]);
        activate_output(net, output);
        backward_sample(net, theta, data->y[first], a, delta);
        memset(grad, 0, n_parameters * sizeof *grad);
        accumulate(net, x, a, delta, grad);
        free(a);
        return sum;
    }
    double *right = allocate(n_parameters);
    double left_sum = sum_by_halves(net, theta, data, first, n / 2, grad);
    double right_sum = sum_by_halves(net, theta, data, first + n / 2, n - n / 2, right);
    for (size_t i = 0; i < n_parameters; i++)
        grad[i] += right[i];
    free(right);
    return left_sum + right_sum;
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    double sum = sum_by_halves(net, theta, data, 0, data->m, grad);
    finish_gradient(net, theta, data->m, lambda, grad);
    return cost(net, theta, data->m, sum, lambda);
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    double *grad = allocate(bp_n_parameters(net));
    double J = bp_cost_gradient(net, theta, data, lambda, grad);
    free(grad);
    return J;
}

#else

/* The samples in the other order: the same sample in the same place for every call. */
static struct bp_data in_other_order(const struct bp_net *net, const struct bp_data *data)
{
    size_t m = data->m, s = net->units[0];
    double *X = allocate(m * s);
    int *y = malloc(m * sizeof *y);
    size_t *from = malloc(m * sizeof *from);
    if (!y || !from)
        abort();
    for (size_t i = 0; i < m; i++)
        from[i] = m - 1 - i;
#ifdef SHUFFLED /* R. Durstenfeld, "Algorithm 235: random permutation", CACM 7 (1964) */
    uint64_t state = 1;
    for (size_t i = m - 1; i > 0; i--) {
        size_t j = splitmix64(&state) % (i + 1), moved = from[i];
        from[i] = from[j];
        from[j] = moved;
    }
#endif
    for (size_t i = 0; i < m; i++) {
        memcpy(X + i * s, data->X + from[i] * s, s * sizeof *X);
        y[i] = data->y[from[i]];
    }
    free(from);
    return (struct bp_data){.m = m, .X = X, .y = y};
}

static void data_free(struct bp_data *data)
{
    free((double *)data->X);
    free((int *)data->y);
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    struct bp_data other = in_other_order(net, data);
    double J = reference_cost(net, theta, &other, lambda);
    data_free(&other);
    return J;
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    struct bp_data other = in_other_order(net, data);
    double J = reference_cost_gradient(net, theta, &other, lambda, grad);
    data_free(&other);
    return J;
}

#endif

#include "descent.h"
