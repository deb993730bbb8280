/* operators.h: the mutants of one token. */
#ifndef TESTS_MUTANTS_OPERATORS_H
#define TESTS_MUTANTS_OPERATORS_H

#include "mutate.h"

/* A mutant of TOKEN in FUNCTION: the tokens [first, last] become BEFORE, themselves where
 * KEEP is set, AFTER. LABEL (of N bytes) and SHOWN are for its name. */
struct change {
    enum mutation kind;
    size_t first, last;
    const char *before, *after;
    bool keep;
    const char *label;
    size_t n_label;
    const char *shown;
};

/* What is collected: the mutants so far, and whether memory ran out. */
struct collection {
    struct mutants *mutants;
    const struct source *source;
    size_t function; /* whose tokens are looked at */
    bool failed;
};

/* Adds a mutant of the token, unless there is one of that name. */
void collection_add(struct collection *c, size_t token, const struct change *change);

/* Operators, constants, calls, names: a token for a token. */
void operators_of_token(struct collection *c, size_t token);

/* Statements, conditions, loops, indexes, counts of bytes, returns. */
void structure_of_token(struct collection *c, size_t token);

/* Does token I begin a type, as in a declaration or a cast? */
bool is_type(const struct source *source, size_t i);

/* Is token I in a statement that declares, or in the first part of a `for` that does? */
bool is_in_declaration(const struct source *source, size_t i);

/* Is token I in the last part of a `for`? A slip there often makes a loop without end,
 * which costs seconds and tells nothing. */
bool is_in_loop_step(const struct source *source, size_t i);

/* Can token I end an operand, so that an operator behind it has two? */
bool ends_operand(const struct source *source, size_t i);

/* The elements of the local array that token I names, 0 where it names none. */
size_t local_array(const struct collection *c, size_t i);

#endif
