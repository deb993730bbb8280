#include "names.h"

#include "error.h"
#include "printable.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_SHOWN = 16 };

/* ---- defined ---- */

static bool is_definition(const struct symbol *symbol)
{
    return symbol->binding != SYMBOL_LOCAL && symbol->place != SYMBOL_UNDEFINED;
}

void names_defined(const struct compiled *compiled, size_t n,
                   bool defined[FUNCTION_COUNT])
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; compiled[i].built && j < compiled[i].object.n_symbols; j++) {
            const struct symbol *symbol = &compiled[i].object.symbols[j];
            if (!is_definition(symbol) || symbol->place != SYMBOL_CODE)
                continue;
            for (int f = 0; f < FUNCTION_COUNT; f++) /* two may share a symbol */
                defined[f] = defined[f] ||
                             strcmp(symbol->name, function_symbol((enum function)f)) == 0;
        }
}

/* ---- defined twice ---- */

struct definition {
    const char *name;
    const struct source *source;
};

static int compare_definitions(const void *a, const void *b)
{
    const struct definition *first = a, *second = b;
    int order = strcmp(first->name, second->name);
    return order ? order : strcmp(first->source->name, second->source->name);
}

/* Weak, common and grouped ones may be there more than once. */
static bool is_exclusive(const struct symbol *symbol)
{
    return symbol->binding == SYMBOL_GLOBAL && !symbol->grouped &&
           (symbol->place == SYMBOL_CODE || symbol->place == SYMBOL_DATA) &&
           strcmp(symbol->name, "main") != 0;
}

static size_t list_definitions(const struct compiled *compiled, size_t n,
                               struct definition *definitions)
{
    size_t n_definitions = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; compiled[i].built && j < compiled[i].object.n_symbols; j++) {
            const struct symbol *symbol = &compiled[i].object.symbols[j];
            if (!is_exclusive(symbol))
                continue;
            if (definitions)
                definitions[n_definitions] =
                    (struct definition){symbol->name, compiled[i].source};
            n_definitions++;
        }
    return n_definitions;
}

static int print_pair(FILE *out, const struct definition *a, const struct definition *b)
{
    char *name = printable_name(a->name);
    char *first = printable_name(a->source->name);
    char *second = printable_name(b->source->name);
    bool complete = name && first && second;
    if (complete)
        fprintf(out, "%s is defined in %s and in %s\n", name, first, second);
    free(name);
    free(first);
    free(second);
    return complete ? 0 : -1;
}

static long print_pairs(FILE *out, const struct definition *definitions, size_t n)
{
    long n_pairs = 0;
    for (size_t i = 1; i < n; i++) {
        if (strcmp(definitions[i - 1].name, definitions[i].name) != 0)
            continue;
        if (n_pairs++ < MAX_SHOWN &&
            print_pair(out, &definitions[i - 1], &definitions[i]) != 0)
            return -1;
    }
    if (n_pairs > MAX_SHOWN)
        fprintf(out, "... and so are %ld more\n", n_pairs - MAX_SHOWN);
    return n_pairs;
}

long names_defined_twice(const struct compiled *compiled, size_t n, FILE *out)
{
    size_t n_definitions = list_definitions(compiled, n, NULL);
    struct definition *definitions = calloc(n_definitions + 1, sizeof *definitions);
    if (!definitions)
        return error("out of memory");
    list_definitions(compiled, n, definitions);
    qsort(definitions, n_definitions, sizeof *definitions, compare_definitions);
    long n_pairs = print_pairs(out, definitions, n_definitions);
    free(definitions);
    return n_pairs;
}

/* ---- undefined ---- */

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names of a program, sorted: it may have very many, and each is looked for among them. */
struct name_list {
    const char **names;
    size_t n;
};

/* Some linkers drop what they find nowhere, others leave it undefined. What comes from a shared
 * library is undefined too, and has a version. */
static bool is_there(const struct symbol *symbol)
{
    return symbol->place != SYMBOL_UNDEFINED || strchr(symbol->name, '@');
}

static int list_names(const struct object *program, struct name_list *list)
{
    list->names = calloc(program->n_symbols + 1, sizeof *list->names);
    if (!list->names)
        return error("out of memory");
    list->n = 0;
    for (size_t i = 0; i < program->n_symbols; i++)
        if (is_there(&program->symbols[i]))
            list->names[list->n++] = program->symbols[i].name;
    qsort(list->names, list->n, sizeof *list->names, compare_texts);
    return 0;
}

/* As compare_texts() where '@' stands behind the first text. */
static int compare_versioned(const void *a, const void *b)
{
    const char *name = *(const char *const *)a, *other = *(const char *const *)b;
    size_t length = strlen(name);
    int order = strncmp(name, other, length);
    return order ? order : '@' - (unsigned char)other[length];
}

/* What comes from a shared library may have its version behind it: "exp@GLIBC_2.29". */
static bool is_in(const struct name_list *program, const char *name)
{
    const size_t size = sizeof *program->names;
    return bsearch(&name, program->names, program->n, size, compare_texts) ||
           bsearch(&name, program->names, program->n, size, compare_versioned);
}

static bool is_new(const char *const *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return false;
    return true;
}

/* At most MAX_SHOWN + 1 of them. */
static size_t list_undefined(const struct compiled *compiled, size_t n,
                             const struct name_list *program,
                             const char *names[MAX_SHOWN + 1])
{
    size_t n_names = 0;
    for (size_t i = 0; i < n; i++) {
        const struct object *object = &compiled[i].object;
        for (size_t j = 0; compiled[i].built && j < object->n_symbols; j++) {
            const struct symbol *symbol = &object->symbols[j];
            if (symbol->place != SYMBOL_UNDEFINED || symbol->binding != SYMBOL_GLOBAL ||
                is_in(program, symbol->name) || !is_new(names, n_names, symbol->name))
                continue;
            names[n_names++] = symbol->name;
            if (n_names > MAX_SHOWN)
                return n_names;
        }
    }
    return n_names;
}

int names_undefined(const struct compiled *compiled, size_t n,
                    const struct object *program, char **names)
{
    const char *found[MAX_SHOWN + 1];
    struct name_list list = {NULL, 0};
    size_t n_bytes;
    int status = 0;

    *names = NULL;
    if (list_names(program, &list) != 0)
        return -1;
    size_t n_found = list_undefined(compiled, n, &list, found);
    free(list.names);
    if (n_found == 0)
        return 0;
    FILE *out = open_memstream(names, &n_bytes);
    if (!out)
        return error("out of memory");
    qsort(found, n_found, sizeof found[0], compare_texts);
    for (size_t i = 0; i < n_found && i < MAX_SHOWN && status == 0; i++) {
        char *name = printable_name(found[i]);
        if (name) {
            printable_cut(name, PRINTABLE_NAME_BYTES);
            fprintf(out, "%s%s", i ? ", " : "", name);
        } else {
            status = -1;
        }
        free(name);
    }
    if (n_found > MAX_SHOWN)
        fputs(", ...", out);
    if (fclose(out) != 0 && status == 0)
        status = error("out of memory");
    if (status != 0) {
        free(*names);
        *names = NULL;
    }
    return status;
}

/* ---- known ---- */

static size_t count_definitions(const struct compiled *compiled, size_t n)
{
    size_t n_names = 0;
    for (size_t i = 0; i < n; i++)
        n_names += compiled[i].built ? compiled[i].object.n_symbols : 0;
    return n_names;
}

static size_t count_lines(const char *text)
{
    size_t n_lines = 0;
    for (; *text; text++)
        n_lines += *text == '\n';
    return n_lines;
}

/* LINES is changed: each ends with a NUL afterwards. */
static void add_lines(struct name_list *list, char *lines)
{
    for (char *end; (end = strchr(lines, '\n')); lines = end + 1) {
        *end = '\0';
        list->names[list->n++] = lines;
    }
}

static void add_definitions(struct name_list *list, const struct compiled *compiled,
                            size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; compiled[i].built && j < compiled[i].object.n_symbols; j++)
            if (is_definition(&compiled[i].object.symbols[j]))
                list->names[list->n++] = compiled[i].object.symbols[j].name;
}

/* What the linker itself defines, and versions of what others do. */
static bool is_linkers(const char *name)
{
    static const char *const names[] = {"end", "edata", "etext", NULL};
    for (size_t i = 0; names[i]; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return name[0] == '_' || strchr(name, '@');
}

static void sort_names(struct name_list *list)
{
    qsort(list->names, list->n, sizeof *list->names, compare_texts);
}

int names_compare(const struct compiled *compiled, size_t n, const char *known, bool *all,
                  bool *own)
{
    const char *unknown[MAX_SHOWN + 1];
    char *lines = strdup(known);
    struct name_list defined = {
        calloc(count_definitions(compiled, n) + 1, sizeof *defined.names), 0};
    struct name_list list = {
        calloc(count_lines(known) + count_definitions(compiled, n) + 1,
               sizeof *list.names),
        0};
    int status = lines && defined.names && list.names ? 0 : error("out of memory");
    if (status == 0) {
        add_lines(&list, lines);
        sort_names(&list);
        add_definitions(&defined, compiled, n);
        *own = true;
        for (size_t i = 0; *own && i < defined.n; i++)
            *own = !is_linkers(defined.names[i]) && !is_in(&list, defined.names[i]);
        add_definitions(&list, compiled, n);
        sort_names(&list);
        *all = list_undefined(compiled, n, &list, unknown) == 0;
    }
    free(list.names);
    free(defined.names);
    free(lines);
    return status;
}
