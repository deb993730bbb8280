/* Our own failures: one line, and nothing runs. */
#define _GNU_SOURCE
#include "sandbox_bench.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
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
    struct sandbox sandbox;
    struct sandbox_status status;
    int old = capture();
    int missing = sandbox_open(&sandbox, "/no/such/jail");
    int wrong = sandbox_open(&sandbox, other);
    int right = sandbox_open(&sandbox, bench_jail());
    struct sandbox broken = sandbox;
    broken.jail = other;
    int result = bench_run(&broken, SANDBOX_RUN, bench_program(), 1000, 1000, &status);
    const char *text = captured(old);

    ck_assert_int_eq(missing, -1);
    ck_assert_int_eq(wrong, -1);
    ck_assert_int_eq(right, 0);
    ck_assert_int_eq(result, -1);
    ck_assert_ptr_nonnull(strstr(text, "launcher '/no/such/jail'"));
    ck_assert_ptr_nonnull(strstr(text, "launcher '/bin/true' does not work"));
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

    ck_assert_int_eq(sandbox_open(&sandbox, bench_jail()), 0);
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
    sandbox_layers_text(SANDBOX_RLIMITS | SANDBOX_LANDLOCK | SANDBOX_SECCOMP, text,
                        sizeof text);
    ck_assert_str_eq(text, "rlimits, landlock, seccomp");
    sandbox_layers_text(15, small, sizeof small);
    ck_assert_str_eq(small, "rlimits");
    sandbox_layers_text(0, text, sizeof text);
    ck_assert_str_eq(text, "");
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
    return failures_case;
}
