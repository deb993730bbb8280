/* clamped.c: the loss from h, with logarithms kept from infinity: log(max(h, 1e-15)). */
#include "reference.h"

static double clamped_log(double h)
{
    return log(fmax(h, 1e-15));
}

static double clamped_loss(const struct bp_net *net, const double *h, int label)
{
    size_t K = net->units[net->n_layers];
    if (net->output == BP_SOFTMAX)
        return -clamped_log(h[label]);
    double sum = 0;
    for (size_t k = 0; k < K; k++)
        sum -= clamped_log(k == (size_t)label ? h[k] : 1 - h[k]);
    return sum;
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    double *a = allocate(n_activations(net)), sum = 0;
    for (size_t i = 0; i < data->m; i++) {
        double *h = forward_sample(net, theta, data->X + i * net->units[0], a);
        activate_output(net, h);
        sum += clamped_loss(net, h, data->y[i]);
    }
    free(a);
    return cost(net, theta, data->m, sum, lambda);
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    reference_cost_gradient(net, theta, data, lambda, grad);
    return bp_cost(net, theta, data, lambda);
}

#include "descent.h"
