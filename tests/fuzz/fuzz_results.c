/* fuzz_results.c: a results.json, which a student can have written. */
#include "fuzz.h"
#include "oracles.h"
#include "report/results.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void check_text(const char *text)
{
    assert(text && text_is_safe(text, strlen(text), true));
}

static void check_task(const struct results_task *task)
{
    int points = 0;
    assert(task->points >= 0 && task->points <= task->max_points);
    check_text(task->title);
    check_text(task->forfeit);
    check_text(task->likely_cause);
    check_text(task->finding_what);
    for (size_t g = 0; g < task->n_groups; g++) {
        const struct results_group *group = &task->groups[g];
        assert(group->points == 0 || group->points == group->max_points);
        assert(results_group(task, group->id) == group);
        check_text(group->title);
        points += group->points;
    }
    assert(points == task->points);
    for (size_t i = 0; i < task->n_cases; i++) {
        const struct results_case *c = &task->cases[i];
        const struct results_group *group = results_group(task, c->group);
        assert(group && c->verdict < VERDICT_COUNT);
        assert(c->verdict == VERDICT_PASS || group->points == 0);
        check_text(c->message);
        check_text(c->title);
    }
    for (size_t i = 0; i < task->n_causes; i++)
        check_text(task->causes[i].advice);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct results results;
    char *text = malloc(n ? n : 1); /* without a NUL behind it */
    assert(text);
    memcpy(text, bytes, n);
    int status = results_parse(&results, text, n, "results.json");
    assert(errors_taken() == (status == 0 ? 0 : 1));
    int points = 0;
    for (size_t t = 0; t < results.n_tasks; t++) {
        check_task(&results.tasks[t]);
        points += results.tasks[t].points;
    }
    assert(status == 0 || results.n_tasks == 0);
    if (status == 0) {
        assert(!results.complete || points == results.score);
        check_text(results.submission);
        check_text(results.student_output);
        check_text(results.diagnostics);
        check_text(results.notes);
        for (size_t i = 0; i < results.n_problems; i++)
            check_text(results.problems[i].message);
    }
    results_release(&results);
    free(text);
    return 0;
}
