/* test_build_cache.c: what was built is taken from the cache, and is what was built; and it is built again as
 * soon as anything that it comes from has changed. */
#include "build_bench.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char own_header[] = "#define nowhere_p 3\n";

static void setup(void)
{
    build_bench_setup();
    scratch_settle();
}

/* Without layers, so that a source may include what lies in the scratch folder. */
static void open_bench(struct build_bench *b)
{
    build_bench_open(b);
    sandbox_release(&b->sandbox);
    ck_assert_int_eq(sandbox_open(&b->sandbox, BUILD_FOLDER "/jail", ~0u), 0);
    unsetenv("GRADECHECK_CACHE");
    setenv("XDG_CACHE_HOME", scratch_path(&b->scratch, ""), 1);
}

static void build_cached(struct build_bench *b, bool quick)
{
    const struct build_options options = {
        .compiler = "gcc", .jobs = 1, .cached = true, .quick = quick};
    char source[300];
    submission_release(&b->submission);
    build_release(&b->build);
    ck_assert_int_eq(build_open(&b->build), 0);
    snprintf(source, sizeof source, "%s/src", b->build.folder);
    ck_assert_int_eq(
        submission_open(&b->submission, scratch_path(&b->scratch, "in"), source), 0);
    ck_assert_int_eq(
        build_run(&b->build, &b->submission, &b->installation, &b->sandbox, &options), 0);
}

/* A compiler leaves an object. */
static bool was_compiled(const struct build_bench *b)
{
    char path[300];
    snprintf(path, sizeof path, "%s/obj/a.o", b->build.folder);
    return access(path, F_OK) == 0;
}

START_TEST(is_the_same)
{
    struct build_bench b = {.build = {.folder = NULL}};
    open_bench(&b);
    add_file(&b, "a.c",
             START "#include \"own.h\"\ndouble nowhere(double z);\n"
                   "double bp_sigmoid(double z)\n"
                   "{ int unused; return z < 0 ? nowhere(z) : z + nowhere_p; }\n");
    add_file(&b, "own.h", own_header);

    build_cached(&b, false);
    ck_assert(was_compiled(&b));
    ck_assert_pstr_eq(b.build.undefined, "nowhere");
    ck_assert_ptr_nonnull(strstr(b.build.diagnostics, "unused"));
    char *diagnostics = strdup(b.build.diagnostics);
    expect_output(&b, "start g=3 end", "built");

    build_cached(&b, false);
    ck_assert(!was_compiled(&b));
    ck_assert_pstr_eq(b.build.undefined, "nowhere");
    ck_assert_str_eq(b.build.diagnostics, diagnostics);
    ck_assert(b.build.defined[FUNCTION_SIGMOID]);
    ck_assert(!b.build.defined[FUNCTION_FORWARD]);
    expect_output(&b, "start g=3 end", "taken");

    build_cached(&b, true);
    ck_assert_msg(was_compiled(&b), "a quick build is not the official one");
    free(diagnostics);
    build_bench_close(&b);
}
END_TEST

/* What is done between two builds, and whether the second compiles. */
static const struct {
    const char *why, *command;
    bool again;
    const char *output;
} changes[] = {
    {"nothing", "true", false, "start g=7 end"},
    {"the source, as long as before", "sed -i 's/+ 4/+ 5/' in/a.c", true,
     "start g=8 end"},
    {"the source, and back", "sed -i 's/+ 4/+ 5/' in/a.c && sed -i 's/+ 5/+ 4/' in/a.c",
     false, "start g=7 end"},
    {"a header of the submission", "sed -i s/3/6/ in/own.h", true, "start g=10 end"},
    {"another source", "echo 'int other;' >in/b.c", true, "start g=7 end"},
    {"a header of the system", "echo '#define SYSTEM 1' >system.h", true,
     "start g=8 end"},
    {"a header of the system is gone", "mv system.h gone.h && touch in/system.h", true,
     NULL},
    {"an entry cut short",
     "for f in gradecheck/build-*; do head -c 5000 \"$f\" >x && cat x >\"$f\"; done",
     true, "start g=7 end"},
    {"an entry damaged",
     "for f in gradecheck/build-*; do printf '\\001\\002' | dd of=\"$f\" bs=1 seek=9000 "
     "conv=notrunc 2>/dev/null; done",
     true, "start g=7 end"},
    {"an entry that all may write", "chmod 666 gradecheck/build-*", true,
     "start g=7 end"},
};

START_TEST(changes_are_seen)
{
    struct build_bench b = {.build = {.folder = NULL}};
    char source[600];
    open_bench(&b);
    scratch_run(&b.scratch, "echo '#define SYSTEM 0' >system.h");
    scratch_settle();
    snprintf(source, sizeof source,
             START "#include \"own.h\"\n#include \"%s/system.h\"\n"
                   "double bp_sigmoid(double z) { return z + nowhere_p + 4 + SYSTEM; }\n",
             b.scratch.folder);
    add_file(&b, "a.c", source);
    add_file(&b, "own.h", own_header);
    build_cached(&b, false);
    expect_output(&b, "start g=7 end", changes[_i].why);

    scratch_run(&b.scratch, changes[_i].command);
    build_cached(&b, false);
    ck_assert_msg(was_compiled(&b) == changes[_i].again || !changes[_i].output, "%s",
                  changes[_i].why);
    ck_assert_msg(!b.build.worker == !changes[_i].output, "%s", changes[_i].why);
    if (changes[_i].output)
        expect_output(&b, changes[_i].output, changes[_i].why);
    build_bench_close(&b);
}
END_TEST

START_TEST(tools_and_layers_are_seen)
{
    struct build_bench b = {.build = {.folder = NULL}};
    open_bench(&b);
    add_file(&b, "a.c", PLAIN);
    build_cached(&b, false);
    build_cached(&b, false);
    ck_assert(!was_compiled(&b));

    build_bench_prelink(&b);
    build_cached(&b, false);
    ck_assert_msg(was_compiled(&b), "another worker");
    expect_output(&b, "prelinked g=0.5 end", "another worker");

    sandbox_release(&b.sandbox);
    ck_assert_int_eq(sandbox_open(&b.sandbox, BUILD_FOLDER "/jail", 0), 0);
    build_cached(&b, false);
    ck_assert_msg(was_compiled(&b) == (b.sandbox.layers != 0), "other layers");
    build_bench_close(&b);
}
END_TEST

/* What is not kept, as what came of it has to be found again. */
static const struct {
    const char *why, *cache, *source;
} not_kept[] = {
    {"a source that does not compile", NULL, "int x = ;\n"},
    {"where GRADECHECK_CACHE names a folder", "own", "int x;\n"},
};

START_TEST(some_are_not_kept)
{
    struct build_bench b = {.build = {.folder = NULL}};
    open_bench(&b);
    if (not_kept[_i].cache)
        setenv("GRADECHECK_CACHE", scratch_path(&b.scratch, not_kept[_i].cache), 1);
    add_file(&b, "a.c", PLAIN);
    add_file(&b, "b.c", not_kept[_i].source);
    build_cached(&b, false);
    ck_assert_ptr_nonnull(b.build.worker);
    scratch_run(&b.scratch,
                "! ls gradecheck/build-* own/build-* 2>/dev/null | grep -q .");
    build_bench_close(&b);
}
END_TEST

START_TEST(old_ones_are_dropped)
{
    struct build_bench b = {.build = {.folder = NULL}};
    open_bench(&b);
    add_file(&b, "a.c", PLAIN);
    scratch_run(&b.scratch,
                "mkdir -m 700 gradecheck && for i in $(seq 40); do "
                "touch -d \"2026-01-01 +$i min\" gradecheck/build-$i; done && "
                "touch gradecheck/set-1");
    build_cached(&b, false);
    scratch_run(
        &b.scratch,
        "test $(ls gradecheck/build-* | wc -l) = 32 && test -e gradecheck/build-40 "
        "&& ! test -e gradecheck/build-9 && test -e gradecheck/set-1");
    build_cached(&b, false);
    ck_assert(!was_compiled(&b));
    build_bench_close(&b);
}
END_TEST

Suite *build_cache_suite(void)
{
    Suite *suite = suite_create("build_cache");
    TCase *cache = tcase_create("cache");
    tcase_add_unchecked_fixture(cache, setup, build_bench_teardown);
    tcase_add_test(cache, is_the_same);
    tcase_add_loop_test(cache, changes_are_seen, 0, N_OF(changes));
    tcase_add_test(cache, tools_and_layers_are_seen);
    tcase_add_loop_test(cache, some_are_not_kept, 0, N_OF(not_kept));
    tcase_add_test(cache, old_ones_are_dropped);
    suite_add_tcase(suite, cache);
    return suite;
}
