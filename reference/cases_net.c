#include "cases.h"
#include "cases_hidden.h"
#include "error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t n_units(const size_t *units)
{
    size_t n = 0;
    while (n < PLAN_MAX_UNITS && units[n] > 0)
        n++;
    return n;
}

void net_text(char *text, size_t n_bytes, const size_t *units)
{
    size_t used = 0;
    for (size_t l = 0; l < n_units(units) && used < n_bytes; l++)
        used += (size_t)snprintf(text + used, n_bytes - used, "%s%zu", l ? "-" : "",
                                 units[l]);
}

int case_net(struct fixture_case *c, const size_t *units, enum bp_output output,
             int regularize_bias)
{
    size_t n = n_units(units), *copy = calloc(n + 1, sizeof *copy);
    if (!copy)
        return error("no memory for %s", c->id);
    memcpy(copy, units, n * sizeof *copy);
    c->call.net = (struct bp_net){.n_layers = n - 1,
                                  .units = copy,
                                  .output = output,
                                  .regularize_bias = regularize_bias};
    return 0;
}

/* "3-4-2, softmax, 5 samples, lambda 0.5, bias regularised, zeros in X" */
static void write_title(char *text, size_t n_bytes, const struct net_plan *plan,
                        enum function function)
{
    char net[64], samples[32] = "", lambda[64] = "";
    bool loss = function == FUNCTION_COST || function == FUNCTION_COST_GRADIENT ||
                function == FUNCTION_GRADIENT_DESCENT;
    bool shape = function == FUNCTION_N_PARAMETERS || function == FUNCTION_UNROLL ||
                 function == FUNCTION_ROLL;
    net_text(net, sizeof net, plan->units);
    if (function == FUNCTION_BACKPROP_SAMPLE)
        snprintf(samples, sizeof samples, ", label %d", plan->label);
    else if (!shape)
        snprintf(samples, sizeof samples, ", %zu sample%s", plan->m,
                 plan->m == 1 ? "" : "s");
    if (loss)
        snprintf(lambda, sizeof lambda, ", lambda %g%s", plan->lambda,
                 plan->regularize_bias ? " on the bias too" : "");
    size_t used = (size_t)snprintf(
        text, n_bytes, "%s%s%s%s", net,
        shape ? "" : (plan->output == BP_SOFTMAX ? ", softmax" : ", one-vs-all"), samples,
        lambda);
    if (function == FUNCTION_GRADIENT_DESCENT && used < n_bytes)
        used += (size_t)snprintf(
            text + used, n_bytes - used, ", alpha %g, %llu iteration%s", plan->alpha,
            (unsigned long long)plan->iterations, plan->iterations == 1 ? "" : "s");
    if (plan->note && used < n_bytes)
        snprintf(text + used, n_bytes - used, ", %s", plan->note);
}

static int add_theta(struct cases *cases, struct fixture_case *c,
                     const struct net_plan *plan)
{
    size_t n = net_n_parameters(&c->call.net);
    size_t columns = plan->units[0] + 1, first = plan->units[1] * columns;
    double size = plan->theta_size > 0 ? plan->theta_size : 1;
    double *theta = case_doubles(c, n);
    if (!theta)
        return -1;
    for (size_t i = 0; i < n; i++) {
        if (plan->theta)
            theta[i] = plan->theta[i];
        else if (plan->values == PLAN_SHORT)
            theta[i] = random_short(&cases->random, 15);
        else
            theta[i] = random_signed(&cases->random, size);
        if (plan->values == PLAN_SCALED && i < first && i % columns != 0)
            theta[i] *= 1e13;
    }
    return 0;
}

static int add_digits(struct cases *cases, struct fixture_case *c,
                      const struct net_plan *plan, double *X)
{
    if (plan->first + plan->m > cases->digits->n || plan->units[0] != DIGITS_PIXELS)
        return error("%s: there are no such digits", c->id);
    memcpy(X, cases->digits->X + plan->first * DIGITS_PIXELS,
           plan->m * DIGITS_PIXELS * sizeof *X);
    if (c->call.function == FUNCTION_BACKPROP_SAMPLE)
        return 0; /* x, of one sample, is held by the file */
    c->X_data = strdup("digits-images");
    c->X_first = plan->first;
    return c->X_data ? 0 : error("no memory for %s", c->id);
}

static int add_X(struct cases *cases, struct fixture_case *c, const struct net_plan *plan)
{
    size_t n = plan->m * plan->units[0], half = plan->m / 2 * plan->units[0];
    double size = plan->x_size > 0 ? plan->x_size : 2;
    double *X = case_doubles(c, n);
    if (!X)
        return -1;
    if (plan->values == PLAN_DIGITS)
        return add_digits(cases, c, plan, X);
    for (size_t i = 0; i < n; i++) {
        if (plan->X)
            X[i] = plan->X[i];
        else if (plan->values == PLAN_TWICE && i >= half && i < 2 * half)
            X[i] = X[i - half];
        else if (plan->values == PLAN_SHORT)
            X[i] = random_short(&cases->random, 30);
        else
            X[i] = random_signed(&cases->random, size);
        if (plan->values == PLAN_HOLES && i % 3 == 1)
            X[i] = 0;
        if (plan->values == PLAN_SCALED)
            X[i] *= 1e-13;
    }
    return 0;
}

/* The labels of a hidden set: in another order, of other classes. */
static void draw_labels(struct random *r, const struct net_plan *plan, int *y, int K)
{
    int shift = (int)random_below(r, (uint64_t)K), other = shift;
    while (K > 1 && other == shift)
        other = (int)random_below(r, (uint64_t)K);
    for (size_t i = 0; i < plan->m; i++) {
        if (plan->labels == PLAN_ALL_CLASSES)
            y[i] = (y[i] + shift) % K;
        else
            y[i] = plan->labels == PLAN_TWO_CLASSES && i % 2 ? other : shift;
    }
    if (plan->labels == PLAN_ALL_CLASSES && plan->values != PLAN_TWICE)
        hidden_shuffle(r, y, plan->m);
}

static int add_y(struct cases *cases, struct fixture_case *c, const struct net_plan *plan)
{
    size_t K = c->call.net.units[c->call.net.n_layers], half = plan->m / 2;
    int *y = case_ints(c, plan->m), second = K > 1 ? 1 : 0, last = (int)K - 1;
    if (!y)
        return -1;
    for (size_t i = 0; i < plan->m; i++) {
        size_t sample = plan->values == PLAN_TWICE && i >= half ? i - half : i;
        if (plan->y)
            y[i] = plan->y[i];
        else if (plan->values == PLAN_DIGITS)
            y[i] = cases->digits->y[plan->first + i];
        else if (plan->labels == PLAN_TWO_CLASSES)
            y[i] = sample % 2 ? last : second;
        else
            y[i] = plan->labels == PLAN_LAST_CLASS ? last : (int)(sample % K);
    }
    if (cases->secret && !plan->y && plan->values != PLAN_DIGITS)
        draw_labels(&cases->random, plan, y, (int)K);
    if (plan->values != PLAN_DIGITS)
        return 0;
    c->y_data = strdup("digits-labels");
    return c->y_data ? 0 : error("no memory for %s", c->id);
}

static int add_number(struct fixture_case *c, double value)
{
    double *number = case_doubles(c, 1);
    if (!number)
        return -1;
    *number = value;
    return 0;
}

/* label, or the labels and lambda */
static int add_labels(struct cases *cases, struct fixture_case *c,
                      const struct net_plan *plan)
{
    if (c->call.function == FUNCTION_BACKPROP_SAMPLE) {
        int *label = case_ints(c, 1);
        if (!label)
            return -1;
        *label = plan->label;
        if (plan->values == PLAN_DIGITS && *label != cases->digits->y[plan->first])
            return error("%s: the digit is a %d", c->id, cases->digits->y[plan->first]);
        return 0;
    }
    if (add_y(cases, c, plan) < 0)
        return -1;
    return add_number(c, plan->lambda);
}

static int add_inputs(struct cases *cases, struct fixture_case *c,
                      const struct net_plan *plan)
{
    size_t n = function_n_inputs(c->call.function);
    if (n >= 1 && add_theta(cases, c, plan) < 0)
        return -1;
    if (n >= 2 && add_X(cases, c, plan) < 0)
        return -1;
    if (n >= 3 && add_labels(cases, c, plan) < 0)
        return -1;
    if (c->call.function != FUNCTION_GRADIENT_DESCENT)
        return 0;
    uint64_t *iterations = add_number(c, plan->alpha) < 0 ? NULL : case_uint64s(c, 1);
    if (!iterations)
        return -1;
    *iterations = plan->iterations;
    return 0;
}

int cases_add_nets(struct cases *cases, const char *task, enum function function,
                   const struct net_plan *plans, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct net_plan plan = plans[i];
        struct hidden_lists lists;
        char title[160];
        if (cases->secret && !plan.fixed)
            hidden_net(&plan, &lists, cases, task, function);
        write_title(title, sizeof title, &plan, function);
        struct fixture_case *c =
            cases_begin(cases, task, plan.group, plan.name, title, function);
        if (!c || case_net(c, plan.units, plan.output, plan.regularize_bias) < 0 ||
            add_inputs(cases, c, &plan) < 0)
            return -1;
    }
    return 0;
}
