#include "cache.h"

#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_CACHE_BYTES = 1 << 28 };

/* A file that changed as recently may change again within what its time can tell. */
static const double settled_s = 1.0;

/* What stands in front of the bytes. */
struct header {
    unsigned char stamp[CACHE_STAMP_BYTES]; /* of what they come from */
    unsigned char hash[CACHE_STAMP_BYTES];  /* of the bytes */
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

static bool find_folder(char path[PATH_MAX], enum cache_kind kind)
{
    const char *own = getenv("GRADECHECK_CACHE"), *caches = getenv("XDG_CACHE_HOME"),
               *home = getenv("HOME");
    int n = -1;
    if (own && *own) {
        if (kind == CACHE_BUILDS)
            return false;
        n = snprintf(path, PATH_MAX, "%s", own);
    } else if (kind == CACHE_HIDDEN_SETS) {
        return false;
    } else if (caches && *caches == '/') {
        n = snprintf(path, PATH_MAX, "%s/gradecheck", caches);
    } else if (home && *home == '/') {
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

void cache_stamp_bytes(struct cache_stamp *stamp, const void *bytes, size_t n_bytes)
{
    const unsigned long long length = n_bytes;
    crypto_generichash_update(&stamp->state, (const unsigned char *)&length,
                              sizeof length);
    crypto_generichash_update(&stamp->state, bytes, n_bytes);
}

bool cache_stamp_file(struct cache_stamp *stamp, const char *path)
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
    cache_stamp_bytes(stamp, path, strlen(path));
    cache_stamp_bytes(stamp, numbers, sizeof numbers);
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
        if (is_later(&times[i], &stamp->newest))
            stamp->newest = times[i];
    return true;
}

bool cache_stamp_file_in(struct cache_stamp *stamp, const char *folder, const char *name)
{
    char *path = file_path(folder, name);
    bool stamped = cache_stamp_file(stamp, path);
    free(path);
    return stamped;
}

/* The path of this program, of size bytes at most; "" where it cannot be told. */
static void find_program(char *path, size_t size)
{
    ssize_t n = readlink("/proc/self/exe", path, size - 1);
    path[n > 0 ? n : 0] = '\0';
}

/* What is kept has the layout of this very program. */
bool cache_stamp_open(struct cache_stamp *stamp)
{
    char program[PATH_MAX];
    find_program(program, sizeof program);
    stamp->newest = (struct timespec){0, 0};
    crypto_generichash_init(&stamp->state, NULL, 0, CACHE_STAMP_BYTES);
    return cache_stamp_file(stamp, program);
}

void cache_stamp_close(struct cache_stamp *stamp, struct cache_entry *entry)
{
    crypto_generichash_final(&stamp->state, entry->stamp, CACHE_STAMP_BYTES);
    entry->newest = stamp->newest;
}

bool cache_is_settled(const struct cache_entry *entry)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (double)(now.tv_sec - entry->newest.tv_sec) +
               1e-9 * (double)(now.tv_nsec - entry->newest.tv_nsec) >
           settled_s;
}

/* ---- places ---- */

static const char *const prefixes[] = {
    [CACHE_SETS] = "set", [CACHE_HIDDEN_SETS] = "set", [CACHE_BUILDS] = "build"};

/* Two graders do not take each other's. */
bool cache_place(struct cache_entry *entry, enum cache_kind kind, const char *name)
{
    char folder[PATH_MAX], program[PATH_MAX], hex[2 * CACHE_STAMP_BYTES + 1];
    unsigned char hash[CACHE_STAMP_BYTES];
    crypto_generichash_state state;
    if (!find_folder(folder, kind))
        return false;
    find_program(program, sizeof program);
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    crypto_generichash_update(&state, (const unsigned char *)name, strlen(name) + 1);
    crypto_generichash_update(&state, (const unsigned char *)program, strlen(program));
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return snprintf(entry->path, sizeof entry->path, "%s/%s-%.32s", folder,
                    prefixes[kind], hex) < (int)sizeof entry->path;
}

/* ---- reading ---- */

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

static void hash_bytes(unsigned char hash[CACHE_STAMP_BYTES], const unsigned char *bytes,
                       size_t n)
{
    crypto_generichash(hash, CACHE_STAMP_BYTES, bytes, n, NULL, 0);
}

static bool is_whole(const struct cache_mapped *mapped, const struct cache_entry *entry)
{
    struct header header;
    unsigned char hash[CACHE_STAMP_BYTES];
    memcpy(&header, mapped->mapping, sizeof header);
    if (memcmp(header.stamp, entry->stamp, CACHE_STAMP_BYTES) != 0)
        return false;
    hash_bytes(hash, mapped->bytes, mapped->n_bytes);
    return memcmp(header.hash, hash, CACHE_STAMP_BYTES) == 0;
}

void cache_unmap(struct cache_mapped *mapped)
{
    if (mapped->mapping)
        munmap(mapped->mapping, mapped->n_mapped);
    *mapped = (struct cache_mapped){.mapping = NULL};
}

/* Entries are replaced and never written to, but for a damage that hits right now. */
struct cache_mapped cache_map(const struct cache_entry *entry)
{
    struct cache_mapped mapped = {.mapping = NULL};
    int fd = open(entry->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd >= 0 && is_ours(fd, &mapped.n_mapped)) {
        void *mapping = mmap(NULL, mapped.n_mapped, PROT_READ, MAP_PRIVATE, fd, 0);
        mapped.mapping = mapping == MAP_FAILED ? NULL : mapping;
    }
    if (fd >= 0)
        close(fd);
    if (mapped.mapping) {
        mapped.bytes = mapped.mapping + sizeof(struct header);
        mapped.n_bytes = mapped.n_mapped - sizeof(struct header);
        if (!is_whole(&mapped, entry))
            cache_unmap(&mapped);
    }
    return mapped;
}

/* ---- writing ---- */

/* The oldest entry beside PATH of its kind, and how many there are. */
static size_t find_oldest(const char *path, char oldest[PATH_MAX])
{
    struct timespec oldest_time = {0, 0};
    struct stat info;
    char folder[PATH_MAX], other[PATH_MAX];
    const char *name = strrchr(path, '/') + 1;
    size_t n = 0, n_prefix = (size_t)(strchr(name, '-') + 1 - name);
    snprintf(folder, sizeof folder, "%.*s", (int)(name - 1 - path), path);
    DIR *entries = opendir(folder);
    for (struct dirent *e; entries && (e = readdir(entries));) {
        if (strncmp(e->d_name, name, n_prefix) != 0 ||
            snprintf(other, sizeof other, "%s/%s", folder, e->d_name) >=
                (int)sizeof other ||
            lstat(other, &info) != 0)
            continue;
        if (n++ == 0 || is_later(&oldest_time, &info.st_mtim)) {
            oldest_time = info.st_mtim;
            strcpy(oldest, other);
        }
    }
    if (entries)
        closedir(entries);
    return n;
}

static void drop_old(const char *path)
{
    char oldest[PATH_MAX];
    while (find_oldest(path, oldest) > CACHE_MAX_ENTRIES && unlink(oldest) == 0)
        ;
}

/* Beside its place, then renamed; without a word where that fails. */
void cache_keep(const struct cache_entry *entry, const unsigned char *bytes,
                size_t n_bytes)
{
    struct header header;
    char beside[PATH_MAX + 32];
    snprintf(beside, sizeof beside, "%s.%ld.new", entry->path, (long)getpid());
    int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return;
    memcpy(header.stamp, entry->stamp, CACHE_STAMP_BYTES);
    hash_bytes(header.hash, bytes, n_bytes);
    bool written = write(fd, &header, sizeof header) == (ssize_t)sizeof header &&
                   write(fd, bytes, n_bytes) == (ssize_t)n_bytes;
    written = close(fd) == 0 && written;
    if (!written || rename(beside, entry->path) != 0)
        unlink(beside);
    else
        drop_old(entry->path);
}
