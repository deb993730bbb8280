#include "scan.h"
#include "../text_file.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Longer ones first: the first that fits is taken. */
static const char *const punctuators[] = {
    "<<=", ">>=", "...", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=",
    "&&",  "||",  "+=",  "-=", "*=", "/=", "%=", "&=", "|=", "^=", NULL};

static int read_text(struct source *source, const char *path)
{
    source->text = text_file_read(path);
    if (!source->text) {
        fprintf(stderr, "mutants: cannot read '%s'\n", path);
        return -1;
    }
    source->n_bytes = strlen(source->text);
    return 0;
}

/* Behind the text in quotes that begins at AT. */
static size_t behind_quotes(const char *text, size_t at)
{
    char quote = text[at++];
    while (text[at] && text[at] != quote)
        at += text[at] == '\\' && text[at + 1] ? 2 : 1;
    return text[at] ? at + 1 : at;
}

/* Behind the preprocessor line, with the lines that continue it. */
static size_t behind_line(const char *text, size_t at)
{
    while (text[at] && text[at] != '\n')
        at += text[at] == '\\' && text[at + 1] ? 2 : 1;
    return at;
}

/* The next byte that belongs to a token. */
static size_t skip_gaps(const char *text, size_t at)
{
    bool line_start = at == 0;
    for (;;) {
        if (text[at] == '/' && text[at + 1] == '*') {
            const char *end = strstr(text + at + 2, "*/");
            at = end ? (size_t)(end - text) + 2 : strlen(text);
        } else if (text[at] == '/' && text[at + 1] == '/') {
            at += strcspn(text + at, "\n");
        } else if (text[at] == '#' && line_start) {
            at = behind_line(text, at);
        } else if (isspace((unsigned char)text[at])) {
            line_start = line_start || text[at] == '\n';
            at++;
        } else {
            return at;
        }
    }
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static struct token scan_token(const char *text, size_t at)
{
    struct token token = {.kind = TOKEN_PUNCTUATOR, .at = at, .n_bytes = 1};
    size_t end = at;
    if (isdigit((unsigned char)text[at]) ||
        (text[at] == '.' && isdigit((unsigned char)text[at + 1]))) {
        token.kind = TOKEN_NUMBER;
        while (is_word(text[end]) || text[end] == '.')
            end++;
    } else if (is_word(text[at])) {
        token.kind = TOKEN_NAME;
        while (is_word(text[end]))
            end++;
    } else if (text[at] == '"' || text[at] == '\'') {
        token.kind = TOKEN_TEXT;
        end = behind_quotes(text, at);
    } else {
        end++;
        for (size_t i = 0; punctuators[i]; i++)
            if (strncmp(text + at, punctuators[i], strlen(punctuators[i])) == 0) {
                end = at + strlen(punctuators[i]);
                break;
            }
    }
    token.n_bytes = end - at;
    return token;
}

/* Each token has a byte of its own: there are no more tokens than bytes. */
static int scan_tokens(struct source *source)
{
    size_t n = 0, parentheses = 0;
    source->tokens = calloc(source->n_bytes + 1, sizeof *source->tokens);
    if (!source->tokens)
        return -1;
    for (size_t at = skip_gaps(source->text, 0); source->text[at];) {
        struct token token = scan_token(source->text, at);
        if (source->text[at] == ')' && parentheses > 0)
            parentheses--;
        token.parentheses = parentheses;
        if (source->text[at] == '(')
            parentheses++;
        source->tokens[n++] = token;
        at = skip_gaps(source->text, at + token.n_bytes);
    }
    source->n_tokens = n;
    return 0;
}

/* A definition is a name, parentheses and braces, outside of all braces. */
static int find_functions(struct source *source)
{
    size_t n = 0, first = 0;
    source->functions = calloc(source->n_tokens + 1, sizeof *source->functions);
    if (!source->functions)
        return -1;
    for (size_t i = 0; i < source->n_tokens; i++) {
        if (token_is(source, i, ";")) {
            first = i + 1;
        } else if (token_is(source, i, "{")) {
            i = token_closing(source, i);
            first = i + 1;
        } else if (token_is(source, i, "(") && i > first) {
            size_t name = i - 1, close = token_closing(source, i);
            i = close;
            if (!token_is(source, close + 1, "{"))
                continue;
            i = token_closing(source, close + 1);
            source->functions[n++] = (struct function){first, name, close + 1, i};
            first = i + 1;
        }
    }
    source->n_functions = n;
    return 0;
}

int source_read(struct source *source, const char *path)
{
    memset(source, 0, sizeof *source);
    if (read_text(source, path) < 0)
        return -1;
    if (scan_tokens(source) == 0 && find_functions(source) == 0)
        return 0;
    fprintf(stderr, "mutants: no memory for '%s'\n", path);
    return -1;
}

void source_release(struct source *source)
{
    free(source->text);
    free(source->tokens);
    free(source->functions);
    memset(source, 0, sizeof *source);
}

bool token_is(const struct source *source, size_t i, const char *text)
{
    if (i >= source->n_tokens)
        return false;
    const struct token *token = &source->tokens[i];
    return strlen(text) == token->n_bytes &&
           memcmp(source->text + token->at, text, token->n_bytes) == 0;
}

bool token_is_one_of(const struct source *source, size_t i, const char *const words[])
{
    for (size_t w = 0; words[w]; w++)
        if (token_is(source, i, words[w]))
            return true;
    return false;
}

bool tokens_equal(const struct source *source, size_t i, size_t j)
{
    const struct token *a = &source->tokens[i], *b = &source->tokens[j];
    return a->n_bytes == b->n_bytes &&
           memcmp(source->text + a->at, source->text + b->at, a->n_bytes) == 0;
}

size_t token_closing(const struct source *source, size_t i)
{
    static const char *const open[] = {"(", "[", "{", NULL};
    static const char *const close[] = {")", "]", "}", NULL};
    size_t depth = 0;
    for (; i < source->n_tokens; i++) {
        if (token_is_one_of(source, i, open))
            depth++;
        else if (token_is_one_of(source, i, close) && --depth == 0)
            return i;
    }
    return source->n_tokens - 1;
}

size_t token_semicolon(const struct source *source, size_t i)
{
    size_t parentheses = source->tokens[i].parentheses;
    while (i + 1 < source->n_tokens &&
           !(token_is(source, i, ";") && source->tokens[i].parentheses <= parentheses))
        i++;
    return i;
}

size_t line_number(const struct source *source, size_t at)
{
    size_t line = 1;
    for (size_t i = 0; i < at; i++)
        line += source->text[i] == '\n';
    return line;
}
