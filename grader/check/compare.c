#include "check/compare.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

static enum verdict judge_element(const struct expected *expected,
                                  const struct array *output, size_t i)
{
    double got = array_number(output, i);
    double bound = expected->bound ? expected->bound[i] : 0;

    if (array_is_unwritten(output, i))
        return VERDICT_UNWRITTEN;
    if (!isfinite(got))
        return VERDICT_NOT_FINITE;
    if (output->element == ELEMENT_UINT64)
        return output->u64[i] == expected->value.u64[i] ? VERDICT_PASS : VERDICT_WRONG;
    double difference = fabs(got - array_number(&expected->value, i));
    return difference <= COMPARE_BOUNDS * bound ? VERDICT_PASS : VERDICT_WRONG;
}

/* UNWRITTEN before NOT_FINITE before WRONG before PASS. */
static int severity(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_UNWRITTEN: return 3;
    case VERDICT_NOT_FINITE: return 2;
    case VERDICT_WRONG: return 1;
    default: return 0;
    }
}

/* How far off an element is, in bounds; any difference from an exact value is far. */
static double excess(const struct expected *expected, const struct array *output,
                     size_t i)
{
    double difference = fabs(array_number(output, i) - array_number(&expected->value, i));
    double bound = expected->bound ? expected->bound[i] : 0;
    return bound > 0 ? difference / bound : difference * DBL_MAX;
}

static enum verdict compare_elements(const struct expected *expected,
                                     const struct array *output,
                                     struct evidence *evidence)
{
    enum verdict worst = VERDICT_PASS;
    size_t index = 0, n_wrong = 0;

    for (size_t i = 0; i < output->n; i++) {
        enum verdict verdict = judge_element(expected, output, i);
        if (verdict == VERDICT_PASS)
            continue;
        n_wrong++;
        if (severity(verdict) > severity(worst) ||
            (verdict == VERDICT_WRONG && worst == VERDICT_WRONG &&
             excess(expected, output, i) > excess(expected, output, index))) {
            worst = verdict;
            index = i;
        }
    }
    if (worst != VERDICT_PASS) {
        evidence->has_element = true;
        evidence->index = index;
        evidence->got = array_number(output, index);
        evidence->expected = array_number(&expected->value, index);
        evidence->bound = expected->bound ? expected->bound[index] : 0;
        evidence->n_wrong = n_wrong;
        evidence->n_elements = output->n;
    }
    return worst;
}

enum verdict compare_output(const struct expected *expected, const struct array *output)
{
    struct evidence evidence = {.has_element = false};
    return compare_elements(expected, output, &evidence);
}

enum verdict compare_outputs(const struct fixture_case *c, const struct array *outputs,
                             struct evidence *evidence)
{
    enum verdict worst = VERDICT_PASS;
    for (size_t i = 0; i < c->n_expected; i++) {
        struct evidence found = {.output = (int)i};
        enum verdict verdict = compare_elements(&c->expected[i], &outputs[i], &found);
        if (worst == VERDICT_PASS && verdict != VERDICT_PASS)
            *evidence = found;
        if (severity(verdict) > severity(worst))
            worst = verdict;
    }
    return worst;
}

bool reply_is_right(const struct fixture_case *c, const struct reply *reply)
{
    struct evidence evidence = {.has_element = false};
    return reply->verdict == VERDICT_PASS &&
           compare_outputs(c, reply->outputs, &evidence) == VERDICT_PASS;
}
