/* object.h: the sections and symbols of an ELF file, as a compiler or linker left it.
 *
 * The file is untrusted. Every offset, size and index in it is checked against the file's
 * length before it is used.
 */
#ifndef GRADER_OBJECT_H
#define GRADER_OBJECT_H

#include <stdbool.h>
#include <stddef.h>

enum symbol_binding { SYMBOL_LOCAL, SYMBOL_GLOBAL, SYMBOL_WEAK };

enum symbol_place {
    SYMBOL_UNDEFINED, /* named here, defined elsewhere */
    SYMBOL_CODE,      /* in an executable section, as a function or without a type */
    SYMBOL_COMMON,    /* `int x;` where the compiler leaves the place to the linker */
    SYMBOL_DATA       /* anything else that is defined */
};

struct symbol {
    const char *name; /* within the object's bytes */
    enum symbol_binding binding;
    enum symbol_place place;
    bool grouped;        /* in a section of which the linker keeps one copy of many */
    bool chosen_at_load; /* an ifunc: code of the file's runs to choose it */
    bool is_section;     /* has no name of its own: it stands for its section */
    size_t section;      /* that it is defined in; n_sections: in none */
    size_t value;        /* where in the section */
    size_t n_bytes;
};

struct object_section {
    const char *name;                           /* within the object's bytes */
    bool loaded, writable, executable, grouped; /* as of a symbol */
    bool merged; /* equal entries of it become one when it is linked, */
    bool text;   /* and they are texts that end with a NUL */

    /* As in the file, unchecked: object_content() checks. */
    unsigned type; /* SHT_PROGBITS and so on */
    size_t offset, n_bytes, entry_bytes, link, info;
};

struct object {
    unsigned char *bytes; /* owned */
    size_t n_bytes;
    size_t n_sections;
    struct object_section *sections;
    size_t n_symbols;
    struct symbol *symbols;
};

enum object_outcome {
    OBJECT_OK,
    OBJECT_DAMAGED, /* not an ELF file of this machine's kind, or one that contradicts
                       itself */
    OBJECT_FAILED   /* out of memory, after one error line */
};

/* Takes over BYTES, which were allocated, also where it fails. *object is empty unless
 * OK. */
enum object_outcome object_parse(struct object *object, unsigned char *bytes,
                                 size_t n_bytes);
void object_release(struct object *object);

/* The n_bytes of a section, within the object's; NULL where it has none in the file, as .bss, or
 * where they would not lie within it. */
const unsigned char *object_content(const struct object *object, size_t section);

/* Why the object may not be linked: a section that runs before main or is none of a plain
 * C compilation, code that is written to, an executable stack, an ifunc, one of the
 * linker's names for what it wraps. Writes one line without a newline, at most n bytes,
 * printable, and returns true; or returns false. */
bool object_refused(const struct object *object, char *reason, size_t n);

/* The symbol with this name, NULL if there is none. A definition is preferred. */
const struct symbol *object_find(const struct object *object, const char *name);

#endif
