#define _GNU_SOURCE
#include "sandbox/cgroup.h"

#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

enum { REMOVE_ROUNDS = 200, REMOVE_NS = 5000000 };

/* Limits of all commands together; files of controllers that were not delegated are not there. */
static const struct {
    const char *file, *value;
} limits[] = {
    {"pids.max", "1024"},
    {"memory.max", "8589934592"},
    {"memory.swap.max", "0"},
    {"memory.oom.group", "1"},
};

/* Where cgroup v2 is mounted, the whole system's or this container's. */
static bool find_mount(char *path, size_t n)
{
    char line[2 * PATH_MAX], type[32], point[PATH_MAX];
    bool found = false;
    FILE *mounts = fopen("/proc/self/mountinfo", "re");
    if (!mounts)
        return false;
    while (!found && fgets(line, sizeof line, mounts)) {
        const char *separator = strstr(line, " - ");
        found = separator && sscanf(separator, " - %31s", type) == 1 &&
                strcmp(type, "cgroup2") == 0 &&
                sscanf(line, "%*s %*s %*s %*s %4095s", point) == 1 &&
                (size_t)snprintf(path, n, "%s", point) < n;
    }
    fclose(mounts);
    return found;
}

/* This process's group within the mount, "/" for its root. */
static bool find_own(char *path, size_t n)
{
    char line[PATH_MAX];
    bool found = false;
    FILE *groups = fopen("/proc/self/cgroup", "re");
    if (!groups)
        return false;
    while (!found && fgets(line, sizeof line, groups)) {
        line[strcspn(line, "\n")] = '\0';
        found = strncmp(line, "0::/", 4) == 0 &&
                (size_t)snprintf(path, n, "%s", line + 3) < n;
    }
    fclose(groups);
    return found;
}

/* An ordinary user can make a group only where it was delegated. Root can everywhere, and is not
 * to where another manages: the root of a container is its own, and systemd marks what it gives. */
static bool is_delegated(const char *folder, bool is_root_group)
{
    return geteuid() != 0 || is_root_group ||
           getxattr(folder, "trusted.delegate", NULL, 0) > 0 ||
           getxattr(folder, "user.delegate", NULL, 0) > 0;
}

static bool has(const char *folder, const char *file)
{
    char path[PATH_MAX];
    return snprintf(path, sizeof path, "%s/%s", folder, file) < PATH_MAX &&
           access(path, W_OK) == 0;
}

static bool make_group(struct cgroup *cgroup, const char *folder, const char *required)
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/gradecheck-%ld", folder, (long)getpid()) >=
            PATH_MAX ||
        mkdir(path, 0755) != 0)
        return false;
    if (has(path, required))
        cgroup->path = strdup(path);
    if (!cgroup->path)
        rmdir(path);
    return cgroup->path != NULL;
}

/* Controllers are handed down by a group without processes: that is the parent, where the service
 * manager put us into a group of our own below what it delegated. */
static void find_group(struct cgroup *cgroup, const char *root, const char *own,
                       const char *required)
{
    char below[PATH_MAX], beside[PATH_MAX];
    bool is_root_group = strcmp(own, "/") == 0;
    if (snprintf(below, sizeof below, "%s%s", root, is_root_group ? "" : own) >= PATH_MAX)
        return;
    snprintf(beside, sizeof beside, "%s", below);
    *strrchr(beside, '/') = '\0';
    if (is_delegated(below, is_root_group) && make_group(cgroup, below, required))
        return;
    if (!is_root_group && is_delegated(beside, strrchr(own, '/') == own))
        make_group(cgroup, beside, required);
}

static int write_value(const char *folder, const char *file, const char *value)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, file);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? write(fd, value, strlen(value)) : -1;
    int why = errno;
    if (fd >= 0)
        close(fd);
    errno = why;
    return n == (ssize_t)strlen(value) ? 0 : -1;
}

static int furnish(struct cgroup *cgroup)
{
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
        if (has(cgroup->path, limits[i].file) &&
            write_value(cgroup->path, limits[i].file, limits[i].value) != 0)
            return error("cannot limit '%s/%s': %s", cgroup->path, limits[i].file,
                         strerror(errno));
    cgroup->fd = open(cgroup->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return cgroup->fd >= 0 ? 0
                           : error("cannot open '%s': %s", cgroup->path, strerror(errno));
}

int cgroup_open(struct cgroup *cgroup, const char *required)
{
    char mount[PATH_MAX], own[PATH_MAX];
    *cgroup = (struct cgroup){.fd = -1};
    if (!find_mount(mount, sizeof mount) || !find_own(own, sizeof own))
        return 0;
    find_group(cgroup, mount, own, required);
    if (!cgroup->path || furnish(cgroup) == 0)
        return 0;
    cgroup_close(cgroup);
    return -1;
}

void cgroup_close(struct cgroup *cgroup)
{
    const struct timespec pause = {0, REMOVE_NS};
    if (cgroup->fd >= 0)
        close(cgroup->fd);
    if (cgroup->path) {
        write_value(cgroup->path, "cgroup.kill", "1");
        for (int round = 0;
             round < REMOVE_ROUNDS && rmdir(cgroup->path) != 0 && errno == EBUSY; round++)
            nanosleep(&pause, NULL); /* the killed are on their way */
    }
    free(cgroup->path);
    *cgroup = (struct cgroup){.fd = -1};
}
