#define _GNU_SOURCE
#include "sandbox/seccomp.h"

#include "sandbox/filters.h"
#include "sandbox/profiles.h"

#include <errno.h>
#include <linux/filter.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

bool seccomp_available(void)
{
    const unsigned get_action_avail = 2;
    uint32_t action = 0x80000000U; /* SECCOMP_RET_KILL_PROCESS */
    return syscall(SYS_seccomp, get_action_avail, 0, &action) == 0;
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

static ssize_t read_slot(int fd, enum filter_slot filter, void *code, size_t n)
{
    uint64_t bytes = 0;
    off_t slot = (off_t)filter * FILTER_SLOT_BYTES;
    if (pread(fd, &bytes, sizeof bytes, slot) != sizeof bytes || bytes > n)
        return -1;
    return pread(fd, code, bytes, slot + (off_t)sizeof bytes);
}

int seccomp_apply(int fd, enum sandbox_profile profile, bool needs_libraries,
                  const char *program)
{
    const unsigned set_mode_filter = 1;
    bool runs = profile_runs(profile);
    enum filter_slot slot = !runs             ? FILTER_BUILD
                            : needs_libraries ? FILTER_RUN_DYNAMIC
                                              : FILTER_RUN;
    struct sock_filter code[BPF_MAXINSNS];
    errno = EINVAL; /* not the file that was written */
    ssize_t bytes = read_slot(fd, slot, code, sizeof code);
    size_t n = bytes > 0 ? (size_t)bytes / sizeof code[0] : 0;
    if (n == 0 || fill_in(code, n, program) != (runs ? 3 : 0))
        return -1;
    struct sock_fprog filter = {(unsigned short)n, code};
    return (int)syscall(SYS_seccomp, set_mode_filter, 0, &filter);
}
