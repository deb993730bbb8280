/* jail.c: the launcher. It puts every restriction in force on itself and then becomes the
 * program that handles untrusted input.
 *
 * Theory of operation
 *
 * The trusted side starts jail with posix_spawn and never forks: jail is tiny, the trusted side
 * large. Jail takes the steps of the table below, one after another, and executes the program.
 * All is in force before exec, since constructors and ifunc resolvers run before main.
 *
 * The order matters. Descriptors go first, so that nothing that follows can leak one. Limits
 * come before the user changes. To change the user clears the parent-death signal, so that
 * is asked for afterwards; if the parent died in between, nobody would send it, so the parent is
 * compared then. Folder and program are looked up as the user that is to use them. Landlock and
 * seccomp need no_new_privs, and seccomp is last, since it forbids what the others do.
 *
 * How each layer holds what the others let through:
 *   limits    memory, processor time, descriptors, the disk. Nothing about secrets.
 *   user      (as root) root ignores limits on processes, and permissions of files.
 *   landlock  what may be opened, by path. It does not hide that a file exists.
 *   seccomp   what may be asked at all: no process, network, or exec for a program that runs.
 *             It cannot look at paths.
 *   namespaces  where one of the last two is missing: a machine of its own, in which there is
 *             no other process, no network, and of the files what is granted. Entered by a new
 *             process, since a process cannot change its own namespace of process ids.
 *   cgroup    what all commands take in sum. The trusted side starts the launcher in it.
 *
 * Every failure here is the grader's own, never the program's: one line on the status pipe and
 * exit status JAIL_FAILED. There are no warnings: a layer that was asked for is in force, or
 * nothing runs. The status pipe closes on exec: see jail.h.
 */
#define _GNU_SOURCE
#include "sandbox/jail.h"

#include "sandbox/landlock.h"
#include "sandbox/limits.h"
#include "sandbox/namespaces.h"
#include "sandbox/profiles.h"
#include "sandbox/seccomp.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <link.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_close_range /* the same number on every architecture */
#define SYS_close_range 436
#endif

#define SYSTEM_PATH "/usr/local/bin:/usr/bin:/bin"

struct jail {
    enum sandbox_profile profile;
    unsigned layers;
    uid_t uid;
    gid_t gid;
    pid_t parent;
    int status_fd, filters_fd;
    const char *folder;
    char **readable; /* up to NULL */
    char **argv;
    char *program;              /* path, at an address that cannot be guessed */
    char work_folder[PATH_MAX]; /* absolute */
    char home[PATH_MAX + 8], temporary[PATH_MAX + 8]; /* of the program's environment */
    bool needs_libraries;
    const char *thing; /* what the step that failed was about; NULL: nothing to add */
};

/* ---- the steps ---- */

static int close_descriptors(struct jail *jail)
{
    unsigned first = (unsigned)jail->filters_fd + 1;
    if (fcntl(jail->status_fd, F_SETFD, FD_CLOEXEC) != 0 ||
        fcntl(jail->filters_fd, F_SETFD, FD_CLOEXEC) != 0)
        return -1;
    if (syscall(SYS_close_range, first, ~0U, 0) == 0)
        return 0;
    if (errno != ENOSYS)
        return -1;
    for (long fd = first, end = sysconf(_SC_OPEN_MAX); fd < end;
         fd++) /* before Linux 5.9 */
        close((int)fd);
    return 0;
}

static int start_session(struct jail *jail)
{
    (void)jail;
    return setsid() < 0 ? -1 : 0;
}

static int reset_signals(struct jail *jail)
{
    sigset_t none;
    (void)jail;
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL); /* fails for those that are never otherwise */
    sigemptyset(&none);
    return sigprocmask(SIG_SETMASK, &none, NULL);
}

static int set_limits(struct jail *jail)
{
    umask(077);
    return limits_apply(jail->profile, (jail->layers & SANDBOX_UID) != 0);
}

static int drop_user(struct jail *jail)
{
    if (setgroups(0, NULL) != 0 || setresgid(jail->gid, jail->gid, jail->gid) != 0 ||
        setresuid(jail->uid, jail->uid, jail->uid) != 0)
        return -1;
    if (setuid(0) != 0 && setgid(0) != 0)
        return 0;
    errno = EPERM; /* there is a way back */
    return -1;
}

static int follow_parent(struct jail *jail)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
        return -1;
    if (getppid() == jail->parent)
        return 0;
    errno = ESRCH;
    return -1;
}

static int enter_folder(struct jail *jail)
{
    jail->thing = jail->folder;
    if (chdir(jail->folder) != 0 || !getcwd(jail->work_folder, sizeof jail->work_folder))
        return -1;
    snprintf(jail->home, sizeof jail->home, "HOME=%s", jail->work_folder);
    snprintf(jail->temporary, sizeof jail->temporary, "TMPDIR=%s", jail->work_folder);
    return profile_runs(jail->profile) ? 0 : access(".", R_OK | W_OK | X_OK);
}

/* Else a file that the unprivileged user cannot reach is a diagnostic of the compiler, and looks
 * like the student's mistake. */
static int find_readable(struct jail *jail)
{
    for (char **path = jail->readable; *path; path++) {
        jail->thing = *path;
        if (access(*path, R_OK) != 0)
            return -1;
    }
    return 0;
}

/* Whether ld.so is to load the program. Its file may be a student's work: nothing in it is believed
 * but the answer, which opens the system's libraries for reading at most. */
static bool has_interpreter(const char *path)
{
    ElfW(Ehdr) header;
    ElfW(Phdr) segment;
    bool found = false;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return false;
    if (pread(fd, &header, sizeof header, 0) == (ssize_t)sizeof header)
        for (unsigned i = 0; i < header.e_phnum && i < 64 && !found; i++) {
            off_t offset = (off_t)(header.e_phoff + i * sizeof segment);
            found = pread(fd, &segment, sizeof segment, offset) == sizeof segment &&
                    segment.p_type == PT_INTERP;
        }
    close(fd);
    return found;
}

static int find_in_system(char *path, size_t n, const char *name)
{
    const char *folder = SYSTEM_PATH;
    while (*folder) {
        size_t length = strcspn(folder, ":");
        int written = snprintf(path, n, "%.*s/%s", (int)length, folder, name);
        if (written > 0 && (size_t)written < n && access(path, X_OK) == 0)
            return 0;
        folder += length;
        folder += *folder == ':';
    }
    errno = ENOENT;
    return -1;
}

static int find_program(struct jail *jail)
{
    const char *name = jail->thing = jail->argv[0];
    jail->program =
        mmap(NULL, PATH_MAX, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (jail->program == MAP_FAILED)
        return -1;
    if (!strchr(name, '/'))
        return find_in_system(jail->program, PATH_MAX, name);
    if (*name != '/' || strlen(name) >= PATH_MAX) {
        errno = EINVAL;
        return -1;
    }
    strcpy(jail->program, name);
    if (profile_runs(jail->profile))
        jail->needs_libraries = has_interpreter(name);
    return 0;
}

static int forbid_privileges(struct jail *jail)
{
    (void)jail;
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

/* GRANT is landlock_grant() or root_grant(). */
static int grant_system_files(struct jail *jail,
                              int (*grant)(int, const char *, unsigned), int ruleset)
{
    for (size_t i = 0; i < n_file_rules; i++) {
        const struct file_rule *rule = &file_rules[i];
        unsigned access = !profile_runs(jail->profile) ? rule->build
                          : jail->needs_libraries      ? rule->run_dynamic
                                                       : rule->run;
        if (jail->profile == SANDBOX_SANITIZE)
            access |= rule->sanitize;
        jail->thing = rule->path;
        if (access && grant(ruleset, rule->path, access) != 0 && errno != ENOENT)
            return -1;
    }
    return 0;
}

static int grant_own_files(struct jail *jail, int (*grant)(int, const char *, unsigned),
                           int ruleset)
{
    jail->thing = jail->program;
    if (profile_runs(jail->profile))
        return grant(ruleset, jail->program, FILE_READ | FILE_EXECUTE);

    jail->thing = jail->work_folder;
    if (grant(ruleset, jail->work_folder, FILE_READ | FILE_WRITE | FILE_MAKE) != 0)
        return -1;
    for (char **path = jail->readable; *path; path++) {
        jail->thing = *path;
        if (grant(ruleset, *path, FILE_READ) != 0)
            return -1;
    }
    return 0;
}

static int isolate(struct jail *jail)
{
    if (namespaces_enter(jail->status_fd, jail->parent) != 0 || root_open() != 0 ||
        grant_system_files(jail, root_grant, -1) != 0 ||
        grant_own_files(jail, root_grant, -1) != 0)
        return -1;
    jail->thing = jail->work_folder;
    return root_enter(profile_runs(jail->profile) ? "/" : jail->work_folder);
}

/* In namespaces, the processes are marked as they are made. */
static int mark_command(struct jail *jail)
{
    return jail->layers & SANDBOX_NAMESPACES ? 0 : limits_mark(getpid());
}

static int restrict_files(struct jail *jail)
{
    int ruleset = landlock_open();
    if (ruleset < 0 || grant_system_files(jail, landlock_grant, ruleset) != 0 ||
        grant_own_files(jail, landlock_grant, ruleset) != 0)
        return -1;
    jail->thing = NULL;
    return landlock_enforce(ruleset);
}

static int restrict_calls(struct jail *jail)
{
    return seccomp_apply(jail->filters_fd, jail->profile, jail->needs_libraries,
                         jail->program);
}

static const struct step {
    unsigned layer; /* 0: always */
    const char *what;
    int (*apply)(struct jail *jail);
} steps[] = {
    {0, "close descriptors", close_descriptors},
    {0, "start a session", start_session},
    {0, "reset signals", reset_signals},
    {0, "set limits", set_limits},
    {SANDBOX_UID, "become an unprivileged user", drop_user},
    {0, "be ended with the grader", follow_parent},
    {0, "enter the working directory", enter_folder},
    {0, "read", find_readable},
    {0, "find the program", find_program},
    {0, "mark the command", mark_command},
    {SANDBOX_NAMESPACES, "enter namespaces", isolate},
    {0, "give up privileges", forbid_privileges},
    {SANDBOX_LANDLOCK, "restrict files (Landlock)", restrict_files},
    {SANDBOX_SECCOMP, "restrict system calls (seccomp)", restrict_calls},
};

/* ---- the launcher ---- */

static _Noreturn void fail(const struct jail *jail, const char *what)
{
    char line[512];
    const char *why = strerror(errno);
    int n = jail->thing ? snprintf(line, sizeof line, "cannot %s '%.300s': %s", what,
                                   jail->thing, why)
                        : snprintf(line, sizeof line, "cannot %s: %s", what, why);
    if (write(jail->status_fd, line, (size_t)n) != n)
        _exit(JAIL_FAILED + 1); /* nobody listens */
    _exit(JAIL_FAILED);
}

static _Noreturn void become_program(struct jail *jail)
{
    /* Nothing of the grader's environment; messages in English. */
    char path[] = "PATH=" SYSTEM_PATH, locale[] = "LC_ALL=C";
    char *environment[] = {path, locale, jail->home, jail->temporary, NULL};
    const char ready = JAIL_READY;

    jail->thing = jail->argv[0];
    if (write(jail->status_fd, &ready, 1) == 1)
        execve(jail->program, jail->argv, environment);
    fail(jail, "execute");
}

/* For `jail probe`: what is to be in force here. */
static int probe(uid_t uid, gid_t gid, unsigned without)
{
    struct jail jail = {.uid = uid, .gid = gid};
    const unsigned usual = SANDBOX_LANDLOCK | SANDBOX_SECCOMP;
    unsigned in_force = SANDBOX_RLIMITS;
    if (!(without & SANDBOX_LANDLOCK) && landlock_abi() > 0)
        in_force |= SANDBOX_LANDLOCK;
    if (!(without & SANDBOX_SECCOMP) && seccomp_available())
        in_force |= SANDBOX_SECCOMP;
    if (!(without & SANDBOX_UID) && geteuid() == 0 && drop_user(&jail) == 0)
        in_force |= SANDBOX_UID;
    if (!(without & SANDBOX_NAMESPACES) && (in_force & usual) != usual &&
        namespaces_available())
        in_force |= SANDBOX_NAMESPACES;
    return printf("%u %d\n", in_force, landlock_abi()) > 0 && fflush(stdout) == 0
               ? 0
               : JAIL_FAILED;
}

/* The arguments are the trusted side's own (jail.h): a wrong one is a bug there. */
static unsigned number(const char *text)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || value > UINT_MAX)
        _exit(JAIL_FAILED + 1);
    return (unsigned)value;
}

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[1], "probe") == 0)
        return probe(number(argv[2]), number(argv[3]), number(argv[4]));

    int separator = 8;
    while (separator < argc && strcmp(argv[separator], "--") != 0)
        separator++;
    if (separator + 1 >= argc || number(argv[1]) >= N_PROFILES) {
        fprintf(stderr, "jail is started by gradecheck, not by hand\n");
        return JAIL_FAILED + 1;
    }
    argv[separator] = NULL;
    struct jail jail = {
        .profile = (enum sandbox_profile)number(argv[1]),
        .layers = number(argv[2]),
        .uid = number(argv[3]),
        .gid = number(argv[4]),
        .parent = (pid_t)number(argv[5]),
        .status_fd = 3 + (int)number(argv[6]),
        .filters_fd = 4 + (int)number(argv[6]),
        .folder = argv[7],
        .readable = argv + 8,
        .argv = argv + separator + 1,
    };
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        jail.thing = NULL;
        if ((steps[i].layer & jail.layers) == steps[i].layer &&
            steps[i].apply(&jail) != 0)
            fail(&jail, steps[i].what);
    }
    become_program(&jail);
}
