#include "build_bench.h"

#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RUN_MS = 10000 };

/* Uses what a student's code may define too. */
static const char worker_source[] =
    "#include \"backprop.h\"\n"
    "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <unistd.h>\n"
    "#pragma weak bp_sigmoid\n#pragma weak bp_graph_forward\n"
    /* The linker leads exp here, and others that the rows do not use. */
    "double __real_exp(double z);\n"
    "double __wrap_exp(double z) { return __real_exp(z); }\n"
    "double _Complex __real_cexp(double _Complex z);\n"
    "double _Complex __wrap_cexp(double _Complex z) { return __real_cexp(z); }\n"
    "static void say(const char *text) {\n"
    "    char *copy = malloc(100);\n"
    "    memcpy(copy, text, strlen(text) + 1);\n"
    "    if (write(1, copy, strlen(copy)) < 0) abort();\n"
    "    free(copy);\n"
    "}\n"
    "int main(void) {\n"
    "    char text[100];\n"
    "    say(START);\n"
    "    if (bp_sigmoid) { snprintf(text, 100, \" g=%g\", bp_sigmoid(0)); say(text); }\n"
    "    if (bp_graph_forward) {\n"
    "        snprintf(text, 100, \" f=%g\", bp_graph_forward(1, 2)); say(text); }\n"
    "    say(\" end\");\n"
    "    return 0;\n"
    "}\n";

static char worker_folder[64], worker_object[80], prelinked_object[80],
    prelinked_names[80];

/* A worker that starts by saying SAYS. */
static void compile_worker(const char *says, const char *object)
{
    char command[600];
    snprintf(command, sizeof command,
             "gcc -O1 -I%s/include -DSTART='\"%s\"' -x c - -c -o %s", BUILD_FOLDER, says,
             object);
    FILE *compiler = popen(command, "w");
    ck_assert_ptr_nonnull(compiler);
    ck_assert_int_ge(fputs(worker_source, compiler), 0);
    ck_assert_int_eq(pclose(compiler), 0);
}

void build_bench_setup(void)
{
    char command[600];
    strcpy(worker_folder, "/tmp/gradecheck-worker-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(worker_folder));
    snprintf(worker_object, sizeof worker_object, "%s/worker.o", worker_folder);
    snprintf(prelinked_object, sizeof prelinked_object, "%s/prelinked.o", worker_folder);
    snprintf(prelinked_names, sizeof prelinked_names, "%s/prelinked.names",
             worker_folder);
    compile_worker("prelinked", worker_object);
    snprintf(command, sizeof command, "CC=gcc scripts/prelink %s %s", worker_object,
             worker_folder);
    ck_assert_int_eq(system(command), 0);
    compile_worker("start", worker_object);
}

void build_bench_teardown(void)
{
    unlink(worker_object);
    unlink(prelinked_object);
    unlink(prelinked_names);
    ck_assert_int_eq(rmdir(worker_folder), 0);
}

void build_bench_open(struct build_bench *b)
{
    scratch_open(&b->scratch);
    scratch_folder(&b->scratch, "in");
    scratch_folder(&b->scratch, "include");
    ck_assert_int_eq(sandbox_open(&b->sandbox, BUILD_FOLDER "/jail", 0), 0);

    b->installation = (struct installation){
        .jail = strdup(BUILD_FOLDER "/jail"),
        .worker = strdup(worker_object),
        .include = strdup(BUILD_FOLDER "/include"),
    };
}

void build_bench_prelink(struct build_bench *b)
{
    b->installation.prelinked = strdup(prelinked_object);
    b->installation.prelinked_names = strdup(prelinked_names);
}

void build_bench_close(struct build_bench *b)
{
    char folder[300];
    snprintf(folder, sizeof folder, "%s", b->build.folder ? b->build.folder : "/none");
    submission_release(&b->submission);
    build_release(&b->build);
    ck_assert_msg(access(folder, F_OK) != 0, "the build's folder is left");
    sandbox_release(&b->sandbox);
    installation_release(&b->installation);
    scratch_close(&b->scratch);
}

void add_file(struct build_bench *b, const char *name, const char *text)
{
    char path[300];
    snprintf(path, sizeof path, "in/%s", name);
    scratch_write(&b->scratch, path, text, strlen(text));
}

int run_build(struct build_bench *b, const char *compiler, int jobs)
{
    const struct build_options options = {.compiler = compiler, .jobs = jobs};
    char source[300];
    ck_assert_int_eq(build_open(&b->build), 0);
    snprintf(source, sizeof source, "%s/src", b->build.folder);
    ck_assert_int_eq(
        submission_open(&b->submission, scratch_path(&b->scratch, "in"), source), 0);
    return build_run(&b->build, &b->submission, &b->installation, &b->sandbox, &options);
}

void expect_output(const struct build_bench *b, const char *expected, const char *why)
{
    const char *const argv[] = {b->build.worker, NULL};
    const struct sandbox_command command = {
        .profile = SANDBOX_RUN, .argv = argv, .folder = b->build.folder, .output = -1};
    struct sandbox_status status;
    bool crashes = strcmp(expected, "crash") == 0;

    ck_assert_int_eq(sandbox_run(&b->sandbox, &command, RUN_MS, 1000, &status), 0);
    if (crashes)
        ck_assert_msg(!status.exited && !status.timed_out &&
                          strncmp(status.output, "start", 5) == 0,
                      "%s: %s", why, status.output);
    else
        ck_assert_msg(status.exited && status.code == 0 &&
                          strcmp(status.output, expected) == 0,
                      "%s: signal %d, %s", why, status.signal, status.output);
    sandbox_status_release(&status);
}

static void expect_defined(const struct build *build, const char *expected,
                           const char *why)
{
    char text[1024] = "";
    size_t n = 0;
    for (int f = 0; f < FUNCTION_COUNT; f++)
        if (build->defined[f])
            n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", n ? " " : "",
                                  function_symbol((enum function)f) + strlen("bp_"));
    ck_assert_msg(strcmp(text, expected) == 0, "%s: %s", why, text);
}

static void expect_row(const struct build_bench *b, const struct row *row)
{
    const struct build *build = &b->build;
    const char *said = build->diagnostics;
    const char *undefined = build->undefined ? build->undefined : "none";

    ck_assert_msg(build->n_failed == row->n_failed, "%s: %zu failed: %s", row->why,
                  build->n_failed, said);
    ck_assert_msg(!build->worker == !row->output, "%s: %s", row->why, said);
    expect_defined(build, row->defined, row->why);
    ck_assert_msg(strcmp(undefined, row->undefined ? row->undefined : "none") == 0,
                  "%s: %s", row->why, undefined);
    if (row->diagnostics)
        ck_assert_msg(*row->diagnostics ? strstr(said, row->diagnostics) != NULL : !*said,
                      "%s: %s", row->why, said);
    ck_assert_msg(!row->secret || !strstr(said, row->secret), "%s: %s", row->why, said);
    ck_assert_uint_le(strlen(said), 1 << 16);
    ck_assert_msg(!strstr(said, "src/") && !strstr(said, build->folder), "%s: %s",
                  row->why, said);
    if (row->output)
        expect_output(b, row->output, row->why);
}

static bool has_compiler(const char *name)
{
    char path[64];
    snprintf(path, sizeof path, "/usr/bin/%s", name);
    return access(path, X_OK) == 0;
}

void check_row(const struct row *rows, int n_rows, int i)
{
    const struct row *row = &rows[i % n_rows];
    const char *compiler = i < n_rows ? "gcc" : "clang";
    struct build_bench bench = {.build = {.folder = NULL}};
    if (row->gcc_only && i >= n_rows)
        return;
    if (!has_compiler(compiler)) {
        printf("skipped: no %s\n", compiler);
        return;
    }
    build_bench_open(&bench);
    for (const struct text_file *file = row->files; file->name; file++)
        add_file(&bench, file->name, file->text);
    ck_assert_msg(run_build(&bench, compiler, 2) == 0, "%s", row->why);
    expect_row(&bench, row);
    build_bench_close(&bench);
}
