/* export.h: a result in the forms that other services read.
 *
 * One list of rows is made of the result, and every format writes that list: so all show the same tests with
 * the same points and verdicts, and what a hidden set keeps secret is left out once, for all of them.
 *
 *     struct export e;
 *     if (export_make(&e, &results, EXPORT_HIDDEN_SCORE, "") != 0)
 *         return -1;
 *     status = export_write(export_format("junit"), &e, "junit.xml");
 *     export_release(&e);
 *
 * A format is a row of the table in export.c and a writer in export/.
 */
#ifndef GRADER_EXPORT_H
#define GRADER_EXPORT_H

#include "report/results.h"

#include <stdbool.h>
#include <stdio.h>

/* What is shown of a hidden set. */
enum export_hidden {
    EXPORT_HIDDEN_SCORE, /* a row a task with its points */
    EXPORT_HIDDEN_NONE,  /* one row with the total */
    EXPORT_HIDDEN_NAMES  /* a row a group with its verdict, no number of a case */
};

enum export_status {
    EXPORT_PASSED,
    EXPORT_FAILED, /* a wrong answer */
    EXPORT_ERROR,  /* a crash, no end, or something that is forbidden */
    EXPORT_SKIPPED /* nothing to run: not defined, or not compiled */
};

/* Bytes at most, so that what is written of the longest result stays below 1 MiB. */
enum {
    EXPORT_MAX_NAME = 100,
    EXPORT_MAX_WHY = 300,
    EXPORT_MAX_MESSAGE = 3000,
    EXPORT_MAX_MESSAGES =
        80 << 10, /* of all rows together; those behind have less, or none */
    EXPORT_MAX_PATH = 600,
    EXPORT_MAX_OUTPUT = 8 << 10,     /* of what the submission printed, the end */
    EXPORT_MAX_DIAGNOSTICS = 8 << 10 /* of what the compiler said, the beginning */
};

/* All texts are printable; those marked (line) hold neither newline nor tab. */
struct export_row {
    char id[2 * RESULTS_MAX_ID +
            2]; /* (line) "gradient/regularised", "gradient", "total" */
    char task[RESULTS_MAX_ID + 1];  /* "gradient", or "total" */
    char number[48];                /* "10.3" */
    char name[EXPORT_MAX_NAME + 1]; /* (line) "gradient: regularised, bias left out" */
    char why[EXPORT_MAX_WHY + 1];   /* (line) what is wrong; "" where it passed */
    char *message;                  /* `why`, and all else there is to say; never NULL */
    char expected[40], got[40];     /* (line) of the worst element, or "" */
    int points, max_points;         /* all or none, but of tasks and totals */
    enum export_status status;
    double seconds;   /* what the student's functions took */
    const char *file; /* (line) where a sanitizer stopped it; "" */
    size_t line;
};

struct export
{
    const struct results *results; /* borrowed */
    char title[160];   /* (line) "public checks", "hidden checks, task cost alone" */
    char summary[200]; /* (line) "public checks: 94 of 100 points" */
    char prefix[256];  /* "" or "work/submission/": stands before names of files */
    size_t n_rows;
    struct export_row *rows;
    char *output; /* what the submission printed; "" where that is nothing or secret */
    char *diagnostics; /* of the compiler */
};

/* Fills *e from RESULTS, which are complete and outlive it. PREFIX is the folder in which a service finds
 * the submission; "": names of files stay alone. Returns 0, or -1 after one error line. */
int export_make(struct export *e, const struct results *results,
                enum export_hidden hidden, const char *prefix);
void export_release(struct export *e);

/* Where a service finds the student's FILE: the prefix and FILE, a line. */
void export_path(const struct export *e, const char *file,
                 char path[EXPORT_MAX_PATH + 1]);

/* Rows of a task stand one after another: the index behind the last of those of the task of row FIRST. */
size_t export_task_end(const struct export *e, size_t first);

/* "passed", "failed", "error", "skipped". */
const char *export_status_name(enum export_status status);

struct export_format;

/* The format of this name; NULL where there is none. */
const struct export_format *export_format(const char *name);

/* Writes "  name  what it is for" of each format, a line each. */
void export_list_formats(FILE *stream);

/* Writes *e to the file or, for a format of several files, the folder DESTINATION; NULL: to stdout, and
 * what a service takes from a file of its own to that file. Returns 0, or -1 after one error line. */
int export_write(const struct export_format *format, const struct export *e,
                 const char *destination);

/* Whether DESTINATION (NULL: none) can be what the format writes to. Returns 0, or -1 after one error
 * line. */
int export_check_destination(const struct export_format *format, const char *destination);

#endif
