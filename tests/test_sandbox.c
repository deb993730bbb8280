#define _GNU_SOURCE
#include "sandbox_bench.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

Suite *sandbox_suite(void);

enum {
    UID = SANDBOX_UID,
    LANDLOCK = SANDBOX_LANDLOCK,
    SECCOMP = SANDBOX_SECCOMP,
    NAMESPACES = SANDBOX_NAMESPACES,
    ALL = UID | LANDLOCK | SECCOMP,
    OUTPUT_MAX = BENCH_OUTPUT_MAX
};

/* ---- probes with every set of layers ---- */

static const unsigned layer_sets[] = {ALL,
                                      0,
                                      UID,
                                      LANDLOCK,
                                      SECCOMP,
                                      LANDLOCK | SECCOMP,
                                      NAMESPACES,
                                      UID | NAMESPACES,
                                      ALL | NAMESPACES};
enum { N_LAYER_SETS = sizeof layer_sets / sizeof layer_sets[0] };

static bool is_held(const struct probe *probe, unsigned layers)
{
    if (bench_landlock_abi() < probe->landlock_abi)
        layers &= ~(unsigned)LANDLOCK;
    return probe->held_by == 0 || (layers & probe->held_by) ||
           ((probe->lapse == ROOT_LAPSES || probe->lapse == ROOT_MAY) && geteuid() != 0);
}

/* A kernel that runs no 32-bit programs faults at int 0x80, before a filter could see it. */
static bool kernel_takes_int_0x80(void)
{
#ifdef __x86_64__
    int status;
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        int number = 20; /* getpid() of 32-bit programs */
        signal(SIGSEGV, SIG_DFL);
        __asm__ volatile("int $0x80"
                         : "+a"(number)
                         :
                         : "memory", "r8", "r9", "r10", "r11");
        _exit(0);
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status);
#else
    return false;
#endif
}

static void check_probe(int i, unsigned set, const char *program_name)
{
    const struct probe *probe = &probes[i];
    if (strcmp(probe->name, "int 0x80") == 0 && !kernel_takes_int_0x80())
        return;
    struct sandbox sandbox;
    struct sandbox_status status;
    char text[64];
    if (!bench_sandbox(&sandbox, set))
        return;
    bool held = is_held(probe, sandbox.layers);
    if (!held && probe->lapse >= ROOT_MAY) { /* what then becomes of it depends */
        sandbox_release(&sandbox);
        return;
    }
    bench_work_folder(&sandbox, "work");
    bench_write("work/old", "");
    int leak = dup(1); /* not close-on-exec */
    sigset_t usr1;
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    sigprocmask(SIG_BLOCK, &usr1, NULL);
    if (geteuid() == 0)
        ck_assert_int_eq(setgroups(1, &(gid_t){4}), 0); /* adm: reads logs */

    layers_text(sandbox.layers, text, sizeof text);
    ck_assert_int_eq(
        bench_run(&sandbox, SANDBOX_RUN, bench_path(program_name), i, 20000, &status), 0);
    if (probe->killed && (sandbox.layers & SECCOMP))
        ck_assert_msg(!status.exited && status.signal == SIGSYS,
                      "%s, %s, layers %s: code %d, signal %d, not SIGSYS", program_name,
                      probe->name, text, status.code, status.signal);
    else
        ck_assert_msg(status.exited && status.code == (held ? HELD : LAPSED),
                      "%s, %s, layers %s: %s, code %d, signal %d, output %s (%s)",
                      program_name, probe->name, text,
                      held ? "not held" : "held after all", status.code, status.signal,
                      status.output, probe->why);
    close(leak);
    sandbox_status_release(&status);
    sandbox_release(&sandbox);
}

START_TEST(probe_is_held_or_lapses)
{
    check_probe(_i / N_LAYER_SETS, layer_sets[_i % N_LAYER_SETS], "probe");
}
END_TEST

/* A worker that could not be linked statically. */
START_TEST(dynamic_program_is_held)
{
    check_probe(_i, ALL, "dynamic");
}
END_TEST

/* ld.so opens libraries, so without Landlock such a program reads files. It makes none. */
START_TEST(dynamic_program_without_landlock)
{
    for (int i = 0; i < n_probes; i++)
        if (strcmp(probes[i].name, "makes a file") == 0 ||
            strcmp(probes[i].name, "removes a file") == 0)
            check_probe(i, SECCOMP, "dynamic");
}
END_TEST

/* ---- how a program ends ---- */

static const struct {
    int number, deadline_ms;
    bool timed_out, exited;
    int code, signal;
    bool cut;
    const char *why;
} ends[] = {
    {1000, 5000, false, true, 7, 0, false, "exit status"},
    {1001, 5000, false, false, 0, SIGSEGV, false, "fault"},
    {1002, 5000, false, false, 0, SIGABRT, false, "abort() signals itself"},
    {1013, 5000, false, false, 0, SIGUSR1, false, "raise()"},
    {1003, 200, true, false, 0, SIGKILL, false, "spins"},
    {1004, 200, true, false, 0, SIGKILL, false, "sleeps for ever"},
    {1005, 5000, false, true, 0, 0, true, "more output than is kept"},
    {1006, 200, true, false, 0, SIGKILL, true, "output without end"},
    {1007, 200, true, false, 0, SIGKILL, false, "stops itself"},
    {1008, 5000, false, false, 0, SIGSEGV, false, "recursion without end"},
    {1011, 5000, false, true, 5, 0, false, "closes its output, then goes on"},
};

START_TEST(end_is_told)
{
    struct sandbox sandbox;
    struct sandbox_status status;
    if (!bench_sandbox(&sandbox, ALL))
        return;
    clock_t start = clock();
    ck_assert_int_eq(bench_run(&sandbox, SANDBOX_RUN, bench_program(), ends[_i].number,
                               ends[_i].deadline_ms, &status),
                     0);
    if (ends[_i].number == 1011) /* 100 ms, in which we wait and do not spin */
        ck_assert_int_lt(clock() - start, CLOCKS_PER_SEC / 16);
    ck_assert_msg(status.timed_out == ends[_i].timed_out, "%s", ends[_i].why);
    ck_assert_msg(status.exited == ends[_i].exited, "%s", ends[_i].why);
    ck_assert_msg(status.code == ends[_i].code || !status.exited, "%s", ends[_i].why);
    ck_assert_msg(status.signal == ends[_i].signal, "%s: %d", ends[_i].why,
                  status.signal);
    ck_assert_msg(status.output_cut == ends[_i].cut, "%s", ends[_i].why);
    ck_assert_uint_eq(status.output_bytes, ends[_i].cut ? OUTPUT_MAX : 0);
    ck_assert_uint_eq(strlen(status.output), status.output_bytes);
    sandbox_status_release(&status);
    sandbox_release(&sandbox);
}
END_TEST

START_TEST(output_is_drained)
{
    struct sandbox sandbox;
    struct sandbox_status status;
    if (!bench_sandbox(&sandbox, ALL))
        return;
    ck_assert_str_eq(probes[1].name, "prints");
    ck_assert_int_eq(bench_run(&sandbox, SANDBOX_RUN, bench_program(), 1, 5000, &status),
                     0);
    ck_assert_str_eq(status.output, "2\n1\n"); /* stdout waits in its buffer */
    sandbox_status_release(&status);
    sandbox_release(&sandbox);
}
END_TEST

/* Our own numbers lie among those that are to be taken. */
START_TEST(descriptors_become_3_and_4)
{
    enum { N_FDS = 16 };
    struct sandbox sandbox;
    struct sandbox_status status;
    int in[2], out[2], fds[N_FDS];
    char c = 0;
    if (!bench_sandbox(&sandbox, ALL))
        return;
    ck_assert_int_eq(pipe(in), 0);
    ck_assert_int_eq(pipe(out), 0);
    ck_assert_int_lt(out[1], 3 + N_FDS);
    ck_assert_int_eq(write(in[1], "x", 1), 1);
    for (int i = 0; i < N_FDS; i++)
        fds[i] = i % 2 ? in[0] : out[1];
    const char *const argv[] = {bench_program(), "1012", NULL};
    struct sandbox_command command = {.profile = SANDBOX_RUN,
                                      .argv = argv,
                                      .folder = "/",
                                      .fds = fds,
                                      .n_fds = N_FDS,
                                      .output = -1};
    struct sandbox_process process;
    ck_assert_int_eq(sandbox_spawn(&sandbox, &command, &process), 0);
    ck_assert_int_eq(read(out[0], &c, 1), 1);
    ck_assert_int_eq(c, 'x');
    while (waitid(P_PID, (id_t)process.pid, &(siginfo_t){0}, WEXITED | WNOWAIT) != 0)
        ;
    ck_assert_int_eq(sandbox_reap(&process, &status), 0);
    ck_assert(status.exited && status.code == 0);
    sandbox_release(&sandbox);
}
END_TEST

/* ---- nothing outlives its run ---- */

static void check_gone(pid_t pid)
{
    ck_assert_int_gt(pid, 0);
    ck_assert_int_eq(kill(pid, 0), -1);
    ck_assert_int_eq(errno, ESRCH);
}

START_TEST(stray_is_ended)
{
    struct sandbox sandbox;
    struct sandbox_status status;
    if (!bench_sandbox(&sandbox,
                       UID | SECCOMP)) /* its file lies where compilers may not exec */
        return;
    ck_assert_int_eq(
        bench_run(&sandbox, SANDBOX_COMPILE, bench_program(), 1009, 5000, &status), 0);
    ck_assert(status.exited && status.code == 3);
    check_gone((pid_t)atoi(status.output));
    sandbox_status_release(&status);

    ck_assert_int_eq(
        bench_run(&sandbox, SANDBOX_COMPILE, bench_program(), 1010, 5000, &status), 0);
    ck_assert(status.exited && status.code == 4);
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1); /* no child at all is left */
    sandbox_status_release(&status);
    sandbox_release(&sandbox);
}
END_TEST

struct runner {
    pthread_t thread;
    const struct sandbox *sandbox;
    const char *folder;
    int number, code, n_wrong;
};

static void *run_often(void *context)
{
    struct runner *runner = context;
    char number[16];
    snprintf(number, sizeof number, "%d", runner->number);
    const char *const argv[] = {bench_program(), number, NULL};
    struct sandbox_command command = {
        .profile = SANDBOX_COMPILE, .argv = argv, .folder = runner->folder, .output = -1};
    for (int i = 0; i < 10; i++) {
        struct sandbox_status status;
        if (sandbox_run(runner->sandbox, &command, 5000, OUTPUT_MAX, &status) != 0 ||
            !status.exited || status.code != runner->code)
            runner->n_wrong++;
        sandbox_status_release(&status);
    }
    return NULL;
}

/* To end one command's strays is not to touch another command. */
START_TEST(runs_side_by_side)
{
    struct sandbox sandbox;
    if (!bench_sandbox(&sandbox, UID | SECCOMP))
        return;
    const char *work = bench_work_folder(&sandbox, "work");
    struct runner runners[] = {{.number = 1009, .code = 3},
                               {.number = 1000, .code = 7},
                               {.number = 1011, .code = 5},
                               {.number = 1010, .code = 4}};
    for (int i = 0; i < 4; i++) {
        runners[i].sandbox = &sandbox;
        runners[i].folder = work;
        ck_assert_int_eq(pthread_create(&runners[i].thread, NULL, run_often, &runners[i]),
                         0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(runners[i].thread, NULL);
        ck_assert_int_eq(runners[i].n_wrong, 0);
    }
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
    sandbox_release(&sandbox);
}
END_TEST

/* Also where the grader itself was started with the limit that marks commands. */
START_TEST(other_children_are_not_touched)
{
    struct sandbox sandbox;
    struct sandbox_status status;
    struct rlimit limit = {1 << 30, 1 << 30};
    if (!bench_sandbox(&sandbox, ALL))
        return;
    ck_assert_int_eq(setrlimit(RLIMIT_LOCKS, &limit), 0);
    pid_t other = fork();
    if (other == 0) {
        sleep(30);
        _exit(0);
    }
    ck_assert_int_eq(
        bench_run(&sandbox, SANDBOX_RUN, bench_program(), 1000, 5000, &status), 0);
    ck_assert_int_eq(waitpid(other, NULL, WNOHANG), 0);
    kill(other, SIGKILL);
    ck_assert_int_eq(waitpid(other, NULL, 0), other);
    sandbox_status_release(&status);
    sandbox_release(&sandbox);
}
END_TEST

START_TEST(program_ends_with_the_grader)
{
    struct sandbox sandbox;
    int ends_of_pipe[2], status = 0;
    pid_t pid = 0;
    if (!bench_sandbox(&sandbox, ALL))
        return;
    ck_assert_int_eq(pipe(ends_of_pipe), 0);
    pid_t grader = fork();
    if (grader == 0) {
        const char *const argv[] = {bench_program(), "1004", NULL};
        struct sandbox_command command = {
            .profile = SANDBOX_RUN, .argv = argv, .folder = "/", .output = -1};
        struct sandbox_process process;
        _exit(sandbox_spawn(&sandbox, &command, &process) == 0 &&
                      write(ends_of_pipe[1], &process.pid, sizeof pid) == sizeof pid
                  ? 0
                  : 1);
    }
    ck_assert_int_eq(waitpid(grader, NULL, 0), grader);
    ck_assert_int_eq(read(ends_of_pipe[0], &pid, sizeof pid), sizeof pid);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid); /* we are its subreaper */
    ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    sandbox_release(&sandbox);
}
END_TEST

START_TEST(memory_of_the_grader_is_closed)
{
    struct sandbox sandbox;
    char path[64];
    ck_assert_int_eq(sandbox_open(&sandbox, bench_jail(), 0), 0);
    ck_assert_int_eq(prctl(PR_GET_DUMPABLE), 0);
    ck_assert_int_gt(readlink("/proc/self/exe", path, sizeof path), 0);
    sandbox_release(&sandbox);
}
END_TEST

Suite *sandbox_suite(void)
{
    Suite *suite = suite_create("sandbox");
    TCase *probe_case = tcase_create("probes"), *run_case = tcase_create("run");
    tcase_add_unchecked_fixture(probe_case, bench_open, bench_close);
    tcase_set_tags(probe_case, "probes");
    tcase_add_loop_test(probe_case, probe_is_held_or_lapses, 0, n_probes * N_LAYER_SETS);
    tcase_add_loop_test(probe_case, dynamic_program_is_held, 0, n_probes);
    tcase_add_test(probe_case, dynamic_program_without_landlock);
    tcase_add_unchecked_fixture(run_case, bench_open, bench_close);
    tcase_add_loop_test(run_case, end_is_told, 0, sizeof ends / sizeof ends[0]);
    tcase_add_test(run_case, output_is_drained);
    tcase_add_test(run_case, descriptors_become_3_and_4);
    tcase_add_test(run_case, stray_is_ended);
    tcase_add_test(run_case, runs_side_by_side);
    tcase_add_test(run_case, other_children_are_not_touched);
    tcase_add_test(run_case, program_ends_with_the_grader);
    tcase_add_test(run_case, memory_of_the_grader_is_closed);
    suite_add_tcase(suite, probe_case);
    suite_add_tcase(suite, run_case);
    suite_add_tcase(suite, sandbox_failures_tcase());
    suite_add_tcase(suite, sandbox_build_tcase());
    return suite;
}
