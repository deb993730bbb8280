/* fuzz_submission.c: a student's folder, in which anything may lie, and its removal. */
#include "folder.h"
#include "fuzz.h"
#include "input.h"
#include "oracles.h"
#include "submission.h"

#include <assert.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_ENTRIES = 8, MAX_CONTENT = 256 };

static const char secret[] = "not the student's to read";
static char from[300], to[300], outside[300];

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    snprintf(from, sizeof from, "%s/from", scratch_folder());
    snprintf(to, sizeof to, "%s/to", scratch_folder());
    snprintf(outside, sizeof outside, "%s/outside.c", scratch_folder());
    assert(folder_write(scratch_folder(), "outside.c", secret, sizeof secret) == 0);
    return 0;
}

/* What the bytes ask for, as far as the file system has it. */
struct entry {
    char *name; /* NULL: it is not there */
    bool regular;
    const uint8_t *content;
    size_t n;
};

static void make_file(struct entry *e, int at)
{
    int fd = openat(at, e->name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
    if (fd < 0)
        return;
    assert(write(fd, e->content, e->n) == (ssize_t)e->n);
    close(fd);
    e->regular = true;
}

/* A folder with a file and a folder in it. */
static void make_folder(const char *name, int at)
{
    if (mkdirat(at, name, 0700) != 0)
        return;
    int fd = openat(at, name, O_RDONLY | O_DIRECTORY);
    assert(fd >= 0);
    mkdirat(fd, name, 0);
    close(openat(fd, "backprop.c", O_WRONLY | O_CREAT, 0));
    close(fd);
}

/* A link to wherever the content says. */
static void make_link(const struct entry *e, int at)
{
    char *target = strndup((const char *)e->content, e->n);
    int made = symlinkat(target, at, e->name);
    (void)made;
    free(target);
}

static void make_entry(struct entry *e, struct input *input, int at)
{
    static const char *const endings[] = {"", ".c", ".h", ".c"};
    uint8_t kind = input_byte(input);
    int made = 0; /* or not: a name may be empty, too long, or there already */
    char *stem = input_text(input, 255, "/"), name[260];
    snprintf(name, sizeof name, "%s%s", stem, endings[kind >> 6]);
    free(stem);
    *e = (struct entry){.name = strdup(name), .n = input_size(input, MAX_CONTENT)};
    e->content = input_run(input, &e->n);
    assert(e->name);

    switch (kind & 7) {
    case 0: make_folder(name, at); break;
    case 1: make_link(e, at); break;
    case 2: made = symlinkat(outside, at, name); break;
    case 3: made = mkfifoat(at, name, 0600); break;
    default: make_file(e, at); break;
    }
    (void)made;
}

static const struct entry *entry_named(const struct entry *entries, size_t n,
                                       const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (entries[i].regular && strcmp(entries[i].name, name) == 0)
            return &entries[i];
    return NULL;
}

static bool is_plain(const char *name)
{
    return name[0] != '-' && name[0] != '.' &&
           name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                             "0123456789_.-")] == '\0';
}

/* The copy is a file of the same content as the one file of this name in the folder. */
static void check_source(const struct source *source, const struct entry *entries,
                         size_t n, bool header)
{
    const struct entry *e = entry_named(entries, n, source->name);
    struct stat info;
    unsigned char *bytes;
    size_t n_bytes;
    assert(e && strcmp(source->name, "backprop.h") != 0);
    assert(header ? strcmp(source->copy, source->name) == 0 : is_plain(source->copy));
    assert(folder_read(to, ".", source->copy, MAX_CONTENT, &bytes, &n_bytes) ==
           FOLDER_READ_OK);
    assert(n_bytes == e->n && memcmp(bytes, e->content, n_bytes) == 0);
    free(bytes);
    int at = open(to, O_RDONLY | O_DIRECTORY);
    assert(fstatat(at, source->copy, &info, AT_SYMLINK_NOFOLLOW) == 0);
    assert(S_ISREG(info.st_mode) && (info.st_mode & 07777) == 0644);
    close(at);
}

static size_t count_entries(const char *folder)
{
    DIR *stream = opendir(folder);
    size_t n = 0;
    assert(stream);
    while (readdir(stream))
        n++;
    closedir(stream);
    return n - 2;
}

static void check(const struct submission *s, const struct entry *entries, size_t n)
{
    assert(s->n_sources >= 1);
    assert(count_entries(to) == s->n_sources + s->n_headers);
    for (size_t i = 0; i < s->n_sources; i++)
        check_source(&s->sources[i], entries, n, false);
    for (size_t i = 0; i < s->n_headers; i++)
        check_source(&s->headers[i], entries, n, true);
    if (s->notes)
        assert(text_is_safe(s->notes, strlen(s->notes), true));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct input input = {bytes, n};
    struct entry entries[MAX_ENTRIES];
    size_t n_entries = 0;
    struct submission submission;
    int before = open_descriptors();

    assert(mkdir(from, 0700) == 0 && mkdir(to, 0700) == 0);
    int at = open(from, O_RDONLY | O_DIRECTORY);
    assert(at >= 0);
    while (n_entries < MAX_ENTRIES && input.n > 0)
        make_entry(&entries[n_entries++], &input, at);
    close(at);

    int status = submission_open(&submission, from, to);
    assert(status == 0 || status == SUBMISSION_REFUSED); /* none of it is our failure */
    assert(errors_taken() == (status == 0 ? 0 : 1));
    if (status == 0)
        check(&submission, entries, n_entries);
    submission_release(&submission);

    assert(folder_remove(from) == 0 && folder_remove(to) == 0);
    assert(open_descriptors() == before);
    for (size_t i = 0; i < n_entries; i++)
        free(entries[i].name);
    return 0;
}
