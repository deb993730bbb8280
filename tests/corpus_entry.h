/* corpus_entry.h: a submission of the corpus and what grading it must give. Two kinds:
 *
 *   a folder      with expect.json beside its files:
 *     why         what is right or wrong about it
 *     score       the exact score, for instance 100
 *     tasks_lost  exactly these tasks lose points, and no other does; "descent?" where it depends on
 *                 the nets of a set
 *     points      { task: exact points }
 *     verdict     { case-prefix: verdict }: at least one case whose id starts with the prefix
 *                 fails, and all that do fail with this verdict
 *     cause       "TASK=ID+ID TASK=ID", see below
 *   a slip        NAME.patch: lines `base: FOLDER`, `why:`, `lost: TASK...`, `cause:`, an empty
 *                 line, and a unified diff against the base, a right submission
 *
 * `cause` says what a good teacher would name in the tasks where the slip itself sits, by the ids
 * of misconceptions and of diagnose/; `?` where no id fits. A cause counts as named in whichever
 * task it is. No other may be named anywhere, but those of `also`, true of what is seen as well: a
 * multiply gate not swapped is also a neuron whose gradients have changed places. A structure
 * ("the gradient of the first Theta is wrong, everything else is right") is no name: it was seen
 * in every failing case, and may stand beside one.
 */
#ifndef TESTS_CORPUS_ENTRY_H
#define TESTS_CORPUS_ENTRY_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

enum { ENTRY_MAX_CAUSES = 12, ENTRY_PATH_BYTES = 1024 };

struct wanted_cause {
    char task[24], id[64];
};

struct entry {
    char name[128];
    char source[ENTRY_PATH_BYTES]; /* the folder, or the patch */
    bool is_slip;
    char folder[ENTRY_PATH_BYTES]; /* to be graded */
    cJSON *expect;                 /* of either kind, as in expect.json */
    size_t n_causes;
    struct wanted_cause causes[ENTRY_MAX_CAUSES];
};

/* Reads what is expected, and of a slip makes the submission in a new folder in SCRATCH. Returns
 * true, or false after a line that says what is wrong. */
bool entry_open(struct entry *entry, const char *submissions, const char *scratch);
void entry_close(struct entry *entry);

/* What the diagnosis made of it. */
enum naming {
    NAMING_NOT_ASKED, /* right, or nothing is expected to be named and nothing is */
    NAMING_RIGHT,     /* every cause is named, and no other */
    NAMING_PARTLY,    /* of several causes some are named, and no other */
    NAMING_DESCRIBED, /* no cause is named, but a structure that the numbers have */
    NAMING_NONE,      /* no cause is named */
    NAMING_WRONG      /* one that is not there is named */
};

/* Compares with the result of the grading; prints what differs. OTHER_SET: it was graded with another
 * set than the public one, whose digits may be read otherwise. *naming tells what was named. */
bool entry_check(const struct entry *entry, const cJSON *result, bool other_set,
                 enum naming *naming);

/* How many causes are expected: 0 for a right submission, 1 for a single slip. */
int entry_n_slips(const struct entry *entry);

/* Whether something is wrong for which there is no id: all that is expected is `?`. */
bool entry_is_nameless(const struct entry *entry);

#endif
