/* id_path.h: files and folders that are named after students. */
#ifndef GRADER_CLASS_ID_PATH_H
#define GRADER_CLASS_ID_PATH_H

/* ASCII, whatever the locale is. */
#define ID_PATH_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* "FOLDER/BEFORE ID AFTER", without the blanks, which the caller frees; NULL after one error line. Ids are any
 * text: each of its bytes that is not in KEPT is written as %XX, and so is a '.' that the name would begin with.
 * No two ids have the same name where '%' is not kept. */
char *id_path(const char *folder, const char *before, const char *id, const char *after,
              const char *kept);

#endif
