/* profiles.h: what each profile may do, and why. The tables are profiles.c; limits.c, landlock.c
 * and seccomp.c put them in force. */
#ifndef GRADER_SANDBOX_PROFILES_H
#define GRADER_SANDBOX_PROFILES_H

#include "sandbox/sandbox.h"

#include <stdbool.h>
#include <stddef.h>

enum { N_PROFILES = SANDBOX_SANITIZE + 1 };

/* Whether the program is the student's code, and not a compiler that reads it. */
static inline bool profile_runs(enum sandbox_profile profile)
{
    return profile == SANDBOX_RUN || profile == SANDBOX_SANITIZE;
}

/* A limit that setrlimit() puts on a resource, hard and soft. A hard limit that is lower
 * already stays. */
struct limit_rule {
    int resource;
    unsigned long long run, build; /* build: compile and link */
    unsigned long long sanitize;   /* 0: as run */
    const char *why;
};

extern const struct limit_rule limit_rules[];
extern const size_t n_limit_rules;

/* RLIMIT_NPROC counts all that belongs to the user. An ordinary user's own programs come on top. */
enum { LIMIT_PROCESSES_OF_OTHERS = 4096 };

/* What may be done with a file, or with all below a folder, as bits. */
enum file_access { FILE_READ = 1, FILE_WRITE = 2, FILE_EXECUTE = 4, FILE_MAKE = 8 };

/* Access is meant for the profiles it is written for; files that are not there are passed over. */
struct file_rule {
    const char *path;
    unsigned run, run_dynamic, build; /* run_dynamic: of a program that needs libraries */
    unsigned sanitize;                /* besides run_dynamic */
    const char *why;
};

extern const struct file_rule file_rules[];
extern const size_t n_file_rules;

/* What becomes of a system call. */
enum call_rule {
    CALL_DEFAULT, /* run: CALL_UNKNOWN; build: CALL_ALLOW */
    CALL_ALLOW,
    CALL_UNKNOWN, /* fails with ENOSYS */
    CALL_DENIED,  /* fails with EACCES, as a file that one may not open */
    CALL_REFUSED, /* fails with EPERM */
    CALL_NO_TTY,  /* fails with ENOTTY */
    CALL_KILL,    /* ends the process with SIGSYS */

    /* Looks at the arguments. */
    CALL_THREAD,       /* clone: threads alone; else refused */
    CALL_NO_NAMESPACE, /* clone: anything but new namespaces, which are refused */
    CALL_OWN_PROCESS,  /* at the process itself; else killed */
    CALL_OWN_EXEC,     /* the launcher's own exec; else killed */
    CALL_GET_LIMIT,    /* prlimit64: without a new limit; else refused */
    CALL_GET_FLAGS,    /* fcntl: asks for flags; else unknown */
    CALL_LIBRARY, /* openat: for reading, where the program needs libraries; else denied */
    CALL_WITH_LIBRARY /* allowed where the program needs libraries; else unknown */
};

struct call_group {
    const char *what;
    enum call_rule run, build;
    const int *calls; /* numbers, as libseccomp has them */
    size_t n_calls;
};

extern const struct call_group call_groups[];
extern const size_t n_call_groups;

#endif
