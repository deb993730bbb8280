/* watch.h: grades a submission, and again whenever one of its files is saved.
 *
 * Each run is a process of its own, which a save that comes meanwhile ends: what is shown is never
 * older than the files. A run first compares what the compiler makes with the last run that came to
 * its end (touched.h). Where no function changed there is nothing to grade; where some did, the
 * tasks that call them are graded first and shown at once, then all that are asked for.
 */
#ifndef GRADER_WATCH_H
#define GRADER_WATCH_H

#include "grade.h"
#include "report/standing.h"

#include <stdbool.h>

enum watch_status {
    WATCH_ENDED,   /* by Ctrl-C */
    WATCH_REFUSED, /* no such folder, or no longer; after one error line */
    WATCH_FAILED   /* ours, after one error line */
};

struct watch_options {
    const struct grade_options *grade; /* what is asked for */
    const struct installation *installation;
    const struct fixture_set *fixtures;
    bool clears; /* stdout is a terminal: each report takes the place of the one before */
    bool silent; /* stdout gets what `report` writes alone */
    bool bell;   /* a BEL goes to stdout when a run ends */
    bool notify; /* the desktop tells so, by notify-send */

    /* Called in the process of a run, to write the result to stdout and files. WHOLE: all tasks
     * that are asked for are graded, and not those alone that were touched. EARLIER: how the last
     * whole run stood that compiled; NULL: there was none. Returns 0, or -1 after one error line. */
    int (*report)(void *context, const struct result *result, bool whole,
                  const struct standing *earlier);
    void *context;
};

/* Watches until the user or a signal ends it; a signal other than SIGINT ends the program as it would
 * have anyway. No process and no temporary folder is left. */
enum watch_status watch_submission(const struct watch_options *options);

#endif
