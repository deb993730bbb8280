#include "fixture_case.h"

#include "fixture_json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const fixture_kind_names[] = {"values", "init", "digits", NULL};
const char *const fixture_output_names[] = {"one-vs-all", "softmax", NULL};

static bool all_finite(const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(x[i]))
            return false;
    return true;
}

static bool all_classes(const struct bp_net *net, const int *y, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (y[i] < 0 || (size_t)y[i] >= net->units[net->n_layers])
            return false;
    return true;
}

static const char *kind_fault(const struct fixture_case *c)
{
    if ((c->kind == FIXTURE_INIT) != (c->call.function == FUNCTION_RANDOM_INIT))
        return "kind 'init' goes with bp_random_init, and with nothing else";
    if (c->kind == FIXTURE_DIGITS && c->call.function != FUNCTION_GRADIENT_DESCENT)
        return "kind 'digits' goes with bp_gradient_descent alone";
    if (c->kind != FIXTURE_VALUES && c->n_expected > 0)
        return "only kind 'values' has expected values";
    return NULL;
}

/* Names of data become parts of paths. */
static const char *named_fault(const struct fixture_case *c)
{
    const char *const names[] = {c->X_data, c->y_data, c->X_test_data, c->y_test_data};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i] && !json_is_name(names[i], false))
            return "a name of data is not one of a-z, 0-9 and -";
    if ((c->X_data || c->y_data) && !function_takes_net(c->call.function))
        return "only the samples of a net can be named";
    return NULL;
}

static const char *expected_fault(const struct fixture_case *c,
                                  const struct array *outputs, size_t n_outputs)
{
    if (c->n_expected != n_outputs)
        return "the expected values are not those of the function";
    for (size_t i = 0; i < n_outputs; i++) {
        const struct expected *e = &c->expected[i];
        if (e->value.element != outputs[i].element || e->value.n != outputs[i].n)
            return "an expected value does not have the size of its output";
        if (e->bound && outputs[i].element != ELEMENT_DOUBLE)
            return "an output of integers has bounds";
        if (outputs[i].element == ELEMENT_INT &&
            !all_classes(&c->call.net, e->value.i32, e->value.n))
            return "an expected class is not in 0..K-1";
        if (outputs[i].element != ELEMENT_DOUBLE)
            continue;
        if (!all_finite(e->value.f64, e->value.n))
            return "an expected value is not finite";
        for (size_t j = 0; e->bound && j < e->value.n; j++)
            if (!isfinite(e->bound[j]) || e->bound[j] < 0)
                return "a bound is negative or not finite";
    }
    return NULL;
}

static const char *digits_fault(const struct fixture_case *c)
{
    const struct digits *d = &c->digits;
    size_t s_0 = c->call.net.units[0];
    if (d->m_test == 0 || d->m_test > CALL_MAX_ELEMENTS / s_0)
        return "there are no held-out samples, or too many";
    if (!all_finite(d->X_test, d->m_test * s_0))
        return "X_test is not finite";
    if (!all_classes(&c->call.net, d->y_test, d->m_test))
        return "a held-out label is not in 0..K-1";
    if (d->min_correct == 0 || d->min_correct > d->m_test)
        return "min_correct is not in 1..rows of X_test";
    return NULL;
}

const char *fixture_case_fault(const struct fixture_case *c)
{
    if (!c->name || !json_is_name(c->name, false))
        return "the name is not one of a-z, 0-9 and -";
    if (!c->title || !json_is_line(c->title))
        return "the title is not a line of ASCII";

    struct array outputs[CONTRACT_MAX_OUTPUTS];
    size_t n_outputs = 0;
    const char *fault = kind_fault(c);
    if (!fault)
        fault = named_fault(c);
    if (!fault)
        fault = call_outputs(&c->call, outputs, &n_outputs);
    if (fault)
        return fault;
    for (size_t i = 0; i < c->call.n_inputs; i++)
        if (c->call.inputs[i].element == ELEMENT_DOUBLE &&
            !all_finite(c->call.inputs[i].f64, c->call.inputs[i].n))
            return "an input is not finite";
    if (c->kind == FIXTURE_VALUES)
        return expected_fault(c, outputs, n_outputs);
    return c->kind == FIXTURE_DIGITS ? digits_fault(c) : NULL;
}

void fixture_case_release(struct fixture_case *c)
{
    for (size_t i = 0; i < CONTRACT_MAX_INPUTS; i++)
        free(c->call.inputs[i].data);
    for (size_t i = 0; i < CONTRACT_MAX_OUTPUTS; i++) {
        free(c->expected[i].value.data);
        free(c->expected[i].bound);
    }
    free((size_t *)c->call.net.units);
    free(c->digits.X_test);
    free(c->digits.y_test);
    free(c->X_data);
    free(c->y_data);
    free(c->X_test_data);
    free(c->y_test_data);
    free(c->id);
    free(c->name);
    free(c->title);
    memset(c, 0, sizeof *c);
}
