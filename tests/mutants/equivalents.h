/* equivalents.h: the survivors that are known, a file of lines `NAME: reason`. Each is
 * right by the contract, and the reason says why; or it is a hole of the fixtures, and
 * the reason is `hole: ` and an input that would show it. Lines that begin with # and
 * empty ones are for people.
 */
#ifndef TESTS_MUTANTS_EQUIVALENTS_H
#define TESTS_MUTANTS_EQUIVALENTS_H

#include <stdbool.h>
#include <stddef.h>

struct equivalent {
    char *name, *reason;
    bool is_hole;
    bool found; /* for the caller: a mutant has this name */
};

struct equivalents {
    struct equivalent *all;
    size_t n;
};

/* Returns 0, or -1 after a line on stderr: the file cannot be read, a line is of another
 * form, a name is there twice. To be released whatever is returned. */
int equivalents_read(struct equivalents *equivalents, const char *path);
void equivalents_release(struct equivalents *equivalents);

/* NULL where the name is not listed. */
struct equivalent *equivalents_find(const struct equivalents *equivalents,
                                    const char *name);

#endif
