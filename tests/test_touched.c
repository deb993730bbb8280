/* test_touched.c: which functions a change of the sources changes, and which tasks then are touched. */
#include "fingerprint.h"
#include "rubric.h"
#include "scratch.h"
#include "suites.h"
#include "touched.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { N_FILES = 3, MAX_TEXT = 4000, MAX_OBJECT = 1 << 20 };

static const char *const names[N_FILES] = {"a.c", "b.c", "a.h"};

static const char *const sources[N_FILES] = {
    "#include <math.h>\n#include <stdio.h>\n#include \"a.h\"\n"
    "#define APART static __attribute__((noinline))\n"
    "APART double helper(double x) { return exp(-x); }\n"
    "double bp_sigmoid(double z) { return 1 / (1 + helper(z)); }\n"
    "double bp_sigmoid_gradient(double z) { return z * HALF + 0.75; }\n"
    "static const double table[] = {1, 2, 3};\n"
    "double bp_graph_forward(double x, double y) { return table[(int)x] + 0.125 * y; }\n"
    "static int count = 5;\n"
    "double bp_chain_cost(double x) { return shared(x) + count++; }\n"
    "void bp_graph_backward(void) { printf(\"%d of %d\\n\", count, 7); }\n"
    "APART int odd(int n); APART int even(int n) { return n == 0 ? 1 : odd(n - 1) + 1; "
    "}\n"
    "APART int odd(int n) { return n == 0 ? 3 : even(n - 1) * 2; }\n"
    "int bp_predict(int n) { return even(n); }\n"
    "static double (*const list[])(double) = {sin, helper};\n"
    "double bp_neuron_forward(int i, double x) { return list[i](x); }\n"
    "APART double other(double x) { return x * 3; }\n"
    "static double (*const three[])(double) = {helper, other, helper};\n"
    "double bp_neuron_backward(int i, double x) { return three[i](x); }\n",
    "#include \"a.h\"\n"
    "static double offset[4] = {1.5};\n"
    "double shared(double x) { return x + offset[(int)x]; }\n"
    "double bp_relative_difference(double x) { return x / 3; }\n",
    "#define HALF 0.5\ndouble shared(double x);\n",
};

static const struct {
    int file;
    const char *from, *to; /* everywhere in the file */
    const char *changed;   /* functions, in the order of the contract, ' ' behind each */
    const char *why;
} rows[] = {
    {0, "#include <math.h>", "/* m */ #include <math.h> // n", "", "comments alone"},
    {0, "helper", "part", "", "a name of no one else's"},
    {0, "exp(-x)", "exp(-2 * x)", "bp_sigmoid bp_neuron_forward bp_neuron_backward ",
     "a helper; two reach it by a table of addresses"},
    {0, "exp(-x)", "exp2(-x)", "bp_sigmoid bp_neuron_forward bp_neuron_backward ",
     "a library's function"},
    {0, "{1, 2, 3}", "{1, 2, 4}", "bp_graph_forward ", "a table"},
    {0, "0.125", "0.25", "bp_graph_forward ", "a constant beside others"},
    {0, "%d of %d", "%d off %d", "bp_graph_backward ", "a text"},
    {0, "count = 5", "count = 6", "bp_graph_backward bp_chain_cost ",
     "a variable of two"},
    {0, "n == 0 ? 3", "n == 0 ? 4", "bp_predict ", "two that call each other"},
    {0, "{sin, helper}", "{cos, helper}", "bp_neuron_forward ", "a table of addresses"},
    {0, "{sin, helper}", "{helper, sin}", "bp_neuron_forward ", "and its order"},
    {0, "other, helper}", "other, other}", "bp_neuron_backward ",
     "another address of those that are there"},
    {0, "int bp_predict", "int bp_forward(void) { return 3; }\nint bp_predict",
     "bp_forward ", "one more"},
    {0, "int bp_predict(int n)", "int predict(int n)", "bp_predict ", "one less"},
    {0, "static int count", "int bp_cost(int x) { return x * 3; } static int count",
     "bp_cost ", "one more, in front"},
    {1, "1.5", "2.5", "bp_chain_cost ", "data of another file"},
    {1, "x + offset", "x - offset", "bp_chain_cost ", "a function of another file"},
    {1, "x / 3", "x / 5", "bp_relative_difference ", "the other file"},
    {2, "0.5", "0.25", "bp_sigmoid_gradient ", "a macro of the header"},
    {2, "double shared", "#define UNUSED 3\ndouble shared", "", "a macro of no use"},
};

static void replace_all(const char *text, const char *from, const char *to, char *out)
{
    size_t n = 0, length = strlen(from);
    while (*text) {
        bool here = length > 0 && strncmp(text, from, length) == 0;
        n += (size_t)snprintf(out + n, MAX_TEXT - n, "%.*s", here ? MAX_TEXT : 1,
                              here ? to : text);
        text += here ? length : 1;
    }
}

static struct object compile(const struct scratch *s, const char *compiler,
                             const char *name)
{
    char command[600];
    struct object object;
    unsigned char *bytes = malloc(MAX_OBJECT);
    snprintf(command, sizeof command,
             "%s -std=c11 -O2 -w -ffunction-sections -fdata-sections -c %s -o %s",
             compiler, scratch_path(s, name), scratch_path(s, "x.o"));
    ck_assert_int_eq(system(command), 0);
    FILE *stream = fopen(scratch_path(s, "x.o"), "rb");
    ck_assert_ptr_nonnull(stream);
    size_t n = fread(bytes, 1, MAX_OBJECT, stream);
    fclose(stream);
    ck_assert_int_eq(object_parse(&object, bytes, n), OBJECT_OK);
    return object;
}

/* Of the sources, those of FILE with FROM replaced. */
static struct fingerprints take(const struct scratch *s, const char *compiler, int file,
                                const char *from, const char *to)
{
    char text[MAX_TEXT];
    struct fingerprints fingerprints;
    for (int i = 0; i < N_FILES; i++) {
        replace_all(sources[i], i == file ? from : "", to, text);
        ck_assert_msg(i != file || strcmp(text, sources[i]) != 0, "no '%s'", from);
        scratch_write(s, names[i], text, strlen(text));
    }
    struct object a = compile(s, compiler, "a.c"), b = compile(s, compiler, "b.c");
    const struct object *const objects[] = {&a, &b};
    ck_assert_int_eq(fingerprints_take(&fingerprints, objects, 2), 0);
    ck_assert(fingerprints.known);
    object_release(&a);
    object_release(&b);
    return fingerprints;
}

static void list_changed(const struct fingerprints *before,
                         const struct fingerprints *now, char *text, size_t n)
{
    text[0] = '\0';
    for (int f = 0; f < FUNCTION_COSTS; f++)
        if (memcmp(before->of[f], now->of[f], FINGERPRINT_BYTES) != 0)
            snprintf(text + strlen(text), n - strlen(text), "%s ",
                     function_symbol((enum function)f));
}

static void compare_row(const char *compiler, int i)
{
    char changed[600];
    struct scratch s;
    scratch_open(&s);
    struct fingerprints before = take(&s, compiler, -1, "", "");
    struct fingerprints now = take(&s, compiler, rows[i].file, rows[i].from, rows[i].to);
    list_changed(&before, &now, changed, sizeof changed);
    ck_assert_msg(strcmp(changed, rows[i].changed) == 0, "%s, %s: changed are %s, not %s",
                  compiler, rows[i].why, changed, rows[i].changed);
    ck_assert_int_eq(fingerprints_equal(&before, &now), !rows[i].changed[0]);
    scratch_close(&s);
}

START_TEST(change_is_found_where_it_counts)
{
    compare_row("gcc", _i);
    if (access("/usr/bin/clang", X_OK) == 0)
        compare_row("clang", _i);
}
END_TEST

/* ---- damage ---- */

/* Takes the fingerprints of a copy that has just the size, so that sanitizers see a step past the
 * end. Returns whether it could be parsed. */
static bool survives(const unsigned char *bytes, size_t n)
{
    struct object object;
    struct fingerprints fingerprints;
    unsigned char *copy = malloc(n ? n : 1);
    memcpy(copy, bytes, n);
    if (object_parse(&object, copy, n) != OBJECT_OK)
        return false;
    const struct object *const objects[] = {&object};
    ck_assert_int_eq(fingerprints_take(&fingerprints, objects, 1), 0);
    object_release(&object);
    return true;
}

START_TEST(damage_anywhere)
{
    static const unsigned char values[] = {0, 0x7f, 0xff};
    struct scratch s;
    size_t n_parsed = 0;
    scratch_open(&s);
    take(&s, "gcc", -1, "", "");
    struct object object = compile(&s, "gcc", "b.c");
    for (size_t n = 0; n < object.n_bytes; n += 7)
        survives(object.bytes, n);
    for (size_t i = 0; i < object.n_bytes; i++) {
        unsigned char was = object.bytes[i];
        for (size_t v = 0; v < sizeof values; v++) {
            object.bytes[i] = values[v];
            n_parsed += survives(object.bytes, object.n_bytes);
        }
        object.bytes[i] = was;
    }
    ck_assert_uint_gt(n_parsed,
                      object.n_bytes); /* the walk was tried, and not the parser alone */
    ck_assert(survives(object.bytes, object.n_bytes));
    object_release(&object);
    scratch_close(&s);
}
END_TEST

START_TEST(a_name_of_two_is_not_known)
{
    struct fingerprints fingerprints;
    struct scratch s;
    scratch_open(&s);
    take(&s, "gcc", -1, "", "");
    struct object object = compile(&s, "gcc", "b.c");
    const struct object *const objects[] = {&object, &object};
    ck_assert_int_eq(fingerprints_take(&fingerprints, objects, 1), 0);
    ck_assert(fingerprints.known);
    ck_assert_int_eq(fingerprints_take(&fingerprints, objects, 2), 0);
    ck_assert(!fingerprints.known);
    ck_assert(!fingerprints_equal(&fingerprints, &fingerprints));
    object_release(&object);
    scratch_close(&s);
}
END_TEST

/* ---- tasks ---- */

static const struct {
    enum function f;
    const char *tasks;
} touched[] = {
    {FUNCTION_SIGMOID_GRADIENT, "sigmoid"},
    {FUNCTION_MAX_BACKWARD, "gates"},
    {FUNCTION_ROLL, "unroll"},
    {FUNCTION_COST_GRADIENT, "gradient"},
    {FUNCTION_RANDOM_INIT, "init,digits"},
    {FUNCTION_GRADIENT_DESCENT, "descent,digits"},
    {FUNCTION_PREDICT, "predict,digits"},
};

START_TEST(function_touches_its_tasks)
{
    struct fixture_set fixtures;
    struct fingerprints before = {.known = true}, now = before;
    unsigned expected;
    const char *unknown;
    size_t length;
    ck_assert_int_eq(fixture_set_load(&fixtures, "fixtures/public"), 0);
    ck_assert_uint_eq(touched_tasks(&fixtures, &before, &now), 0);
    now.of[touched[_i].f][FINGERPRINT_BYTES - 1] = 1;
    ck_assert_int_eq(rubric_tasks_parse(touched[_i].tasks, &expected, &unknown, &length),
                     0);
    ck_assert_uint_eq(touched_tasks(&fixtures, &before, &now), expected);
    now.known = false;
    ck_assert_uint_eq(touched_tasks(&fixtures, &before, &now), RUBRIC_ALL_TASKS);
    ck_assert_uint_eq(touched_tasks(&fixtures, &now, &before), RUBRIC_ALL_TASKS);
    fixture_set_release(&fixtures);
}
END_TEST

Suite *touched_suite(void)
{
    Suite *suite = suite_create("touched");
    TCase *tcase = tcase_create("what a change touches");
    tcase_add_loop_test(tcase, change_is_found_where_it_counts, 0,
                        sizeof rows / sizeof rows[0]);
    tcase_add_test(tcase, damage_anywhere);
    tcase_add_test(tcase, a_name_of_two_is_not_known);
    tcase_add_loop_test(tcase, function_touches_its_tasks, 0,
                        sizeof touched / sizeof touched[0]);
    tcase_set_tags(tcase, "compiles");
    suite_add_tcase(suite, tcase);
    return suite;
}
