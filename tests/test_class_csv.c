/* test_class_csv.c: what spreadsheets, learning platforms and damage make of a CSV file. */
#include "class/csv.h"
#include "scratch.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What was read: cells with '|' behind each, rows with '/'. */
static void describe(char *text, size_t n, const struct csv *csv)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t r = 0; r < csv->n_rows; r++) {
        for (size_t c = 0; c < csv->rows[r].n_cells; c++)
            used +=
                (size_t)snprintf(text + used, n - used, "%s|", csv_cell(csv, r, c)->text);
        used += (size_t)snprintf(text + used, n - used, "/");
    }
}

/* ---- files that are read ---- */

static const struct {
    const char *bytes, *read;
    char separator;
    const char *why;
} good[] = {
    {"", "", ',', "an empty file has no rows"},
    {"\n\r\n\n", "", ',', "nor has one of blank lines"},
    {"a", "a|/", ',', "one cell, no line end"},
    {"a,b\n", "a|b|/", ',', "a row"},
    {"a,b\r\nc,d\r\n", "a|b|/c|d|/", ',', "CRLF"},
    {"a,b\rc,d\r", "a|b|/c|d|/", ',', "a lone CR, as old spreadsheets write it"},
    {"a,b\n\n\r\nc,d", "a|b|/c|d|/", ',', "blank lines between, no line end behind"},
    {"a,\n,b\n,", "a||/|b|/||/", ',', "empty cells, at the end of the file too"},
    {" a , b ", " a | b |/", ',', "spaces belong to a cell"},
    {"\xef\xbb\xbf"
     "a,b",
     "a|b|/", ',', "a byte order mark is no text"},
    {"\xef\xbb\xbf"
     "\"a\",b",
     "a|b|/", ',', "nor does it hide a quote"},
    {"a,\xef\xbb\xbf"
     "b",
     "a|\xef\xbb\xbf"
     "b|/",
     ',', "elsewhere it is one"},
    {"\"a\",\"b\"", "a|b|/", ',', "in quotes"},
    {"\"Block, Jasen\",7", "Block, Jasen|7|/", ',', "a comma in quotes"},
    {"\"a\"\"b\"", "a\"b|/", ',', "a quote written twice"},
    {"\"\"\"\"", "\"|/", ',', "nothing but a quote"},
    {"\"\",\"\"\n", "||/", ',', "quotes around nothing"},
    {"\"a\nb\r\nc\rd\",e", "a\nb\r\nc\rd|e|/", ',', "line ends in quotes stay"},
    {"5\" disk,a\"b\"", "5\" disk|a\"b\"|/", ',', "a quote within a cell is text"},
    {"a;b;c\nd;1,5;e", "a|b|c|/d|1,5|e|/", ';', "semicolons, a comma in a number"},
    {"a\tb\nc\td", "a|b|/c|d|/", '\t', "tabs"},
    {"\"a;b;c\",d\n", "a;b;c|d|/", ',', "what is in quotes separates nothing"},
    {"a;b,c\n", "a;b|c|/", ',', "as many of both: a comma"},
    {"\n\na;b\n", "a|b|/", ';', "the first row is looked at, not the first line"},
    {"a\n1;2;3\n", "a|/1;2;3|/", ',', "and no other row"},
    {"M\xc3\xbcller,\xe6\x9d\x8e,\xf0\x9f\x8e\x93",
     "M\xc3\xbcller|\xe6\x9d\x8e|\xf0\x9f\x8e\x93|/", ',', "UTF-8"},
    {"=1+1,@a,-b", "=1+1|@a|-b|/", ',', "what is read is not changed"},
};

START_TEST(a_file_is_read)
{
    struct csv csv;
    char text[256];
    const char *bytes = good[_i].bytes;
    ck_assert_int_eq(csv_parse(&csv, bytes, strlen(bytes), "x.csv"), 0);
    describe(text, sizeof text, &csv);
    ck_assert_msg(strcmp(text, good[_i].read) == 0, "%s: %s", good[_i].why, text);
    ck_assert_msg(csv.separator == good[_i].separator, "%s: %c", good[_i].why,
                  csv.separator);
    ck_assert_mem_eq(csv.bytes, bytes, strlen(bytes) + 1);
    csv_release(&csv);
    ck_assert_uint_eq(csv.n_rows, 0);
}
END_TEST

/* Cells' bytes and what lies between them are the file: a row's cells follow each other with a
 * separator between, and between rows are line ends alone. */
START_TEST(cells_tell_their_bytes)
{
    struct csv csv;
    const char *bytes = good[_i].bytes;
    ck_assert_int_eq(csv_parse(&csv, bytes, strlen(bytes), "x.csv"), 0);
    size_t end = strncmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    for (size_t r = 0; r < csv.n_rows; r++) {
        ck_assert_uint_eq(end + strspn(bytes + end, "\r\n"), csv_cell(&csv, r, 0)->first);
        end = csv_cell(&csv, r, 0)->end;
        for (size_t c = 1; c < csv.rows[r].n_cells; c++) {
            ck_assert_int_eq(bytes[end], csv.separator);
            ck_assert_uint_eq(csv_cell(&csv, r, c)->first, end + 1);
            end = csv_cell(&csv, r, c)->end;
        }
    }
    ck_assert_uint_eq(end + strspn(bytes + end, "\r\n"), strlen(bytes));
    csv_release(&csv);
}
END_TEST

START_TEST(rows_tell_their_line)
{
    static const char bytes[] = "a\n\n\"b\nc\"\r\nd\re\n";
    static const size_t lines[] = {1, 3, 5, 6};
    struct csv csv;
    ck_assert_int_eq(csv_parse(&csv, bytes, strlen(bytes), "x.csv"), 0);
    ck_assert_uint_eq(csv.n_rows, 4);
    for (size_t r = 0; r < csv.n_rows; r++)
        ck_assert_uint_eq(csv.rows[r].line, lines[r]);
    ck_assert_str_eq(csv_cell(&csv, 0, 7)->text, "");
    csv_release(&csv);
}
END_TEST

/* ---- files that are refused ---- */

#define BYTES(text) text, sizeof(text) - 1

static const struct {
    const char *bytes;
    size_t n;
    const char *error, *why;
} bad[] = {
    {BYTES("a,\"b"), "'x.csv', line 1: a quote begins and does not end", "no end"},
    {BYTES("a\n\"b\nc\n"), "'x.csv', line 2: a quote begins and does not end",
     "the line where it begins, not the last"},
    {BYTES("\""), "'x.csv', line 1: a quote begins and does not end", "a quote alone"},
    {BYTES("\"\"\""), "'x.csv', line 1: a quote begins and does not end",
     "an end that is a quote of the text"},
    {BYTES("a\n\"b\"c"),
     "'x.csv', line 2: text behind the quote that ends a cell; a quote in a text is "
     "written twice",
     "which of the quotes is meant?"},
    {BYTES("\"b\" ,c"),
     "'x.csv', line 1: text behind the quote that ends a cell; a quote in a text is "
     "written twice",
     "a space is text, too"},
    {BYTES("a\nM\xfcller"), "'x.csv', line 2: not UTF-8: save it as 'CSV UTF-8'",
     "Latin-1"},
    {BYTES("\xff\xfe"
           "a\0,\0b\0"),
     "'x.csv', line 1: not UTF-8: save it as 'CSV UTF-8'", "UTF-16"},
    {BYTES("a\nb\nc\0d\n"), "'x.csv', line 3: not UTF-8: save it as 'CSV UTF-8'",
     "a NUL would end a text"},
    {BYTES("a\nb\xc3"), "'x.csv', line 2: not UTF-8: save it as 'CSV UTF-8'", "cut off"},
};

START_TEST(a_file_is_refused)
{
    struct scratch s;
    struct csv csv;
    scratch_open(&s);
    ck_assert_int_eq(csv_parse(&csv, bad[_i].bytes, bad[_i].n, "x.csv"), -1);
    scratch_expect_error(&s, bad[_i].error);
    ck_assert_msg(csv.n_rows == 0 && !csv.rows && !csv.bytes && !csv.texts, "%s",
                  bad[_i].why);
    scratch_close(&s);
}
END_TEST

START_TEST(a_file_has_limits)
{
    struct scratch s;
    struct csv csv;
    scratch_open(&s);
    size_t n = CSV_MAX_CELLS + CSV_MAX_CELLS / CSV_MAX_COLUMNS;
    char *commas = malloc(n);
    ck_assert_ptr_nonnull(commas);
    memset(commas, ',', n);
    ck_assert_int_eq(csv_parse(&csv, commas, CSV_MAX_COLUMNS - 1, "x.csv"), 0);
    ck_assert_uint_eq(csv.rows[0].n_cells, CSV_MAX_COLUMNS);
    csv_release(&csv);
    ck_assert_int_eq(csv_parse(&csv, commas, CSV_MAX_COLUMNS, "x.csv"), -1);
    scratch_expect_error(&s, "'x.csv', line 1: more than 4096 cells in a row");
    for (size_t i = CSV_MAX_COLUMNS - 1; i < n; i += CSV_MAX_COLUMNS)
        commas[i] = '\n';
    ck_assert_int_eq(csv_parse(&csv, commas, n, "x.csv"), -1);
    scratch_expect_error(&s, "'x.csv', line 1025: more than 4194304 cells");
    ck_assert_int_eq(csv_read(&csv, scratch_path(&s, "none.csv")), -1);
    scratch_expect_error(&s, "cannot open '@/none.csv': No such file or directory");
    ck_assert_ptr_null(csv.rows);
    free(commas);
    scratch_close(&s);
}
END_TEST

START_TEST(a_file_is_read_from_disk)
{
    struct scratch s;
    struct csv csv;
    scratch_open(&s);
    ck_assert_int_eq(csv_read(&csv, scratch_write(&s, "a.csv", "id\n7", 4)), 0);
    ck_assert_str_eq(csv_cell(&csv, 1, 0)->text, "7");
    csv_release(&csv);
    scratch_close(&s);
}
END_TEST

/* ---- headers ---- */

static const struct {
    const char *header;
    long column;
    const char *why;
} headers[] = {
    {"a,SIS Login ID", 1, "as it is written"},
    {"a,sis_login_id", 1, "as programs write it"},
    {"a, sis-LOGIN-Id ", 1, "spaces around"},
    {"SIS Login,SIS Login IDs,Login", -1, "a part of it, or more than it"},
    {"id,SIS Login ID", 1, "the name that is asked for first, not the first column"},
    {"ID,id", 0, "the first of two"},
    {"sisloginid", -1, "a space is not nothing"},
    {"", -1, "no header"},
};

START_TEST(a_column_is_found)
{
    static const char *const names[] = {"SIS Login ID", "id", NULL};
    struct csv csv;
    const char *bytes = headers[_i].header;
    ck_assert_int_eq(csv_parse(&csv, bytes, strlen(bytes), "x.csv"), 0);
    ck_assert_msg(csv_column(&csv, names) == headers[_i].column, "%s", headers[_i].why);
    csv_release(&csv);
}
END_TEST

/* ---- written ---- */

static const struct {
    const char *text, *plain, *foreign, *why;
} written[] = {
    {"", "", "", "nothing"},
    {"Ada Lovelace", "Ada Lovelace", "Ada Lovelace", "plain"},
    {"a,b", "\"a,b\"", "\"a,b\"", "a separator"},
    {"a;b\tc", "\"a;b\tc\"", "\"a;b\\x09c\"", "any separator; a tab is no name's"},
    {"a\"b", "\"a\"\"b\"", "\"a\"\"b\"", "a quote"},
    {"a\nb", "\"a\nb\"", "a\\x0ab", "a line end"},
    {" a ", "\" a \"", "\" a \"", "spaces at the ends, which some readers cut"},
    {"=HYPERLINK(\"x\")", "\"=HYPERLINK(\"\"x\"\")\"", "\"'=HYPERLINK(\"\"x\"\")\"",
     "a formula"},
    {"+1", "+1", "'+1", "a formula"},
    {"-1", "-1", "'-1", "a formula"},
    {"@a", "@a", "'@a", "a formula"},
    {"  =1", "\"  =1\"", "'  =1", "behind spaces"},
    {"\xef\xbc\x9d"
     "1",
     "\xef\xbc\x9d"
     "1",
     "'\xef\xbc\x9d"
     "1",
     "in full width"},
    {"\t=1", "\"\t=1\"", "\\x09=1", "a tab is written, not obeyed"},
    {"a=b", "a=b", "a=b", "no formula"},
    {"a\xe2\x80\xae"
     "b",
     "a\xe2\x80\xae"
     "b",
     "a\\xe2\\x80\\xae"
     "b",
     "what turns a text round"},
};

START_TEST(a_cell_is_written)
{
    char *plain = NULL, *foreign = NULL;
    size_t n;
    FILE *stream = open_memstream(&plain, &n);
    ck_assert_ptr_nonnull(stream);
    csv_write(stream, written[_i].text);
    fclose(stream);
    stream = open_memstream(&foreign, &n);
    ck_assert_ptr_nonnull(stream);
    ck_assert_int_eq(csv_write_foreign(stream, written[_i].text), 0);
    fclose(stream);
    ck_assert_msg(strcmp(plain, written[_i].plain) == 0, "%s: %s", written[_i].why,
                  plain);
    ck_assert_msg(strcmp(foreign, written[_i].foreign) == 0, "%s: %s", written[_i].why,
                  foreign);

    struct csv csv;
    ck_assert_int_eq(csv_parse(&csv, plain, strlen(plain), "x.csv"), 0);
    ck_assert_msg(csv.n_rows == 0 ||
                      strcmp(csv_cell(&csv, 0, 0)->text, written[_i].text) == 0,
                  "%s: is read back", written[_i].why);
    csv_release(&csv);
    free(plain);
    free(foreign);
}
END_TEST

Suite *class_csv_suite(void)
{
    Suite *suite = suite_create("class_csv");
    TCase *cells = tcase_create("read"), *cell = tcase_create("write");
    tcase_add_loop_test(cells, a_file_is_read, 0, sizeof good / sizeof good[0]);
    tcase_add_loop_test(cells, cells_tell_their_bytes, 0, sizeof good / sizeof good[0]);
    tcase_add_test(cells, rows_tell_their_line);
    tcase_add_loop_test(cells, a_file_is_refused, 0, sizeof bad / sizeof bad[0]);
    tcase_add_test(cells, a_file_has_limits);
    tcase_add_test(cells, a_file_is_read_from_disk);
    tcase_add_loop_test(cells, a_column_is_found, 0, sizeof headers / sizeof headers[0]);
    tcase_add_loop_test(cell, a_cell_is_written, 0, sizeof written / sizeof written[0]);
    suite_add_tcase(suite, cells);
    suite_add_tcase(suite, cell);
    return suite;
}
