/* test_gzip.c: files, gzip files and IDX files, whole, damaged, and in the wrong place. */
#include "file.h"
#include "gzip.h"
#include "idx.h"
#include "scratch.h"
#include "suites.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* What every file begins with, whoever writes it where: magic number, deflate, no flags, no time,
 * best compression, no system. */
static const unsigned char header[10] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255};

static const char content[] = "lecture lecture lecture lecture 0.73\n";
enum { CONTENT = sizeof content - 1, LIMIT = 1 << 16 };

/* Writes CONTENT to NAME as gzip and reads the compressed bytes. */
static size_t packed_content(struct scratch *s, const char *name, unsigned char **packed)
{
    size_t n = 0;
    ck_assert_int_eq(gzip_write_file(scratch_path(s, name), content, CONTENT), 0);
    ck_assert_int_eq(file_read(scratch_path(s, name), LIMIT, packed, &n), 0);
    return n;
}

static const size_t sizes[] = {0, 1, 4095, 4096, 4097, 8192, LIMIT};

START_TEST(test_round_trip)
{
    struct scratch s;
    scratch_open(&s);
    size_t n = sizes[_i], n_back = 1;
    unsigned char *bytes = malloc(n + 1), *back = NULL;
    uint32_t state = 1;
    for (size_t i = 0; i < n; i++) {
        state = state * 1664525u + 1013904223u;
        bytes[i] = (unsigned char)(state >> 24);
    }
    const char *path = scratch_path(&s, "a.gz");
    ck_assert_int_eq(gzip_write_file(path, bytes, n), 0);
    ck_assert_int_eq(gzip_read_file(path, LIMIT, &back, &n_back), 0);
    ck_assert_uint_eq(n_back, n);
    ck_assert_int_eq(back[n], 0);
    ck_assert_int_eq(memcmp(back, bytes, n), 0);
    free(back);
    if (n > 0) {
        char text[128];
        ck_assert_int_eq(gzip_read_file(path, n - 1, &back, &n_back), -1);
        ck_assert_ptr_null(back);
        snprintf(text, sizeof text, "'@/a.gz' unpacks to more than %zu bytes", n - 1);
        scratch_expect_error(&s, text);
    }
    free(bytes);
    scratch_close(&s);
}
END_TEST

START_TEST(test_same_bytes)
{
    struct scratch s;
    scratch_open(&s);
    unsigned char *a = NULL, *b = NULL;
    size_t n_a = packed_content(&s, "first.gz", &a);
    size_t n_b = packed_content(&s, "another-name.gz", &b);
    ck_assert_uint_eq(n_a, n_b);
    ck_assert_int_eq(memcmp(a, b, n_a), 0);
    ck_assert_int_eq(memcmp(a, header, sizeof header), 0);
    free(a);
    free(b);
    scratch_close(&s);
}
END_TEST

/* What is done to the compressed bytes: cut or add at the end (change), or flip a bit of the
 * byte at place, counted from the end where negative. */
struct damage_row {
    long change, place;
    const char *expected, *why;
};

static const struct damage_row damage_rows[] = {
    {-1, 0, "'@/a.gz' is truncated", "a byte of the trailer is missing"},
    {-8, 0, "'@/a.gz' is truncated", "the whole trailer is missing"},
    {-20, 0, "'@/a.gz' is truncated", "cut in the data"},
    {-1000, 0, "'@/a.gz' is not a gzip file", "nothing left"},
    {1, 0, "'@/a.gz' has bytes behind its end", "one byte added"},
    {0, 1, "'@/a.gz' is not a gzip file", "another magic number"},
    {0, 2, "'@/a.gz' is damaged: unknown compression method", "another method"},
    {0, -8, "'@/a.gz' is damaged: incorrect data check", "a bit of the CRC"},
    {0, -1, "'@/a.gz' is damaged: incorrect length check", "a bit of the length"},
    {0, 13, "'@/a.gz' is damaged: incorrect data check", "a bit of the data"},
};

START_TEST(test_damaged)
{
    const struct damage_row *row = &damage_rows[_i];
    struct scratch s;
    scratch_open(&s);
    unsigned char *packed = NULL, damaged[256] = {0}, *back = NULL;
    size_t n = packed_content(&s, "a.gz", &packed), n_back = 0;
    ck_assert_uint_lt(n, sizeof damaged);
    memcpy(damaged, packed, n);
    long length = (long)n + row->change;
    if (row->change == 0)
        damaged[row->place < 0 ? (long)n + row->place : row->place] ^= 1;
    scratch_write(&s, "a.gz", damaged, length < 0 ? 0 : (size_t)length);

    int rc = gzip_read_file(scratch_path(&s, "a.gz"), LIMIT, &back, &n_back);
    ck_assert_msg(rc == -1, "accepted: %s", row->why);
    ck_assert_ptr_null(back);
    scratch_expect_error(&s, row->expected);
    free(packed);
    scratch_close(&s);
}
END_TEST

/* Every bit, every length: an error line each time, or the very content. */
START_TEST(test_any_bit_and_length)
{
    struct scratch s;
    scratch_open(&s);
    unsigned char *packed = NULL, *back = NULL;
    size_t n = packed_content(&s, "a.gz", &packed), n_back = 0;
    for (size_t length = 0; length < n; length++) {
        scratch_write(&s, "a.gz", packed, length);
        ck_assert_int_eq(gzip_read_file(scratch_path(&s, "a.gz"), LIMIT, &back, &n_back),
                         -1);
        ck_assert_str_ne(scratch_errors(&s), "");
    }
    for (size_t bit = 0; bit < 8 * n; bit++) {
        packed[bit / 8] ^= (unsigned char)(1u << bit % 8);
        const char *path = scratch_write(&s, "a.gz", packed, n);
        packed[bit / 8] ^= (unsigned char)(1u << bit % 8);
        if (gzip_read_file(path, LIMIT, &back, &n_back) == 0) {
            ck_assert_uint_eq(n_back, CONTENT); /* a bit of the time or the system */
            ck_assert_int_eq(memcmp(back, content, CONTENT), 0);
            free(back);
        } else {
            ck_assert_str_ne(scratch_errors(&s), "");
        }
    }
    free(packed);
    scratch_close(&s);
}
END_TEST

START_TEST(test_bomb)
{
    struct scratch s;
    scratch_open(&s);
    enum { ZEROS = 32 << 20 };
    void *zeros = calloc(ZEROS, 1);
    ck_assert_int_eq(gzip_write_file(scratch_path(&s, "bomb.gz"), zeros, ZEROS), 0);
    free(zeros);

    unsigned char *back = NULL;
    size_t n = 0;
    ck_assert_int_eq(gzip_read_file(scratch_path(&s, "bomb.gz"), 1 << 20, &back, &n), -1);
    ck_assert_ptr_null(back);
    scratch_expect_error(&s, "'@/bomb.gz' unpacks to more than 1048576 bytes");
    scratch_close(&s);
}
END_TEST

START_TEST(test_not_a_file)
{
    struct scratch s;
    scratch_open(&s);
    unsigned char *bytes = NULL;
    size_t n = 0;
    ck_assert_int_eq(gzip_read_file(scratch_path(&s, "none"), LIMIT, &bytes, &n), -1);
    scratch_expect_error(&s, "cannot open '@/none': No such file or directory");
    scratch_folder(&s, "folder");
    ck_assert_int_eq(gzip_read_file(scratch_path(&s, "folder"), LIMIT, &bytes, &n), -1);
    scratch_expect_error(&s, "'@/folder' is not a regular file");
    ck_assert_int_eq(mkfifo(scratch_path(&s, "pipe"), 0600), 0);
    ck_assert_int_eq(gzip_read_file(scratch_path(&s, "pipe"), LIMIT, &bytes, &n), -1);
    scratch_expect_error(&s, "'@/pipe' is not a regular file");
    ck_assert_int_eq(file_read(scratch_write(&s, "f", "12345", 5), 4, &bytes, &n), -1);
    scratch_expect_error(&s, "'@/f' is larger than 4 bytes");

    ck_assert_int_eq(gzip_write_file(scratch_path(&s, "folder"), "", 0), -1);
    scratch_expect_error(&s, "cannot write '@/folder': not a regular file");
    ck_assert_int_eq(gzip_write_file(scratch_path(&s, "no/file"), "", 0), -1);
    scratch_expect_error(&s, "cannot write '@/no/file': No such file or directory");
    ck_assert_int_eq(gzip_write_file("/dev/full", "", 0), -1);
    scratch_expect_error(&s, "cannot write '/dev/full': not a regular file");
    scratch_close(&s);
}
END_TEST

/* A disk that fills up, played by a limit on the size of files. */
START_TEST(test_full_disk)
{
    struct scratch s;
    scratch_open(&s);
    unsigned char noise[20000], *back = NULL;
    uint32_t state = 7;
    for (size_t i = 0; i < sizeof noise; i++) {
        state = state * 1664525u + 1013904223u;
        noise[i] = (unsigned char)(state >> 24);
    }
    const char *path = scratch_path(&s, "a.gz");
    ck_assert_int_eq(gzip_write_file(path, content, CONTENT), 0);

    struct rlimit before, small;
    getrlimit(RLIMIT_FSIZE, &before);
    small = before;
    small.rlim_cur = 8192;
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
    ck_assert_int_eq(gzip_write_file(path, noise, sizeof noise), -1);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
    scratch_expect_error(&s, "cannot write '@/a.gz': File too large");

    size_t n = 0;
    ck_assert_int_eq(gzip_read_file(path, LIMIT, &back, &n), 0);
    ck_assert_uint_eq(n, CONTENT);
    ck_assert_int_eq(memcmp(back, content, CONTENT), 0);
    free(back);
    unlink(path);
    unlink(scratch_path(&s, "stderr"));
    ck_assert_msg(rmdir(s.folder) == 0, "a partial file was left");
}
END_TEST

START_TEST(test_mode_follows_umask)
{
    struct scratch s;
    scratch_open(&s);
    struct stat info;
    umask(027);
    ck_assert_int_eq(file_replace(scratch_path(&s, "f"), "x", 1), 0);
    ck_assert_int_eq(stat(scratch_path(&s, "f"), &info), 0);
    ck_assert_int_eq((int)(info.st_mode & 0777), 0640);
    scratch_close(&s);
}
END_TEST

/* ---- IDX ----------------------------------------------------------------------------------- */

struct idx_row {
    unsigned char bytes[24];
    size_t n_bytes, n, rows, columns; /* n 0: refused */
    const char *expected, *why;
};

#define NOT_IDX "'@/a.gz' is not an IDX file of labels or images in bytes"
#define NOT_CONTENT "'@/a.gz' does not hold what its IDX header says"

static const struct idx_row idx_rows[] = {
    {{0, 0, 8, 1, 0, 0, 0, 3, 7, 8, 9}, 11, 3, 1, 1, NULL, "three labels"},
    {{0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 7, 8, 9, 4, 5, 6},
     22,
     1,
     2,
     3,
     NULL,
     "one image of 2 x 3"},
    {{0}, 0, 0, 0, 0, NOT_IDX, "empty"},
    {{0, 0, 8}, 3, 0, 0, 0, NOT_IDX, "cut in the magic number"},
    {{1, 0, 8, 1, 0, 0, 0, 1, 7}, 9, 0, 0, 0, NOT_IDX, "magic number"},
    {{0, 1, 8, 1, 0, 0, 0, 1, 7}, 9, 0, 0, 0, NOT_IDX, "magic number"},
    {{0, 0, 9, 1, 0, 0, 0, 1, 7}, 9, 0, 0, 0, NOT_IDX, "signed bytes"},
    {{0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7}, 13, 0, 0, 0, NOT_IDX, "two dimensions"},
    {{0, 0, 8, 0, 7}, 5, 0, 0, 0, NOT_IDX, "no dimension"},
    {{0, 0, 8, 1, 0, 0, 0}, 7, 0, 0, 0, NOT_CONTENT, "cut in the header"},
    {{0, 0, 8, 1, 0, 0, 0, 0}, 8, 0, 0, 0, NOT_CONTENT, "no labels"},
    {{0, 0, 8, 1, 0, 0, 0, 3, 7, 8}, 10, 0, 0, 0, NOT_CONTENT, "a label too few"},
    {{0, 0, 8, 1, 0, 0, 0, 1, 7, 8}, 10, 0, 0, 0, NOT_CONTENT, "a label too many"},
    {{0, 0, 8, 1, 255, 255, 255, 255, 7}, 9, 0, 0, 0, NOT_CONTENT, "2^32 - 1 labels"},
    {{0, 0, 8, 3, 0x39, 0xc1, 0x5b, 0xa4, 0, 0, 0xc1, 0x45, 0, 5, 0xdf, 5, 1, 2, 3, 4},
     20,
     0,
     0,
     0,
     NOT_CONTENT,
     "sizes whose product is 2^64 + 4"},
    {{0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1},
     17,
     0,
     0,
     0,
     NOT_CONTENT,
     "an image without rows"},
};

START_TEST(test_idx)
{
    const struct idx_row *row = &idx_rows[_i];
    struct scratch s;
    scratch_open(&s);
    const char *path = scratch_path(&s, "a.gz");
    struct idx idx;
    ck_assert_int_eq(gzip_write_file(path, row->bytes, row->n_bytes), 0);
    int rc = idx_read(&idx, path);
    ck_assert_msg((rc == 0) == (row->n > 0), "%s", row->why);
    ck_assert_uint_eq(idx.n, row->n);
    ck_assert_uint_eq(idx.rows, row->rows);
    ck_assert_uint_eq(idx.columns, row->columns);
    if (row->n > 0) {
        size_t n = row->n * row->rows * row->columns;
        ck_assert_int_eq(memcmp(idx.bytes, row->bytes + row->n_bytes - n, n), 0);
    } else {
        ck_assert_ptr_null(idx.bytes);
        scratch_expect_error(&s, row->expected);
    }
    idx_release(&idx);
    ck_assert_ptr_null(idx.bytes);
    scratch_close(&s);
}
END_TEST

#define ROWS(table) (int)(sizeof table / sizeof *table)

Suite *gzip_suite(void)
{
    Suite *suite = suite_create("gzip");
    TCase *tcase = tcase_create("gzip");
    tcase_add_loop_test(tcase, test_round_trip, 0, ROWS(sizes));
    tcase_add_test(tcase, test_same_bytes);
    tcase_add_loop_test(tcase, test_damaged, 0, ROWS(damage_rows));
    tcase_add_test(tcase, test_any_bit_and_length);
    tcase_add_test(tcase, test_bomb);
    tcase_add_test(tcase, test_not_a_file);
    tcase_add_test(tcase, test_full_disk);
    tcase_add_test(tcase, test_mode_follows_umask);
    suite_add_tcase(suite, tcase);

    tcase = tcase_create("idx");
    tcase_add_loop_test(tcase, test_idx, 0, ROWS(idx_rows));
    suite_add_tcase(suite, tcase);
    return suite;
}
