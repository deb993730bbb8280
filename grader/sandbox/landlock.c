/* Raw system calls and our own constants: the headers of a distribution may be older than its
 * kernel. Names and values are those of the kernel's linux/landlock.h. */
#define _GNU_SOURCE
#include "sandbox/landlock.h"

#include "sandbox/profiles.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_landlock_create_ruleset /* the same number on every architecture */
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

enum { CREATE_RULESET_VERSION = 1, RULE_PATH_BENEATH = 1 };

#define FS_EXECUTE (UINT64_C(1) << 0)
#define FS_WRITE_FILE (UINT64_C(1) << 1)
#define FS_READ_FILE (UINT64_C(1) << 2)
#define FS_READ_DIR (UINT64_C(1) << 3)
#define FS_REMOVE_DIR (UINT64_C(1) << 4)
#define FS_REMOVE_FILE (UINT64_C(1) << 5)
#define FS_MAKE_DIR (UINT64_C(1) << 7)
#define FS_MAKE_REG (UINT64_C(1) << 8)
#define FS_REFER (UINT64_C(1) << 13)     /* ABI 2 */
#define FS_TRUNCATE (UINT64_C(1) << 14)  /* ABI 3 */
#define FS_IOCTL_DEV (UINT64_C(1) << 15) /* ABI 5 */
#define FS_OF_FILES \
    (FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE | FS_IOCTL_DEV)

#define NET_BIND_TCP (UINT64_C(1) << 0) /* ABI 4 */
#define NET_CONNECT_TCP (UINT64_C(1) << 1)
#define SCOPE_ABSTRACT_UNIX_SOCKET (UINT64_C(1) << 0) /* ABI 6 */
#define SCOPE_SIGNAL (UINT64_C(1) << 1)

struct ruleset_attributes {
    uint64_t handled_access_fs, handled_access_net, scoped;
};

struct path_beneath {
    uint64_t allowed_access;
    int32_t parent_fd;
} __attribute__((packed));

int landlock_abi(void)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);
    return abi > 0 ? (int)abi : 0;
}

/* Every access to files that the ABI knows: what is not handled is allowed. */
static uint64_t known_access(int abi)
{
    uint64_t known = FS_REFER - 1;
    if (abi >= 2)
        known |= FS_REFER;
    if (abi >= 3)
        known |= FS_TRUNCATE;
    if (abi >= 5)
        known |= FS_IOCTL_DEV;
    return known;
}

int landlock_open(void)
{
    int abi = landlock_abi();
    struct ruleset_attributes attributes = {.handled_access_fs = known_access(abi)};
    size_t size = sizeof attributes.handled_access_fs;

    if (abi >= 4) {
        attributes.handled_access_net = NET_BIND_TCP | NET_CONNECT_TCP;
        size += sizeof attributes.handled_access_net;
    }
    if (abi >= 6) {
        attributes.scoped = SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL;
        size += sizeof attributes.scoped;
    }
    return (int)syscall(SYS_landlock_create_ruleset, &attributes, size, 0);
}

static uint64_t access_bits(unsigned access)
{
    uint64_t bits = 0;
    if (access & FILE_READ)
        bits |= FS_READ_FILE | FS_READ_DIR;
    if (access & FILE_WRITE)
        bits |= FS_WRITE_FILE | FS_TRUNCATE;
    if (access & FILE_EXECUTE)
        bits |= FS_EXECUTE;
    if (access & FILE_MAKE)
        bits |= FS_MAKE_REG | FS_MAKE_DIR | FS_REMOVE_FILE | FS_REMOVE_DIR | FS_REFER;
    return bits;
}

int landlock_grant(int ruleset, const char *path, unsigned access)
{
    int fd = open(path, O_PATH | O_CLOEXEC), status = -1;
    if (fd < 0)
        return -1;

    struct stat info;
    if (fstat(fd, &info) == 0) {
        struct path_beneath rule = {access_bits(access) & known_access(landlock_abi()),
                                    fd};
        if (!S_ISDIR(info.st_mode))
            rule.allowed_access &= FS_OF_FILES;
        status =
            (int)syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &rule, 0);
    }
    int why = errno;
    close(fd);
    errno = why;
    return status;
}

int landlock_enforce(int ruleset)
{
    int status = (int)syscall(SYS_landlock_restrict_self, ruleset, 0), why = errno;
    close(ruleset);
    errno = why;
    return status;
}
