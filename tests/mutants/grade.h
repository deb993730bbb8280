/* grade.h: what becomes of a mutant. Each mutant is a process: it writes the mutant into
 * a folder, has it graded, and, if it has all points, compiles it once more and compares
 * it with the source, call by call (differ.c).
 *
 *     grader_open(&grader, ...);
 *     pid = grade_start(&grader, number, text);  any, each with a number of its own
 *     waitpid(pid, &status, 0);
 *     outcome = grade_finish(&grader, number, status, evidence, sizeof evidence);
 *     grader_close(&grader);
 */
#ifndef TESTS_MUTANTS_GRADE_H
#define TESTS_MUTANTS_GRADE_H

#include <stddef.h>
#include <sys/types.h>

enum outcome {
    OUTCOME_CAUGHT,     /* the score is below 100 */
    OUTCOME_SURVIVED,   /* 100, and no difference was seen, or none was looked for */
    OUTCOME_DIFFERENT,  /* 100, though a call gives something else: the evidence */
    OUTCOME_NOT_BUILT,  /* it does not compile */
    OUTCOME_NOT_GRADED, /* the grader gave no mark, or we failed */
    OUTCOMES
};

struct grader {
    const char *gradecheck, *differ; /* programs; differ may be NULL */
    char include[1024];              /* the folder of backprop.h, beside gradecheck */
    char scratch[1024];              /* ours, removed by grader_close() */
    char original[1100];             /* the source as a shared object */
};

/* Makes a folder below TMPDIR or /tmp, and in it the original as a shared object. Returns
 * 0, or -1 after a line on stderr; close in either case. The names are borrowed. */
int grader_open(struct grader *grader, const char *gradecheck, const char *differ,
                const char *source);
void grader_close(struct grader *grader);

/* Starts the process of a mutant, NUMBER among those that are open. Returns its id, or
 * -1. */
pid_t grade_start(const struct grader *grader, size_t number, const char *text);

/* What the process that ended with STATUS found; removes its files. EVIDENCE gets the
 * first line of the program that ran last, or "": a difference, why there is no mark. */
enum outcome grade_finish(const struct grader *grader, size_t number, int status,
                          char *evidence, size_t n_bytes);

#endif
