/* verdict.h: what became of one case. A closed list; anything not known to be right fails. */
#ifndef GRADER_VERDICT_H
#define GRADER_VERDICT_H

enum verdict {
    VERDICT_SKIPPED, /* could not be run at all: nothing was built. Zero, so that it is the default */
    VERDICT_PASS,
    VERDICT_WRONG, /* finite numbers, at least one beyond its bound; or a property broken */
    VERDICT_NOT_FINITE, /* a NaN or an infinity where a number was expected */
    VERDICT_UNWRITTEN,  /* an output element still holds what it held before the call */
    VERDICT_MODIFIED_INPUT, /* wrote to a const input */
    VERDICT_CRASH,          /* ended by a signal, or left early by exit() */
    VERDICT_TIMEOUT,
    VERDICT_FORBIDDEN, /* asked the system for what student code may not have */
    VERDICT_NOT_BUILT, /* the function is defined nowhere, or its file does not compile */
    VERDICT_COUNT
};

/* "pass", "not finite", ...: the words of reports and of results.json. */
const char *verdict_name(enum verdict verdict);

#endif
