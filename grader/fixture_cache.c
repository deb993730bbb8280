#include "fixture_cache.h"

#include "cache.h"
#include "file.h"
#include "fixture_pack.h"
#include "manifest.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* ---- stamps ---- */

/* Every file that fixture_set_load() reads. */
static bool stamp_files(struct cache_stamp *stamp, const struct manifest *manifest,
                        const char *folder)
{
    bool stamped = cache_stamp_file_in(stamp, folder, "manifest.json");
    for (size_t i = 0; stamped && i < manifest->n_files; i++)
        stamped = cache_stamp_file_in(stamp, folder, manifest->files[i].name);
    char *own = file_path(folder, "data"), *shared = file_path(folder, "../data");
    stamped = stamped && own && shared;
    for (size_t i = 0; stamped && i < manifest->n_data; i++)
        stamped = cache_stamp_file_in(stamp, own, manifest->data[i].name) ||
                  cache_stamp_file_in(stamp, shared, manifest->data[i].name);
    free(own);
    free(shared);
    return stamped;
}

/* The place for what comes from PATH, a folder or a file. */
static bool find_place(struct cache_entry *entry, const char *path, bool hidden)
{
    char real[PATH_MAX];
    return realpath(path, real) &&
           cache_place(entry, hidden ? CACHE_HIDDEN_SETS : CACHE_SETS, real);
}

static bool find_set(struct cache_entry *entry, const struct manifest *manifest,
                     const char *folder)
{
    struct cache_stamp stamp;
    if (!find_place(entry, folder, manifest->hidden) || !cache_stamp_open(&stamp) ||
        !stamp_files(&stamp, manifest, folder))
        return false;
    cache_stamp_close(&stamp, entry);
    return true;
}

static bool find_misconceptions(struct cache_entry *entry, const struct fixture_set *set)
{
    struct cache_stamp stamp;
    if (!find_place(entry, set->misconceptions, set->hidden) || !cache_stamp_open(&stamp))
        return false;
    cache_stamp_bytes(&stamp, set->misconceptions_sha256,
                      strlen(set->misconceptions_sha256));
    if (!cache_stamp_file(&stamp, set->misconceptions))
        return false;
    cache_stamp_close(&stamp, entry);
    return true;
}

/* Whether what was read may be kept: NOW, found again, is the same, so that no file was changed while they were
 * read, nor so recently that the change does not show. */
static bool may_keep(const struct cache_entry *entry, const struct cache_entry *now)
{
    return memcmp(now->stamp, entry->stamp, CACHE_STAMP_BYTES) == 0 &&
           cache_is_settled(entry);
}

/* ---- sets ---- */

static bool read_set(struct fixture_set *set, const struct cache_entry *entry)
{
    struct cache_mapped mapped = cache_map(entry);
    bool whole =
        mapped.bytes && fixture_unpack_set(set, mapped.bytes, mapped.n_bytes) == 0;
    cache_unmap(&mapped);
    return whole;
}

static void keep_set(const struct fixture_set *set, const struct cache_entry *entry,
                     const struct manifest *manifest, const char *folder)
{
    struct cache_entry now;
    size_t n;
    if (!find_set(&now, manifest, folder) || !may_keep(entry, &now))
        return;
    unsigned char *bytes = fixture_pack_set(set, &n);
    if (bytes)
        cache_keep(entry, bytes, n);
    free(bytes);
}

int fixture_cache_load(struct fixture_set *set, const char *folder)
{
    struct manifest manifest;
    struct cache_entry entry;
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

static bool read_misconceptions(struct misconceptions *all,
                                const struct cache_entry *entry)
{
    struct cache_mapped mapped = cache_map(entry);
    bool whole = mapped.bytes &&
                 fixture_unpack_misconceptions(all, mapped.bytes, mapped.n_bytes) == 0;
    cache_unmap(&mapped);
    return whole;
}

static void keep_misconceptions(const struct misconceptions *all,
                                const struct cache_entry *entry,
                                const struct fixture_set *set)
{
    struct cache_entry now;
    size_t n;
    if (!find_misconceptions(&now, set) || !may_keep(entry, &now))
        return;
    unsigned char *bytes = fixture_pack_misconceptions(all, &n);
    if (bytes)
        cache_keep(entry, bytes, n);
    free(bytes);
}

int fixture_cache_misconceptions(const struct fixture_set *set,
                                 struct misconceptions *all)
{
    struct cache_entry entry;
    *all = (struct misconceptions){.n = 0};
    if (!set->misconceptions)
        return 0;
    bool cached = find_misconceptions(&entry, set);
    if (cached && read_misconceptions(all, &entry))
        return 0;
    int status = fixture_set_misconceptions(set, all);
    if (status == 0 && cached)
        keep_misconceptions(all, &entry, set);
    return status;
}
