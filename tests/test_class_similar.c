/* test_class_similar.c: which texts are compared, what is taken out of them, and what sim_c says. */
#include "class/gradebook.h"
#include "class/gradebook_schema.h"
#include "class/sim_output.h"
#include "class/similar_site.h"
#include "class/similar_sources.h"
#include "class/similar_text.h"
#include "scratch.h"
#include "suites.h"
#include "text_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct scratch scratch;

static void set_up(void)
{
    scratch_open(&scratch);
}

static void tear_down(void)
{
    scratch_close(&scratch);
}

/* ---- texts ---- */

static const char template_text[] = "#include <math.h>\n"
                                    "/* what is given */\n"
                                    "double f(double z)\n{\n"
                                    "    (void)z;\n"
                                    "    return NAN; /* TODO */\n"
                                    "}\n";

static const struct {
    const char *source, *text; /* blanks at the ends of lines do not count */
    size_t n_tokens;
    const char *why;
} texts[] = {
    {template_text, "\n\n\n\n\n\n\n", 0, "the template itself"},
    {"double f(double z) { (void)z; return NAN; }\n", "\n", 0, "in another layout"},
    {"double f ( double\n z )\n{\n\n(void) z;\nreturn\nNAN;}", "\n\n\n\n\n\n\n", 0,
     "words stay apart, lines stay"},
    {"doublef(double z)\n{\n}\n", "doublef(double z)\n{\n}\n", 7, "another word"},
    {"double f(double z)\n{\n    return z;\n}\n", "\n\n return z;\n}\n", 4,
     "what was filled in stays, and its end"},
    {"int a; // x\nint b;\n", "int a;\nint b;\n", 6, "a comment to the end of the line"},
    {"int /* x\ny\n*/ a;\n", "int\n\n a;\n", 3, "a comment keeps its lines"},
    {"int a; /* x\nint b;\n", "int a; x\nint b;\n", 7,
     "a comment without an end is none"},
    {"/* /* x\n/* y\nint b;", "x\n y\nint b;\n", 5, "many of them"},
    {"a = \"/* no\";\nb = '\"';\n", "a = \"\";\nb = 0;\n", 8, "what is no comment"},
    {"a = \"x;\nb = 'y;\nc;\n", "a = \"\"\nb = 0\nc;\n", 8, "quotes without an end"},
    {"a = \"\\\"x\\\\\";\n", "a = \"\";\n", 4, "escaped quotes"},
    {"a\t\t \x01\xc3\xa4 \\\n+\r\nb;\n", "a\n+\nb;\n", 4, "bytes that are no token"},
    {"", "", 0, "nothing"},
    {"\"", "\"\"\n", 1, "a quote alone"},
    {"/", "/\n", 1, "half a comment"},
    {"#define f(x) x\nint a;\n", "#define f(x) x\nint a;\n", 10, "a macro is a line"},
};

/* A copy without the blanks at the ends and beginnings of lines. */
static void trim(char *text)
{
    char *out = text;
    for (const char *s = text; *s; s++) {
        if (*s == ' ' && (out == text || out[-1] == '\n' || out[-1] == ' '))
            continue;
        while (*s == '\n' && out > text && out[-1] == ' ')
            out--;
        *out++ = *s;
    }
    *out = '\0';
}

START_TEST(a_text_is_made)
{
    struct similar_template template = {0};
    char expected[256], *text;
    size_t n_tokens;
    ck_assert_int_eq(
        similar_template_add(&template, template_text, strlen(template_text)), 0);
    text = similar_text(&template, texts[_i].source, strlen(texts[_i].source), &n_tokens);
    ck_assert_ptr_nonnull(text);
    snprintf(expected, sizeof expected, "%s", texts[_i].text);
    trim(expected);
    trim(text);
    ck_assert_msg(strcmp(text, expected) == 0, "%s: '%s'", texts[_i].why, text);
    ck_assert_msg(n_tokens == texts[_i].n_tokens, "%s: %zu tokens", texts[_i].why,
                  n_tokens);
    free(text);
    similar_template_release(&template);
}
END_TEST

START_TEST(a_text_has_no_nul_and_no_long_word)
{
    static char source[5000];
    struct similar_template none = {0};
    size_t n_tokens;
    memset(source, 'x', sizeof source);
    source[4000] = '\0';
    char *text = similar_text(&none, source, sizeof source, &n_tokens);
    ck_assert_uint_eq(n_tokens, 2);
    ck_assert_uint_eq(strlen(text), 2 * SIMILAR_WORD_BYTES + 2);
    free(text);
}
END_TEST

/* ---- what sim_c says ---- */

#define TOTAL "Total input: 2 files (2 new, 0 old), 50 tokens\n"

static const struct {
    const char *text;
    bool good;
    const char *why;
} said[] = {
    {"File 0: 20 tokens, 7 lines\nFile /: new/old separator\nFile 1: 1 token, 1 "
     "line\n" TOTAL "\n0 consists for 41 % of 1 material\n",
     true, "percentages"},
    {TOTAL "\n0: line 1-4          |1: line 3-6            [23]\n\n", true, "runs"},
    {"", false, "nothing"},
    {TOTAL "0 consists for 41 % of 1 material", false, "cut off"},
    {"0 consists for 41 % of 1 material\n", false, "without its head"},
    {TOTAL "0 consists for 141 % of 1 material\n", false, "more than all"},
    {TOTAL "0 consists for 0 % of 1 material\n", false, "nothing of it"},
    {TOTAL "2 consists for 41 % of 1 material\n", false, "a text that is not there"},
    {TOTAL "0 consists for 41 % of 99999999999999999999 material\n", false, "overflow"},
    {TOTAL "1 consists for 41 % of 1 material\n", false, "of itself"},
    {TOTAL "0 consists for -1 % of 1 material\n", false, "a sign"},
    {TOTAL "0 consists for 41 % of 1 material, too\n", false, "more behind it"},
    {TOTAL "x: line 1-4 |1: line 3-6 [23]\n", false, "a name that is not ours"},
    {TOTAL "0: line 4-1 |1: line 3-6 [23]\n", false, "an end before its beginning"},
    {TOTAL "0: line 0-1 |1: line 3-6 [23]\n", false, "lines count from 1"},
    {TOTAL "0: line 1-4 |1: line 3-6 [0]\n", false, "no token"},
    {TOTAL "File 0: >>>> cannot open <<<<\n", false, "it could not read"},
    {TOTAL "sim_c: out of memory\n", false, "an error"},
};

START_TEST(what_sim_c_says_is_read)
{
    struct sim_output output;
    size_t tokens[2] = {0};
    int status = sim_output_read(&output, said[_i].text, 2, tokens);
    ck_assert_msg(status == (said[_i].good ? 0 : 1), "%s", said[_i].why);
    if (status == 0) {
        ck_assert_msg(output.n_shares + output.n_runs == 1, "%s", said[_i].why);
        sim_output_release(&output);
    }
}
END_TEST

START_TEST(numbers_are_those_of_sim_c)
{
    struct sim_output output;
    size_t tokens[2] = {0};
    ck_assert_int_eq(sim_output_read(&output, said[0].text, 2, tokens), 0);
    ck_assert_uint_eq(tokens[0], 20);
    ck_assert_uint_eq(tokens[1], 1);
    ck_assert_uint_eq(output.shares[0].first, 0);
    ck_assert_uint_eq(output.shares[0].second, 1);
    ck_assert_int_eq(output.shares[0].percent, 41);
    sim_output_release(&output);
    ck_assert_int_eq(sim_output_read(&output, said[1].text, 2, tokens), 0);
    const struct sim_run *run = &output.runs[0];
    ck_assert(run->first == 0 && run->second == 1 && run->tokens == 23);
    ck_assert(run->first_line == 1 && run->first_end == 4);
    ck_assert(run->second_line == 3 && run->second_end == 6);
    sim_output_release(&output);
}
END_TEST

/* ---- a gradebook ---- */

static void execute(sqlite3 *database, const char *sql)
{
    char *message = NULL;
    int status = sqlite3_exec(database, sql, NULL, NULL, &message);
    ck_assert_msg(status == SQLITE_OK, "%s", message ? message : "");
}

static int64_t number_of(struct gradebook *book, const char *sql)
{
    sqlite3_stmt *row = gradebook_query(book, sql, "");
    ck_assert_int_eq(gradebook_step(book, row), 1);
    int64_t number = sqlite3_column_int64(row, 0);
    sqlite3_finalize(row);
    return number;
}

START_TEST(a_gradebook_of_version_1_is_migrated)
{
    sqlite3 *database;
    struct gradebook *book;
    const char *path = scratch_path(&scratch, "old.db");
    char *sql = text_file_read("tests/gradebooks/version-1.sql");
    ck_assert_ptr_nonnull(sql);
    ck_assert_int_eq(sqlite3_open(path, &database), SQLITE_OK);
    execute(database, sql);
    sqlite3_close(database);
    free(sql);

    ck_assert_int_ne(gradebook_open(&book, path, GRADEBOOK_READ), 0);
    ck_assert_ptr_nonnull(strstr(scratch_errors(&scratch), "earlier version"));
    ck_assert_int_eq(gradebook_open(&book, path, GRADEBOOK_WRITE), 0);
    ck_assert_int_eq(number_of(book, "PRAGMA user_version"), gradebook_version);
    ck_assert_int_eq(
        number_of(book, "SELECT count(*) FROM attempts WHERE content = 'c1'"), 1);
    ck_assert_int_eq(number_of(book, "SELECT count(*) FROM comparisons"), 0);
    ck_assert_int_eq(number_of(book, "SELECT count(*) FROM similar_runs"), 0);
    gradebook_close(book);
    ck_assert_int_eq(gradebook_open(&book, path, GRADEBOOK_READ), 0);
    gradebook_close(book);
}
END_TEST

/* An attempt of the student's, with one file. */
static void hand_in(struct gradebook *book, const char *student, const char *when,
                    const char *content, const char *name, const char *bytes)
{
    const struct student one = {student, "", "", "", "", "", true};
    const struct attempt attempt = {student, "", content, "", "", when, ""};
    const struct stored_file file = {name, bytes, strlen(bytes)};
    ck_assert_int_eq(gradebook_put_student(book, &one), 0);
    ck_assert_int_eq(gradebook_add_refused(book, &attempt, "not graded here"), 0);
    if (bytes[0])
        ck_assert_int_eq(gradebook_keep_files(book, content, &file, 1), 0);
}

#define LONG_LINE "f(a, b, c, d, e, g, h, i, j, k, l, m, n, o, p, q);\n"

START_TEST(the_last_attempt_of_each_is_compared)
{
    struct gradebook *book;
    struct similar_sources sources;
    const struct class_list none = {0};
    const struct similar_template template = {0};
    ck_assert_int_eq(
        gradebook_open(&book, scratch_path(&scratch, "g.db"), GRADEBOOK_CREATE), 0);
    hand_in(book, "a", "2026-01-01T00:00:00Z", "old", "x.c", LONG_LINE "older();\n");
    hand_in(book, "a", "2026-01-02T00:00:00Z", "same", "x.c", LONG_LINE);
    hand_in(book, "a", "2026-01-03T00:00:00Z", "broken", "x.c", "");
    hand_in(book, "b", "2026-01-01T00:00:00Z", "same", "x.c", LONG_LINE);
    hand_in(book, "c", "2026-01-01T00:00:00Z", "short", "x.c", "int a;\n");
    hand_in(book, "d", "2026-01-01T00:00:00Z", "header", "backprop.h", LONG_LINE);
    hand_in(book, "e", "2026-01-01T00:00:00Z", "two", "x.h", LONG_LINE LONG_LINE);
    ck_assert_int_eq(
        similar_sources_read(&sources, book, &none, &template, scratch.folder), 0);
    ck_assert_uint_eq(sources.n, 4);
    ck_assert_uint_eq(sources.n_class, 4);
    ck_assert_str_eq(sources.sources[0].content, "header");
    ck_assert_int_eq(sources.sources[0].outcome, SIMILAR_EMPTY);
    ck_assert_str_eq(sources.sources[1].content, "short");
    ck_assert_int_eq(sources.sources[1].outcome, SIMILAR_EMPTY);
    ck_assert_str_eq(sources.sources[2].content, "same");
    ck_assert_int_eq(sources.sources[2].outcome, SIMILAR_COMPARED);
    ck_assert_uint_eq(sources.sources[2].n_attempts, 2);
    ck_assert_str_eq(sources.sources[2].text, LONG_LINE);
    ck_assert_str_eq(sources.sources[3].content, "two");
    similar_sources_release(&sources);
    gradebook_close(book);
}
END_TEST

/* ---- the site ---- */

static const char comparison_sql[] =
    "INSERT INTO comparisons VALUES (1, '2026-01-01T00:00:00Z', 'sim_c', 24, 30, 1, 1, "
    "0);"
    "INSERT INTO compared_texts VALUES (1, 0, 'one', '', 60, 'compared'),"
    " (1, 1, 'two', '<i>2025</i>/x', 90, 'compared');"
    "INSERT INTO compared_attempts VALUES (1, 0, 1);"
    "INSERT INTO similar_pairs VALUES (1, 1, 0, 1, 70, 40, 42, 36);"
    "INSERT INTO similar_runs VALUES (1, 1, 2, 2, 1, 1, 42), (1, 0, 2, 2, 1, 1, 36);";

static struct gradebook *compared_class(void)
{
    struct gradebook *book;
    ck_assert_int_eq(
        gradebook_open(&book, scratch_path(&scratch, "g.db"), GRADEBOOK_CREATE), 0);
    hand_in(book, "a<script>", "2026-01-01T00:00:00Z", "one", "x'\"<b>.c",
            "int a;\n\"</code><script>alert(1)</script>\x1b[31m\xe2\x80\xae\";\n");
    hand_in(book, "z", "2026-01-01T00:00:00Z", "two", "y.c", "int secret_of_z;\n");
    execute(gradebook_database(book), comparison_sql);
    return book;
}

static char *page_of(const char *name)
{
    char *text = text_file_read(scratch_path(&scratch, name));
    ck_assert_msg(text != NULL, "%s", name);
    return text;
}

START_TEST(the_site_shows_both_texts_and_nothing_of_theirs_acts)
{
    struct gradebook *book = compared_class();
    long n_pairs;
    ck_assert_int_eq(similar_write_site(book, scratch.folder, false, &n_pairs), 0);
    ck_assert_int_eq(n_pairs, 1);
    char *list = page_of("similar/index.html"), *pair = page_of("similar/1.html");
    ck_assert_ptr_nonnull(strstr(list, "a&lt;script&gt;"));
    ck_assert_ptr_nonnull(strstr(list, "&lt;i&gt;2025&lt;/i&gt;/x"));
    ck_assert_ptr_nonnull(strstr(list, "href=\"1.html\""));
    ck_assert_ptr_nonnull(strstr(pair, "default-src 'none'; style-src 'sha256-"));
    ck_assert_ptr_nonnull(strstr(pair, "x'&quot;&lt;b&gt;.c"));
    ck_assert_ptr_nonnull(
        strstr(pair, "alert(1)&lt;/script&gt;\\x1b[31m\\xe2\\x80\\xae"));
    ck_assert_ptr_nonnull(strstr(pair, "<div class=\"line c0\"><span>2</span><span><a "
                                       "id=\"a1\" href=\"#b1\""));
    ck_assert_ptr_nonnull(strstr(pair, "<div class=\"line c0\"><span>1</span><span><a "
                                       "id=\"b1\" href=\"#a1\""));
    ck_assert_ptr_nonnull(strstr(pair, "<div class=\"line\"><span>1</span>"));
    ck_assert_ptr_null(strstr(pair, "<script"));
    ck_assert_ptr_null(strstr(list, "<script"));
    free(list);
    free(pair);
    gradebook_close(book);
}
END_TEST

START_TEST(without_names_no_text_is_shown)
{
    struct gradebook *book = compared_class();
    struct stat info;
    long n_pairs;
    ck_assert_int_eq(similar_write_site(book, scratch.folder, true, &n_pairs), 0);
    char *list = page_of("similar/index.html");
    ck_assert_ptr_nonnull(strstr(list, "text 1"));
    ck_assert_ptr_nonnull(strstr(list, "text 2, of an earlier year"));
    ck_assert_ptr_null(strstr(list, "a&lt;"));
    ck_assert_ptr_null(strstr(list, "2025"));
    ck_assert_int_ne(stat(scratch_path(&scratch, "similar/1.html"), &info), 0);
    free(list);
    gradebook_close(book);
}
END_TEST

START_TEST(without_a_comparison_there_is_no_page)
{
    struct gradebook *book;
    struct stat info;
    long n_pairs;
    ck_assert_int_eq(
        gradebook_open(&book, scratch_path(&scratch, "g.db"), GRADEBOOK_CREATE), 0);
    ck_assert_int_eq(similar_write_site(book, scratch.folder, false, &n_pairs), 0);
    ck_assert_int_eq(n_pairs, -1);
    ck_assert_int_ne(stat(scratch_path(&scratch, "similar"), &info), 0);
    gradebook_close(book);
}
END_TEST

Suite *class_similar_suite(void)
{
    Suite *suite = suite_create("class_similar");
    TCase *text = tcase_create("text"), *files = tcase_create("files");
    tcase_add_loop_test(text, a_text_is_made, 0, sizeof texts / sizeof texts[0]);
    tcase_add_test(text, a_text_has_no_nul_and_no_long_word);
    tcase_add_loop_test(text, what_sim_c_says_is_read, 0, sizeof said / sizeof said[0]);
    tcase_add_test(text, numbers_are_those_of_sim_c);
    tcase_add_checked_fixture(files, set_up, tear_down);
    tcase_add_test(files, a_gradebook_of_version_1_is_migrated);
    tcase_add_test(files, the_last_attempt_of_each_is_compared);
    tcase_add_test(files, the_site_shows_both_texts_and_nothing_of_theirs_acts);
    tcase_add_test(files, without_names_no_text_is_shown);
    tcase_add_test(files, without_a_comparison_there_is_no_page);
    suite_add_tcase(suite, text);
    suite_add_tcase(suite, files);
    return suite;
}
