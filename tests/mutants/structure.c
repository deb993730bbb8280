#include "operators.h"

#include <stdio.h>
#include <string.h>

/* The label is a word of ours where no token would say it. */
static void add(struct collection *c, size_t token, const char *label,
                struct change change)
{
    change.label = label;
    change.n_label = strlen(label);
    collection_add(c, token, &change);
}

/* Tokens [first, last] with something before and behind them. */
static struct change around(enum mutation kind, size_t first, size_t last,
                            const char *before, const char *after, const char *shown)
{
    return (struct change){.kind = kind,
                           .first = first,
                           .last = last,
                           .before = before,
                           .keep = true,
                           .after = after,
                           .shown = shown};
}

/* ---- Conditions and loops ---------------------------------------------------------- */

static void change_condition(struct collection *c, size_t i)
{
    if (token_is(c->source, i, "if")) {
        size_t close = token_closing(c->source, i + 1);
        add(c, i, "if", around(MUTATION_LOGICAL, i + 1, close, "(!", ")", "not"));
    }
    if (token_is(c->source, i, "?")) {
        add(c, i, "?", around(MUTATION_LOGICAL, i, i, "&& 0 ", "", "never"));
        add(c, i, "?", around(MUTATION_LOGICAL, i, i, "|| 1 ", "", "always"));
    }
}

/* i < n ends one earlier, l <= L one later (one too many of the first, one too few of the
 * second are the mutants of < and <=); `size_t l = L` starts one lower. */
static void change_loop(struct collection *c, size_t i)
{
    if (!token_is(c->source, i, "for"))
        return;
    size_t start = i + 2;
    while (!token_is(c->source, start, ";"))
        start++;
    if (token_is(c->source, start - 2, "=") &&
        c->source->tokens[start - 1].kind == TOKEN_NAME)
        add(c, i, "for",
            around(MUTATION_BOUND, start - 1, start - 1, "", " - 1", "start-1"));
    for (size_t j = start + 1; !token_is(c->source, j, ";"); j++) {
        size_t end = token_semicolon(c->source, j) - 1;
        if (token_is(c->source, j, "<"))
            add(c, i, "for", around(MUTATION_BOUND, end, end, "", " - 1", "end-1"));
        if (token_is(c->source, j, "<="))
            add(c, i, "for", around(MUTATION_BOUND, end, end, "", " + 1", "end+1"));
    }
}

/* ---- Statements -------------------------------------------------------------------- */

/* Does a statement begin at token I that computes or returns something? */
static bool begins_statement(const struct source *source, size_t i)
{
    static const char *const before[] = {";", "{", "}", ")", "else", NULL};
    static const char *const others[] = {"if", "for", "while", "do", "else", NULL};
    if (source->tokens[i].parentheses > 0 || is_type(source, i) ||
        !token_is_one_of(source, i - 1, before) || token_is_one_of(source, i, others))
        return false;
    return source->tokens[i].kind == TOKEN_NAME ||
           (token_is(source, i, "*") && !token_is(source, i - 1, ")"));
}

static void remove_statement(struct collection *c, size_t i)
{
    if (!begins_statement(c->source, i))
        return;
    size_t last = token_semicolon(c->source, i);
    bool is_last = token_is(c->source, last + 1, "}") &&
                   last + 1 == c->source->functions[c->function].last;
    if (token_is(c->source, i, "return") && is_last)
        return; /* change_return() has it */
    struct change change = around(MUTATION_STATEMENT, i, last, ";", "", "removed");
    change.keep = false;
    add(c, i, "statement", change);
}

/* grad[0] = delta1 * x becomes grad[0] = -(delta1 * x). */
static void negate_statement(struct collection *c, size_t i)
{
    if (!token_is(c->source, i, "=") || is_in_declaration(c->source, i) ||
        c->source->tokens[i].parentheses > 0)
        return;
    size_t last = token_semicolon(c->source, i) - 1;
    add(c, i, "=", around(MUTATION_SIGN, i + 1, last, "-(", ")", "-"));
}

static void change_return(struct collection *c, size_t i)
{
    const struct source *source = c->source;
    const struct function *function = &source->functions[c->function];
    bool is_double = false, is_pointer = false;
    if (!token_is(source, i, "return") || token_is(source, i + 1, ";"))
        return;
    for (size_t j = function->first; j < function->name; j++) {
        is_double = is_double || token_is(source, j, "double");
        is_pointer = is_pointer || token_is(source, j, "*");
    }
    size_t last = token_semicolon(source, i) - 1;
    struct change zero = around(MUTATION_RETURN, i + 1, last, "0", "", "0");
    zero.keep = false;
    add(c, i, "return", zero);
    if (!is_pointer)
        add(c, i, "return", around(MUTATION_RETURN, i + 1, last, "(", ") + 1", "+1"));
    if (!is_pointer && is_double)
        add(c, i, "return", around(MUTATION_RETURN, i + 1, last, "-(", ")", "-"));
}

/* ---- Indexes and counts of bytes --------------------------------------------------- */

/* An array of the function's own has no room on either side. */
static void change_index(struct collection *c, size_t i)
{
    const struct source *source = c->source;
    char label[32];
    if (!token_is(source, i, "[") || !token_is(source, i + 2, "]") ||
        source->tokens[i + 1].kind != TOKEN_NAME || local_array(c, i - 1) > 0)
        return;
    snprintf(label, sizeof label, "[%.*s]", (int)source->tokens[i + 1].n_bytes,
             source->text + source->tokens[i + 1].at);
    add(c, i, label, around(MUTATION_INDEX, i + 1, i + 1, "", " + 1", "+1"));
    add(c, i, label, around(MUTATION_INDEX, i + 1, i + 1, "", " - 1", "-1"));
}

/* memcpy(to, from, n * sizeof *to) copies n bytes, or an element less. */
static void change_count(struct collection *c, size_t i)
{
    if (!token_is(c->source, i, "*") || !token_is(c->source, i + 1, "sizeof"))
        return;
    struct change bytes = around(MUTATION_COUNT, i, i + 3, "", "", "removed");
    bytes.keep = false;
    add(c, i, "sizeof", bytes);
    add(c, i, "sizeof",
        around(MUTATION_COUNT, i, i + 3, "", " - sizeof(double)", "one-less"));
}

void structure_of_token(struct collection *c, size_t token)
{
    change_condition(c, token);
    change_loop(c, token);
    remove_statement(c, token);
    negate_statement(c, token);
    change_return(c, token);
    change_index(c, token);
    change_count(c, token);
}
