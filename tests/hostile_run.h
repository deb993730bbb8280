/* hostile_run.h: grades one hostile submission, twice in one process on a pseudo-terminal of its
 * own, and looks at what it left behind. */
#ifndef TESTS_HOSTILE_RUN_H
#define TESTS_HOSTILE_RUN_H

#include "fixture.h"
#include "hostile_entry.h"
#include "installation.h"

#include <stdbool.h>
#include <stdio.h>

/* What attacks aim at: files that all may read, and a folder that all may write. */
#define HOSTILE_SECRET "/var/tmp/gradecheck-secret"

struct hostile_run {
    const struct hostile_entry *entry;
    const struct installation *installation;
    const struct fixture_set *fixtures;
    const char *submissions; /* where the bases lie */
    const char *compiler;    /* NULL: the first there is */
    unsigned without;        /* layers left out */
    bool as_user;            /* the grader gives up root first */
};

enum hostile_outcome {
    HOSTILE_RIGHT,
    HOSTILE_WRONG,
    HOSTILE_LAPSED /* the promise does not hold with these layers, and it was seen */
};

/* Runs it in this process, which is to be a process of its own; DIFFERENCES gets a line for
 * each thing that is not as it should be. */
enum hostile_outcome hostile_run(const struct hostile_run *run, FILE *differences);

/* Makes HOSTILE_SECRET, or removes it. */
bool hostile_secret_make(void);
void hostile_secret_remove(void);

#endif
