#include "grade_case.h"

#include "check/compare.h"
#include "check/initialisation.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const struct call_limits grade_call_limits = {.cpu_ms = 2000, .wall_ms = 10000};
const struct call_limits grade_digits_limits = {.cpu_ms = 20000, .wall_ms = 60000};

/* Calls, and keeps count of timeouts. The reply is to be released whatever is returned. */
static int call_student(struct session *session, struct timeouts *timeouts,
                        const struct call *call, const struct call_limits *limits,
                        struct case_result *result, struct reply *reply)
{
    *reply = (struct reply){.verdict = VERDICT_TIMEOUT};
    if (timeouts->n[call->function] >= GRADE_MAX_TIMEOUTS)
        snprintf(reply->message, sizeof reply->message,
                 "%s was not called again after %d calls that did not come back",
                 function_symbol(call->function), GRADE_MAX_TIMEOUTS);
    else if (session_call(session, call, limits, reply) != 0)
        return -1;
    else if (reply->verdict == VERDICT_TIMEOUT)
        timeouts->n[call->function]++;

    result->verdict = reply->verdict;
    result->cpu_s += reply->cpu_s;
    snprintf(result->evidence.message, sizeof result->evidence.message, "%s",
             reply->message);
    return 0;
}

/* For the diagnosis: what was found wrong. */
static void keep_outputs(struct case_result *result, struct reply *reply)
{
    result->n_got = reply->n_outputs;
    for (size_t i = 0; i < reply->n_outputs; i++) {
        result->got[i] = reply->outputs[i];
        reply->outputs[i].data = NULL;
    }
}

static int grade_values(struct session *session, struct timeouts *timeouts,
                        const struct call_limits *limits, struct case_result *result)
{
    const struct fixture_case *c = result->fixture;
    struct reply reply;
    int status = call_student(session, timeouts, &c->call, limits, result, &reply);
    if (status == 0 && reply.verdict == VERDICT_PASS)
        result->verdict =
            c->kind == FIXTURE_INIT
                ? check_initialisation(&c->call, &reply.outputs[0], &result->evidence)
                : compare_outputs(c, reply.outputs, &result->evidence);
    if (status == 0 && c->kind == FIXTURE_VALUES && result->verdict != VERDICT_PASS &&
        reply.verdict == VERDICT_PASS)
        keep_outputs(result, &reply);
    reply_release(&reply);
    return status;
}

/* ---- digits: init, then descent from what it gave, then predict with what that gave ---- */

/* One of the three calls. The first that fails decides the case. */
static int digits_step(struct session *session, struct timeouts *timeouts,
                       const struct call *call, struct case_result *result,
                       struct reply *reply)
{
    const struct call_limits *limits = call->function == FUNCTION_GRADIENT_DESCENT
                                           ? &grade_digits_limits
                                           : &grade_call_limits;
    if (call_student(session, timeouts, call, limits, result, reply) != 0)
        return -1;
    for (size_t i = 0; reply->verdict == VERDICT_PASS && i < reply->outputs[0].n; i++) {
        if (array_is_unwritten(&reply->outputs[0], i))
            result->verdict = VERDICT_UNWRITTEN;
        else if (reply->outputs[0].element == ELEMENT_DOUBLE &&
                 !isfinite(reply->outputs[0].f64[i]))
            result->verdict = VERDICT_NOT_FINITE;
        else
            continue;
        snprintf(result->evidence.message, sizeof result->evidence.message,
                 result->verdict == VERDICT_UNWRITTEN
                     ? "%s did not write every element of its output"
                     : "%s gave a NaN or an infinity",
                 function_symbol(call->function));
        break;
    }
    return 0;
}

/* Takes the labels over. */
static void count_right(const struct digits *digits, struct array *y,
                        struct case_result *result)
{
    size_t right = 0;
    result->predicted = y->i32;
    for (size_t i = 0; i < digits->m_test; i++)
        right += y->i32[i] == digits->y_test[i];
    if (right < digits->min_correct)
        result->verdict = VERDICT_WRONG;
    y->data = NULL;
    snprintf(result->evidence.message, sizeof result->evidence.message,
             "%zu of %zu held-out digits are read right, %zu are asked for", right,
             digits->m_test, digits->min_correct);
}

static int grade_digits(struct session *session, struct timeouts *timeouts,
                        struct case_result *result)
{
    const struct fixture_case *c = result->fixture;
    const struct array X_test = {"X",
                                 ELEMENT_DOUBLE,
                                 c->digits.m_test * c->call.net.units[0],
                                 {.f64 = c->digits.X_test}};
    struct call init = {
        .function = FUNCTION_RANDOM_INIT, .net = c->call.net, .n_inputs = 1};
    struct call descent = c->call;
    struct call predict = {
        .function = FUNCTION_PREDICT, .net = c->call.net, .n_inputs = 2};
    uint64_t seed = c->digits.seed;
    struct reply start = {.n_outputs = 0}, trained = start, predicted = start;

    init.inputs[0] = (struct array){"seed", ELEMENT_UINT64, 1, {&seed}};
    int status = digits_step(session, timeouts, &init, result, &start);
    if (status != 0 || result->verdict != VERDICT_PASS)
        goto out;
    descent.inputs[0] = start.outputs[0];
    status = digits_step(session, timeouts, &descent, result, &trained);
    if (status != 0 || result->verdict != VERDICT_PASS)
        goto out;
    predict.inputs[0] = trained.outputs[0];
    predict.inputs[1] = X_test;
    status = digits_step(session, timeouts, &predict, result, &predicted);
    if (status == 0 && result->verdict == VERDICT_PASS)
        count_right(&c->digits, &predicted.outputs[0], result);

out:
    reply_release(&start);
    reply_release(&trained);
    reply_release(&predicted);
    return status;
}

int grade_case(struct session *session, struct timeouts *timeouts,
               const struct call_limits *limits, struct case_result *result)
{
    return result->fixture->kind == FIXTURE_DIGITS
               ? grade_digits(session, timeouts, result)
               : grade_values(session, timeouts, limits, result);
}

int grade_case_confirm(struct session *session, struct timeouts *timeouts,
                       const struct call_limits *limits, struct case_result *result)
{
    struct reply sign;
    if (session_confirm(session, limits, &sign) != 0)
        return -1;
    if (sign.verdict == VERDICT_TIMEOUT)
        timeouts->n[result->fixture->call.function]++;
    if (sign.verdict == VERDICT_PASS || result->verdict != VERDICT_PASS)
        return 0;
    result->verdict = sign.verdict;
    snprintf(result->evidence.message, sizeof result->evidence.message, "%s",
             sign.message);
    return 0;
}
