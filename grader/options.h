/* options.h: the command line of gradecheck. */
#ifndef GRADER_OPTIONS_H
#define GRADER_OPTIONS_H

#include <stdbool.h>

enum command { COMMAND_HELP, COMMAND_GRADE_HELP, COMMAND_VERSION, COMMAND_GRADE };

enum colour_choice { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

enum { OPTIONS_MAX_JOBS = 1024 };

struct options {
    enum command command;

    /* Of COMMAND_GRADE; all texts are borrowed from argv. */
    const char *submission; /* the folder */
    const char *json;       /* where results.json goes, "-": stdout; NULL: nowhere */
    const char *fixtures;   /* the folder of the set; NULL: the installation's */
    const char *task;       /* an id of the rubric; NULL: all tasks */
    const char *compiler;   /* NULL: the first that is there */
    int jobs;               /* 1..OPTIONS_MAX_JOBS; 0: as many as there are cores */
    int pass;               /* the points asked for; -1: none */
    enum colour_choice colour;
    bool ascii, verbose, quiet, staff;
};

/* Reads the command line, argv[0] the program's name; argv may be reordered. Returns 0, or -1 after
 * one error line that names the argument and points to --help. */
int options_parse(struct options *options, int argc, char **argv);

/* What --help prints; static storage. */
const char *options_help(enum command command);

#endif
