#define _GNU_SOURCE
#include "sandbox/sandbox.h"

#include "error.h"
#include "sandbox/spawn_launcher.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    NOBODY = 65534,        /* on every Linux: owns nothing */
    FIRST_OWN = 2000000000 /* above all that systems hand out; process ids have 22 bits */
};

/* Whether this id exists in our user namespace: a container may have 65536 of them. */
static bool is_mapped(const char *map, unsigned long id)
{
    unsigned long first, outside, n;
    bool mapped = false;
    FILE *lines = fopen(map, "re");
    if (!lines)
        return false;
    while (!mapped && fscanf(lines, "%lu %lu %lu", &first, &outside, &n) == 3)
        mapped = id >= first && id - first < n;
    fclose(lines);
    return mapped;
}

/* A user of this grader's own, where there is one: limits on processes count all that a user
 * runs, so that one user for all would let one grading exhaust another's. */
static unsigned own_id(const char *map)
{
    unsigned long id = FIRST_OWN + (unsigned long)getpid();
    return is_mapped(map, id) ? (unsigned)id : NOBODY;
}

/* Asks the launcher itself, so that what it says is what it can do. */
static int probe_layers(struct sandbox *sandbox, unsigned without)
{
    char numbers[3][16], answer[32] = "";
    const unsigned values[3] = {(unsigned)sandbox->uid, (unsigned)sandbox->gid, without};
    int ends[2], status = 0;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return error("cannot make a pipe: %s", strerror(errno));

    for (int i = 0; i < 3; i++)
        snprintf(numbers[i], sizeof numbers[i], "%u", values[i]);
    const char *const argv[] = {sandbox->jail, "probe",    numbers[0],
                                numbers[1],    numbers[2], NULL};
    pid_t pid = spawn_launcher(argv, NULL, 0, ends[1], SPAWN_NO_CGROUP);
    close(ends[1]);
    if (pid > 0) {
        ssize_t n = read(ends[0], answer, sizeof answer - 1);
        answer[n > 0 ? n : 0] = '\0';
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
            ;
    }
    close(ends[0]);
    if (pid < 0)
        return -1;
    if (status != 0 ||
        sscanf(answer, "%u %d", &sandbox->layers, &sandbox->landlock_abi) != 2)
        return error("the launcher '%s' does not work", sandbox->jail);
    return 0;
}

static int open_cgroup(struct sandbox *sandbox, unsigned without)
{
    if (without & SANDBOX_CGROUP)
        return 0;
    if (cgroup_open(&sandbox->cgroup, "memory.max") != 0)
        return -1;
    if (sandbox->cgroup.path)
        sandbox->layers |= SANDBOX_CGROUP;
    return 0;
}

/* Our memory is not to be read by programs of the same user; what a command leaves behind
 * becomes our child, to be found and killed; a worker that dies closes its pipe, which is not to
 * end us. */
static int protect_process(void)
{
    if (prctl(PR_SET_DUMPABLE, 0) == 0 && prctl(PR_SET_CHILD_SUBREAPER, 1) == 0 &&
        signal(SIGPIPE, SIG_IGN) != SIG_ERR)
        return 0;
    return error("cannot protect the grader's process: %s", strerror(errno));
}

/* They lie beside the launcher. */
static int open_filters(struct sandbox *sandbox)
{
    char path[PATH_MAX];
    const char *slash = strrchr(sandbox->jail, '/');
    int folder = slash ? (int)(slash - sandbox->jail) : 1;
    snprintf(path, sizeof path, "%.*s/filters", folder, slash ? sandbox->jail : ".");
    sandbox->filters_fd = open(path, O_RDONLY | O_CLOEXEC);
    return sandbox->filters_fd >= 0
               ? 0
               : error("cannot open '%s': %s; build the grader again", path,
                       strerror(errno));
}

int sandbox_open(struct sandbox *sandbox, const char *jail, unsigned without)
{
    *sandbox = (struct sandbox){.uid = own_id("/proc/self/uid_map"),
                                .gid = own_id("/proc/self/gid_map"),
                                .filters_fd = -1,
                                .cgroup = {.fd = -1}};
    if (access(jail, X_OK) != 0)
        return error("cannot execute the launcher '%s': %s", jail, strerror(errno));
    sandbox->jail = strdup(jail);
    if (!sandbox->jail)
        return error("out of memory");

    int status = open_filters(sandbox);
    if (status == 0)
        status = protect_process();
    if (status == 0)
        status = probe_layers(sandbox, without);
    if (status == 0)
        status = open_cgroup(sandbox, without);
    if (status != 0)
        sandbox_release(sandbox);
    return status;
}

void sandbox_release(struct sandbox *sandbox)
{
    if (sandbox->jail && sandbox->filters_fd >= 0)
        close(sandbox->filters_fd);
    if (sandbox->jail)
        cgroup_close(&sandbox->cgroup);
    free(sandbox->jail);
    *sandbox = (struct sandbox){.filters_fd = -1, .cgroup = {.fd = -1}};
}

/* Links are handed over, not followed. Returns 0, or -1 with errno set. */
static int give_content(int folder_fd, const struct sandbox *sandbox)
{
    int status = 0;
    const struct dirent *entry;
    DIR *folder = fdopendir(folder_fd);
    if (!folder) {
        close(folder_fd);
        return -1;
    }
    while (status == 0 && (errno = 0, entry = readdir(folder))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        int fd = openat(dirfd(folder), entry->d_name,
                        O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd >= 0)
            status = give_content(fd, sandbox);
        else if (errno != ENOTDIR && errno != ELOOP)
            status = -1;
        if (status == 0)
            status = fchownat(dirfd(folder), entry->d_name, sandbox->uid, sandbox->gid,
                              AT_SYMLINK_NOFOLLOW);
    }
    if (errno != 0)
        status = -1;
    int why = errno;
    closedir(folder);
    errno = why;
    return status;
}

int sandbox_give_folder(const struct sandbox *sandbox, const char *folder)
{
    if (!(sandbox->layers & SANDBOX_UID))
        return 0;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0 && fchown(fd, sandbox->uid, sandbox->gid) != 0) {
        int why = errno;
        close(fd);
        fd = -1;
        errno = why;
    }
    if (fd < 0 || give_content(fd, sandbox) != 0)
        return error("cannot hand '%s' to an unprivileged user: %s", folder,
                     strerror(errno));
    return 0;
}
