/* float_storage.c: theta and X are stored as float, all arithmetic is double. */
#include "reference.h"

static double *stored(size_t n, const double *values)
{
    double *copy = allocate(n);
    for (size_t i = 0; i < n; i++)
        copy[i] = (double)(float)values[i];
    return copy;
}

/* What a call was given, as it is stored. */
struct storage {
    double *theta, *X;
    struct bp_data data;
};

static struct storage store(const struct bp_net *net, const double *theta, size_t m,
                            const double *X, const int *y)
{
    struct storage s = {.theta = stored(bp_n_parameters(net), theta),
                        .X = stored(m * net->units[0], X)};
    s.data = (struct bp_data){.m = m, .X = s.X, .y = y};
    return s;
}

static void storage_free(struct storage *s)
{
    free(s->theta);
    free(s->X);
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    struct storage s = store(net, theta, m, X, NULL);
    reference_forward(net, s.theta, m, s.X, H);
    storage_free(&s);
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    struct storage s = store(net, theta, data->m, data->X, data->y);
    double J = reference_cost(net, s.theta, &s.data, lambda);
    storage_free(&s);
    return J;
}

void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    struct storage s = store(net, theta, 1, x, &label);
    reference_backprop_sample(net, s.theta, s.X, label, a, delta);
    storage_free(&s);
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    struct storage s = store(net, theta, data->m, data->X, data->y);
    double J = reference_cost_gradient(net, s.theta, &s.data, lambda, grad);
    storage_free(&s);
    return J;
}

#include "descent.h"
