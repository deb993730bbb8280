#include "double_net.h"

#include <math.h>
#include <string.h>

enum { MAX = 2048 };

struct pass {
    const struct variant *v;
    const struct bp_net *net;
    double theta[MAX], z[MAX], a[MAX], delta[MAX];
    size_t last; /* index of the output layer's first unit */
};

static double narrow(const struct variant *v, double x)
{
    return v->single ? (double)(float)x : x;
}

static double pairwise(const struct variant *v, size_t n, const double *t)
{
    if (n <= 1)
        return n == 0 ? 0 : t[0];
    return narrow(v, pairwise(v, n / 2, t) + pairwise(v, n - n / 2, t + n / 2));
}

/* bias + sum of a[i stride_a] b[i] */
static double dot(const struct variant *v, double bias, size_t n, const double *a,
                  size_t stride, const double *b)
{
    double t[MAX], sum = v->order == BACKWARDS ? 0 : bias;
    for (size_t i = 0; i < n; i++)
        t[i] = narrow(v, a[i * stride] * b[i]);
    if (v->order == PAIRWISE)
        return narrow(v, bias + pairwise(v, n, t));
    for (size_t i = 0; i < n; i++) {
        size_t k = v->order == BACKWARDS ? n - 1 - i : i;
        sum = v->order == FUSED ? fma(a[k * stride], b[k], sum) : narrow(v, sum + t[k]);
    }
    return v->order == BACKWARDS ? narrow(v, sum + bias) : sum;
}

double double_sigmoid(enum sigmoid_form form, double z)
{
    switch (form) {
    case BY_EXP: return 1 / (1 + exp(-z));
    case BY_EXP_QUOTIENT: return exp(z) / (1 + exp(z));
    default: return (1 + tanh(z / 2)) / 2;
    }
}

static void softmax(const struct variant *v, double *h, const double *z, size_t K)
{
    double max = z[0], sum = 0;
    for (size_t k = 1; k < K; k++)
        max = z[k] > max ? z[k] : max;
    if (v->sigmoid == BY_EXP_QUOTIENT)
        max = 0;
    for (size_t k = 0; k < K; k++)
        sum = narrow(v, sum + (h[k] = narrow(v, exp(z[k] - max))));
    for (size_t k = 0; k < K; k++)
        h[k] = narrow(v, h[k] / sum);
}

static void forward(struct pass *p, const double *x)
{
    const size_t *units = p->net->units;
    const double *row = p->theta, *input = x;
    double *z = p->z, *a = p->a;
    for (size_t l = 1; l <= p->net->n_layers; l++) {
        for (size_t j = 0; j < units[l]; j++, row += units[l - 1] + 1) {
            z[j] = dot(p->v, row[0], units[l - 1], row + 1, 1, input);
            a[j] = narrow(p->v, double_sigmoid(p->v->sigmoid, z[j]));
        }
        p->last = (size_t)(a - p->a);
        if (l == p->net->n_layers && p->net->output == BP_SOFTMAX)
            softmax(p->v, a, z, units[l]);
        input = a;
        a += units[l];
        z += units[l];
    }
}

static void backward(struct pass *p, size_t label)
{
    const size_t *units = p->net->units;
    size_t L = p->net->n_layers, layer = p->last;
    const double *Theta = p->theta + net_n_parameters(p->net);
    for (size_t k = 0; k < units[L]; k++)
        p->delta[layer + k] = narrow(p->v, p->a[layer + k] - (k == label));
    for (size_t l = L - 1; l >= 1; l--) {
        Theta -= units[l + 1] * (units[l] + 1);
        layer -= units[l];
        for (size_t j = 0; j < units[l]; j++) {
            double a = p->a[layer + j];
            double sum = dot(p->v, 0, units[l + 1], Theta + 1 + j, units[l] + 1,
                             &p->delta[layer + units[l]]);
            p->delta[layer + j] = narrow(p->v, sum * a * (1 - a));
        }
    }
}

static double softplus(double z)
{
    return fmax(z, 0) + log1p(exp(-fabs(z)));
}

static double loss(const struct pass *p, size_t label)
{
    const double *z = p->z + p->last, *h = p->a + p->last;
    size_t K = p->net->units[p->net->n_layers];
    double sum = 0, max = z[0];
    if (p->net->output == BP_ONE_VS_ALL) {
        for (size_t k = 0; k < K; k++) {
            double y = k == label;
            sum += p->v->loss_from_z ? softplus(z[k]) - y * z[k]
                                     : -(y * log(h[k]) + (1 - y) * log(1 - h[k]));
        }
        return narrow(p->v, sum);
    }
    if (!p->v->loss_from_z)
        return -log(h[label]);
    for (size_t k = 1; k < K; k++)
        max = fmax(max, z[k]);
    for (size_t k = 0; k < K; k++)
        sum += exp(z[k] - max);
    return max + log(sum) - z[label];
}

static bool in_penalty(const struct bp_net *net, size_t i)
{
    size_t l = 1;
    while (i >= net->units[l] * (net->units[l - 1] + 1)) {
        i -= net->units[l] * (net->units[l - 1] + 1);
        l++;
    }
    return net->regularize_bias || i % (net->units[l - 1] + 1) != 0;
}

/* grad += factor delta [1; input]^T */
static void accumulate(const struct pass *p, const double *x, double factor, double *grad)
{
    const double *input = x, *delta = p->delta;
    for (size_t l = 1; l <= p->net->n_layers; l++) {
        size_t s = p->net->units[l - 1];
        for (size_t j = 0; j < p->net->units[l]; j++) {
            double d = narrow(p->v, delta[j] * factor);
            for (size_t k = 0; k <= s; k++, grad++)
                *grad = p->v->order == FUSED && k > 0
                            ? fma(d, input[k - 1], *grad)
                            : narrow(p->v, *grad + d * (k > 0 ? input[k - 1] : 1));
        }
        input = p->a + (delta - p->delta);
        delta += p->net->units[l];
    }
}

/* J at p->theta, and its gradient where grad is not NULL */
static double cost(struct pass *p, const struct call *call, double *grad)
{
    const struct array *in = call->inputs;
    size_t m = in[2].n, n = in[0].n, s_0 = p->net->units[0];
    double lambda = in[3].f64[0], J = 0, scale = p->v->scale_first ? 1 / (double)m : 1;
    if (grad)
        memset(grad, 0, n * sizeof *grad);
    for (size_t i = 0; i < m; i++) {
        size_t s = p->v->order == BACKWARDS ? m - 1 - i : i, label = (size_t)in[2].i32[s];
        double x[MAX];
        for (size_t k = 0; k < s_0; k++)
            x[k] = p->v->float_inputs || p->v->single
                       ? (double)(float)in[1].f64[s * s_0 + k]
                       : in[1].f64[s * s_0 + k];
        forward(p, x);
        J = narrow(p->v, J + scale * loss(p, label));
        backward(p, label);
        if (grad)
            accumulate(p, x, scale, grad);
    }
    double rest = p->v->scale_first ? 1 : (double)m, squares = 0;
    for (size_t i = 0; i < n; i++) {
        bool penalised = in_penalty(p->net, i);
        squares = narrow(p->v, squares + (penalised ? p->theta[i] * p->theta[i] : 0));
        if (grad)
            grad[i] = narrow(p->v, grad[i] / rest) +
                      (penalised ? lambda / (double)m * p->theta[i] : 0);
    }
    return narrow(p->v, J / rest + lambda / (2 * (double)m) * squares);
}

static void central_differences(struct pass *p, const struct call *call, double *grad)
{
    const double epsilon = 1e-5;
    for (size_t i = 0; i < call->inputs[0].n; i++) {
        double theta = p->theta[i];
        p->theta[i] = theta + epsilon;
        double plus = cost(p, call, NULL);
        p->theta[i] = theta - epsilon;
        grad[i] = (plus - cost(p, call, NULL)) / (2 * epsilon);
        p->theta[i] = theta;
    }
}

static void descend(struct pass *p, const struct call *call, double *const out[])
{
    double grad[MAX], alpha = call->inputs[4].f64[0];
    size_t n = call->inputs[0].n;
    for (size_t k = 0; k < call->inputs[5].u64[0]; k++) {
        out[1][k] = cost(p, call, grad);
        for (size_t i = 0; i < n; i++)
            p->theta[i] = narrow(p->v, p->theta[i] - alpha * grad[i]);
    }
    out[2][0] = cost(p, call, NULL);
    memcpy(out[0], p->theta, n * sizeof *grad);
}

void double_call(const struct variant *v, const struct call *call, double *const out[])
{
    struct pass p = {.v = v, .net = &call->net};
    const struct array *in = call->inputs;
    size_t K = p.net->units[p.net->n_layers], s_0 = p.net->units[0];
    for (size_t i = 0; i < in[0].n; i++)
        p.theta[i] = v->float_inputs ? (double)(float)in[0].f64[i] : in[0].f64[i];
    switch (call->function) {
    case FUNCTION_FORWARD:
        for (size_t i = 0; i < in[1].n / s_0; i++) {
            forward(&p, in[1].f64 + i * s_0);
            memcpy(out[0] + i * K, p.a + p.last, K * sizeof(double));
        }
        break;
    case FUNCTION_BACKPROP_SAMPLE:
        forward(&p, in[1].f64);
        backward(&p, (size_t)in[2].i32[0]);
        memcpy(out[0], p.a, net_n_activations(p.net) * sizeof(double));
        memcpy(out[1], p.delta, net_n_activations(p.net) * sizeof(double));
        break;
    case FUNCTION_COST_GRADIENT:
        out[0][0] = cost(&p, call, out[1]);
        if (v->central_differences)
            central_differences(&p, call, out[1]);
        break;
    default: descend(&p, call, out); break;
    }
}
