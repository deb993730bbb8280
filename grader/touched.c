#include "touched.h"

#include "build.h"
#include "compile.h"
#include "error.h"
#include "interrupt.h"
#include "rubric.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- tasks ---- */

static bool is_changed(const struct fingerprints *before, const struct fingerprints *now,
                       enum function f)
{
    return memcmp(before->of[f], now->of[f], FINGERPRINT_BYTES) != 0;
}

static bool case_is_touched(const struct fixture_case *c,
                            const struct fingerprints *before,
                            const struct fingerprints *now)
{
    return is_changed(before, now, c->call.function) ||
           (c->kind == FIXTURE_DIGITS && (is_changed(before, now, FUNCTION_RANDOM_INIT) ||
                                          is_changed(before, now, FUNCTION_PREDICT)));
}

unsigned touched_tasks(const struct fixture_set *fixtures,
                       const struct fingerprints *before, const struct fingerprints *now)
{
    unsigned tasks = 0;
    if (!before->known || !now->known)
        return RUBRIC_ALL_TASKS;
    for (size_t g = 0; g < fixtures->n_groups; g++) {
        const struct fixture_group *group = &fixtures->groups[g];
        int t = rubric_task_index(group->task);
        for (size_t c = 0; t >= 0 && c < group->n_cases; c++)
            if (case_is_touched(&group->cases[c], before, now))
                tasks |= 1U << t;
    }
    return tasks;
}

/* ---- building ---- */

static int take(struct fingerprints *fingerprints, const struct compiled *compiled,
                size_t n)
{
    const struct object *objects[SUBMISSION_MAX_FILES];
    for (size_t i = 0; i < n; i++) {
        if (!compiled[i].built)
            return 0;
        objects[i] = &compiled[i].object;
    }
    return fingerprints_take(fingerprints, objects, n);
}

static int compile_and_take(struct fingerprints *fingerprints, struct build *build,
                            const char *folder, const struct installation *installation,
                            const struct sandbox *sandbox,
                            const struct build_options *options)
{
    struct submission submission;
    struct compiled *compiled = NULL;
    char source_folder[PATH_MAX];
    snprintf(source_folder, sizeof source_folder, "%s/src", build->folder);
    int status = submission_open(&submission, folder, source_folder);
    if (status != 0)
        return status;
    compiled = calloc(submission.n_sources, sizeof *compiled);
    status = compiled ? build_compile(build, &submission, installation, sandbox, options,
                                      compiled)
                      : error("out of memory");
    if (status == 0)
        status = take(fingerprints, compiled, submission.n_sources);
    if (compiled)
        compile_release(compiled, submission.n_sources);
    free(compiled);
    submission_release(&submission);
    return status;
}

int touched_fingerprints(struct fingerprints *fingerprints, const char *folder,
                         const struct installation *installation, unsigned without,
                         const struct build_options *options)
{
    struct sandbox sandbox = {.jail = NULL};
    struct build build = {.folder = NULL};
    int status = -1;
    *fingerprints = (struct fingerprints){.known = false};
    if (sandbox_open(&sandbox, installation->jail, without) == 0 &&
        build_open(&build) == 0 && interrupt_removes(build.folder) == 0)
        status = compile_and_take(fingerprints, &build, folder, installation, &sandbox,
                                  options);
    build_release(&build);
    sandbox_release(&sandbox);
    return status;
}
