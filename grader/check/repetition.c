#include "check/repetition.h"

#include "check/property.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MAX_CALLS = 2 * RUBRIC_TASKS, LARGEST = 4096 }; /* elements of an answer */

/* Two numbers that no function asked here gives, as the bits of one double; an int has half of
 * them. */
static const struct surroundings elsewhere = {.fill = UINT64_C(0x4045A5A5C045A5A5),
                                              .skip_pages = 3,
                                              .perturb = 0xBF,
                                              .clock_ahead_s = 100000007};

/* A call that is made again and again. */
struct repeated {
    struct task_result *task;
    const struct fixture_case *fixture;
    struct check_result *check;
    struct reply first;
};

static bool is_small(const struct fixture_case *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->call.n_inputs; i++)
        n += c->call.inputs[i].n;
    return n <= LARGEST && c->kind != FIXTURE_DIGITS;
}

/* Adds the first passing case of each function of the task. */
static size_t list_task(struct task_result *task, struct repeated *list, size_t n)
{
    bool listed[FUNCTION_COUNT] = {false};
    for (size_t g = 0; g < task->n_groups; g++)
        for (size_t i = 0; i < task->groups[g].n_cases; i++) {
            const struct case_result *c = &task->groups[g].cases[i];
            enum function function = c->fixture->call.function;
            if (c->verdict != VERDICT_PASS || listed[function] || !is_small(c->fixture) ||
                n == MAX_CALLS || task->n_checks == RESULT_MAX_CHECKS)
                continue;
            listed[function] = true;
            list[n] = (struct repeated){.task = task, .fixture = c->fixture};
            list[n].check = &task->checks[task->n_checks++];
            *list[n++].check = (struct check_result){.id = CHECK_REPEATABLE,
                                                     .group = task->groups[g].rubric->id};
        }
    return n;
}

/* How two answers of the same shape compare. */
static enum check_outcome compare(const struct reply *a, const struct reply *b)
{
    enum check_outcome outcome = CHECK_PASSED;
    if (b->verdict != VERDICT_PASS)
        return CHECK_FAILED;
    for (size_t o = 0; o < a->n_outputs; o++) {
        const struct array *x = &a->outputs[o], *y = &b->outputs[o];
        if (memcmp(x->data, y->data, x->n * element_size(x->element)) == 0)
            continue;
        if (x->element != ELEMENT_DOUBLE || !same_numbers(x->f64, y->f64, x->n))
            return CHECK_FAILED;
        outcome = CHECK_REMARKED;
    }
    return outcome;
}

/* What becomes of one call is held against no other: it is known before there is one. */
static int confirm(struct session *session, struct repeated *r)
{
    struct reply sign;
    if (session_confirm(session, &small_call_limits, &sign) != 0)
        return -1;
    if (sign.verdict != VERDICT_PASS && r->check->outcome != CHECK_FAILED) {
        r->check->outcome = CHECK_FAILED;
        snprintf(r->check->message, sizeof r->check->message,
                 "when the same call is made again, %s", sign.message);
    }
    return 0;
}

/* Calls once more and compares with the first answer; WHEN says what was different. */
static int repeat(struct session *session, struct repeated *r, const char *when)
{
    struct reply reply;
    if (session_call(session, &r->fixture->call, &small_call_limits, &reply) != 0)
        return -1;
    enum check_outcome outcome = compare(&r->first, &reply);
    if (outcome > r->check->outcome) {
        r->check->outcome = outcome;
        if (outcome > CHECK_PASSED)
            snprintf(r->check->message, sizeof r->check->message,
                     reply.verdict != VERDICT_PASS
                         ? "%s: the same call gives no answer %s"
                     : outcome == CHECK_FAILED
                         ? "%s: the same call answers otherwise %s"
                         : "%s: the last digits of the same call differ %s",
                     function_symbol(r->fixture->call.function), when);
    }
    reply_release(&reply);
    return 0;
}

/* Whether each of many calls leaves more allocated. A few may without a leak: stdout gets its
 * buffer, and malloc() keeps up to seven pieces of a size by itself. */
static int look_for_leak(struct session *session, struct repeated *r)
{
    enum { CALLS = 12 };
    uint64_t kept = 1;
    for (int i = 0; i < CALLS && kept > 0; i++) {
        struct reply reply;
        if (session_call(session, &r->fixture->call, &small_call_limits, &reply) != 0)
            return -1;
        kept = reply.verdict == VERDICT_PASS ? reply.kept_bytes : 0;
        reply_release(&reply);
    }
    if (kept > 0) {
        r->check->outcome = CHECK_REMARKED;
        snprintf(r->check->message, sizeof r->check->message,
                 "%s: each call leaves %llu bytes allocated; free what you allocate",
                 function_symbol(r->fixture->call.function), (unsigned long long)kept);
    }
    return 0;
}

static int repeat_at_once(struct session *session, struct repeated *r)
{
    if (session_call(session, &r->fixture->call, &small_call_limits, &r->first) != 0)
        return -1;
    if (r->first.verdict != VERDICT_PASS)
        return 0;
    if (repeat(session, r,
               "when it is made twice in a row: something is kept from call to call") !=
        0)
        return -1;
    if (r->check->outcome == CHECK_PASSED && look_for_leak(session, r) != 0)
        return -1;
    return confirm(session, r);
}

static int repeat_elsewhere(struct session *session, struct repeated *list, size_t n)
{
    static const char when[] =
        "after other calls, at another time, with buffers at other "
        "addresses and other content in them";
    int status = session_restart(session);
    session_surround(session, &elsewhere);
    while (status == 0 && n-- > 0)
        if (list[n].first.verdict == VERDICT_PASS &&
            (repeat(session, &list[n], when) != 0 || confirm(session, &list[n]) != 0))
            status = -1;
    session_surround(session, &layout_usual);
    return status;
}

static bool calls(const struct group_result *group, enum function function)
{
    return group->n_cases > 0 && group->cases[0].fixture->call.function == function;
}

/* It was tried with one case, and is as wrong in all others of the function. */
static void spread(const struct repeated *r)
{
    struct task_result *task = r->task;
    if (r->check->outcome != CHECK_FAILED)
        return;
    for (size_t g = 0; g < task->n_groups && task->n_checks < RESULT_MAX_CHECKS; g++) {
        const struct group_result *group = &task->groups[g];
        if (strcmp(group->rubric->id, r->check->group) == 0 ||
            !calls(group, r->fixture->call.function))
            continue;
        task->checks[task->n_checks] = *r->check;
        task->checks[task->n_checks++].group = group->rubric->id;
    }
}

int check_repetition(struct session *session, struct result *result)
{
    struct repeated list[MAX_CALLS];
    size_t n = 0;
    for (int t = 0; t < RUBRIC_TASKS; t++)
        n = list_task(&result->tasks[t], list, n);
    for (size_t i = 0; i < n; i++)
        list[i].first = (struct reply){.verdict = VERDICT_SKIPPED};
    int status = 0;
    for (size_t i = 0; status == 0 && i < n; i++)
        status = repeat_at_once(session, &list[i]);
    if (status == 0)
        status = repeat_elsewhere(session, list, n);
    for (size_t i = 0; i < n; i++) {
        spread(&list[i]);
        reply_release(&list[i].first);
    }
    return status;
}
