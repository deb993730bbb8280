/* text_file.h: a whole file as text. */
#ifndef TESTS_TEXT_FILE_H
#define TESTS_TEXT_FILE_H

/* The text of the file up to its first NUL. The caller frees it; NULL where it cannot be read or is
 * empty. */
char *text_file_read(const char *path);

#endif
