#define _GNU_SOURCE
#include "sandbox/seccomp.h"

#include "sandbox/profiles.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x80
#endif
#ifndef CLONE_NEWCGROUP
#define CLONE_NEWCGROUP 0x02000000
#endif

/* A filter is built before the process and the path are known that it is about: these stand
 * in for them. */
#define STAND_IN_PID UINT32_C(0x7A5A0001)
#define STAND_IN_PROGRAM_HIGH UINT32_C(0x7A5A0002)
#define STAND_IN_PROGRAM_LOW UINT32_C(0x7A5A0003)
#define STAND_IN_PROGRAM ((uint64_t)STAND_IN_PROGRAM_HIGH << 32 | STAND_IN_PROGRAM_LOW)

/* Where in the file a filter lies, behind its length in bytes. */
enum { SLOT_BYTES = 1 << 16 };

struct filter {
    scmp_filter_ctx context;
    enum sandbox_profile profile;
    bool needs_libraries;
};

/* clone() takes 32 bits of flags, of which the lowest 8 are a signal. */
static const uint64_t namespaces[] = {CLONE_NEWNS,  CLONE_NEWCGROUP, CLONE_NEWUTS,
                                      CLONE_NEWIPC, CLONE_NEWUSER,   CLONE_NEWPID,
                                      CLONE_NEWNET};

bool seccomp_available(void)
{
    const unsigned get_action_avail = 2;
    uint32_t action = 0x80000000U; /* SECCOMP_RET_KILL_PROCESS */
    return syscall(SYS_seccomp, get_action_avail, 0, &action) == 0;
}

static struct scmp_arg_cmp is(unsigned argument, uint64_t value)
{
    return (struct scmp_arg_cmp){argument, SCMP_CMP_EQ, value, 0};
}

static struct scmp_arg_cmp is_not(unsigned argument, uint64_t value)
{
    return (struct scmp_arg_cmp){argument, SCMP_CMP_NE, value, 0};
}

static struct scmp_arg_cmp has_bits(unsigned argument, uint64_t mask, uint64_t value)
{
    return (struct scmp_arg_cmp){argument, SCMP_CMP_MASKED_EQ, mask, value};
}

static uint32_t default_action(const struct filter *filter)
{
    return profile_runs(filter->profile) ? SCMP_ACT_ERRNO(ENOSYS) : SCMP_ACT_ALLOW;
}

/* ACTION for every use of the call. */
static int rule(struct filter *filter, int call, uint32_t action)
{
    if (action == default_action(filter))
        return 0;
    return seccomp_rule_add(filter->context, action, call, 0);
}

/* ACTION for the uses whose argument is as told. */
static int rule_if(struct filter *filter, int call, uint32_t action,
                   struct scmp_arg_cmp argument)
{
    return seccomp_rule_add_array(filter->context, action, call, 1, &argument);
}

static int allow_if_equal(struct filter *filter, int call, unsigned argument,
                          uint64_t value, uint32_t otherwise)
{
    int status = rule_if(filter, call, SCMP_ACT_ALLOW, is(argument, value));
    return status ? status : rule_if(filter, call, otherwise, is_not(argument, value));
}

static int allow_threads(struct filter *filter, int call)
{
    uint64_t mask = CLONE_THREAD | CLONE_VFORK | CLONE_PTRACE;
    for (size_t i = 0; i < sizeof namespaces / sizeof namespaces[0]; i++)
        mask |= namespaces[i];
    int status = rule_if(filter, call, SCMP_ACT_ALLOW, has_bits(0, mask, CLONE_THREAD));
    return status ? status
                  : rule_if(filter, call, SCMP_ACT_ERRNO(EPERM),
                            has_bits(0, CLONE_THREAD, 0));
}

static int refuse_namespaces(struct filter *filter, int call)
{
    int status = 0;
    for (size_t i = 0; i < sizeof namespaces / sizeof namespaces[0] && !status; i++)
        status = rule_if(filter, call, SCMP_ACT_ERRNO(EPERM),
                         has_bits(0, namespaces[i], namespaces[i]));
    return status;
}

static int allow_flags_to_be_read(struct filter *filter, int call)
{
    int status = rule_if(filter, call, SCMP_ACT_ALLOW, is(1, F_GETFL));
    return status ? status : rule_if(filter, call, SCMP_ACT_ALLOW, is(1, F_GETFD));
}

static int allow_libraries(struct filter *filter, int call)
{
    const uint64_t writes = O_ACCMODE | O_CREAT | O_TRUNC | O_TMPFILE;
    if (!filter->needs_libraries)
        return rule(filter, call, SCMP_ACT_ERRNO(EACCES));
    return rule_if(filter, call, SCMP_ACT_ALLOW,
                   has_bits(2, writes & ~(uint64_t)O_DIRECTORY, 0));
}

static int add_call(struct filter *filter, int call, enum call_rule what)
{
    switch (what) {
    case CALL_DEFAULT: return 0;
    case CALL_ALLOW: return rule(filter, call, SCMP_ACT_ALLOW);
    case CALL_UNKNOWN: return rule(filter, call, SCMP_ACT_ERRNO(ENOSYS));
    case CALL_DENIED: return rule(filter, call, SCMP_ACT_ERRNO(EACCES));
    case CALL_REFUSED: return rule(filter, call, SCMP_ACT_ERRNO(EPERM));
    case CALL_NO_TTY: return rule(filter, call, SCMP_ACT_ERRNO(ENOTTY));
    case CALL_KILL: return rule(filter, call, SCMP_ACT_KILL_PROCESS);
    case CALL_THREAD: return allow_threads(filter, call);
    case CALL_NO_NAMESPACE: return refuse_namespaces(filter, call);
    case CALL_OWN_PROCESS:
        return allow_if_equal(filter, call, 0, STAND_IN_PID, SCMP_ACT_KILL_PROCESS);
    case CALL_OWN_EXEC:
        return allow_if_equal(filter, call, 0, STAND_IN_PROGRAM, SCMP_ACT_KILL_PROCESS);
    case CALL_GET_LIMIT: return allow_if_equal(filter, call, 2, 0, SCMP_ACT_ERRNO(EPERM));
    case CALL_GET_FLAGS: return allow_flags_to_be_read(filter, call);
    case CALL_LIBRARY: return allow_libraries(filter, call);
    case CALL_WITH_LIBRARY:
        return filter->needs_libraries ? rule(filter, call, SCMP_ACT_ALLOW) : 0;
    }
    return -EINVAL;
}

static int add_calls(struct filter *filter)
{
    /* int 0x80 and x32 reach other tables of calls: who uses them is ended. */
    int status =
        seccomp_attr_set(filter->context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    /* A tree: the kernel walks the filter once for every call there is when it is loaded. */
    if (!status)
        status = seccomp_attr_set(filter->context, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    for (size_t g = 0; g < n_call_groups && !status; g++) {
        const struct call_group *group = &call_groups[g];
        enum call_rule what = profile_runs(filter->profile) ? group->run : group->build;
        for (size_t i = 0; i < group->n_calls && !status; i++)
            status = add_call(filter, group->calls[i], what);
    }
    return status;
}

/* Writes the filter to FD from where it stands. Returns 0, or -1 with errno set. */
static int write_filter(int fd, enum sandbox_profile profile, bool needs_libraries)
{
    struct filter filter = {NULL, profile, needs_libraries};
    int status = -ENOMEM;
    filter.context = seccomp_init(default_action(&filter));
    if (filter.context)
        status = add_calls(&filter);
    if (!status)
        status = seccomp_export_bpf(filter.context, fd);
    if (filter.context)
        seccomp_release(filter.context);
    errno = -status;
    return status ? -1 : 0;
}

static int write_slot(int fd, enum sandbox_profile profile)
{
    off_t slot = (off_t)profile * SLOT_BYTES;
    if (lseek(fd, slot + (off_t)sizeof(uint64_t), SEEK_SET) < 0 ||
        write_filter(fd, profile, false) != 0)
        return -1;
    uint64_t bytes = (uint64_t)(lseek(fd, 0, SEEK_CUR) - slot) - sizeof bytes;
    return pwrite(fd, &bytes, sizeof bytes, slot) == sizeof bytes ? 0 : -1;
}

int seccomp_build(int fd)
{
    return write_slot(fd, SANDBOX_RUN) != 0 || write_slot(fd, SANDBOX_COMPILE) != 0 ? -1
                                                                                    : 0;
}

/* Puts the real values in; returns how many there were. */
static unsigned fill_in(struct sock_filter *code, size_t n, const char *program)
{
    const uint64_t path = (uintptr_t)program;
    const struct {
        uint32_t stand_in, value;
    } values[] = {{STAND_IN_PID, (uint32_t)getpid()}, /* exec keeps it */
                  {STAND_IN_PROGRAM_HIGH, (uint32_t)(path >> 32)},
                  {STAND_IN_PROGRAM_LOW, (uint32_t)path}};
    unsigned filled[3] = {0};

    for (size_t i = 0; i < n; i++)
        for (size_t v = 0; v < 3; v++)
            if (code[i].code == (BPF_JMP | BPF_JEQ | BPF_K) &&
                code[i].k == values[v].stand_in) {
                code[i].k = values[v].value;
                filled[v] = 1;
                break;
            }
    return filled[0] + filled[1] + filled[2];
}

static ssize_t read_slot(int fd, enum sandbox_profile profile, void *code, size_t n)
{
    uint64_t bytes = 0;
    off_t slot = (off_t)profile * SLOT_BYTES;
    if (pread(fd, &bytes, sizeof bytes, slot) != sizeof bytes || bytes > n)
        return -1;
    return pread(fd, code, bytes, slot + (off_t)sizeof bytes);
}

/* The filter of a program that needs libraries is rare, and built where it is needed. Through
 * a pipe, since the limits allow no byte in a file; it holds any filter. */
static ssize_t make_with_libraries(void *code, size_t n)
{
    int ends[2];
    ssize_t bytes = -1;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    if (write_filter(ends[1], SANDBOX_RUN, true) == 0)
        bytes = read(ends[0], code, n);
    int why = errno;
    close(ends[0]);
    close(ends[1]);
    errno = why;
    return bytes;
}

int seccomp_apply(int fd, enum sandbox_profile profile, bool needs_libraries,
                  const char *program)
{
    const unsigned set_mode_filter = 1;
    bool runs = profile_runs(profile);
    struct sock_filter code[BPF_MAXINSNS];
    ssize_t bytes =
        runs && needs_libraries
            ? make_with_libraries(code, sizeof code)
            : read_slot(fd, runs ? SANDBOX_RUN : SANDBOX_COMPILE, code, sizeof code);
    if (bytes < 0)
        return -1;
    size_t n = (size_t)bytes / sizeof code[0];
    if (n == 0 || fill_in(code, n, program) != (runs ? 3 : 0)) {
        errno = EINVAL; /* not the filter that was written */
        return -1;
    }
    struct sock_fprog filter = {(unsigned short)n, code};
    return (int)syscall(SYS_seccomp, set_mode_filter, 0, &filter);
}
