/* intake.h: what students handed in, as it lies in a folder: by hand, or as a learning platform exports it.
 *
 *     a folder, a .c file or an archive a student     s1001/  s1001.c  s1001.zip
 *     Canvas       doejane_4711_8150_backprop.c, with _LATE after the name where it was late
 *     Moodle       Jane Doe_4711_assignsubmission_file/, or without folders, a file each
 *     Gradescope   submission_8150/, and submission_metadata.yml beside them
 *     GitHub       backprop-janedoe/, clones that share the assignment's name
 *
 * Several loose files of one student are one submission.
 */
#ifndef GRADER_CLASS_INTAKE_H
#define GRADER_CLASS_INTAKE_H

#include <stdbool.h>
#include <stddef.h>

/* Of one student, one submission. Texts are "" where nothing is known. */
struct handed_in {
    char *source;   /* the name in the folder; of several files the first */
    char *key;      /* what the name says of the student */
    char *platform; /* the learning platform's number of the student */
    char *email;
    char *when; /* when it was handed in, as the platform tells it, or "" */
    bool is_folder;
    size_t n_paths;
    char **paths; /* of what it consists of: one folder, or files */
    char **names; /* of the files, as the student called them */
};

struct intake {
    size_t n;
    struct handed_in *items; /* by source */
    size_t n_aside;          /* files that are nobody's submission */
    char *aside;             /* the first of them, or NULL */
};

/* Returns 0, or -1 after one error line that names the folder: not there, not readable, nothing in it.
 * Hidden names and what unpackers leave (__MACOSX) are passed over. */
int intake_read(struct intake *intake, const char *folder);
void intake_release(struct intake *intake);

#endif
