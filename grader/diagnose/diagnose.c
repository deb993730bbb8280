#include "diagnose/diagnose.h"

#include "check/repetition.h"
#include "diagnose/causes.h"
#include "diagnose/consistency.h"
#include "diagnose/division.h"
#include "diagnose/experiment.h"
#include "diagnose/known.h"
#include "diagnose/residual.h"

#include <stdio.h>
#include <string.h>

struct diagnosing {
    struct session *session;
    struct draw *draw;
    const struct misconceptions *misconceptions;
    struct result *result;
};

/* ---- causes ---- */

static void add_cause(struct diagnosis *diagnosis, const struct cause *cause)
{
    if (diagnosis_names(diagnosis, cause->id))
        return;
    if (diagnosis->n_causes < DIAGNOSIS_MAX_CAUSES)
        diagnosis->causes[diagnosis->n_causes++] = *cause;
}

static void add_by_id(const struct diagnosing *d, struct diagnosis *diagnosis,
                      const char *id)
{
    struct cause cause;
    if (cause_by_id(d->misconceptions, id, &cause))
        add_cause(diagnosis, &cause);
}

static void add_findings(const struct diagnosing *d, struct diagnosis *diagnosis,
                         const struct findings *findings)
{
    for (size_t i = 0; i < findings->n; i++)
        add_by_id(d, diagnosis, findings->ids[i]);
}

/* ---- known misconceptions ---- */

/* In how many failing tasks M alone explains all. */
static int support(const struct diagnosing *d, const struct misconception *m)
{
    int n = 0;
    for (int t = 0; t < RUBRIC_TASKS; t++)
        n += task_failed(&d->result->tasks[t]) &&
             known_fits_alone(m, &d->result->tasks[t]);
    return n;
}

/* Whether M can be the cause in TASK, as far as the tasks say that it builds on. A slip there that
 * was not named there is none. What hands on what another task gives, as descent does with the
 * gradient, has no slip of that task where it is right, and shows none of its own where it is
 * wrong. */
static bool is_possible(const struct diagnosing *d, const struct misconception *m,
                        const struct task_result *task)
{
    bool hands_on = strcmp(task->rubric->id, "descent") == 0 ||
                    strcmp(task->rubric->id, "predict") == 0;
    for (int b = 0; task->rubric->builds_on[b]; b++) {
        const struct task_result *base =
            &d->result->tasks[rubric_task_index(task->rubric->builds_on[b])];
        if (!base->graded ||
            (!known_concerns(m, base) && !(hands_on && task_failed(base))))
            continue;
        if (task_failed(base) ? !diagnosis_names(&base->diagnosis, m->id) : hands_on)
            return false;
    }
    return true;
}

/* Leaves out what is not possible. */
static void keep_possible(const struct diagnosing *d, const struct task_result *task,
                          struct fits *fits)
{
    size_t n = 0;
    for (size_t i = 0; i < fits->n && i < KNOWN_MAX_FITS; i++)
        if (is_possible(d, fits->list[i][0], task) &&
            (!fits->list[i][1] || is_possible(d, fits->list[i][1], task))) {
            fits->list[n][0] = fits->list[i][0];
            fits->list[n++][1] = fits->list[i][1];
        }
    if (fits->n <= KNOWN_MAX_FITS)
        fits->n = n;
}

/* Of several that fit, the one that explains most other tasks, too; -1 where that is not one. */
static int choose(const struct diagnosing *d, const struct fits *fits)
{
    int best = -1, best_support = -1;
    bool unique = false;
    if (fits->n == 1)
        return 0;
    for (size_t i = 0; i < fits->n && fits->n <= KNOWN_MAX_FITS; i++) {
        int n = support(d, fits->list[i][0]) +
                (fits->list[i][1] ? support(d, fits->list[i][1]) : 0);
        unique = n != best_support && (n > best_support || unique);
        if (n > best_support) {
            best = (int)i;
            best_support = n;
            unique = true;
        }
    }
    return unique ? best : -1;
}

/* Adds the one set of one or two misconceptions that fits what the filter lets through; *found:
 * there is one. Returns 0, or -1 after one error line. */
static int add_known(const struct diagnosing *d, struct task_result *task,
                     const struct evidence_filter *filter, bool *found)
{
    struct fits fits;
    int chosen = -1, size;
    for (size = 1; size <= 2 && chosen < 0; size++) {
        if (known_fits(d->misconceptions, task, filter, size, &fits) != 0)
            return -1;
        keep_possible(d, task, &fits);
        chosen = choose(d, &fits);
        if (fits.n > 0)
            break;
    }
    for (int s = 0; chosen >= 0 && s < 2; s++)
        if (fits.list[chosen][s])
            add_by_id(d, &task->diagnosis, fits.list[chosen][s]->id);
    *found = chosen >= 0;
    return 0;
}

/* A sign and another slip at once, in what starts from h - y or a2 - y. */
static bool add_negated(const struct diagnosing *d, struct task_result *task,
                        const struct evidence_filter *filter)
{
    bool chain = filter->function == FUNCTION_CHAIN_GRADIENT;
    bool delta = (filter->function == FUNCTION_BACKPROP_SAMPLE ||
                  filter->function == FUNCTION_COST_GRADIENT) &&
                 filter->output == 1;
    const struct misconception *m =
        chain || delta ? known_negated(d->misconceptions, task, filter) : NULL;
    if (!m)
        return false;
    add_by_id(d, &task->diagnosis, chain ? "chain-error-sign" : "delta-sign");
    add_by_id(d, &task->diagnosis, m->id);
    return true;
}

/* ---- parts of the cost and of the gradient, each by itself ---- */

/* Whether a case fails in a group of that name or one that begins so. */
static bool group_fails(const struct task_result *task, const char *prefix)
{
    for (size_t g = 0; g < task->n_groups; g++)
        for (size_t i = 0; i < task->groups[g].n_cases; i++)
            if (strncmp(task->groups[g].rubric->id, prefix, strlen(prefix)) == 0 &&
                task->groups[g].cases[i].verdict != VERDICT_PASS)
                return true;
    return false;
}

/* The penalty and the mean of FUNCTION. The mean can only be wrong where something is without
 * lambda. */
static int experiment(const struct diagnosing *d, struct task_result *task,
                      enum function function, bool wrong_without_lambda)
{
    struct findings findings;
    if (group_fails(task, "regularised")) {
        if (experiment_penalty(d->session, d->draw, function, &findings) != 0)
            return -1;
        add_findings(d, &task->diagnosis, &findings);
    }
    if (!wrong_without_lambda || !group_fails(task, "regularised"))
        return 0;
    if (experiment_mean(d->session, d->draw, function, &findings) != 0)
        return -1;
    add_findings(d, &task->diagnosis, &findings);
    return 0;
}

/* An output of cost or gradient in which no known misconception fits all: the parts are asked
 * for one by one, and what is wrong without lambda is looked at without it. */
static int diagnose_parts(const struct diagnosing *d, struct task_result *task,
                          const struct evidence_filter *filter)
{
    enum function function = filter->output == 1 ? FUNCTION_COST_GRADIENT : FUNCTION_COST;
    struct evidence_filter without_lambda = *filter;
    struct cause cause;
    without_lambda.leave_regularised = true;
    bool wrong = known_any_wrong(task, &without_lambda), known = false;
    size_t before = task->diagnosis.n_causes;
    if (filter->output == 0 && strcmp(task->rubric->id, "gradient") == 0)
        return 0; /* J: the task cost says it */
    if (residual_is_zero(task, filter, &cause)) {
        add_cause(&task->diagnosis, &cause);
        return 0;
    }
    if (experiment(d, task, function, wrong) != 0)
        return -1;
    if (wrong && add_known(d, task, &without_lambda, &known) != 0)
        return -1;
    if (wrong && !known && !add_negated(d, task, &without_lambda) &&
        task->diagnosis.n_causes == before &&
        residual_cause(task, &without_lambda, &cause))
        add_cause(&task->diagnosis, &cause);
    return 0;
}

/* ---- behaviour ---- */

/* Whether the task fails in the groups of large inputs alone, and is not finite there. */
static bool overflows(const struct task_result *task)
{
    bool found = false;
    for (size_t g = 0; g < task->n_groups; g++)
        for (size_t i = 0; i < task->groups[g].n_cases; i++) {
            enum verdict verdict = task->groups[g].cases[i].verdict;
            if (verdict == VERDICT_PASS)
                continue;
            if (strcmp(task->groups[g].rubric->id, "saturated") != 0 ||
                verdict != VERDICT_NOT_FINITE)
                return false;
            found = true;
        }
    return found;
}

/* Whether a case fails in which all numbers given are 0, not finite, and no other does. */
static bool divides_zeros(const struct task_result *task)
{
    bool found = false;
    for (size_t g = 0; g < task->n_groups; g++)
        for (size_t i = 0; i < task->groups[g].n_cases; i++) {
            const struct case_result *c = &task->groups[g].cases[i];
            bool zero = c->fixture->call.function == FUNCTION_RELATIVE_DIFFERENCE;
            for (size_t a = 0; zero && a < c->fixture->call.n_inputs; a++)
                for (size_t k = 0; zero && k < c->fixture->call.inputs[a].n; k++)
                    zero = c->fixture->call.inputs[a].f64[k] == 0;
            if (c->verdict == VERDICT_PASS)
                continue;
            if (!zero || c->verdict != VERDICT_NOT_FINITE)
                return false;
            found = true;
        }
    return found;
}

static bool says(const char *message, const char *words)
{
    return strstr(message, words) != NULL;
}

/* What the verdict of the first failing case says by itself; NULL: nothing. */
static const char *cause_of_verdict(const struct case_result *c)
{
    if (c->verdict == VERDICT_MODIFIED_INPUT)
        return "modifies-input";
    if (says(c->evidence.message, "went past the end of") ||
        says(c->evidence.message, "wrote in front of"))
        return "writes-outside";
    return c->evidence.property; /* of bp_random_init; NULL elsewhere */
}

static bool is_comparable(enum verdict verdict)
{
    return verdict == VERDICT_WRONG || verdict == VERDICT_UNWRITTEN ||
           verdict == VERDICT_NOT_FINITE;
}

static bool is_repeatable(const struct task_result *task)
{
    for (size_t i = 0; i < task->n_checks; i++)
        if (strcmp(task->checks[i].id, CHECK_REPEATABLE) == 0 &&
            task->checks[i].outcome == CHECK_FAILED)
            return false;
    return true;
}

static int diagnose_behaviour(const struct diagnosing *d, struct task_result *task)
{
    const struct case_result *first = task_first_failure(task);
    struct findings findings = {.n = 0};
    const char *id = first ? cause_of_verdict(first) : NULL;
    if (!id && overflows(task))
        id = "overflow";
    if (!id && divides_zeros(task))
        id = "not-finite";
    if (!id && first && is_comparable(first->verdict) &&
        experiment_surroundings(d->session, first, &findings) != 0)
        return -1;
    if (!id && findings.n == 0 && !is_repeatable(task))
        id = "keeps-state";
    if (id)
        add_by_id(d, &task->diagnosis, id);
    add_findings(d, &task->diagnosis, &findings);
    return 0;
}

/* ---- a task ---- */

static bool calls(const struct task_result *task, int function)
{
    for (size_t g = 0; g < task->n_groups; g++)
        for (size_t i = 0; i < task->groups[g].n_cases; i++)
            if ((int)task->groups[g].cases[i].fixture->call.function == function)
                return true;
    return false;
}

static int diagnose_output(const struct diagnosing *d, struct task_result *task,
                           const struct evidence_filter *filter)
{
    bool parts =
        filter->function == FUNCTION_COST || filter->function == FUNCTION_COST_GRADIENT;
    bool known = false;
    struct cause cause;
    if (!known_any_wrong(task, filter))
        return 0;
    if (add_known(d, task, filter, &known) != 0)
        return -1;
    if (known || (!parts && add_negated(d, task, filter)))
        return 0;
    if (parts)
        return diagnose_parts(d, task, filter);
    if (residual_is_zero(task, filter, &cause) || residual_cause(task, filter, &cause))
        add_cause(&task->diagnosis, &cause);
    return 0;
}

/* Function by function, and of each all outputs together before each by itself. */
static int diagnose_functions(const struct diagnosing *d, struct task_result *task)
{
    for (int f = 0; f < FUNCTION_COUNT; f++) {
        struct evidence_filter filter = {.function = f, .output = -1};
        bool known = false;
        if (!calls(task, f))
            continue;
        if (add_known(d, task, &filter, &known) != 0)
            return -1;
        for (filter.output = 0; !known && filter.output < CONTRACT_MAX_OUTPUTS;
             filter.output++)
            if (diagnose_output(d, task, &filter) != 0)
                return -1;
    }
    return 0;
}

static bool base_failed(const struct diagnosing *d, const struct task_result *task)
{
    for (int b = 0; task->rubric->builds_on[b]; b++)
        if (task_failed(&d->result->tasks[rubric_task_index(task->rubric->builds_on[b])]))
            return true;
    return false;
}

static int diagnose_task(const struct diagnosing *d, struct task_result *task)
{
    const struct evidence_filter everything = {.function = -1, .output = -1};
    bool known = false;
    struct cause cause;
    if (diagnose_behaviour(d, task) != 0)
        return -1;
    if (task->diagnosis.n_causes == 0 && add_known(d, task, &everything, &known) != 0)
        return -1;
    if (task->diagnosis.n_causes == 0 && !known && diagnose_functions(d, task) != 0)
        return -1;
    if (task->diagnosis.n_causes == 0 && !base_failed(d, task) &&
        division_cause(task, &cause))
        add_cause(&task->diagnosis, &cause);
    return 0;
}

int diagnose(struct session *session, struct draw *draw,
             const struct misconceptions *misconceptions, struct result *result)
{
    const struct diagnosing d = {session, draw, misconceptions, result};
    for (int t = 0; t < RUBRIC_TASKS; t++) {
        struct task_result *task = &result->tasks[t];
        if (task->forfeit[0] && task->too_costly)
            add_by_id(&d, &task->diagnosis, task->too_costly);
        else if (task_failed(task) && !task->forfeit[0] && diagnose_task(&d, task) != 0)
            return -1;
    }
    return diagnose_consistency(session, draw, result);
}
