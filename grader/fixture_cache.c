#include "fixture_cache.h"

#include "file.h"
#include "fixture_pack.h"
#include "manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { STAMP_BYTES = 32, MAX_CACHE_BYTES = 1 << 28 };

/* A file that changed as recently may change again within what its time can tell. */
static const double settled_s = 1.0;

/* What stands in front of the packed bytes. */
struct header {
    unsigned char stamp[STAMP_BYTES]; /* of the files that they come from */
    unsigned char hash[STAMP_BYTES];  /* of the bytes */
};

/* One entry of the cache: where it lies, and what it must go with. */
struct entry {
    char path[PATH_MAX];
    unsigned char stamp[STAMP_BYTES];
    struct timespec newest; /* of the files' times */
};

/* ---- the folder ---- */

/* Made where its parent is there. Nobody else's will do. */
static bool open_folder(const char *path)
{
    struct stat info;
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return false;
    return lstat(path, &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == geteuid() &&
           (info.st_mode & 022) == 0;
}

static bool find_folder(char path[PATH_MAX], bool hidden)
{
    const char *own = getenv("GRADECHECK_CACHE"), *caches = getenv("XDG_CACHE_HOME"),
               *home = getenv("HOME");
    int n = -1;
    if (own && *own)
        n = snprintf(path, PATH_MAX, "%s", own);
    else if (hidden)
        return false;
    else if (caches && *caches == '/')
        n = snprintf(path, PATH_MAX, "%s/gradecheck", caches);
    else if (home && *home == '/') {
        n = snprintf(path, PATH_MAX, "%s/.cache", home);
        if (n > 0 && n < PATH_MAX - 16) {
            mkdir(path, 0700);
            n += snprintf(path + n, 16, "/gradecheck");
        }
    }
    return n > 0 && n < PATH_MAX && open_folder(path);
}

/* ---- stamps ---- */

static bool is_later(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec : a->tv_nsec > b->tv_nsec;
}

static bool stamp_file(crypto_generichash_state *state, struct entry *entry,
                       const char *path)
{
    struct stat info;
    if (!path || stat(path, &info) != 0)
        return false;
    const struct timespec times[] = {info.st_mtim, info.st_ctim};
    const unsigned long long numbers[] = {
        (unsigned long long)info.st_dev,      (unsigned long long)info.st_ino,
        (unsigned long long)info.st_size,     (unsigned long long)times[0].tv_sec,
        (unsigned long long)times[0].tv_nsec, (unsigned long long)times[1].tv_sec,
        (unsigned long long)times[1].tv_nsec};
    crypto_generichash_update(state, (const unsigned char *)path, strlen(path) + 1);
    crypto_generichash_update(state, (const unsigned char *)numbers, sizeof numbers);
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
        if (is_later(&times[i], &entry->newest))
            entry->newest = times[i];
    return true;
}

static bool stamp_in(crypto_generichash_state *state, struct entry *entry,
                     const char *folder, const char *name)
{
    char *path = file_path(folder, name);
    bool stamped = stamp_file(state, entry, path);
    free(path);
    return stamped;
}

/* Every file that fixture_set_load() reads. */
static bool stamp_files(crypto_generichash_state *state, struct entry *entry,
                        const struct manifest *manifest, const char *folder)
{
    bool stamped = stamp_in(state, entry, folder, "manifest.json");
    for (size_t i = 0; stamped && i < manifest->n_files; i++)
        stamped = stamp_in(state, entry, folder, manifest->files[i].name);
    char *own = file_path(folder, "data"), *shared = file_path(folder, "../data");
    stamped = stamped && own && shared;
    for (size_t i = 0; stamped && i < manifest->n_data; i++)
        stamped = stamp_in(state, entry, own, manifest->data[i].name) ||
                  stamp_in(state, entry, shared, manifest->data[i].name);
    free(own);
    free(shared);
    return stamped;
}

/* The path of this program, of size bytes at most; "" where it cannot be told. */
static void find_program(char *path, size_t size)
{
    ssize_t n = readlink("/proc/self/exe", path, size - 1);
    path[n > 0 ? n : 0] = '\0';
}

/* What is kept has the layout of this very program. */
static bool open_stamp(crypto_generichash_state *state, struct entry *entry)
{
    char program[PATH_MAX];
    find_program(program, sizeof program);
    entry->newest = (struct timespec){0, 0};
    crypto_generichash_init(state, NULL, 0, STAMP_BYTES);
    return stamp_file(state, entry, program);
}

static bool stamp_set(struct entry *entry, const struct manifest *manifest,
                      const char *folder)
{
    crypto_generichash_state state;
    if (!open_stamp(&state, entry) || !stamp_files(&state, entry, manifest, folder))
        return false;
    crypto_generichash_final(&state, entry->stamp, STAMP_BYTES);
    return true;
}

static bool stamp_misconceptions(struct entry *entry, const struct fixture_set *set)
{
    crypto_generichash_state state;
    if (!open_stamp(&state, entry))
        return false;
    crypto_generichash_update(&state, (const unsigned char *)set->misconceptions_sha256,
                              strlen(set->misconceptions_sha256));
    if (!stamp_file(&state, entry, set->misconceptions))
        return false;
    crypto_generichash_final(&state, entry->stamp, STAMP_BYTES);
    return true;
}

static bool is_settled(const struct entry *entry)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (double)(now.tv_sec - entry->newest.tv_sec) +
               1e-9 * (double)(now.tv_nsec - entry->newest.tv_nsec) >
           settled_s;
}

/* ---- entries ---- */

/* The place for what comes from PATH, a folder or a file. Two graders do not take each other's. */
static bool find_entry(struct entry *entry, const char *path, bool hidden)
{
    char folder[PATH_MAX], places[2 * PATH_MAX], hex[2 * STAMP_BYTES + 1];
    unsigned char hash[STAMP_BYTES];
    if (!find_folder(folder, hidden) || !realpath(path, places))
        return false;
    size_t n = strlen(places) + 1;
    find_program(places + n, sizeof places - n);
    n += strlen(places + n);
    crypto_generichash(hash, sizeof hash, (const unsigned char *)places, n, NULL, 0);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return snprintf(entry->path, sizeof entry->path, "%s/%.32s", folder, hex) <
           (int)sizeof entry->path;
}

static bool is_ours(int fd, size_t *n_bytes)
{
    struct stat info;
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_uid != geteuid() ||
        (info.st_mode & 022) != 0 || info.st_size < (off_t)sizeof(struct header) ||
        info.st_size > MAX_CACHE_BYTES)
        return false;
    *n_bytes = (size_t)info.st_size;
    return true;
}

static void hash_bytes(unsigned char hash[STAMP_BYTES], const unsigned char *bytes,
                       size_t n)
{
    crypto_generichash(hash, STAMP_BYTES, bytes, n, NULL, 0);
}

/* An entry, mapped: the header, and what was packed behind it. */
struct mapped {
    unsigned char *bytes; /* NULL: there is none that goes with the stamp */
    size_t n_bytes;
    const unsigned char *packed; /* of them */
    size_t n_packed;
};

static bool is_whole(const struct mapped *mapped, const struct entry *entry)
{
    struct header header;
    unsigned char hash[STAMP_BYTES];
    memcpy(&header, mapped->bytes, sizeof header);
    if (memcmp(header.stamp, entry->stamp, STAMP_BYTES) != 0)
        return false;
    hash_bytes(hash, mapped->packed, mapped->n_packed);
    return memcmp(header.hash, hash, STAMP_BYTES) == 0;
}

static void unmap_entry(struct mapped *mapped)
{
    if (mapped->bytes)
        munmap(mapped->bytes, mapped->n_bytes);
    *mapped = (struct mapped){.bytes = NULL};
}

/* Entries are replaced and never written to, but for a damage that hits right now. */
static struct mapped map_entry(const struct entry *entry)
{
    struct mapped mapped = {.bytes = NULL};
    int fd = open(entry->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd >= 0 && is_ours(fd, &mapped.n_bytes)) {
        void *bytes = mmap(NULL, mapped.n_bytes, PROT_READ, MAP_PRIVATE, fd, 0);
        mapped.bytes = bytes == MAP_FAILED ? NULL : bytes;
    }
    if (mapped.bytes) {
        mapped.packed = mapped.bytes + sizeof(struct header);
        mapped.n_packed = mapped.n_bytes - sizeof(struct header);
    }
    if (fd >= 0)
        close(fd);
    if (mapped.bytes && !is_whole(&mapped, entry))
        unmap_entry(&mapped);
    return mapped;
}

/* Whether what was read may be kept: NOW, found again, is the same, so that no file was changed while they were
 * read, nor so recently that the change does not show. */
static bool may_keep(const struct entry *entry, const struct entry *now)
{
    return memcmp(now->stamp, entry->stamp, STAMP_BYTES) == 0 && is_settled(entry);
}

/* Beside its place, then renamed; without a word where that fails. */
static void write_entry(const struct entry *entry, const unsigned char *bytes, size_t n)
{
    struct header header;
    char beside[PATH_MAX + 32];
    snprintf(beside, sizeof beside, "%s.%ld.new", entry->path, (long)getpid());
    int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return;
    memcpy(header.stamp, entry->stamp, STAMP_BYTES);
    hash_bytes(header.hash, bytes, n);
    bool written = write(fd, &header, sizeof header) == (ssize_t)sizeof header &&
                   write(fd, bytes, n) == (ssize_t)n;
    written = close(fd) == 0 && written;
    if (!written || rename(beside, entry->path) != 0)
        unlink(beside);
}

/* ---- sets ---- */

static bool find_set(struct entry *entry, const struct manifest *manifest,
                     const char *folder)
{
    return find_entry(entry, folder, manifest->hidden) &&
           stamp_set(entry, manifest, folder);
}

static bool read_set(struct fixture_set *set, const struct entry *entry)
{
    struct mapped mapped = map_entry(entry);
    bool whole =
        mapped.bytes && fixture_unpack_set(set, mapped.packed, mapped.n_packed) == 0;
    unmap_entry(&mapped);
    return whole;
}

static void keep_set(const struct fixture_set *set, const struct entry *entry,
                     const struct manifest *manifest, const char *folder)
{
    struct entry now;
    size_t n;
    if (!find_set(&now, manifest, folder) || !may_keep(entry, &now))
        return;
    unsigned char *bytes = fixture_pack_set(set, &n);
    if (bytes)
        write_entry(entry, bytes, n);
    free(bytes);
}

int fixture_cache_load(struct fixture_set *set, const char *folder)
{
    struct manifest manifest;
    struct entry entry;
    memset(set, 0, sizeof *set);
    if (manifest_read(&manifest, folder) != 0)
        return -1;
    bool cached = find_set(&entry, &manifest, folder);
    int status = 0;
    if (!cached || !read_set(set, &entry)) {
        status = fixture_set_load(set, folder);
        if (status == 0 && cached)
            keep_set(set, &entry, &manifest, folder);
    }
    manifest_release(&manifest);
    return status;
}

/* ---- misconceptions ---- */

static bool read_misconceptions(struct misconceptions *all, const struct entry *entry)
{
    struct mapped mapped = map_entry(entry);
    bool whole = mapped.bytes &&
                 fixture_unpack_misconceptions(all, mapped.packed, mapped.n_packed) == 0;
    unmap_entry(&mapped);
    return whole;
}

static void keep_misconceptions(const struct misconceptions *all,
                                const struct entry *entry, const struct fixture_set *set)
{
    struct entry now;
    size_t n;
    if (!stamp_misconceptions(&now, set) || !may_keep(entry, &now))
        return;
    unsigned char *bytes = fixture_pack_misconceptions(all, &n);
    if (bytes)
        write_entry(entry, bytes, n);
    free(bytes);
}

int fixture_cache_misconceptions(const struct fixture_set *set,
                                 struct misconceptions *all)
{
    struct entry entry;
    *all = (struct misconceptions){.n = 0};
    if (!set->misconceptions)
        return 0;
    bool cached = find_entry(&entry, set->misconceptions, set->hidden) &&
                  stamp_misconceptions(&entry, set);
    if (cached && read_misconceptions(all, &entry))
        return 0;
    int status = fixture_set_misconceptions(set, all);
    if (status == 0 && cached)
        keep_misconceptions(all, &entry, set);
    return status;
}
