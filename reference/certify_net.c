#include "certify_net.h"

#include "certify_output.h"
#include "propagation.h"

#include <string.h>

/* Roundings admitted beyond those of the plain order: 1/m taken as a factor, before or
 * after the sum, delta / m carried back, lambda / (2m), products in another order. */
enum { ARRANGEMENT = 12 };

/* Whether theta_i is in the penalty. */
static bool is_regularised(const struct bp_net *net, size_t i)
{
    for (size_t l = 1; l <= net->n_layers; l++) {
        size_t columns = net->units[l - 1] + 1, n = net->units[l] * columns;
        if (i < n)
            return net->regularize_bias || i % columns != 0;
        i -= n;
    }
    return false;
}

/* Every term of the sum times lambda. */
static void scale_sum(struct bounded_sum *sum, double lambda, long precision)
{
    arb_t factor;
    mag_t size;
    arb_init(factor);
    mag_init(size);
    arb_set_d(factor, lambda);
    mag_set_d(size, lambda);
    arb_mul(sum->value, sum->value, factor, precision);
    mag_mul(sum->error, sum->error, size);
    mag_mul(sum->size, sum->size, size);
    arb_clear(factor);
    mag_clear(size);
}

/* r := (sum + other) / m, each term rounded up to k times; other is used up */
static void mean(struct bounded *r, const struct bounded_sum *sum,
                 struct bounded_sum *other, size_t m, size_t k, long precision)
{
    arb_add(other->value, other->value, sum->value, precision);
    mag_add(other->error, other->error, sum->error);
    mag_add(other->size, other->size, sum->size);
    arb_div_ui(other->value, other->value, m, precision);
    mag_div_ui(other->error, other->error, m);
    mag_div_ui(other->size, other->size, m);
    bounded_sum_get(r, other, k, precision);
}

/* A plain loss must still tell right from wrong: error <= 1e-9 loss. */
static const char *check_loss(const struct propagation *p)
{
    mag_t low, error;
    mag_init(low);
    mag_init(error);
    arb_get_mag_lower(low, p->loss->value);
    mag_set_d(error, 1e9);
    mag_mul(error, error, p->loss->error);
    bool sharp = p->kind == CERTIFY_STABLE || mag_cmp(error, low) <= 0;
    mag_clear(low);
    mag_clear(error);
    return sharp ? NULL
                 : "a loss is known to 1e-9 no more: too saturated, or too many steps";
}

/* J = 1/m sum of the loss + lambda/(2m) sum of squared weights, in any order of terms */
static const char *finish_cost(struct propagation *p, struct bounded *J, size_t m,
                               double lambda)
{
    bounded_sum_zero(p->penalty);
    for (size_t i = 0; i < p->n_theta; i++)
        if (is_regularised(p->net, i))
            bounded_sum_add_product(p->penalty, &p->theta[i], &p->theta[i], p->precision);
    scale_sum(p->penalty, lambda / 2, p->precision);
    mean(J, p->loss, p->penalty, m, m * p->K + p->n_theta + ARRANGEMENT, p->precision);
    return check_loss(p);
}

/* dJ/dtheta_i = 1/m Delta_i + lambda/m theta_i */
static void finish_gradient(struct propagation *p, size_t m, double lambda)
{
    for (size_t i = 0; i < p->n_theta; i++) {
        bounded_sum_zero(p->penalty);
        if (is_regularised(p->net, i))
            bounded_sum_add(p->penalty, &p->theta[i], p->precision);
        scale_sum(p->penalty, lambda, p->precision);
        mean(&p->gradient[i], &p->Delta[i], p->penalty, m, m + ARRANGEMENT, p->precision);
    }
}

/* J, and p->gradient where asked for, of theta, X, y, lambda as the call gives them */
static const char *cost(struct propagation *p, const struct call *call, struct bounded *J,
                        bool with_gradient)
{
    const struct array *in = call->inputs;
    size_t m = in[2].n, layer = p->n_activations - p->K;
    const char *wrong = NULL;
    bounded_sum_zero(p->loss);
    for (size_t i = 0; i < p->n_theta; i++)
        bounded_sum_zero(&p->Delta[i]);
    for (size_t i = 0; i < m && !wrong; i++) {
        size_t label = (size_t)in[2].i32[i];
        propagation_forward(p, in[1].f64 + i * p->n_inputs);
        wrong = add_loss(p->loss, p->net->output, p->kind, p->K, &p->z[layer],
                         &p->a[layer], &p->rest[layer], label, p->precision);
        if (with_gradient) {
            propagation_backward(p, label);
            propagation_accumulate(p);
        }
    }
    if (wrong)
        return wrong;
    if (with_gradient)
        finish_gradient(p, m, in[3].f64[0]);
    return finish_cost(p, J, m, in[3].f64[0]);
}

/* theta := theta - alpha gradient; also as theta (1 - alpha lambda/m) - alpha/m Delta */
static void step(struct propagation *p, double alpha, double lambda, size_t m)
{
    struct bounded rate, decayed;
    mag_t size, decay;
    bounded_init(&rate);
    bounded_init(&decayed);
    mag_init(size);
    mag_init(decay);

    bounded_set_double(&rate, alpha);
    mag_set_d(decay, alpha);
    mag_set_d(size, lambda);
    mag_mul(decay, decay, size);
    mag_div_ui(decay, decay, m);
    for (size_t i = 0; i < p->n_theta; i++) {
        struct bounded *theta = &p->theta[i];
        bounded_size(size, theta);
        mag_mul(size, size, decay);
        bounded_mul(&decayed, &rate, &p->gradient[i], p->precision);
        bounded_round(&decayed, 4);
        bounded_sub(theta, theta, &decayed, p->precision);
        bounded_add_roundings(theta->error, 4, size);
    }

    bounded_clear(&rate);
    bounded_clear(&decayed);
    mag_clear(size);
    mag_clear(decay);
}

/* history[k] = J before step k; J after the last */
static const char *descend(struct propagation *p, const struct call *call,
                           struct bounded *const out[])
{
    size_t iterations = (size_t)call->inputs[5].u64[0];
    const char *wrong = NULL;
    for (size_t k = 0; k < iterations && !wrong; k++) {
        wrong = cost(p, call, &out[1][k], true);
        step(p, call->inputs[4].f64[0], call->inputs[3].f64[0], call->inputs[2].n);
    }
    if (!wrong)
        wrong = cost(p, call, &out[2][0], false);
    for (size_t i = 0; i < p->n_theta; i++)
        bounded_set(&out[0][i], &p->theta[i]);
    return wrong;
}

static void copy(struct bounded *to, const struct bounded *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        bounded_set(&to[i], &from[i]);
}

static void forward_all(struct propagation *p, const struct call *call, struct bounded *H)
{
    size_t layer = p->n_activations - p->K;
    for (size_t i = 0; i < call->inputs[1].n / p->n_inputs; i++) {
        propagation_forward(p, call->inputs[1].f64 + i * p->n_inputs);
        copy(H + i * p->K, p->a + layer, p->K);
    }
}

const char *certify_net(const struct call *call, enum certify_loss kind,
                        struct bounded *const out[], long precision)
{
    struct propagation p;
    const char *wrong = propagation_init(&p, call, kind, precision);
    if (wrong)
        return wrong;
    switch (call->function) {
    case FUNCTION_FORWARD: forward_all(&p, call, out[0]); break;
    case FUNCTION_COST: wrong = cost(&p, call, &out[0][0], false); break;
    case FUNCTION_BACKPROP_SAMPLE:
        propagation_forward(&p, call->inputs[1].f64);
        propagation_backward(&p, (size_t)call->inputs[2].i32[0]);
        copy(out[0], p.a, p.n_activations);
        copy(out[1], p.delta, p.n_activations);
        break;
    case FUNCTION_COST_GRADIENT:
        wrong = cost(&p, call, &out[0][0], true);
        copy(out[1], p.gradient, p.n_theta);
        break;
    case FUNCTION_GRADIENT_DESCENT: wrong = descend(&p, call, out); break;
    default: wrong = "not a function of a net"; break;
    }
    propagation_release(&p);
    return wrong;
}

/* Whether classes j and k have the same weights, so that their outputs are tied. */
static bool is_tie(const struct call *call, size_t j, size_t k)
{
    const struct bp_net *net = &call->net;
    size_t columns = net->units[net->n_layers - 1] + 1, K = net->units[net->n_layers];
    const double *Theta = call->inputs[0].f64 + call->inputs[0].n - K * columns;
    return memcmp(Theta + j * columns, Theta + k * columns, columns * sizeof *Theta) == 0;
}

/* h_k - h_j > 4 (e_k + e_j) */
static bool leads(const struct bounded *k, const struct bounded *j, long precision)
{
    arb_t gap, errors;
    mag_t sum;
    arb_init(gap);
    arb_init(errors);
    mag_init(sum);
    arb_sub(gap, k->value, j->value, precision);
    mag_add(sum, k->error, j->error);
    mag_mul_2exp_si(sum, sum, 2);
    arf_set_mag(arb_midref(errors), sum);
    bool clear = arb_gt(gap, errors) != 0;
    arb_clear(gap);
    arb_clear(errors);
    mag_clear(sum);
    return clear;
}

const char *certify_predict(const struct call *call, int *y, long precision)
{
    struct propagation p;
    const char *wrong = propagation_init(&p, call, CERTIFY_STABLE, precision);
    if (wrong)
        return wrong;
    const struct bounded *h = p.a + p.n_activations - p.K;
    for (size_t i = 0; i < call->inputs[1].n / p.n_inputs; i++) {
        propagation_forward(&p, call->inputs[1].f64 + i * p.n_inputs);
        size_t winner = 0;
        for (size_t k = 1; k < p.K; k++)
            if (arf_cmp(arb_midref(h[k].value), arb_midref(h[winner].value)) > 0)
                winner = k;
        for (size_t k = 0; k < p.K; k++)
            if (k != winner && !is_tie(call, k, winner) &&
                !leads(&h[winner], &h[k], precision))
                wrong = "a predicted class is not decided by a clear margin";
        y[i] = (int)winner;
    }
    propagation_release(&p);
    return wrong;
}
