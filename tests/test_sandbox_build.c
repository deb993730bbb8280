/* Compilers and linkers in the sandbox. */
#include "sandbox_bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ALL = SANDBOX_UID | SANDBOX_LANDLOCK | SANDBOX_SECCOMP, OUTPUT_MAX = 1 << 16 };

static bool has_program(const char *name)
{
    char path[64];
    snprintf(path, sizeof path, "/usr/bin/%s", name);
    return access(path, X_OK) == 0;
}

static void run_tool(const struct sandbox *sandbox, enum sandbox_profile profile,
                     const char *const *argv, const char *folder, const char *readable,
                     struct sandbox_status *status)
{
    const char *const list[] = {readable, NULL};
    struct sandbox_command command = {.profile = profile,
                                      .argv = argv,
                                      .folder = folder,
                                      .readable = list,
                                      .output = -1};
    ck_assert_int_eq(sandbox_run(sandbox, &command, 20000, OUTPUT_MAX, status), 0);
}

/* ---- a program from source to its end ---- */

static const char *const compilers[] = {"gcc", "clang"};

static void compile_link_run(const char *compiler, const char *how, unsigned layers)
{
    struct sandbox sandbox;
    struct sandbox_status status;
    if (!has_program(compiler)) {
        printf("skipped: no %s\n", compiler);
        return;
    }
    if (!bench_sandbox(&sandbox, layers))
        return;
    const char *work = bench_work_folder(&sandbox, "hello");
    bench_write("hello/hello.c", "#include <math.h>\n#include <stdio.h>\n"
                                 "int main(int argc, char **argv)\n"
                                 "{ (void)argv; printf(\"%.1f\", sqrt(4.0 * argc)); }\n");
    const char *const compile[] = {compiler,  "-std=c11", "-O2",     "-Wall", "-c",
                                   "hello.c", "-o",       "hello.o", NULL};
    const char *const link[] = {compiler, how, "hello.o", "-o", "hello", "-lm", NULL};
    run_tool(&sandbox, SANDBOX_COMPILE, compile, work, NULL, &status);
    ck_assert_msg(status.exited && status.code == 0, "%s", status.output);
    ck_assert_str_eq(status.output, "");
    struct stat object;
    ck_assert_int_eq(stat(bench_path("hello/hello.o"), &object), 0);
    ck_assert_int_eq(object.st_mode & 077, 0); /* no other user's to read */
    sandbox_status_release(&status);
    run_tool(&sandbox, SANDBOX_LINK, link, work, NULL, &status);
    ck_assert_msg(status.exited && status.code == 0, "%s", status.output);
    sandbox_status_release(&status);

    const char *const hello[] = {bench_path("hello/hello"), NULL};
    run_tool(&sandbox, SANDBOX_RUN, hello, "/", NULL, &status);
    ck_assert(status.exited && status.code == 0);
    ck_assert_str_eq(status.output, "2.0");
    sandbox_status_release(&status);
    sandbox_release(&sandbox);
}

START_TEST(compilers_work)
{
    compile_link_run(compilers[_i / 2], _i % 2 ? "-static" : "-pie", ALL);
}
END_TEST

START_TEST(compilers_work_without_layers)
{
    compile_link_run(compilers[_i], "-static", 0);
}
END_TEST

/* What build.c does with objects. */
START_TEST(binutils_work)
{
    static const char *const commands[][7] = {
        {"gcc", "-c", "a.c", "-o", "a.o", NULL},
        {"ld", "-r", "a.o", "-o", "b.o", NULL},
        {"objcopy", "--keep-global-symbol=f", "b.o", "c.o", NULL},
        {"objcopy", "--keep-global-symbol=f", "c.o", NULL},
        {"nm", "c.o", NULL}};
    struct sandbox sandbox;
    struct sandbox_status status;
    if (!bench_sandbox(&sandbox, ALL))
        return;
    const char *work = bench_work_folder(&sandbox, "binutils");
    bench_write("binutils/a.c",
                "int f(void) { return 1; }\nint g(void) { return f(); }\n");
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        run_tool(&sandbox, i ? SANDBOX_LINK : SANDBOX_COMPILE, commands[i], work, NULL,
                 &status);
        ck_assert_msg(status.exited && status.code == 0, "%s: %s", commands[i][0],
                      status.output);
        if (i == 4)
            ck_assert_msg(strstr(status.output, " T f") && strstr(status.output, " t g"),
                          "%s", status.output);
        sandbox_status_release(&status);
    }
    sandbox_release(&sandbox);
}
END_TEST

/* ---- what a source cannot do ---- */

static const struct {
    const char *source;
    const char *options; /* one, or NULL */
    const char *must;    /* stand in the diagnostics */
    const char *must_not;
    bool compiles;
    const char *why;
} sources[] = {
    {"#include \"/etc/passwd\"\n", NULL, "/etc/passwd: Permission denied", "root:x",
     false, "another file's text in the diagnostics"},
    {"#include \"../secret.h\"\n", NULL, "secret.h: Permission denied", "MARK", false,
     "beside the build"},
    {"# 1 \"/etc/passwd\"\nint x = ;\n", NULL, "error", "root:x", false,
     "the caret diagnostic quotes the file that a linemarker names"},
    {"__asm__(\".incbin \\\"/etc/passwd\\\"\");\n", NULL, "/etc/passwd", "root:x", false,
     "into the object, to be read at run time"},
    {"#include \"/dev/zero\"\n", NULL, "/dev/zero: Permission denied", NULL, false,
     "without end"},
    {"#include \"/proc/self/environ\"\n", NULL, "Permission denied", "PATH=", false,
     "the environment"},
    {"#include <stdio.h>\n#include <math.h>\nint x;\n", NULL, "", NULL, true,
     "system headers"},
    {"#include \"contract.h\"\nint x = MARK;\n", "-I../include", "", NULL, true,
     "a folder that was granted"},
    {"#include \"a.c\"\n", NULL, "nested", NULL, false, "self-inclusion"},
};

START_TEST(source_reads_what_it_may)
{
    struct sandbox sandbox;
    struct sandbox_status status;
    if (!bench_sandbox(&sandbox, ALL))
        return;
    const char *work = bench_work_folder(&sandbox, "source"),
               *include = bench_path("include");
    mkdir(include, 0755);
    chmod(include, 0755);
    bench_write("include/contract.h", "#define MARK 1\n");
    bench_write("secret.h", "MARK!\n");
    bench_write("source/a.c", sources[_i].source);

    const char *const argv[] = {"gcc", "-c", "a.c", "-o", "a.o", sources[_i].options,
                                NULL};
    run_tool(&sandbox, SANDBOX_COMPILE, argv, work, include, &status);
    ck_assert_msg(status.exited && (status.code == 0) == sources[_i].compiles, "%s: %s",
                  sources[_i].why, status.output);
    ck_assert_msg(strstr(status.output, sources[_i].must), "%s: %s", sources[_i].why,
                  status.output);
    ck_assert_msg(!sources[_i].must_not || !strstr(status.output, sources[_i].must_not),
                  "%s: %s", sources[_i].why, status.output);
    sandbox_status_release(&status);
    sandbox_release(&sandbox);
}
END_TEST

START_TEST(compiler_writes_its_folder_alone)
{
    struct sandbox sandbox;
    struct sandbox_status status;
    if (!bench_sandbox(&sandbox, ALL))
        return;
    const char *work = bench_work_folder(&sandbox, "inner");
    const char *other = bench_work_folder(&sandbox, "other"); /* the same user's */
    char target[4200];
    snprintf(target, sizeof target, "%s/a.o", other);
    bench_write("inner/a.c", "int x;\n");
    const char *const argv[] = {"gcc", "-c", "a.c", "-o", target, NULL};
    run_tool(&sandbox, SANDBOX_COMPILE, argv, work, NULL, &status);
    ck_assert(status.exited && status.code != 0);
    ck_assert_int_ne(access(target, F_OK), 0);
    ck_assert_ptr_nonnull(strstr(status.output, "Permission denied"));
    sandbox_status_release(&status);
    sandbox_release(&sandbox);
}
END_TEST

TCase *sandbox_build_tcase(void)
{
    TCase *build_case = tcase_create("build");
    tcase_add_unchecked_fixture(build_case, bench_open, bench_close);
    tcase_add_loop_test(build_case, compilers_work, 0, 4);
    tcase_add_loop_test(build_case, compilers_work_without_layers, 0, 2);
    tcase_add_test(build_case, binutils_work);
    tcase_add_loop_test(build_case, source_reads_what_it_may, 0,
                        sizeof sources / sizeof sources[0]);
    tcase_add_test(build_case, compiler_writes_its_folder_alone);
    return build_case;
}
