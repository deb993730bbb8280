/* similar_text.h: a source as sim_c is given it: nothing but tokens, line by line where they were.
 *
 * Comments, what stands in strings, and bytes that are no part of a token become blanks, and words are cut
 * at SIMILAR_WORD_BYTES: sim_c passes over all that, and a stranger cannot bring it into trouble there.
 * The template's own statements are taken out: of what lies between two of ';', '{', '}' and the ends of
 * preprocessor lines the same tokens as in the template. So a new layout does not bring them
 * back, as it would if lines were compared. A '}' goes with the statement before it. No line break is
 * ever taken out: numbers of lines stay.
 */
#ifndef GRADER_CLASS_SIMILAR_TEXT_H
#define GRADER_CLASS_SIMILAR_TEXT_H

#include <stddef.h>

enum { SIMILAR_WORD_BYTES = 64 };

/* The statements of the template's files. {0} is empty: nothing is taken out. */
struct similar_template {
    size_t n;
    char **statements; /* without blanks; sorted */
};

/* Adds the file at PATH, or each .c and .h file directly in the folder at PATH. Returns 0, or -1 after one
 * error line: not there, a folder without sources, too large. */
int similar_template_read(struct similar_template *template, const char *path);

/* Adds what n bytes hold. Returns 0, or -1 after one error line. */
int similar_template_add(struct similar_template *template, const void *bytes, size_t n);
void similar_template_release(struct similar_template *template);

/* The text of n bytes, NUL-terminated, which the caller frees; it ends with a line break unless it is
 * empty. *n_tokens: how many are left, about as sim_c counts. NULL after one error line. */
char *similar_text(const struct similar_template *template, const void *bytes, size_t n,
                   size_t *n_tokens);

#endif
