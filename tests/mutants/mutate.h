/* mutate.h: the mutants of a source. A mutant is the source with one place changed: a
 * slip as a student makes it. Places are in functions alone; no declaration is changed
 * but for its initial value.
 *
 * The name of a mutant is FUNCTION:PLACE:ORDINAL:CHANGE, for instance delta_below:+=:1:=
 * is the first += in delta_below() turned into =. PLACE is the text of the token (or [i]
 * for an index, `for`, `if`, `statement`), ORDINAL counts such places in the function
 * from 1. So a name holds no line number and no space, and stays when other functions
 * change.
 */
#ifndef TESTS_MUTANTS_MUTATE_H
#define TESTS_MUTANTS_MUTATE_H

#include "scan.h"

enum mutation {
    MUTATION_RELATIONAL, /* < <= > >= == != */
    MUTATION_ARITHMETIC, /* + - * / >> ^ between two operands */
    MUTATION_ASSIGNMENT, /* = += -= *= /= */
    MUTATION_INCREMENT,  /* ++ -- */
    MUTATION_LOGICAL,    /* && || !, conditions of if and ?: */
    MUTATION_CONSTANT,   /* one more, one less, 0 */
    MUTATION_SIGN,       /* a unary minus removed or added */
    MUTATION_INDEX,      /* [i] is [i + 1] or [i - 1] */
    MUTATION_BOUND,      /* where a loop starts and ends */
    MUTATION_CALL,       /* another function of the same kind, or none (fabs) */
    MUTATION_COUNT,      /* bytes of memcpy and memset */
    MUTATION_RETURN,     /* the value returned */
    MUTATION_NAME,       /* another variable of the same kind */
    MUTATION_STATEMENT,  /* removed */
    MUTATION_KINDS
};

struct mutant {
    char name[128];
    enum mutation kind;
    size_t function, token; /* of the source: where it is */
    size_t ordinal;         /* of its place */
    size_t from, to;        /* the bytes of the source that are replaced */
    char *replacement;
};

struct mutants {
    struct mutant *all;
    size_t n, capacity;
};

/* Makes all mutants of a source, in the order of their places. Returns 0, or -1 after a
 * line on stderr. To be released whatever is returned. */
int mutants_make(struct mutants *mutants, const struct source *source);
void mutants_release(struct mutants *mutants);

/* The whole text of a mutant, to be freed; NULL without memory. */
char *mutant_text(const struct source *source, const struct mutant *mutant);

/* The lines from the first changed byte to the last, as they are in the mutant, joined
 * into one. To be freed; NULL without memory. */
char *mutant_line(const struct source *source, const struct mutant *mutant);

const char *mutation_text(enum mutation kind);

#endif
