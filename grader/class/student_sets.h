/* student_sets.h: hidden sets of fixtures, one a student, made with a key by make_fixtures when they are
 * first needed. FOLDER/ID holds the set of a student, FOLDER/data the digits of all.
 */
#ifndef GRADER_CLASS_STUDENT_SETS_H
#define GRADER_CLASS_STUDENT_SETS_H

#include "class/grading.h"

#include <stdbool.h>

struct student_sets {
    char *folder; /* absolute */
    char *key;    /* absolute path of the file */
    char *top;    /* of the checkout: make_fixtures finds the misconceptions from there */
    const char *program; /* make_fixtures; borrowed from the grader */
};

/* Makes FOLDER where it is not there. Returns 0, or -1 after one error line: no such key, no make_fixtures,
 * sets of another key in it. */
int student_sets_open(struct student_sets *sets, const struct grader *grader,
                      const char *key, const char *folder);
void student_sets_close(struct student_sets *sets);

/* Where the set of STUDENT is or will be; the caller frees it, NULL after one error line. Any id has a
 * folder of its own. */
char *student_sets_path(const struct student_sets *sets, const char *student);

/* Whether it was made already. */
bool student_sets_is_made(const char *path);

/* Starts to make it; stderr of the process is ERRORS. Returns its id, or -1 after one error line. */
pid_t student_sets_make(const struct student_sets *sets, const char *student,
                        const char *path, int errors);

#endif
