/* shared_memory.h: memory that the grader writes and a sandboxed program sees. */
#ifndef GRADER_SANDBOX_SHARED_MEMORY_H
#define GRADER_SANDBOX_SHARED_MEMORY_H

#include <stddef.h>

enum shared_memory_access {
    SHARED_MEMORY_READ_ONLY, /* sealed: others can map it for reading alone, and not
                                resize it */
    SHARED_MEMORY_WRITABLE   /* others can write it, and not resize it */
};

struct shared_memory {
    int fd; /* close-on-exec; to be handed to a program by number */
    unsigned char *base;
    size_t bytes;
};

/* Makes `bytes` of zeroed memory, mapped here for reading and writing. Pages cost nothing
 * until they are touched. Returns 0, or -1 after one error line. */
int shared_memory_open(struct shared_memory *memory, size_t bytes,
                       enum shared_memory_access access);
void shared_memory_close(struct shared_memory *memory);

#endif
