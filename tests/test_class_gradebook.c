/* test_class_gradebook.c: what is put into the gradebook is there, once, and what is no gradebook is
 * refused with its one line. */
#include "class/batch_lock.h"
#include "class/gradebook.h"
#include "class/gradebook_schema.h"
#include "report/report.h"
#include "report_samples.h"
#include "scratch.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct attempt first = {.student = "s1",
                                     .source = "s1.zip",
                                     .content = "c1",
                                     .fixtures = "public-1",
                                     .grader = "0-1",
                                     .submitted_at = "2026-11-29T10:00:00Z",
                                     .machine = "here"};

/* Has the results of a sample graded for ATTEMPT. */
static void grade(struct gradebook *book, const struct attempt *attempt,
                  enum sample_kind kind)
{
    struct sample *sample = sample_make(kind);
    struct results results;
    char *text = report_json(&sample->result);
    ck_assert_int_eq(results_parse(&results, text, strlen(text), "r"), 0);
    ck_assert_int_eq(gradebook_add(book, attempt, &results, text), 0);
    results_release(&results);
    free(text);
    sample_free(sample);
}

static struct gradebook *open_new(const struct scratch *s)
{
    static const struct student student = {.id = "s1",
                                           .name = "Ada",
                                           .email = "",
                                           .section = "",
                                           .login = "",
                                           .platform = "",
                                           .on_roster = true};
    struct gradebook *book;
    ck_assert_int_eq(gradebook_open(&book, scratch_path(s, "g.db"), GRADEBOOK_CREATE), 0);
    ck_assert_int_eq(gradebook_put_student(book, &student), 0);
    return book;
}

/* The number that SQL gives. */
static int64_t number(struct gradebook *book, const char *sql)
{
    sqlite3_stmt *row = gradebook_query(book, sql, "");
    ck_assert_ptr_nonnull(row);
    ck_assert_int_eq(gradebook_step(book, row), 1);
    int64_t value = sqlite3_column_int64(row, 0);
    sqlite3_finalize(row);
    return value;
}

/* ---- what is put in ---- */

START_TEST(a_grading_is_there)
{
    struct scratch s;
    scratch_open(&s);
    struct gradebook *book = open_new(&s);
    struct sample *sample = sample_make(SAMPLE_SEVERAL);
    grade(book, &first, SAMPLE_SEVERAL);
    ck_assert_int_eq(number(book, "SELECT points FROM attempts"), sample->result.score);
    ck_assert_int_eq(number(book, "SELECT sum(points) FROM task_points"),
                     sample->result.score);
    ck_assert_int_eq(number(book, "SELECT sum(points) FROM group_points"),
                     sample->result.score);
    ck_assert_int_eq(number(book, "SELECT sum(max_points) FROM group_points"),
                     RUBRIC_POINTS);
    ck_assert_int_eq(number(book, "SELECT count(*) FROM task_points"), RUBRIC_TASKS);
    ck_assert_int_eq(number(book, "SELECT count(*) FROM tasks"), RUBRIC_TASKS);
    ck_assert_int_gt(number(book, "SELECT count(*) FROM cases WHERE verdict <> 'pass'"),
                     0);
    ck_assert_int_eq(
        number(book, "SELECT count(*) FROM diagnoses LEFT JOIN causes ON cause = id"
                     " WHERE id IS NULL"),
        0);
    char *json = gradebook_json(book, 1), *text = report_json(&sample->result);
    ck_assert_str_eq(json, text);
    free(json);
    free(text);
    sample_free(sample);
    ck_assert_ptr_null(gradebook_json(book, 2));
    scratch_expect_error(&s, "'@/g.db' has no results of attempt 2");
    gradebook_close(book);
    scratch_close(&s);
}
END_TEST

START_TEST(the_same_files_have_the_same)
{
    struct scratch s;
    int64_t id = 0;
    struct attempt twin = first;
    scratch_open(&s);
    struct gradebook *book = open_new(&s);
    twin.submitted_at = "2026-11-29T11:00:00Z";
    ck_assert_int_eq(gradebook_same(book, &first, 0, &id), 0);
    ck_assert_int_eq(id, 0);
    grade(book, &first, SAMPLE_SEVERAL);
    ck_assert_int_eq(gradebook_same(book, &first, 0, &id), 0);
    ck_assert_int_eq(id, 1);
    ck_assert_int_eq(gradebook_same(book, &first, 1, &id), 0);
    ck_assert_int_eq(id, 0);
    ck_assert_int_eq(gradebook_add_same(book, &twin, 1), 0);
    static const char *const tables[] = {"task_points", "group_points", "cases",
                                         "diagnoses"};
    for (int i = 0; i < 4; i++) {
        char sql[200];
        snprintf(
            sql, sizeof sql,
            "SELECT count(*) FROM %s WHERE attempt = 1) - (SELECT count(*) FROM %s WHERE "
            "attempt = 2",
            tables[i], tables[i]);
        char whole[260];
        snprintf(whole, sizeof whole, "SELECT (%s)", sql);
        ck_assert_int_eq(number(book, whole), 0);
    }
    ck_assert_int_eq(number(book, "SELECT same_as FROM attempts WHERE id = 2"), 1);
    ck_assert_int_eq(number(book, "SELECT count(*) FROM results"), 1);
    char *json = gradebook_json(book, 2);
    ck_assert_ptr_nonnull(json);
    free(json);
    gradebook_close(book);
    scratch_close(&s);
}
END_TEST

static const struct {
    const char *source, *content, *fixtures, *grader;
    enum attempt_standing standing;
    const char *why;
} standings[] = {
    {"s1.zip", "c2", "public-1", "0-1", ATTEMPT_CURRENT, "as the last one was"},
    {"s1.zip", "c2", "public-2", "0-1", ATTEMPT_STALE, "another set"},
    {"s1.zip", "c2", "public-1", "0-2", ATTEMPT_STALE, "another grader"},
    {"s1.zip", "c3", "public-1", "0-1", ATTEMPT_CHANGED, "other files"},
    {"s1.zip", "c1", "public-1", "0-1", ATTEMPT_CHANGED, "back to the files before"},
    {"other.zip", "c1", "public-1", "0-1", ATTEMPT_CURRENT,
     "an older one, under another name"},
    {"other.zip", "c9", "public-1", "0-1", ATTEMPT_CHANGED, "another submission"},
};

START_TEST(a_standing_is_told)
{
    struct scratch s;
    struct attempt attempt = first;
    enum attempt_standing standing;
    char at[TIME_UTC_BYTES];
    scratch_open(&s);
    struct gradebook *book = open_new(&s);
    ck_assert_int_eq(gradebook_standing(book, &first, &standing, at), 0);
    ck_assert_int_eq(standing, ATTEMPT_NEW);
    grade(book, &first, SAMPLE_PERFECT);
    attempt.content = "c2";
    attempt.submitted_at = "2026-11-29T11:00:00Z";
    grade(book, &attempt, SAMPLE_STUB);
    attempt.source = standings[_i].source;
    attempt.content = standings[_i].content;
    attempt.fixtures = standings[_i].fixtures;
    attempt.grader = standings[_i].grader;
    attempt.submitted_at = "2026-12-24T00:00:00Z";
    ck_assert_int_eq(gradebook_standing(book, &attempt, &standing, at), 0);
    ck_assert_msg(standing == standings[_i].standing, "%s: %d", standings[_i].why,
                  standing);
    /* Files that were there already were handed in then. */
    ck_assert_int_eq(strcmp(at, attempt.submitted_at) == 0, standing == ATTEMPT_CHANGED);
    gradebook_close(book);
    scratch_close(&s);
}
END_TEST

START_TEST(a_refusal_and_a_failure_are_kept)
{
    struct scratch s;
    scratch_open(&s);
    struct gradebook *book = open_new(&s);
    ck_assert_int_eq(gradebook_add_failure(book, &first, "no memory"), 0);
    ck_assert_int_eq(gradebook_add_failure(book, &first, "no memory again"), 0);
    ck_assert_int_eq(number(book, "SELECT count(*) FROM failures"), 1);
    ck_assert_int_eq(number(book, "SELECT count(*) FROM attempts"), 0);
    ck_assert_int_eq(gradebook_add_refused(book, &first, "broken"), 0);
    ck_assert_int_eq(number(book, "SELECT count(*) FROM failures"), 0);
    ck_assert_int_eq(
        number(book, "SELECT points IS NULL AND outcome = 'refused' FROM attempts"), 1);
    gradebook_close(book);
    scratch_close(&s);
}
END_TEST

START_TEST(files_are_kept_once)
{
    static const struct stored_file files[] = {{"a.c", "x", 1}, {"empty.h", "", 0}};
    struct scratch s;
    scratch_open(&s);
    struct gradebook *book = open_new(&s);
    ck_assert_int_eq(gradebook_keep_files(book, "c1", files, 2), 0);
    ck_assert_int_eq(gradebook_keep_files(book, "c1", files, 2), 0);
    ck_assert_int_eq(number(book, "SELECT count(*) FROM files"), 2);
    ck_assert_int_eq(
        number(book, "SELECT length(bytes) FROM files WHERE name = 'empty.h'"), 0);
    gradebook_close(book);
    scratch_close(&s);
}
END_TEST

/* A transaction that fails in the middle leaves nothing of itself. */
START_TEST(half_a_grading_is_none)
{
    struct scratch s;
    scratch_open(&s);
    struct gradebook *book = open_new(&s);
    struct sample *sample = sample_make(SAMPLE_PERFECT);
    struct results results;
    char *text = report_json(&sample->result);
    ck_assert_int_eq(results_parse(&results, text, strlen(text), "r"), 0);
    sqlite3_exec(gradebook_database(book), "DROP TABLE cases", NULL, NULL, NULL);
    ck_assert_int_eq(gradebook_add(book, &first, &results, text), -1);
    scratch_expect_error(&s, "'@/g.db': no such table: cases");
    ck_assert_int_eq(number(book, "SELECT count(*) FROM attempts"), 0);
    ck_assert_int_eq(number(book, "SELECT count(*) FROM task_points"), 0);
    ck_assert_int_eq(number(book, "SELECT count(*) FROM results"), 0);
    results_release(&results);
    free(text);
    sample_free(sample);
    gradebook_close(book);
    scratch_close(&s);
}
END_TEST

/* ---- what is opened ---- */

static void make_database(const char *path, const char *sql)
{
    sqlite3 *database;
    ck_assert_int_eq(sqlite3_open(path, &database), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(database);
}

START_TEST(what_is_no_gradebook_is_refused)
{
    struct scratch s;
    struct gradebook *book;
    char text[2000];
    memset(text, 'x', sizeof text);
    scratch_open(&s);
    ck_assert_int_eq(gradebook_open(&book, scratch_path(&s, "g.db"), GRADEBOOK_READ), -1);
    scratch_expect_error(&s,
                         "there is no gradebook '@/g.db': 'gradeclass grade FOLDER --db "
                         "@/g.db' makes it");
    scratch_write(&s, "g.db", text, sizeof text);
    for (int how = GRADEBOOK_READ; how <= GRADEBOOK_CREATE; how++) {
        ck_assert_int_eq(
            gradebook_open(&book, scratch_path(&s, "g.db"), (enum gradebook_access)how),
            -1);
        ck_assert_ptr_null(book);
        scratch_expect_error(&s, "'@/g.db' is no gradebook");
    }
    make_database(scratch_path(&s, "other.db"), "CREATE TABLE t (x)");
    ck_assert_int_eq(
        gradebook_open(&book, scratch_path(&s, "other.db"), GRADEBOOK_CREATE), -1);
    scratch_expect_error(&s, "'@/other.db' is a database, but no gradebook");
    ck_assert_int_eq(gradebook_open(&book, scratch_path(&s, "no/g.db"), GRADEBOOK_CREATE),
                     -1);
    scratch_expect_error(&s,
                         "cannot open '@/no/g.db': is its folder there and writable?");
    scratch_close(&s);
}
END_TEST

START_TEST(a_later_one_is_refused)
{
    struct scratch s;
    struct gradebook *book;
    char sql[100];
    scratch_open(&s);
    gradebook_close(open_new(&s));
    snprintf(sql, sizeof sql, "PRAGMA user_version = %d", gradebook_version + 1);
    make_database(scratch_path(&s, "g.db"), sql);
    ck_assert_int_eq(gradebook_open(&book, scratch_path(&s, "g.db"), GRADEBOOK_WRITE),
                     -1);
    scratch_expect_error(
        &s, "'@/g.db' was made by a later version of gradeclass: use that one");
    scratch_close(&s);
}
END_TEST

START_TEST(one_that_is_written_can_be_read)
{
    struct scratch s;
    struct gradebook *writer, *reader;
    scratch_open(&s);
    writer = open_new(&s);
    grade(writer, &first, SAMPLE_PERFECT);
    ck_assert_int_eq(gradebook_begin(writer), 0);
    ck_assert_int_eq(gradebook_open(&reader, scratch_path(&s, "g.db"), GRADEBOOK_READ),
                     0);
    ck_assert_int_eq(number(reader, "SELECT count(*) FROM attempts"), 1);
    ck_assert_int_eq(gradebook_run(reader, "DELETE FROM attempts", ""), -1);
    scratch_expect_error(&s,
                         "'@/g.db' is read-only: make the file and its folder writable");
    gradebook_close(reader);
    gradebook_roll_back(writer);
    gradebook_close(writer);
    scratch_close(&s);
}
END_TEST

/* ---- the lock ---- */

START_TEST(one_holds_the_lock)
{
    struct scratch s;
    struct batch_lock lock, second;
    char folder[200], gradebook[200];
    scratch_open(&s);
    snprintf(gradebook, sizeof gradebook, "%s", scratch_path(&s, "g.db"));
    setenv("TMPDIR", s.folder, 1);
    ck_assert_int_eq(batch_lock_take(&lock, gradebook), 0);
    snprintf(folder, sizeof folder, "%s", lock.folder);
    ck_assert_int_eq(access(folder, W_OK), 0);
    pid_t pid = fork();
    if (pid == 0)
        _exit(batch_lock_take(&second, gradebook) == BATCH_LOCK_HELD ? 7 : 0);
    int status;
    waitpid(pid, &status, 0);
    ck_assert_int_eq(WEXITSTATUS(status), 7);
    ck_assert_ptr_nonnull(strstr(scratch_errors(&s), "another gradeclass (process "));
    ck_assert_int_eq(batch_lock_release(&lock), 0);
    ck_assert_int_ne(access(folder, F_OK), 0);
    ck_assert_int_ne(access(scratch_path(&s, "g.db.lock"), F_OK), 0);
    scratch_close(&s);
}
END_TEST

START_TEST(what_a_killed_one_leaves_is_removed)
{
    struct scratch s;
    struct batch_lock lock;
    char gradebook[200], left[200];
    scratch_open(&s);
    snprintf(gradebook, sizeof gradebook, "%s", scratch_path(&s, "g.db"));
    setenv("TMPDIR", s.folder, 1);
    pid_t pid = fork();
    if (pid == 0) {
        batch_lock_take(&lock, gradebook);
        scratch_write(&s, "left", lock.folder, strlen(lock.folder) + 1);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    FILE *file = fopen(scratch_path(&s, "left"), "r");
    ck_assert_ptr_nonnull(fgets(left, sizeof left, file));
    fclose(file);
    ck_assert_int_eq(access(left, F_OK), 0);
    ck_assert_int_eq(batch_lock_take(&lock, gradebook), 0);
    ck_assert_int_ne(access(left, F_OK), 0);
    batch_lock_release(&lock);
    /* A file of that name that somebody else has written names nothing to be removed. */
    scratch_folder(&s, "mine");
    scratch_write(&s, "g.db.lock", scratch_path(&s, "mine"),
                  strlen(scratch_path(&s, "mine")));
    ck_assert_int_eq(batch_lock_take(&lock, gradebook), 0);
    ck_assert_int_eq(access(scratch_path(&s, "mine"), F_OK), 0);
    batch_lock_release(&lock);
    scratch_close(&s);
}
END_TEST

Suite *class_gradebook_suite(void)
{
    Suite *suite = suite_create("class_gradebook");
    TCase *in = tcase_create("what is put in"), *open = tcase_create("what is opened"),
          *lock = tcase_create("the lock");
    tcase_add_test(in, a_grading_is_there);
    tcase_add_test(in, the_same_files_have_the_same);
    tcase_add_loop_test(in, a_standing_is_told, 0, sizeof standings / sizeof *standings);
    tcase_add_test(in, a_refusal_and_a_failure_are_kept);
    tcase_add_test(in, files_are_kept_once);
    tcase_add_test(in, half_a_grading_is_none);
    tcase_add_test(open, what_is_no_gradebook_is_refused);
    tcase_add_test(open, a_later_one_is_refused);
    tcase_add_test(open, one_that_is_written_can_be_read);
    tcase_add_test(lock, one_holds_the_lock);
    tcase_add_test(lock, what_a_killed_one_leaves_is_removed);
    suite_add_tcase(suite, in);
    suite_add_tcase(suite, open);
    suite_add_tcase(suite, lock);
    return suite;
}
