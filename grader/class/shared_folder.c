#include "class/shared_folder.h"

#include "class/staged_files.h"
#include "error.h"
#include "file.h"
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of a file of a set or of a submission. */
enum { MAX_FILE_BYTES = 64 << 20 };

static const char *const parts[] = {"inputs", "sets", "jobs", "results", "failures"};
enum { PARTS = sizeof parts / sizeof parts[0] };

char *shared_folder_path(const struct shared_folder *shared, const char *part,
                         const char *name)
{
    char *folder = file_path(shared->path, part);
    char *path = folder ? file_path(folder, name) : NULL;
    free(folder);
    return path;
}

/* ---- the folder itself ---- */

static int check_owner(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return error("cannot open '%s': %s", path, strerror(errno));
    if (!S_ISDIR(info.st_mode))
        return error("'%s' is no folder", path);
    if (info.st_uid != geteuid())
        return error("'%s' belongs to another user, who could give grades there: name a "
                     "folder of your own",
                     path);
    if (info.st_mode & (S_IWGRP | S_IWOTH))
        return error("others may write to '%s', and so give grades: chmod go-w '%s'",
                     path, path);
    return 0;
}

static int make_folder(const char *path)
{
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return error("cannot make '%s': %s", path, strerror(errno));
    return 0;
}

static int open_part(const struct shared_folder *shared, const char *part, bool make)
{
    char *path = file_path(shared->path, part);
    struct stat info;
    int status = path ? 0 : -1;
    if (status == 0 && make)
        status = make_folder(path);
    if (status == 0 && lstat(path, &info) != 0 && errno == ENOENT)
        status = error("'%s' is not a folder that 'gradeclass submit --shared' made",
                       shared->path);
    if (status == 0)
        status = check_owner(path);
    free(path);
    return status;
}

int shared_folder_open(struct shared_folder *shared, const char *path, bool make)
{
    *shared = (struct shared_folder){.path = NULL};
    if (make && make_folder(path) != 0)
        return -1;
    if (!(shared->path = realpath(path, NULL)))
        return error("cannot open '%s': %s", path, strerror(errno));
    int status = strpbrk(shared->path, "%\\\n")
                     ? error("'%s' has a '%%', a '\\' or a line break in its name, which "
                             "Slurm takes for its own: name another folder",
                             shared->path)
                     : check_owner(shared->path);
    for (size_t i = 0; i < PARTS && status == 0; i++)
        status = open_part(shared, parts[i], make);
    if (status != 0)
        shared_folder_release(shared);
    return status;
}

void shared_folder_release(struct shared_folder *shared)
{
    free(shared->path);
    *shared = (struct shared_folder){.path = NULL};
}

int shared_folder_claim(const struct shared_folder *shared, const char *gradebook)
{
    char *name = file_path(shared->path, "gradebook"), *path = realpath(gradebook, NULL);
    unsigned char *bytes = NULL;
    size_t n_bytes;
    int status = 0;
    if (!name || !path)
        status = path ? -1 : error("cannot open '%s': %s", gradebook, strerror(errno));
    else if (access(name, F_OK) != 0)
        status = file_replace(name, path, strlen(path));
    else if ((status = file_read(name, PATH_MAX, &bytes, &n_bytes)) == 0 &&
             strcmp((const char *)bytes, path) != 0)
        status =
            error("'%s' holds work for the gradebook '%s', not for '%s'; if that one was "
                  "moved, remove '%s'",
                  shared->path, (const char *)bytes, path, name);
    free(bytes);
    free(path);
    free(name);
    return status;
}

/* ---- what is put in it ---- */

/* A second name for the same file where that can be. */
static int copy_file(const char *from, const char *to)
{
    unsigned char *bytes;
    size_t n_bytes;
    if (link(from, to) == 0)
        return 0;
    if (file_read(from, MAX_FILE_BYTES, &bytes, &n_bytes) != 0)
        return -1;
    int status = file_replace(to, bytes, n_bytes);
    free(bytes);
    return status;
}

/* Regular files only. */
static int copy_files(const char *from, const char *to)
{
    const struct dirent *entry;
    struct stat info;
    int status = 0;
    DIR *stream = opendir(from);
    if (!stream)
        return error("cannot read '%s': %s", from, strerror(errno));
    while (status == 0 && (entry = readdir(stream))) {
        char *source = file_path(from, entry->d_name);
        char *copy = file_path(to, entry->d_name);
        if (!source || !copy)
            status = -1;
        else if (stat(source, &info) == 0 && S_ISREG(info.st_mode))
            status = copy_file(source, copy);
        free(source);
        free(copy);
    }
    closedir(stream);
    return status;
}

/* The digits lie in a set, or beside it. */
static int copy_set(const char *from, const char *to)
{
    char *inside = file_path(from, "data"), *beside = file_path(from, "../data");
    char *data = file_path(to, "data");
    int status = inside && beside && data ? copy_files(from, to) : -1;
    if (status == 0)
        status = make_folder(data);
    if (status == 0)
        status = copy_files(access(inside, F_OK) == 0 ? inside : beside, data);
    free(inside);
    free(beside);
    free(data);
    return status;
}

/* Another may have put the same there meanwhile. */
static int rename_folder(const char *from, const char *to)
{
    if (rename(from, to) == 0)
        return 0;
    if (errno == EEXIST || errno == ENOTEMPTY)
        return folder_remove(from);
    return error("cannot make '%s': %s", to, strerror(errno));
}

/* Makes the folder PART/NAME whole or not at all. */
static int put(const struct shared_folder *shared, const char *part, const char *name,
               const char *from, int (*copy)(const char *from, const char *to))
{
    char *path = shared_folder_path(shared, part, name);
    char *beside = path ? file_beside(path, ".XXXXXX") : NULL;
    int status = beside ? 0 : -1;
    if (status == 0 && access(path, F_OK) != 0) {
        if (!mkdtemp(beside))
            status = error("cannot write '%s': %s", path, strerror(errno));
        else if ((status = copy(from, beside)) == 0)
            status = rename_folder(beside, path);
        else
            folder_remove(beside);
    }
    free(beside);
    free(path);
    return status;
}

/* What lies there under its name may have been changed since. */
static int drop_damaged(const struct shared_folder *shared, const char *content)
{
    struct staged_files files;
    char hash[STAGE_HASH + 1];
    char *path = shared_folder_path(shared, "inputs", content);
    int status = path ? 0 : -1;
    if (status == 0 && access(path, F_OK) == 0 &&
        (status = staged_files_read(&files, path)) == 0) {
        staged_files_hash(&files, hash);
        staged_files_release(&files);
        if (strcmp(hash, content) != 0)
            status = folder_remove(path);
    }
    free(path);
    return status;
}

int shared_folder_put_inputs(const struct shared_folder *shared, const char *content,
                             const char *folder)
{
    return drop_damaged(shared, content) == 0
               ? put(shared, "inputs", content, folder, copy_files)
               : -1;
}

int shared_folder_put_set(const struct shared_folder *shared, const char *name,
                          const char *folder)
{
    return put(shared, "sets", name, folder, copy_set);
}

void shared_set_name(const char *fixtures, char name[GRADER_ID_BYTES])
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    snprintf(name, GRADER_ID_BYTES, "%s", fixtures);
    for (char *c = name; *c; c++)
        if (!strchr(allowed, *c))
            *c = '_';
}
