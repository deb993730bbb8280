/* submission.h: the student's files: found, vetted, and copied to where they are built.
 */
#ifndef GRADER_SUBMISSION_H
#define GRADER_SUBMISSION_H

#include <stdbool.h>
#include <stddef.h>

enum {
    SUBMISSION_MAX_FILES = 64,
    SUBMISSION_MAX_FILE_BYTES = 1 << 20 /* of one source or header */
};

/* A file as it was handed in and as it was copied. */
struct source {
    char *name; /* the student's own, for messages; may hold any byte but '/' and NUL */
    char *copy; /* the name of the copy within the build's folder, [A-Za-z0-9_.-] only,
                   for .c files; a header keeps its name, since it is included by it */
};

struct submission {
    char *folder;
    size_t n_sources; /* .c files, sorted by name, >= 1 */
    struct source *sources;
    size_t n_headers;
    struct source *headers;
    char *notes; /* a line each for files left aside (links, devices, subfolders, other
                    endings are passed over in silence unless they end in .c or .h), or
                    NULL */
};

/* Finds the .c and .h files directly in FOLDER and copies them into DESTINATION, an
 * existing empty folder. A backprop.h of the student's is left aside: the contract's is
 * used. Only regular files are read, opened without following links. Returns 0; or, after
 * one error line that names the thing and what to do, SUBMISSION_REFUSED (no such folder,
 * a file instead of a folder, empty, no .c, unreadable, over SUBMISSION_MAX_FILE_BYTES,
 * more than SUBMISSION_MAX_FILES), or -1 when it is our failure (a full disk). */
enum { SUBMISSION_REFUSED = -2 };
int submission_open(struct submission *submission, const char *folder,
                    const char *destination);
void submission_release(struct submission *submission);

/* True for the name of a file that submission_open() would take. */
bool submission_takes(const char *name);

/* The one of FILES whose copy is named at TEXT, of n_bytes, before a colon, as compilers name
 * a place; or NULL. */
const struct source *source_at(const struct source *files, size_t n_files,
                               const char *text, size_t n_bytes);

#endif
