/* site_json.h: what the pages of a site are told, as JSON that can stand in a script element (page.h).
 * grader/report/viewer/src/class/ reads the first, src/main.js the second.
 */
#ifndef GRADER_CLASS_SITE_JSON_H
#define GRADER_CLASS_SITE_JSON_H

#include "class/site_class.h"

/* The class: its students, tasks, causes and versions. MADE_AT is the time of now, N_PAIRS how many the last
 * comparison of the sources has, -1: there was none. The caller frees it; NULL after one error line. */
char *site_class_json(const struct site_class *class, const char *made_at, long n_pairs);

/* Results of one attempt after another, of which many share theirs. */
struct site_results {
    struct gradebook *book;
    bool anonymous;
    int64_t result; /* the one that DATA is of */
    char *data;     /* NULL: none yet */
};

/* The page of STUDENT's attempt a: its results, without what only passed, the name of the folder and, where
 * the class is anonymous, all that a student may have written; and as the member "site" whose it is and
 * what else was handed in. a = n_attempts is a page without results, of who has none that counts. The
 * caller frees it; NULL after one error line. */
char *site_student_json(struct site_results *results, const struct site_class *class,
                        const struct site_student *student, size_t a);

void site_results_release(struct site_results *results);

#endif
