#include "scratch.h"

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

void scratch_open(struct scratch *s)
{
    const char *parent = getenv("TMPDIR");
    memset(s, 0, sizeof *s);
    snprintf(s->folder, sizeof s->folder, "%s/gradecheck-test-XXXXXX",
             parent && strlen(parent) < 32 ? parent : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(s->folder));

    int fd = open(scratch_path(s, "stderr"), O_RDWR | O_CREAT | O_APPEND, 0600);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(dup2(fd, STDERR_FILENO), STDERR_FILENO);
    close(fd);
}

static void remove_folder(const char *path)
{
    DIR *folder = opendir(path);
    ck_assert_ptr_nonnull(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char name[1024];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        if (unlink(name) != 0)
            remove_folder(name);
    }
    closedir(folder);
    ck_assert_int_eq(rmdir(path), 0);
}

void scratch_close(struct scratch *s)
{
    ck_assert_str_eq(scratch_errors(s), "");
    remove_folder(s->folder);
}

const char *scratch_path(const struct scratch *s, const char *name)
{
    static char paths[8][256];
    static unsigned next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", s->folder, name);
    return path;
}

const char *scratch_write(const struct scratch *s, const char *name, const void *bytes,
                          size_t n_bytes)
{
    const char *path = scratch_path(s, name);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, n_bytes, file), n_bytes);
    ck_assert_int_eq(fclose(file), 0);
    return path;
}

void scratch_folder(const struct scratch *s, const char *name)
{
    ck_assert_int_eq(mkdir(scratch_path(s, name), 0755), 0);
}

void scratch_run(const struct scratch *s, const char *command)
{
    char text[1024];
    ck_assert_int_lt(snprintf(text, sizeof text, "cd '%s' && %s", s->folder, command),
                     (int)sizeof text);
    ck_assert_msg(system(text) == 0, "%s", text);
}

void scratch_settle(void)
{
    const struct timespec settled = {1, 200000000};
    nanosleep(&settled, NULL);
}

const char *scratch_errors(struct scratch *s)
{
    ssize_t n = pread(STDERR_FILENO, s->errors, sizeof s->errors - 1, 0);
    ck_assert_int_ge(n, 0);
    s->errors[n] = '\0';
    ck_assert_int_eq(ftruncate(STDERR_FILENO, 0), 0);
    return s->errors;
}

void scratch_expect_error(struct scratch *s, const char *text)
{
    char expected[2048];
    const char *got = scratch_errors(s), *behind_program = strstr(got, ": ");
    size_t n = 0;
    for (; *text; text++) {
        ck_assert_uint_lt(n + sizeof s->folder + 2, sizeof expected);
        if (*text == '@')
            n += (size_t)sprintf(expected + n, "%s", s->folder);
        else
            expected[n++] = *text;
    }
    strcpy(expected + n, "\n");
    ck_assert_msg(behind_program && strcmp(behind_program + 2, expected) == 0,
                  "expected: %sgot: %s", expected, got);
}
