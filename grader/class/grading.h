/* grading.h: one staged folder, graded by gradecheck: who grades, with which set, and what came of it.
 *
 *     struct grader grader;
 *     struct fixture_folder set;
 *     grader_find(&grader, compiler)
 *     fixture_folder_find(&set, folder)
 *     grading_start(&grading, &grader, set.path, folder)   FOLDER/submission was staged
 *     ... the process grading.pid ends with STATUS ...
 *     grading_end(&grading, status)
 *     grading.outcome, grading.json or grading.message
 *     grading_release(&grading)
 */
#ifndef GRADER_CLASS_GRADING_H
#define GRADER_CLASS_GRADING_H

#include "report/results.h"

#include <sys/types.h>

enum { GRADER_ID_BYTES = 64, MACHINE_BYTES = 200 };

/* gradecheck beside the running program, with its parts. */
struct grader {
    char *gradecheck;    /* its path */
    char *make_fixtures; /* beside it; NULL: not built */
    char *compiler;      /* as it was asked for, or NULL */
    char *cache; /* the folder in which gradings leave decoded sets for those that follow
                    (fixture_cache.h); NULL: none */
    char id[GRADER_ID_BYTES]; /* "0.1.0-" and the start of a hash of its parts */
    char machine
        [MACHINE_BYTES]; /* what it runs on: "Linux 6.1.0 x86_64, gcc 12.2.0, 2 cores" */
};

/* Returns 0, or -1 after one error line: a part is missing, a compiler is not there. */
int grader_find(struct grader *grader, const char *compiler);

/* The cache is to be FOLDER/cache, which the first grading makes. Returns 0, or -1 after one error line. */
int grader_cache_in(struct grader *grader, const char *folder);
void grader_release(struct grader *grader);

/* A set of fixtures. */
struct fixture_folder {
    char *path;               /* absolute */
    char id[GRADER_ID_BYTES]; /* "public-" and the start of a hash of its manifest */
};

/* PATH, or the installation's public set where it is NULL. Returns 0, or -1 after one error line. */
int fixture_folder_find(struct fixture_folder *set, const char *path);
void fixture_folder_release(struct fixture_folder *set);

enum grading_outcome {
    GRADING_GRADED,
    GRADING_REFUSED, /* nothing that can be graded: message says why */
    GRADING_FAILED   /* ours: message says why */
};

struct grading {
    pid_t pid; /* 0: none */
    char *folder;

    enum grading_outcome outcome;
    struct results results; /* of GRADING_GRADED */
    char *json;             /* the text that they were read from */
    char *message;          /* one printable line */
};

/* Starts gradecheck on FOLDER/submission; all that it writes lies below FOLDER. Returns 0, or -1 after one
 * error line. */
int grading_start(struct grading *grading, const struct grader *grader,
                  const char *fixtures, const char *folder);

/* What came of it, by the STATUS that waitpid() gave. Returns 0, or -1 after one error line when it
 * cannot be told. */
int grading_end(struct grading *grading, int status);
void grading_release(struct grading *grading);

#endif
