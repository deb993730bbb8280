/* names.h: which names the student's objects define, define twice, and miss. */
#ifndef GRADER_NAMES_H
#define GRADER_NAMES_H

#include "compile.h"
#include "contract.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Sets defined[f] where a built object has a function of the symbol of f. */
void names_defined(const struct compiled *compiled, size_t n,
                   bool defined[FUNCTION_COUNT]);

/* Writes a line, "f is defined in a.c and in b.c", for each name that two built objects
 * define, other than main. Returns how many there are, or -1 after one error line. */
long names_defined_twice(const struct compiled *compiled, size_t n, FILE *out);

/* Compares with KNOWN, names with a newline behind each. *all: every name that built objects use is among them, or
 * defined by one of the objects. *own: no name that they define is, nor, as it is reserved, one of the linker's or of
 * the C library's, so that theirs can lie beside others. Returns 0, or -1 after one error line. */
int names_compare(const struct compiled *compiled, size_t n, const char *known, bool *all,
                  bool *own);

/* The names that built objects use and that did not come into PROGRAM, linked from them,
 * with ", " between. *names is allocated, NULL if there is none. Returns 0, or -1 after
 * one error line. */
int names_undefined(const struct compiled *compiled, size_t n,
                    const struct object *program, char **names);

#endif
