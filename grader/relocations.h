/* relocations.h: where the sections of an object refer to symbols. As untrusted as the object. */
#ifndef GRADER_RELOCATIONS_H
#define GRADER_RELOCATIONS_H

#include "object.h"

#include <stddef.h>
#include <stdint.h>

struct relocation {
    uint64_t offset; /* within the section that refers */
    uint64_t type;
    int64_t addend; /* 0 where it stands in the section's bytes */
    size_t symbol;  /* < n_symbols of the object */
};

struct relocations {
    size_t *
        first; /* list[first[s] .. first[s + 1] - 1] are those of section s, in the file's
                      order */
    struct relocation *list;
};

/* Reads those of an object that object_parse() took. *relocations is empty unless OK; DAMAGED where
 * one does not lie within the file or names no symbol, or where there are more than the file has
 * room for. */
enum object_outcome relocations_read(struct relocations *relocations,
                                     const struct object *object);
void relocations_release(struct relocations *relocations);

#endif
