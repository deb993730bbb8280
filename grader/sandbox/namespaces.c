#define _GNU_SOURCE
#include "sandbox/namespaces.h"

#include "sandbox/jail.h"
#include "sandbox/limits.h"
#include "sandbox/profiles.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* The new root is made in a memory file system in this place; the old one is seen in it while
 * files are granted. */
#define STAGE "/tmp"
#define OLD "/old"
#define NEW "/new"

/* ---- processes ---- */

static int write_text(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    ssize_t n = write(fd, text, strlen(text));
    int why = errno;
    close(fd);
    errno = why;
    return n == (ssize_t)strlen(text) ? 0 : -1;
}

/* The user stays who it is, and is the only one there. */
static int leave_namespaces(void)
{
    char map[64];
    uid_t uid = geteuid();
    gid_t gid = getegid();
    if (unshare(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC |
                CLONE_NEWUTS) != 0 ||
        prctl(PR_SET_DUMPABLE, 1) != 0) /* who changed its user may not write the maps */
        return -1;
    if (write_text("/proc/self/setgroups", "deny") != 0 && errno != ENOENT)
        return -1;
    snprintf(map, sizeof map, "%u %u 1", (unsigned)uid, (unsigned)uid);
    if (write_text("/proc/self/uid_map", map) != 0)
        return -1;
    snprintf(map, sizeof map, "%u %u 1", (unsigned)gid, (unsigned)gid);
    return write_text("/proc/self/gid_map", map);
}

/* A fork whose child is our parent's. */
static pid_t fork_sibling(void)
{
    return (pid_t)syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);
}

/* In both children: to be ended with the trusted side is asked for before the launcher, which
 * alone can see whether that still runs, lets them go on. */
static int await_launcher(const int ready[2], const int go[2])
{
    char byte = '!';
    close(ready[0]);
    close(go[1]);
    if (setsid() < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 ||
        write(ready[1], &byte, 1) != 1)
        return -1;
    close(ready[1]);
    ssize_t n = read(go[0], &byte, 1);
    close(go[0]);
    return n == 1 ? 0 : -1;
}

static _Noreturn void be_init(const int ready[2], const int go[2])
{
    /* Nobody is to wait for a pipe's end because init holds it too. */
    for (int fd = 0; fd < ready[0]; fd++)
        close(fd);
    prctl(PR_SET_DUMPABLE, 0); /* it is not restricted as the command is */
    signal(SIGCHLD, SIG_IGN);  /* children of the dead are reaped */
    if (await_launcher(ready, go) != 0)
        _exit(JAIL_FAILED);
    for (;;)
        pause();
}

/* The launcher's last deed. */
static _Noreturn void release_children(pid_t init, pid_t program, const int ready[2],
                                       const int go[2], int status_fd, pid_t parent)
{
    char bytes[2] = "", line[48];
    close(ready[1]);
    bool right = read(ready[0], bytes, 1) == 1 && read(ready[0], bytes, 1) == 1 &&
                 limits_mark(init) == 0 && limits_mark(program) == 0 &&
                 getppid() == parent;
    int n = snprintf(line, sizeof line, JAIL_PROCESSES, (long)program, (long)init);
    if (write(status_fd, line, (size_t)n) != n || !right || write(go[1], bytes, 2) != 2)
        _exit(JAIL_FAILED); /* to both, the end of the pipe */
    _exit(0);
}

int namespaces_enter(int status_fd, pid_t parent)
{
    int ready[2], go[2];
    if (leave_namespaces() != 0 || pipe2(ready, O_CLOEXEC) != 0 ||
        pipe2(go, O_CLOEXEC) != 0)
        return -1;
    pid_t init = fork_sibling();
    if (init == 0)
        be_init(ready, go);
    pid_t program = init > 0 ? fork_sibling() : -1;
    if (program < 0)
        return -1;
    if (program > 0)
        release_children(init, program, ready, go, status_fd, parent);
    return await_launcher(ready, go);
}

/* ---- files ---- */

int root_open(void)
{
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("stage", STAGE, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=1m") != 0 ||
        mkdir(STAGE OLD, 0755) != 0 || mkdir(STAGE NEW, 0755) != 0 ||
        syscall(SYS_pivot_root, STAGE, STAGE OLD) != 0 || chdir("/") != 0)
        return -1;
    return mount(NEW, NEW, NULL, MS_BIND, NULL);
}

/* The folders above PATH, which begins with NEW. */
static int make_parents(char *path)
{
    for (char *slash = strchr(path + strlen(NEW) + 1, '/'); slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        int status = mkdir(path, 0755);
        *slash = '/';
        if (status != 0 && errno != EEXIST)
            return -1;
    }
    return 0;
}

static int make_place(const char *path, mode_t mode)
{
    if (S_ISDIR(mode))
        return mkdir(path, 0755) == 0 || errno == EEXIST ? 0 : -1;
    int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
    return fd < 0 ? -1 : close(fd);
}

static int copy_link(const char *from, const char *to)
{
    char target[PATH_MAX];
    ssize_t n = readlink(from, target, sizeof target - 1);
    if (n < 0)
        return -1;
    target[n] = '\0';
    return symlink(target, to) == 0 || errno == EEXIST ? 0 : -1;
}

/* What the mount it was bound from forbids has to stay forbidden. */
static int make_read_only(const char *path)
{
    static const struct {
        unsigned long seen, kept;
    } flags[] = {{ST_NODEV, MS_NODEV},
                 {ST_NOEXEC, MS_NOEXEC},
                 {ST_NOATIME, MS_NOATIME},
                 {ST_NODIRATIME, MS_NODIRATIME},
                 {ST_RELATIME, MS_RELATIME}};
    struct statvfs info;
    unsigned long keep = MS_NOSUID;
    if (statvfs(path, &info) != 0)
        return -1;
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
        if (info.f_flag & flags[i].seen)
            keep |= flags[i].kept;
    return mount(NULL, path, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | keep, NULL);
}

/* That of the new namespace: it tells of no process outside. Where some of the old one is hidden, as
 * containers do, none may be mounted: then there is none. */
static int mount_own_proc(void)
{
    if (mkdir(NEW "/proc", 0755) != 0 && errno != EEXIST)
        return -1;
    if (mount("proc", NEW "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) == 0)
        return 0;
    errno = ENOENT;
    return -1;
}

int root_grant(int unused, const char *path, unsigned access)
{
    char from[PATH_MAX + 8], to[PATH_MAX + 8];
    struct stat info;
    (void)unused;
    snprintf(from, sizeof from, OLD "%s", path);
    snprintf(to, sizeof to, NEW "%s", path);
    if (lstat(from, &info) != 0 || make_parents(to) != 0)
        return -1;
    if (strncmp(path, "/proc/", 6) == 0)
        return mount_own_proc();
    if (S_ISLNK(info.st_mode))
        return copy_link(from, to);
    if (make_place(to, info.st_mode) != 0 ||
        mount(from, to, NULL, MS_BIND | MS_REC, NULL) != 0)
        return -1;
    return access & FILE_WRITE ? 0 : make_read_only(to);
}

int root_enter(const char *folder)
{
    /* The old root is mounted over the new one, and taken from there. */
    if (chdir(NEW) != 0 || syscall(SYS_pivot_root, ".", ".") != 0 ||
        umount2(".", MNT_DETACH) != 0 || chdir("/") != 0 || make_read_only("/") != 0)
        return -1;
    return chdir(folder);
}

/* ---- whether they are to be had ---- */

bool namespaces_available(void)
{
    int status = -1;
    pid_t pid = fork();
    if (pid == 0)
        _exit(leave_namespaces() == 0 && root_open() == 0 &&
                      root_grant(-1, "/usr", FILE_READ) == 0 && root_enter("/") == 0
                  ? 0
                  : 1);
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return status == 0;
}
