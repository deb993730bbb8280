/* test_class_shared.c: what is put into a shared folder and read back, and what is not taken from there. */
#include "class/array_job.h"
#include "class/shared_folder.h"
#include "class/staged_files.h"
#include "file.h"
#include "scratch.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct scratch scratch;
static struct shared_folder shared;

static void open_shared(void)
{
    scratch_open(&scratch);
    ck_assert_int_eq(shared_folder_open(&shared, scratch_path(&scratch, "shared"), true),
                     0);
}

static void close_shared(void)
{
    char command[200];
    shared_folder_release(&shared);
    snprintf(command, sizeof command, "rm -rf '%s/shared'", scratch.folder);
    ck_assert_int_eq(system(command), 0);
    scratch_close(&scratch);
}

/* ---- the folder ---- */

START_TEST(a_folder_that_others_may_write_to_is_refused)
{
    struct shared_folder again;
    open_shared();
    ck_assert_int_eq(chmod(shared.path, 0770), 0);
    ck_assert_int_eq(shared_folder_open(&again, shared.path, true), -1);
    scratch_expect_error(&scratch, "others may write to '@/shared', and so give grades: "
                                   "chmod go-w '@/shared'");
    ck_assert_int_eq(chmod(shared.path, 0755), 0);
    ck_assert_int_eq(shared_folder_open(&again, shared.path, false), 0);
    shared_folder_release(&again);
    ck_assert_int_eq(chmod(scratch_path(&scratch, "shared/results"), 0777), 0);
    ck_assert_int_eq(shared_folder_open(&again, shared.path, false), -1);
    scratch_expect_error(&scratch,
                         "others may write to '@/shared/results', and so give grades: "
                         "chmod go-w '@/shared/results'");
    close_shared();
}
END_TEST

START_TEST(a_folder_of_something_else_is_refused)
{
    struct shared_folder other;
    scratch_open(&scratch);
    scratch_folder(&scratch, "other");
    ck_assert_int_eq(shared_folder_open(&other, scratch_path(&scratch, "other"), false),
                     -1);
    scratch_expect_error(
        &scratch, "'@/other' is not a folder that 'gradeclass submit --shared' made");
    ck_assert_int_eq(shared_folder_open(&other, scratch_path(&scratch, "none"), false),
                     -1);
    scratch_expect_error(&scratch, "cannot open '@/none': No such file or directory");
    ck_assert_int_eq(shared_folder_open(&other, scratch_path(&scratch, "50%a"), true),
                     -1);
    scratch_expect_error(&scratch,
                         "'@/50%a' has a '%', a '\\' or a line break in its name, which "
                         "Slurm takes for its own: name another folder");
    scratch_close(&scratch);
}
END_TEST

START_TEST(a_folder_is_for_one_gradebook)
{
    open_shared();
    const char *mine = scratch_write(&scratch, "mine.db", "", 0);
    const char *other = scratch_write(&scratch, "other.db", "", 0);
    ck_assert_int_eq(shared_folder_claim(&shared, mine), 0);
    ck_assert_int_eq(shared_folder_claim(&shared, mine), 0);
    ck_assert_int_eq(shared_folder_claim(&shared, other), -1);
    scratch_expect_error(&scratch,
                         "'@/shared' holds work for the gradebook '@/mine.db', not for "
                         "'@/other.db'; if that one was moved, remove "
                         "'@/shared/gradebook'");
    close_shared();
}
END_TEST

/* ---- inputs ---- */

/* SHA-256 of "backprop.c" with "int x;", as stage.h says. */
static void content_of(const char *folder, char content[STAGE_HASH + 1])
{
    struct staged_files files;
    ck_assert_int_eq(staged_files_read(&files, folder), 0);
    staged_files_hash(&files, content);
    staged_files_release(&files);
}

START_TEST(inputs_are_what_their_name_says)
{
    char content[STAGE_HASH + 1], now[STAGE_HASH + 1];
    open_shared();
    scratch_folder(&scratch, "in");
    scratch_write(&scratch, "in/backprop.c", "int x;", 6);
    const char *folder = scratch_path(&scratch, "in");
    content_of(folder, content);
    ck_assert_int_eq(shared_folder_put_inputs(&shared, content, folder), 0);
    char *path = shared_folder_path(&shared, "inputs", content);
    char *file = file_path(path, "planted.c");
    ck_assert_int_eq(file_replace(file, "x", 1), 0);
    content_of(path, now);
    ck_assert_str_ne(now, content);
    ck_assert_int_eq(shared_folder_put_inputs(&shared, content, folder), 0);
    content_of(path, now);
    ck_assert_str_eq(now, content);
    free(file);
    free(path);
    close_shared();
}
END_TEST

/* ---- results ---- */

static const char unit[] =
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

START_TEST(units_differ_by_all_that_counts)
{
    char one[UNIT_ID + 1], other[UNIT_ID + 1];
    unit_id(one, "content", "set", "grader", 0);
    ck_assert_uint_eq(strlen(one), UNIT_ID);
    unit_id(other, "content", "set", "grader", 0);
    ck_assert_str_eq(one, other);
    unit_id(other, "contents", "et", "grader", 0);
    ck_assert_str_ne(one, other);
    unit_id(other, "content", "set", "grader2", 0);
    ck_assert_str_ne(one, other);
    unit_id(other, "content", "set", "grader", 1);
    ck_assert_str_ne(one, other);
}
END_TEST

START_TEST(a_result_is_read_as_it_was_written)
{
    struct shared_result result;
    open_shared();
    ck_assert(!shared_folder_has_result(&shared, unit));
    ck_assert_int_eq(shared_folder_get_result(&shared, unit, &result), 0);
    ck_assert_int_eq(
        shared_folder_put_result(&shared, unit, false, "Linux 6, gcc", "{\n}\n"), 0);
    ck_assert(shared_folder_has_result(&shared, unit));
    ck_assert_int_eq(shared_folder_get_result(&shared, unit, &result), 1);
    ck_assert(!result.refused);
    ck_assert_str_eq(result.machine, "Linux 6, gcc");
    ck_assert_str_eq(result.body, "{\n}\n");
    shared_result_release(&result);
    ck_assert_int_eq(shared_folder_put_result(&shared, unit, true, "Linux", "no .c"), 0);
    ck_assert_int_eq(shared_folder_get_result(&shared, unit, &result), 1);
    ck_assert(result.refused);
    ck_assert_str_eq(result.body, "no .c");
    shared_result_release(&result);
    ck_assert_int_eq(shared_folder_drop_result(&shared, unit), 0);
    ck_assert(!shared_folder_has_result(&shared, unit));
    ck_assert_int_eq(shared_folder_drop_result(&shared, unit), 0);
    close_shared();
}
END_TEST

static const struct {
    const char *why, *text;
    size_t n;
} no_results[] = {
#define TEXT(text) text, sizeof text - 1
    {"empty", TEXT("")},
    {"JSON alone", TEXT("{\"score\": 100}\n")},
    {"no end of its first line", TEXT("gradeclass-result 1 graded Linux")},
    {"another version", TEXT("gradeclass-result 2 graded Linux\n{}")},
    {"another outcome", TEXT("gradeclass-result 1 perfect Linux\n{}")},
    {"a NUL", TEXT("gradeclass-result 1 graded Linux\n{\0}")},
};

START_TEST(what_is_no_result_is_not_taken)
{
    struct shared_result result;
    char name[100], expected[200];
    open_shared();
    snprintf(name, sizeof name, "shared/results/%s", unit);
    scratch_write(&scratch, name, no_results[_i].text, no_results[_i].n);
    ck_assert_msg(shared_folder_get_result(&shared, unit, &result) == -1, "%s",
                  no_results[_i].why);
    ck_assert_ptr_null(result.text);
    snprintf(expected, sizeof expected, "'@/%s' is no result of a unit of work", name);
    scratch_expect_error(&scratch, expected);
    close_shared();
}
END_TEST

START_TEST(what_a_node_says_is_made_printable)
{
    struct shared_result result;
    char message[STAGE_MESSAGE_BYTES];
    open_shared();
    ck_assert_int_eq(shared_folder_put_result(&shared, unit, false, "\x1b[2J", "{}"), 0);
    ck_assert_int_eq(shared_folder_get_result(&shared, unit, &result), 1);
    ck_assert_str_eq(result.machine, "\\x1b[2J");
    shared_result_release(&result);
    shared_folder_get_failure(&shared, unit, message);
    ck_assert_str_eq(message, "");
    ck_assert_int_eq(shared_folder_put_failure(&shared, unit, "one\ntwo\x1b"), 0);
    shared_folder_get_failure(&shared, unit, message);
    ck_assert_str_eq(message, "one\\x0atwo\\x1b");
    close_shared();
}
END_TEST

/* ---- plans ---- */

START_TEST(a_plan_is_read_as_it_was_written)
{
    const char *arguments[] = {"--partition=short", "--comment=a \"b\",\nc"};
    struct job_unit units[] = {{unit, "aa", "public-1", 0, 1},
                               {"bb", "cc", "set_2", 7, 3}};
    struct job_attempt attempts[] = {{"M\xc3\xbcller, \"M\"", " a\nb.zip", "aa",
                                      "public-1", "2026-11-29T12:00:00Z", unit}};
    struct array_job job = {.grader = "0.1-x",
                            .compiler = "clang -x",
                            .after = 1234567890123,
                            .limit = 5,
                            .n_arguments = 2,
                            .arguments = arguments,
                            .n_units = 2,
                            .units = units,
                            .n_attempts = 1,
                            .attempts = attempts};
    struct array_job read;
    int *numbers;
    size_t n;
    open_shared();
    ck_assert_int_eq(array_job_write(&shared, &job, "/a 'b'/gradeclass"), 0);
    ck_assert_int_eq(job.number, 1);
    ck_assert_int_eq(array_job_write(&shared, &job, "/gradeclass"), 0);
    ck_assert_int_eq(job.number, 2);
    ck_assert_int_eq(array_job_list(&shared, &numbers, &n), 0);
    ck_assert_uint_eq(n, 2);
    free(numbers);
    ck_assert_int_eq(array_job_read(&read, &shared, 1, false), 0);
    ck_assert_str_eq(read.grader, job.grader);
    ck_assert_str_eq(read.compiler, job.compiler);
    ck_assert_int_eq(read.after, job.after);
    ck_assert_int_eq(read.limit, 5);
    ck_assert_uint_eq(read.n_arguments, 2);
    ck_assert_str_eq(read.arguments[1], arguments[1]);
    ck_assert_uint_eq(read.n_units, 2);
    ck_assert_str_eq(read.units[1].fixtures, "set_2");
    ck_assert_int_eq(read.units[1].task, 7);
    ck_assert_int_eq(read.units[1].try_number, 3);
    ck_assert_uint_eq(read.n_attempts, 1);
    ck_assert_str_eq(read.attempts[0].student, attempts[0].student);
    ck_assert_str_eq(read.attempts[0].source, attempts[0].source);
    ck_assert_str_eq(read.attempts[0].unit, unit);
    array_job_release(&read);
    ck_assert_int_eq(array_job_remove(&shared, 2), 0);
    ck_assert_int_eq(array_job_read(&read, &shared, 2, true), -1);
    scratch_errors(&scratch);
    close_shared();
}
END_TEST

/* A path quoted for a shell is what the shell reads. */
START_TEST(the_script_names_the_program)
{
    struct array_job job = {.grader = "g", .compiler = ""};
    char command[400];
    open_shared();
    const char *program = scratch_write(&scratch, "it's $(not) \"this\"",
                                        "#!/bin/sh\necho \"$@\" >\"$0.said\"\n", 31);
    ck_assert_int_eq(chmod(program, 0700), 0);
    ck_assert_int_eq(array_job_write(&shared, &job, program), 0);
    snprintf(command, sizeof command,
             "SLURM_ARRAY_TASK_ID=3 sh '%s/jobs/0001/job.sh' && [ \"$(cat '%s/it'\\''s "
             "$(not) \"this\".said')\" = 'work %s/jobs/0001 --chunk 3' ]",
             shared.path, scratch.folder, shared.path);
    ck_assert_int_eq(system(command), 0);
    ck_assert_int_eq(unlink(program), 0);
    ck_assert_int_ne(system(command), 0);
    array_job_note(&shared, 1, "unreachable", command);
    ck_assert_ptr_nonnull(strstr(command, " has no "));
    close_shared();
}
END_TEST

static const struct {
    const char *why, *row;
} damaged_units[] = {
    {"a path", "../../etc,aa,bb,0,1"},
    {"a hidden name", ".aa,aa,bb,0,1"},
    {"a unit's id that is longer than any",
     "0123456789012345678901234567890123456789012345678901234567890123x,aa,bb,0,1"},
    {"no content", "aa,,bb,0,1"},
    {"a negative task", "aa,aa,bb,-1,1"},
    {"a task beyond the array", "aa,aa,bb,1001,1"},
    {"no number of a try", "aa,aa,bb,0,x"},
    {"cells missing", "aa,aa"},
};

START_TEST(damaged_plans_are_refused)
{
    struct array_job job = {.grader = "g", .compiler = ""}, read;
    char text[200];
    open_shared();
    ck_assert_int_eq(array_job_write(&shared, &job, "/gradeclass"), 0);
    snprintf(text, sizeof text, "unit,content,fixtures,task,try\n%s\n",
             damaged_units[_i].row);
    scratch_write(&scratch, "shared/jobs/0001/units.csv", text, strlen(text));
    ck_assert_msg(array_job_read(&read, &shared, 1, true) == -1, "%s",
                  damaged_units[_i].why);
    scratch_expect_error(&scratch, "'@/shared/jobs/0001/units.csv' is damaged in line 2");
    close_shared();
}
END_TEST

/* ---- Slurm ---- */

/* A command of ours in the place of Slurm's. */
static void stand_in(const char *name, const char *script)
{
    char path[4096];
    ck_assert_int_eq(chmod(scratch_write(&scratch, name, script, strlen(script)), 0700),
                     0);
    snprintf(path, sizeof path, "%s:%s", scratch.folder, getenv("PATH"));
    ck_assert_int_eq(setenv("PATH", path, 1), 0);
}

START_TEST(the_queue_is_read)
{
    struct slurm_queue queue;
    scratch_open(&scratch);
    setenv("SQUEUE_PARTITION", "none", 1);
    stand_in("squeue", "#!/bin/sh\n[ -z \"$SQUEUE_PARTITION\" ] || exit 1\n"
                       "echo 'gc-1|0|RUNNING'\necho 'gc-1|12|PENDING'\n"
                       "echo 'other|1|RUNNING'\necho 'gc-2|N/A|RUNNING'\necho 'gc-'\n");
    ck_assert_int_eq(slurm_queue_read(&queue, "gc-"), 0);
    ck_assert_uint_eq(queue.n, 2);
    ck_assert(slurm_queue_find(&queue, "gc-1", 0)->running);
    ck_assert(!slurm_queue_find(&queue, "gc-1", 12)->running);
    ck_assert_ptr_null(slurm_queue_find(&queue, "gc-1", 1));
    ck_assert_ptr_null(slurm_queue_find(&queue, "other", 1));
    slurm_queue_release(&queue);
    scratch_close(&scratch);
}
END_TEST

static const struct {
    const char *why, *script, *id, *error;
} sbatches[] = {
    {"an id", "#!/bin/sh\necho 4711\n", "4711", NULL},
    {"an id and a cluster", "#!/bin/sh\necho '4711;big'\n", "4711", NULL},
    {"nothing", "#!/bin/sh\n", NULL, "sbatch did not say which job it made"},
    {"an error",
     "#!/bin/sh\necho 'sbatch: error: one' >&2; echo 'sbatch: error: two' >&2; exit 1\n",
     NULL, "sbatch failed: sbatch: error: two"},
    {"no word", "#!/bin/sh\nexit 9\n", NULL,
     "sbatch failed with status 9 and said nothing"},
};

START_TEST(what_sbatch_says_is_told)
{
    const char *arguments[] = {NULL};
    char id[SLURM_JOB_ID];
    scratch_open(&scratch);
    stand_in("sbatch", sbatches[_i].script);
    int status = slurm_submit(arguments, id);
    if (sbatches[_i].id) {
        ck_assert_msg(status == 0, "%s", sbatches[_i].why);
        ck_assert_str_eq(id, sbatches[_i].id);
    } else {
        ck_assert_msg(status == -1, "%s", sbatches[_i].why);
        scratch_expect_error(&scratch, sbatches[_i].error);
    }
    scratch_close(&scratch);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof(table)[0])

Suite *class_shared_suite(void)
{
    Suite *suite = suite_create("class_shared");
    TCase *tcase = tcase_create("shared folder");
    tcase_add_test(tcase, a_folder_that_others_may_write_to_is_refused);
    tcase_add_test(tcase, a_folder_of_something_else_is_refused);
    tcase_add_test(tcase, a_folder_is_for_one_gradebook);
    tcase_add_test(tcase, inputs_are_what_their_name_says);
    tcase_add_test(tcase, units_differ_by_all_that_counts);
    tcase_add_test(tcase, a_result_is_read_as_it_was_written);
    tcase_add_loop_test(tcase, what_is_no_result_is_not_taken, 0, ROWS(no_results));
    tcase_add_test(tcase, what_a_node_says_is_made_printable);
    tcase_add_test(tcase, a_plan_is_read_as_it_was_written);
    tcase_add_test(tcase, the_script_names_the_program);
    tcase_add_loop_test(tcase, damaged_plans_are_refused, 0, ROWS(damaged_units));
    tcase_add_test(tcase, the_queue_is_read);
    tcase_add_loop_test(tcase, what_sbatch_says_is_told, 0, ROWS(sbatches));
    suite_add_tcase(suite, tcase);
    return suite;
}
