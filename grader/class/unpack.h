/* unpack.h: archives that strangers packed. */
#ifndef GRADER_CLASS_UNPACK_H
#define GRADER_CLASS_UNPACK_H

#include <stdbool.h>
#include <stddef.h>

struct unpack_limits {
    size_t max_entries; /* that are looked at, of any kind */
    size_t max_files;   /* that are unpacked */
    size_t
        max_file_bytes; /* of each; the rest of a longer one is left out, all but one byte */
    size_t max_bytes;                /* of all, those that are passed over included */
    bool (*takes)(const char *name); /* by a file's last name; NULL: all */
};

/* True for a name that ends as the archives do that can be unpacked: .zip .tar .tar.gz .tgz .tar.bz2
 * .tbz2 .tar.xz .txz .tar.zst .7z, in any case. */
bool unpack_is_archive(const char *name);

enum unpacked {
    UNPACKED,
    UNPACK_REFUSED, /* the archive's fault: MESSAGE says what it is, and *n_files may be over 0 */
    UNPACK_FAILED /* ours, after one error line */
};

/* Unpacks the regular files of the archive PATH that takes() wants into FOLDER, which is there and
 * empty, with the folders that they lie in. Nothing is written outside of it: what has an absolute
 * name or ".." in it is passed over, and so are links, devices and everything else that is no regular
 * file. Permissions and owners are ours; a file's time is kept. */
enum unpacked unpack(const char *path, const char *folder,
                     const struct unpack_limits *limits, size_t *n_files, char *message,
                     size_t n_message);

#endif
