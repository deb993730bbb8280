/* team.h: pieces of work that do not depend on each other, shared over processes.
 *
 *     const struct team_work work = {.n_pieces = n, .work = ..., .take = ..., ...};
 *     team_run(&work, n_jobs)
 *
 * Each process takes the lowest piece that nobody has, works on it and hands bytes back; a
 * piece that takes long can come first, so that no process waits for it at the end.
 * This process takes them in the order of the pieces, and prints what was printed to
 * stderr meanwhile: results and error lines are the same however many processes there are.
 * Once a piece has failed none behind it is begun, and those in front of it are done.
 *
 * Processes and not threads: a program that one thread writes is busy to the system while
 * another starts one; each has a user of its own in the sandbox; and one that crashes or is
 * killed is an error line here.
 */
#ifndef REFERENCE_TEAM_H
#define REFERENCE_TEAM_H

#include <stddef.h>
#include <stdio.h>

enum { TEAM_MAX_JOBS = 256 };

/* Functions that return int return 0, or -1 after one error line; CONTEXT is theirs. */
struct team_work {
    size_t n_pieces, first; /* which one is begun before all others */
    void *context;

    /* In the other processes. OPEN before the first piece, until it succeeds, and CLOSE behind
     * the last, if not NULL; WORK writes to TO what it hands back. What they change in memory
     * stays there. */
    int (*open)(void *context);
    int (*work)(void *context, size_t piece, FILE *to);
    void (*close)(void *context);

    /* In this one, piece after piece. BEGIN, if not NULL, comes before a piece's error lines
     * and before TAKE; it is called for the one that has failed too. BYTES is lent, and a NUL
     * stands behind it. */
    void (*begin)(void *context, size_t piece);
    int (*take)(void *context, size_t piece, const char *bytes, size_t n_bytes);

    /* What an error line calls a piece whose process was killed. */
    const char *(*name)(void *context, size_t piece);
};

/* Does all pieces with N_JOBS processes, 1 to TEAM_MAX_JOBS. stdout is flushed before. Returns
 * 0, or -1 after one error line: of the first piece that fails, or ours; pieces behind it may
 * have been done and are not taken. No process is left. */
int team_run(const struct team_work *work, int n_jobs);

#endif
