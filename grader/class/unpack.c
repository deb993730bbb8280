/* An archive is hostile: libarchive is asked for its entries' names and bytes alone, and never to write
 * to the disk itself. Who calls this does so in a process with limits of its own (stage.c). */
#include "class/unpack.h"

#include "error.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK_BYTES = 64 << 10, MAX_DEPTH = 32, MAX_NAME_BYTES = 1024 };

static const char *const endings[] = {".zip",     ".tar",  ".tar.gz", ".tgz",
                                      ".tar.bz2", ".tbz2", ".tar.xz", ".txz",
                                      ".tar.zst", ".7z"};

bool unpack_is_archive(const char *name)
{
    size_t n = strlen(name);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t tail = strlen(endings[i]);
        if (n > tail && strcasecmp(name + n - tail, endings[i]) == 0)
            return true;
    }
    return false;
}

/* An archive while it is unpacked. */
struct unpacking {
    struct archive *archive;
    const struct unpack_limits *limits;
    int folder; /* a descriptor */
    size_t n_entries, n_files, n_bytes;
    char *message;
    size_t n_message;
    const char *path;
};

static enum unpacked refuse(struct unpacking *u, const char *what)
{
    snprintf(u->message, u->n_message, "%s", what);
    return UNPACK_REFUSED;
}

static enum unpacked refuse_damaged(struct unpacking *u)
{
    const char *why = archive_error_string(u->archive);
    snprintf(u->message, u->n_message, "the archive cannot be read: %s",
             why ? why : "it is damaged");
    return UNPACK_REFUSED;
}

/* A relative name without "..", not too long and not too deep, in PLAIN. A leading "./" is what tar
 * writes of a whole folder; '\\' separates where Windows packed. */
static bool plain_name(const char *name, char plain[MAX_NAME_BYTES + 1])
{
    int depth = 0;
    if (!name || strlen(name) > MAX_NAME_BYTES)
        return false;
    while (strncmp(name, "./", 2) == 0)
        name += 2;
    strcpy(plain, name);
    for (char *c = plain; *c; c++)
        if (*c == '\\')
            *c = '/';
    for (const char *part = plain; part; depth++) {
        const char *end = strchr(part, '/');
        size_t n = end ? (size_t)(end - part) : strlen(part);
        if (n == 0 || n > 255 || (n == 2 && memcmp(part, "..", 2) == 0))
            return false;
        part = end ? end + 1 : NULL;
    }
    return depth <= MAX_DEPTH;
}

/* Makes the folders that NAME lies in. */
static int make_folders(struct unpacking *u, const char *name)
{
    char folder[MAX_NAME_BYTES + 1];
    for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
        snprintf(folder, sizeof folder, "%.*s", (int)(slash - name), name);
        if (mkdirat(u->folder, folder, 0700) != 0 && errno != EEXIST)
            return -1;
    }
    return 0;
}

static int write_all(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t step = write(fd, bytes, n);
        if (step < 0 && errno == EINTR)
            continue;
        if (step < 0)
            return -1;
        bytes += step;
        n -= (size_t)step;
    }
    return 0;
}

/* Copies the bytes of the entry to FD (-1: nowhere). */
static enum unpacked copy_bytes(struct unpacking *u, int fd)
{
    char block[BLOCK_BYTES];
    size_t room = u->limits->max_file_bytes + 1;
    for (;;) {
        ssize_t n = archive_read_data(u->archive, block, sizeof block);
        if (n == ARCHIVE_RETRY)
            continue;
        if (n < 0)
            return refuse_damaged(u);
        if (n == 0)
            return UNPACKED;
        u->n_bytes += (size_t)n;
        if (u->n_bytes > u->limits->max_bytes)
            return refuse(u, "the archive unpacks to too much");
        size_t wanted = (size_t)n < room ? (size_t)n : room;
        room -= wanted;
        if (fd >= 0 && write_all(fd, block, wanted) != 0) {
            error("cannot unpack '%s': %s", u->path, strerror(errno));
            return UNPACK_FAILED;
        }
    }
}

/* A file that is there twice has the content of the last one, as unpackers have it. */
static enum unpacked unpack_file(struct unpacking *u, struct archive_entry *entry,
                                 const char *name)
{
    int flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC;
    if (++u->n_files > u->limits->max_files)
        return refuse(u, "the archive holds too many files");
    int fd = make_folders(u, name) == 0 ? openat(u->folder, name, flags, 0600) : -1;
    if (fd < 0 && (errno == ENOTDIR || errno == EISDIR || errno == ELOOP))
        return refuse(u, "in the archive a file and a folder have the same name");
    if (fd < 0) {
        error("cannot unpack '%s': %s", u->path, strerror(errno));
        return UNPACK_FAILED;
    }
    enum unpacked status = copy_bytes(u, fd);
    if (archive_entry_mtime_is_set(entry)) {
        const struct timespec when[2] = {{.tv_sec = archive_entry_mtime(entry)},
                                         {.tv_sec = archive_entry_mtime(entry)}};
        futimens(fd, when);
    }
    close(fd);
    return status;
}

static enum unpacked unpack_entry(struct unpacking *u, struct archive_entry *entry)
{
    const char *name = archive_entry_pathname_utf8(entry);
    char plain[MAX_NAME_BYTES + 1] = "";
    bool is_plain = plain_name(name ? name : archive_entry_pathname(entry), plain);
    const char *slash = strrchr(plain, '/');
    if (++u->n_entries > u->limits->max_entries)
        return refuse(u, "the archive has too many entries");
    if (archive_entry_is_encrypted(entry))
        return refuse(u, "the archive is encrypted");
    bool is_file = archive_entry_filetype(entry) == AE_IFREG &&
                   !archive_entry_hardlink(entry) && !archive_entry_symlink(entry);
    if (!is_plain || !is_file ||
        (u->limits->takes && !u->limits->takes(slash ? slash + 1 : plain)))
        return copy_bytes(u, -1); /* counted all the same */
    return unpack_file(u, entry, plain);
}

static enum unpacked unpack_entries(struct unpacking *u)
{
    struct archive_entry *entry;
    for (;;) {
        int status = archive_read_next_header(u->archive, &entry);
        if (status == ARCHIVE_EOF)
            return u->n_entries > 0 ? UNPACKED : refuse(u, "the archive is empty");
        if (status == ARCHIVE_RETRY)
            continue;
        if (status < ARCHIVE_WARN)
            return refuse_damaged(u);
        enum unpacked unpacked = unpack_entry(u, entry);
        if (unpacked != UNPACKED)
            return unpacked;
    }
}

static int support_formats(struct archive *archive)
{
    return archive_read_support_format_zip(archive) != ARCHIVE_OK ||
                   archive_read_support_format_tar(archive) != ARCHIVE_OK ||
                   archive_read_support_format_7zip(archive) < ARCHIVE_WARN ||
                   archive_read_support_filter_gzip(archive) < ARCHIVE_WARN ||
                   archive_read_support_filter_bzip2(archive) < ARCHIVE_WARN ||
                   archive_read_support_filter_xz(archive) < ARCHIVE_WARN ||
                   archive_read_support_filter_zstd(archive) < ARCHIVE_WARN
               ? -1
               : 0;
}

enum unpacked unpack(const char *path, const char *folder,
                     const struct unpack_limits *limits, size_t *n_files, char *message,
                     size_t n_message)
{
    struct unpacking u = {.limits = limits,
                          .message = message,
                          .n_message = n_message,
                          .path = path,
                          .folder = -1};
    enum unpacked status = UNPACK_FAILED;
    *n_files = 0;
    u.archive = archive_read_new();
    if (!u.archive || support_formats(u.archive) != 0) {
        error("cannot unpack '%s': out of memory", path);
        goto out;
    }
    u.folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (u.folder < 0) {
        error("cannot open '%s': %s", folder, strerror(errno));
        goto out;
    }
    status = archive_read_open_filename(u.archive, path, BLOCK_BYTES) == ARCHIVE_OK
                 ? unpack_entries(&u)
                 : refuse_damaged(&u);
    *n_files = u.n_files;
out:
    if (u.folder >= 0)
        close(u.folder);
    archive_read_free(u.archive);
    return status;
}
