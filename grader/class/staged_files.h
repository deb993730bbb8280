/* staged_files.h: the files of a staged folder, in memory. */
#ifndef GRADER_CLASS_STAGED_FILES_H
#define GRADER_CLASS_STAGED_FILES_H

#include "class/gradebook.h"
#include "class/stage.h"

struct staged_files {
    size_t n;
    struct stored_file *files; /* by name */
};

/* Reads all regular files in FOLDER, which stage() filled. Returns 0, or -1 after one error line. */
int staged_files_read(struct staged_files *files, const char *folder);
void staged_files_release(struct staged_files *files);

/* SHA-256 of their names and bytes, in hexadecimal. */
void staged_files_hash(const struct staged_files *files, char content[STAGE_HASH + 1]);

#endif
