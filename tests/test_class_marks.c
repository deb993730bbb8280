/* test_class_marks.c: marks of small gradebooks, each worked out by hand. */
#include "class/gradebook_schema.h"
#include "class/marks.h"
#include "class/policy.h"
#include "class/pseudonym.h"
#include "scratch.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The exercise of these gradebooks: tasks a, b, c of 10, 20 and 30 points. */
enum { N_TASKS = 3 };
static const int most[N_TASKS] = {10, 20, 30};
static const char *const tasks[N_TASKS] = {"a", "b", "c"};

static struct gradebook *open_book(const struct scratch *s)
{
    struct gradebook *book;
    ck_assert_int_eq(gradebook_open(&book, scratch_path(s, "class.db"), GRADEBOOK_CREATE),
                     0);
    /* What waits for the disk is not what is tested. */
    ck_assert_int_eq(gradebook_run(book, "PRAGMA synchronous = OFF", ""), 0);
    return book;
}

static void put_student(struct gradebook *book, const char *id)
{
    struct student student = {id, "A Name", "a@x.org", "A1", "login", "7", true};
    ck_assert_int_eq(gradebook_put_student(book, &student), 0);
}

static void put_points(struct gradebook *book, int64_t attempt, const int *points)
{
    for (int t = 0; t < N_TASKS; t++) {
        ck_assert_int_eq(gradebook_run(book,
                                       "INSERT OR IGNORE INTO tasks VALUES (?, ?, ?, 1, "
                                       "'Part', 'lecture')",
                                       "tit", tasks[t], (int64_t)t + 1, tasks[t]),
                         0);
        ck_assert_int_eq(
            gradebook_run(book, "INSERT INTO task_points VALUES (?, ?, ?, ?, ?, '', '')",
                          "itiii", attempt, tasks[t], (int64_t)t + 1, (int64_t)points[t],
                          (int64_t)most[t]),
            0);
    }
}

/* POINTS NULL: it was refused. */
static void put_attempt(struct gradebook *book, const char *student, const char *content,
                        const char *submitted_at, const int *points)
{
    int64_t sum = points ? points[0] + points[1] + points[2] : 0;
    ck_assert_int_eq(
        gradebook_run(
            book,
            "INSERT INTO attempts (student, source, content, submitted_at,"
            " graded_at, outcome, message, fixtures, hidden, grader, layers,"
            " machine, points, max_points) VALUES (?, 'x', ?, ?, '', ?, ?, '', 0,"
            " '', '', '', iif(?6, ?7, NULL), iif(?6, 60, NULL))",
            "tttttii", student, content, submitted_at, points ? "graded" : "refused",
            points ? "" : "no backprop.c", (int64_t)(points != NULL), sum),
        0);
    if (points)
        put_points(book, sqlite3_last_insert_rowid(gradebook_database(book)), points);
}

/* "29T11:00 10 20 30|30T11:00 refused|failed": the attempts of a student, in the order of grading. Their
 * content is their place, but "same" behind one takes the content of the one before. */
static void put_attempts(struct gradebook *book, const char *student, const char *text)
{
    char copy[256], *rest = NULL, content[2] = "@";
    snprintf(copy, sizeof copy, "%s", text);
    for (char *one = strtok_r(copy, "|", &rest); one; one = strtok_r(NULL, "|", &rest)) {
        char time[32], day[16];
        int points[N_TASKS];
        struct attempt failed = {.student = student, .source = "x"};
        if (strcmp(one, "failed") == 0) {
            ck_assert_int_eq(gradebook_add_failure(book, &failed, "no memory"), 0);
            continue;
        }
        int n = sscanf(one, "%8s %d %d %d", day, &points[0], &points[1], &points[2]);
        content[0] = (char)(content[0] + (strstr(one, "same") == NULL));
        snprintf(time, sizeof time, "2026-11-%s:00Z", day);
        put_attempt(book, student, content, time, n == 4 ? points : NULL);
    }
}

#define DEADLINE "deadline = 2026-11-20T12:00:00Z\n"
#define TEN DEADLINE "[late]\npercent_a_day = 10\n"
#define BEST "[attempts]\ncounts = 'best'\n"

/* What is expected: "attempt points/max late_s late_days penalty_percent", or the status. */
static const struct {
    const char *policy, *attempts, *mark, *why;
} rows[] = {
    {NULL, "10T11:00 1 2 3", "1 6/60 0 0 0", "one attempt, as it was measured"},
    {NULL, "10T11:00 9 9 9|11T11:00 1 2 3", "2 6/60 0 0 0", "the last one"},
    {NULL, "11T11:00 9 9 9|10T11:00 1 2 3", "1 27/60 0 0 0",
     "handed in last, not graded last"},
    {NULL, "10T11:00 9 9 9|10T11:00 1 2 3 same", "2 6/60 0 0 0",
     "graded again: the last grading, though it gave less"},
    {BEST, "10T11:00 9 9 9|10T11:00 1 2 3 same", "2 6/60 0 0 0", "the best too"},
    {NULL, "10T11:00 9 9 9|11T11:00 refused", "1 27/60 0 0 0",
     "one that cannot be read takes nothing away"},
    {NULL, "", "nothing handed in", "no mark, not 0"},
    {NULL, "10T11:00 refused", "could not be read", "no mark, not 0"},
    {NULL, "failed", "grader failed", "no mark, not 0"},
    {NULL, "10T11:00 9 9 9|failed", "grader failed 1",
     "what was handed in last may be worth more or less"},
    {NULL, "10T11:00 refused|failed", "grader failed", "it has to be graded first"},
    {"[points]\nnothing_handed_in = 0", "", "0 0/60 0 0 0", "the policy says 0"},
    {"[points]\nunreadable = 5.5", "10T11:00 refused", "0 5.5/60 0 0 0", "or more"},
    {"[points]\nunreadable = 5\nnothing_handed_in = 5", "failed", "grader failed",
     "which is not said of the grader's failures"},

    {DEADLINE, "20T12:00 10 20 30", "1 60/60 0 0 0", "in the last second"},
    {TEN, "20T12:01 10 20 30", "1 54/60 60 1 10", "a minute late: a day is begun"},
    {TEN, "21T12:00 10 20 30", "1 54/60 86400 1 10", "a whole day"},
    {TEN, "21T12:01 10 20 30", "1 48/60 86460 2 20", "a second day is begun"},
    {"grace_minutes = 5\n" TEN, "20T12:05 10 20 30", "1 60/60 0 0 0", "within the grace"},
    {"grace_minutes = 5\n" TEN, "20T12:06 10 20 30", "1 54/60 360 1 10",
     "behind it all of the time counts"},
    {TEN "max_percent = 25", "24T11:00 10 20 30", "1 45/60 342000 4 25",
     "25 percent at most"},
    {TEN, "30T13:00 10 20 30", "1 0/60 867600 11 100", "never less than nothing"},
    {TEN "free_days = 2", "22T11:00 10 20 30", "1 60/60 169200 2 0",
     "both days are free"},
    {TEN "free_days = 2", "22T13:00 10 20 30", "1 54/60 176400 3 10", "the third costs"},
    {TEN "free_days = 2\nfree_days_of = { s = 0 }", "22T11:00 10 20 30",
     "1 48/60 169200 2 20", "this student has none left"},
    {TEN "max_days = 1", "21T13:00 10 20 30", "1 0/60 90000 2 100",
     "too late for points"},
    {TEN "max_days = 1\nfree_days = 5", "21T13:00 10 20 30", "1 0/60 90000 2 100",
     "free days do not help"},
    {TEN "max_days = 1", "19T11:00 1 2 3|21T13:00 10 20 30", "1 6/60 0 0 0",
     "too late: the one before counts"},
    {TEN "max_days = 1", "21T13:00 1 2 3|21T14:00 10 20 30", "2 0/60 93600 2 100",
     "both too late"},
    {TEN "[[extension]]\nstudent = 's'\nuntil = 2026-11-21\nreason = 'ill'\nby = 'M'",
     "21T23:59 10 20 30", "1 60/60 0 0 0", "until the end of that day"},
    {TEN "[[extension]]\nstudent = 's'\nuntil = 2026-11-21\nreason = 'ill'\nby = 'M'",
     "22T00:00 10 20 30", "1 54/60 1 1 10", "and no longer"},

    {TEN BEST, "20T11:00 5 20 20|21T11:00 5 20 24", "1 45/60 0 0 0",
     "49 a day late are 44.1, less than 45 in time"},
    {TEN BEST, "20T11:00 5 19 20|21T11:00 5 20 24", "2 44.1/60 82800 1 10",
     "more than 44"},
    {TEN BEST, "20T11:00 0 15 30|21T11:00 5 20 25", "1 45/60 0 0 0",
     "of equal ones the first"},
    {"[attempts]\ncounts = 'best'\nmax = 2",
     "10T11:00 1 1 1|11T11:00 2 2 2|12T11:00 10 20 30", "2 6/60 0 0 0",
     "the third is one too many"},
    {"[attempts]\nmax = 1", "10T11:00 refused|11T11:00 2 2 2|12T11:00 3 3 3",
     "2 6/60 0 0 0", "one that cannot be read is none of them"},
    {"[attempts]\nmax = 1", "10T11:00 1 1 1|10T11:00 2 2 2 same", "2 6/60 0 0 0",
     "nor is one that was graded again"},

    {"[points]\nleave_out = ['a', 'c']", "10T11:00 1 2 3", "1 2/20 0 0 0", "b alone"},
    {"[points]\nleave_out = ['a', 'b', 'c']", "10T11:00 1 2 3", "1 0/0 0 0 0",
     "nothing of nothing"},
    {"[points]\nweights = { a = 2, b = 0.5 }", "10T11:00 3 5 7", "1 15.5/60 0 0 0",
     "6 + 2.5 + 7 of 20 + 10 + 30"},
    {"[points]\nweights = { a = 0.33 }", "10T11:00 1 0 0", "1 0.33/53.3 0 0 0",
     "hundredths"},
    {"[points]\nout_of = 20", "10T11:00 1 2 3", "1 2/20 0 0 0", "6 of 60"},
    {"[points]\nout_of = 10", "10T11:00 1 1 2", "1 0.67/10 0 0 0", "two thirds, up"},
    {"[points]\nout_of = 10", "10T11:00 1 1 0", "1 0.33/10 0 0 0", "one third, down"},
    {"[points]\nout_of = 1", "10T11:00 1 2 0", "1 0.05/1 0 0 0", "a twentieth"},
    {DEADLINE "[late]\npercent_a_day = 50\n[points]\nout_of = 1", "20T12:01 1 2 0",
     "1 0.03/1 60 1 50", "0.025: a half up"},
    {"[points]\ndrop_lowest = 1", "10T11:00 10 4 30", "1 60/60 0 0 0",
     "all of the others: 40 of 40 is 60 of 60"},
    {"[points]\ndrop_lowest = 1", "10T11:00 0 10 15", "1 30/60 0 0 0", "25 of 50"},
    {"[points]\ndrop_lowest = 1", "10T11:00 5 10 30", "1 52.5/60 0 0 0",
     "a and b are both half: b, of more points, goes; 35 of 40"},
    {"[points]\nweights = { a = 4 }\ndrop_lowest = 1", "10T11:00 5 10 30",
     "1 72/90 0 0 0", "now a weighs more: 40 of 50, of 90"},
    {"[points]\ndrop_lowest = 2", "10T11:00 1 4 15", "1 30/60 0 0 0",
     "c stays: 15 of 30"},
    {"[points]\ndrop_lowest = 9", "10T11:00 1 4 15", "1 30/60 0 0 0", "one always stays"},
    {"[points]\nleave_out = ['a']\ndrop_lowest = 1", "10T11:00 0 4 30", "1 50/50 0 0 0",
     "what is left out is not dropped as well"},
    {TEN "[points]\nweights = { c = 2 }\ndrop_lowest = 1\nout_of = 100",
     "20T12:01 0 10 30", "1 78.75/100 60 1 10", "10 + 60 of 80, and a tenth off"},

    {"[[override]]\nstudent = 's'\npoints = 12.5\nreason = 'r'\nby = 'M'",
     "10T11:00 1 2 3", "1 12.5/60 0 0 0", "what was said counts"},
    {"[[override]]\nstudent = 's'\npoints = 70\nreason = 'r'\nby = 'M'", "",
     "0 70/60 0 0 0", "without an attempt too, and with a bonus"},
    {"[[override]]\nstudent = 's'\npoints = 7\nreason = 'r'\nby = 'M'", "failed",
     "0 7/60 0 0 0", "where the grader failed"},
};

static void describe(char *text, size_t n, const struct mark *m)
{
    char points[MARK_NUMBER_BYTES], max[MARK_NUMBER_BYTES], percent[MARK_NUMBER_BYTES];
    mark_number(points, m->points_c);
    mark_number(max, m->max_c);
    mark_number(percent, m->penalty_percent_c);
    if (m->has_points)
        snprintf(text, n, "%lld %s/%s %ld %d %s", (long long)m->attempt, points, max,
                 m->late_s, m->late_days, percent);
    else if (m->attempt)
        snprintf(text, n, "%s %lld", mark_status_name(m->status), (long long)m->attempt);
    else
        snprintf(text, n, "%s", mark_status_name(m->status));
}

START_TEST(a_mark_is_made)
{
    static const int some[] = {0, 0, 0};
    struct scratch s;
    struct policy policy;
    struct marks marks;
    char got[128];
    scratch_open(&s);
    struct gradebook *book = open_book(&s);
    put_student(book, "s");
    put_attempts(book, "s", rows[_i].attempts);
    put_student(book, "zz");
    put_attempt(book, "zz", "z", "2026-11-01T00:00:00Z", some);
    if (rows[_i].policy)
        ck_assert_int_eq(policy_parse(&policy, rows[_i].policy, "p.toml"), 0);
    ck_assert_int_eq(marks_make(&marks, book, rows[_i].policy ? &policy : NULL), 0);
    ck_assert_uint_eq(marks.n, 2);
    ck_assert_int_ne(marks.marks[1].attempt, 0); /* whatever the other one has */
    describe(got, sizeof got, &marks.marks[0]);
    ck_assert_msg(strcmp(got, rows[_i].mark) == 0, "%s: %s, not %s", rows[_i].why, got,
                  rows[_i].mark);
    if (rows[_i].policy)
        policy_release(&policy);
    marks_release(&marks);
    ck_assert_ptr_null(marks.marks);
    gradebook_close(book);
    scratch_close(&s);
}
END_TEST

START_TEST(a_mark_tells_what_it_is_made_of)
{
    static const char text[] =
        TEN "[points]\nleave_out = ['c']\n[[override]]\nstudent = 'bob'\npoints = 1\n"
            "reason = 'r\xc3\xa9son'\nby = 'M'\n";
    struct scratch s;
    struct policy policy;
    struct marks marks;
    scratch_open(&s);
    struct gradebook *book = open_book(&s);
    put_student(book, "bob");
    put_student(book, "ada");
    put_student(book, "Zoe");
    put_attempts(book, "ada", "10T11:00 refused|20T13:00 1 2 3|21T11:00 refused");
    put_attempts(book, "Zoe", "10T11:00 refused");
    ck_assert_int_eq(policy_parse(&policy, text, "p.toml"), 0);
    ck_assert_int_eq(marks_make(&marks, book, &policy), 0);
    ck_assert_uint_eq(marks.n, 3);
    ck_assert_uint_eq(marks.n_tasks, 3);
    ck_assert_str_eq(marks.tasks[2].id, "c");
    ck_assert_str_eq(marks.marks[0].student.id, "Zoe"); /* by bytes */
    ck_assert_str_eq(marks.marks[0].message, "no backprop.c");
    ck_assert_ptr_null(marks.marks[0].tasks);

    const struct mark *ada = marks_find(&marks, "ada"), *bob = marks_find(&marks, "bob");
    ck_assert_ptr_eq(ada, &marks.marks[1]);
    ck_assert_str_eq(ada->student.name, "A Name");
    ck_assert_str_eq(ada->student.email, "a@x.org");
    ck_assert_str_eq(ada->student.section, "A1");
    ck_assert_str_eq(ada->student.login, "login");
    ck_assert_str_eq(ada->student.platform, "7");
    ck_assert(ada->student.on_roster);
    ck_assert_str_eq(ada->submitted_at, "2026-11-20T13:00:00Z");
    ck_assert_int_eq(ada->measured, 6);
    ck_assert_int_eq(ada->max_points, 60);
    ck_assert_int_eq(ada->points_c, 270);
    ck_assert_int_eq(ada->penalty_c, 30);
    ck_assert_uint_eq(ada->n_attempts, 3);
    ck_assert_uint_eq(ada->n_refused, 2);
    ck_assert_int_eq(ada->tasks[1].points, 2);
    ck_assert_int_eq(ada->tasks[1].max_points, 20);
    ck_assert(!ada->tasks[1].left_out && ada->tasks[2].left_out);
    ck_assert(bob->overridden && !ada->overridden);
    ck_assert_str_eq(bob->override_reason, "r\xc3\xa9son");
    ck_assert_str_eq(bob->override_by, "M");
    ck_assert_int_eq(bob->max_c, 3000); /* as ada's */
    ck_assert_ptr_null(marks_find(&marks, "zoe"));
    policy_release(&policy);
    marks_release(&marks);
    gradebook_close(book);
    scratch_close(&s);
}
END_TEST

/* What was measured stays, whatever the policy. */
START_TEST(the_gradebook_is_not_changed)
{
    static const int some[] = {1, 2, 3};
    struct scratch s;
    struct policy policy;
    struct marks marks;
    scratch_open(&s);
    struct gradebook *book = open_book(&s);
    put_student(book, "s");
    put_attempt(book, "s", "c", "2026-11-22T00:00:00Z", some);
    int before = sqlite3_total_changes(gradebook_database(book));
    ck_assert_int_eq(policy_parse(&policy, TEN, "p.toml"), 0);
    ck_assert_int_eq(marks_make(&marks, book, &policy), 0);
    ck_assert_int_eq(sqlite3_total_changes(gradebook_database(book)), before);
    ck_assert(sqlite3_get_autocommit(gradebook_database(book)));
    marks_release(&marks);
    gradebook_close(book);
    ck_assert_int_eq(gradebook_open(&book, scratch_path(&s, "class.db"), GRADEBOOK_READ),
                     0);
    ck_assert_int_eq(marks_make(&marks, book, &policy), 0);
    ck_assert_int_eq(marks.marks[0].measured, 6);
    marks_release(&marks);
    policy_release(&policy);
    gradebook_close(book);
    scratch_close(&s);
}
END_TEST

static const struct {
    const char *policy, *error, *why;
} unknown[] = {
    {"[[override]]\nstudent = 'S'\npoints = 1\nreason = 'r'\nby = 'M'",
     "'p.toml', line 1: override.student: no student 'S' is in the gradebook",
     "ids are exact"},
    {DEADLINE "[[extension]]\nstudent = 't'\nuntil = 2026-12-01\nreason = 'r'\nby = 'M'",
     "'p.toml', line 2: extension.student: no student 't' is in the gradebook", ""},
    {DEADLINE "[late]\nfree_days_of = { t = 1 }",
     "'p.toml', line 3: late.free_days_of: no student 't' is in the gradebook", ""},
    {"[points]\nleave_out = ['a', 'A']",
     "'p.toml', line 2: points: no task 'A' is in the gradebook", ""},
    {"[points]\nweights = { d = 2 }",
     "'p.toml', line 2: points: no task 'd' is in the gradebook", ""},
};

START_TEST(a_policy_of_another_class_is_refused)
{
    static const int some[] = {1, 2, 3};
    struct scratch s;
    struct policy policy;
    struct marks marks;
    scratch_open(&s);
    struct gradebook *book = open_book(&s);
    put_student(book, "s");
    put_attempt(book, "s", "c", "2026-11-22T00:00:00Z", some);
    ck_assert_int_eq(policy_parse(&policy, unknown[_i].policy, "p.toml"), 0);
    ck_assert_int_eq(marks_make(&marks, book, &policy), -1);
    scratch_expect_error(&s, unknown[_i].error);
    ck_assert_uint_eq(marks.n, 0);
    ck_assert(sqlite3_get_autocommit(gradebook_database(book)));
    policy_release(&policy);
    gradebook_close(book);
    scratch_close(&s);
}
END_TEST

START_TEST(an_empty_gradebook_has_no_marks)
{
    struct scratch s;
    struct policy policy;
    struct marks marks;
    scratch_open(&s);
    struct gradebook *book = open_book(&s);
    ck_assert_int_eq(policy_parse(&policy, "[points]\nleave_out = ['a']", "p"), 0);
    ck_assert_int_eq(marks_make(&marks, book, &policy), 0);
    ck_assert_uint_eq(marks.n, 0);
    ck_assert_ptr_null(marks_find(&marks, "s"));
    marks_release(&marks);
    policy_release(&policy);
    gradebook_close(book);
    scratch_close(&s);
}
END_TEST

static const struct {
    long hundredths;
    const char *text;
} numbers[] = {{0, "0"},   {1, "0.01"},  {10, "0.1"},       {99, "0.99"},
               {100, "1"}, {150, "1.5"}, {12345, "123.45"}, {1005, "10.05"}};

START_TEST(a_number_is_written)
{
    char text[MARK_NUMBER_BYTES];
    mark_number(text, numbers[_i].hundredths);
    ck_assert_str_eq(text, numbers[_i].text);
}
END_TEST

/* ---- pseudonyms ---- */

/* A gradebook of version 1, before there were any. */
static void make_first_version(const char *path)
{
    char pragmas[96];
    sqlite3 *database;
    snprintf(pragmas, sizeof pragmas,
             "PRAGMA application_id = %d; PRAGMA user_version = 1",
             GRADEBOOK_APPLICATION);
    ck_assert_int_eq(sqlite3_open(path, &database), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(database, gradebook_migrations[0], NULL, NULL, NULL),
                     SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(database, pragmas, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(database);
}

static void read_pseudonym(const char *path, const char *id, char text[PSEUDONYM_BYTES])
{
    unsigned char key[PSEUDONYM_KEY_BYTES];
    struct gradebook *book;
    ck_assert_int_eq(gradebook_open(&book, path, GRADEBOOK_READ), 0);
    ck_assert_int_eq(pseudonym_key(book, key), 0);
    pseudonym(text, key, id);
    gradebook_close(book);
}

START_TEST(a_pseudonym_is_of_one_student_in_one_gradebook)
{
    struct scratch s;
    struct gradebook *book;
    char ada[PSEUDONYM_BYTES], again[PSEUDONYM_BYTES], bob[PSEUDONYM_BYTES];
    scratch_open(&s);
    gradebook_close(open_book(&s));
    make_first_version(scratch_path(&s, "old.db"));
    ck_assert_int_eq(gradebook_open(&book, scratch_path(&s, "old.db"), GRADEBOOK_READ),
                     -1);
    scratch_expect_error(&s, "'@/old.db' is of an earlier version of gradeclass: "
                             "'gradeclass grade' with it brings it up to date");
    ck_assert_int_eq(gradebook_open(&book, scratch_path(&s, "old.db"), GRADEBOOK_WRITE),
                     0);
    gradebook_close(book);

    read_pseudonym(scratch_path(&s, "class.db"), "ada", ada);
    read_pseudonym(scratch_path(&s, "class.db"), "ada", again);
    read_pseudonym(scratch_path(&s, "class.db"), "bob", bob);
    ck_assert_uint_eq(strlen(ada), PSEUDONYM_BYTES - 1);
    ck_assert_str_eq(ada, again);
    ck_assert_str_ne(ada, bob);
    read_pseudonym(scratch_path(&s, "old.db"), "ada", again);
    ck_assert_str_ne(ada, again); /* another class, another key */
    scratch_close(&s);
}
END_TEST

Suite *class_marks_suite(void)
{
    Suite *suite = suite_create("class_marks");
    TCase *marks = tcase_create("marks");
    tcase_add_loop_test(marks, a_mark_is_made, 0, sizeof rows / sizeof rows[0]);
    tcase_add_test(marks, a_mark_tells_what_it_is_made_of);
    tcase_add_test(marks, the_gradebook_is_not_changed);
    tcase_add_loop_test(marks, a_policy_of_another_class_is_refused, 0,
                        sizeof unknown / sizeof unknown[0]);
    tcase_add_test(marks, an_empty_gradebook_has_no_marks);
    tcase_add_loop_test(marks, a_number_is_written, 0,
                        sizeof numbers / sizeof numbers[0]);
    tcase_add_test(marks, a_pseudonym_is_of_one_student_in_one_gradebook);
    suite_add_tcase(suite, marks);
    return suite;
}
