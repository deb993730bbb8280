#include "propagation.h"

#include "certify_output.h"

void propagation_release(struct propagation *p)
{
    struct bounded *layers[] = {p->z, p->a, p->rest, p->slope, p->delta};
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++)
        bounded_vector_free(layers[i], p->n_activations);
    bounded_vector_free(p->x, p->n_inputs);
    bounded_vector_free(p->theta, p->n_theta);
    bounded_vector_free(p->gradient, p->n_theta);
    bounded_sum_vector_free(p->Delta, p->n_theta);
    bounded_sum_vector_free(p->loss, 1);
    bounded_sum_vector_free(p->penalty, 1);
    bounded_sum_vector_free(p->scratch, 1);
}

const char *propagation_init(struct propagation *p, const struct call *call,
                             enum certify_loss kind, long precision)
{
    const struct bp_net *net = &call->net;
    *p = (struct propagation){.net = net,
                              .kind = kind,
                              .precision = precision,
                              .n_inputs = net->units[0],
                              .n_activations = net_n_activations(net),
                              .n_theta = net_n_parameters(net),
                              .K = net->units[net->n_layers]};
    struct bounded **layers[] = {&p->z, &p->a, &p->rest, &p->slope, &p->delta};
    bool complete = true;
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++)
        complete &= (*layers[i] = bounded_vector(p->n_activations)) != NULL;
    complete &= (p->x = bounded_vector(p->n_inputs)) != NULL;
    complete &= (p->theta = bounded_vector(p->n_theta)) != NULL;
    complete &= (p->gradient = bounded_vector(p->n_theta)) != NULL;
    complete &= (p->Delta = bounded_sum_vector(p->n_theta)) != NULL;
    complete &= (p->loss = bounded_sum_vector(1)) != NULL;
    complete &= (p->penalty = bounded_sum_vector(1)) != NULL;
    complete &= (p->scratch = bounded_sum_vector(1)) != NULL;
    if (!complete) {
        propagation_release(p);
        return OUT_OF_MEMORY;
    }
    for (size_t i = 0; i < p->n_theta; i++)
        bounded_set_double(&p->theta[i], call->inputs[0].f64[i]);
    return NULL;
}

/* z = Theta_row [1; input] */
static void net_input(struct bounded *z, const struct bounded *row,
                      const struct bounded *input, size_t n, struct bounded_sum *sum,
                      long precision)
{
    bounded_sum_zero(sum);
    bounded_sum_add(sum, &row[0], precision);
    for (size_t k = 0; k < n; k++)
        bounded_sum_add_product(sum, &row[1 + k], &input[k], precision);
    bounded_sum_get(z, sum, n + 3, precision);
}

void propagation_forward(struct propagation *p, const double *x)
{
    const struct bp_net *net = p->net;
    const struct bounded *Theta = p->theta, *input = p->x;
    size_t layer = 0;
    for (size_t k = 0; k < p->n_inputs; k++)
        bounded_set_double(&p->x[k], x[k]);
    for (size_t l = 1; l <= net->n_layers; l++) {
        size_t rows = net->units[l], columns = net->units[l - 1];
        for (size_t j = layer; j < layer + rows; j++, Theta += columns + 1) {
            net_input(&p->z[j], Theta, input, columns, p->scratch, p->precision);
            if (l < net->n_layers || net->output == BP_ONE_VS_ALL)
                bounded_sigmoid(&p->a[j], &p->rest[j], &p->slope[j], &p->z[j],
                                p->precision);
        }
        if (l == net->n_layers && net->output == BP_SOFTMAX)
            softmax_outputs(&p->a[layer], &p->rest[layer], &p->z[layer], rows,
                            p->precision);
        input = &p->a[layer];
        layer += rows;
    }
}

/* delta^(L) = h - y, as h - 1 = - rest where y is 1, so that nothing cancels */
static void output_delta(struct propagation *p, size_t label)
{
    size_t layer = p->n_activations - p->K;
    for (size_t k = 0; k < p->K; k++) {
        struct bounded *delta = &p->delta[layer + k];
        bounded_set(delta, &p->a[layer + k]);
        if (k == label)
            arb_neg(delta->value, p->rest[layer + k].value);
        bounded_round(delta, 4);
    }
}

/* delta^(l) = (Theta^(l+1) without column 0)^T delta^(l+1) .* g'(z^(l)) */
void propagation_backward(struct propagation *p, size_t label)
{
    const size_t *units = p->net->units;
    const struct bounded *Theta = p->theta + p->n_theta;
    size_t next = p->n_activations - p->K;
    output_delta(p, label);
    for (size_t l = p->net->n_layers - 1; l >= 1; l--) {
        size_t rows = units[l + 1], columns = units[l];
        Theta -= rows * (columns + 1);
        size_t layer = next - columns;
        for (size_t j = 0; j < columns; j++) {
            struct bounded *delta = &p->delta[layer + j];
            bounded_sum_zero(p->scratch);
            for (size_t k = 0; k < rows; k++)
                bounded_sum_add_product(p->scratch, &Theta[k * (columns + 1) + 1 + j],
                                        &p->delta[next + k], p->precision);
            bounded_sum_get(delta, p->scratch, rows + 4, p->precision);
            bounded_mul(delta, delta, &p->slope[layer + j], p->precision);
            bounded_round(delta, 4);
        }
        next = layer;
    }
}

void propagation_accumulate(struct propagation *p)
{
    struct bounded_sum *Delta = p->Delta;
    const struct bounded *input = p->x, *delta = p->delta;
    for (size_t l = 1; l <= p->net->n_layers; l++) {
        size_t rows = p->net->units[l], columns = p->net->units[l - 1];
        for (size_t j = 0; j < rows; j++) {
            bounded_sum_add(Delta++, &delta[j], p->precision);
            for (size_t k = 0; k < columns; k++)
                bounded_sum_add_product(Delta++, &delta[j], &input[k], p->precision);
        }
        input = &p->a[delta - p->delta];
        delta += rows;
    }
}
