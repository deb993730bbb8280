/* candidate.h: one submission of a batch: staged, and looked up in the gradebook.
 *
 *     candidate_stage(&candidate, &batch, i, folder)    its files are in FOLDER/submission
 *     where candidate.set.path is NULL and nothing was refused: make the student's set of fixtures first,
 *     candidate.set_path, and candidate_find_set(&candidate)
 *     candidate_look_up(&candidate, &batch)             candidate.action says what is to be done
 *     candidate_release(&candidate)
 */
#ifndef GRADER_CLASS_CANDIDATE_H
#define GRADER_CLASS_CANDIDATE_H

#include "class/batch.h"
#include "class/stage.h"

enum candidate_action {
    CANDIDATE_IS_CURRENT, /* nothing: it was graded like this already */
    CANDIDATE_IS_REFUSED, /* to be noted: candidate.staged.refusal */
    CANDIDATE_IS_SAME,    /* to be copied: from the attempt candidate.same */
    CANDIDATE_IS_TO_GRADE
};

struct candidate {
    size_t item; /* its index in the batch's intake */
    char *folder;
    struct staged staged;
    char *set_path; /* where the student's own set is or will be; NULL: one for all */
    struct fixture_folder set; /* that it is graded with; path NULL: not made yet */

    struct attempt
        attempt; /* its texts are borrowed: from the batch, and from the fields here */
    char submitted_at[TIME_UTC_BYTES];
    enum attempt_standing standing;
    enum candidate_action action;
    int64_t same;
};

/* Each returns 0, or -1 after one error line. FOLDER is made. */
int candidate_stage(struct candidate *candidate, struct batch *batch, size_t item,
                    const char *folder);

/* The student's set has been made. */
int candidate_find_set(struct candidate *candidate);

int candidate_look_up(struct candidate *candidate, struct batch *batch);

/* Keeps its files in the gradebook. */
int candidate_keep_files(const struct candidate *candidate, struct batch *batch);

/* Removes the folder, too. Returns 0, or -1 after one error line. */
int candidate_release(struct candidate *candidate);

/* "new", "other files", "another set or grader", "asked for" */
const char *candidate_reason(const struct candidate *candidate);

#endif
