/* test_build.c: what builds, what builds in part, and our own failures; see build_bench.h. */
#include "build_bench.h"
#include "suites.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
    check_row(good, N_OF(good), _i);
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
    check_row(partial, N_OF(partial), _i);
}
END_TEST

/* ---- with the C library at hand ---- */

static const struct {
    const char *why, *source, *output, *undefined;
    bool joined; /* into one object with local names, before it is linked */
} prelinked_rows[] = {
    {"needs what most need", PLAIN, "prelinked g=0.5 end", NULL, false},
    {"has a main of its own", START "int main(void) { return 1; }\n" SIGMOID,
     "prelinked g=0.5 end", NULL, true},
    {"defines a name of the linker's", START "int end = 1;\n" SIGMOID,
     "prelinked g=0.5 end", NULL, true},
    {"defines a name of those that make programs", START "int __bss_start = 1;\n" SIGMOID,
     "prelinked g=0.5 end", NULL, true},
    {"defines a version of a name",
     START "int mine;\n__asm__(\".symver mine, other@@V\");\n" SIGMOID,
     "prelinked g=0.5 end", NULL, true},
    {"defines names of the C library itself",
     START "long write(int a, const void *b, long c) { return a + c + !b; }\n"
           "void exit(int a) { for (;;) a++; }\n" SIGMOID,
     "prelinked g=0.5 end", NULL, true},
    {"has a variable that the linker places",
     START "__attribute__((common)) int n;\n"
           "double bp_sigmoid(double z) { n = 5; return z + n; }\n",
     "prelinked g=5 end", NULL, true},
    {"has a variable of each thread",
     START "static _Thread_local double here = 3;\n"
           "double bp_sigmoid(double z) { return here += z; }\n",
     "prelinked g=3 end", NULL, false},
    {"needs what few need",
     "#define _GNU_SOURCE\n" START
     "double bp_sigmoid(double z) { return z + jn(0, 0); }\n",
     "start g=1 end", NULL, true},
    {"calls what is nowhere",
     START "double nowhere(double z);\n"
           "double bp_sigmoid(double z) { return z < 0 ? nowhere(z) : z; }\n",
     "start g=0 end", "nowhere", true},
};

static bool is_in_build(const struct build_bench *bench, const char *name)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", bench->build.folder, name);
    return access(path, F_OK) == 0;
}

START_TEST(prelinked)
{
    struct build_bench bench = {.build = {.folder = NULL}};
    const char *why = prelinked_rows[_i].why, *undefined = prelinked_rows[_i].undefined;
    build_bench_open(&bench);
    build_bench_prelink(&bench);
    add_file(&bench, "a.c", prelinked_rows[_i].source);
    ck_assert_int_eq(run_build(&bench, "gcc", 1), 0);
    ck_assert_msg(bench.build.worker != NULL, "%s: %s", why, bench.build.diagnostics);
    expect_output(&bench, prelinked_rows[_i].output, why);
    ck_assert_pstr_eq(bench.build.undefined, undefined);
    ck_assert_msg(is_in_build(&bench, "obj/.student.o") == prelinked_rows[_i].joined,
                  "%s", why);
    build_bench_close(&bench);
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
    struct build_bench bench = {.build = {.folder = NULL}};
    build_bench_open(&bench);
    if (row->worker) {
        free(bench.installation.worker);
        bench.installation.worker = strdup(row->worker);
    }
    add_file(&bench, "a.c", PLAIN);
    ck_assert_msg(run_build(&bench, row->compiler, 1) == -1, "%s", row->why);
    scratch_expect_error(&bench.scratch, row->message);
    ck_assert_msg(!bench.build.worker && !*bench.build.diagnostics, "%s", row->why);
    build_bench_close(&bench);
}
END_TEST

/* Whatever the umask: tools run as another user. */
START_TEST(our_files_can_be_read)
{
    static const char *const names[] = {"worker.o", "symbols", "include/backprop.h"};
    struct build_bench bench = {.build = {.folder = NULL}};
    build_bench_open(&bench);
    add_file(&bench, "a.c", PLAIN);
    umask(077);
    ck_assert_int_eq(run_build(&bench, "gcc", 1), 0);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[400];
        struct stat info;
        snprintf(path, sizeof path, "%s/%s", bench.build.folder, names[i]);
        ck_assert_int_eq(stat(path, &info), 0);
        ck_assert_msg((info.st_mode & 0777) == 0644, "%s: %o", names[i], info.st_mode);
    }
    build_bench_close(&bench);
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

static TCase *with_worker(const char *name)
{
    TCase *tests = tcase_create(name);
    tcase_add_unchecked_fixture(tests, build_bench_setup, build_bench_teardown);
    return tests;
}

Suite *build_suite(void)
{
    Suite *suite = suite_create("build");
    TCase *gcc = with_worker("compiled by gcc"),
          *clang = with_worker("compiled by clang"), *ours = with_worker("ours");
    tcase_set_tags(clang, "clang");
    ADD_ROWS(gcc, clang, builds, good);
    ADD_ROWS(gcc, clang, builds_in_part, partial);
    add_build_refused(gcc, clang);
    tcase_add_loop_test(gcc, prelinked, 0, N_OF(prelinked_rows));
    tcase_add_loop_test(ours, failures_are_ours, 0, N_OF(failures));
    tcase_add_test(ours, our_files_can_be_read);
    tcase_add_test(ours, no_place_for_the_folder);
    tcase_add_test(ours, parts_are_missed_by_name);
    tcase_add_test(ours, the_folder_is_removed_whatever_is_in_it);
    suite_add_tcase(suite, gcc);
    suite_add_tcase(suite, clang);
    suite_add_tcase(suite, ours);
    return suite;
}
