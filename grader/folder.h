/* folder.h: the build's temporary folder. Compilers that read untrusted sources write
 * into it, so what lies there is untrusted: it is opened without following links, and may
 * be damaged.
 */
#ifndef GRADER_FOLDER_H
#define GRADER_FOLDER_H

#include <stddef.h>

/* Makes the empty folder FOLDER/NAME, which all may read. Returns 0, or -1 after one error line. */
int folder_make(const char *folder, const char *name);

/* Makes the file FOLDER/NAME, which must not exist, readable by all. Returns 0, or -1
 * after one error line. */
int folder_write(const char *folder, const char *name, const void *bytes, size_t n_bytes);

/* The same with the content of the file FROM, of at most max_bytes. */
int folder_copy(const char *folder, const char *name, const char *from, size_t max_bytes);

enum folder_read {
    FOLDER_READ_OK,
    FOLDER_READ_REFUSED, /* not there, no regular file, or larger than max_bytes; not our
                            fault */
    FOLDER_READ_FAILED   /* ours, after one error line */
};

/* Reads FOLDER/PART/NAME; PART may be ".". The caller frees *bytes. */
enum folder_read folder_read(const char *folder, const char *part, const char *name,
                             size_t max_bytes, unsigned char **bytes, size_t *n_bytes);

/* Removes FOLDER with all that is in it, however deep it is nested and whatever its
 * permissions; links are removed, not followed. Returns 0, or -1 after one error line. */
int folder_remove(const char *folder);

#endif
