/* test_build.c: real compilers in the real sandbox. What was built is run as the grader
 * runs it, in a process of its own with the sandbox's limits, with a small worker of the
 * test's: it says which functions it has and what they answer. */
#include "build.h"
#include "scratch.h"
#include "suites.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_FILES = 4, RUN_MS = 10000 };

/* Uses what a student's code may define too. */
static const char worker_source[] =
    "#include \"backprop.h\"\n"
    "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <unistd.h>\n"
    "#pragma weak bp_sigmoid\n#pragma weak bp_graph_forward\n"
    "static void say(const char *text) {\n"
    "    char *copy = malloc(100);\n"
    "    memcpy(copy, text, strlen(text) + 1);\n"
    "    if (write(1, copy, strlen(copy)) < 0) abort();\n"
    "    free(copy);\n"
    "}\n"
    "int main(void) {\n"
    "    char text[100];\n"
    "    say(\"start\");\n"
    "    if (bp_sigmoid) { snprintf(text, 100, \" g=%g\", bp_sigmoid(0)); say(text); }\n"
    "    if (bp_graph_forward) {\n"
    "        snprintf(text, 100, \" f=%g\", bp_graph_forward(1, 2)); say(text); }\n"
    "    say(\" end\");\n"
    "    return 0;\n"
    "}\n";

#define SIGMOID "double bp_sigmoid(double z) { return 1 / (1 + exp(-z)); }\n"
#define START "#include \"backprop.h\"\n#include <math.h>\n"
#define PLAIN START SIGMOID

struct text_file {
    const char *name, *text;
};

struct row {
    const char *why;
    bool gcc_only;
    struct text_file files[MAX_FILES + 1];
    const char
        *output; /* what the worker says; "crash": it starts and crashes; NULL: none */
    size_t n_failed;
    const char *defined;     /* "sigmoid graph_forward" */
    const char *undefined;   /* or NULL */
    const char *diagnostics; /* a part of them; "": there are none; NULL: whatever */
    const char *secret;      /* no part of them, or NULL */
};

/* ---- one build ---- */

struct bench {
    struct scratch scratch;
    struct installation installation;
    struct sandbox sandbox;
    struct build build;
    struct submission submission;
};

static void bench_open(struct bench *b)
{
    char command[600];
    scratch_open(&b->scratch);
    scratch_folder(&b->scratch, "in");
    scratch_folder(&b->scratch, "include");
    ck_assert_int_eq(sandbox_open(&b->sandbox, BUILD_FOLDER "/jail"), 0);

    scratch_write(&b->scratch, "worker.c", worker_source, strlen(worker_source));
    snprintf(command, sizeof command, "gcc -O1 -I%s/include -c %s -o %s", BUILD_FOLDER,
             scratch_path(&b->scratch, "worker.c"),
             scratch_path(&b->scratch, "worker.o"));
    ck_assert_int_eq(system(command), 0);
    b->installation = (struct installation){
        .jail = strdup(BUILD_FOLDER "/jail"),
        .worker = strdup(scratch_path(&b->scratch, "worker.o")),
        .include = strdup(BUILD_FOLDER "/include"),
    };
}

static void bench_close(struct bench *b)
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

static void add_file(struct bench *b, const char *name, const char *text)
{
    char path[300];
    snprintf(path, sizeof path, "in/%s", name);
    scratch_write(&b->scratch, path, text, strlen(text));
}

static int run_build(struct bench *b, const char *compiler, int jobs)
{
    const struct build_options options = {.compiler = compiler, .jobs = jobs};
    char source[300];
    ck_assert_int_eq(build_open(&b->build), 0);
    snprintf(source, sizeof source, "%s/src", b->build.folder);
    ck_assert_int_eq(
        submission_open(&b->submission, scratch_path(&b->scratch, "in"), source), 0);
    return build_run(&b->build, &b->submission, &b->installation, &b->sandbox, &options);
}

static void expect_output(const struct bench *b, const char *expected, const char *why)
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

static void expect_row(const struct bench *b, const struct row *row)
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

static const char *const compilers[] = {"gcc", "clang"};

static void check_row(const struct row *row, const char *compiler)
{
    struct bench bench = {.build = {.folder = NULL}};
    if (row->gcc_only && strcmp(compiler, "gcc") != 0)
        return;
    bench_open(&bench);
    for (const struct text_file *file = row->files; file->name; file++)
        add_file(&bench, file->name, file->text);
    ck_assert_msg(run_build(&bench, compiler, 2) == 0, "%s", row->why);
    expect_row(&bench, row);
    bench_close(&bench);
}

/* ---- what builds ---- */

static const struct row good[] = {
    {"the usual one",
     false,
     {{"backprop.c", PLAIN}},
     "start g=0.5 end",
     0,
     "sigmoid",
     NULL,
     "",
     NULL},
    {"a header and a second file",
     false,
     {{"a.c", "#include \"own.h\"\n#include \"backprop.h\"\n"
              "double bp_sigmoid(double z) { return own(z); }\n"},
      {"own.h", "double own(double z);\n"},
      {"b.c", "#include \"own.h\"\ndouble own(double z) { return z + 7; }\n"}},
     "start g=7 end",
     0,
     "sigmoid",
     NULL,
     "",
     NULL},
    {"a main for experiments",
     false,
     {{"a.c", PLAIN "int main(void) { return 1; }\n"}},
     "start g=0.5 end",
     0,
     "sigmoid",
     NULL,
     "",
     NULL},
    {"a main in each of three files",
     false,
     {{"a.c", PLAIN "int main(void) { return 1; }\n"},
      {"b.c", "int main(void) { return 2; }\n"},
      {"c.c", "int main(void) { return 3; }\n"}},
     "start g=0.5 end",
     0,
     "sigmoid",
     NULL,
     "",
     NULL},
    {"names of the C library do not reach the worker",
     false,
     {{"a.c", START "long write(int a, const void *b, long c) { return a + c + !b; }\n"
                    "void *memcpy(void *a, const void *b, unsigned long n);\n"
                    "void *memcpy(void *a, const void *b, unsigned long n)"
                    " { return b == a && n ? a : 0; }\n"
                    "void exit(int a) { for (;;) a++; }\n"
                    "int say, printf_chk;\n" SIGMOID}},
     "start g=0.5 end",
     0,
     "sigmoid",
     NULL,
     NULL,
     NULL},
    {"one name, static in two files",
     false,
     {{"a.c", START "static double one(void) { return 1; }\n"
                    "double bp_sigmoid(double z) { return z + one(); }\n"},
      {"b.c",
       START "static double one(void) { return 2; }\n"
             "double bp_graph_forward(double x, double y) { return x * y * one(); }\n"}},
     "start g=1 f=4 end",
     0,
     "sigmoid graph_forward",
     NULL,
     "",
     NULL},
    {"a variable without a value, shared by two files as in old C",
     false,
     {{"a.c", START "__attribute__((common)) int n;\n"
                    "double bp_sigmoid(double z) { n = 5; return z; }\n"},
      {"b.c",
       START "__attribute__((common)) int n;\n"
             "double bp_graph_forward(double x, double y) { return n + x - y; }\n"}},
     "start g=0 f=4 end",
     0,
     "sigmoid graph_forward",
     NULL,
     "",
     NULL},
    {"a weak function counts, and the other one of its name is taken",
     false,
     {{"a.c", START "__attribute__((weak)) double bp_sigmoid(double z) { return z; }\n"},
      {"b.c", PLAIN}},
     "start g=0.5 end",
     0,
     "sigmoid",
     NULL,
     "",
     NULL},
    {"__FILE__ is the student's name for it",
     false,
     {{"a.c", START "double bp_sigmoid(double z)"
                    " { return z + (double)sizeof(__FILE__); }\n"}},
     "start g=4 end",
     0,
     "sigmoid",
     NULL,
     "",
     NULL},
    {"an empty file", true, {{"a.c", ""}}, "start end", 0, "", NULL, "", NULL},
    {"all that plain C brings",
     false,
     {{"a.c", START
       "#include <complex.h>\n#include <setjmp.h>\n#include <stdatomic.h>\n"
       "#include <stdio.h>\n#include <stdlib.h>\n"
       "static const double table[] = {1, 2, 3};\n"
       "static const char *const names[] = {\"a\", \"b\"};\n"
       "_Thread_local int zero; _Thread_local int four = 4; static double big[100000];\n"
       "atomic_int count; jmp_buf place; int (*call)(const char *, ...) = printf;\n"
       "long double wide(long double x) { return x * 1.1L; }\n"
       "double _Complex turn(double _Complex z) { return cexp(z); }\n"
       "double vla(int n) { double a[n]; for (int i = 0; i < n; i++) a[i] = table[i % 3];"
       " return a[n / 2] + big[n]; }\n"
       "const char *word(int x) { switch (x) { case 0: return \"zero\"; case 1: return"
       " \"one\"; case 2: return \"two\"; case 3: return \"three\"; case 4: return"
       " names[x & 1]; case 5: return \"five\"; } return \"many\"; }\n"
       "__attribute__((noinline, cold)) void complain(void) { fprintf(stderr, \"x\"); }\n"
       "__attribute__((visibility(\"hidden\"))) double hidden(double z) { return z; }\n"
       "static int compare(const void *a, const void *b)"
       " { return (*(const double *)a > *(const double *)b) -"
       " (*(const double *)a < *(const double *)b); }\n"
       "double bp_sigmoid(double z) { double *p = calloc(10, sizeof *p);"
       " qsort(p, 10, sizeof *p, compare); double r = hidden(z) + p[3] + four + zero +"
       " vla(5) + __builtin_popcount(7); free(p); if (z > 99) complain();"
       " return r + (word((int)z)[0] == 'z'); }\n"}},
     "start g=11 end",
     0,
     "sigmoid",
     NULL,
     "",
     NULL},
    {"gcc's own words for optimisation",
     true,
     {{"a.c", "#pragma GCC optimize(\"O3\")\n" START
              "__attribute__((optimize(\"O1\"), flatten, hot))\n" SIGMOID}},
     "start g=0.5 end",
     0,
     "sigmoid",
     NULL,
     "",
     NULL},
};

START_TEST(builds)
{
    check_row(&good[_i / 2], compilers[_i % 2]);
}
END_TEST

/* ---- what builds in part ---- */

static const struct row partial[] = {
    {"a warning, under the student's name and line",
     false,
     {{"back-prop.c", PLAIN "int f(void) {\n    int unused = 3;\n    return 1;\n}\n"}},
     "start g=0.5 end",
     0,
     "sigmoid",
     NULL,
     "back-prop.c:5:9: warning: unused variable 'unused'",
     NULL},
    {"one of two files does not compile",
     false,
     {{"a.c", PLAIN}, {"bad.c", "int f(void)\n{\n    return x;\n}\n"}},
     "start g=0.5 end",
     1,
     "sigmoid",
     NULL,
     "bad.c:3:12: error: ",
     NULL},
    {"nothing compiles",
     false,
     {{"bad.c", "int f(void) { retur 1; }\r\n"}},
     NULL,
     1,
     "",
     NULL,
     "bad.c:1:15: error: ",
     "\\x0d"},
    {"an error in a header",
     false,
     {{"a.c", "#include \"own.h\"\n" PLAIN}, {"own.h", "int x\n = y;\n"}},
     NULL,
     1,
     "",
     NULL,
     "In file included from a.c:1:\nown.h:2:4: error: ",
     NULL},
    {"a name with a blank and an umlaut",
     false,
     {{"l\xc3\xb6sung 2.c", "int f(void) { return x; }\n"}, {"source-2.c", PLAIN}},
     "start g=0.5 end",
     1,
     "sigmoid",
     NULL,
     "l\xc3\xb6sung 2.c:1:22: error: ",
     "source-1.c"},
    {"names that could be an option and a line of their own",
     true,
     {{"-o.c", "int f(void) { return x; }\n"}, {"a\nb.c", "int f(void) { return x; }\n"}},
     NULL,
     2,
     "",
     NULL,
     "\na\\x0ab.c:1:22: error: ",
     "a\nb.c"},
    {"a function that is nowhere is missed when it is called",
     false,
     {{"a.c", PLAIN "double helper(double);\n"
                    "double bp_graph_forward(double x, double y)"
                    " { return helper(x) + y + bp_cost(0, 0, 0, 0); }\n"}},
     "crash",
     0,
     "sigmoid graph_forward",
     "bp_cost, helper",
     "",
     NULL},
    {"and so is a variable",
     false,
     {{"a.c", PLAIN "extern double table[];\n"
                    "double bp_graph_forward(double x, double y)"
                    " { return table[1] + x + y; }\n"}},
     "crash",
     0,
     "sigmoid graph_forward",
     "table",
     "",
     NULL},
    {"functions of a file that does not compile",
     false,
     {{"a.c", START "double own(double);\n"
                    "double bp_sigmoid(double z) { return own(z); }\n"},
      {"b.c", "double own(double z) { return y; }\n"}},
     "crash",
     1,
     "sigmoid",
     "own",
     "b.c:1:31: error: ",
     NULL},
    {"a variable of a function's name is no function",
     false,
     {{"a.c", "double bp_sigmoid = 3; int bp_cost;\n"
              "double bp_graph_forward(double x, double y) { return x - y; }\n"}},
     "crash", /* the grader would not call it; the test's worker asks no table */
     0,
     "graph_forward",
     NULL,
     NULL,
     NULL},
    {"functions that two files define",
     false,
     {{"a.c", PLAIN "int twice(void) { return 1; }\n"},
      {"b.c", PLAIN "double twice = 1;\n"},
      {"c.c", START "double bp_graph_forward(double x, double y) { return x - y; }\n"}},
     NULL,
     0,
     "",
     NULL,
     "bp_sigmoid is defined in a.c and in b.c\ntwice is defined in a.c and in b.c\n",
     NULL},
    {"many of them",
     true,
     {{"a.c", "int a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r;\n"},
      {"b.c", "int a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r;\n"}},
     NULL,
     0,
     "",
     NULL,
     "p is defined in a.c and in b.c\n... and so are 2 more\n",
     NULL},
    {"the contract's header is the contract's",
     false,
     {{"a.c", PLAIN}, {"backprop.h", "#error student's\n"}},
     "start g=0.5 end",
     0,
     "sigmoid",
     NULL,
     "",
     NULL},
    {"a header that shadows the system's is the student's mistake, not ours",
     false,
     {{"a.c", PLAIN}, {"math.h", "#error mine\n"}},
     NULL,
     1,
     "",
     NULL,
     "math.h:1:2: error: ",
     NULL},
    {"more memory than addresses reach",
     true,
     {{"a.c", START "static double big[1u << 29]; double other[1u << 29];\n"
                    "double bp_sigmoid(double z)"
                    " { big[(int)z] = z; return big[3] + other[(int)z]; }\n"}},
     NULL,
     0,
     "",
     NULL,
     "the linker refuses what the compiler made:\n",
     NULL},
    {"an object too large to look into",
     true,
     {{"a.c", PLAIN}, {"b.c", "char big[20000000] = {1};\n"}},
     "start g=0.5 end",
     1,
     "sigmoid",
     NULL,
     "b.c: the compiler made no object, or one larger than 16 MiB\n",
     NULL},
};

START_TEST(builds_in_part)
{
    check_row(&partial[_i / 2], compilers[_i % 2]);
}
END_TEST

/* ---- what is refused ---- */

#define REFUSED(why, gcc_only, source, reason)                                           \
    {                                                                                    \
        why, gcc_only,                                                                   \
            {{"a.c", START source SIGMOID},                                              \
             {"b.c",                                                                     \
              START "double bp_graph_forward(double x, double y) { return x - y; }\n"}}, \
            "start f=-1 end", 1, "graph_forward", NULL,                                  \
            "a.c: " reason ": not allowed\n", NULL                                       \
    }

static const struct row refused[] = {
    REFUSED("a constructor", false,
            "__attribute__((constructor)) static void f(void) { for (;;); }\n",
            "runs code before main (section .init_array)"),
    REFUSED("a constructor with a priority", false,
            "__attribute__((constructor(10001))) static void f(void) { for (;;); }\n",
            "runs code before main (section .init_array.10001)"),
    REFUSED("a destructor", false,
            "__attribute__((destructor)) static void f(void) { for (;;); }\n",
            "runs code after main (section .fini_array)"),
    REFUSED("before constructors", false,
            "static void f(void) { for (;;); }\n"
            "__attribute__((section(\".preinit_array\"), used))"
            " static void (*p)(void) = f;\n",
            "runs code before main (section .preinit_array)"),
    REFUSED("the old place of constructors", false,
            "static void f(void) { for (;;); }\n"
            "__attribute__((section(\".ctors\"), used)) static void (*p)(void) = f;\n",
            "runs code before main (section .ctors)"),
    REFUSED("the start-up code itself", false,
            "__asm__(\".section .init,\\\"ax\\\"\\n jmp bp_sigmoid\\n .text\");\n",
            "runs code before main (section .init)"),
    REFUSED("an ifunc", false,
            "static double one(double z) { return z; }\n"
            "static double (*choose(void))(double) { return one; }\n"
            "__attribute__((ifunc(\"choose\"))) double chosen(double);\n",
            "chooses a function when it is loaded (ifunc chosen)"),
    REFUSED("a function for each processor", true,
            "__attribute__((target_clones(\"avx2\", \"default\")))"
            " double sum(double *a) { return a[0] + a[1]; }\n",
            "chooses a function when it is loaded (ifunc sum)"),
    REFUSED("another loader", false,
            "__attribute__((section(\".interp\"), used))"
            " static const char loader[] = \"/tmp/x\";\n",
            "has a section of its own (section .interp)"),
    REFUSED("a section with a name to show", false,
            "__attribute__((section(\"\\x1b[2J\"), used)) static int x = 3;\n",
            "has a section of its own (section \\x1b[2J)"),
    REFUSED("code that changes", false,
            "__asm__(\".section .text.own,\\\"awx\\\"\\n .byte 0\\n .text\");\n",
            "has code that can be written to (section .text.own)"),
    REFUSED("a stack that holds code", true,
            "void call(void (*)(void));\n"
            "void f(int *n) { void g(void) { ++*n; } call(g); }\n",
            "needs a stack that holds code (the address of a nested function?) "
            "(section .note.GNU-stack)"),
};

START_TEST(refuses_sections)
{
    check_row(&refused[_i / 2], compilers[_i % 2]);
}
END_TEST

/* ---- what attacks the compiler ---- */

#define SECRET "gradecheck-secret"

static const struct row attacks[] = {
    {"a file that is not the student's, included",
     false,
     {{"a.c", "#include \"/etc/passwd\"\n"}},
     NULL,
     1,
     "",
     NULL,
     "a.c:1:10: fatal error: ",
     "root:"},
    {"shown with a caret",
     false,
     {{"a.c", "# 1 \"/etc/passwd\"\nint f(void) { return x; }\n"}},
     NULL,
     1,
     "",
     NULL,
     "error: ",
     "root:"},
    {"as data",
     false,
     {{"a.c", "__asm__(\".incbin \\\"/etc/passwd\\\"\");\n"}},
     NULL,
     1,
     "",
     NULL,
     NULL,
     "root:"},
    {"what never ends",
     false,
     {{"a.c", "#include \"/dev/zero\"\n"}},
     NULL,
     1,
     "",
     NULL,
     NULL,
     NULL},
    {"a file that includes itself twice",
     false,
     {{"a.c", "#include \"a.c\"\n#include \"a.c\"\n"}},
     NULL,
     1,
     "",
     NULL,
     NULL,
     NULL},
    {"a score and escape codes",
     false,
     {{"a.c", "#pragma message \"\x1b[2J\xe2\x80\xae SCORE 100/100\"\n" PLAIN}},
     "start g=0.5 end",
     0,
     "sigmoid",
     NULL,
     "SCORE 100/100",
     "\x1b"},
    {"no text at all",
     false,
     {{"a.c", "\x7f"
              "ELF\x02\x01\x01\xff\xfe\n"}},
     NULL,
     1,
     "",
     NULL,
     NULL,
     "\x7f"},
    {"a text for the linker",
     false,
     {{"a.c", PLAIN}, {"b.c", "INPUT(/etc/passwd)\n"}},
     "start g=0.5 end",
     1,
     "sigmoid",
     NULL,
     "b.c:1:",
     "root:"},
};

START_TEST(withstands)
{
    check_row(&attacks[_i / 2], compilers[_i % 2]);
}
END_TEST

/* Each of the files says more than all may together; each is heard. */
START_TEST(diagnostics_are_shared_out)
{
    struct bench bench = {.build = {.folder = NULL}};
    size_t n_bytes;
    char *text;
    FILE *stream = open_memstream(&text, &n_bytes);
    for (int i = 0; i < 2000; i++)
        fprintf(stream, "#pragma message \"number %d of many messages\"\n", i);
    fclose(stream);
    bench_open(&bench);
    add_file(&bench, "a.c", text);
    add_file(&bench, "b.c", text);
    add_file(&bench, "c.c", "int f(void) { return x; }\n");
    ck_assert_int_eq(run_build(&bench, "gcc", 1), 0);
    const char *said = bench.build.diagnostics;
    ck_assert_uint_gt(strlen(said), 40000);
    ck_assert_uint_le(strlen(said), 1 << 16);
    ck_assert_ptr_nonnull(strstr(said, "\na.c:9:9: note: "));
    ck_assert_ptr_nonnull(strstr(said, "[more was said: cut]\nb.c:1:9: note: "));
    ck_assert_ptr_nonnull(strstr(said, "\nc.c:1:22: error: "));
    bench_close(&bench);
    free(text);
}
END_TEST

START_TEST(many_files_at_once)
{
    struct bench bench = {.build = {.folder = NULL}};
    bench_open(&bench);
    for (int i = 0; i < 20; i++) {
        char name[16], text[100];
        snprintf(name, sizeof name, "f%02d.c", i);
        snprintf(text, sizeof text, "int f%d(void) { return %s; }\n", i,
                 i % 5 ? "1" : "x");
        add_file(&bench, name, text);
    }
    add_file(&bench, "z.c", PLAIN);
    ck_assert_int_eq(run_build(&bench, NULL, 4), 0);
    ck_assert_uint_eq(bench.build.n_failed, 4);
    const char *at = bench.build.diagnostics;
    for (int i = 0; i < 20; i += 5) {
        char line[40];
        snprintf(line, sizeof line, "f%02d.c:1:", i);
        at = strstr(at, line);
        ck_assert_msg(at, "in the order of the names");
    }
    expect_output(&bench, "start g=0.5 end", "sixteen of twenty");
    bench_close(&bench);
}
END_TEST

/* ---- our failures ---- */

struct failure {
    const char *why, *compiler, *worker, *message;
};

static const struct failure failures[] = {
    {"no such compiler", "no-such-cc", NULL,
     "no compiler 'no-such-cc' on this machine: install one (Debian, Ubuntu: apt-get "
     "install gcc libc6-dev), or name another"},
    {"a compiler that always fails", "false", NULL,
     "the compiler '/usr/bin/false' does not work here: it says nothing"},
    {"a compiler that does nothing", "true", NULL,
     "the linker of '/usr/bin/true' does not work here: /usr/bin/ld: cannot find "
     "obj/probe.o: No such file or directory"},
    {"no worker", "gcc", "/nonexistent/worker.o",
     "cannot open '/nonexistent/worker.o': No such file or directory"},
};

START_TEST(failures_are_ours)
{
    const struct failure *row = &failures[_i];
    struct bench bench = {.build = {.folder = NULL}};
    bench_open(&bench);
    if (row->worker) {
        free(bench.installation.worker);
        bench.installation.worker = strdup(row->worker);
    }
    add_file(&bench, "a.c", PLAIN);
    ck_assert_msg(run_build(&bench, row->compiler, 1) == -1, "%s", row->why);
    scratch_expect_error(&bench.scratch, row->message);
    ck_assert_msg(!bench.build.worker && !*bench.build.diagnostics, "%s", row->why);
    bench_close(&bench);
}
END_TEST

START_TEST(no_place_for_the_folder)
{
    struct scratch s;
    struct build build;
    scratch_open(&s);
    setenv("TMPDIR", scratch_path(&s, "none"), 1);
    ck_assert_int_eq(build_open(&build), -1);
    scratch_expect_error(&s, "cannot use the folder for temporary files '@/none': "
                             "No such file or directory");
    ck_assert_ptr_null(build.folder);
    build_release(&build); /* empty */
    unsetenv("TMPDIR");
    scratch_close(&s);
}
END_TEST

START_TEST(parts_are_missed_by_name)
{
    struct installation installation;
    struct scratch s;
    scratch_open(&s); /* the tests' program does not lie beside the launcher */
    ck_assert_int_eq(installation_find(&installation), -1);
    const char *said = scratch_errors(&s);
    ck_assert_msg(
        strstr(said, "/jail': No such file or directory; build the grader again\n"), "%s",
        said);
    ck_assert_ptr_null(installation.jail);
    installation_release(&installation);
    scratch_close(&s);
}
END_TEST

/* ---- removing ---- */

static void make_deep_tree(int at, int depth)
{
    for (int i = 0; i < depth; i++) {
        ck_assert_int_eq(mkdirat(at, "d", 0700), 0);
        int below = openat(at, "d", O_RDONLY | O_DIRECTORY);
        close(openat(below, "f", O_CREAT | O_WRONLY, 0));
        close(at);
        at = below;
    }
    fchmod(at, 0);
    close(at);
}

START_TEST(the_folder_is_removed_whatever_is_in_it)
{
    struct scratch s;
    struct build build;
    char path[400];

    scratch_open(&s);
    if (getuid() == 0) { /* root needs no permissions: be somebody who does */
        ck_assert_int_eq(chown(s.folder, 65534, 65534), 0);
        ck_assert_int_eq(seteuid(65534), 0);
    }
    scratch_folder(&s, "victim");
    scratch_write(&s, "victim/precious", "x", 1);
    setenv("TMPDIR", s.folder, 1);
    ck_assert_int_eq(build_open(&build), 0);
    int top = open(build.folder, O_RDONLY | O_DIRECTORY);
    ck_assert_int_eq(symlinkat("../victim", top, "link"), 0);
    ck_assert_int_eq(symlinkat("nowhere", top, "dangling"), 0);
    ck_assert_int_eq(mkfifoat(top, "pipe", 0), 0);
    ck_assert_int_eq(mkdirat(top, "moved-1", 0700), 0);
    ck_assert_int_eq(mkdirat(top, "moved-1/moved-2", 0700), 0);
    ck_assert_int_eq(mkdirat(top, "moved-1/moved-2/locked", 0), 0);
    ck_assert_int_eq(symlinkat("../../victim", top, "moved-1/link"), 0);
    ck_assert_int_eq(fchmodat(top, "moved-1", 0, 0), 0);
    make_deep_tree(top, 3000); /* deeper than descriptors and paths reach */
    snprintf(path, sizeof path, "%s", build.folder);

    build_release(&build);
    ck_assert_int_ne(access(path, F_OK), 0);
    ck_assert_int_eq(access(scratch_path(&s, "victim/precious"), F_OK), 0);
    ck_assert_ptr_null(build.folder);
    unsetenv("TMPDIR");
    if (getuid() == 0)
        ck_assert_int_eq(seteuid(0), 0);
    scratch_close(&s);
}
END_TEST

#define N_OF(rows) ((int)(sizeof rows / sizeof rows[0]))

Suite *build_suite(void)
{
    Suite *suite = suite_create("build");
    TCase *compiled = tcase_create("compiled"), *ours = tcase_create("ours");
    tcase_set_timeout(compiled, 120);
    tcase_add_loop_test(compiled, builds, 0, 2 * N_OF(good));
    tcase_add_loop_test(compiled, builds_in_part, 0, 2 * N_OF(partial));
    tcase_add_loop_test(compiled, refuses_sections, 0, 2 * N_OF(refused));
    tcase_add_loop_test(compiled, withstands, 0, 2 * N_OF(attacks));
    tcase_add_test(compiled, diagnostics_are_shared_out);
    tcase_add_test(compiled, many_files_at_once);
    tcase_set_timeout(ours, 60);
    tcase_add_loop_test(ours, failures_are_ours, 0, N_OF(failures));
    tcase_add_test(ours, no_place_for_the_folder);
    tcase_add_test(ours, parts_are_missed_by_name);
    tcase_add_test(ours, the_folder_is_removed_whatever_is_in_it);
    suite_add_tcase(suite, compiled);
    suite_add_tcase(suite, ours);
    return suite;
}
