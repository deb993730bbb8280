#include "folder.h"

#include "error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_FLAGS = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC };

/* ---- writing ---- */

static int write_all(int fd, const unsigned char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t written = write(fd, bytes, n);
        if (written < 0 && errno != EINTR)
            return -1;
        if (written > 0) {
            bytes += written;
            n -= (size_t)written;
        }
    }
    return 0;
}

/* A new file FOLDER/NAME, or -1 with errno set. All may read it whatever the umask: another user is to. */
static int create(const char *folder, const char *name)
{
    int at = open(folder, FOLDER_FLAGS);
    int fd = at < 0 ? -1
                    : openat(at, name,
                             O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    bool failed = fd < 0 || fchmod(fd, 0644) != 0;
    int why = errno;
    if (fd >= 0 && failed)
        close(fd);
    if (at >= 0)
        close(at);
    errno = why;
    return failed ? -1 : fd;
}

/* What came of writing to FD, which is closed. */
static int finish(int fd, const char *folder, const char *name, bool written)
{
    int why = errno;
    if (fd >= 0 && close(fd) != 0 && written) {
        written = false;
        why = errno;
    }
    return written ? 0 : error("cannot write '%s/%s': %s", folder, name, strerror(why));
}

int folder_make(const char *folder, const char *name)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (mkdir(path, 0755) != 0 || chmod(path, 0755) != 0)
        return error("cannot make '%s': %s", path, strerror(errno));
    return 0;
}

int folder_write(const char *folder, const char *name, const void *bytes, size_t n_bytes)
{
    int fd = create(folder, name);
    return finish(fd, folder, name, fd >= 0 && write_all(fd, bytes, n_bytes) == 0);
}

static bool send_all(int fd, int from, size_t n)
{
    while (n > 0) {
        ssize_t step = sendfile(fd, from, NULL, n);
        if (step < 0 && errno == EINTR)
            continue;
        if (step == 0)
            errno = EIO; /* the file has become shorter */
        if (step <= 0)
            return false;
        n -= (size_t)step;
    }
    return true;
}

int folder_copy(const char *folder, const char *name, const char *from, size_t max_bytes)
{
    struct stat info;
    int source = open(from, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (source < 0)
        return error("cannot open '%s': %s", from, strerror(errno));
    int status = -1;
    if (fstat(source, &info) != 0 || !S_ISREG(info.st_mode))
        error("'%s' is not a regular file", from);
    else if ((unsigned long long)info.st_size > max_bytes)
        error("'%s' is larger than %zu bytes", from, max_bytes);
    else {
        int fd = create(folder, name);
        status = finish(fd, folder, name,
                        fd >= 0 && send_all(fd, source, (size_t)info.st_size));
    }
    close(source);
    return status;
}

/* ---- reading ---- */

static int open_untrusted(const char *folder, const char *part, const char *name)
{
    int top = open(folder, FOLDER_FLAGS);
    int at = top < 0 ? -1 : openat(top, part, FOLDER_FLAGS);
    int fd =
        at < 0 ? -1 : openat(at, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (at >= 0)
        close(at);
    if (top >= 0)
        close(top);
    return fd;
}

static bool read_exactly(int fd, unsigned char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t got = read(fd, bytes, n);
        if (got == 0 || (got < 0 && errno != EINTR))
            return false;
        if (got > 0) {
            bytes += got;
            n -= (size_t)got;
        }
    }
    return true;
}

enum folder_read folder_read(const char *folder, const char *part, const char *name,
                             size_t max_bytes, unsigned char **bytes, size_t *n_bytes)
{
    enum folder_read outcome = FOLDER_READ_REFUSED;
    int fd = open_untrusted(folder, part, name);
    struct stat info;

    *bytes = NULL;
    *n_bytes = 0;
    if (fd < 0 || fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size < 0 ||
        (size_t)info.st_size > max_bytes)
        goto out;
    *bytes = malloc((size_t)info.st_size + 1);
    if (!*bytes) {
        error("out of memory");
        outcome = FOLDER_READ_FAILED;
        goto out;
    }
    if (read_exactly(fd, *bytes, (size_t)info.st_size)) {
        *n_bytes = (size_t)info.st_size;
        outcome = FOLDER_READ_OK;
    }
out:
    if (outcome != FOLDER_READ_OK) {
        free(*bytes);
        *bytes = NULL;
    }
    if (fd >= 0)
        close(fd);
    return outcome;
}

/* ---- removing ---- */

/* Opens the folder NAME for removal of what is in it. */
static DIR *open_hostile(int at, const char *name)
{
    fchmodat(at, name, 0700,
             0); /* the caller has seen that it is a folder, and no link */
    int fd = openat(at, name, FOLDER_FLAGS);
    DIR *stream = fd < 0 ? NULL : fdopendir(fd);
    if (fd >= 0 && !stream)
        close(fd);
    return stream;
}

static bool is_folder(int at, const char *name)
{
    struct stat info;
    return fstatat(at, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(info.st_mode);
}

static const struct dirent *next_entry(DIR *stream)
{
    const struct dirent *entry;
    do
        entry = readdir(stream);
    while (entry &&
           (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0));
    return entry;
}

/* Empties the folder NAME in TOP: files go, folders are moved up into TOP, to be emptied
 * there in their turn. So the depth of a hostile tree costs neither stack nor
 * descriptors. */
static void empty_into(int top, const char *name, size_t *n_moved)
{
    DIR *stream = open_hostile(top, name);
    const struct dirent *entry;
    if (!stream)
        return;
    while ((entry = next_entry(stream))) {
        char moved[32];
        int at = dirfd(stream);
        if (!is_folder(at, entry->d_name)) {
            unlinkat(at, entry->d_name, 0);
            continue;
        }
        fchmodat(at, entry->d_name, 0700, 0);
        do
            snprintf(moved, sizeof moved, "moved-%zu", ++*n_moved);
        while (faccessat(top, moved, F_OK, AT_SYMLINK_NOFOLLOW) == 0);
        renameat(at, entry->d_name, top, moved);
    }
    closedir(stream);
}

/* One pass over the folder itself. Returns how many entries went. */
static size_t remove_entries(DIR *stream, size_t *n_moved)
{
    size_t n_removed = 0;
    int top = dirfd(stream);
    const struct dirent *entry;
    rewinddir(stream);
    while ((entry = next_entry(stream))) {
        bool folder = is_folder(top, entry->d_name);
        if (folder)
            empty_into(top, entry->d_name, n_moved);
        if (unlinkat(top, entry->d_name, folder ? AT_REMOVEDIR : 0) == 0)
            n_removed++;
    }
    return n_removed;
}

int folder_remove(const char *folder)
{
    size_t n_moved = 0;
    DIR *stream = is_folder(AT_FDCWD, folder) ? open_hostile(AT_FDCWD, folder) : NULL;
    if (stream) {
        while (remove_entries(stream, &n_moved) > 0)
            ;
        closedir(stream);
    }
    return rmdir(folder) == 0 ? 0
                              : error("cannot remove '%s': %s", folder, strerror(errno));
}
