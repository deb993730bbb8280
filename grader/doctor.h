/* doctor.h: what this machine offers for grading, found out by trying it. */
#ifndef GRADER_DOCTOR_H
#define GRADER_DOCTOR_H

#include "installation.h"
#include "report/report.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum examined_state {
    EXAMINED_FINE,   /* there, and in use */
    EXAMINED_SPARE,  /* there, and not in use */
    EXAMINED_ABSENT, /* not there, and grading does without */
    EXAMINED_NEEDED  /* not there, and grading does not work, or it is required */
};

struct examined {
    const char *part; /* "Tools"; static storage */
    const char *name; /* "compiler" */
    enum examined_state state;
    char text[240]; /* what it is, or how to get it */
};

enum { EXAMINATION_MAX = 24 };

struct examination {
    size_t n;
    struct examined rows[EXAMINATION_MAX];
    bool fit; /* nothing is EXAMINED_NEEDED */
};

/* Builds a small solution of ours with COMPILER (NULL: the first there is), calls it, and asks for
 * every layer; REQUIRED are layers that have to be in force. Returns 0 whatever is missing, or -1
 * after one error line when it could not be found out. */
int examine(struct examination *examination, const struct installation *installation,
            const char *compiler, unsigned required);

/* The table, and a last line that says what follows from it. */
void report_examination(const struct examination *examination,
                        const struct terminal_style *style, FILE *stream);

#endif
