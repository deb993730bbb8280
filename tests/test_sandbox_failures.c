/* Our own failures: one line, and nothing runs. */
#define _GNU_SOURCE
#include "sandbox_bench.h"

#include <errno.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    LANDLOCK = SANDBOX_LANDLOCK,
    SECCOMP = SANDBOX_SECCOMP,
    ALL = SANDBOX_UID | LANDLOCK | SECCOMP,
    OUTPUT_MAX = BENCH_OUTPUT_MAX
};

/* What is written to stderr from here to captured(). */
static int capture(void)
{
    int old = dup(2), fd = memfd_create("stderr", 0);
    ck_assert_int_ge(fd, 0);
    dup2(fd, 2);
    close(fd);
    return old;
}

static const char *captured(int old)
{
    static char text[1024];
    ssize_t n = pread(2, text, sizeof text - 1, 0);
    text[n > 0 ? n : 0] = '\0';
    dup2(old, 2);
    close(old);
    return text;
}

static const struct {
    enum sandbox_profile profile;
    const char *program, *folder, *readable, *message;
} failures[] = {
    {SANDBOX_COMPILE, "no-such-compiler", NULL, NULL,
     "cannot find the program 'no-such-compiler': No such file"},
    {SANDBOX_RUN, "/no/such/worker", NULL, NULL, "'/no/such/worker': No such file"},
    {SANDBOX_RUN, "work/relative", NULL, NULL, "'work/relative': Invalid argument"},
    {SANDBOX_RUN, "/etc/passwd", NULL, NULL, "cannot execute '/etc/passwd': Permission"},
    {SANDBOX_COMPILE, "gcc", "/no/such/folder", NULL,
     "cannot enter the working directory '/no/such/folder'"},
    {SANDBOX_COMPILE, "gcc", NULL, "/no/such/header", "cannot read '/no/such/header'"},
};

START_TEST(failure_is_ours)
{
    struct sandbox sandbox;
    struct sandbox_status status;
    if (!bench_sandbox(&sandbox, ALL))
        return;
    const char *const argv[] = {failures[_i].program, NULL};
    const char *const readable[] = {failures[_i].readable, NULL};
    struct sandbox_command command = {.profile = failures[_i].profile,
                                      .argv = argv,
                                      .folder = failures[_i].folder,
                                      .readable = readable,
                                      .output = -1};
    if (!command.folder)
        command.folder = bench_work_folder(&sandbox, "work");
    int old = capture();
    int result = sandbox_run(&sandbox, &command, 1000, OUTPUT_MAX, &status);
    const char *text = captured(old);
    ck_assert_int_eq(result, -1);
    ck_assert_msg(strstr(text, failures[_i].message), "%s", text);
    ck_assert_msg(strchr(text, '\n') == text + strlen(text) - 1, "%s", text);
    ck_assert_ptr_null(status.output);
    sandbox_release(&sandbox);
}
END_TEST

START_TEST(launcher_must_work)
{
    static char other[] = "/bin/true";
    char command[5 * PATH_MAX], copy[PATH_MAX];
    struct sandbox sandbox;
    struct sandbox_status status;
    int old = capture();
    int missing = sandbox_open(&sandbox, "/no/such/jail", 0);
    int alone = sandbox_open(&sandbox, other, 0);
    snprintf(copy, sizeof copy, "%s", bench_path("other"));
    snprintf(command, sizeof command,
             "cp %s %s && cp $(dirname %s)/filters $(dirname %s)", other, copy,
             bench_jail(), copy);
    ck_assert_int_eq(system(command), 0);
    int wrong = sandbox_open(&sandbox, copy, 0);
    int right = sandbox_open(&sandbox, bench_jail(), 0);
    struct sandbox broken = sandbox;
    broken.jail = other;
    int result = bench_run(&broken, SANDBOX_RUN, bench_program(), 1000, 1000, &status);
    const char *text = captured(old);

    ck_assert_int_eq(missing, -1);
    ck_assert_int_eq(alone, -1);
    ck_assert_int_eq(wrong, -1);
    ck_assert_int_eq(right, 0);
    ck_assert_int_eq(result, -1);
    ck_assert_ptr_nonnull(strstr(text, "launcher '/no/such/jail'"));
    ck_assert_ptr_nonnull(strstr(text, "cannot open '/bin/filters'"));
    ck_assert_ptr_nonnull(strstr(text, "/other' does not work"));
    ck_assert_ptr_nonnull(strstr(text, "the launcher died before"));
    sandbox_release(&sandbox);
}
END_TEST

/* As on a kernel that lacks it. */
static void take_away(unsigned call)
{
    struct sock_filter code[] = {
        {BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, nr)},
        {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, call},
        {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | ENOSYS},
        {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
    };
    struct sock_fprog program = {sizeof code / sizeof code[0], code};
    ck_assert_int_eq(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
    ck_assert_int_eq(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
}

START_TEST(missing_layer_is_seen_and_never_passed_over)
{
    struct sandbox sandbox;
    struct sandbox_status status;
    if (!bench_sandbox(&sandbox, ALL))
        return;
    take_away(444); /* landlock_create_ruleset */
    int old = capture();
    int result = bench_run(&sandbox, SANDBOX_RUN, bench_program(), 1000, 1000, &status);
    const char *text = captured(old);
    ck_assert_int_eq(result, -1);
    ck_assert_msg(strstr(text, "cannot restrict files (Landlock): Function not"), "%s",
                  text);
    sandbox_release(&sandbox);

    ck_assert_int_eq(sandbox_open(&sandbox, bench_jail(), 0), 0);
    ck_assert_int_eq(sandbox.layers & (LANDLOCK | SECCOMP), SECCOMP);
    ck_assert_int_eq(
        bench_run(&sandbox, SANDBOX_RUN, bench_program(), 1000, 1000, &status), 0);
    ck_assert(status.exited && status.code == 7);
    sandbox_status_release(&status);
    sandbox_release(&sandbox);
}
END_TEST

START_TEST(layers_have_names)
{
    char text[64], small[8];
    layers_text(SANDBOX_RLIMITS | SANDBOX_LANDLOCK | SANDBOX_SECCOMP, text, sizeof text);
    ck_assert_str_eq(text, "rlimits, landlock, seccomp");
    layers_text(15, small, sizeof small);
    ck_assert_str_eq(small, "rlimits");
    layers_text(0, text, sizeof text);
    ck_assert_str_eq(text, "");
}
END_TEST

START_TEST(layers_are_read_by_name)
{
    unsigned set;
    size_t length;
    const char *unknown;
    ck_assert_int_eq(layers_parse("cgroup,uid", &set, &unknown, &length), 0);
    ck_assert_uint_eq(set, SANDBOX_CGROUP | SANDBOX_UID);
    ck_assert_int_eq(layers_parse("none", &set, &unknown, &length), 0);
    ck_assert_uint_eq(set, 0);
    ck_assert_int_eq(layers_parse("uid,seccom,x", &set, &unknown, &length), -1);
    ck_assert_uint_eq(length, 6);
    ck_assert_int_eq(strncmp(unknown, "seccom,x", 8), 0);
    ck_assert_int_eq(layers_parse("uid,", &set, &unknown, &length), -1);
    ck_assert_int_eq(layers_parse("", &set, &unknown, &length), -1);
}
END_TEST

/* A group of this machine's own, which has a switch to end all in it, and what controllers there are. */
START_TEST(cgroup_holds_what_is_started_in_it)
{
    struct sandbox sandbox;
    struct sandbox_process process;
    char path[PATH_MAX], line[64] = "";
    const char *const argv[] = {bench_program(), "1004", NULL};
    const struct sandbox_command command = {
        .profile = SANDBOX_RUN, .argv = argv, .folder = "/", .output = -1};
    if (!bench_sandbox(&sandbox, ALL))
        return;
    ck_assert_int_eq(cgroup_open(&sandbox.cgroup, "cgroup.kill"), 0);
    if (!sandbox.cgroup.path) {
        printf("skipped: no cgroup v2 is delegated here\n");
        sandbox_release(&sandbox);
        return;
    }
    snprintf(path, sizeof path, "%s/cgroup.procs", sandbox.cgroup.path);
    sandbox.layers |= SANDBOX_CGROUP;
    ck_assert_int_eq(sandbox_spawn(&sandbox, &command, &process), 0);
    FILE *procs = fopen(path, "r");
    ck_assert_ptr_nonnull(procs);
    ck_assert_ptr_nonnull(fgets(line, sizeof line, procs));
    fclose(procs);
    ck_assert_int_eq(atoi(line), process.pid);

    siginfo_t info = {0};
    pid_t pid = process.pid;
    sandbox_release(&sandbox); /* it was never reaped */
    ck_assert_int_eq(waitid(P_PID, (id_t)pid, &info, WEXITED), 0);
    ck_assert_int_eq(info.si_status, SIGKILL);
    ck_assert_int_eq(access(path, F_OK), -1);
}
END_TEST

START_TEST(no_cgroup_where_a_controller_is_missing)
{
    struct cgroup cgroup;
    ck_assert_int_eq(cgroup_open(&cgroup, "no.such.file"), 0);
    ck_assert_ptr_null(cgroup.path);
    ck_assert_int_eq(cgroup.fd, -1);
    cgroup_close(&cgroup);
}
END_TEST

TCase *sandbox_failures_tcase(void)
{
    TCase *failures_case = tcase_create("failures");
    tcase_add_unchecked_fixture(failures_case, bench_open, bench_close);
    tcase_add_loop_test(failures_case, failure_is_ours, 0,
                        sizeof failures / sizeof failures[0]);
    tcase_add_test(failures_case, launcher_must_work);
    tcase_add_test(failures_case, missing_layer_is_seen_and_never_passed_over);
    tcase_add_test(failures_case, layers_have_names);
    tcase_add_test(failures_case, layers_are_read_by_name);
    tcase_add_test(failures_case, cgroup_holds_what_is_started_in_it);
    tcase_add_test(failures_case, no_cgroup_where_a_controller_is_missing);
    return failures_case;
}
