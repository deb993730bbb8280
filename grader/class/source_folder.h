/* source_folder.h: where in a student's folder the submission lies. */
#ifndef GRADER_CLASS_SOURCE_FOLDER_H
#define GRADER_CLASS_SOURCE_FOLDER_H

#include <stddef.h>

/* Looks through ROOT and the folders in it, without following links, for .c files: the submission is the
 * topmost folder that holds a backprop.c, or where there is none, the topmost that holds any .c file.
 * Returns its path, which the caller frees; or NULL with MESSAGE saying why there is none: no .c file, two
 * folders at the same height, too many files. NULL with MESSAGE "" after one error line: our failure. */
char *source_folder(const char *root, char *message, size_t n_message);

#endif
