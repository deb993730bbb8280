/* test_class_policy.c: policy files, right and wrong, with their exact error lines. */
#include "class/policy.h"
#include "class/time_utc.h"
#include "scratch.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

static const char whole[] = "deadline = 2026-11-29T23:59:00+01:00\n"
                            "grace_minutes = 15\n"
                            "[late]\n"
                            "percent_a_day = 12.5\n"
                            "max_percent = 50\n"
                            "max_days = 7\n"
                            "free_days = 2\n"
                            "free_days_of = { zoe = 0, \"ada@x.org\" = 4 }\n"
                            "[attempts]\n"
                            "counts = \"best\"\n"
                            "max = 10\n"
                            "[points]\n"
                            "leave_out = [\"digits\"]\n"
                            "weights = { gradient = 2, sigmoid = 0.25 }\n"
                            "drop_lowest = 1\n"
                            "out_of = 20\n"
                            "nothing_handed_in = 0\n"
                            "unreadable = 0.5\n"
                            "[[extension]]\n"
                            "student = \"zoe\"\n"
                            "until = 2026-12-03\n"
                            "reason = \"ill\"\n"
                            "by = \"M. Meier\"\n"
                            "[[extension]]\n"
                            "student = \"ada@x.org\"\n"
                            "until = \"2026-12-01 12:00\"\n"
                            "reason = \"a \\\"trip\\\"\"\n"
                            "by = \"M\xc3\xbcller\"\n"
                            "[[override]]\n"
                            "student = \"bob\"\n"
                            "points = 12.75\n"
                            "reason = \"heard in person\"\n"
                            "by = \"M. Meier\"\n";

static void expect_time(time_t got, const char *expected)
{
    char text[TIME_UTC_BYTES];
    time_utc_write(text, got);
    ck_assert_str_eq(text, expected);
}

START_TEST(every_key_is_read)
{
    struct policy p;
    ck_assert_int_eq(policy_parse(&p, whole, "policy.toml"), 0);
    ck_assert(p.has_deadline);
    expect_time(p.deadline, "2026-11-29T22:59:00Z");
    ck_assert_int_eq(p.grace_s, 900);
    ck_assert_int_eq(p.day_percent_c, 1250);
    ck_assert_int_eq(p.max_percent_c, 5000);
    ck_assert_int_eq(p.max_days, 7);
    ck_assert_int_eq(p.free_days, 2);
    ck_assert_int_eq(p.counts, POLICY_BEST);
    ck_assert_int_eq(p.max_attempts, 10);
    ck_assert_int_eq(p.drop_lowest, 1);
    ck_assert_int_eq(p.out_of_c, 2000);
    ck_assert_int_eq(p.nothing_c, 0);
    ck_assert_int_eq(p.unreadable_c, 50);
    ck_assert_uint_eq(p.n_weights, 3);
    ck_assert_str_eq(p.weights[0].task, "digits");
    ck_assert_int_eq(p.weights[0].weight_c, 0);
    ck_assert_str_eq(p.weights[1].task, "gradient");
    ck_assert_int_eq(p.weights[1].weight_c, 200);
    ck_assert_str_eq(p.weights[2].task, "sigmoid");
    ck_assert_int_eq(p.weights[2].weight_c, 25);
    ck_assert_uint_eq(p.weights[2].line, 14);
    policy_release(&p);
    ck_assert_ptr_null(p.weights);
}
END_TEST

START_TEST(students_are_found)
{
    struct policy p;
    ck_assert_int_eq(policy_parse(&p, whole, "policy.toml"), 0);
    const struct policy_exception *e = policy_exception(&p.extensions, "zoe");
    ck_assert_ptr_nonnull(e);
    expect_time(e->until, "2026-12-03T23:59:59Z"); /* the end of the day */
    ck_assert_str_eq(e->reason, "ill");
    ck_assert_str_eq(e->by, "M. Meier");
    e = policy_exception(&p.extensions, "ada@x.org");
    ck_assert_ptr_nonnull(e);
    expect_time(e->until, "2026-12-01T12:00:00Z");
    ck_assert_str_eq(e->reason, "a \"trip\"");
    ck_assert_str_eq(e->by, "M\xc3\xbcller");
    e = policy_exception(&p.overrides, "bob");
    ck_assert_ptr_nonnull(e);
    ck_assert_int_eq(e->points_c, 1275);
    ck_assert_uint_eq(e->line, 29);
    ck_assert_ptr_null(policy_exception(&p.overrides, "zoe"));
    ck_assert_int_eq(policy_exception(&p.free_days_of, "zoe")->free_days, 0);
    ck_assert_int_eq(policy_exception(&p.free_days_of, "ada@x.org")->free_days, 4);
    policy_release(&p);
}
END_TEST

START_TEST(an_empty_file_says_nothing)
{
    struct policy p, none;
    policy_none(&none);
    ck_assert_int_eq(policy_parse(&p, "# nothing\n", "policy.toml"), 0);
    ck_assert(!p.has_deadline);
    ck_assert_int_eq(p.counts, none.counts);
    ck_assert_int_eq(p.max_percent_c, 10000);
    ck_assert_int_eq(p.max_days, -1);
    ck_assert_int_eq(p.nothing_c, -1);
    ck_assert_int_eq(p.unreadable_c, -1);
    policy_release(&p);
}
END_TEST

static const struct {
    const char *text, *error, *why;
} bad[] = {
    {"late = 5", "line 1: late: wants a table, [late]", "no table"},
    {"dedline = 2026-11-29",
     "line 1: dedline: no such key; there are deadline, grace_minutes, late, attempts, "
     "points, extension, override",
     "a typing error"},
    {"deadline = 2026-11-29\n[late]\npercent = 10",
     "line 3: late.percent: no such key; there are percent_a_day, max_percent, max_days, "
     "free_days, free_days_of",
     "a key that is not known, in a table"},
    {"deadline = 5",
     "line 1: deadline: wants a time like 2026-11-29T23:59:00+01:00, or a date",
     "a number"},
    {"deadline = \"tomorrow\"",
     "line 1: deadline: wants a time like 2026-11-29T23:59:00+01:00, or a date",
     "a word"},
    {"deadline = 12:00:00",
     "line 1: deadline: wants a time like 2026-11-29T23:59:00+01:00, or a date",
     "a time without its day"},
    {"deadline = 2026-11-29\ngrace_minutes = -1",
     "line 2: grace_minutes: wants a whole number from 0 to 10000", "negative"},
    {"deadline = 2026-11-29\ngrace_minutes = 1.5",
     "line 2: grace_minutes: wants a whole number from 0 to 10000", "no whole number"},
    {"deadline = 2026-11-29\ngrace_minutes = 99999999999999999",
     "line 2: grace_minutes: wants a whole number from 0 to 10000", "large"},
    {"deadline = 2026-11-29\n[late]\npercent_a_day = -10",
     "line 3: late.percent_a_day: wants a number from 0 to 100", "a penalty that gives"},
    {"deadline = 2026-11-29\n[late]\npercent_a_day = 100.5",
     "line 3: late.percent_a_day: wants a number from 0 to 100", "more than all"},
    {"deadline = 2026-11-29\n[late]\npercent_a_day = nan",
     "line 3: late.percent_a_day: wants a number from 0 to 100", "no number"},
    {"deadline = 2026-11-29\n[late]\npercent_a_day = inf",
     "line 3: late.percent_a_day: wants a number from 0 to 100", "no end"},
    {"deadline = 2026-11-29\n[late]\npercent_a_day = 0.125",
     "line 3: late.percent_a_day: has more than two digits behind the point", "too fine"},
    {"deadline = 2026-11-29\n[late]\npercent_a_day = \"10\"",
     "line 3: late.percent_a_day: wants a number from 0 to 100", "a text"},
    {"deadline = 2026-11-29\n[late]\npercent_a_day = true",
     "line 3: late.percent_a_day: wants a number from 0 to 100", "a truth"},
    {"deadline = 2026-11-29\n[late]\nfree_days_of = 3",
     "line 3: late.free_days_of: wants a table, { student = 1 }", "no table"},
    {"deadline = 2026-11-29\n[late]\nfree_days_of = { ada = -1 }",
     "line 3: late.free_days_of: wants a whole number from 0 to 10000", "negative"},
    {"[late]\npercent_a_day = 10", "line 1: late: wants a deadline", "late behind what?"},
    {"grace_minutes = 10", "line 1: grace_minutes: wants a deadline", "the same"},
    {"[[extension]]\nstudent = \"a\"\nuntil = 2026-11-29\nreason = \"ill\"\nby = \"M\"",
     "line 1: extension: wants a deadline", "the same"},
    {"[attempts]\ncounts = \"first\"",
     "line 2: attempts.counts: wants \"best\" or \"last\"", "an unknown word"},
    {"[attempts]\nmax = 0", "line 2: attempts.max: wants a whole number from 1 to 10000",
     "none would count"},
    {"[points]\nleave_out = \"digits\"",
     "line 2: points.leave_out: wants a list of tasks, [\"digits\"]", "no list"},
    {"[points]\nleave_out = [5]",
     "line 2: points.leave_out: wants a text, in quotes and not empty", "a number in it"},
    {"[points]\nleave_out = [\"a\"]\nweights = { a = 2 }",
     "line 3: points.weights: task 'a' is named twice", "left out, or not?"},
    {"[points]\nweights = { a = -2 }",
     "line 2: points.weights: wants a number from 0 to 100", "negative"},
    {"[points]\nweights = 2", "line 2: points.weights: wants a table, { gradient = 2 }",
     "no table"},
    {"[points]\nout_of = 0", "line 2: points.out_of: wants a number from 1 to 10000",
     "out of nothing"},
    {"[override]\nstudent = \"a\"", "line 1: override: wants [[override]]",
     "one bracket for two"},
    {"override = [1]", "line 1: override: wants a table, [override]", "no table in it"},
    {"[[override]]\nstudent = \"a\"\npoints = 5\nby = \"M\"",
     "line 1: override.reason: is missing", "no reason"},
    {"[[override]]\nstudent = \"a\"\npoints = 5\nreason = \"x\"",
     "line 1: override.by: is missing", "no name"},
    {"[[override]]\nstudent = \"a\"\npoints = 5\nreason = \"\"\nby = \"M\"",
     "line 4: override.reason: wants a text, in quotes and not empty",
     "no reason, either"},
    {"[[override]]\nstudent = \"a\"\nreason = \"x\"\nby = \"M\"",
     "line 1: override.points: is missing", "no points"},
    {"[[override]]\nstudent = \"a\"\npoints = -5",
     "line 3: override.points: wants a number from 0 to 10000", "negative"},
    {"[[override]]\npoints = 5\nreason = \"x\"\nby = \"M\"",
     "line 1: override.student: is missing", "whose?"},
    {"[[override]]\nstudent = \"a\"\npoints = 5\nreason = \"x\"\nby = \"M\"\n"
     "[[override]]\nstudent = \"a\"\npoints = 6\nreason = \"y\"\nby = \"M\"",
     "line 6: override.student: 'a' is named twice", "which of the two?"},
    {"a = 1\na = 2",
     "line 2: Error while parsing key-value pair: cannot redefine existing integer 'a'",
     "toml++ says this"},
    {"deadline = ", "line 1: Error while parsing key-value pair: encountered end-of-file",
     "and this"},
};

START_TEST(a_file_is_refused)
{
    struct scratch s;
    struct policy p;
    char expected[512];
    scratch_open(&s);
    ck_assert_msg(policy_parse(&p, bad[_i].text, "p.toml") == -1, "%s", bad[_i].why);
    snprintf(expected, sizeof expected, "'p.toml', %s", bad[_i].error);
    scratch_expect_error(&s, expected);
    ck_assert_msg(!p.owned && !p.path && !p.weights && !p.overrides.items, "%s",
                  bad[_i].why);
    scratch_close(&s);
}
END_TEST

START_TEST(a_file_is_read_from_disk)
{
    struct scratch s;
    struct policy p;
    scratch_open(&s);
    ck_assert_int_eq(
        policy_read(&p, scratch_write(&s, "p.toml", "deadline=2026-11-29", 19)), 0);
    ck_assert(p.has_deadline);
    policy_release(&p);
    ck_assert_int_eq(policy_read(&p, scratch_write(&s, "nul", "#a\0b", 4)), -1);
    scratch_expect_error(&s, "'@/nul' is no text: a NUL is in it");
    ck_assert_int_eq(policy_read(&p, scratch_path(&s, "none")), -1);
    scratch_expect_error(&s, "cannot open '@/none': No such file or directory");
    scratch_close(&s);
}
END_TEST

Suite *class_policy_suite(void)
{
    Suite *suite = suite_create("class_policy");
    TCase *files = tcase_create("read");
    tcase_add_test(files, every_key_is_read);
    tcase_add_test(files, students_are_found);
    tcase_add_test(files, an_empty_file_says_nothing);
    tcase_add_loop_test(files, a_file_is_refused, 0, sizeof bad / sizeof bad[0]);
    tcase_add_test(files, a_file_is_read_from_disk);
    suite_add_tcase(suite, files);
    return suite;
}
