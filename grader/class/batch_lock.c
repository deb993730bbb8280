#include "class/batch_lock.h"

#include "error.h"
#include "file.h"
#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_PATH_BYTES = 4096 };

static const char folder_name[] = "gradeclass-XXXXXX";

/* Locks the whole file, or tells who has it. */
static int lock_file(const struct batch_lock *lock)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(lock->fd, F_SETLK, &whole) == 0)
        return 0;
    if (errno != EACCES && errno != EAGAIN)
        return error("cannot lock '%s': %s", lock->path, strerror(errno));
    if (fcntl(lock->fd, F_GETLK, &whole) == 0 && whole.l_type != F_UNLCK &&
        whole.l_pid > 0)
        error("another gradeclass (process %ld) works on this gradebook ('%s'): wait for "
              "it, or "
              "end it",
              (long)whole.l_pid, lock->path);
    else
        error("another gradeclass works on this gradebook ('%s'): wait for it, or end it",
              lock->path);
    return BATCH_LOCK_HELD;
}

/* Who had the lock may have removed the file since it was opened. */
static bool is_in_place(const struct batch_lock *lock)
{
    struct stat open, there;
    return fstat(lock->fd, &open) == 0 && stat(lock->path, &there) == 0 &&
           open.st_dev == there.st_dev && open.st_ino == there.st_ino;
}

static int open_and_lock(struct batch_lock *lock)
{
    for (;;) {
        lock->fd = open(lock->path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (lock->fd < 0)
            return error("cannot write '%s': %s", lock->path, strerror(errno));
        int status = lock_file(lock);
        if (status == 0 && is_in_place(lock))
            return 0;
        close(lock->fd);
        lock->fd = -1;
        if (status != 0)
            return status;
    }
}

/* Removes the folder of a process that was killed: one of ours by its name and owner. */
static void remove_leftover(const struct batch_lock *lock)
{
    char folder[MAX_PATH_BYTES];
    struct stat info;
    ssize_t n = pread(lock->fd, folder, sizeof folder - 1, 0);
    if (n <= 0)
        return;
    folder[n] = '\0';
    const char *slash = strrchr(folder, '/');
    size_t fixed = strlen(folder_name) - strlen("XXXXXX");
    if (folder[0] == '/' && slash && strncmp(slash + 1, folder_name, fixed) == 0 &&
        lstat(folder, &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == geteuid())
        folder_remove(folder);
}

static int make_folder(struct batch_lock *lock)
{
    const char *base = getenv("TMPDIR");
    char path[MAX_PATH_BYTES];
    int n = snprintf(path, sizeof path, "%s/%s", base && base[0] == '/' ? base : "/tmp",
                     folder_name);
    if (n >= (int)sizeof path || !mkdtemp(path))
        return error("cannot make a folder to work in, '%s': %s", path,
                     n >= (int)sizeof path ? "its name is too long" : strerror(errno));
    lock->folder = strdup(path);
    if (!lock->folder)
        return error("out of memory");
    /* The student's code, under another user, reads its objects there. */
    if (chmod(path, 0755) != 0)
        return error("cannot use '%s': %s", path, strerror(errno));
    if (lock->fd >= 0 &&
        (ftruncate(lock->fd, 0) != 0 ||
         pwrite(lock->fd, path, strlen(path), 0) != (ssize_t)strlen(path)))
        return error("cannot write '%s': %s", lock->path, strerror(errno));
    return 0;
}

static int take_file(struct batch_lock *lock, const char *gradebook)
{
    lock->path = file_beside(gradebook, ".lock");
    int status = lock->path ? open_and_lock(lock) : -1;
    if (status == 0)
        remove_leftover(lock);
    return status;
}

int batch_lock_take(struct batch_lock *lock, const char *gradebook)
{
    *lock = (struct batch_lock){.fd = -1};
    int status = gradebook ? take_file(lock, gradebook) : 0;
    if (status == 0)
        status = make_folder(lock);
    if (status != 0)
        batch_lock_release(lock);
    return status;
}

int batch_lock_release(struct batch_lock *lock)
{
    int status = 0;
    if (lock->folder)
        status = folder_remove(lock->folder);
    if (lock->fd >= 0) {
        unlink(lock->path);
        close(lock->fd);
    }
    free(lock->path);
    free(lock->folder);
    *lock = (struct batch_lock){.fd = -1};
    return status;
}
