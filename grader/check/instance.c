#include "check/instance.h"

#include "error.h"

#include <stdlib.h>
#include <string.h>

static int allocate(struct instance *instance)
{
    instance->theta = calloc(instance->n, sizeof *instance->theta);
    instance->X = calloc(instance->m * instance->units[0], sizeof *instance->X);
    instance->y = calloc(instance->m, sizeof *instance->y);
    if (instance->theta && instance->X && instance->y)
        return 0;
    instance_release(instance);
    return error("out of memory");
}

int instance_draw(struct instance *instance, const struct instance_plan *plan,
                  struct draw *draw)
{
    *instance = (struct instance){
        .m = plan->m, .lambda = plan->lambda, .alpha = 0.3, .iterations = 3};
    memcpy(instance->units, plan->units, sizeof instance->units);
    instance->net = (struct bp_net){.units = instance->units,
                                    .output = plan->output,
                                    .regularize_bias = plan->regularize_bias};
    while (instance->net.n_layers < INSTANCE_MAX_LAYERS &&
           plan->units[instance->net.n_layers + 1] > 0)
        instance->net.n_layers++;
    instance->n = net_n_parameters(&instance->net);
    if (allocate(instance) != 0)
        return -1;

    size_t K = plan->units[instance->net.n_layers], first = draw_below(draw, K);
    draw_doubles(draw, instance->theta, instance->n, plan->theta_size);
    draw_doubles(draw, instance->X, plan->m * plan->units[0], plan->x_size);
    for (size_t i = 0; i < plan->m; i++)
        instance->y[i] = (int)((first + i) % K);
    return 0;
}

int instance_copy(struct instance *to, const struct instance *from)
{
    *to = *from;
    to->net.units = to->units;
    if (allocate(to) != 0)
        return -1;
    memcpy(to->theta, from->theta, from->n * sizeof *to->theta);
    memcpy(to->X, from->X, from->m * from->units[0] * sizeof *to->X);
    memcpy(to->y, from->y, from->m * sizeof *to->y);
    return 0;
}

void instance_release(struct instance *instance)
{
    free(instance->theta);
    free(instance->X);
    free(instance->y);
    instance->theta = instance->X = NULL;
    instance->y = NULL;
}

struct call instance_call(const struct instance *instance, enum function function)
{
    size_t samples = function == FUNCTION_BACKPROP_SAMPLE ? 1 : instance->m;
    struct call call = {.function = function,
                        .net = instance->net,
                        .n_inputs = function_n_inputs(function)};
    void *const data[] = {instance->theta,
                          instance->X,
                          instance->y,
                          (void *)&instance->lambda,
                          (void *)&instance->alpha,
                          (void *)&instance->iterations};
    const size_t n[] = {instance->n, samples * instance->units[0], samples, 1, 1, 1};
    call.net.units = instance->units;
    for (size_t i = 0; i < call.n_inputs; i++)
        call.inputs[i] = (struct array){.name = function_input_name(function, i),
                                        .element = function_input_element(function, i),
                                        .n = n[i],
                                        .data = data[i]};
    return call;
}

struct instance_plan plan_two_layers(struct draw *draw, enum bp_output output,
                                     double lambda, int regularize_bias)
{
    static const size_t sizes[] = {3, 5, 7};
    size_t order[3];
    struct instance_plan plan = {.output = output,
                                 .regularize_bias = regularize_bias,
                                 .m = 4 + 2 * draw_below(draw, 2),
                                 .lambda = lambda,
                                 .theta_size = 1,
                                 .x_size = 2};
    draw_permutation(draw, order, 3);
    for (size_t l = 0; l < 3; l++)
        plan.units[l] = sizes[order[l]];
    return plan;
}

struct instance_plan plan_any_shape(struct draw *draw, enum bp_output output)
{
    struct instance_plan plan = {
        .output = output, .m = 2 + draw_below(draw, 4), .theta_size = 1, .x_size = 2};
    size_t n_layers = 1 + draw_below(draw, 4);
    for (size_t l = 0; l <= n_layers; l++)
        plan.units[l] = 1 + draw_below(draw, 5);
    return plan;
}

int instance_permute_samples(struct instance *instance, const size_t *order)
{
    struct instance copy;
    size_t s_0 = instance->units[0];
    if (instance_copy(&copy, instance) != 0)
        return -1;
    for (size_t i = 0; i < instance->m; i++) {
        memcpy(instance->X + i * s_0, copy.X + order[i] * s_0, s_0 * sizeof *copy.X);
        instance->y[i] = copy.y[order[i]];
    }
    instance_release(&copy);
    return 0;
}

int instance_double_samples(struct instance *instance)
{
    size_t m = instance->m, n_X = m * instance->units[0];
    double *X = realloc(instance->X, 2 * n_X * sizeof *X);
    if (X)
        instance->X = X;
    int *y = realloc(instance->y, 2 * m * sizeof *y);
    if (y)
        instance->y = y;
    if (!X || !y)
        return error("out of memory");
    memcpy(X + n_X, X, n_X * sizeof *X);
    memcpy(y + m, y, m * sizeof *y);
    instance->m = 2 * m;
    return 0;
}

void instance_rename_units(const struct instance *instance, size_t layer,
                           const size_t *order, size_t *index)
{
    size_t start = 0;
    for (size_t l = 1; l <= instance->net.n_layers; l++) {
        size_t rows = instance->units[l], columns = instance->units[l - 1] + 1;
        for (size_t i = 0; i < rows; i++)
            for (size_t j = 0; j < columns; j++) {
                size_t row = l == layer ? order[i] : i;
                size_t column = l == layer + 1 && j > 0 ? order[j - 1] + 1 : j;
                index[start + i * columns + j] = start + row * columns + column;
            }
        start += rows * columns;
    }
}

int instance_move_theta(struct instance *instance, const size_t *index)
{
    double *moved = calloc(instance->n, sizeof *moved);
    if (!moved)
        return error("out of memory");
    for (size_t i = 0; i < instance->n; i++)
        moved[index[i]] = instance->theta[i];
    free(instance->theta);
    instance->theta = moved;
    return 0;
}

void instance_shift_outputs(struct instance *instance, double c)
{
    for (size_t i = 0; i < instance->n; i++) {
        struct net_place place = net_place(&instance->net, i);
        if (place.layer == instance->net.n_layers && place.column == 0)
            instance->theta[i] += c;
    }
}
