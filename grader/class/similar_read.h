/* similar_read.h: the last comparison that the gradebook has. */
#ifndef GRADER_CLASS_SIMILAR_READ_H
#define GRADER_CLASS_SIMILAR_READ_H

#include "class/gradebook.h"
#include "class/similar_sources.h"

enum { SIMILAR_N_OUTCOMES = SIMILAR_STUCK + 1 };

struct compared_text {
    char *content;
    char *
        label; /* who handed it in, or where it lay: printable; with no names: "text 12" */
    bool is_earlier; /* of an earlier year */
    int64_t tokens;
    size_t n_students;
    enum similar_outcome outcome;
};

struct compared_pair {
    int64_t id;
    size_t first, second; /* texts */
    int first_percent, second_percent;
};

struct comparison {
    int64_t id; /* 0: there is none */
    char compared_at[TIME_UTC_BYTES];
    char *tool;
    int run_tokens, threshold;
    int64_t n_wanted, n_compared, n_more;
    size_t n_texts, n_students; /* students whose last attempt has files */
    struct compared_text *texts;
    size_t n_of[SIMILAR_N_OUTCOMES]; /* texts */
    size_t n_earlier;
    size_t n_pairs;
    struct compared_pair *pairs; /* the highest percentage first */
};

/* ANONYMOUS: labels without names. Returns 0, or -1 after one error line, with nothing to release. */
int comparison_read(struct comparison *comparison, struct gradebook *book,
                    bool anonymous);
void comparison_release(struct comparison *comparison);

/* How many texts are those of several students. */
size_t comparison_n_same(const struct comparison *comparison);

#endif
