#include "object.h"

#include "error.h"
#include "printable.h"

#include <elf.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SYMBOLS = 200000 };

/* A run of bytes of the file that was found to lie within it. */
struct extent {
    const unsigned char *start;
    size_t n;
};

/* The file under examination: raw headers are copied out, since nothing in it need be
 * aligned. */
struct reader {
    struct object *object;
    ElfW(Ehdr) header;
    ElfW(Shdr) symbol_table;
    struct extent symbol_names;
    bool has_symbols;
};

static bool extent_of(const struct object *object, uint64_t offset, uint64_t n,
                      struct extent *extent)
{
    if (offset > object->n_bytes || n > object->n_bytes - offset)
        return false;
    *extent = (struct extent){object->bytes + offset, (size_t)n};
    return true;
}

/* NULL where the name does not lie within the table, which ends with a NUL. */
static const char *name_at(const struct extent *names, size_t offset)
{
    return offset < names->n ? (const char *)names->start + offset : NULL;
}

static bool read_header(struct reader *r)
{
    const uint16_t one = 1;
    unsigned char order = *(const unsigned char *)&one ? ELFDATA2LSB : ELFDATA2MSB;
    unsigned char class_ = sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32;

    if (r->object->n_bytes < sizeof r->header)
        return false;
    memcpy(&r->header, r->object->bytes, sizeof r->header);
    return memcmp(r->header.e_ident, ELFMAG, SELFMAG) == 0 &&
           r->header.e_ident[EI_CLASS] == class_ && r->header.e_ident[EI_DATA] == order &&
           r->header.e_shentsize == sizeof(ElfW(Shdr));
}

static bool read_section(const struct reader *r, size_t i, ElfW(Shdr) * section)
{
    struct extent extent;
    if (!extent_of(r->object, r->header.e_shoff, (i + 1) * sizeof *section, &extent))
        return false;
    memcpy(section, extent.start + i * sizeof *section, sizeof *section);
    return true;
}

static bool read_strings(const struct reader *r, size_t i, struct extent *names)
{
    ElfW(Shdr) section;
    return i < r->object->n_sections && read_section(r, i, &section) &&
           extent_of(r->object, section.sh_offset, section.sh_size, names) &&
           names->n > 0 && names->start[names->n - 1] == '\0';
}

static bool read_sections(struct reader *r)
{
    struct extent names;
    if (!read_strings(r, r->header.e_shstrndx, &names))
        return false;
    for (size_t i = 0; i < r->object->n_sections; i++) {
        struct object_section *section = &r->object->sections[i];
        ElfW(Shdr) raw;
        if (!read_section(r, i, &raw))
            return false;
        *section = (struct object_section){
            .name = name_at(&names, raw.sh_name),
            .loaded = (raw.sh_flags & SHF_ALLOC) != 0,
            .writable = (raw.sh_flags & SHF_WRITE) != 0,
            .executable = (raw.sh_flags & SHF_EXECINSTR) != 0,
            .grouped = (raw.sh_flags & SHF_GROUP) != 0,
            .merged = (raw.sh_flags & SHF_MERGE) != 0,
            .text = (raw.sh_flags & SHF_STRINGS) != 0,
            .type = raw.sh_type,
            .offset = raw.sh_offset,
            .n_bytes = raw.sh_size,
            .entry_bytes = raw.sh_entsize,
            .link = raw.sh_link,
            .info = raw.sh_info,
        };
        if (!section->name)
            return false;
        if (raw.sh_type != SHT_SYMTAB)
            continue;
        if (r->has_symbols || !read_strings(r, raw.sh_link, &r->symbol_names))
            return false;
        r->symbol_table = raw;
        r->has_symbols = true;
    }
    return true;
}

static enum symbol_place place_of(const struct object *object, const ElfW(Sym) * raw)
{
    unsigned type = ELF64_ST_TYPE(raw->st_info);
    if (raw->st_shndx == SHN_UNDEF)
        return SYMBOL_UNDEFINED;
    if (raw->st_shndx == SHN_COMMON)
        return SYMBOL_COMMON;
    if (raw->st_shndx >= object->n_sections)
        return SYMBOL_DATA; /* an absolute value */
    const struct object_section *section = &object->sections[raw->st_shndx];
    if (section->executable && (type == STT_FUNC || type == STT_NOTYPE))
        return SYMBOL_CODE;
    return SYMBOL_DATA;
}

static bool read_symbol(struct reader *r, const unsigned char *start,
                        struct symbol *symbol)
{
    ElfW(Sym) raw;
    memcpy(&raw, start, sizeof raw);
    unsigned binding = ELF64_ST_BIND(raw.st_info);
    *symbol = (struct symbol){
        .name = name_at(&r->symbol_names, raw.st_name),
        .binding = binding == STB_LOCAL  ? SYMBOL_LOCAL
                   : binding == STB_WEAK ? SYMBOL_WEAK
                                         : SYMBOL_GLOBAL,
        .place = place_of(r->object, &raw),
        .grouped = raw.st_shndx < r->object->n_sections &&
                   r->object->sections[raw.st_shndx].grouped,
        .chosen_at_load =
            ELF64_ST_TYPE(raw.st_info) == STT_GNU_IFUNC && raw.st_shndx != SHN_UNDEF,
        .is_section = ELF64_ST_TYPE(raw.st_info) == STT_SECTION,
        .section = raw.st_shndx != SHN_UNDEF && raw.st_shndx < r->object->n_sections
                       ? raw.st_shndx
                       : r->object->n_sections,
        .value = raw.st_value,
        .n_bytes = raw.st_size,
    };
    return symbol->name != NULL;
}

static enum object_outcome read_symbols(struct reader *r)
{
    struct object *object = r->object;
    struct extent table;
    if (!r->has_symbols)
        return OBJECT_OK;
    if (r->symbol_table.sh_entsize != sizeof(ElfW(Sym)) ||
        !extent_of(object, r->symbol_table.sh_offset, r->symbol_table.sh_size, &table) ||
        table.n / sizeof(ElfW(Sym)) > MAX_SYMBOLS)
        return OBJECT_DAMAGED;
    size_t n = table.n / sizeof(ElfW(Sym));
    object->symbols = calloc(n + 1, sizeof *object->symbols);
    if (!object->symbols) {
        error("out of memory");
        return OBJECT_FAILED;
    }
    for (; object->n_symbols < n; object->n_symbols++)
        if (!read_symbol(r, table.start + object->n_symbols * sizeof(ElfW(Sym)),
                         &object->symbols[object->n_symbols]))
            return OBJECT_DAMAGED;
    return OBJECT_OK;
}

enum object_outcome object_parse(struct object *object, unsigned char *bytes,
                                 size_t n_bytes)
{
    struct reader reader = {.object = object};
    enum object_outcome outcome = OBJECT_DAMAGED;

    *object = (struct object){.bytes = bytes, .n_bytes = n_bytes};
    if (!read_header(&reader))
        goto out;
    /* More than 65279 sections are counted elsewhere: none of a student's has so many. */
    object->n_sections = reader.header.e_shnum;
    object->sections = calloc(object->n_sections + 1, sizeof *object->sections);
    if (!object->sections) {
        error("out of memory");
        outcome = OBJECT_FAILED;
    } else if (read_sections(&reader)) {
        outcome = read_symbols(&reader);
    }
out:
    if (outcome != OBJECT_OK)
        object_release(object);
    return outcome;
}

void object_release(struct object *object)
{
    free(object->sections);
    free(object->symbols);
    free(object->bytes);
    *object = (struct object){.bytes = NULL};
}

const unsigned char *object_content(const struct object *object, size_t section)
{
    const struct object_section *s = &object->sections[section];
    struct extent extent;
    if (s->type == SHT_NOBITS || s->type == SHT_NULL ||
        !extent_of(object, s->offset, s->n_bytes, &extent))
        return NULL;
    return extent.start;
}

/* ---- what may be linked ---- */

/* The loaded sections of a plain C compilation, each also with ".anything" behind it. */
static const char *const plain_sections[] = {
    ".text",      ".rodata",    ".data",
    ".bss",       ".tdata",     ".tbss",
    ".note",      ".sdata",     ".sbss",
    ".srodata",   ".ldata",     ".lbss",
    ".ltext",     ".toc",       ".got",
    ".lrodata",   ".opd",       ".eh_frame",
    ".ARM.exidx", ".ARM.extab", ".gcc_except_table",
    NULL,
};

/* Those that the start-up code runs, for a clearer message. */
static const char *const before_main[] = {
    ".init_array", ".preinit_array", ".ctors", ".init", NULL,
};
static const char *const after_main[] = {".fini_array", ".dtors", ".fini", NULL};

static bool is_listed(const char *name, const char *const *list)
{
    for (; *list; list++) {
        size_t length = strlen(*list);
        if (strncmp(name, *list, length) == 0 &&
            (name[length] == '\0' || name[length] == '.'))
            return true;
    }
    return false;
}

static const char *section_fault(const struct object_section *section)
{
    const char *name = section->name;
    if (strncmp(name, ".gnu.lto_", 9) == 0)
        return "is compiled for optimisation by the linker (-flto)";
    if (strcmp(name, ".note.GNU-stack") == 0)
        return section->executable
                   ? "needs a stack that holds code (the address of a nested function?)"
                   : NULL;
    if (is_listed(name, before_main))
        return "runs code before main";
    if (is_listed(name, after_main))
        return "runs code after main";
    if (!section->loaded)
        return NULL;
    if (!is_listed(name, plain_sections))
        return "has a section of its own";
    return section->writable && section->executable ? "has code that can be written to"
                                                    : NULL;
}

static void print_reason(char *reason, size_t n, const char *fault, const char *what,
                         const char *name)
{
    char *shown = printable_name(name);
    if (shown)
        printable_cut(shown, PRINTABLE_NAME_BYTES);
    snprintf(reason, n, "%s (%s %s): not allowed", fault, what, shown ? shown : "?");
    free(shown);
}

bool object_refused(const struct object *object, char *reason, size_t n)
{
    for (size_t i = 0; i < object->n_sections; i++) {
        const char *fault = section_fault(&object->sections[i]);
        if (fault) {
            print_reason(reason, n, fault, "section", object->sections[i].name);
            return true;
        }
    }
    for (size_t i = 0; i < object->n_symbols; i++)
        if (object->symbols[i].chosen_at_load) {
            print_reason(reason, n, "chooses a function when it is loaded", "ifunc",
                         object->symbols[i].name);
            return true;
        }
    for (size_t i = 0; i < object->n_symbols; i++)
        if (object->symbols[i].place == SYMBOL_UNDEFINED &&
            strncmp(object->symbols[i].name, "__real_", 7) == 0) {
            print_reason(reason, n, "calls past the count of exponentials", "name",
                         object->symbols[i].name);
            return true;
        }
    return false;
}

const struct symbol *object_find(const struct object *object, const char *name)
{
    const struct symbol *found = NULL;
    for (size_t i = 0; i < object->n_symbols; i++) {
        const struct symbol *symbol = &object->symbols[i];
        if (strcmp(symbol->name, name) != 0)
            continue;
        if (symbol->place != SYMBOL_UNDEFINED)
            return symbol;
        found = symbol;
    }
    return found;
}
