#define _GNU_SOURCE
#include "sandbox_bench.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MAX_PATHS = 16 };

static char folder[64], jail[PATH_MAX], paths[MAX_PATHS][PATH_MAX];
static int n_paths;

static const char probe_head[] =
    "#define _GNU_SOURCE\n"
    "#include <arpa/inet.h>\n#include <dirent.h>\n#include <errno.h>\n#include "
    "<fcntl.h>\n"
    "#include <math.h>\n#include <netinet/in.h>\n#include <pthread.h>\n"
    "#include <sched.h>\n#include <signal.h>\n#include <stdio.h>\n#include <stdlib.h>\n"
    "#include <string.h>\n#include <sys/ioctl.h>\n#include <sys/ipc.h>\n"
    "#include <sys/mount.h>\n#include <sys/prctl.h>\n#include <sys/ptrace.h>\n#include "
    "<sys/resource.h>\n"
    "#include <sys/socket.h>\n#include <sys/syscall.h>\n#include <sys/uio.h>\n"
    "#include <termios.h>\n#include <time.h>\n#include <unistd.h>\n"
    "enum { HELD, LAPSED };\n"
    "static void leave(int s) { (void)s; _exit(HELD); }\n"
    "static void *idle(void *x) { return x; }\n"
    "static void *wait_for_ever(void *x) { for (;;) pause(); return x; }\n"
    "static int compare(const void *a, const void *b)\n"
    "{ double x = *(double *)a, y = *(double *)b; return (x > y) - (x < y); }\n"
    "int more(int argc, char **argv);\n";

/* Behaviour that is no probe, by number from 1000. */
static const char probe_tail[] =
    "static int deep(int n) { volatile char a[4096]; a[0] = 1; return deep(n + 1) + "
    "a[0]; }\n"
    "static void stray(void) {\n"
    "    if (fork() == 0) { setsid(); if (fork() == 0) { printf(\"%d\\n\", getpid());\n"
    "        fflush(stdout); sleep(30); } _exit(0); }\n"
    "    usleep(50000); }\n"
    "static void chain(void) {\n"
    "    time_t end = time(NULL) + 3; /* where the sandbox fails to end it */\n"
    "    while (time(NULL) < end) { if (fork() > 0) _exit(0); setsid(); } _exit(0); }\n"
    "int more(int argc, char **argv) {\n"
    "    (void)argc;\n"
    "    switch (atoi(argv[1])) {\n"
    "    case 1000: return 7;\n"
    "    case 1001: return *(volatile int *)8;\n"
    "    case 1002: abort();\n"
    "    case 1003: for (;;) ;\n"
    "    case 1004: sleep(30); return 0;\n"
    "    case 1005: for (int i = 0; i < 100000; i++) puts(\"flood\"); return 0;\n"
    "    case 1006: for (;;) puts(\"flood\");\n"
    "    case 1007: kill(getpid(), SIGSTOP); return 0;\n"
    "    case 1008: return deep(0);\n"
    "    case 1009: stray(); return 3;\n"
    "    case 1010: if (fork() == 0) chain(); usleep(50000); return 4;\n"
    "    case 1011: close(1); close(2); usleep(100000); return 5;\n"
    "    case 1012: { char c; if (read(4, &c, 1) == 1 && write(3, &c, 1) == 1) return "
    "0;\n"
    "        return 1; }\n"
    "    case 1013: raise(SIGUSR1); return 0;\n"
    "    }\n"
    "    return 99;\n"
    "}\n";

const char *bench_path(const char *name)
{
    ck_assert_int_lt(n_paths, MAX_PATHS);
    char *path = paths[n_paths++];
    snprintf(path, PATH_MAX, "%s/%s", folder, name);
    return path;
}

const char *bench_program(void)
{
    static char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/probe", folder);
    return path;
}

const char *bench_jail(void)
{
    return jail;
}

void bench_write(const char *name, const char *text)
{
    FILE *file = fopen(bench_path(name), "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(chmod(paths[n_paths - 1], 0644), 0);
    n_paths--;
}

/* The launcher lies beside the folder of the test program, where the Makefile puts it. */
static void find_jail(void)
{
    const char *told = getenv("GRADECHECK_JAIL");
    char self[PATH_MAX] = "";
    if (told) {
        snprintf(jail, sizeof jail, "%s", told);
        return;
    }
    ck_assert_int_gt(readlink("/proc/self/exe", self, sizeof self - 1), 0);
    for (int up = 0; up < 2; up++)
        *strrchr(self, '/') = '\0';
    ck_assert_int_lt(snprintf(jail, sizeof jail, "%s/jail", self), (int)sizeof jail);
}

static void build_probe(void)
{
    char command[3 * PATH_MAX];
    FILE *source = fopen(bench_path("probe.c"), "w");
    ck_assert_ptr_nonnull(source);
    fputs(probe_head, source);
    for (int i = 0; i < n_probes; i++)
        fprintf(source, "static int probe%d(int argc, char **argv) {\n%s\n}\n", i,
                probes[i].body);
    fputs("int main(int argc, char **argv) {\nswitch (atoi(argv[1])) {\n", source);
    for (int i = 0; i < n_probes; i++)
        fprintf(source, "case %d: return probe%d(argc, argv);\n", i, i);
    fprintf(source, "}\nreturn more(argc, argv);\n}\n%s", probe_tail);
    ck_assert_int_eq(fclose(source), 0);

    snprintf(command, sizeof command,
             "umask 022; cd %s && gcc -w -O1 -static probe.c -o probe -lm -lpthread && "
             "gcc -w -O1 probe.c -o dynamic -lm -lpthread",
             folder);
    ck_assert_int_eq(system(command), 0);
}

void bench_open(void)
{
    n_paths = 0;
    find_jail();
    strcpy(folder, "/tmp/sandbox-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chmod(folder, 0755), 0);
    build_probe();
}

void bench_close(void)
{
    char command[sizeof folder + 16];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    ck_assert_int_eq(system(command), 0);
}

const char *bench_work_folder(const struct sandbox *sandbox, const char *name)
{
    const char *path = bench_path(name);
    ck_assert(mkdir(path, 0700) == 0 || errno == EEXIST);
    ck_assert_int_eq(sandbox_give_folder(sandbox, path), 0);
    return path;
}

bool bench_sandbox(struct sandbox *sandbox, unsigned layers)
{
    const char *must = getenv("MUST_SANDBOX");
    char text[64];

    /* Namespaces are tried where Landlock is not to be in force alone. */
    ck_assert_int_eq(
        sandbox_open(sandbox, jail, layers & SANDBOX_NAMESPACES ? SANDBOX_LANDLOCK : 0),
        0);
    if (bench_landlock_abi() > 0)
        sandbox->layers |= SANDBOX_LANDLOCK;
    if (geteuid() != 0)
        layers &= ~(unsigned)SANDBOX_UID;
    layers |= SANDBOX_RLIMITS;
    unsigned missing = layers & ~sandbox->layers;
    sandbox->layers = layers;
    if (!missing)
        return true;
    layers_text(missing, text, sizeof text);
    ck_assert_msg(!must || strcmp(must, "1") != 0, "this machine has no %s", text);
    printf("skipped: this machine has no %s\n", text);
    sandbox_release(sandbox);
    return false;
}

int bench_run(const struct sandbox *sandbox, enum sandbox_profile profile,
              const char *program, int number, int deadline_ms,
              struct sandbox_status *status)
{
    char text[16];
    const char *const argv[] = {program, text, NULL};
    struct sandbox_command command = {.profile = profile,
                                      .argv = argv,
                                      .folder = bench_work_folder(sandbox, "work"),
                                      .output = -1};
    snprintf(text, sizeof text, "%d", number);
    return sandbox_run(sandbox, &command, deadline_ms, BENCH_OUTPUT_MAX, status);
}

int bench_landlock_abi(void)
{
    return (int)syscall(444, NULL, 0, 1);
}
