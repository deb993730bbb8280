/* stage.h: a vetted copy of what one student handed in, and its hash. What is copied are the files that
 * gradecheck takes (submission.h), from one folder: the only one, or the one that holds backprop.c.
 */
#ifndef GRADER_CLASS_STAGE_H
#define GRADER_CLASS_STAGE_H

#include "class/intake.h"

#include <time.h>

enum { STAGE_HASH = 64, STAGE_MESSAGE_BYTES = 400 };

struct staged {
    /* SHA-256, in hexadecimal, of the names and bytes of the files, in the order of their names; of what is
     * refused, of its own bytes. */
    char content[STAGE_HASH + 1];
    time_t changed_at;                 /* the newest time of what was handed in */
    char refusal[STAGE_MESSAGE_BYTES]; /* why it cannot be graded, or "" */
};

/* Copies ITEM's files into FOLDER, which is there and empty. The work is done by a process of its own with
 * limits of time and memory: it reads archives that strangers packed. Returns 0, also where
 * it is refused; or -1 after one error line when it is our failure. */
int stage(struct staged *staged, const struct handed_in *item, const char *folder);

#endif
