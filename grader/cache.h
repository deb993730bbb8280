/* cache.h: what this program made once and would make again, kept in a private folder: $GRADECHECK_CACHE,
 * $XDG_CACHE_HOME/gradecheck or ~/.cache/gradecheck.
 *
 * An entry goes with a stamp: of the size, the times and the number of each file that it comes from, this
 * program among them, and of bytes. It is never trusted over these: with another stamp, or where it is damaged or anybody
 * else's, it is as if it were not there. Where there is no such folder, or it cannot be written, nothing is kept, without a
 * word.
 */
#ifndef GRADER_CACHE_H
#define GRADER_CACHE_H

#include <limits.h>
#include <sodium.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

enum { CACHE_STAMP_BYTES = 32 };

/* What is kept. Of each kind the newest CACHE_MAX_ENTRIES are. */
enum cache_kind {
    CACHE_SETS,        /* fixtures */
    CACHE_HIDDEN_SETS, /* in $GRADECHECK_CACHE alone */
    CACHE_BUILDS       /* not there: who names it grades nothing twice */
};

enum { CACHE_MAX_ENTRIES = 32 };

/* A stamp under way. */
struct cache_stamp {
    crypto_generichash_state state;
    struct timespec newest; /* of the times of its files */
};

/* One place, and what the entry there must go with. */
struct cache_entry {
    char path[PATH_MAX];
    unsigned char stamp[CACHE_STAMP_BYTES];
    struct timespec newest;
};

/* Opens a stamp with this program in it. Returns false where it cannot be told. */
bool cache_stamp_open(struct cache_stamp *stamp);

/* Adds a file as it is now. Returns false where there is none. */
bool cache_stamp_file(struct cache_stamp *stamp, const char *path);
bool cache_stamp_file_in(struct cache_stamp *stamp, const char *folder, const char *name);
void cache_stamp_bytes(struct cache_stamp *stamp, const void *bytes, size_t n_bytes);

void cache_stamp_close(struct cache_stamp *stamp, struct cache_entry *entry);

/* The place of what is called NAME, of this program's. Returns false where nothing is to be kept. */
bool cache_place(struct cache_entry *entry, enum cache_kind kind, const char *name);

/* Whether all of its files have been as they are for so long that another change would show. */
bool cache_is_settled(const struct cache_entry *entry);

/* What was kept, mapped; bytes is NULL where nothing is that goes with the stamp. */
struct cache_mapped {
    unsigned char *mapping;
    size_t n_mapped;
    const unsigned char *bytes; /* of it */
    size_t n_bytes;
};

struct cache_mapped cache_map(const struct cache_entry *entry);
void cache_unmap(struct cache_mapped *mapped);

/* Keeps BYTES in the place of what was there, and drops what is too old. */
void cache_keep(const struct cache_entry *entry, const unsigned char *bytes,
                size_t n_bytes);

#endif
