/* test_class_stage.c: what students hand in is copied and hashed, and does no harm. */
#include "class/source_folder.h"
#include "class/stage.h"
#include "class/unpack.h"
#include "scratch.h"
#include "suites.h"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROWS(table) (int)(sizeof table / sizeof *table)

/* ---- archives ---- */

enum packing { PACK_ZIP, PACK_TGZ, PACK_7Z, PACK_ENCRYPTED_ZIP };

/* An entry: its name, and its content; or where it leads: "-> target"; or a pipe: "-| ". A name that ends in '/' is a folder. */
struct entry {
    const char *name, *content;
};

static struct archive *new_archive(enum packing packing, const char *path)
{
    struct archive *a = archive_write_new();
    if (packing == PACK_TGZ) {
        archive_write_set_format_pax_restricted(a);
        archive_write_add_filter_gzip(a);
    } else if (packing == PACK_7Z)
        archive_write_set_format_7zip(a);
    else
        archive_write_set_format_zip(a);
    if (packing == PACK_ENCRYPTED_ZIP) {
        archive_write_set_options(a, "zip:encryption=traditional");
        archive_write_set_passphrase(a, "secret");
    }
    ck_assert_int_eq(archive_write_open_filename(a, path), ARCHIVE_OK);
    return a;
}

static void add_entry(struct archive *a, const struct entry *entry)
{
    struct archive_entry *e = archive_entry_new();
    size_t n = entry->content ? strlen(entry->content) : 0;
    bool is_link = n > 3 && strncmp(entry->content, "-> ", 3) == 0;
    bool is_pipe = n > 0 && strcmp(entry->content, "-| ") == 0;
    archive_entry_set_pathname(e, entry->name);
    archive_entry_set_perm(e, 0644);
    archive_entry_set_mtime(e, 1000000000, 0);
    if (is_link) {
        archive_entry_set_filetype(e, AE_IFLNK);
        archive_entry_set_symlink(e, entry->content + 3);
    } else if (is_pipe)
        archive_entry_set_filetype(e, AE_IFIFO);
    else {
        archive_entry_set_filetype(e, entry->content ? AE_IFREG : AE_IFDIR);
        archive_entry_set_size(e, (la_int64_t)n);
    }
    ck_assert_int_eq(archive_write_header(a, e), ARCHIVE_OK);
    if (n > 0 && !is_link && !is_pipe)
        ck_assert_int_eq(archive_write_data(a, entry->content, n), (la_ssize_t)n);
    archive_entry_free(e);
}

static void pack(enum packing packing, const char *path, const struct entry *entries)
{
    struct archive *a = new_archive(packing, path);
    for (const struct entry *e = entries; e->name; e++)
        add_entry(a, e);
    ck_assert_int_eq(archive_write_close(a), ARCHIVE_OK);
    archive_write_free(a);
}

/* ---- staging ---- */

/* Stages what lies at NAME into the new folder "staged". */
static struct staged stage_one(struct scratch *s, const char *name, bool is_folder)
{
    static int n;
    char folder[32];
    struct staged staged;
    const char *path = scratch_path(s, name);
    char *paths[] = {strdup(path)}, *names[] = {(char *)name};
    struct handed_in item = {
        .is_folder = is_folder, .n_paths = 1, .paths = paths, .names = names};
    snprintf(folder, sizeof folder, "staged%d", ++n);
    scratch_folder(s, folder);
    symlink(folder, scratch_path(s, "last"));
    unlink(scratch_path(s, "last"));
    ck_assert_int_eq(symlink(scratch_path(s, folder), scratch_path(s, "last")), 0);
    ck_assert_int_eq(stage(&staged, &item, scratch_path(s, folder)), 0);
    free(paths[0]);
    return staged;
}

/* The names in the folder that was staged last, sorted, with ' ' between. */
static const char *listed(const struct scratch *s)
{
    static char text[512];
    struct dirent **entries;
    int n = scandir(scratch_path(s, "last"), &entries, NULL, alphasort);
    text[0] = '\0';
    for (int i = 0; i < n; i++) {
        if (entries[i]->d_name[0] != '.')
            snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s",
                     text[0] ? " " : "", entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    return text;
}

static const struct {
    struct entry entries[8];
    const char *files, *refusal, *why;
} archives[] = {
    {{{"backprop.c", "x"}, {"net.h", "y"}}, "backprop.c net.h", "", "files at the top"},
    {{{"./", NULL}, {"./backprop.c", "x"}}, "backprop.c", "", "as tar packs a folder"},
    {{{"hw/", NULL}, {"hw/backprop.c", "x"}, {"hw/a.txt", "y"}},
     "backprop.c",
     "",
     "in a folder"},
    {{{"hw\\backprop.c", "x"}}, "backprop.c", "", "packed by Windows"},
    {{{"__MACOSX/backprop.c", "z"}, {"hw/backprop.c", "x"}},
     "backprop.c",
     "",
     "what macOS adds is none"},
    {{{"a/old.c", "z"}, {"a/b/backprop.c", "x"}},
     "backprop.c",
     "",
     "backprop.c says more than another source above"},
    {{{"my net.c", "x"}}, "my net.c", "", "any name"},
    {{{"a/backprop.c", "x"}, {"b/backprop.c", "y"}},
     "",
     "more than one of its folders holds a backprop.c",
     "which of them?"},
    {{{"report.pdf", "x"}}, "", "it holds no .c file", "no source"},
    {{{"../backprop.c", "x"}}, "", "it holds no .c file", "out of the folder"},
    {{{"a/../../backprop.c", "x"}}, "", "it holds no .c file", "out of it in the middle"},
    {{{"/tmp/backprop.c", "x"}}, "", "it holds no .c file", "an absolute name"},
    {{{"backprop.c", "-> /etc/passwd"}}, "", "it holds no .c file", "a link"},
    {{{"hw", "-> /tmp"}, {"hw/backprop.c", "x"}},
     "backprop.c",
     "",
     "a link in a folder's place is not there"},
    {{{"hw.c", "x"}, {"hw.c/backprop.c", "y"}},
     "",
     "in the archive a file and a folder have the same name",
     "one name, two things"},
};

START_TEST(an_archive_is_staged)
{
    static const char *const endings[] = {"a.zip", "a.tgz", "a.7z"};
    struct scratch s;
    scratch_open(&s);
    for (int p = PACK_ZIP; p <= PACK_7Z; p++) {
        pack((enum packing)p, scratch_path(&s, endings[p]), archives[_i].entries);
        struct staged staged = stage_one(&s, endings[p], false);
        ck_assert_msg(strcmp(staged.refusal, archives[_i].refusal) == 0, "%s, %s: '%s'",
                      endings[p], archives[_i].why, staged.refusal);
        if (!staged.refusal[0])
            ck_assert_msg(strcmp(listed(&s), archives[_i].files) == 0, "%s, %s: %s",
                          endings[p], archives[_i].why, listed(&s));
        ck_assert_uint_eq(strlen(staged.content), STAGE_HASH);
    }
    ck_assert_int_ne(access(scratch_path(&s, "backprop.c"), F_OK), 0);
    ck_assert_int_ne(access("/tmp/backprop.c", F_OK), 0);
    scratch_close(&s);
}
END_TEST

START_TEST(an_archive_that_is_none_is_refused)
{
    static const struct entry one[] = {{"backprop.c", "int x;"}, {NULL, NULL}};
    struct scratch s;
    char text[600];
    scratch_open(&s);
    scratch_write(&s, "a.zip", "no archive", 10);
    ck_assert_ptr_nonnull(
        strstr(stage_one(&s, "a.zip", false).refusal, "the archive cannot be read: "));
    scratch_write(&s, "b.zip", "", 0);
    ck_assert_str_ne(stage_one(&s, "b.zip", false).refusal, "");
    pack(PACK_ENCRYPTED_ZIP, scratch_path(&s, "c.zip"), one);
    ck_assert_str_eq(stage_one(&s, "c.zip", false).refusal, "the archive is encrypted");
    pack(PACK_TGZ, scratch_path(&s, "d.tgz"), one);
    FILE *file = fopen(scratch_path(&s, "d.tgz"), "r");
    size_t n = fread(text, 1, sizeof text, file);
    fclose(file);
    scratch_write(&s, "d.tgz", text, n / 2);
    ck_assert_ptr_nonnull(
        strstr(stage_one(&s, "d.tgz", false).refusal, "cannot be read"));
    scratch_write(&s, "e.pdf", "x", 1);
    ck_assert_str_eq(stage_one(&s, "e.pdf", false).refusal,
                     "it is neither a .c file nor an archive");
    scratch_close(&s);
}
END_TEST

/* 1 GiB of zeros in a megabyte. */
START_TEST(a_bomb_is_refused)
{
    static char zeros[1 << 20];
    struct scratch s;
    scratch_open(&s);
    struct archive *a = new_archive(PACK_ZIP, scratch_path(&s, "bomb.zip"));
    struct archive_entry *e = archive_entry_new();
    archive_entry_set_pathname(e, "backprop.c");
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_size(e, (la_int64_t)300 << 20);
    archive_write_header(a, e);
    for (int i = 0; i < 300; i++)
        archive_write_data(a, zeros, sizeof zeros);
    archive_entry_free(e);
    archive_write_free(a);
    ck_assert_str_eq(stage_one(&s, "bomb.zip", false).refusal,
                     "the archive unpacks to too much");
    scratch_close(&s);
}
END_TEST

START_TEST(unpacking_has_limits)
{
    static const struct entry three[] = {
        {"a.c", "x"}, {"b.c", "12345"}, {"c.c", "z"}, {NULL, NULL}};
    struct unpack_limits limits = {3, 3, 4, 100, NULL};
    struct scratch s;
    size_t n;
    char message[100];
    struct stat info;
    scratch_open(&s);
    pack(PACK_ZIP, scratch_path(&s, "a.zip"), three);
    scratch_folder(&s, "1");
    ck_assert_int_eq(unpack(scratch_path(&s, "a.zip"), scratch_path(&s, "1"), &limits, &n,
                            message, sizeof message),
                     UNPACKED);
    ck_assert_uint_eq(n, 3);
    ck_assert_int_eq(stat(scratch_path(&s, "1/b.c"), &info), 0);
    ck_assert_int_eq(info.st_size, 5); /* one more than it may have */
    ck_assert_int_eq(info.st_mtime, 1000000000);
    limits.max_entries = 2;
    scratch_folder(&s, "2");
    ck_assert_int_eq(unpack(scratch_path(&s, "a.zip"), scratch_path(&s, "2"), &limits, &n,
                            message, sizeof message),
                     UNPACK_REFUSED);
    ck_assert_str_eq(message, "the archive has too many entries");
    limits.max_entries = 3;
    limits.max_files = 2;
    scratch_folder(&s, "3");
    ck_assert_int_eq(unpack(scratch_path(&s, "a.zip"), scratch_path(&s, "3"), &limits, &n,
                            message, sizeof message),
                     UNPACK_REFUSED);
    ck_assert_str_eq(message, "the archive holds too many files");
    ck_assert_int_eq(unpack(scratch_path(&s, "a.zip"), scratch_path(&s, "nowhere"),
                            &limits, &n, message, sizeof message),
                     UNPACK_FAILED);
    scratch_expect_error(&s, "cannot open '@/nowhere': No such file or directory");
    scratch_close(&s);
}
END_TEST

START_TEST(nothing_leaves_the_folder)
{
    static const struct entry out[] = {{"../out.c", "x"},   {"a/../../out.c", "x"},
                                       {"..\\out.c", "x"},  {"link", "-> .."},
                                       {"link/out.c", "x"}, {"pipe.c", "-| "},
                                       {"in.c", "x"},       {NULL, NULL}};
    static const struct unpack_limits limits = {100, 100, 100, 1000, NULL};
    struct scratch s;
    size_t n;
    char message[100];
    struct stat info;
    scratch_open(&s);
    pack(PACK_TGZ, scratch_path(&s, "a.tgz"), out);
    scratch_folder(&s, "in");
    ck_assert_int_eq(unpack(scratch_path(&s, "a.tgz"), scratch_path(&s, "in"), &limits,
                            &n, message, sizeof message),
                     UNPACKED);
    ck_assert_uint_eq(n, 2);
    ck_assert_int_ne(access(scratch_path(&s, "out.c"), F_OK), 0);
    ck_assert_int_ne(access(scratch_path(&s, "in/pipe.c"), F_OK), 0);
    ck_assert_int_eq(lstat(scratch_path(&s, "in/link"), &info), 0);
    ck_assert(S_ISDIR(info.st_mode)); /* of the file in it; the link is not there */
    scratch_close(&s);
}
END_TEST

/* ---- folders ---- */

START_TEST(a_folder_is_staged)
{
    struct scratch s;
    scratch_open(&s);
    scratch_folder(&s, "s1");
    scratch_write(&s, "s1/backprop.c", "x", 1);
    scratch_write(&s, "s1/backprop.h", "the contract's is used", 3);
    scratch_write(&s, "s1/net.h", "y", 1);
    scratch_write(&s, "s1/results.json", "{}", 2);
    ck_assert_int_eq(mkfifo(scratch_path(&s, "s1/pipe.c"), 0600), 0);
    ck_assert_int_eq(symlink("/etc/passwd", scratch_path(&s, "s1/link.c")), 0);
    struct staged staged = stage_one(&s, "s1", true);
    ck_assert_str_eq(staged.refusal, "");
    ck_assert_str_eq(listed(&s), "backprop.c net.h");
    ck_assert_int_gt(staged.changed_at, 1700000000);
    scratch_close(&s);
}
END_TEST

START_TEST(the_hash_is_of_names_and_bytes)
{
    struct scratch s;
    struct staged a, b;
    scratch_open(&s);
    scratch_folder(&s, "a");
    scratch_write(&s, "a/backprop.c", "xy", 2);
    scratch_write(&s, "a/n.h", "z", 1);
    a = stage_one(&s, "a", true);
    scratch_folder(&s, "b");
    scratch_write(&s, "b/n.h", "z", 1);
    scratch_write(&s, "b/backprop.c", "xy", 2);
    b = stage_one(&s, "b", true);
    ck_assert_str_eq(a.content, b.content);
    scratch_write(&s, "b/backprop.c", "x", 1);
    scratch_write(&s, "b/n.h", "yz", 2);
    b = stage_one(&s, "b", true);
    ck_assert_str_ne(a.content, b.content);
    scratch_write(&s, "b/backprop.c", "xy", 2);
    scratch_write(&s, "b/n.h", "z", 1);
    ck_assert_int_eq(rename(scratch_path(&s, "b/n.h"), scratch_path(&s, "b/m.h")), 0);
    b = stage_one(&s, "b", true);
    ck_assert_str_ne(a.content, b.content);
    /* One file whose bytes go on as the other's name and bytes do. */
    scratch_folder(&s, "c");
    scratch_write(&s, "c/backprop.c", "xyn.h\0z", 7);
    b = stage_one(&s, "c", true);
    ck_assert_str_ne(a.content, b.content);
    scratch_close(&s);
}
END_TEST

START_TEST(canvas_numbers_are_taken_off)
{
    struct scratch s;
    scratch_open(&s);
    scratch_write(&s, "backprop-3.c", "x", 1);
    ck_assert_str_eq(stage_one(&s, "backprop-3.c", false).refusal, "");
    ck_assert_str_eq(listed(&s), "backprop.c");
    scratch_write(&s, "my-net.c", "x", 1);
    stage_one(&s, "my-net.c", false);
    ck_assert_str_eq(listed(&s), "my-net.c");
    scratch_close(&s);
}
END_TEST

Suite *class_stage_suite(void)
{
    Suite *suite = suite_create("class_stage");
    TCase *archive = tcase_create("archives"), *folders = tcase_create("folders");
    tcase_add_loop_test(archive, an_archive_is_staged, 0, ROWS(archives));
    tcase_add_test(archive, an_archive_that_is_none_is_refused);
    tcase_add_test(archive, a_bomb_is_refused);
    tcase_add_test(archive, unpacking_has_limits);
    tcase_add_test(archive, nothing_leaves_the_folder);
    tcase_add_test(folders, a_folder_is_staged);
    tcase_add_test(folders, the_hash_is_of_names_and_bytes);
    tcase_add_test(folders, canvas_numbers_are_taken_off);
    suite_add_tcase(suite, archive);
    suite_add_tcase(suite, folders);
    return suite;
}
