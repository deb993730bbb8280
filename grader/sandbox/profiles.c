#define _GNU_SOURCE
#include "sandbox/profiles.h"

#include <seccomp.h>
#include <sys/resource.h>

#define MIB (1ULL << 20)
#define N_OF(array) (sizeof(array) / sizeof(array)[0])

const struct limit_rule limit_rules[] = {
    {RLIMIT_AS, 4096 * MIB, 4096 * MIB, RLIM_INFINITY,
     "memory; RLIMIT_DATA misses shared maps; ASan maps 16 TiB of shadow and uses little "
     "of it"},
    {RLIMIT_CPU, 120, 60, 20, "seconds, when the trusted side's deadline should fail"},
    {RLIMIT_CORE, 0, 0, 0, "no dump of memory on the disk"},
    {RLIMIT_FSIZE, 0, 256 * MIB, 0,
     "the disk. 0: to write to a file is SIGXFSZ, to a pipe not"},
    {RLIMIT_NOFILE, 32, 256, 0, "the system's table of files"},
    {RLIMIT_NPROC, 512, 512, 0,
     "fork bombs; does nothing for root: the user is dropped too"},
    {RLIMIT_STACK, 64 * MIB, 64 * MIB, 0,
     "right code may have large arrays on the stack"},
};
const size_t n_limit_rules = N_OF(limit_rules);

const struct file_rule file_rules[] = {
    {"/usr", 0, 0, FILE_READ | FILE_EXECUTE, 0, "compilers, their libraries and headers"},
    {"/bin", 0, 0, FILE_READ | FILE_EXECUTE, 0, "the same, where it is not in /usr"},
    {"/lib", 0, FILE_READ | FILE_EXECUTE, FILE_READ | FILE_EXECUTE, 0, "ld.so and libc"},
    {"/lib32", 0, 0, FILE_READ | FILE_EXECUTE, 0, "the same for other widths"},
    {"/lib64", 0, FILE_READ | FILE_EXECUTE, FILE_READ | FILE_EXECUTE, 0, "the same"},
    {"/libx32", 0, 0, FILE_READ | FILE_EXECUTE, 0, "the same"},
    {"/usr/lib", 0, FILE_READ | FILE_EXECUTE, 0, 0,
     "the same for libraries of the worker"},
    {"/usr/lib64", 0, FILE_READ | FILE_EXECUTE, 0, 0, "the same"},
    {"/etc/alternatives", 0, 0, FILE_READ, 0, "cc may be a link into it"},
    {"/etc/ld.so.cache", 0, FILE_READ, FILE_READ, 0, "where ld.so finds libraries"},
    {"/etc/ld.so.conf", 0, 0, FILE_READ, 0, "where ld finds libraries"},
    {"/etc/ld.so.conf.d", 0, 0, FILE_READ, 0, "the same"},
    {"/proc/self", 0, 0, 0, FILE_READ, "ASan asks where its stack and its libraries lie"},
    {"/dev/null", 0, 0, FILE_READ | FILE_WRITE, 0,
     "gcc -o /dev/null, and its children's stdin"},
};
const size_t n_file_rules = N_OF(file_rules);

#define SYS(name) SCMP_SYS(name)
#define CALLS(...) \
    (const int[]){__VA_ARGS__}, sizeof((const int[]){__VA_ARGS__}) / sizeof(int)

/* No call is named twice. What is not named is unknown to a program that runs and allowed to a
 * compiler, since nobody can list what compilers call. */
const struct call_group call_groups[] = {
    {"computes and allocates", CALL_ALLOW, CALL_DEFAULT,
     CALLS(SYS(brk), SYS(mmap), SYS(mmap2), SYS(munmap), SYS(mremap), SYS(madvise),
           SYS(mprotect), SYS(sysinfo), SYS(getrandom), SYS(uname))},
    {"uses the descriptors it was given", CALL_ALLOW, CALL_DEFAULT,
     CALLS(SYS(read), SYS(readv), SYS(write), SYS(writev), SYS(lseek), SYS(_llseek),
           SYS(close), SYS(fstat), SYS(fstat64), SYS(newfstatat), SYS(fstatat64),
           SYS(dup), SYS(dup2), SYS(dup3))},
    {"leaves", CALL_ALLOW, CALL_DEFAULT, CALLS(SYS(exit), SYS(exit_group))},
    {"reads clocks, which mostly need no call, and sleeps", CALL_ALLOW, CALL_DEFAULT,
     CALLS(SYS(clock_gettime), SYS(clock_gettime64), SYS(clock_getres),
           SYS(clock_getres_time64), SYS(gettimeofday), SYS(time), SYS(times),
           SYS(getrusage), SYS(nanosleep), SYS(clock_nanosleep),
           SYS(clock_nanosleep_time64), SYS(restart_syscall))},
    {"handles its own signals", CALL_ALLOW, CALL_DEFAULT,
     CALLS(SYS(rt_sigaction), SYS(rt_sigprocmask), SYS(rt_sigreturn), SYS(rt_sigpending),
           SYS(rt_sigsuspend), SYS(rt_sigtimedwait), SYS(sigaltstack), SYS(pause))},
    {"start-up and threads of the C library", CALL_ALLOW, CALL_DEFAULT,
     CALLS(SYS(arch_prctl), SYS(set_thread_area), SYS(set_tid_address),
           SYS(set_robust_list), SYS(rseq), SYS(futex), SYS(futex_time64),
           SYS(sched_yield), SYS(sched_getaffinity), SYS(getcpu))},
    {"asks who it is", CALL_ALLOW, CALL_DEFAULT,
     CALLS(SYS(getpid), SYS(getppid), SYS(gettid), SYS(getuid), SYS(geteuid), SYS(getgid),
           SYS(getegid), SYS(getrlimit), SYS(ugetrlimit))},
    {"threads; no process", CALL_THREAD, CALL_NO_NAMESPACE, CALLS(SYS(clone))},
    {"its arguments lie in memory: the C library falls back to clone", CALL_UNKNOWN,
     CALL_UNKNOWN, CALLS(SYS(clone3))},
    {"processes", CALL_REFUSED, CALL_DEFAULT, CALLS(SYS(fork), SYS(vfork))},
    {"becomes the program, once", CALL_OWN_EXEC, CALL_DEFAULT, CALLS(SYS(execve))},
    {"another program", CALL_KILL, CALL_DEFAULT, CALLS(SYS(execveat))},
    {"abort() and raise()", CALL_OWN_PROCESS, CALL_DEFAULT,
     CALLS(SYS(tgkill), SYS(kill))},
    {"signals to others", CALL_KILL, CALL_DEFAULT,
     CALLS(SYS(tkill), SYS(rt_sigqueueinfo), SYS(rt_tgsigqueueinfo))},
    {"signals to others, and their descriptors", CALL_KILL, CALL_REFUSED,
     CALLS(SYS(pidfd_open), SYS(pidfd_send_signal), SYS(pidfd_getfd))},
    {"sysconf() asks; the mark of the command stays", CALL_GET_LIMIT, CALL_DEFAULT,
     CALLS(SYS(prlimit64))},
    {"fdopen() asks", CALL_GET_FLAGS, CALL_DEFAULT, CALLS(SYS(fcntl), SYS(fcntl64))},
    {"terminals; TIOCSTI types into one", CALL_NO_TTY, CALL_DEFAULT, CALLS(SYS(ioctl))},
    {"ld.so opens libraries", CALL_LIBRARY, CALL_DEFAULT, CALLS(SYS(openat))},
    {"ld.so reads libraries", CALL_WITH_LIBRARY, CALL_DEFAULT,
     CALLS(SYS(pread64), SYS(access), SYS(faccessat), SYS(readlink), SYS(readlinkat),
           SYS(statx))},
    {"opens files otherwise", CALL_DENIED, CALL_DEFAULT,
     CALLS(SYS(open), SYS(creat), SYS(openat2), SYS(mkdir), SYS(mkdirat), SYS(unlink),
           SYS(unlinkat), SYS(rename), SYS(renameat), SYS(renameat2), SYS(link),
           SYS(linkat), SYS(symlink), SYS(symlinkat))},
    {"open files by number, past their folder", CALL_KILL, CALL_REFUSED,
     CALLS(SYS(open_by_handle_at), SYS(name_to_handle_at))},
    {"the network", CALL_KILL, CALL_REFUSED,
     CALLS(SYS(socket), SYS(socketpair), SYS(socketcall), SYS(connect), SYS(bind),
           SYS(listen), SYS(accept), SYS(accept4), SYS(sendto), SYS(sendmsg),
           SYS(sendmmsg), SYS(recvfrom), SYS(recvmsg), SYS(recvmmsg), SYS(setsockopt),
           SYS(getsockopt), SYS(getsockname), SYS(getpeername), SYS(shutdown))},
    {"memory and state of other processes", CALL_KILL, CALL_REFUSED,
     CALLS(SYS(ptrace), SYS(process_vm_readv), SYS(process_vm_writev), SYS(kcmp),
           SYS(process_madvise), SYS(process_mrelease))},
    {"calls that go past this filter", CALL_KILL, CALL_UNKNOWN,
     CALLS(SYS(io_uring_setup), SYS(io_uring_enter), SYS(io_uring_register))},
    {"large and often broken parts of the kernel", CALL_KILL, CALL_REFUSED,
     CALLS(SYS(bpf), SYS(perf_event_open), SYS(userfaultfd), SYS(keyctl), SYS(add_key),
           SYS(request_key), SYS(fanotify_init), SYS(modify_ldt), SYS(vmsplice),
           SYS(lookup_dcookie), SYS(seccomp))},
    {"namespaces and mounts", CALL_KILL, CALL_REFUSED,
     CALLS(SYS(unshare), SYS(setns), SYS(mount), SYS(umount2), SYS(pivot_root),
           SYS(chroot), SYS(open_tree), SYS(move_mount), SYS(fsopen), SYS(fsconfig),
           SYS(fsmount), SYS(fspick), SYS(mount_setattr), SYS(quotactl), SYS(mknod),
           SYS(mknodat))},
    {"the machine", CALL_KILL, CALL_REFUSED,
     CALLS(SYS(kexec_load), SYS(kexec_file_load), SYS(init_module), SYS(finit_module),
           SYS(delete_module), SYS(reboot), SYS(swapon), SYS(swapoff), SYS(acct),
           SYS(syslog), SYS(settimeofday), SYS(clock_settime), SYS(clock_adjtime),
           SYS(adjtimex), SYS(sethostname), SYS(setdomainname), SYS(iopl), SYS(ioperm),
           SYS(vhangup))},
    {"memory that outlives the process", CALL_KILL, CALL_REFUSED,
     CALLS(SYS(shmget), SYS(semget), SYS(msgget), SYS(mq_open))},
};
const size_t n_call_groups = N_OF(call_groups);
