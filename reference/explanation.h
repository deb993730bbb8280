/* explanation.h: why.md of a misconception: a title and four sections. */
#ifndef REFERENCE_EXPLANATION_H
#define REFERENCE_EXPLANATION_H

#include "misconception.h"

/* Reads the file at PATH into the texts of *m, which has none yet:
 *
 *     # what is wrong, one line
 *     ## What happened
 *     ## Formula
 *     ## How it comes about
 *     ## What to try
 *
 * Lines of a section become one paragraph. Returns 0, or -1 after one error line that names the
 * file and what is missing; what was read stays in *m. */
int explanation_read(struct misconception *m, const char *path);

#endif
