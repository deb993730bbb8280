/* scan.h: a C source as a list of tokens, and the functions that it defines. Comments and
 * preprocessor lines hold no token. What it reads has been compiled: nothing is checked.
 */
#ifndef TESTS_MUTANTS_SCAN_H
#define TESTS_MUTANTS_SCAN_H

#include <stdbool.h>
#include <stddef.h>

enum token_kind { TOKEN_NAME, TOKEN_NUMBER, TOKEN_TEXT, TOKEN_PUNCTUATOR };

struct token {
    enum token_kind kind;
    size_t at, n_bytes; /* in the source's text */
    size_t
        parentheses; /* that are open where it stands; those of the body of a function */
};

/* Of tokens: [first, last], the return type first; [name], the name; [body, last], braces
 * and what is between them. */
struct function {
    size_t first, name, body, last;
};

struct source {
    char *text; /* ends with a 0 byte */
    size_t n_bytes, n_tokens, n_functions;
    struct token *tokens;
    struct function *functions;
};

/* Reads and scans a file. Returns 0, or -1 after a line on stderr. To be released
 * whatever is returned. */
int source_read(struct source *source, const char *path);
void source_release(struct source *source);

/* Is token I this text? False behind the last token. */
bool token_is(const struct source *source, size_t i, const char *text);

/* Is it one of the words (a list that ends with NULL)? */
bool token_is_one_of(const struct source *source, size_t i, const char *const words[]);

/* Do two tokens have the same text? */
bool tokens_equal(const struct source *source, size_t i, size_t j);

/* The token that closes the parenthesis, bracket or brace I. */
size_t token_closing(const struct source *source, size_t i);

/* The first `;` from token I on that is in no more parentheses than I. */
size_t token_semicolon(const struct source *source, size_t i);

/* Counted from 1. */
size_t line_number(const struct source *source, size_t at);

#endif
