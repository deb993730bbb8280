/* backprop.c - a net is a pipeline of stages. A stage is an affine map followed by an
 * activation, which is looked up once. */
#include "backprop.h"

#include "activation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double affine(size_t n, double bias, const double *w, const double *x)
{
    while (n-- > 0)
        bias += *w++ * *x++;
    return bias;
}

struct stage {
    size_t in, out, first; /* units below, units, place in theta */
    const double *Theta;
    const struct activation *activation;
    double *z, *a, *delta;
    void (*forward)(struct stage *self, const double *below);
    void (*backward)(struct stage *self, const struct stage *above);
};

static void stage_forward(struct stage *self, const double *below)
{
    for (size_t i = 0; i < self->out; ++i) {
        const double *row = self->Theta + i * (self->in + 1);
        self->z[i] = affine(self->in, row[0], row + 1, below);
    }
    self->activation->apply(self->out, self->z, self->a);
}

static void stage_backward(struct stage *self, const struct stage *above)
{
    memset(self->delta, 0, self->out * sizeof *self->delta);
    for (size_t i = 0; i < above->out; ++i)
        for (size_t j = 0; j < self->out; ++j)
            self->delta[j] += above->Theta[i * (above->in + 1) + 1 + j] * above->delta[i];
    for (size_t j = 0; j < self->out; ++j)
        self->delta[j] *= bp_sigmoid_gradient(self->z[j]);
}

/* Made with theta for a call, and freed before it returns; theta may be NULL. */
static struct stage *pipeline(const struct bp_net *net, const double *theta)
{
    struct stage *stages = calloc(net->n_layers, sizeof *stages);
    for (size_t l = 0, first = 0; stages && l < net->n_layers; ++l) {
        const size_t in = net->units[l], out = net->units[l + 1];
        double *room = malloc(3 * out * sizeof *room);
        if (!room)
            abort();
        stages[l] = (struct stage){.in = in,
                                   .out = out,
                                   .first = first,
                                   .Theta = theta ? theta + first : NULL,
                                   .activation = activation_of(net, l + 1),
                                   .z = room,
                                   .a = room + out,
                                   .delta = room + 2 * out,
                                   .forward = stage_forward,
                                   .backward = stage_backward};
        first += out * (in + 1);
    }
    if (!stages)
        abort();
    return stages;
}

static void dismantle(struct stage *stages, size_t n)
{
    for (size_t l = 0; l < n; ++l)
        free(stages[l].z);
    free(stages);
}

#define FOR_STAGES(s) for (struct stage *s = stages; s != stages + net->n_layers; ++s)

static struct stage *run(const struct bp_net *net, struct stage *stages, const double *x)
{
    FOR_STAGES (s) {
        s->forward(s, x);
        x = s->a;
    }
    return stages + net->n_layers - 1;
}

static void run_back(const struct bp_net *net, struct stage *stages, size_t label)
{
    struct stage *s = stages + net->n_layers - 1;
    for (size_t k = 0; k < s->out; ++k)
        s->delta[k] = s->a[k] - (k == label);
    while (s-- != stages)
        s->backward(s, s + 1);
}

size_t bp_n_parameters(const struct bp_net *net)
{
    size_t n = 0;
    for (const size_t *s = net->units; s != net->units + net->n_layers; ++s)
        n += s[1] * (s[0] + 1);
    return n;
}

#define COPY_LAYERS(to, from)                                   \
    struct stage *stages = pipeline(net, NULL);                 \
    FOR_STAGES (s)                                              \
        memcpy(to, from, s->out *(s->in + 1) * sizeof(double)); \
    dismantle(stages, net->n_layers)

void bp_unroll(const struct bp_net *net, const double *const Theta[], double *theta)
{
    COPY_LAYERS(theta + s->first, Theta[s - stages]);
}

void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[])
{
    COPY_LAYERS(Theta[s - stages], theta + s->first);
}

/* What is done with a sample that has run. */
struct visit {
    void (*visitor)(const struct bp_net *, struct stage *, size_t sample, struct visit *);
    const double *X;
    const int *y;
    double *H, *Delta, losses;
    int *classes;
};

static void each(const struct bp_net *net, const double *theta, size_t m,
                 struct visit *visit)
{
    struct stage *stages = pipeline(net, theta);
    for (size_t i = 0; i < m; ++i) {
        run(net, stages, visit->X + i * net->units[0]);
        visit->visitor(net, stages, i, visit);
    }
    dismantle(stages, net->n_layers);
}

static void keep_output(const struct bp_net *net, struct stage *s, size_t i,
                        struct visit *v)
{
    s += net->n_layers - 1;
    memcpy(v->H + i * s->out, s->a, s->out * sizeof *v->H);
}

static void add_loss(const struct bp_net *net, struct stage *s, size_t i, struct visit *v)
{
    s += net->n_layers - 1;
    v->losses += s->activation->loss(s->out, s->z, (size_t)v->y[i]);
}

static void add_gradient(const struct bp_net *net, struct stage *stages, size_t i,
                         struct visit *v)
{
    const double *x = v->X + i * net->units[0];
    double *D = v->Delta;
    add_loss(net, stages, i, v);
    run_back(net, stages, (size_t)v->y[i]);
    FOR_STAGES (s) {
        for (size_t k = 0; k < s->out; ++k) {
            *D++ += s->delta[k];
            for (size_t j = 0; j < s->in; ++j)
                *D++ += s->delta[k] * x[j];
        }
        x = s->a;
    }
}

static void keep_class(const struct bp_net *net, struct stage *s, size_t i,
                       struct visit *v)
{
    s += net->n_layers - 1;
    for (size_t k = v->classes[i] = 0; k < s->out; ++k)
        if (s->a[k] > s->a[v->classes[i]])
            v->classes[i] = (int)k;
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    each(net, theta, m, &(struct visit){.visitor = keep_output, .X = X, .H = H});
}

void bp_predict(const struct bp_net *net, const double *theta, size_t m, const double *X,
                int *y)
{
    each(net, theta, m, &(struct visit){.visitor = keep_class, .X = X, .classes = y});
}

/* Adds lambda/m theta to grad, if there is one. */
static double penalty(const struct bp_net *net, const double *theta, double rate,
                      double *grad)
{
    double sum = 0;
    struct stage *stages = pipeline(net, theta);
    FOR_STAGES (s)
        for (size_t p = 0; p < s->out * (s->in + 1); ++p)
            if (net->regularize_bias || p % (s->in + 1)) {
                sum += s->Theta[p] * s->Theta[p];
                if (grad)
                    grad[s->first + p] += rate * s->Theta[p];
            }
    dismantle(stages, net->n_layers);
    return sum * rate / 2;
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    struct visit visit = {.visitor = add_loss, .X = data->X, .y = data->y};
    each(net, theta, data->m, &visit);
    return visit.losses / data->m + penalty(net, theta, lambda / data->m, NULL);
}

void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    struct stage *stages = pipeline(net, theta);
    run(net, stages, x);
    run_back(net, stages, (size_t)label);
    FOR_STAGES (s)
        for (size_t i = 0; i < s->out; ++i)
            *a++ = s->a[i], *delta++ = s->delta[i];
    dismantle(stages, net->n_layers);
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    struct visit visit = {
        .visitor = add_gradient, .X = data->X, .y = data->y, .Delta = grad};
    const size_t n = bp_n_parameters(net);
    memset(grad, 0, n * sizeof *grad);
    each(net, theta, data->m, &visit);
    for (size_t p = 0; p < n; ++p)
        grad[p] /= data->m;
    return visit.losses / data->m + penalty(net, theta, lambda / data->m, grad);
}

/* ---- checking and training ---- */

void bp_numerical_gradient(bp_function J, void *context, size_t n, const double *theta,
                           double epsilon, double *grad)
{
    static const double sides[] = {+1, -1};
    double *t = malloc((n + 1) * sizeof *t);
    if (!t)
        abort();
    memcpy(t, theta, n * sizeof *t);
    for (size_t i = 0; i < n; ++i) {
        grad[i] = 0;
        for (size_t side = 0; side < 2; ++side) {
            t[i] = theta[i] + sides[side] * epsilon;
            grad[i] += sides[side] * J(n, t, context);
        }
        t[i] = theta[i];
        grad[i] /= 2 * epsilon;
    }
    free(t);
}

#define NORM(name, term)           \
    double name = 0;               \
    for (size_t i = 0; i < n; ++i) \
        name += (term) * (term);   \
    name = sqrt(name)

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    NORM(above, a[i] - b[i]);
    NORM(norm_a, a[i]);
    NORM(norm_b, b[i]);
    return norm_a + norm_b > 0 ? above / (norm_a + norm_b) : 0;
}

#define MIX(h, bits, factor) h = (h ^ h >> bits) * UINT64_C(factor)

void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta)
{
    for (size_t n = bp_n_parameters(net); n > 0; --n) {
        uint64_t h = seed += UINT64_C(0xC2B2AE3D27D4EB4F);
        MIX(h, 33, 0xC2B2AE3D27D4EB4F);
        MIX(h, 29, 0x165667B19E3779F9);
        *theta++ =
            0.3 * sin((double)((h ^ h >> 32) >> 12) * 0x1p-52 * 3.14159 - 1.570795);
    }
}

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    const size_t n = bp_n_parameters(net);
    double *grad = malloc(n * sizeof *grad);
    if (!grad)
        abort();
    for (double *end = history + iterations; history != end; ++history) {
        *history = bp_cost_gradient(net, theta, data, lambda, grad);
        for (size_t p = 0; p < n; ++p)
            theta[p] -= alpha * grad[p];
    }
    free(grad);
    return bp_cost(net, theta, data, lambda);
}
