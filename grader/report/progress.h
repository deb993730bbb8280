/* progress.h: one line on a terminal that says how far a long run is; nothing elsewhere.
 *
 *     progress_start(&progress, stderr)
 *     options.progress = progress_show, options.progress_context = &progress
 *     progress_clear(&progress)    before anything else is written to the terminal
 */
#ifndef GRADER_PROGRESS_H
#define GRADER_PROGRESS_H

#include <stdbool.h>
#include <stdio.h>

struct progress {
    FILE *stream;
    bool on;    /* the stream is a terminal that can erase a line */
    bool drawn; /* a line stands there */
};

void progress_start(struct progress *progress, FILE *stream);

/* Rewrites the line: "forward 12/83", or "compiling" while DONE is 0. */
void progress_show(void *progress, const char *what, int done, int total);

void progress_clear(struct progress *progress);

#endif
