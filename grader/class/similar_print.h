/* similar_print.h: the last comparison, on a terminal. */
#ifndef GRADER_CLASS_SIMILAR_PRINT_H
#define GRADER_CLASS_SIMILAR_PRINT_H

#include "class/similar_read.h"

#include <stdio.h>

/* Returns 0, or -1 after one error line; whether STREAM took it is for the caller to ask. */
int similar_print(FILE *stream, struct gradebook *book);

/* "8 texts were not compared: ..." and so on, a sentence a line that begins with BEFORE and ends with AFTER;
 * nothing where all was. */
void similar_print_missing(FILE *stream, const struct comparison *comparison,
                           const char *before, const char *after);

/* " 41 %", or "  ? %" for 0: which is not known, since sim_c did not get through the pair alone. */
void similar_print_percent(FILE *stream, int percent);

/* What the numbers say, and what they do not, in two sentences: "%d" is run_tokens. */
extern const char similar_says[];
extern const char similar_does_not_say[];

#endif
