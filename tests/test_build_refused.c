/* test_build_refused.c: sources that are refused, and sources that attack the compiler. */
#include "build_bench.h"
#include "suites.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
    check_row(refused, N_OF(refused), _i);
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
    check_row(attacks, N_OF(attacks), _i);
}
END_TEST

/* Each of the files says more than all may together; each is heard. */
START_TEST(diagnostics_are_shared_out)
{
    struct build_bench bench = {.build = {.folder = NULL}};
    size_t n_bytes;
    char *text;
    FILE *stream = open_memstream(&text, &n_bytes);
    for (int i = 0; i < 2000; i++)
        fprintf(stream, "#pragma message \"number %d of many messages\"\n", i);
    fclose(stream);
    build_bench_open(&bench);
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
    build_bench_close(&bench);
    free(text);
}
END_TEST

START_TEST(many_files_at_once)
{
    struct build_bench bench = {.build = {.folder = NULL}};
    build_bench_open(&bench);
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
    build_bench_close(&bench);
}
END_TEST

void add_build_refused(TCase *gcc, TCase *clang)
{
    ADD_ROWS(gcc, clang, refuses_sections, refused);
    ADD_ROWS(gcc, clang, withstands, attacks);
    tcase_add_test(gcc, diagnostics_are_shared_out);
    tcase_add_test(gcc, many_files_at_once);
}
