#include "check/complexity.h"

#include "error.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

/* The contract allows 20 times the cost function from n = 265 on; backpropagation takes 1.2 to 4,
 * numerical differentiation and complex step 500 and more. Times are noisy: between 20 and 500
 * lies room enough. */
static const double most_costs = 50;

/* From n = 265 to 1885 backpropagation takes at most 7.1 times as long, numerical
 * differentiation 50 times. This sees through a cost function that is slow itself. */
static const double most_growth = 20;

enum { SAMPLES = 100, REPETITIONS = 5, SIZES = 2 };
static const double repeat_below_s = 0.05;
static const struct call_limits limits = {.cpu_ms = 5000, .wall_ms = 20000};

static const size_t units[SIZES][3] = {{20, 10, 5}, {64, 25, 10}};

struct instance {
    struct call call;
    double *theta, *X, lambda;
    int *y;
};

static void fill_random(double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        x[i] = (double)randombytes_random() * 0x1p-32 - 0.5;
}

static void instance_release(struct instance *instance)
{
    free(instance->theta);
    free(instance->X);
    free(instance->y);
}

static int instance_draw(struct instance *instance, const size_t *net_units)
{
    struct call *call = &instance->call;
    *instance = (struct instance){.lambda = 0};
    call->net =
        (struct bp_net){.n_layers = 2, .units = net_units, .output = BP_ONE_VS_ALL};
    size_t n = net_n_parameters(&call->net), n_X = SAMPLES * net_units[0];

    instance->theta = malloc(n * sizeof *instance->theta);
    instance->X = malloc(n_X * sizeof *instance->X);
    instance->y = malloc(SAMPLES * sizeof *instance->y);
    if (!instance->theta || !instance->X || !instance->y) {
        instance_release(instance);
        return error("out of memory");
    }
    fill_random(instance->theta, n);
    fill_random(instance->X, n_X);
    for (size_t i = 0; i < SAMPLES; i++)
        instance->y[i] = (int)randombytes_uniform((uint32_t)net_units[2]);

    call->inputs[0] = (struct array){"theta", ELEMENT_DOUBLE, n, {instance->theta}};
    call->inputs[1] = (struct array){"X", ELEMENT_DOUBLE, n_X, {instance->X}};
    call->inputs[2] = (struct array){"y", ELEMENT_INT, SAMPLES, {instance->y}};
    call->inputs[3] = (struct array){"lambda", ELEMENT_DOUBLE, 1, {&instance->lambda}};
    return 0;
}

/* The least CPU time of some calls; 0 when the function does not return. */
static int least_time(struct session *session, struct call *call, enum function function,
                      double *least_s)
{
    double total_s = 0;
    *least_s = 0;
    call->function = function;
    call->n_inputs = function_n_inputs(function);
    for (int r = 0; r < REPETITIONS && total_s < repeat_below_s; r++) {
        struct reply reply;
        int status = session_call(session, call, &limits, &reply);
        bool returned = reply.verdict == VERDICT_PASS;
        double cpu_s = reply.cpu_s;
        reply_release(&reply);
        if (status != 0 || !returned)
            return status;
        total_s += cpu_s;
        *least_s = r == 0 || cpu_s < *least_s ? cpu_s : *least_s;
    }
    return 0;
}

static int measure_size(struct session *session, struct complexity *complexity, int size)
{
    struct instance instance;
    if (instance_draw(&instance, units[size]) != 0)
        return -1;
    complexity->n[size] = instance.call.inputs[0].n;
    int status =
        least_time(session, &instance.call, FUNCTION_COST, &complexity->cost_s[size]);
    if (status == 0 && complexity->cost_s[size] <= 0)
        status = least_time(session, &instance.call, FUNCTION_FORWARD,
                            &complexity->cost_s[size]);
    if (status == 0)
        status = least_time(session, &instance.call, FUNCTION_COST_GRADIENT,
                            &complexity->gradient_s[size]);
    instance_release(&instance);
    return status;
}

int complexity_measure(struct session *session, struct complexity *complexity)
{
    *complexity = (struct complexity){0};
    for (int size = 0; size < SIZES; size++)
        if (measure_size(session, complexity, size) != 0)
            return -1;
    return 0;
}

static bool costs_too_much(const struct complexity *c, int size)
{
    return c->cost_s[size] > 0 && c->gradient_s[size] > most_costs * c->cost_s[size];
}

bool complexity_is_numerical(const struct complexity *c, char *text, size_t n)
{
    if (c->gradient_s[0] <= 0)
        return false;
    if (costs_too_much(c, 0) && (c->gradient_s[1] <= 0 || costs_too_much(c, 1))) {
        snprintf(
            text, n,
            "one gradient takes as long as %.0f costs (n = %zu): differentiation by n "
            "evaluations, not backpropagation",
            c->gradient_s[0] / c->cost_s[0], c->n[0]);
        return true;
    }
    if (c->gradient_s[1] > most_growth * c->gradient_s[0]) {
        snprintf(
            text, n,
            "the time of a gradient grows with n^2 (%.0f times from n = %zu to %zu): "
            "not backpropagation",
            c->gradient_s[1] / c->gradient_s[0], c->n[0], c->n[1]);
        return true;
    }
    return false;
}
