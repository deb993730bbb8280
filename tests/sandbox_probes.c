/* The probes: each row is tried with every set of layers (test_sandbox.c), so that the table in
 * docs/containment.md says what was seen. */
#include "sandbox_bench.h"

#define LANDLOCK SANDBOX_LANDLOCK
#define SECCOMP SANDBOX_SECCOMP
#define UID SANDBOX_UID
#define NAMESPACES SANDBOX_NAMESPACES

const struct probe probes[] = {
    /* What right code does. */
    {"nothing", "return HELD;", 0, 0, LAPSES, false, "start-up and end of the C library"},
    {"prints", "printf(\"%d\\n\", 1); fprintf(stderr, \"%s\\n\", \"2\"); return HELD;", 0,
     0, LAPSES, false, "debugging output"},
    {"allocates 512 MiB",
     "char *p = malloc(1 << 29); if (!p) return LAPSED;"
     "for (int i = 0; i < 1 << 29; i += 1 << 20) p[i] = 1;"
     "p = realloc(p, 3 << 28); if (!p) return LAPSED; free(p); return HELD;",
     0, 0, LAPSES, false, "large nets"},
    {"32 MiB on the stack",
     "size_t n = (size_t)argc << 24; char a[n]; memset(a, 1, n);"
     "return a[n / 2] == 1 ? HELD : LAPSED;",
     0, 0, LAPSES, false, "variable length arrays"},
    {"long double",
     "volatile long double x = 2; return sqrtl(x) * sqrtl(x) - x < 1e-15L ? "
     "HELD : LAPSED;",
     0, 0, LAPSES, false, "numbers"},
    {"threads",
     "pthread_t t[4]; for (int i = 0; i < 4; i++) if (pthread_create(&t[i], NULL, idle, "
     "NULL))"
     "return LAPSED; for (int i = 0; i < 4; i++) if (pthread_join(t[i], NULL)) return "
     "LAPSED;"
     "return HELD;",
     0, 0, LAPSES, false, "right code may compute in parallel"},
    {"sorts, asks clocks, sleeps",
     "static double x[1 << 18]; for (int i = 0; i < 1 << 18; i++) x[i] = rand();"
     "qsort(x, 1 << 18, sizeof *x, compare); struct timespec t = {0, 1000};"
     "if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t)) return LAPSED;"
     "t.tv_sec = t.tv_nsec = 0;"
     "return nanosleep(&t, NULL) || time(NULL) < 9 || x[0] > x[9] ? LAPSED : HELD;",
     0, 0, LAPSES, false, "calls that the C library makes"},
    {"handles a fault on another stack",
     "stack_t s = {.ss_sp = malloc(1 << 16), .ss_size = 1 << 16}; sigaltstack(&s, NULL);"
     "struct sigaction a = {.sa_handler = leave, .sa_flags = SA_ONSTACK};"
     "sigaction(SIGSEGV, &a, NULL); *(volatile int *)8 = 1; return LAPSED;",
     0, 0, LAPSES, false, "the worker does"},

    /* What every program finds. */
    {"environment",
     "int n = 0; while (environ[n]) n++;"
     "return n == 4 && !strcmp(getenv(\"LC_ALL\"), \"C\") && getenv(\"HOME\") && "
     "getenv(\"TMPDIR\") && getenv(\"PATH\") ? HELD : LAPSED;",
     0, 0, LAPSES, false, "secrets in the environment"},
    {"descriptors",
     "for (int fd = 3; fd < 4096; fd++) if (fcntl(fd, F_GETFD) >= 0) return LAPSED;"
     "return HELD;",
     0, 0, LAPSES, false, "a descriptor left open by the caller"},
    {"empty input", "return getchar() == EOF ? HELD : LAPSED;", 0, 0, LAPSES, false,
     "a wait for the terminal"},
    {"signals are as at first",
     "sigset_t m; sigprocmask(SIG_BLOCK, NULL, &m); struct sigaction a;"
     "for (int i = 1; i < 32; i++) { sigaction(i, NULL, &a);"
     "if (sigismember(&m, i) || a.sa_handler != SIG_DFL) return LAPSED; } return HELD;",
     0, 0, LAPSES, false, "the grader ignores SIGPIPE"},
    {"own session, no terminal", "return open(\"/dev/tty\", O_RDWR) < 0 ? HELD : LAPSED;",
     0, 0, LAPSES, false, "to type into the terminal"},
    {"limits",
     "static const struct { int resource; rlim_t most; } t[] = {{RLIMIT_CPU, 120},"
     "{RLIMIT_CORE, 0}, {RLIMIT_NOFILE, 32}, {RLIMIT_FSIZE, 0}}; struct rlimit l;"
     "for (int i = 0; i < 4; i++)"
     "if (getrlimit(t[i].resource, &l) || l.rlim_cur > t[i].most) return LAPSED;"
     "return HELD;",
     0, 0, LAPSES, false, "what would take too long to run into"},
    {"no new privileges",
     "return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) ? HELD : LAPSED;", 0, 0, LAPSES,
     false, "setuid programs"},
    {"user",
     "return getuid() && geteuid() && getgid() && getgroups(0, NULL) < 1 ? HELD : "
     "LAPSED;",
     UID, 0, ROOT_LAPSES, false, "root is not held by permissions"},

    /* What no program may. */
    {"memory bomb", "while (malloc(1 << 26)) argc++; return argc < 66 ? HELD : LAPSED;",
     0, 0, LAPSES, false, "at most 4 GiB"},
    {"raises its limits",
     "struct rlimit l = {1 << 30, 1 << 30};"
     "return setrlimit(RLIMIT_FSIZE, &l) ? HELD : LAPSED;",
     UID | SECCOMP, 0, ROOT_MAY, false, "limits are for good; root may raise them"},
    {"changes its mark",
     "struct rlimit l = {1, 1}; return setrlimit(RLIMIT_LOCKS, &l) ? HELD : LAPSED;",
     SECCOMP, 0, LAPSES, false, "by it strays are known"},
    {"thread bomb",
     "pthread_attr_t a; pthread_t t; pthread_attr_init(&a); int n = 0;"
     "pthread_attr_setstacksize(&a, 1 << 14);"
     "while (n < 6000 && !pthread_create(&t, &a, wait_for_ever, NULL)) n++;"
     "return n < 6000 ? HELD : LAPSED;",
     UID, 0, ROOT_LAPSES, false, "the machine's processes"},
    {"writes to the disk",
     "signal(SIGXFSZ, SIG_IGN); int fd = open(\"w\", O_CREAT | O_WRONLY, 0600);"
     "return write(fd, \"x\", 1) == 1 ? LAPSED : HELD;",
     0, 0, LAPSES, false, "not one byte"},
    {"makes a file",
     "return open(\"made\", O_CREAT | O_WRONLY, 0600) < 0 ? HELD : LAPSED;",
     LANDLOCK | SECCOMP | NAMESPACES, 1, LAPSES, false, "an empty file is a message too"},
    {"removes a file", "return remove(\"old\") ? HELD : LAPSED;",
     LANDLOCK | SECCOMP | NAMESPACES, 1, LAPSES, false, "others' work"},
    {"reads a file", "return open(\"/etc/passwd\", O_RDONLY) < 0 ? HELD : LAPSED;",
     LANDLOCK | SECCOMP | NAMESPACES, 1, LAPSES, false,
     "expected values, others' submissions"},
    {"lists a folder", "return opendir(\"/var\") ? LAPSED : HELD;",
     LANDLOCK | SECCOMP | NAMESPACES, 1, LAPSES, false, "the same"},
    {"reads the grader's memory",
     "char c; struct iovec here = {&c, 1}, there = {(void *)8, 1};"
     "return process_vm_readv(getppid(), &here, 1, &there, 1, 0) < 0 && errno != EFAULT "
     "? "
     "HELD : LAPSED;",
     UID | LANDLOCK | SECCOMP | NAMESPACES, 1, ROOT_LAPSES, true,
     "expected values lie there"},
    {"traces the grader",
     "return ptrace(PTRACE_SEIZE, getppid(), NULL, NULL) ? HELD : LAPSED;",
     UID | LANDLOCK | SECCOMP | NAMESPACES, 1, ROOT_LAPSES, true, "the same"},
    {"signals the grader", "return kill(getppid(), 0) || !getppid() ? HELD : LAPSED;",
     UID | LANDLOCK | SECCOMP | NAMESPACES, 6, LAPSES, true,
     "to end it is to get no mark"},
    {"signals a thread of the grader",
     "return syscall(SYS_tgkill, getppid(), getppid(), 0) ? HELD : LAPSED;",
     UID | LANDLOCK | SECCOMP | NAMESPACES, 6, LAPSES, true, "the same"},
    {"forks", "pid_t p = fork(); if (!p) _exit(0); return p < 0 ? HELD : LAPSED;",
     SECCOMP, 0, LAPSES, false, "fork bombs"},
    {"vforks", "pid_t p = vfork(); if (!p) _exit(0); return p < 0 ? HELD : LAPSED;",
     SECCOMP, 0, LAPSES, false, "the same"},
    {"starts a shell", "return system(\"true\") ? HELD : LAPSED;",
     LANDLOCK | SECCOMP | NAMESPACES, 1, LAPSES, false, "anything"},
    {"becomes another program",
     "execl(\"/bin/false\", \"false\", (char *)NULL); return HELD;",
     LANDLOCK | SECCOMP | NAMESPACES, 1, LAPSES, true, "the same"},
    {"starts itself again",
     "if (argc > 2) return LAPSED; execl(argv[0], argv[0], argv[1], \"again\", (char "
     "*)NULL);"
     "return HELD;",
     SECCOMP, 0, LAPSES, true, "constructors once more"},
    {"opens a socket",
     "for (int f = 1; f < 45; f++) for (int t = 1; t < 6; t++)"
     "if (socket(f, t, 0) >= 0) return LAPSED; return HELD;",
     SECCOMP, 0, LAPSES, true, "the network"},
    {"connects",
     "struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(9),"
     ".sin_addr.s_addr = htonl(INADDR_LOOPBACK)}; int fd = socket(AF_INET, SOCK_STREAM, "
     "0);"
     "if (fd < 0) return HELD; connect(fd, (struct sockaddr *)&a, sizeof a);"
     "return errno == EACCES || errno == ENETUNREACH ? HELD : LAPSED;",
     LANDLOCK | SECCOMP | NAMESPACES, 4, LAPSES, true, "the network, TCP"},
    {"makes a namespace", "return unshare(CLONE_NEWUSER) ? HELD : LAPSED;", SECCOMP, 0,
     UNTESTED, true, "root within a namespace reaches more of the kernel"},
    {"makes a namespace by clone",
     "return syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0) < 0 ? HELD : "
     "LAPSED;",
     SECCOMP, 0, UNTESTED, false, "the same"},
    {"mounts", "return mount(\"x\", \"/\", \"tmpfs\", 0, \"\") ? HELD : LAPSED;", SECCOMP,
     0, UNTESTED, true, "escape"},
    {"io_uring", "return syscall(SYS_io_uring_setup, 1, NULL) < 0 ? HELD : LAPSED;",
     SECCOMP, 0, UNTESTED, true, "calls past the filter"},
    {"bpf", "return syscall(SYS_bpf, 0, NULL, 0) < 0 ? HELD : LAPSED;", SECCOMP, 0,
     UNTESTED, true, "the kernel"},
    {"types into the terminal", "return ioctl(1, TIOCSTI, \"x\") ? HELD : LAPSED;", 0, 0,
     LAPSES, false, "TIOCSTI"},
    {"shares memory for ever",
     "return syscall(SYS_shmget, IPC_PRIVATE, 1 << 20, 0600) < 0 ? HELD : LAPSED;",
     SECCOMP, 0, UNTESTED, true, "outlives the process"},
#ifdef __x86_64__
    {"int 0x80",
     "int pid; __asm__ volatile(\"int $0x80\" : \"=a\"(pid) : \"a\"(20) : \"memory\", "
     "\"r8\","
     "\"r9\", \"r10\", \"r11\"); return pid < 0 ? HELD : LAPSED;",
     SECCOMP, 0, UNTESTED, true, "the 32-bit table of calls"},
    {"x32", "return syscall(0x40000000 + 39) < 0 ? HELD : LAPSED;", SECCOMP, 0, UNTESTED,
     true, "the x32 table of calls"},
#endif
};
const int n_probes = sizeof probes / sizeof probes[0];
