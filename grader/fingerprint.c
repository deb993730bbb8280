/* A section is a node of a graph, a relocation an edge. The hash of a function is that of a walk,
 * breadth first from its own section in the order of the relocations: of each section that it comes
 * to, what the section holds, and the numbers, in the order of the walk, of those it refers to. Each
 * section is read once, and each walk takes every edge once. */
#include "fingerprint.h"

#include "error.h"
#include "relocations.h"

#include <elf.h>
#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_NAME = 255,
    READ_AGAIN = 16 /* entries that many relocations name: in bytes, times the objects' */
};

static const size_t nowhere = SIZE_MAX;

/* A name that can be seen from other objects, and where it is defined. */
struct definition {
    const char *name;
    size_t object, symbol;
};

struct node {
    size_t object, section;
    unsigned char held[FINGERPRINT_BYTES]; /* hash of what the section holds */
    bool is_read;
    size_t walk;   /* that came here last, from 1 */
    size_t number; /* in the order of that walk */
};

struct graph {
    size_t n_objects;
    const struct object *const *objects;
    struct relocations *relocations; /* of each object */
    size_t *first_node;              /* of each object: that of its section 0 */
    struct definition *definitions;  /* sorted by name */
    size_t n_definitions;
    size_t *
        *resolved; /* of each object's undefined symbols: the definition, or nowhere */
    struct node *nodes;
    size_t n_nodes;
    size_t *queue;
    size_t may_read; /* bytes that may still be hashed */
};

/* What a relocation refers to: a place in a section; or an entry, which counts by its bytes; or a
 * name that others define. */
struct target {
    size_t node; /* or nowhere */
    uint64_t value;
    const unsigned char *entry;
    size_t n_bytes;
    const char *name;
};

/* ---- names ---- */

static int compare_definitions(const void *a, const void *b)
{
    const struct definition *x = a, *y = b;
    return strcmp(x->name, y->name);
}

static bool is_short(const char *name)
{
    return strnlen(name, MAX_NAME + 1) <= MAX_NAME;
}

static size_t find_definition(const struct graph *g, const char *name)
{
    const struct definition key = {.name = name};
    const struct definition *found =
        bsearch(&key, g->definitions, g->n_definitions, sizeof key, compare_definitions);
    return found ? (size_t)(found - g->definitions) : nowhere;
}

static bool is_definition(const struct symbol *symbol)
{
    return symbol->binding != SYMBOL_LOCAL && symbol->place != SYMBOL_UNDEFINED;
}

/* False where a name is too long to be compared often, or defined twice. */
static bool list_definitions(struct graph *g)
{
    for (size_t o = 0; o < g->n_objects; o++)
        for (size_t s = 0; s < g->objects[o]->n_symbols; s++) {
            const struct symbol *symbol = &g->objects[o]->symbols[s];
            if (!is_short(symbol->name))
                return false;
            if (is_definition(symbol))
                g->definitions[g->n_definitions++] =
                    (struct definition){symbol->name, o, s};
        }
    qsort(g->definitions, g->n_definitions, sizeof *g->definitions, compare_definitions);
    for (size_t d = 1; d < g->n_definitions; d++)
        if (strcmp(g->definitions[d - 1].name, g->definitions[d].name) == 0)
            return false;
    for (size_t o = 0; o < g->n_objects; o++)
        for (size_t s = 0; s < g->objects[o]->n_symbols; s++) {
            const struct symbol *symbol = &g->objects[o]->symbols[s];
            g->resolved[o][s] = symbol->place == SYMBOL_UNDEFINED && symbol->name[0]
                                    ? find_definition(g, symbol->name)
                                    : nowhere;
        }
    return true;
}

/* ---- what a relocation refers to ---- */

/* An entry that the linker would merge: "%d\n", 0.5. Its place among others means nothing. */
static bool find_entry(const struct graph *g, size_t o, const struct symbol *symbol,
                       struct target *target)
{
    const struct object *object = g->objects[o];
    const struct object_section *section = &object->sections[symbol->section];
    const size_t *first = &g->relocations[o].first[symbol->section];
    const unsigned char *bytes = object_content(object, symbol->section);
    if (!section->merged || symbol->is_section || !bytes || first[0] != first[1] ||
        symbol->value >= section->n_bytes)
        return false;
    size_t left = section->n_bytes - symbol->value;
    target->entry = bytes + symbol->value;
    target->n_bytes = section->entry_bytes;
    if (section->text && section->entry_bytes == 1)
        target->n_bytes = strnlen((const char *)target->entry, left);
    else if (section->text)
        return false;
    return target->n_bytes <= left;
}

static struct target target_of(const struct graph *g, size_t o, size_t s)
{
    const struct symbol *symbol = &g->objects[o]->symbols[s];
    struct target target = {.node = nowhere};
    size_t definition = g->resolved[o][s];
    if (definition != nowhere) {
        o = g->definitions[definition].object;
        symbol = &g->objects[o]->symbols[g->definitions[definition].symbol];
    }
    target.value = symbol->value;
    target.name = symbol->name;
    if (symbol->section >= g->objects[o]->n_sections)
        return target; /* elsewhere, common or absolute */
    if (!find_entry(g, o, symbol, &target)) {
        target.entry = NULL;
        target.node = g->first_node[o] + symbol->section;
    }
    return target;
}

/* ---- hashing ---- */

static void add_number(crypto_generichash_state *hash, uint64_t number)
{
    crypto_generichash_update(hash, (const unsigned char *)&number, sizeof number);
}

/* With its length in front, so that no two runs of bytes can be taken for one another. */
static bool add_bytes(struct graph *g, crypto_generichash_state *hash,
                      const unsigned char *bytes, size_t n)
{
    if (n > g->may_read)
        return false;
    g->may_read -= n;
    add_number(hash, n);
    crypto_generichash_update(hash, bytes, n);
    return true;
}

static bool add_relocation(struct graph *g, crypto_generichash_state *hash, size_t o,
                           const struct relocation *r)
{
    const struct target target = target_of(g, o, r->symbol);
    add_number(hash, r->offset);
    add_number(hash, r->type);
    add_number(hash, (uint64_t)r->addend);
    if (target.entry)
        return add_bytes(g, hash, target.entry, target.n_bytes);
    add_number(hash, target.value);
    if (target.node != nowhere)
        return true;
    return add_bytes(g, hash, (const unsigned char *)target.name, strlen(target.name));
}

/* False where the section's bytes do not lie within the file, or too many have been read. */
static bool read_node(struct graph *g, struct node *node)
{
    const struct object *object = g->objects[node->object];
    const struct object_section *section = &object->sections[node->section];
    const struct relocations *relocations = &g->relocations[node->object];
    const unsigned char *bytes = object_content(object, node->section);
    crypto_generichash_state hash;
    if (node->is_read)
        return true;
    crypto_generichash_init(&hash, NULL, 0, FINGERPRINT_BYTES);
    add_number(&hash, section->type);
    add_number(&hash, section->writable);
    add_number(&hash, section->n_bytes);
    if (bytes ? !add_bytes(g, &hash, bytes, section->n_bytes)
              : section->type != SHT_NOBITS)
        return false;
    for (size_t r = relocations->first[node->section];
         r < relocations->first[node->section + 1]; r++)
        if (!add_relocation(g, &hash, node->object, &relocations->list[r]))
            return false;
    crypto_generichash_final(&hash, node->held, FINGERPRINT_BYTES);
    node->is_read = true;
    return true;
}

/* ---- walking ---- */

static void come_to(struct graph *g, size_t n, size_t walk, size_t *n_queued)
{
    if (g->nodes[n].walk == walk)
        return;
    g->nodes[n].walk = walk;
    g->nodes[n].number = *n_queued;
    g->queue[(*n_queued)++] = n;
}

static bool walk_from(struct graph *g, const struct definition *start, size_t walk,
                      unsigned char *fingerprint)
{
    const struct symbol *symbol = &g->objects[start->object]->symbols[start->symbol];
    crypto_generichash_state hash;
    size_t n_queued = 0;
    crypto_generichash_init(&hash, NULL, 0, FINGERPRINT_BYTES);
    add_number(&hash, symbol->value);
    come_to(g, g->first_node[start->object] + symbol->section, walk, &n_queued);
    for (size_t i = 0; i < n_queued; i++) {
        struct node *node = &g->nodes[g->queue[i]];
        const struct relocations *relocations = &g->relocations[node->object];
        if (!read_node(g, node))
            return false;
        crypto_generichash_update(&hash, node->held, FINGERPRINT_BYTES);
        for (size_t r = relocations->first[node->section];
             r < relocations->first[node->section + 1]; r++) {
            struct target target =
                target_of(g, node->object, relocations->list[r].symbol);
            if (target.node == nowhere)
                continue;
            come_to(g, target.node, walk, &n_queued);
            add_number(&hash, g->nodes[target.node].number);
        }
    }
    crypto_generichash_final(&hash, fingerprint, FINGERPRINT_BYTES);
    return true;
}

static bool walk_all(struct graph *g, struct fingerprints *fingerprints)
{
    for (size_t f = 0; f < FUNCTION_COUNT; f++) {
        size_t d = find_definition(g, function_symbol((enum function)f));
        if (d == nowhere)
            continue;
        const struct definition *start = &g->definitions[d];
        if (g->objects[start->object]->symbols[start->symbol].place != SYMBOL_CODE ||
            !walk_from(g, start, f + 1, fingerprints->of[f]))
            return false;
    }
    return true;
}

/* ---- the whole ---- */

static int allocate(struct graph *g)
{
    size_t n_symbols = 0;
    g->relocations = calloc(g->n_objects + 1, sizeof *g->relocations);
    g->first_node = calloc(g->n_objects + 1, sizeof *g->first_node);
    g->resolved = calloc(g->n_objects + 1, sizeof *g->resolved);
    if (!g->relocations || !g->first_node || !g->resolved)
        return error("out of memory");
    for (size_t o = 0; o < g->n_objects; o++) {
        g->first_node[o] = g->n_nodes;
        g->n_nodes += g->objects[o]->n_sections;
        n_symbols += g->objects[o]->n_symbols;
        g->may_read += READ_AGAIN * g->objects[o]->n_bytes;
        g->resolved[o] = calloc(g->objects[o]->n_symbols + 1, sizeof *g->resolved[o]);
        if (!g->resolved[o])
            return error("out of memory");
    }
    g->definitions = calloc(n_symbols + 1, sizeof *g->definitions);
    g->nodes = calloc(g->n_nodes + 1, sizeof *g->nodes);
    g->queue = calloc(g->n_nodes + 1, sizeof *g->queue);
    if (!g->definitions || !g->nodes || !g->queue)
        return error("out of memory");
    for (size_t o = 0; o < g->n_objects; o++)
        for (size_t s = 0; s < g->objects[o]->n_sections; s++)
            g->nodes[g->first_node[o] + s] = (struct node){.object = o, .section = s};
    return 0;
}

static void release(struct graph *g)
{
    for (size_t o = 0; o < g->n_objects; o++) {
        if (g->relocations)
            relocations_release(&g->relocations[o]);
        if (g->resolved)
            free(g->resolved[o]);
    }
    free(g->relocations);
    free(g->first_node);
    free(g->resolved);
    free(g->definitions);
    free(g->nodes);
    free(g->queue);
}

static enum object_outcome read_relocations(struct graph *g)
{
    enum object_outcome outcome = OBJECT_OK;
    for (size_t o = 0; outcome == OBJECT_OK && o < g->n_objects; o++)
        outcome = relocations_read(&g->relocations[o], g->objects[o]);
    return outcome;
}

int fingerprints_take(struct fingerprints *fingerprints,
                      const struct object *const *objects, size_t n)
{
    struct graph graph = {.n_objects = n, .objects = objects};
    *fingerprints = (struct fingerprints){.known = false};
    int status = sodium_init() < 0 ? error("libsodium does not start") : allocate(&graph);
    if (status == 0) {
        enum object_outcome outcome = read_relocations(&graph);
        fingerprints->known = outcome == OBJECT_OK && list_definitions(&graph) &&
                              walk_all(&graph, fingerprints);
        status = outcome == OBJECT_FAILED ? -1 : 0;
    }
    release(&graph);
    return status;
}

bool fingerprints_equal(const struct fingerprints *a, const struct fingerprints *b)
{
    return a->known && b->known && memcmp(a->of, b->of, sizeof a->of) == 0;
}
