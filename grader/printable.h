/* printable.h: text of strangers, made safe to show.
 *
 * Student text (file names, compiler diagnostics, what a submission prints) passes
 * through here before it reaches a terminal or a file. Escaped as \xNN, byte by byte, are
 *   control characters: U+0000..1F, U+007F..9F,
 *   bytes that are not valid UTF-8 (overlong forms, surrogates, above U+10FFFF),
 *   bidi controls, which reorder what is shown, and other characters that are not seen: U+00AD,
 *   U+061C, U+180E, U+200B..200F, U+202A..202E, U+2060..206F, U+FEFF, U+FFF9..FFFB,
 *   U+E0000..E007F,
 *   line breaks that only some programs see: U+2028, U+2029,
 *   the first byte of what a service that runs builds takes for a command in its log: "::" and "##" at
 *   the start of a word, "##[", "##vso[".
 * All other UTF-8 stays as it is.
 */
#ifndef GRADER_PRINTABLE_H
#define GRADER_PRINTABLE_H

#include <stdbool.h>
#include <stddef.h>

/* A printable copy of n_bytes of SOURCE; newline and tab stay. The caller frees it; NULL
 * after one error line when out of memory. */
char *printable(const char *source, size_t n_bytes);

/* The same for a name, NUL-terminated, that is to stand within a line: newline and tab
 * are escaped too. */
char *printable_name(const char *name);

/* Of a name that stands within a message. */
enum { PRINTABLE_NAME_BYTES = 100 };

/* Shortens a printable text to at most max_bytes, none of them a part of a character. */
void printable_cut(char *text, size_t max_bytes);

/* Whether a spreadsheet computes a cell of this text and does not show it: behind spaces it begins with = + - or @,
 * one of them in full width, the minus of mathematics, a tab or a CR. */
bool printable_is_formula(const char *text);

/* The first of n_bytes that is not part of a character of UTF-8; n_bytes: there is none. */
size_t printable_utf8(const char *text, size_t n_bytes);

#endif
