#define _GNU_SOURCE
#include "sandbox/shared_memory.h"

#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010 /* Linux 5.1 */
#endif

int shared_memory_open(struct shared_memory *memory, size_t bytes,
                       enum shared_memory_access access)
{
    int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
    if (access == SHARED_MEMORY_READ_ONLY)
        seals |= F_SEAL_FUTURE_WRITE;

    *memory = (struct shared_memory){.fd = -1};
    memory->fd = memfd_create("gradecheck", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (memory->fd < 0 || ftruncate(memory->fd, (off_t)bytes) != 0) {
        error("cannot make shared memory: %s", strerror(errno));
        goto failed;
    }
    /* Mapped before it is sealed: this mapping stays writable, later ones are not. */
    void *base = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, memory->fd, 0);
    if (base == MAP_FAILED) {
        error("cannot map shared memory: %s", strerror(errno));
        goto failed;
    }
    memory->base = base;
    memory->bytes = bytes;
    if (fcntl(memory->fd, F_ADD_SEALS, seals) == 0)
        return 0;
    error("cannot seal shared memory (Linux 5.1 or later is needed): %s",
          strerror(errno));

failed:
    shared_memory_close(memory);
    return -1;
}

void shared_memory_close(struct shared_memory *memory)
{
    if (memory->base)
        munmap(memory->base, memory->bytes);
    if (memory->fd >= 0)
        close(memory->fd);
    *memory = (struct shared_memory){.fd = -1};
}
