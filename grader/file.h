/* file.h: whole files, in and out, and their names. Reading and replacing refuse what is not a regular
 * file, so that a folder, a device or a pipe in a file's place is an error and never a wait or a loss.
 */
#ifndef GRADER_FILE_H
#define GRADER_FILE_H

#include <stddef.h>

/* Reads the file at PATH, of at most max_bytes. *bytes is allocated, the caller frees it; a NUL
 * stands behind the content and is not counted. Returns 0, or -1 after one error line with
 * *bytes NULL: not there, not readable, not a regular file, too large, no memory. */
int file_read(const char *path, size_t max_bytes, unsigned char **bytes, size_t *n_bytes);

/* Makes BYTES the content of the file at PATH: they are written to a new file beside it, which
 * is then renamed, so that a reader sees the old content or the new one and nothing between.
 * A symbolic link at PATH is replaced, not followed. Returns 0, or -1 after one error line; the
 * old file is then untouched and the new one removed. */
int file_replace(const char *path, const void *bytes, size_t n_bytes);

/* The same without a wait for the disk: it outlives this process, and not the machine's end. For what
 * is soon replaced again. */
int file_replace_unsynced(const char *path, const void *bytes, size_t n_bytes);

/* Opens FOLDER/NAME to write, empty, for this user alone: its descriptor, or -1 after one error line. */
int file_create(const char *folder, const char *name);

/* "FOLDER/NAME", which the caller frees; NULL after one error line. */
char *file_path(const char *folder, const char *name);

/* PATH and, right behind it, SUFFIX: "grades.db.lock". As above. */
char *file_beside(const char *path, const char *suffix);

#endif
