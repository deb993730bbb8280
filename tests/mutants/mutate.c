#include "mutate.h"

#include "operators.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *mutation_text(enum mutation kind)
{
    static const char *const texts[MUTATION_KINDS] = {"relational operator",
                                                      "arithmetic operator",
                                                      "assignment",
                                                      "increment",
                                                      "condition",
                                                      "constant",
                                                      "sign",
                                                      "index",
                                                      "loop bound",
                                                      "call",
                                                      "byte count",
                                                      "return value",
                                                      "variable",
                                                      "statement removed"};
    return texts[kind];
}

/* ---- The collection ---------------------------------------------------------------- */

/* Counts the places with this label in the function; a place may have many mutants. */
static size_t ordinal_of(const struct collection *c, size_t token, const char *prefix)
{
    for (size_t i = c->mutants->n; i-- > 0;) {
        const struct mutant *m = &c->mutants->all[i];
        if (m->function != c->function)
            break;
        if (strncmp(m->name, prefix, strlen(prefix)) == 0)
            return m->token == token ? m->ordinal : m->ordinal + 1;
    }
    return 1;
}

static bool is_known(const struct mutants *mutants, const char *name)
{
    for (size_t i = 0; i < mutants->n; i++)
        if (strcmp(mutants->all[i].name, name) == 0)
            return true;
    return false;
}

static struct mutant *append(struct mutants *mutants)
{
    if (mutants->n == mutants->capacity) {
        size_t capacity = 2 * mutants->capacity + 256;
        struct mutant *all = realloc(mutants->all, capacity * sizeof *all);
        if (!all)
            return NULL;
        mutants->all = all;
        mutants->capacity = capacity;
    }
    return &mutants->all[mutants->n];
}

void collection_add(struct collection *c, size_t token, const struct change *change)
{
    const struct source *source = c->source;
    const struct token *name = &source->tokens[source->functions[c->function].name];
    const struct token *last = &source->tokens[change->last];
    struct mutant *m = append(c->mutants);
    if (!m) {
        c->failed = true;
        return;
    }
    char prefix[96];
    snprintf(prefix, sizeof prefix, "%.*s:%.*s:", (int)name->n_bytes,
             source->text + name->at, (int)change->n_label, change->label);
    *m = (struct mutant){.kind = change->kind,
                         .function = c->function,
                         .token = token,
                         .ordinal = ordinal_of(c, token, prefix),
                         .from = source->tokens[change->first].at,
                         .to = last->at + last->n_bytes};
    snprintf(m->name, sizeof m->name, "%s%zu:%s", prefix, m->ordinal, change->shown);
    if (is_known(c->mutants, m->name))
        return;
    size_t kept = change->keep ? m->to - m->from : 0;
    size_t n = strlen(change->before) + kept + strlen(change->after) + 1;
    m->replacement = malloc(n);
    if (!m->replacement) {
        c->failed = true;
        return;
    }
    snprintf(m->replacement, n, "%s%.*s%s", change->before, (int)kept,
             source->text + m->from, change->after);
    c->mutants->n++;
}

int mutants_make(struct mutants *mutants, const struct source *source)
{
    struct collection c = {.mutants = mutants, .source = source};
    memset(mutants, 0, sizeof *mutants);
    for (c.function = 0; c.function < source->n_functions; c.function++) {
        const struct function *function = &source->functions[c.function];
        for (size_t i = function->body + 1; i < function->last; i++) {
            operators_of_token(&c, i);
            structure_of_token(&c, i);
        }
    }
    if (c.failed)
        fprintf(stderr, "mutants: no memory for the mutants\n");
    return c.failed ? -1 : 0;
}

void mutants_release(struct mutants *mutants)
{
    for (size_t i = 0; i < mutants->n; i++)
        free(mutants->all[i].replacement);
    free(mutants->all);
    memset(mutants, 0, sizeof *mutants);
}

/* ---- Texts ------------------------------------------------------------------------- */

/* The source's bytes [from, to) with the mutant's change in them. */
static char *changed(const struct source *source, const struct mutant *m, size_t from,
                     size_t to)
{
    size_t n = (m->from - from) + strlen(m->replacement) + (to - m->to) + 1;
    char *text = malloc(n);
    if (text)
        snprintf(text, n, "%.*s%s%.*s", (int)(m->from - from), source->text + from,
                 m->replacement, (int)(to - m->to), source->text + m->to);
    return text;
}

char *mutant_text(const struct source *source, const struct mutant *mutant)
{
    return changed(source, mutant, 0, source->n_bytes);
}

char *mutant_line(const struct source *source, const struct mutant *mutant)
{
    size_t from = mutant->from, to = mutant->to, n = 0;
    while (from > 0 && source->text[from - 1] != '\n')
        from--;
    while (isspace((unsigned char)source->text[from]))
        from++;
    to += strcspn(source->text + to, "\n");
    char *line = changed(source, mutant, from, to);
    bool space = false;
    for (size_t i = 0; line && line[i]; i++) {
        if (isspace((unsigned char)line[i])) {
            space = true;
            continue;
        }
        if (space)
            line[n++] = ' ';
        space = false;
        line[n++] = line[i];
    }
    if (line)
        line[n] = '\0';
    return line;
}
