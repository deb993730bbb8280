/* standing.h: where a submission stands, task by task, so that two runs can be held against each
 * other. */
#ifndef GRADER_STANDING_H
#define GRADER_STANDING_H

#include "report/report.h"

struct standing {
    bool
        built; /* false: nothing could be compiled, and every case is without a verdict */
    struct {
        bool graded;
        int points, max_points;
        int n_passed, n_cases;
    } tasks[RUBRIC_TASKS];
};

/* Of a result that is complete. */
struct standing standing_of(const struct result *result);

enum standing_read { STANDING_READ, STANDING_NONE, STANDING_REFUSED };

/* Reads that of an earlier run from its results.json. STANDING_NONE: there is no such file;
 * STANDING_REFUSED, after one error line: it is none that gradecheck wrote, or cannot be read. */
enum standing_read standing_read(struct standing *standing, const char *path);

/* What has changed since THEN, which is NULL where there was no earlier run: for each task that was
 * graded both times and has changed its cases and points, then which tasks are right now and were
 * not, and which were right and are not any more. */
void report_changes(const struct standing *then, const struct standing *now,
                    const struct terminal_style *style, FILE *stream);

#endif
