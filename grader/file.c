#include "file.h"

#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* O_NONBLOCK: to open a pipe in a file's place would wait for its writer. */
static int open_regular(const char *path, off_t *size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return error("cannot open '%s': %s", path, strerror(errno));

    struct stat info;
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) {
        *size = info.st_size;
        return fd;
    }
    close(fd);
    return error("'%s' is not a regular file", path);
}

/* Up to n bytes; fewer only at the end of the file. Returns -1 with errno set on failure. */
static ssize_t read_up_to(int fd, unsigned char *bytes, size_t n)
{
    size_t got = 0;
    while (got < n) {
        ssize_t step = read(fd, bytes + got, n - got);
        if (step < 0 && errno == EINTR)
            continue;
        if (step < 0)
            return -1;
        if (step == 0)
            break;
        got += (size_t)step;
    }
    return (ssize_t)got;
}

int file_read(const char *path, size_t max_bytes, unsigned char **bytes, size_t *n_bytes)
{
    *bytes = NULL;
    *n_bytes = 0;
    off_t size = 0;
    int fd = open_regular(path, &size), rc = -1;
    if (fd < 0)
        return -1;

    unsigned char *content = NULL;
    if ((unsigned long long)size > max_bytes) {
        error("'%s' is larger than %zu bytes", path, max_bytes);
        goto out;
    }
    /* Files of /proc and files that grow hold more than their size says: one byte more is
     * asked for, and must not come. */
    size_t n = (size_t)size;
    content = malloc(n + 1);
    if (!content) {
        error("no memory for '%s'", path);
        goto out;
    }
    ssize_t got = read_up_to(fd, content, n + 1);
    if (got < 0) {
        error("cannot read '%s': %s", path, strerror(errno));
        goto out;
    }
    if ((size_t)got != n) {
        error("'%s' changed while it was read", path);
        goto out;
    }
    content[n] = '\0';
    *bytes = content;
    *n_bytes = n;
    content = NULL;
    rc = 0;
out:
    free(content);
    close(fd);
    return rc;
}

/* A new file beside PATH, open for writing; its name, allocated, in *name. The mode is what
 * open() gives, so that the umask counts. */
static int create_beside(const char *path, char **name)
{
    size_t size = strlen(path) + 32;
    *name = malloc(size);
    if (!*name)
        return error("no memory for '%s'", path);

    int fd = -1;
    for (int attempt = 0; attempt < 100; attempt++) {
        snprintf(*name, size, "%s.%ld-%d.new", path, (long)getpid(), attempt);
        fd = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0 || errno != EEXIST)
            break;
    }
    if (fd < 0) {
        error("cannot write '%s': %s", path, strerror(errno));
        free(*name);
        *name = NULL;
    }
    return fd;
}

static bool write_all(int fd, const unsigned char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t step = write(fd, bytes, n);
        if (step < 0 && errno == EINTR)
            continue;
        if (step < 0)
            return false;
        bytes += step;
        n -= (size_t)step;
    }
    return true;
}

static int replace(const char *path, const void *bytes, size_t n_bytes, bool synced)
{
    /* rename() would put a plain file where /dev/null was. */
    struct stat info;
    if (stat(path, &info) == 0 && !S_ISREG(info.st_mode))
        return error("cannot write '%s': not a regular file", path);

    char *name = NULL;
    int fd = create_beside(path, &name);
    if (fd < 0)
        return -1;

    /* Some file systems report a full disk only at fsync or close. */
    int why = 0;
    if (!write_all(fd, bytes, n_bytes) || (synced && fsync(fd) != 0))
        why = errno;
    if (close(fd) != 0 && why == 0)
        why = errno;
    if (why == 0 && rename(name, path) != 0)
        why = errno;
    if (why != 0)
        unlink(name);
    free(name);
    return why == 0 ? 0 : error("cannot write '%s': %s", path, strerror(why));
}

int file_replace(const char *path, const void *bytes, size_t n_bytes)
{
    return replace(path, bytes, n_bytes, true);
}

int file_replace_unsynced(const char *path, const void *bytes, size_t n_bytes)
{
    return replace(path, bytes, n_bytes, false);
}

static char *joined(const char *a, const char *between, const char *b)
{
    size_t size = strlen(a) + strlen(between) + strlen(b) + 1;
    char *path = malloc(size);
    if (path)
        snprintf(path, size, "%s%s%s", a, between, b);
    else
        error("no memory for '%s%s%s'", a, between, b);
    return path;
}

char *file_path(const char *folder, const char *name)
{
    return joined(folder, "/", name);
}

int file_create(const char *folder, const char *name)
{
    char *path = file_path(folder, name);
    int fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
    if (path && fd < 0)
        error("cannot write '%s': %s", path, strerror(errno));
    free(path);
    return fd;
}

char *file_beside(const char *path, const char *suffix)
{
    return joined(path, "", suffix);
}
