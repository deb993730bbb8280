/* The same call under other circumstances: other content in the outputs, a fresh process, inputs a
 * little off. */
#include "diagnose/experiment.h"

#include "check/compare.h"
#include "check/property.h"
#include "error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool same_outputs(const struct array *a, const struct array *b, size_t n)
{
    bool same = true;
    for (size_t o = 0; same && o < n; o++)
        same = !a[o].data || !b[o].data ||
               memcmp(a[o].data, b[o].data, a[o].n * element_size(a[o].element)) == 0;
    return same;
}

static bool same_bits(const struct reply *a, const struct reply *b)
{
    return a->verdict == b->verdict && same_outputs(a->outputs, b->outputs, a->n_outputs);
}

/* The case with this number in every place of the outputs before the call. */
static int call_on(struct session *session, const struct fixture_case *c, uint64_t bits,
                   struct reply *reply)
{
    const struct surroundings filled = {.fill = bits};
    session_surround(session, &filled);
    int status = session_call(session, &c->call, &small_call_limits, reply);
    session_surround(session, &layout_usual);
    return status;
}

/* Whether everything that is wrong in the reply is still 1. */
static bool ones_are_left(const struct fixture_case *c, const struct reply *reply)
{
    for (size_t o = 0; o < c->n_expected; o++)
        for (size_t i = 0; i < c->expected[o].value.n; i++) {
            const struct array *expected = &c->expected[o].value;
            if (expected->element != ELEMENT_DOUBLE)
                return false;
            double got = reply->outputs[o].f64[i], right = expected->f64[i];
            if (got != 1 && !(fabs(got - right) <= PROPERTY_ROUNDING * (1 + fabs(right))))
                return false;
        }
    return true;
}

/* On zeros, then on ones: who adds to the buffer is right on zeros alone, who does not write
 * leaves the ones. */
static int try_fills(struct session *session, const struct fixture_case *c,
                     struct findings *findings)
{
    struct reply zeros = {.verdict = VERDICT_SKIPPED}, ones = zeros;
    int status = call_on(session, c, 0, &zeros);
    if (status == 0)
        status = call_on(session, c, UINT64_C(0x3FF0000000000000), &ones);
    bool answered =
        status == 0 && zeros.verdict == VERDICT_PASS && ones.verdict == VERDICT_PASS;
    if (answered && ones_are_left(c, &ones))
        findings_add(findings, "unwritten");
    else if (answered && reply_is_right(c, &zeros) && !reply_is_right(c, &ones))
        findings_add(findings, "adds-to-buffer");
    reply_release(&zeros);
    reply_release(&ones);
    return status;
}

static const struct surroundings perturbed[2] = {
    {.fill = LAYOUT_UNWRITTEN, .perturb = 0xBF},
    {.fill = LAYOUT_UNWRITTEN, .perturb = 0xBE}};

/* Whether a fresh process, in which malloc() gives memory filled with this and then with that, answers the same
 * twice, and as was answered when it was graded: then neither memory nor other calls have a part in what is wrong. */
static int try_steady(struct session *session, const struct case_result *c, bool *steady)
{
    int status = session_restart(session);
    *steady = c->n_got > 0;
    for (int i = 0; i < 2 && status == 0 && *steady; i++) {
        struct reply reply;
        session_surround(session, &perturbed[i]);
        status = session_call(session, &c->fixture->call, &small_call_limits, &reply);
        session_surround(session, &layout_usual);
        *steady = status == 0 && reply.verdict == VERDICT_PASS &&
                  same_outputs(reply.outputs, c->got, c->n_got);
        reply_release(&reply);
    }
    return status;
}

/* In fresh processes whose malloc() gives memory filled with this and with that. */
static int try_perturbed(struct session *session, const struct fixture_case *c,
                         struct findings *findings)
{
    struct reply reply[2] = {{.verdict = VERDICT_SKIPPED}, {.verdict = VERDICT_SKIPPED}};
    int status = 0;
    for (int i = 0; i < 2 && status == 0; i++) {
        status = session_restart(session);
        session_surround(session, &perturbed[i]);
        if (status == 0)
            status = session_call(session, &c->call, &small_call_limits, &reply[i]);
        session_surround(session, &layout_usual);
    }
    if (status == 0 && !same_bits(&reply[0], &reply[1]))
        findings_add(findings, "reads-uninitialised");
    reply_release(&reply[0]);
    reply_release(&reply[1]);
    return status;
}

static int try_twice(struct session *session, const struct fixture_case *c,
                     struct findings *findings)
{
    struct reply first = {.verdict = VERDICT_SKIPPED}, second = first;
    int status = session_restart(session);
    if (status == 0)
        status = session_call(session, &c->call, &small_call_limits, &first);
    if (status == 0 && first.verdict == VERDICT_PASS)
        status = session_call(session, &c->call, &small_call_limits, &second);
    if (status == 0 && first.verdict == VERDICT_PASS &&
        (reply_is_right(c, &first) || !same_bits(&first, &second)))
        findings_add(findings, "keeps-state");
    reply_release(&first);
    reply_release(&second);
    return status;
}

/* Numbers of an output that are the same in both, of all that are not 0. */
static double unchanged_part(const struct array *a, const struct array *b)
{
    double same = 0, all = 0;
    for (size_t i = 0; a->element == ELEMENT_DOUBLE && i < a->n; i++) {
        all += a->f64[i] != 0;
        same += a->f64[i] != 0 && a->f64[i] == b->f64[i];
    }
    return all > 0 ? same / all : 0;
}

/* Input WHICH, of doubles, times 1 + 10^-12. Output by output, since one may be made in float and
 * another not. */
static int try_nudge(struct session *session, const struct case_result *result,
                     size_t which, struct findings *findings)
{
    const struct fixture_case *c = result->fixture;
    struct reply plain = {.verdict = VERDICT_SKIPPED}, nudged = plain;
    struct call call = c->call;
    size_t n = call.inputs[which].n;
    double *moved = calloc(n + 1, sizeof *moved);
    if (!moved)
        return error("out of memory");
    for (size_t i = 0; i < n; i++)
        moved[i] = call.inputs[which].f64[i] * (1 + 1e-12);
    int status = session_call(session, &call, &small_call_limits, &plain);
    call.inputs[which].f64 = moved;
    if (status == 0 && plain.verdict == VERDICT_PASS)
        status = session_call(session, &call, &small_call_limits, &nudged);
    for (size_t o = 0; status == 0 && nudged.verdict == VERDICT_PASS &&
                       o < c->n_expected && findings->n == 0;
         o++)
        if (compare_output(&c->expected[o], &plain.outputs[o]) != VERDICT_PASS &&
            unchanged_part(&plain.outputs[o], &nudged.outputs[o]) > 0.75)
            findings_add(findings, "float");
    reply_release(&plain);
    reply_release(&nudged);
    free(moved);
    return status;
}

static int try_nudges(struct session *session, const struct case_result *result,
                      struct findings *findings)
{
    const struct call *call = &result->fixture->call;
    int status = 0;
    for (size_t i = 0; i < call->n_inputs && status == 0 && findings->n == 0; i++)
        if (call->inputs[i].element == ELEMENT_DOUBLE && call->inputs[i].n > 1)
            status = try_nudge(session, result, i, findings);
    return status;
}

/* Off by what float takes away, and no more: between 10^-10 and 10^-4 of the largest number. */
static bool is_nearly_right(const struct case_result *c)
{
    double off = 0;
    for (size_t o = 0; o < c->n_got; o++) {
        double size = 0, difference = 0;
        for (size_t i = 0; i < c->got[o].n && c->got[o].element == ELEMENT_DOUBLE; i++) {
            double expected = c->fixture->expected[o].value.f64[i];
            size = fmax(size, fabs(expected));
            difference = fmax(difference, fabs(c->got[o].f64[i] - expected));
        }
        off = fmax(off, size > 0 ? difference / size : 0);
    }
    return off > 1e-10 && off < 1e-4;
}

int experiment_surroundings(struct session *session, const struct case_result *c,
                            struct findings *findings)
{
    findings->n = 0;
    if (c->fixture->kind == FIXTURE_INIT && c->verdict == VERDICT_UNWRITTEN)
        findings_add(findings, "unwritten");
    if (c->fixture->kind != FIXTURE_VALUES)
        return 0;
    if (c->verdict == VERDICT_UNWRITTEN)
        return try_fills(session, c->fixture, findings);
    bool steady;
    int status = try_steady(session, c, &steady);
    if (status == 0 && !steady)
        status = try_perturbed(session, c->fixture, findings);
    if (status == 0 && !steady && findings->n == 0)
        status = try_twice(session, c->fixture, findings);
    if (status == 0 && findings->n == 0 && c->verdict == VERDICT_WRONG &&
        is_nearly_right(c))
        status = try_nudges(session, c, findings);
    return status;
}
