/* gzip.h: whole gzip files, in and out. */
#ifndef GRADER_GZIP_H
#define GRADER_GZIP_H

#include <stddef.h>

enum { GZIP_MAX_BYTES = 1 << 30 }; /* what max_bytes and n_bytes may be at most */

/* Reads the gzip file at PATH, whose uncompressed content has at most max_bytes: a small
 * file that unpacks to more is given up as soon as it does. The file must be one gzip
 * member, whole, with the right checksum, and end there. *bytes is allocated, the caller
 * frees it; a NUL stands behind the content and is not counted. Returns 0, or -1 after
 * one error line that names the file, with *bytes NULL. */
int gzip_read_file(const char *path, size_t max_bytes, unsigned char **bytes,
                   size_t *n_bytes);

/* Writes BYTES to PATH at level 9, without time, name or system in the header: the same
 * bytes give the same file wherever the same zlib is. Written beside and renamed, as
 * file_replace() says. Returns 0, or -1 after one error line; an earlier file is then
 * untouched. */
int gzip_write_file(const char *path, const void *bytes, size_t n_bytes);

/* What such a file holds: *packed is allocated, the caller frees it. PATH is for the error line.
 * Returns 0, or -1 after it, with *packed NULL. */
int gzip_pack(const char *path, const void *bytes, size_t n_bytes, unsigned char **packed,
              size_t *n_packed);

#endif
