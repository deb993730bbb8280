#include "calls.h"

#include <math.h>
#include <string.h>

/* Room for an output of n values. */
static double *room(struct answer *answer, size_t n, double scale)
{
    double *values = answer->values + answer->n;
    for (size_t i = 0; i < n; i++)
        answer->scales[answer->n + i] = scale;
    answer->n += n + 1;
    return values;
}

static void put(struct answer *answer, double value, double scale)
{
    *room(answer, 1, scale) = value;
}

static size_t n_parameters(const struct bp_net *net)
{
    size_t n = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        n += net->units[l] * (net->units[l - 1] + 1);
    return n;
}

/* ---- Part 1 ------------------------------------------------------------------------ */

static void call_sigmoid(const struct functions *f, const struct trial *t,
                         struct answer *answer)
{
    put(answer, f->bp_sigmoid(t->z), 1);
    put(answer, f->bp_sigmoid_gradient(t->z), 1);
}

static void call_gates(const struct functions *f, const struct trial *t,
                       struct answer *answer)
{
    double x = t->point[0], y = t->iterations ? t->point[1] : x, df = t->point[2];
    double *d = room(answer, 6, 0);
    f->bp_add_backward(x, y, df, &d[0], &d[1]);
    f->bp_mul_backward(x, y, df, &d[2], &d[3]);
    f->bp_max_backward(x, y, df, &d[4], &d[5]);
}

static void call_neuron(const struct functions *f, const struct trial *t,
                        struct answer *answer)
{
    size_t n = t->kind == TRIAL_SATURATED ? t->units[0] : t->n;
    put(answer, f->bp_neuron_forward(n, t->theta, t->X), t->size);
    double *dw = room(answer, n + 1, t->size), *dx = room(answer, n, t->size);
    f->bp_neuron_backward(n, t->theta, t->X, dw, dx);
}

static void call_graph(const struct functions *f, const struct trial *t,
                       struct answer *answer)
{
    const double *p = t->point;
    put(answer, f->bp_graph_forward(p[0], p[1]), 10);
    double *dx = room(answer, 1, 100), *dy = room(answer, 1, 100);
    f->bp_graph_backward(p[0], p[1], dx, dy);
}

static void call_chain(const struct functions *f, const struct trial *t,
                       struct answer *answer)
{
    const double *p = t->point;
    put(answer, f->bp_chain_cost(p[0], p[1], p[2] / 2, p[3]), 10);
    f->bp_chain_gradient(p[0], p[1], p[2] / 2, p[3], room(answer, 2, 100));
}

/* ---- Part 2 ------------------------------------------------------------------------ */

static void call_unroll(const struct functions *f, const struct trial *t,
                        struct answer *answer)
{
    const double *from[TRIAL_LAYERS], *theta = t->theta;
    double *to[TRIAL_LAYERS];
    put(answer, (double)f->bp_n_parameters(&t->net), 0);
    for (size_t l = 1; l <= t->net.n_layers; l++) {
        size_t n = t->units[l] * (t->units[l - 1] + 1);
        from[l - 1] = theta;
        to[l - 1] = room(answer, n, 0);
        theta += n;
    }
    f->bp_unroll(&t->net, from, room(answer, n_parameters(&t->net), 0));
    f->bp_roll(&t->net, t->theta, to);
}

static void call_forward(const struct functions *f, const struct trial *t,
                         struct answer *answer)
{
    double *H = room(answer, t->data.m * t->units[t->net.n_layers], t->size);
    f->bp_forward(&t->net, t->theta, t->data.m, t->X, H);
}

static void call_cost(const struct functions *f, const struct trial *t,
                      struct answer *answer)
{
    put(answer, f->bp_cost(&t->net, t->theta, &t->data, t->lambda), t->size);
}

static void call_backprop_sample(const struct functions *f, const struct trial *t,
                                 struct answer *answer)
{
    size_t n = 0;
    for (size_t l = 1; l <= t->net.n_layers; l++)
        n += t->units[l];
    double *a = room(answer, n, t->size), *delta = room(answer, n, t->size);
    f->bp_backprop_sample(&t->net, t->theta, t->X, t->y[0], a, delta);
}

static void call_cost_gradient(const struct functions *f, const struct trial *t,
                               struct answer *answer)
{
    double *grad = room(answer, n_parameters(&t->net), t->size);
    put(answer, f->bp_cost_gradient(&t->net, t->theta, &t->data, t->lambda, grad),
        t->size);
}

/* ---- Part 3 ------------------------------------------------------------------------ */

/* J = sum_i theta_i^3 + theta_i theta_{i+1}; counts its evaluations in the context. */
static double cubic(size_t n, const double *theta, void *context)
{
    double J = 0;
    for (size_t i = 0; i < n; i++)
        J += theta[i] * theta[i] * theta[i] + theta[i] * theta[(i + 1) % n];
    *(double *)context += 1;
    return J;
}

static void call_numerical_gradient(const struct functions *f, const struct trial *t,
                                    struct answer *answer)
{
    double count = 0, largest = 1;
    for (size_t i = 0; i < t->n; i++)
        largest += pow(fabs(t->theta[i]) + 1, 3);
    /* differences of J, so that the rounding of J itself, 1e-16, is divided by epsilon */
    double *grad = room(answer, t->n, largest * 0.01 / t->epsilon);
    f->bp_numerical_gradient(cubic, &count, t->n, t->theta, t->epsilon, grad);
    put(answer, count, 0);
}

/* theta and X as they are, theta and itself, zeros. */
static void call_relative_difference(const struct functions *f, const struct trial *t,
                                     struct answer *answer)
{
    static const double zeros[TRIAL_VECTOR];
    double near[TRIAL_VECTOR], scale = 1e-3;
    for (size_t i = 0; i < t->n; i++)
        near[i] = t->theta[i] * (1 + 1e-7 * (double)i);
    put(answer, f->bp_relative_difference(t->n, t->theta, t->X), scale);
    put(answer, f->bp_relative_difference(t->n, t->theta, near), 1e-9);
    put(answer, f->bp_relative_difference(t->n, t->theta, t->theta), 0);
    put(answer, f->bp_relative_difference(t->n, t->theta, zeros), scale);
    put(answer, f->bp_relative_difference(t->n, zeros, zeros), 0);
}

/* ---- Part 4 ------------------------------------------------------------------------ */

/* Not the numbers, but what the contract asks of them: 1 where it holds. */
static void put_properties(struct answer *answer, const double *theta, size_t n)
{
    double largest = 0, squares = 0;
    size_t n_positive = 0, n_equal = 0;
    for (size_t i = 0; i < n; i++) {
        largest = fmax(largest, fabs(theta[i]));
        squares += theta[i] * theta[i];
        n_positive += theta[i] > 0;
        for (size_t j = 0; j < i; j++)
            n_equal += theta[i] == theta[j];
    }
    put(answer, largest <= 0.5, 0);
    put(answer, sqrt(squares / (double)n) >= 0.01, 0);
    put(answer, n < 20 || (n_positive > 0 && n_positive < n), 0);
    put(answer, n_equal == 0, 0);
}

/* Of few numbers the root mean square is easily too small, of many two may be equal. */
static void put_sizes(const struct functions *f, const struct trial *t,
                      struct answer *answer)
{
    static const size_t few[] = {1, 1}, many[] = {64, 25, 10};
    struct bp_net tiny = {.n_layers = 1, .units = few};
    struct bp_net large = {.n_layers = 2, .units = many};
    static double theta[2000];
    for (unsigned i = 0; i < 40; i++) {
        f->bp_random_init(&tiny, t->seed + i, theta);
        put_properties(answer, theta, n_parameters(&tiny));
    }
    if (t->iterations > 0)
        return; /* it takes long: one trial of six */
    f->bp_random_init(&large, t->seed, theta);
    put_properties(answer, theta, n_parameters(&large));
}

static void call_random_init(const struct functions *f, const struct trial *t,
                             struct answer *answer)
{
    double theta[TRIAL_THETA], other[TRIAL_THETA];
    size_t n = n_parameters(&t->net), n_same = 0;
    f->bp_random_init(&t->net, t->seed, theta);
    put_properties(answer, theta, n);
    f->bp_random_init(&t->net, t->seed, other);
    put(answer, memcmp(theta, other, n * sizeof *theta) == 0, 0);
    for (unsigned bit = 0; bit < 64; bit++) {
        f->bp_random_init(&t->net, t->seed ^ (uint64_t)1 << bit, other);
        n_same += memcmp(theta, other, n * sizeof *theta) == 0;
    }
    put(answer, n_same == 0, 0);
    put_sizes(f, t, answer);
}

static void call_gradient_descent(const struct functions *f, const struct trial *t,
                                  struct answer *answer)
{
    size_t n = n_parameters(&t->net);
    double *theta = room(answer, n, t->size);
    double *history = room(answer, t->iterations, t->size);
    memcpy(theta, t->theta, n * sizeof *theta);
    put(answer,
        f->bp_gradient_descent(&t->net, theta, &t->data, t->lambda, t->alpha,
                               t->iterations, history),
        t->size);
}

/* Ties of whole numbers are exact in one layer; above it they may be rounding's. */
static void call_predict(const struct functions *f, const struct trial *t,
                         struct answer *answer)
{
    int y[TRIAL_SAMPLES + 1];
    if (t->kind == TRIAL_WHOLE && t->net.n_layers > 1)
        return;
    for (size_t i = 0; i <= TRIAL_SAMPLES; i++)
        y[i] = -1;
    f->bp_predict(&t->net, t->theta, t->data.m, t->X, y);
    for (size_t i = 0; i <= TRIAL_SAMPLES; i++)
        put(answer, y[i], 0);
}

enum {
    NETS = TRIAL_PLAIN | TRIAL_WHOLE | TRIAL_SATURATED,
    NUMBERS = TRIAL_PLAIN | TRIAL_WHOLE
};

const struct call calls[] = {
    {"sigmoid", call_sigmoid, NETS},
    {"gates", call_gates, NUMBERS},
    {"neuron", call_neuron, NETS},
    {"graph", call_graph, NUMBERS},
    {"chain", call_chain, NUMBERS},
    {"unroll", call_unroll, NUMBERS},
    {"forward", call_forward, NETS},
    {"cost", call_cost, NETS},
    {"backprop_sample", call_backprop_sample, NETS},
    {"cost_gradient", call_cost_gradient, NETS},
    {"numerical_gradient", call_numerical_gradient, NUMBERS},
    {"relative_difference", call_relative_difference, NUMBERS | TRIAL_EXTREME},
    {"random_init", call_random_init, NUMBERS},
    {"gradient_descent", call_gradient_descent, NUMBERS},
    {"predict", call_predict, NUMBERS},
};
const size_t n_calls = sizeof calls / sizeof *calls;
