#define _GNU_SOURCE /* renameat2() */
#include "class/site_folder.h"

#include "error.h"
#include "file.h"
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- what is there ---- */

static bool has_mark(const char *folder)
{
    char *mark = file_path(folder, SITE_FOLDER_MARK);
    struct stat status;
    bool there = mark && lstat(mark, &status) == 0 && S_ISREG(status.st_mode);
    free(mark);
    return there;
}

static bool is_empty(const char *folder)
{
    DIR *dir = opendir(folder);
    bool empty = dir != NULL;
    struct dirent *entry;
    while (empty && (entry = readdir(dir)))
        empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    if (dir)
        closedir(dir);
    return empty;
}

/* Whether what is at PATH may be taken away for a site. */
static int check_replaceable(const char *path)
{
    struct stat status;
    if (lstat(path, &status) != 0)
        return errno == ENOENT ? 0 : error("'%s': %s", path, strerror(errno));
    if (!S_ISDIR(status.st_mode))
        return error("'%s' is there and is no folder: name another", path);
    if (!has_mark(path) && !is_empty(path))
        return error("'%s' holds something else than a site: name a new folder", path);
    return 0;
}

/* ---- the path ---- */

/* Where PATH leads to, without slashes behind it. */
static char *plain_path(const char *path)
{
    char *real = realpath(path, NULL);
    if (real)
        return real;
    char *copy = file_beside(path, "");
    for (size_t n = copy ? strlen(copy) : 0; n > 1 && copy[n - 1] == '/'; n--)
        copy[n - 1] = '\0';
    return copy;
}

static int check_name(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    if (name[0] == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return error("'%s' is no name of a folder that a site could be", path);
    return 0;
}

/* ---- beside it ---- */

/* Held as long as this process is at it; the system lets go of it whatever happens. */
static int take_lock(struct site_folder *folder)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char *mark = file_path(folder->fresh, SITE_FOLDER_MARK);
    if (!mark)
        return -1;
    folder->lock = open(mark, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
    int status = 0;
    if (folder->lock < 0)
        status = error("cannot write '%s': %s", mark, strerror(errno));
    else if (fcntl(folder->lock, F_SETLK, &whole) != 0)
        status =
            errno == EACCES || errno == EAGAIN
                ? error("another gradeclass is writing '%s': wait for it", folder->path)
                : error("cannot lock '%s': %s", mark, strerror(errno));
    free(mark);
    return status;
}

/* What a run left that was killed. */
static int clear(struct site_folder *folder)
{
    if (!has_mark(folder->fresh) && !is_empty(folder->fresh))
        return error("'%s' is in the way: remove it", folder->fresh);
    if (take_lock(folder) != 0)
        return -1;
    int status = folder_remove(folder->fresh);
    close(folder->lock);
    folder->lock = -1;
    return status;
}

static int make_fresh(struct site_folder *folder)
{
    int made = mkdir(folder->fresh, 0777);
    if (made != 0 && errno == EEXIST) {
        if (clear(folder) != 0)
            return -1;
        made = mkdir(folder->fresh, 0777);
    }
    if (made != 0)
        return error("cannot make '%s': %s", folder->fresh, strerror(errno));
    return take_lock(folder);
}

static void release(struct site_folder *folder)
{
    if (folder->lock >= 0)
        close(folder->lock);
    free(folder->path);
    free(folder->fresh);
    *folder = (struct site_folder){.lock = -1};
}

int site_folder_begin(struct site_folder *folder, const char *path)
{
    *folder = (struct site_folder){.path = plain_path(path), .lock = -1};
    if (folder->path && check_name(folder->path) == 0 &&
        check_replaceable(folder->path) == 0 &&
        (folder->fresh = file_beside(folder->path, ".new")) && make_fresh(folder) == 0)
        return 0;
    release(folder);
    return -1;
}

int site_folder_make(const struct site_folder *folder, const char *name)
{
    char *path = file_path(folder->fresh, name);
    int status = path ? 0 : -1;
    if (path && mkdir(path, 0777) != 0)
        status = error("cannot make '%s': %s", path, strerror(errno));
    free(path);
    return status;
}

/* ---- into its place ---- */

/* 0, or -1 silently where the system cannot. */
static int exchange(const char *a, const char *b)
{
#ifdef RENAME_EXCHANGE
    return renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE);
#else
    (void)a, (void)b;
    return -1;
#endif
}

/* Over nothing, or over an empty folder. */
static int put_first(struct site_folder *folder)
{
    if (rename(folder->fresh, folder->path) != 0)
        return error("cannot make '%s': %s", folder->path, strerror(errno));
    return 0;
}

static int put(struct site_folder *folder)
{
    if (!has_mark(folder->path))
        return put_first(folder);
    if (exchange(folder->fresh, folder->path) == 0)
        return folder_remove(folder->fresh);
    char *old = file_beside(folder->path, ".old");
    int status = old ? 0 : -1;
    if (old && rename(folder->path, old) != 0)
        status = error("cannot replace '%s': %s", folder->path, strerror(errno));
    if (status == 0 && (status = put_first(folder)) == 0)
        status = folder_remove(old);
    free(old);
    return status;
}

int site_folder_end(struct site_folder *folder, int status)
{
    if (status == 0)
        status = put(folder);
    else
        folder_remove(folder->fresh);
    release(folder);
    return status;
}
