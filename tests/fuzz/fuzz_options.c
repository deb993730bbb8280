/* fuzz_options.c: the command line, as arguments that end with a NUL each. */
#include "fuzz.h"
#include "options.h"
#include "oracles.h"
#include "rubric.h"

#include <assert.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ARGUMENTS = 64 };

/* getopt keeps its place within "-vh" over a new optind of 1, which a program that reads
 * one command line never sees. */
static void forget_getopt(void)
{
    char program[] = "gradecheck", *argv[] = {program, NULL};
    const struct option none = {NULL, 0, NULL, 0};
    optind = 0;
    getopt_long(1, argv, ":", &none, NULL);
}

/* Texts are borrowed from the arguments. */
static bool is_argument(const char *text, const char *arguments, size_t n)
{
    return !text || (text >= arguments && text < arguments + n && *text);
}

static void check(const struct options *o, const char *arguments, size_t n)
{
    assert(o->jobs >= 0 && o->jobs <= OPTIONS_MAX_JOBS);
    assert(o->pass >= -1 && o->pass <= RUBRIC_POINTS);
    assert(o->seed <= OPTIONS_MAX_SEED && (o->has_seed || o->seed == 0));
    assert(o->colour >= COLOUR_AUTO && o->colour <= COLOUR_NEVER);
    assert(o->tasks < 1U << RUBRIC_TASKS);
    assert(is_argument(o->operand, arguments, n) && is_argument(o->json, arguments, n) &&
           is_argument(o->fixtures, arguments, n) &&
           is_argument(o->compiler, arguments, n));
    bool grades = o->command == COMMAND_GRADE || o->command == COMMAND_WATCH;
    assert(!grades || o->help || o->operand);
    assert(!grades || o->help || !(o->verbose && o->quiet));
    assert(!o->operand || grades || o->command == COMMAND_EXPLAIN ||
           o->command == COMMAND_REPORT || o->command == COMMAND_EXPORT);
    assert(o->command != COMMAND_EXPORT || o->help || o->format);
    assert(is_argument(o->format, arguments, n) && is_argument(o->output, arguments, n));
    assert(is_argument(o->since, arguments, n));
    assert(o->command == COMMAND_WATCH || !(o->bell || o->notify));
    assert(options_help(o->command)[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    char *arguments = malloc(n + 1), *argv[MAX_ARGUMENTS + 1], program[] = "gradecheck";
    struct options options;
    int argc = 0;
    assert(arguments);
    memcpy(arguments, bytes, n);
    arguments[n] = '\0';
    argv[argc++] = program;
    for (char *at = arguments; at < arguments + n && argc < MAX_ARGUMENTS;
         at += strlen(at) + 1)
        argv[argc++] = at;
    argv[argc] = NULL;

    forget_getopt();
    int status = options_parse(&options, argc, argv);
    assert(errors_taken() == (status == 0 ? 0 : 1));
    assert(status == 0 || status == -1);
    if (status == 0)
        check(&options, arguments, n + 1);
    free(arguments);
    return 0;
}
