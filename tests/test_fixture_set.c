/* test_fixture_set.c: sets as folders: saved and loaded, and damaged in every file. */
#include "file.h"
#include "fixture.h"
#include "gzip.h"
#include "rubric.h"
#include "scratch.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROWS(table) (int)(sizeof table / sizeof *table)

enum { MAX_GROUPS = RUBRIC_TASKS * RUBRIC_MAX_GROUPS, LIMIT = 1 << 20 };

/* Of two groups the case names digits, so that the manifest lists data. */
static const char held[] = "[0.5]", named[] = "{\"data\": \"pix\", \"first\": 0, "
                                              "\"rows\": 1, \"divisor\": 16}";

static void make_group(struct fixture_group *group, const char *task, const char *id,
                       const char *X, const char *const folders[2])
{
    char text[1024];
    snprintf(text, sizeof text,
             "{\"format\": \"gradecheck-fixture\", \"version\": 1, \"task\": \"%s\", "
             "\"group\": \"%s\", \"cases\": [{\"name\": \"a\", \"title\": \"A\", "
             "\"kind\": \"values\", \"function\": \"bp_forward\", \"net\": {\"units\": "
             "[1, 1], \"output\": \"softmax\", \"regularize_bias\": false}, "
             "\"inputs\": {\"theta\": [1, 2], \"X\": %s}, \"expected\": {\"H\": [1]}}]}",
             task, id, X);
    ck_assert_int_eq(fixture_group_parse(group, text, strlen(text), "made", folders), 0);
}

/* Writes a whole set to FOLDER/set and its data to FOLDER/data. */
static void make_set(struct fixture_set *set, const struct scratch *s)
{
    static const unsigned char image[] = {0, 0, 8, 3, 0, 0, 0, 1, 0,
                                          0, 0, 1, 0, 0, 0, 1, 8};
    static struct fixture_group groups[MAX_GROUPS];
    scratch_folder(s, "data");
    scratch_folder(s, "set");
    gzip_write_file(scratch_path(s, "data/pix.idx3-ubyte.gz"), image, sizeof image);
    const char *const folders[2] = {scratch_path(s, "data"), "/nowhere"};
    *set = (struct fixture_set){.name = (char *)"public", .version = (char *)"1.0.0"};
    set->groups = groups;
    for (int t = 0; t < RUBRIC_TASKS; t++)
        for (const struct rubric_group *g = rubric[t].groups; g->id; g++)
            make_group(&groups[set->n_groups++], rubric[t].id, g->id,
                       t == 6 ? named : held, folders);
}

static void save(const struct fixture_set *set, const struct scratch *s,
                 const char *folder)
{
    ck_assert_int_eq(
        fixture_set_save(set, NULL, scratch_path(s, folder), "test 1", "20261124"), 0);
}

static void release(struct fixture_set *set)
{
    for (size_t i = 0; i < set->n_groups; i++)
        fixture_group_release(&set->groups[i]);
}

/* The content of FOLDER/NAME as a string. */
static char *content(const struct scratch *s, const char *name)
{
    unsigned char *bytes = NULL;
    size_t n = 0;
    ck_assert_int_eq(file_read(scratch_path(s, name), LIMIT, &bytes, &n), 0);
    return (char *)bytes;
}

START_TEST(test_there_and_back)
{
    struct scratch s;
    struct fixture_set set, back;
    scratch_open(&s);
    make_set(&set, &s);
    save(&set, &s, "set");
    ck_assert_int_eq(fixture_set_load(&back, scratch_path(&s, "set")), 0);
    ck_assert_str_eq(back.name, "public");
    ck_assert_str_eq(back.version, "1.0.0");
    ck_assert(!back.hidden);
    ck_assert_uint_eq(back.n_groups, set.n_groups);
    ck_assert_str_eq(back.groups[0].cases[0].id, "sigmoid/value/a");
    ck_assert_str_eq(back.groups[back.n_groups - 1].task, "digits");

    scratch_folder(&s, "again");
    save(&back, &s, "again");
    char *first = content(&s, "set/manifest.json"), *second = NULL;
    second = content(&s, "again/manifest.json");
    ck_assert_str_eq(first, second);
    ck_assert_ptr_nonnull(strstr(first, "\"seed\":\t\"20261124\""));
    ck_assert_ptr_nonnull(strstr(first, "\"name\":\t\"pix.idx3-ubyte.gz\""));
    free(first);
    free(second);
    fixture_set_release(&back);
    ck_assert_ptr_null(back.groups);
    release(&set);
    scratch_close(&s);
}
END_TEST

/* The SHA-256 of "abc" is printed in FIPS 180. */
START_TEST(test_hash_is_sha256)
{
    struct scratch s;
    struct fixture_set set;
    scratch_open(&s);
    make_set(&set, &s);
    const char *path = scratch_path(&s, "data/pix.idx3-ubyte.gz");
    save(&set, &s, "set");
    ck_assert_int_eq(gzip_write_file(path, "abc", 3), 0);
    save(&set, &s, "set");
    char *manifest = content(&s, "set/manifest.json");
    ck_assert_ptr_nonnull(strstr(manifest,
                                 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9c"
                                 "b410ff61f20015ad"));
    free(manifest);
    release(&set);
    scratch_close(&s);
}
END_TEST

START_TEST(test_hidden_has_no_seed)
{
    struct scratch s;
    struct fixture_set set, back;
    scratch_open(&s);
    make_set(&set, &s);
    set.hidden = true;
    ck_assert_int_eq(
        fixture_set_save(&set, NULL, scratch_path(&s, "set"), "test 1", NULL), 0);
    char *manifest = content(&s, "set/manifest.json");
    ck_assert_ptr_null(strstr(manifest, "\"seed\""));
    free(manifest);
    ck_assert_int_eq(fixture_set_load(&back, scratch_path(&s, "set")), 0);
    ck_assert(back.hidden);
    fixture_set_release(&back);
    release(&set);
    scratch_close(&s);
}
END_TEST

/* One change to the set's groups before it is saved. */
struct wrong_group_row {
    const char *task,
        *group; /* what the last group becomes; NULL: the set ends before it */
    const char *expected;
};

static const struct wrong_group_row wrong_group_rows[] = {
    {NULL, NULL, "'@/set': group digits/held-out is missing"},
    {"digit", "held-out",
     "'@/set/digit-held-out.json.gz': no task 'digit' in the rubric"},
    {"digits", "out",
     "'@/set/digits-out.json.gz': task 'digits' has no group 'out' in the rubric"},
    {"sigmoid", "value",
     "'@/set/manifest.json': 'files' lists 'sigmoid-value.json.gz' "
     "twice"},
};

START_TEST(test_wrong_group)
{
    const struct wrong_group_row *row = &wrong_group_rows[_i];
    struct scratch s;
    struct fixture_set set, back;
    scratch_open(&s);
    make_set(&set, &s);
    struct fixture_group *last = &set.groups[set.n_groups - 1];
    fixture_group_release(last);
    const char *const folders[2] = {"/nowhere", "/nowhere"};
    if (row->task)
        make_group(last, row->task, row->group, held, folders);
    else
        set.n_groups--;
    save(&set, &s, "set");
    ck_assert_int_eq(fixture_set_load(&back, scratch_path(&s, "set")), -1);
    ck_assert_ptr_null(back.groups);
    scratch_expect_error(&s, row->expected);
    release(&set);
    scratch_close(&s);
}
END_TEST

/* One change to the manifest's text; the first FIND becomes REPLACE. */
struct manifest_row {
    const char *find, *replace, *expected, *why;
};

#define MANIFEST "'@/set/manifest.json': "

static const struct manifest_row manifest_rows[] = {
    {"sigmoid-value.json.gz", "../sigmoid-value.json.gz",
     MANIFEST "files: 'name' is not a name of a-z, 0-9 and - and .: "
              "'../sigmoid-value.json.gz'",
     "path"},
    {"sigmoid-value.json.gz", "/etc/passwd",
     MANIFEST "files: 'name' is not a name of a-z, 0-9 and - and .: '/etc/passwd'",
     "absolute path"},
    {"sigmoid-value.json.gz", "..",
     MANIFEST "files: 'name' is not a name of a-z, 0-9 and - and .: '..'", "parent"},
    {"sigmoid-value.json.gz", "none.json.gz",
     "cannot open '@/set/none.json.gz': No such file or directory", "no such file"},
    {"sigmoid-value.json.gz", "sigmoid-gradient.json.gz",
     MANIFEST "'files' lists 'sigmoid-gradient.json.gz' twice", "file twice"},
    {"\"cases\":\t1", "\"cases\":\t2",
     "'@/set/sigmoid-value.json.gz': 1 cases, where the manifest says 2", "count"},
    {"\"files\":", "\"filed\":", MANIFEST "unknown key 'filed'", "key"},
    {"\"hidden\":\tfalse,", "", MANIFEST "'hidden' is missing", "key missing"},
    {"\"hidden\":\tfalse", "\"hidden\":\t0", MANIFEST "'hidden' is not true or false",
     "number"},
    {"gradecheck-manifest", "gradecheck-fixture",
     MANIFEST "'format' is not 'gradecheck-manifest'", "another file"},
    {"pix.idx3-ubyte.gz", "pox.idx3-ubyte.gz",
     "@/set: no data file 'pox.idx3-ubyte.gz' in '@/set/data' or '@/set/../data'",
     "no data"},
    {"{", "[", MANIFEST "line 2 is not JSON", "not JSON"},
};

START_TEST(test_manifest)
{
    const struct manifest_row *row = &manifest_rows[_i];
    struct scratch s;
    struct fixture_set set, back;
    scratch_open(&s);
    make_set(&set, &s);
    save(&set, &s, "set");
    char *text = content(&s, "set/manifest.json"), *at = strstr(text, row->find);
    ck_assert_msg(at != NULL, "no '%s'", row->find);
    char *spoilt = malloc(strlen(text) + strlen(row->replace) + 1);
    ck_assert_ptr_nonnull(spoilt);
    sprintf(spoilt, "%.*s%s%s", (int)(at - text), text, row->replace,
            at + strlen(row->find));
    scratch_write(&s, "set/manifest.json", spoilt, strlen(spoilt));
    int rc = fixture_set_load(&back, scratch_path(&s, "set"));
    ck_assert_msg(rc == -1, "accepted: %s", row->why);
    scratch_expect_error(&s, row->expected);
    free(spoilt);
    free(text);
    release(&set);
    scratch_close(&s);
}
END_TEST

/* The first hash of the manifest with its first character replaced, and one behind it. */
struct hash_row {
    char first, behind; /* 0: as it is */
};

static const struct hash_row hash_rows[] = {{'g', 0}, {'A', 0}, {0, 'g'}, {0, '0'}};

START_TEST(test_hash)
{
    const struct hash_row *row = &hash_rows[_i];
    struct scratch s;
    struct fixture_set set, back;
    scratch_open(&s);
    make_set(&set, &s);
    save(&set, &s, "set");
    char *text = content(&s, "set/manifest.json"),
         *hash = strstr(text, "\"sha256\":\t\"");
    char *spoilt = malloc(strlen(text) + 2);
    ck_assert(spoilt != NULL && hash != NULL);
    hash += strlen("\"sha256\":\t\"");
    if (row->first)
        *hash = row->first;
    sprintf(spoilt, "%.*s%.*s%s", (int)(hash + 64 - text), text, row->behind != 0,
            &row->behind, hash + 64);
    scratch_write(&s, "set/manifest.json", spoilt, strlen(spoilt));
    ck_assert_int_eq(fixture_set_load(&back, scratch_path(&s, "set")), -1);
    scratch_expect_error(&s, MANIFEST "files: 'sha256' of 'sigmoid-value.json.gz' is not "
                                      "64 digits of 0-9 and a-f");
    free(spoilt);
    free(text);
    release(&set);
    scratch_close(&s);
}
END_TEST

START_TEST(test_too_many_files)
{
    struct scratch s;
    struct fixture_set back;
    scratch_open(&s);
    scratch_folder(&s, "set");
    char text[8192];
    int n = snprintf(text, sizeof text,
                     "{\"format\": \"gradecheck-manifest\", \"version\": 1, \"name\": "
                     "\"a\", \"content_version\": \"1\", \"generator\": \"b\", "
                     "\"hidden\": false, \"data\": [], \"files\": [{}");
    for (int i = 0; i < 1024; i++)
        n += snprintf(text + n, sizeof text - (size_t)n, ", {}");
    n += snprintf(text + n, sizeof text - (size_t)n, "]}");
    scratch_write(&s, "set/manifest.json", text, (size_t)n);
    ck_assert_int_eq(fixture_set_load(&back, scratch_path(&s, "set")), -1);
    scratch_expect_error(&s, MANIFEST "'files' lists more than 1024");
    scratch_close(&s);
}
END_TEST

/* A file under another name, which the manifest knows. */
START_TEST(test_renamed)
{
    struct scratch s;
    struct fixture_set set, back;
    scratch_open(&s);
    make_set(&set, &s);
    save(&set, &s, "set");
    char *text = content(&s, "set/manifest.json"), *name = strstr(text, "sigmoid-value");
    ck_assert_ptr_nonnull(name);
    memcpy(name, "sigmoid-other", strlen("sigmoid-other"));
    scratch_write(&s, "set/manifest.json", text, strlen(text));
    ck_assert_int_eq(rename(scratch_path(&s, "set/sigmoid-value.json.gz"),
                            scratch_path(&s, "set/sigmoid-other.json.gz")),
                     0);
    ck_assert_int_eq(fixture_set_load(&back, scratch_path(&s, "set")), -1);
    scratch_expect_error(&s, "'@/set/sigmoid-other.json.gz': group sigmoid/value belongs "
                             "into 'sigmoid-value.json.gz'");
    free(text);
    release(&set);
    scratch_close(&s);
}
END_TEST

/* What is put in the place of FILE, as gzip where PACKED says so. NULL: nothing. */
struct file_row {
    const char *file, *bytes;
    bool packed;
    const char *expected, *why;
};

static const struct file_row file_rows[] = {
    {"set/manifest.json", NULL, false,
     "cannot open '@/set/manifest.json': No such file or directory", "no manifest"},
    {"set/manifest.json", "", false, MANIFEST "line 1 is not JSON", "empty manifest"},
    {"set/manifest.json", "[]", false, MANIFEST "is not an object", "a list"},
    {"set/cost-softmax.json.gz", NULL, false,
     "cannot open '@/set/cost-softmax.json.gz': No such file or directory", "missing"},
    {"set/cost-softmax.json.gz", "", false,
     "'@/set/cost-softmax.json.gz' is not a gzip file", "empty"},
    {"set/cost-softmax.json.gz", "{}", false,
     "'@/set/cost-softmax.json.gz' is not a gzip file", "not packed"},
    {"set/cost-softmax.json.gz", "{}", true,
     "'@/set/cost-softmax.json.gz' has 2 bytes, where the manifest says 376",
     "other size"},
    {"data/pix.idx3-ubyte.gz", NULL, false,
     "@/set: no data file 'pix.idx3-ubyte.gz' in '@/set/data' or '@/set/../data'",
     "no data"},
    {"data/pix.idx3-ubyte.gz", "abc", true,
     "'@/set/../data/pix.idx3-ubyte.gz' is not what the manifest says: its SHA-256 "
     "differs",
     "other data"},
};

START_TEST(test_file)
{
    const struct file_row *row = &file_rows[_i];
    struct scratch s;
    struct fixture_set set, back;
    scratch_open(&s);
    make_set(&set, &s);
    save(&set, &s, "set");
    const char *path = scratch_path(&s, row->file);
    if (!row->bytes)
        ck_assert_int_eq(unlink(path), 0);
    else if (row->packed)
        ck_assert_int_eq(gzip_write_file(path, row->bytes, strlen(row->bytes)), 0);
    else
        scratch_write(&s, row->file, row->bytes, strlen(row->bytes));
    int rc = fixture_set_load(&back, scratch_path(&s, "set"));
    ck_assert_msg(rc == -1, "accepted: %s", row->why);
    scratch_expect_error(&s, row->expected);
    release(&set);
    scratch_close(&s);
}
END_TEST

/* One digit of one expected value changed: the same size, still a good file by itself. */
START_TEST(test_one_digit)
{
    struct scratch s;
    struct fixture_set set, back;
    scratch_open(&s);
    make_set(&set, &s);
    save(&set, &s, "set");
    unsigned char *text = NULL;
    size_t n = 0;
    const char *path = scratch_path(&s, "set/descent-few.json.gz");
    ck_assert_int_eq(gzip_read_file(path, LIMIT, &text, &n), 0);
    char *digit = strstr((char *)text, "\"H\":\t[1]");
    ck_assert_ptr_nonnull(digit);
    digit[6] = '2';
    ck_assert_int_eq(gzip_write_file(path, text, n), 0);
    free(text);
    ck_assert_int_eq(fixture_set_load(&back, scratch_path(&s, "set")), -1);
    scratch_expect_error(&s, "'@/set/descent-few.json.gz' is not what the manifest says: "
                             "its SHA-256 differs");
    release(&set);
    scratch_close(&s);
}
END_TEST

START_TEST(test_unlisted_data)
{
    struct scratch s;
    struct fixture_set set, back;
    scratch_open(&s);
    make_set(&set, &s);
    save(&set, &s, "set");
    char *text = content(&s, "set/manifest.json"), *data = strstr(text, "\"data\":");
    strcpy(data, "\"data\": []}");
    scratch_write(&s, "set/manifest.json", text, strlen(text));
    free(text);
    ck_assert_int_eq(fixture_set_load(&back, scratch_path(&s, "set")), -1);
    scratch_expect_error(&s, "'@/set': case 'forward/one-vs-all/a' names "
                             "'pix.idx3-ubyte.gz', which the manifest does not list");
    release(&set);
    scratch_close(&s);
}
END_TEST

START_TEST(test_no_folder)
{
    struct scratch s;
    struct fixture_set set, back;
    scratch_open(&s);
    make_set(&set, &s);
    ck_assert_int_eq(fixture_set_load(&back, scratch_path(&s, "none")), -1);
    scratch_expect_error(&s,
                         "cannot open '@/none/manifest.json': No such file or directory");
    ck_assert_int_eq(
        fixture_set_save(&set, NULL, scratch_path(&s, "none"), "test 1", NULL), -1);
    scratch_expect_error(&s, "cannot write '@/none/sigmoid-value.json.gz': No such file "
                             "or directory");
    ck_assert_int_eq(fixture_set_save(&set, NULL, scratch_path(&s, "set"), "a\nb", NULL),
                     -1);
    scratch_expect_error(&s, "a set's name, version, generator and seed are lines of "
                             "ASCII");
    scratch_folder(&s, "set/manifest.json");
    ck_assert_int_eq(fixture_set_load(&back, scratch_path(&s, "set")), -1);
    scratch_expect_error(&s, "'@/set/manifest.json' is not a regular file");
    ck_assert_int_eq(rmdir(scratch_path(&s, "set/manifest.json")), 0);
    release(&set);
    scratch_close(&s);
}
END_TEST

Suite *fixture_set_suite(void)
{
    Suite *suite = suite_create("fixture set");
    TCase *tcase = tcase_create("set");
    tcase_add_test(tcase, test_there_and_back);
    tcase_add_test(tcase, test_hash_is_sha256);
    tcase_add_test(tcase, test_hidden_has_no_seed);
    tcase_add_loop_test(tcase, test_wrong_group, 0, ROWS(wrong_group_rows));
    tcase_add_loop_test(tcase, test_manifest, 0, ROWS(manifest_rows));
    tcase_add_loop_test(tcase, test_file, 0, ROWS(file_rows));
    tcase_add_loop_test(tcase, test_hash, 0, ROWS(hash_rows));
    tcase_add_test(tcase, test_too_many_files);
    tcase_add_test(tcase, test_renamed);
    tcase_add_test(tcase, test_one_digit);
    tcase_add_test(tcase, test_unlisted_data);
    tcase_add_test(tcase, test_no_folder);
    suite_add_tcase(suite, tcase);
    return suite;
}
