/* options.h: the command line of gradecheck. */
#ifndef GRADER_OPTIONS_H
#define GRADER_OPTIONS_H

#include "report/export.h"

#include <stdbool.h>
#include <stdint.h>

enum command {
    COMMAND_HELP,
    COMMAND_VERSION,
    COMMAND_GRADE,
    COMMAND_WATCH,
    COMMAND_EXPLAIN,
    COMMAND_DOCTOR,
    COMMAND_REPORT,
    COMMAND_EXPORT
};

enum colour_choice { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

enum { OPTIONS_MAX_JOBS = 1024 };

/* Every reader of JSON holds a whole number up to here. */
#define OPTIONS_MAX_SEED ((UINT64_C(1) << 53) - 1)

struct options {
    enum command command;
    bool help; /* its help was asked for; nothing else is meant then */

    /* What the command is about: the folder of a submission to grade, the task or cause to
     * explain (NULL: all tasks). All texts are borrowed from argv. */
    const char *operand;

    const char *since;    /* results.json of an earlier run; NULL: none */
    const char *json;     /* where results.json goes, "-": stdout; NULL: nowhere */
    const char *fixtures; /* the folder of the set; NULL: the installation's */
    const char *compiler; /* NULL: the first that is there */
    const char *
        output; /* where the page goes; set for COMMAND_REPORT; of an export NULL: stdout */
    const char *format; /* of an export, whatever it is; set for COMMAND_EXPORT */
    const char *prefix; /* the submission's folder, as a service knows it; NULL: none */
    enum export_hidden hidden;
    const char *viewer; /* NULL: the installation's */
    unsigned tasks;     /* of the rubric, 1 << index each; 0: all */
    int jobs;           /* 1..OPTIONS_MAX_JOBS; 0: as many as there are cores */
    int pass;           /* the points asked for; -1: none */
    bool has_seed;      /* false: drawn by the caller */
    uint64_t seed;      /* 0..OPTIONS_MAX_SEED */
    bool has_required;  /* false: as the set of fixtures asks for */
    unsigned required;  /* layers that have to be in force (sandbox/layers.h) */
    unsigned without;   /* layers that are left out */
    enum colour_choice colour;
    bool ascii, verbose, quiet, staff, sanitize, bell, notify;
};

/* Reads the command line, argv[0] the program's name; argv may be reordered. Returns 0, or -1 after
 * one error line that names the argument and points to --help. */
int options_parse(struct options *options, int argc, char **argv);

/* What --help prints of a command; static storage. */
const char *options_help(enum command command);

#endif
