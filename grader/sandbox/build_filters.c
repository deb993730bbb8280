/* build_filters.c: makes the file of filters (filters.h).
 *
 * usage: build_filters FILE
 */
#define _GNU_SOURCE
#include "sandbox/filters.h"
#include "sandbox/profiles.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x80
#endif
#ifndef CLONE_NEWCGROUP
#define CLONE_NEWCGROUP 0x02000000
#endif

struct filter {
    scmp_filter_ctx context;
    enum filter_slot slot;
};

/* clone() takes 32 bits of flags, of which the lowest 8 are a signal. */
static const uint64_t namespaces[] = {CLONE_NEWNS,  CLONE_NEWCGROUP, CLONE_NEWUTS,
                                      CLONE_NEWIPC, CLONE_NEWUSER,   CLONE_NEWPID,
                                      CLONE_NEWNET};

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

static bool runs(const struct filter *filter)
{
    return filter->slot != FILTER_BUILD;
}

static bool needs_libraries(const struct filter *filter)
{
    return filter->slot == FILTER_RUN_DYNAMIC;
}

static uint32_t default_action(const struct filter *filter)
{
    return runs(filter) ? SCMP_ACT_ERRNO(ENOSYS) : SCMP_ACT_ALLOW;
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
    if (!needs_libraries(filter))
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
        return needs_libraries(filter) ? rule(filter, call, SCMP_ACT_ALLOW) : 0;
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
        enum call_rule what = runs(filter) ? group->run : group->build;
        for (size_t i = 0; i < group->n_calls && !status; i++)
            status = add_call(filter, group->calls[i], what);
    }
    return status;
}

/* Writes the filter to FD from where it stands. Returns 0, or a negative error number. */
static int write_filter(int fd, enum filter_slot slot)
{
    struct filter filter = {NULL, slot};
    int status = -ENOMEM;
    filter.context = seccomp_init(default_action(&filter));
    if (filter.context)
        status = add_calls(&filter);
    if (!status)
        status = seccomp_export_bpf(filter.context, fd);
    if (filter.context)
        seccomp_release(filter.context);
    return status;
}

static int write_slot(int fd, enum filter_slot slot)
{
    off_t start = (off_t)slot * FILTER_SLOT_BYTES;
    uint64_t bytes;
    if (lseek(fd, start + (off_t)sizeof bytes, SEEK_SET) < 0)
        return -errno;
    int status = write_filter(fd, slot);
    if (status)
        return status;
    bytes = (uint64_t)(lseek(fd, 0, SEEK_CUR) - start) - sizeof bytes;
    return pwrite(fd, &bytes, sizeof bytes, start) == sizeof bytes ? 0 : -errno;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: build_filters FILE\n");
        return 2;
    }
    int fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    int status = fd < 0 ? -errno : 0;
    for (int slot = 0; slot < N_FILTERS && !status; slot++)
        status = write_slot(fd, (enum filter_slot)slot);
    if (fd >= 0 && close(fd) != 0 && !status)
        status = -errno;
    if (status)
        fprintf(stderr, "build_filters: cannot write '%s': %s\n", argv[1],
                strerror(-status));
    return status ? 3 : 0;
}
