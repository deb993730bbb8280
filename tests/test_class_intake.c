/* test_class_intake.c: what lies in a folder of submissions, and whose it is. */
#include "class/intake.h"
#include "class/roster.h"
#include "class/time_utc.h"
#include "class/times.h"
#include "scratch.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

#define ROWS(table) (int)(sizeof table / sizeof *table)

static const char *put(const struct scratch *s, const char *name, const char *text)
{
    return scratch_write(s, name, text, strlen(text));
}

/* ---- names ---- */

/* An entry, a folder where it ends in '/', and what is read from its name. */
static const struct {
    const char *entry, *key, *platform, *name, *why;
} names[] = {
    {"s1001/", "s1001", "", NULL, "a folder is named after its student"},
    {"s1001.c", "s1001", "", "backprop.c", "a lone source has its student's name"},
    {"s1001.zip", "s1001", "", "s1001.zip", "an archive, too"},
    {"s1001.TAR.GZ", "s1001", "", "s1001.TAR.GZ", "the ending in any case"},
    {"a.b.tgz", "a.b", "", "a.b.tgz", "dots within a name stay"},
    {"doejane_4711_8150_backprop.c", "doejane", "4711", "backprop.c", "Canvas"},
    {"doejane_LATE_4711_8150_my_net.c", "doejane", "4711", "my_net.c", "Canvas, late"},
    {"doejane_4711_8150_hw.zip", "doejane", "4711", "hw.zip", "Canvas, an archive"},
    {"Jane Doe_99_assignsubmission_file/", "Jane Doe", "99", NULL, "Moodle, a folder"},
    {"Jane Doe_99_assignsubmission_file_/", "Jane Doe", "99", NULL, "an older Moodle"},
    {"Jane Doe_99_assignsubmission_file_backprop.c", "Jane Doe", "99", "backprop.c",
     "Moodle without folders"},
    {"Mäda O'Neil_7_assignsubmission_file/", "Mäda O'Neil", "7", NULL, "any letters"},
};

START_TEST(a_name_is_read)
{
    struct scratch s;
    struct intake intake;
    size_t n = strlen(names[_i].entry);
    char entry[200];
    snprintf(entry, sizeof entry, "%s", names[_i].entry);
    bool is_folder = entry[n - 1] == '/';
    scratch_open(&s);
    if (is_folder) {
        entry[n - 1] = '\0';
        scratch_folder(&s, entry);
    } else
        put(&s, entry, "x");
    ck_assert_int_eq(intake_read(&intake, s.folder), 0);
    ck_assert_uint_ge(intake.n, 1);
    const struct handed_in *item = NULL;
    for (size_t i = 0; i < intake.n; i++)
        if (strcmp(intake.items[i].source, entry) == 0)
            item = &intake.items[i];
    ck_assert_msg(item != NULL, "%s", names[_i].why);
    const char *key = names[_i].key;
    ck_assert_msg(strcmp(item->key, key) == 0, "%s: key '%s'", names[_i].why, item->key);
    ck_assert_msg(strcmp(item->platform, names[_i].platform) == 0, "%s: '%s'",
                  names[_i].why, item->platform);
    ck_assert_int_eq(item->is_folder, is_folder);
    if (names[_i].name)
        ck_assert_str_eq(item->names[0], names[_i].name);
    intake_release(&intake);
    scratch_close(&s);
}
END_TEST

START_TEST(files_of_one_student_are_one_submission)
{
    struct scratch s;
    struct intake intake;
    scratch_open(&s);
    put(&s, "doejane_1_10_backprop.c", "x");
    put(&s, "doejane_1_11_net.h", "x");
    put(&s, "doejane_2_12_backprop.c", "another Jane Doe");
    ck_assert_int_eq(intake_read(&intake, s.folder), 0);
    ck_assert_uint_eq(intake.n, 3 - 1);
    ck_assert_uint_eq(intake.items[0].n_paths, 2);
    ck_assert_str_eq(intake.items[0].names[1], "net.h");
    ck_assert_str_eq(intake.items[1].platform, "2");
    intake_release(&intake);
    scratch_close(&s);
}
END_TEST

START_TEST(clones_lose_the_name_of_the_assignment)
{
    static const char *const clones[] = {"back-prop-ann", "back-prop-ann-lee",
                                         "back-prop-anton"};
    static const char *const keys[] = {"ann", "ann-lee", "anton"};
    struct scratch s;
    struct intake intake;
    char git[64];
    scratch_open(&s);
    for (int i = 0; i < 3; i++) {
        scratch_folder(&s, clones[i]);
        snprintf(git, sizeof git, "%s/.git", clones[i]);
        scratch_folder(&s, git);
    }
    ck_assert_int_eq(intake_read(&intake, s.folder), 0);
    ck_assert_uint_eq(intake.n, 3);
    for (int i = 0; i < 3; i++)
        ck_assert_str_eq(intake.items[i].key, keys[i]);
    intake_release(&intake);
    scratch_close(&s);
}
END_TEST

START_TEST(gradescope_tells_whose_and_when)
{
    struct scratch s;
    struct intake intake;
    scratch_open(&s);
    scratch_folder(&s, "submission_81");
    scratch_folder(&s, "submission_82");
    put(&s, "submission_metadata.yml",
        "---\nsubmission_81:\n  :submitters:\n  - :name: \"O'Neil, Jane\"\n    :sid: "
        "'s1'\n"
        "    :email: jane@x.org\n  :created_at: 2026-11-28 10:00:00.5 Z\n"
        "submission_82:\n  :submitters:\n  - :name: Bo\n    :sid: ''\n    :email: "
        "bo@x.org\n");
    ck_assert_int_eq(intake_read(&intake, s.folder), 0);
    ck_assert_uint_eq(intake.n, 2);
    ck_assert_str_eq(intake.items[0].key, "s1");
    ck_assert_str_eq(intake.items[0].email, "jane@x.org");
    ck_assert_str_eq(intake.items[0].when, "2026-11-28 10:00:00.5 Z");
    ck_assert_str_eq(intake.items[1].key, "bo@x.org");
    intake_release(&intake);

    put(&s, "submission_metadata.yml", "a: [1,\n");
    ck_assert_int_eq(intake_read(&intake, s.folder), -1);
    ck_assert_ptr_nonnull(strstr(scratch_errors(&s), "submission_metadata.yml', line"));
    scratch_close(&s);
}
END_TEST

START_TEST(what_is_no_submission_is_left_aside)
{
    struct scratch s;
    struct intake intake;
    scratch_open(&s);
    scratch_folder(&s, "of-submissions");
    ck_assert_int_eq(intake_read(&intake, scratch_path(&s, "of-submissions")), -1);
    scratch_expect_error(
        &s, "'@/of-submissions' holds no submissions: a folder, .c file or archive "
            "each");
    ck_assert_int_eq(intake_read(&intake, scratch_path(&s, "nowhere")), -1);
    scratch_expect_error(&s, "cannot read '@/nowhere': No such file or directory");
    put(&s, "of-submissions/s1.c", "x");
    put(&s, "of-submissions/notes.txt", "x");
    put(&s, "of-submissions/.DS_Store", "x");
    scratch_folder(&s, "of-submissions/__MACOSX");
    ck_assert_int_eq(intake_read(&intake, scratch_path(&s, "of-submissions")), 0);
    ck_assert_uint_eq(intake.n, 1);
    ck_assert_uint_eq(intake.n_aside, 1);
    ck_assert_str_eq(intake.aside, "notes.txt");
    intake_release(&intake);
    scratch_close(&s);
}
END_TEST

/* ---- whose ---- */

static const char roster_text[] =
    "id,First name,Surname,Email address,github_username,Canvas ID\n"
    "s1,Jane,Doe,jane@x.org,jdoe,11\n"
    "s10,Bo,Li,bo.li@x.org,boli,12\n"
    "s2,Bo,Lin,lin@x.org,lin,13\n"
    "s3,Ann Mary,Lee,ann@x.org,ann-lee,14\n"
    "s4,Jane,Doe,other@x.org,ann,15\n";

static const struct {
    const char *key, *platform, *email, *id, *why;
} owners[] = {
    {"s1", "", "", "s1", "an id"},
    {"S10", "", "", "s10", "in any case"},
    {"jdoe", "", "", "s1", "a login"},
    {"bo.li", "", "", "s10", "the address up to its @"},
    {"x", "13", "", "s2", "the platform's number"},
    {"jdoe", "13", "", "s2", "the number says more than a name that looks like a login"},
    {"x", "", "ANN@x.org", "s3", "an address"},
    {"hw3-s10", "", "", "s10", "an id at the end, and not s1"},
    {"s10_backprop", "", "", "s10", "or at the start"},
    {"backprop-ann-lee", "", "", "s3", "the longer login, though ann-lee ends no other"},
    {"lee ann mary", "", "", "s3", "a name, its parts turned round"},
    {"leeannmary", "", "", "s3", "as Canvas writes it"},
    {"doejane", "", "", "?", "two are called so"},
    {"nobody", "", "", "", "nobody"},
    {"s", "", "", "", "a part of an id is none"},
};

START_TEST(an_owner_is_found)
{
    struct scratch s;
    struct roster roster;
    struct handed_in item = {.key = (char *)owners[_i].key,
                             .platform = (char *)owners[_i].platform,
                             .email = (char *)owners[_i].email};
    scratch_open(&s);
    ck_assert_int_eq(roster_read(&roster, put(&s, "roster.csv", roster_text)), 0);
    ck_assert_uint_eq(roster.n, 5);
    ck_assert_str_eq(roster.students[3].name, "Ann Mary Lee");
    long found = roster_find(&roster, &item);
    const char *id = found >= 0                  ? roster.students[found].id
                     : found == ROSTER_AMBIGUOUS ? "?"
                                                 : "";
    ck_assert_msg(strcmp(id, owners[_i].id) == 0, "%s: '%s'", owners[_i].why, id);
    roster_release(&roster);
    scratch_close(&s);
}
END_TEST

static const struct {
    const char *text, *error;
} bad_rosters[] = {
    {"name,email\nx,y\n",
     "'@/r.csv' has no column 'id': its first row names the columns"},
    {"", "'@/r.csv' has no column 'id': its first row names the columns"},
    {"id,name\n,x\n", "'@/r.csv', line 2: a student without an id"},
    {"id\na\nb\nA\n", "'@/r.csv', line 4: 'A' is there twice"},
};

START_TEST(a_roster_is_refused)
{
    struct scratch s;
    struct roster roster;
    scratch_open(&s);
    ck_assert_int_eq(roster_read(&roster, put(&s, "r.csv", bad_rosters[_i].text)), -1);
    scratch_expect_error(&s, bad_rosters[_i].error);
    scratch_close(&s);
}
END_TEST

START_TEST(an_export_of_canvas_is_a_roster)
{
    struct scratch s;
    struct roster roster;
    scratch_open(&s);
    ck_assert_int_eq(
        roster_read(
            &roster,
            put(&s, "r.csv",
                "Student,ID,SIS User ID,SIS Login ID,Section,Backprop (5)\r\n"
                "    Points Possible,,,,,100\r\n"
                "\"Doe, Jane\",4711,u1,jdoe,A,\r\n\"Student, Test\",9,,t,A,\r\n")),
        0);
    ck_assert_uint_eq(roster.n, 1);
    ck_assert_str_eq(roster.students[0].id, "jdoe");
    ck_assert_str_eq(roster.students[0].platform, "4711");
    ck_assert_str_eq(roster.students[0].name, "Doe, Jane");
    roster_release(&roster);
    scratch_close(&s);
}
END_TEST

/* ---- times ---- */

static const struct {
    const char *text, *utc; /* NULL: it is no time */
} moments[] = {
    {"2026-11-29", "2026-11-29T23:59:59Z"},
    {"2026-11-29T12:00:00Z", "2026-11-29T12:00:00Z"},
    {"2026-11-29 12:00", "2026-11-29T12:00:00Z"},
    {"2026-11-29T12:00:00.75+01:00", "2026-11-29T11:00:00Z"},
    {"2026-11-29T00:30-0200", "2026-11-29T02:30:00Z"},
    {"2026-11-28 10:00:00 -08:00", "2026-11-28T18:00:00Z"},
    {"2024-02-29T00:00Z", "2024-02-29T00:00:00Z"},
    {"2026-02-29", NULL},
    {"2026-11-31", NULL},
    {"2026-13-01", NULL},
    {"2026-11-29T25:00", NULL},
    {"2026-11-29T12:00:00Zx", NULL},
    {"29.11.2026", NULL},
    {"", NULL},
};

START_TEST(a_moment_is_read)
{
    time_t when;
    char text[TIME_UTC_BYTES];
    int status = time_utc_read(moments[_i].text, &when);
    ck_assert_int_eq(status, moments[_i].utc ? 0 : -1);
    if (moments[_i].utc) {
        time_utc_write(text, when);
        ck_assert_str_eq(text, moments[_i].utc);
    }
}
END_TEST

START_TEST(times_are_read)
{
    struct scratch s;
    struct times times;
    char text[TIME_UTC_BYTES];
    scratch_open(&s);
    ck_assert_int_eq(times_read(&times, put(&s, "t.csv",
                                            "id,submitted_at\na,2026-11-29 12:00\n"
                                            "b,2026-11-30\na,2026-11-29 13:00\n")),
                     0);
    ck_assert_ptr_null(times_find(&times, "c"));
    time_utc_write(text, *times_find(&times, "A"));
    ck_assert_str_eq(text, "2026-11-29T13:00:00Z");
    times_release(&times);
    ck_assert_int_eq(times_read(&times, put(&s, "t.csv", "id,submitted_at\na,noon\n")),
                     -1);
    scratch_expect_error(
        &s, "'@/t.csv', line 2: 'noon' is no time: 2026-11-29T12:00:00+01:00 is one");
    ck_assert_int_eq(times_read(&times, put(&s, "t.csv", "id\na\n")), -1);
    scratch_expect_error(&s, "'@/t.csv' wants the columns 'id' and 'submitted_at'");
    scratch_close(&s);
}
END_TEST

Suite *class_intake_suite(void)
{
    Suite *suite = suite_create("class_intake");
    TCase *intake = tcase_create("intake"), *roster = tcase_create("roster"),
          *times = tcase_create("times");
    tcase_add_loop_test(intake, a_name_is_read, 0, ROWS(names));
    tcase_add_test(intake, files_of_one_student_are_one_submission);
    tcase_add_test(intake, clones_lose_the_name_of_the_assignment);
    tcase_add_test(intake, gradescope_tells_whose_and_when);
    tcase_add_test(intake, what_is_no_submission_is_left_aside);
    tcase_add_loop_test(roster, an_owner_is_found, 0, ROWS(owners));
    tcase_add_loop_test(roster, a_roster_is_refused, 0, ROWS(bad_rosters));
    tcase_add_test(roster, an_export_of_canvas_is_a_roster);
    tcase_add_loop_test(times, a_moment_is_read, 0, ROWS(moments));
    tcase_add_test(times, times_are_read);
    suite_add_tcase(suite, intake);
    suite_add_tcase(suite, roster);
    suite_add_tcase(suite, times);
    return suite;
}
