/* class_options.h: the command line of gradeclass. */
#ifndef GRADER_CLASS_OPTIONS_H
#define GRADER_CLASS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

enum class_command {
    CLASS_HELP,
    CLASS_VERSION,
    CLASS_GRADE,
    CLASS_EXPORT,
    CLASS_REPORT,
    CLASS_SIMILAR,
    CLASS_SUBMIT,
    CLASS_COLLECT,
    CLASS_WORK
};

enum { CLASS_MAX_JOBS = 1024, CLASS_MAX_LIST = 4096 };

/* What an option that may be given several times was given. */
struct class_list {
    size_t n;
    const char **items;
};

/* All texts are borrowed from argv; NULL: not given. */
struct class_options {
    enum class_command command;
    bool help; /* its help was asked for; nothing else is meant then */

    const char *operand; /* the submissions, or the gradebook */
    const char *db;      /* the gradebook of a command whose operand is something else */

    /* grade, submit, collect */
    const char *roster;   /* CSV: who is in the class */
    const char *times;    /* CSV: when each was handed in */
    const char *fixtures; /* the set for all; the installation's public one */
    const char *key;      /* of hidden sets, one a student */
    const char *sets;     /* where those lie */
    const char *compiler;
    int jobs; /* 1..CLASS_MAX_JOBS; 0: as many as there are cores */
    int pass; /* the points asked for; -1: none */
    bool regrade, dry_run;
    struct class_list only; /* ids of students */

    /* submit, collect */
    bool slurm;
    const char *shared;       /* the folder that all nodes see */
    int chunk;                /* submissions a task; 0: chosen */
    struct class_list sbatch; /* arguments for sbatch */
    bool wait;

    /* export, report, similar */
    const char *output;
    const char *format;
    const char *policy; /* TOML: late days, drops, overrides */
    const char *into;   /* a platform's own export, to be filled in */
    const char *column; /* of that: the one that gets the points */
    bool anonymous;
    struct class_list also;    /* folders of earlier years */
    const char *template_path; /* what students were given; the installation's */
    int threshold;             /* percent; 0: chosen */
    int time_limit_s;          /* 0: chosen */

    bool quiet;
};

/* Reads the command line, argv[0] the program's name; argv may be reordered. Returns 0, or -1 after
 * one error line that names the argument and points to --help. */
int class_options_parse(struct class_options *options, int argc, char **argv);
void class_options_release(struct class_options *options);

/* What --help prints of a command; static storage. */
const char *class_options_help(enum class_command command);

#endif
