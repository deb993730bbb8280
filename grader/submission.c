/* The folder is a stranger's: each entry is looked at without following links before it
 * is opened, and again when it is open, since it may have been changed between the two.
 */
#include "submission.h"

#include "error.h"
#include "printable.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The names of a folder's .c and .h files, sorted. */
struct names {
    char **items;
    size_t n;
    bool any; /* the folder holds anything at all */
};

/* A submission while it is read. */
struct reader {
    struct submission *submission;
    struct names names;
    int from, to;          /* the two folders */
    FILE *notes;           /* writes to submission->notes, */
    size_t notes_bytes;    /* and here, until it is closed */
    unsigned char *buffer; /* SUBMISSION_MAX_FILE_BYTES + 1 */
    bool ours;             /* what failed is not the folder's fault */
};

static bool has_ending(const char *name, const char *ending)
{
    size_t n = strlen(name), tail = strlen(ending);
    return n > tail && strcmp(name + n - tail, ending) == 0;
}

/* What macOS ("._x.c") and Emacs (".#x.c") leave beside a file is not a source. */
bool submission_takes(const char *name)
{
    return (has_ending(name, ".c") || has_ending(name, ".h")) &&
           strncmp(name, "._", 2) != 0 && strncmp(name, ".#", 2) != 0 &&
           strcmp(name, "backprop.h") != 0;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void release_names(struct names *names)
{
    for (size_t i = 0; i < names->n; i++)
        free(names->items[i]);
    free(names->items);
    *names = (struct names){.items = NULL};
}

/* ---- finding ---- */

static int add_name(struct names *names, const char *name, const char *folder)
{
    if (names->n == SUBMISSION_MAX_FILES)
        return error(
            "'%s' holds more than %d .c and .h files: keep those of the exercise", folder,
            SUBMISSION_MAX_FILES);
    names->items[names->n] = strdup(name);
    if (!names->items[names->n])
        return error("out of memory");
    names->n++;
    return 0;
}

static int list_names(struct names *names, int fd, const char *folder)
{
    int copy = dup(fd), status = 0;
    DIR *stream = copy >= 0 ? fdopendir(copy) : NULL;
    const struct dirent *entry;

    if (!stream) {
        if (copy >= 0)
            close(copy);
        return error("cannot read '%s': %s", folder, strerror(errno));
    }
    names->items = calloc(SUBMISSION_MAX_FILES, sizeof *names->items);
    if (!names->items)
        status = error("out of memory");
    for (errno = 0; status == 0 && (entry = readdir(stream)); errno = 0) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        names->any = true;
        if (submission_takes(entry->d_name))
            status = add_name(names, entry->d_name, folder);
    }
    if (status == 0 && errno != 0)
        status = error("cannot read '%s': %s", folder, strerror(errno));
    closedir(stream);
    if (status == 0)
        qsort(names->items, names->n, sizeof *names->items, compare_names);
    return status;
}

static int open_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC);
    if (fd >= 0)
        return fd;
    if (errno == ENOENT)
        return error("'%s': no such folder", folder);
    if (errno == ENOTDIR)
        return error("'%s' is not a folder: name the folder that holds the .c files",
                     folder);
    return error("cannot open '%s': %s", folder, strerror(errno));
}

/* ---- naming the copies ---- */

static bool is_plain(const char *name)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789_.-";
    return name[0] != '-' && name[0] != '.' && strspn(name, allowed) == strlen(name);
}

/* A name that no tool takes for an option, and that is no other file's. */
static char *copy_name(const struct names *names, const char *name, size_t *n_renamed)
{
    char made[32];
    const char *key = made;

    if (!has_ending(name, ".c") || is_plain(name))
        return strdup(name);
    do
        snprintf(made, sizeof made, "source-%zu.c", ++*n_renamed);
    while (bsearch(&key, names->items, names->n, sizeof *names->items, compare_names));
    return strdup(made);
}

/* ---- copying ---- */

static const char *kind_of(mode_t mode)
{
    return S_ISLNK(mode)    ? "a symbolic link"
           : S_ISDIR(mode)  ? "a folder"
           : S_ISFIFO(mode) ? "a named pipe"
           : S_ISSOCK(mode) ? "a socket"
                            : "a device";
}

static int leave_aside(struct reader *r, const char *name, mode_t mode)
{
    char *shown = printable_name(name);
    if (!shown)
        return -1;
    fprintf(r->notes, "'%s' is %s, not a file: left aside\n", shown, kind_of(mode));
    free(shown);
    return 0;
}

/* Reads FD to its end. Returns the number of bytes, at most one more than allowed, or -1
 * with errno set. */
static ssize_t read_all(struct reader *r, int fd)
{
    size_t n = 0;
    ssize_t got = 1;
    while (got > 0 && n <= SUBMISSION_MAX_FILE_BYTES) {
        got = read(fd, r->buffer + n, SUBMISSION_MAX_FILE_BYTES + 1 - n);
        if (got > 0)
            n += (size_t)got;
        else if (got < 0 && errno == EINTR)
            got = 1;
    }
    return got < 0 ? -1 : (ssize_t)n;
}

static int write_copy(struct reader *r, const char *name, size_t n)
{
    int fd =
        openat(r->to, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0)
        return error("cannot copy '%s': %s", name, strerror(errno));
    for (size_t done = 0; done < n;) {
        ssize_t written = write(fd, r->buffer + done, n - done);
        if (written < 0 && errno != EINTR) {
            error("cannot copy '%s': %s", name, strerror(errno));
            close(fd);
            return -1;
        }
        done += written > 0 ? (size_t)written : 0;
    }
    fchmod(fd, 0644); /* whatever the umask: another user is to read it */
    if (close(fd) != 0)
        return error("cannot copy '%s': %s", name, strerror(errno));
    return 0;
}

static int keep_source(struct reader *r, const char *name, char *copy)
{
    struct submission *s = r->submission;
    struct source *source = has_ending(name, ".c") ? &s->sources[s->n_sources++]
                                                   : &s->headers[s->n_headers++];
    source->copy = copy;
    source->name = strdup(name);
    return source->name ? 0 : error("out of memory");
}

static int take_open_file(struct reader *r, const char *name, int fd, size_t *n_renamed)
{
    ssize_t n = read_all(r, fd);
    const char *folder = r->submission->folder;
    if (n < 0)
        return error("cannot read '%s/%s': %s", folder, name, strerror(errno));
    if (n > SUBMISSION_MAX_FILE_BYTES)
        return error("'%s/%s' is larger than 1 MiB", folder, name);

    char *copy = copy_name(&r->names, name, n_renamed);
    if (!copy)
        return error("out of memory");
    if (write_copy(r, copy, (size_t)n) != 0) {
        r->ours = true;
        free(copy);
        return -1;
    }
    return keep_source(r, name, copy);
}

static int take_file(struct reader *r, const char *name, size_t *n_renamed)
{
    struct stat info;
    if (fstatat(r->from, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
        return error("cannot read '%s/%s': %s", r->submission->folder, name,
                     strerror(errno));
    if (!S_ISREG(info.st_mode))
        return leave_aside(r, name, info.st_mode);

    int fd = openat(r->from, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &info) != 0) {
        error("cannot read '%s/%s': %s", r->submission->folder, name, strerror(errno));
        if (fd >= 0)
            close(fd);
        return -1;
    }
    int status = S_ISREG(info.st_mode) ? take_open_file(r, name, fd, n_renamed)
                                       : leave_aside(r, name, info.st_mode);
    close(fd);
    return status;
}

static int take_files(struct reader *r)
{
    size_t n_renamed = 0;
    for (size_t i = 0; i < r->names.n; i++)
        if (take_file(r, r->names.items[i], &n_renamed) != 0)
            return -1;
    return 0;
}

/* Says what is there instead of a .c file, if it was a link or the like. */
static int check_sources(struct reader *r, const char *folder)
{
    if (fflush(r->notes) != 0)
        return error("out of memory");
    if (r->submission->n_sources > 0)
        return 0;
    const char *notes = r->submission->notes;
    if (notes && *notes)
        return error("no .c file in '%s': %.*s", folder, (int)strcspn(notes, "\n"),
                     notes);
    return error(r->names.any ? "no .c file in '%s': put backprop.c there"
                              : "'%s' is empty: put backprop.c there",
                 folder);
}

static int open_reader(struct reader *r, const char *folder, const char *destination)
{
    struct submission *s = r->submission;

    s->folder = strdup(folder);
    s->sources = calloc(SUBMISSION_MAX_FILES, sizeof *s->sources);
    s->headers = calloc(SUBMISSION_MAX_FILES, sizeof *s->headers);
    r->buffer = malloc(SUBMISSION_MAX_FILE_BYTES + 1);
    r->notes = open_memstream(&s->notes, &r->notes_bytes);
    r->ours = true;
    if (!s->folder || !s->sources || !s->headers || !r->buffer || !r->notes)
        return error("out of memory");
    r->to = open(destination, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (r->to < 0)
        return error("cannot open '%s': %s", destination, strerror(errno));
    r->ours = false;
    r->from = open_folder(folder);
    return r->from < 0 ? -1 : 0;
}

int submission_open(struct submission *submission, const char *folder,
                    const char *destination)
{
    struct reader reader = {.submission = submission, .from = -1, .to = -1};
    *submission = (struct submission){.folder = NULL};

    int status = open_reader(&reader, folder, destination);
    if (status == 0)
        status = list_names(&reader.names, reader.from, folder);
    if (status == 0)
        status = take_files(&reader);
    if (status == 0)
        status = check_sources(&reader, folder);

    if (reader.notes)
        fclose(reader.notes);
    if (reader.from >= 0)
        close(reader.from);
    if (reader.to >= 0)
        close(reader.to);
    free(reader.buffer);
    release_names(&reader.names);
    if (status != 0) {
        submission_release(submission);
    } else if (!*submission->notes) {
        free(submission->notes);
        submission->notes = NULL;
    }
    return status != 0 && !reader.ours ? SUBMISSION_REFUSED : status;
}

static void release_sources(struct source *sources, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        free(sources[i].name);
        free(sources[i].copy);
    }
    free(sources);
}

void submission_release(struct submission *submission)
{
    release_sources(submission->sources, submission->n_sources);
    release_sources(submission->headers, submission->n_headers);
    free(submission->folder);
    free(submission->notes);
    *submission = (struct submission){.folder = NULL};
}

const struct source *source_at(const struct source *files, size_t n_files,
                               const char *text, size_t n_bytes)
{
    for (size_t i = 0; i < n_files; i++) {
        size_t length = strlen(files[i].copy);
        if (n_bytes > length && text[length] == ':' &&
            memcmp(text, files[i].copy, length) == 0)
            return &files[i];
    }
    return NULL;
}
