/* manifest.h: manifest.json of a fixture set: what it is made of, and how each part is known again.
 * Hashes are of uncompressed content, which is the same wherever a set is made; the
 * compressed bytes differ from one zlib to another.
 */
#ifndef GRADER_MANIFEST_H
#define GRADER_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>

enum { MANIFEST_MAX_FILES = 1024, MANIFEST_HASH = 64 /* characters */ };

/* A file of cases, or one of data or of misconceptions (then bytes and n_cases are 0). */
struct manifest_file {
    char *name;
    char sha256[MANIFEST_HASH + 1]; /* of the uncompressed content, in lower case */
    size_t n_bytes, n_cases;
};

/* Empty when all zero. */
struct manifest {
    char *name, *content_version, *generator;
    char *seed; /* NULL: not said */
    bool hidden;
    size_t n_files, n_data, n_misconceptions; /* of misconceptions: one or none */
    struct manifest_file *files, *data, *misconceptions;
};

/* Reads FOLDER/manifest.json. File names are checked to be plain ones. Returns 0, or -1 after
 * one error line; *manifest is then empty. */
int manifest_read(struct manifest *manifest, const char *folder);

/* Writes FOLDER/manifest.json as file_replace() does. Returns 0, or -1 after one error line. */
int manifest_write(const struct manifest *manifest, const char *folder);

/* Appends a file to the list of n FILES, with the hash of BYTES. */
int manifest_add(struct manifest_file **files, size_t *n, const char *name,
                 const void *bytes, size_t n_bytes, size_t n_cases);

/* The entry of that name, or NULL. */
const struct manifest_file *manifest_find(const struct manifest_file *files, size_t n,
                                          const char *name);

/* Whether BYTES are what the entry says; PATH is for the error line. Returns 0 or -1. */
int manifest_check(const struct manifest_file *file, const char *path, const void *bytes,
                   size_t n_bytes);

/* Frees what it holds; it is empty afterwards. */
void manifest_release(struct manifest *manifest);

#endif
