#include "check/property.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

const struct call_limits small_call_limits = {.cpu_ms = 2000, .wall_ms = 10000};

void trial_passed(struct trial *trial)
{
    trial->result->outcome = CHECK_PASSED;
    trial->result->message[0] = '\0';
}

void trial_failed(struct trial *trial, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(trial->result->message, sizeof trial->result->message, format, arguments);
    va_end(arguments);
    trial->result->outcome = CHECK_FAILED;
}

/* Whether all outputs are written and finite. */
static bool is_answer(struct trial *trial, const struct reply *reply)
{
    for (size_t o = 0; o < reply->n_outputs; o++)
        for (size_t i = 0; i < reply->outputs[o].n; i++) {
            const struct array *output = &reply->outputs[o];
            bool finite = output->element != ELEMENT_DOUBLE || isfinite(output->f64[i]);
            if (finite && !array_is_unwritten(output, i))
                continue;
            trial_failed(trial, "on inputs drawn at random, %s of %s is not %s",
                         output->name, function_symbol(trial->property->function),
                         finite || array_is_unwritten(output, i) ? "written" : "finite");
            return false;
        }
    return true;
}

bool trial_is_zero(struct trial *trial, const struct reply *reply)
{
    for (size_t o = 0; o < reply->n_outputs; o++) {
        const struct array *output = &reply->outputs[o];
        size_t i = 0;
        while (i < output->n && output->f64[i] == 0)
            i++;
        if (i < output->n)
            continue;
        trial_failed(trial, "on inputs drawn at random, %s of %s is 0", output->name,
                     function_symbol(trial->property->function));
        return true;
    }
    return false;
}

int trial_ask(struct trial *trial, const struct call *call, struct reply *reply,
              bool *answered)
{
    *answered = false;
    if (session_call(trial->session, call, &small_call_limits, reply) != 0)
        return -1;
    if (reply->verdict == VERDICT_NOT_BUILT)
        trial->result->outcome = CHECK_SKIPPED;
    else if (reply->verdict != VERDICT_PASS)
        trial_failed(trial, "on inputs drawn at random, %s", reply->message);
    else
        *answered = is_answer(trial, reply);
    return 0;
}

int trial_confirm(struct trial *trial)
{
    struct reply sign;
    if (session_confirm(trial->session, &small_call_limits, &sign) != 0)
        return -1;
    if (sign.verdict != VERDICT_PASS && trial->result->outcome != CHECK_FAILED)
        trial_failed(trial, "on inputs drawn at random, %s", sign.message);
    return 0;
}

bool same_numbers(const double *a, const double *b, size_t n)
{
    double largest = 0;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, fmax(fabs(a[i]), fabs(b[i])));
    for (size_t i = 0; i < n; i++)
        if (!(fabs(a[i] - b[i]) <= PROPERTY_ROUNDING * largest))
            return false;
    return true;
}

bool is_number(double got, double expected)
{
    return fabs(got - expected) <= PROPERTY_ROUNDING * fabs(expected);
}
