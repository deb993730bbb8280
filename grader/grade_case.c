#include "grade_case.h"

#include "check/compare.h"
#include "check/initialisation.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct call_limits grade_call_limits = {.cpu_ms = 2000, .wall_ms = 10000};

/* What is left, at most, to a function that did not come back once: a right one comes back from each call, and what comes
 * back of another does so within milliseconds. */
static const struct call_limits late_call_limits = {.cpu_ms = 500, .wall_ms = 2500};

static const struct call_limits *limits_of(const struct timeouts *timeouts,
                                           enum function function,
                                           const struct call_limits *limits)
{
    return timeouts->n[function] > 0 && limits->cpu_ms > late_call_limits.cpu_ms
               ? &late_call_limits
               : limits;
}

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
    else if (session_call(session, call, limits_of(timeouts, call->function, limits),
                          reply) != 0)
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

/* ---- digits: init, then descent from what it gave, and predict with what that gave ---- */

/* One of the three calls. The first that fails decides the case. */
static int digits_step(struct session *session, struct timeouts *timeouts,
                       const struct call *call, struct case_result *result,
                       struct reply *reply)
{
    if (call_student(session, timeouts, call, &grade_call_limits, result, reply) != 0)
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

/* Takes the labels over, in the place of earlier ones. Returns how many are right. */
static size_t count_right(const struct digits *digits, struct array *y,
                          struct case_result *result)
{
    size_t right = 0;
    free(result->predicted);
    result->predicted = y->i32;
    y->data = NULL;
    for (size_t i = 0; i < digits->m_test; i++)
        right += result->predicted[i] == digits->y_test[i];
    return right;
}

/* Who reads half of what may be missed has clearly learnt to, and trains no longer: many a wrong gradient leads to
 * the mark itself for a while, and away from it again. */
static size_t clearly_enough(const struct digits *digits)
{
    return digits->m_test - (digits->m_test - digits->min_correct) / 2;
}

/* Who reads less than a third after half of the steps does not come near to the mark with the other half: where anything
 * was learnt at all, so slowly that twice as many steps read what others do after one or two dozen. Of 353 submissions, right and
 * wrong, none that earned the task read less than two thirds by then, and three of four that did not read less than a third. */
static bool is_hopeless(const struct digits *digits, size_t right, uint64_t n_done,
                        uint64_t n_steps)
{
    return n_done >= n_steps / 2 && right < digits->m_test / 3;
}

static void replace(struct reply *reply, struct reply *by)
{
    reply_release(reply);
    *reply = *by;
    *by = (struct reply){.n_outputs = 0};
}

/* N_STEPS of descent from the first output of *from, which what they lead to replaces, and how many of the
 * digits that net then reads right. */
static int train_and_read(struct session *session, struct timeouts *timeouts,
                          uint64_t n_steps, struct reply *from,
                          struct case_result *result, size_t *right)
{
    const struct fixture_case *c = result->fixture;
    struct call descent = c->call, predict = {.function = FUNCTION_PREDICT,
                                              .net = c->call.net,
                                              .n_inputs = 2};
    struct reply reply;

    descent.inputs[0] = from->outputs[0];
    descent.inputs[descent.n_inputs - 1].u64 = &n_steps;
    int status = digits_step(session, timeouts, &descent, result, &reply);
    replace(from, &reply);
    if (status != 0 || result->verdict != VERDICT_PASS)
        return status;

    predict.inputs[0] = from->outputs[0];
    predict.inputs[1] = (struct array){"X",
                                       ELEMENT_DOUBLE,
                                       c->digits.m_test * c->call.net.units[0],
                                       {.f64 = c->digits.X_test}};
    status = digits_step(session, timeouts, &predict, result, &reply);
    if (status == 0 && result->verdict == VERDICT_PASS)
        *right = count_right(&c->digits, &reply.outputs[0], result);
    reply_release(&reply);
    return status;
}

static void judge_digits(const struct digits *digits, size_t right, uint64_t n_done,
                         uint64_t n_steps, struct case_result *result)
{
    if (right < digits->min_correct)
        result->verdict = VERDICT_WRONG;
    snprintf(result->evidence.message, sizeof result->evidence.message,
             "%zu of %zu held-out digits are read right after %" PRIu64 " of %" PRIu64
             " steps, %zu are asked for",
             right, digits->m_test, n_done, n_steps, digits->min_correct);
}

/* Some steps at a time, until it is clearly enough, or hopeless, or there are no more. Steps in several calls are those
 * of one, and most nets need a quarter of them. */
static int grade_digits(struct session *session, struct timeouts *timeouts,
                        struct case_result *result)
{
    const struct fixture_case *c = result->fixture;
    struct call init = {
        .function = FUNCTION_RANDOM_INIT, .net = c->call.net, .n_inputs = 1};
    uint64_t seed = c->digits.seed, n_done = 0;
    uint64_t n_steps = c->call.inputs[c->call.n_inputs - 1].u64[0];
    size_t right = 0;
    struct reply theta;

    init.inputs[0] = (struct array){"seed", ELEMENT_UINT64, 1, {&seed}};
    int status = digits_step(session, timeouts, &init, result, &theta);
    while (status == 0 && result->verdict == VERDICT_PASS && n_done < n_steps &&
           right < clearly_enough(&c->digits) &&
           !is_hopeless(&c->digits, right, n_done, n_steps)) {
        uint64_t n = n_steps - n_done;
        if (n > GRADE_DIGITS_STEPS)
            n = GRADE_DIGITS_STEPS;
        status = train_and_read(session, timeouts, n, &theta, result, &right);
        n_done += n;
    }
    if (status == 0 && result->verdict == VERDICT_PASS)
        judge_digits(&c->digits, right, n_done, n_steps, result);
    reply_release(&theta);
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
    enum function function = result->fixture->call.function;
    struct reply sign;
    if (session_confirm(session, limits_of(timeouts, function, limits), &sign) != 0)
        return -1;
    if (sign.verdict == VERDICT_TIMEOUT)
        timeouts->n[function]++;
    if (sign.verdict == VERDICT_PASS || result->verdict != VERDICT_PASS)
        return 0;
    result->verdict = sign.verdict;
    snprintf(result->evidence.message, sizeof result->evidence.message, "%s",
             sign.message);
    return 0;
}
