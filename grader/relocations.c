#include "relocations.h"

#include "error.h"

#include <elf.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>

#if UINTPTR_MAX > UINT32_MAX
#define SYMBOL_OF(info) ELF64_R_SYM(info)
#define TYPE_OF(info) ELF64_R_TYPE(info)
#else
#define SYMBOL_OF(info) ELF32_R_SYM(info)
#define TYPE_OF(info) ELF32_R_TYPE(info)
#endif

static bool holds_relocations(const struct object_section *section)
{
    return section->type == SHT_RELA || section->type == SHT_REL;
}

static size_t entry_bytes(const struct object_section *section)
{
    return section->type == SHT_RELA ? sizeof(ElfW(Rela)) : sizeof(ElfW(Rel));
}

/* Counts in first[s + 1] those of each section s. Several tables may lie on the same bytes, so the
 * sum is held against the file's length. */
static bool count(const struct object *object, size_t *first)
{
    size_t left = object->n_bytes;
    for (size_t t = 0; t < object->n_sections; t++) {
        const struct object_section *table = &object->sections[t];
        if (!holds_relocations(table) || table->n_bytes == 0)
            continue;
        if (table->info >= object->n_sections || table->n_bytes > left ||
            table->entry_bytes != entry_bytes(table) || !object_content(object, t))
            return false;
        left -= table->n_bytes;
        first[table->info + 1] += table->n_bytes / table->entry_bytes;
    }
    for (size_t s = 0; s < object->n_sections; s++)
        first[s + 1] += first[s];
    return true;
}

static struct relocation read_entry(const struct object_section *table,
                                    const unsigned char *start)
{
    if (table->type == SHT_RELA) {
        ElfW(Rela) raw;
        memcpy(&raw, start, sizeof raw);
        return (struct relocation){.offset = raw.r_offset,
                                   .type = TYPE_OF(raw.r_info),
                                   .addend = raw.r_addend,
                                   .symbol = SYMBOL_OF(raw.r_info)};
    }
    ElfW(Rel) raw;
    memcpy(&raw, start, sizeof raw);
    return (struct relocation){.offset = raw.r_offset,
                               .type = TYPE_OF(raw.r_info),
                               .symbol = SYMBOL_OF(raw.r_info)};
}

/* Moves first[s] on to where that section's end, which is where the next one's begin. */
static bool read_all(const struct object *object, struct relocations *relocations)
{
    for (size_t t = 0; t < object->n_sections; t++) {
        const struct object_section *table = &object->sections[t];
        if (!holds_relocations(table) || table->n_bytes == 0)
            continue;
        const unsigned char *start = object_content(object, t);
        for (size_t i = 0; i < table->n_bytes / table->entry_bytes; i++) {
            struct relocation r = read_entry(table, start + i * table->entry_bytes);
            if (r.symbol >= object->n_symbols)
                return false;
            relocations->list[relocations->first[table->info]++] = r;
        }
    }
    memmove(relocations->first + 1, relocations->first,
            object->n_sections * sizeof *relocations->first);
    relocations->first[0] = 0;
    return true;
}

enum object_outcome relocations_read(struct relocations *relocations,
                                     const struct object *object)
{
    enum object_outcome outcome = OBJECT_DAMAGED;
    *relocations = (struct relocations){.list = NULL};
    relocations->first = calloc(object->n_sections + 1, sizeof *relocations->first);
    if (!relocations->first)
        goto no_memory;
    if (!count(object, relocations->first))
        goto out;
    relocations->list =
        calloc(relocations->first[object->n_sections] + 1, sizeof *relocations->list);
    if (!relocations->list)
        goto no_memory;
    if (read_all(object, relocations))
        return OBJECT_OK;
    goto out;

no_memory:
    error("out of memory");
    outcome = OBJECT_FAILED;
out:
    relocations_release(relocations);
    return outcome;
}

void relocations_release(struct relocations *relocations)
{
    free(relocations->first);
    free(relocations->list);
    *relocations = (struct relocations){.list = NULL};
}
