/* site_folder.h: a folder of pages that is written beside the one that readers see, and then takes its
 * place at once.
 *
 *     struct site_folder folder;
 *     if (site_folder_begin(&folder, "site") != 0)
 *         return -1;
 *     int status = ... write below folder.fresh ...;
 *     return site_folder_end(&folder, status);
 *
 * What is written is "SITE.new" until it is done. A run that was killed leaves that, and the next one
 * takes it away. A folder is known for a site by a file in it, SITE_FOLDER_MARK: no other is ever
 * replaced.
 */
#ifndef GRADER_CLASS_SITE_FOLDER_H
#define GRADER_CLASS_SITE_FOLDER_H

#define SITE_FOLDER_MARK ".gradeclass-site"

struct site_folder {
    char *path;  /* without slashes behind it; where a link leads to */
    char *fresh; /* to be written to */
    int lock;    /* of one run at a time */
};

/* Makes folder->fresh. Returns 0, or -1 after one error line: PATH is there and neither empty nor a site, or
 * cannot be replaced; another run is at it. */
int site_folder_begin(struct site_folder *folder, const char *path);

/* Makes a folder in it. Returns 0, or -1 after one error line. */
int site_folder_make(const struct site_folder *folder, const char *name);

/* STATUS 0: what was written takes the place of PATH, and what was there is removed; where the system can
 * exchange two names, no reader finds none. Else it is removed. Returns STATUS, or -1 after one error line. */
int site_folder_end(struct site_folder *folder, int status);

#endif
