/* layers.h: the layers that hold a command, and their names. */
#ifndef GRADER_SANDBOX_LAYERS_H
#define GRADER_SANDBOX_LAYERS_H

#include <stddef.h>

/* As bits. SANDBOX_RLIMITS is always in force. */
enum sandbox_layer {
    SANDBOX_RLIMITS = 1,  /* limits, clean environment, own session, no new privileges */
    SANDBOX_UID = 2,      /* dropped to an unprivileged user, when started as root */
    SANDBOX_LANDLOCK = 4, /* files */
    SANDBOX_SECCOMP = 8,  /* system calls */
    SANDBOX_NAMESPACES = 16, /* processes, files and network of its own */
    SANDBOX_CGROUP = 32      /* memory and processes of all commands together */
};

enum { N_LAYERS = 6 };

struct layer {
    unsigned bit;
    const char *name;
    const char *holds; /* what, in a few words */
    const char *needs; /* of the machine; and how to get it */
};

extern const struct layer layer_table[N_LAYERS];

/* "rlimits, landlock, seccomp" into text, cut after n - 1 bytes at a name's end. */
void layers_text(unsigned set, char *text, size_t n);

/* Reads "landlock,seccomp" to a set; "none" is the empty one. Returns 0, or -1 where a name is
 * unknown: *unknown is then where it starts in TEXT, and *length how long it is. */
int layers_parse(const char *text, unsigned *set, const char **unknown, size_t *length);

#endif
