/* test_audit.c: does the audit of a set find what was changed, however little, and
 * nothing else? Sets are changed as text, with a manifest that agrees (so that only the
 * proof can tell) and with the old one (which the loader must refuse). */
#include "audit.h"
#include "file.h"
#include "fixture.h"
#include "gzip.h"
#include "manifest.h"
#include "scratch.h"
#include "suites.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef FIXTURES_FOLDER
#define FIXTURES_FOLDER "fixtures/public"
#endif

Suite *audit_suite(void);

#define ROWS(table) (int)(sizeof(table) / sizeof *(table))

enum { MAX_GROUPS = 256, MAX_BYTES = 1 << 24, BOUND_BITS = 30 };

/* ---- A set to change ------------------------------------------------------------- */

/* FIXTURES_FOLDER/NAME into a folder of the scratch folder. */
static void copy_file(const struct scratch *s, const char *name, const char *folder)
{
    char from[512], to[512];
    unsigned char *bytes = NULL;
    size_t n = 0;
    const char *slash = strrchr(name, '/');
    snprintf(from, sizeof from, "%s/%s", FIXTURES_FOLDER, name);
    snprintf(to, sizeof to, "%s/%s", folder, slash ? slash + 1 : name);
    ck_assert_int_eq(file_read(from, MAX_BYTES, &bytes, &n), 0);
    scratch_write(s, to, bytes, n);
    free(bytes);
}

/* The public set as SCRATCH/set, its data beside. */
static void copy_set(const struct scratch *s)
{
    struct manifest m;
    ck_assert_int_eq(manifest_read(&m, FIXTURES_FOLDER), 0);
    scratch_folder(s, "data");
    scratch_folder(s, "set");
    copy_file(s, "manifest.json", "set");
    for (size_t i = 0; i < m.n_files; i++)
        copy_file(s, m.files[i].name, "set");
    for (size_t i = 0; i < m.n_data; i++) {
        char name[256];
        snprintf(name, sizeof name, "../data/%s", m.data[i].name);
        copy_file(s, name, "data");
    }
    manifest_release(&m);
}

/* Makes the manifest agree with what FILE holds now. */
static void reseal(const struct scratch *s, const char *file, const char *text)
{
    struct manifest m, fresh = {0};
    size_t i = 0;
    ck_assert_int_eq(manifest_read(&m, scratch_path(s, "set")), 0);
    while (i < m.n_files && strcmp(m.files[i].name, file) != 0)
        i++;
    ck_assert_uint_lt(i, m.n_files);
    ck_assert_int_eq(manifest_add(&fresh.files, &fresh.n_files, file, text, strlen(text),
                                  m.files[i].n_cases),
                     0);
    memcpy(m.files[i].sha256, fresh.files[0].sha256, sizeof m.files[i].sha256);
    m.files[i].n_bytes = fresh.files[0].n_bytes;
    ck_assert_int_eq(manifest_write(&m, scratch_path(s, "set")), 0);
    manifest_release(&m);
    manifest_release(&fresh);
}

/* ---- Tampering ------------------------------------------------------------------- */

enum { ULP_UP = -1, ULP_DOWN = -2 };

static const struct tampering {
    const char *group, *name;  /* of the case, which is task/group/name */
    const char *section, *key; /* "expected", "dx" */
    size_t element;            /* within the list */
    int digit;                 /* which digit of it goes up by one, or ULP_... */
    const char *named;         /* how the error line goes on behind the id */
    const char *why;
} tamperings[] = {
    {"neuron/backward", "lecture", "expected", "dx", 1, 3, "dx[1] is ",
     "a third decimal"},
    {"neuron/backward", "lecture", "expected", "dw", 0, 15, "dw[0] is ", "a late digit"},
    {"gradient/shapes", "four-layers", "expected", "grad", 20, 1, "grad[20] is ",
     "one of many elements"},
    {"cost/saturated", "two-sided", "expected", "J", 0, 4, "J[0] is ", "a stable cost"},
    {"descent/steps", "softmax", "expected", "history", 2, 8, "history[2] is ",
     "after steps"},
    {"numgrad/small-step", "five", "expected", "grad", 3, 7, "grad[3] is ",
     "the quotient, not the derivative"},
    {"predict/labels", "one-layer", "expected", "y", 0, 0, "y[0] is 2, proven 1",
     "an integer, exact"},
    {"unroll/count", "3-4-2", "expected", "n", 0, 1, "n[0] is 27, proven 26",
     "a 64-bit integer, exact"},
    {"gates/add", "points", "expected", "dy", 1, 0, "dy[1] is ", "a copy, exact"},
    {"neuron/backward", "lecture", "expected", "dx", 1, ULP_UP, "dx[1] is ", "one ulp"},
    {"backprop/softmax", "hand-3-4-2", "expected", "delta", 4, ULP_DOWN, "delta[4] is ",
     "one ulp"},
    {"chain/gradient", "points", "expected", "grad", 8, ULP_DOWN, "grad[8] is ",
     "one ulp"},
    {"neuron/backward", "lecture", "bounds", "dw", 2, 0, "bound of dw[2] is ",
     "a wider bound"},
    {"backprop/softmax", "hand-3-4-2", "bounds", "a", 5, 12, "bound of a[5] is ",
     "a late digit of a bound"},
    {"numgrad/small-step", "one", "bounds", "grad", 0, ULP_DOWN, "bound of grad[0] is ",
     "a bound by one ulp"},
    {"chain/gradient", "points", "inputs", "theta1", 2, 1, "grad[4] is ", "an input"},
    {"gradient/softmax", "hand-3-4-2", "inputs", "theta", 7, 0, "J[0] is ", "an input"},
    {"neuron/backward", "one-input", "inputs", "w", 0, ULP_UP, "", "an input by one ulp"},
    {"backprop/softmax", "hand-3-4-2", "inputs", "label", 0, 0, "delta[0] is ",
     "a label"},
    {"cost/saturated", "two-sided", "inputs", "y", 1, 0, "J[0] is ", "a label"},
};

static const char *behind(const char *text, const char *what)
{
    const char *at = strstr(text, what);
    ck_assert_msg(at != NULL, "no %s", what);
    return at + strlen(what);
}

/* The number to be changed: where it begins, and its length in *n. */
static const char *find_number(const char *text, const struct tampering *t, size_t *n)
{
    char what[128];
    snprintf(what, sizeof what, "\"name\":\t\"%s\"", t->name);
    const char *at = behind(text, what);
    snprintf(what, sizeof what, "\"%s\":\t{", t->section);
    at = behind(at, what);
    snprintf(what, sizeof what, "\"%s\":\t[", t->key);
    at = behind(at, what);
    for (size_t i = 0; i < t->element; i++)
        at = behind(at, ", ");
    at += strspn(at, "\"");
    *n = strcspn(at, "\",]");
    return at;
}

/* Labels 0 and 1 are exchanged, so that they stay labels. */
static char other_digit(char digit, bool is_label)
{
    if (is_label)
        return digit == '0' ? '1' : '0';
    return digit == '9' ? '8' : (char)(digit + 1);
}

static void change_number(char *number, size_t room, const struct tampering *t)
{
    if (t->digit < 0) {
        double x = strtod(number, NULL);
        snprintf(number, room, "%.17g",
                 nextafter(x, t->digit == ULP_UP ? INFINITY : -INFINITY));
        return;
    }
    bool is_label = strcmp(t->key, "label") == 0 ||
                    (strcmp(t->section, "inputs") == 0 && strcmp(t->key, "y") == 0);
    size_t i = strcspn(number, "0123456789");
    for (int k = 0; k < t->digit; k++)
        i += 1 + strcspn(number + i + 1, "0123456789");
    ck_assert_uint_lt(i, strlen(number));
    number[i] = other_digit(number[i], is_label);
}

/* Changes the file in the set, not the manifest; returns its new text. */
static char *tamper(const struct scratch *s, const char *file, const struct tampering *t)
{
    char path[160], number[64];
    unsigned char *bytes = NULL;
    size_t n_bytes = 0, n = 0;
    snprintf(path, sizeof path, "set/%s", file);
    ck_assert_int_eq(gzip_read_file(scratch_path(s, path), MAX_BYTES, &bytes, &n_bytes),
                     0);
    const char *text = (const char *)bytes, *at = find_number(text, t, &n);
    ck_assert_uint_lt(n, sizeof number);
    memcpy(number, at, n);
    number[n] = '\0';
    change_number(number, sizeof number, t);

    char *changed = malloc(n_bytes + sizeof number);
    ck_assert_ptr_nonnull(changed);
    sprintf(changed, "%.*s%s%s", (int)(at - text), text, number, at + n);
    ck_assert_str_ne(changed, text);
    ck_assert_int_eq(gzip_write_file(scratch_path(s, path), changed, strlen(changed)), 0);
    free(bytes);
    return changed;
}

/* NAME is "task/group". */
static bool is_group(const struct fixture_group *group, const char *name)
{
    char text[128];
    snprintf(text, sizeof text, "%s/%s", group->task, group->group);
    return strcmp(text, name) == 0;
}

/* Audits SCRATCH/set, or GROUP of it alone; what was printed is in s->errors. */
static size_t audit(struct scratch *s, const char *group, struct audit_totals *all)
{
    static struct audit_totals groups[MAX_GROUPS];
    struct fixture_set set, part;
    ck_assert_int_eq(fixture_set_load(&set, scratch_path(s, "set")), 0);
    ck_assert_uint_le(set.n_groups, MAX_GROUPS);
    part = set;
    if (group) {
        while (part.n_groups > 0 && !is_group(part.groups, group))
            part.groups++, part.n_groups--;
        ck_assert_msg(part.n_groups > 0, "no group %s", group);
        part.n_groups = 1;
    }
    size_t n_wrong = audit_set(&part, groups, NULL);
    *all = (struct audit_totals){0};
    for (size_t g = 0; g < part.n_groups; g++)
        audit_totals_add(all, &groups[g]);
    fixture_set_release(&set);
    scratch_errors(s);
    return n_wrong;
}

/* Exactly one line, and it begins with the case's id and the row's words. */
static void expect_named(const struct scratch *s, const struct tampering *t)
{
    char start[256];
    const char *line = strstr(s->errors, ": "), *end = strchr(s->errors, '\n');
    snprintf(start, sizeof start, "%s/%s: %s", t->group, t->name, t->named);
    ck_assert_msg(line && strncmp(line + 2, start, strlen(start)) == 0 && end &&
                      end[1] == '\0',
                  "%s: expected %s, got %s", t->why, start, s->errors);
}

/* Tampering number _i, first with the old manifest, then with one that agrees. That the other
 * groups hold is told by the set that is untouched. */
START_TEST(test_tampering_is_found)
{
    const struct tampering *t = &tamperings[_i];
    struct scratch s;
    struct fixture_set set;
    struct audit_totals all;
    char file[128];
    snprintf(file, sizeof file, "%s.json.gz", t->group);
    *strchr(file, '/') = '-';
    scratch_open(&s);
    copy_set(&s);
    char *text = tamper(&s, file, t);

    ck_assert_int_eq(fixture_set_load(&set, scratch_path(&s, "set")), -1);
    scratch_errors(&s);
    ck_assert_msg(strstr(s.errors, file) && strstr(s.errors, "manifest says"), "%s: %s",
                  t->why, s.errors);
    if (t->digit >= 0) /* as long as before: nothing but the hash can tell */
        ck_assert_msg(strstr(s.errors, "its SHA-256 differs"), "%s: %s", t->why,
                      s.errors);

    reseal(&s, file, text);
    free(text);
    ck_assert_uint_eq(audit(&s, t->group, &all), 1);
    expect_named(&s, t);
    ck_assert_uint_eq(all.n_held, all.n_cases - 1);
    ck_assert_uint_lt(all.n_proven + all.n_equal, all.n_elements + all.n_exact);
    scratch_close(&s);
}
END_TEST

/* ---- Untouched, and without bounds ----------------------------------------------- */

START_TEST(test_untouched_set_holds)
{
    struct scratch s;
    struct audit_totals all;
    scratch_open(&s);
    copy_set(&s);
    ck_assert_uint_eq(audit(&s, NULL, &all), 0);
    ck_assert_str_eq(s.errors, "");
    ck_assert_uint_gt(all.n_elements, 1000);
    ck_assert_uint_eq(all.n_proven, all.n_elements);
    ck_assert_uint_eq(all.n_equal, all.n_exact);
    ck_assert_uint_eq(all.n_held, all.n_cases);
    ck_assert(all.worst > 0 && all.worst <= AUDIT_REFERENCE_ERROR);
    scratch_close(&s);
}
END_TEST

static struct fixture_case *first_case(struct fixture_set *set, const char *task,
                                       struct fixture_group **group)
{
    size_t g = 0;
    while (g < set->n_groups && strcmp(set->groups[g].task, task) != 0)
        g++;
    ck_assert_uint_lt(g, set->n_groups);
    *group = &set->groups[g];
    return &set->groups[g].cases[0];
}

/* Without bounds a value counts as exact: nobody's answer would be taken. */
START_TEST(test_missing_bounds_are_found)
{
    struct scratch s;
    struct fixture_set set;
    struct fixture_group *group;
    struct audit_totals totals = {0};
    scratch_open(&s);
    ck_assert_int_eq(fixture_set_load(&set, FIXTURES_FOLDER), 0);
    struct fixture_case *c = first_case(&set, "sigmoid", &group);
    free(c->expected[0].bound);
    c->expected[0].bound = NULL;
    ck_assert_int_eq(audit_case(group, c, &totals), -1);
    char line[128];
    snprintf(line, sizeof line, "%s: %s has no bounds", c->id, c->expected[0].value.name);
    scratch_expect_error(&s, line);
    ck_assert_uint_eq(totals.n_cases, 1);
    ck_assert_uint_eq(totals.n_held, 0);
    fixture_set_release(&set);
    scratch_close(&s);
}
END_TEST

/* The digits are not proven but read: asked for more than all, no reference will do. */
START_TEST(test_unreachable_digits_are_found)
{
    struct scratch s;
    struct fixture_set set;
    struct fixture_group *group;
    struct audit_totals totals = {0};
    scratch_open(&s);
    ck_assert_int_eq(fixture_set_load(&set, FIXTURES_FOLDER), 0);
    struct fixture_case *c = first_case(&set, "digits", &group);
    c->digits.min_correct = c->digits.m_test + 1;
    ck_assert_int_eq(audit_case(group, c, &totals), -1);
    ck_assert_ptr_nonnull(strstr(scratch_errors(&s), c->id));
    fixture_set_release(&set);
    scratch_close(&s);
}
END_TEST

/* Why bounds are compared without a tolerance: each is a mag_t, a number of 30 bits. */
START_TEST(test_bounds_have_30_bits)
{
    struct fixture_set set;
    ck_assert_int_eq(fixture_set_load(&set, FIXTURES_FOLDER), 0);
    for (size_t g = 0; g < set.n_groups; g++)
        for (size_t i = 0; i < set.groups[g].n_cases; i++) {
            const struct fixture_case *c = &set.groups[g].cases[i];
            for (size_t k = 0; k < c->n_expected; k++)
                for (size_t j = 0; c->expected[k].bound && j < c->expected[k].value.n;
                     j++) {
                    int exponent;
                    double m = frexp(c->expected[k].bound[j], &exponent);
                    m = ldexp(m, BOUND_BITS);
                    ck_assert_msg(m > 0 && m == floor(m), "%s: %a", c->id,
                                  c->expected[k].bound[j]);
                }
        }
    fixture_set_release(&set);
}
END_TEST

Suite *audit_suite(void)
{
    Suite *suite = suite_create("audit");
    TCase *tests = tcase_create("audit");
    tcase_add_test(tests, test_untouched_set_holds);
    tcase_add_loop_test(tests, test_tampering_is_found, 0, ROWS(tamperings));
    tcase_add_test(tests, test_missing_bounds_are_found);
    tcase_add_test(tests, test_unreachable_digits_are_found);
    tcase_add_test(tests, test_bounds_have_30_bits);
    suite_add_tcase(suite, tests);
    return suite;
}
