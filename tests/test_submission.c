#include "scratch.h"
#include "submission.h"
#include "suites.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum kind { END, TEXT, BIG, LARGEST, LINK, DANGLING, PIPE, SOCKET, FOLDER, LOCKED };

struct file {
    const char *name;
    enum kind kind;
};

static void make_socket(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    ck_assert_uint_lt(strlen(path), sizeof address.sun_path);
    strcpy(address.sun_path, path);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    close(fd);
}

static void make_file(const struct scratch *s, const struct file *file)
{
    static const char text[] = "int x;\n";
    char name[300], *bytes = calloc(1, SUBMISSION_MAX_FILE_BYTES + 1);
    snprintf(name, sizeof name, "in/%s", file->name);
    const char *path = scratch_path(s, name);

    switch (file->kind) {
    case TEXT:
    case LOCKED: scratch_write(s, name, text, strlen(text)); break;
    case BIG: scratch_write(s, name, bytes, SUBMISSION_MAX_FILE_BYTES + 1); break;
    case LARGEST: scratch_write(s, name, bytes, SUBMISSION_MAX_FILE_BYTES); break;
    case LINK: ck_assert_int_eq(symlink("/etc/passwd", path), 0); break;
    case DANGLING: ck_assert_int_eq(symlink("nowhere", path), 0); break;
    case PIPE: ck_assert_int_eq(mkfifo(path, 0600), 0); break;
    case SOCKET: make_socket(path); break;
    case FOLDER: scratch_folder(s, name); break;
    case END: break;
    }
    if (file->kind == LOCKED)
        ck_assert_int_eq(chmod(path, 0), 0);
    free(bytes);
}

/* "NAME" or "NAME>COPY" for each, with commas. */
static const char *describe(const struct source *sources, size_t n, char text[1024])
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        bool same = strcmp(sources[i].name, sources[i].copy) == 0;
        used += (size_t)snprintf(text + used, 1024 - used, "%s%s%s%s", i ? "," : "",
                                 sources[i].name, same ? "" : ">",
                                 same ? "" : sources[i].copy);
    }
    return text;
}

/* ---- what is taken ---- */

struct taken {
    const char *why;
    const char *sources, *headers, *notes;
    struct file files[8];
};

static const struct taken taken[] = {
    {"the usual one", "backprop.c", "", NULL, {{"backprop.c", TEXT}}},
    {"several, in the order of their names",
     "a.c,b.c",
     "a.h,z.h",
     NULL,
     {{"z.h", TEXT}, {"b.c", TEXT}, {"a.h", TEXT}, {"a.c", TEXT}}},
    {"the contract's header is used, not the student's",
     "a.c",
     "",
     NULL,
     {{"a.c", TEXT}, {"backprop.h", BIG}}},
    {"prebuilt things and others are passed over",
     "a.c",
     "",
     NULL,
     {{"a.c", TEXT},
      {"a.o", TEXT},
      {"libm.a", TEXT},
      {"a.C", TEXT},
      {"ac", TEXT},
      {".c", TEXT},
      {"a.c~", TEXT}}},
    {"what systems and editors leave is passed over",
     "a.c",
     "",
     NULL,
     {{"a.c", TEXT}, {"._a.c", TEXT}, {".#a.c", DANGLING}, {".git", FOLDER}}},
    {"a name that a tool could take for an option, or a shell for more than a name",
     "$(x).c>source-1.c,-o.c>source-2.c,.x.c>source-3.c,a b.c>source-4.c,"
     "l\xc3\xb6sung.c>source-5.c",
     "",
     NULL,
     {{"-o.c", TEXT},
      {"a b.c", TEXT},
      {"l\xc3\xb6sung.c", TEXT},
      {"$(x).c", TEXT},
      {".x.c", TEXT}}},
    {"a canonical name that is taken",
     "a b.c>source-2.c,source-1.c",
     "",
     NULL,
     {{"a b.c", TEXT}, {"source-1.c", TEXT}}},
    {"a header keeps its name, since it is included by it",
     "a.c",
     "-x y.h",
     NULL,
     {{"a.c", TEXT}, {"-x y.h", TEXT}}},
    {"a link is left aside, wherever it leads",
     "a.c",
     "",
     "'b.c' is a symbolic link, not a file: left aside\n"
     "'c.h' is a symbolic link, not a file: left aside\n",
     {{"a.c", TEXT}, {"b.c", LINK}, {"c.h", DANGLING}}},
    {"what would block or is no file is left aside",
     "a.c",
     "",
     "'b.c' is a named pipe, not a file: left aside\n"
     "'c.c' is a socket, not a file: left aside\n"
     "'d.c' is a folder, not a file: left aside\n",
     {{"a.c", TEXT}, {"b.c", PIPE}, {"c.c", SOCKET}, {"d.c", FOLDER}, {"sub", FOLDER}}},
    {"a name cannot add a line of its own",
     "a.c",
     "",
     "'x\\x0a\\x1b[2J\\xe2\\x80\\xae.c' is a symbolic link, not a file: left aside\n",
     {{"a.c", TEXT}, {"x\n\x1b[2J\xe2\x80\xae.c", LINK}}},
    {"a file of just the largest size", "a.c", "", NULL, {{"a.c", LARGEST}}},
};

static void expect_copies(const struct scratch *s, const struct source *sources, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char name[300], in[300];
        struct stat copy, original;
        snprintf(name, sizeof name, "out/%s", sources[i].copy);
        snprintf(in, sizeof in, "in/%s", sources[i].name);
        ck_assert_int_eq(lstat(scratch_path(s, name), &copy), 0);
        ck_assert_int_eq(stat(scratch_path(s, in), &original), 0);
        ck_assert_int_eq(copy.st_size, original.st_size);
        ck_assert_msg(copy.st_mode == (S_IFREG | 0644), "another user is to read it");
    }
}

START_TEST(files_are_taken)
{
    const struct taken *row = &taken[_i];
    struct submission submission;
    struct scratch s;
    char text[1024];

    umask(077);
    scratch_open(&s);
    scratch_folder(&s, "in");
    scratch_folder(&s, "out");
    for (const struct file *file = row->files; file->kind != END; file++)
        make_file(&s, file);
    const char *in = scratch_path(&s, "in");
    ck_assert_msg(submission_open(&submission, in, scratch_path(&s, "out")) == 0, "%s",
                  row->why);
    ck_assert_str_eq(submission.folder, in);
    ck_assert_str_eq(describe(submission.sources, submission.n_sources, text),
                     row->sources);
    ck_assert_str_eq(describe(submission.headers, submission.n_headers, text),
                     row->headers);
    ck_assert_str_eq(submission.notes ? submission.notes : "",
                     row->notes ? row->notes : "");
    ck_assert_msg(!submission.notes == !row->notes, "no note is NULL");
    expect_copies(&s, submission.sources, submission.n_sources);
    expect_copies(&s, submission.headers, submission.n_headers);
    submission_release(&submission);
    scratch_close(&s);
}
END_TEST

/* ---- what is refused ---- */

struct refused {
    const char *why, *folder, *message;
    struct file files[3];
};

static const struct refused refused[] = {
    {"no folder", "no", "'@/no': no such folder", {{NULL, END}}},
    {"a file",
     "in/a.c",
     "'@/in/a.c' is not a folder: name the folder that holds the .c files",
     {{"a.c", TEXT}}},
    {"a device does not block",
     "in/p",
     "'@/in/p' is not a folder: name the folder that holds the .c files",
     {{"p", PIPE}}},
    {"nothing in it", "in", "'@/in' is empty: put backprop.c there", {{NULL, END}}},
    {"no source",
     "in",
     "no .c file in '@/in': put backprop.c there",
     {{"a.h", TEXT}, {"README", TEXT}}},
    {"nothing but a link",
     "in",
     "no .c file in '@/in': 'a.c' is a symbolic link, not a file: left aside",
     {{"a.c", LINK}, {"b.c", PIPE}}},
    {"too large",
     "in",
     "'@/in/big.c' is larger than 1 MiB",
     {{"a.c", TEXT}, {"big.c", BIG}}},
    {"a header that is too large",
     "in",
     "'@/in/big.h' is larger than 1 MiB",
     {{"a.c", TEXT}, {"big.h", BIG}}},
    {"not readable",
     "in",
     "cannot read '@/in/a.c': Permission denied",
     {{"a.c", LOCKED}}},
    {"a folder that is not readable",
     "in/sub",
     "cannot open '@/in/sub': Permission denied",
     {{"sub", FOLDER}, {"sub/a.c", TEXT}, {"sub", LOCKED}}},
};

/* Root may read everything. */
static void become_ordinary(const struct scratch *s)
{
    if (geteuid() != 0)
        return;
    ck_assert_int_eq(chown(s->folder, 65534, 65534), 0);
    ck_assert_int_eq(chown(scratch_path(s, "out"), 65534, 65534), 0);
    ck_assert_int_eq(seteuid(65534), 0);
}

START_TEST(bad_input_is_refused)
{
    const struct refused *row = &refused[_i];
    struct submission submission;
    struct scratch s;

    scratch_open(&s);
    scratch_folder(&s, "in");
    scratch_folder(&s, "out");
    for (const struct file *file = row->files; file < row->files + 3 && file->kind != END;
         file++)
        if (file->kind == LOCKED && strcmp(file->name, "sub") == 0)
            ck_assert_int_eq(chmod(scratch_path(&s, "in/sub"), 0), 0);
        else
            make_file(&s, file);
    become_ordinary(&s);
    ck_assert_msg(submission_open(&submission, scratch_path(&s, row->folder),
                                  scratch_path(&s, "out")) == SUBMISSION_REFUSED,
                  "%s", row->why);
    scratch_expect_error(&s, row->message);
    ck_assert_msg(!submission.folder && !submission.sources && !submission.notes,
                  "empty after a failure");
    if (getuid() == 0)
        ck_assert_int_eq(seteuid(0), 0);
    else if (strcmp(row->folder, "in/sub") == 0)
        ck_assert_int_eq(chmod(scratch_path(&s, "in/sub"), 0700), 0);
    scratch_close(&s);
}
END_TEST

static int open_with_files(struct scratch *s, int n_files)
{
    struct submission submission;
    scratch_open(s);
    scratch_folder(s, "in");
    scratch_folder(s, "out");
    for (int i = 0; i < n_files; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d.%c", i, i % 2 ? 'c' : 'h');
        make_file(s, &(struct file){name, TEXT});
    }
    int status =
        submission_open(&submission, scratch_path(s, "in"), scratch_path(s, "out"));
    submission_release(&submission);
    return status;
}

START_TEST(as_many_files_as_allowed)
{
    struct scratch s;
    ck_assert_int_eq(open_with_files(&s, SUBMISSION_MAX_FILES), 0);
    scratch_close(&s);
}
END_TEST

START_TEST(one_file_too_many)
{
    struct scratch s;
    ck_assert_int_eq(open_with_files(&s, SUBMISSION_MAX_FILES + 1), SUBMISSION_REFUSED);
    scratch_expect_error(
        &s, "'@/in' holds more than 64 .c and .h files: keep those of the exercise");
    scratch_close(&s);
}
END_TEST

START_TEST(a_copy_never_follows_a_link)
{
    struct submission submission;
    struct scratch s;
    scratch_open(&s);
    scratch_folder(&s, "in");
    scratch_folder(&s, "out");
    make_file(&s, &(struct file){"a.c", TEXT});
    ck_assert_int_eq(symlink("../victim", scratch_path(&s, "out/a.c")), 0);
    ck_assert_int_eq(
        submission_open(&submission, scratch_path(&s, "in"), scratch_path(&s, "out")),
        -1);
    scratch_expect_error(&s, "cannot copy 'a.c': File exists");
    ck_assert_int_ne(access(scratch_path(&s, "victim"), F_OK), 0);
    scratch_close(&s);
}
END_TEST

Suite *submission_suite(void)
{
    Suite *suite = suite_create("submission");
    TCase *files = tcase_create("files");
    tcase_add_loop_test(files, files_are_taken, 0, sizeof taken / sizeof taken[0]);
    tcase_add_loop_test(files, bad_input_is_refused, 0,
                        sizeof refused / sizeof refused[0]);
    tcase_add_test(files, as_many_files_as_allowed);
    tcase_add_test(files, one_file_too_many);
    tcase_add_test(files, a_copy_never_follows_a_link);
    suite_add_tcase(suite, files);
    return suite;
}
