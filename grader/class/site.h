/* site.h: the report of a class as a folder that a browser opens, from the disk or from a server:
 *
 *     index.html          the class
 *     students/KEY.html   each student's attempt that counts; KEY.N.html the N-th, another one
 *     similar/            what `gradeclass similar` found last, where it was asked: similar_site.h
 *     assets/             the script and the style of both, once
 */
#ifndef GRADER_CLASS_SITE_H
#define GRADER_CLASS_SITE_H

#include "class/site_class.h"

struct site_source {
    struct gradebook *book;
    const struct site_class *class;
    const char *viewer; /* the folder with class.html, student.html and their assets */
    bool quiet;         /* no bar on stderr */
};

/* Writes the site to PATH, see site_folder.h. *n_pages: of students. Returns 0, or -1 after one error
 * line. */
int site_write(const struct site_source *source, const char *path, size_t *n_pages);

#endif
