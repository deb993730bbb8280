/* similar.h: compares the texts of a class with each other, and with those of earlier years.
 *
 * sim_c runs over the texts in blocks, a block against a block: its time grows with more than the square
 * of the number of texts in a call, a person sees how far it is, and a text that it cannot get through
 * costs a block and not the class. Where that happens, the texts of the call are tried one by one; those
 * that it is stuck on are left out (SIMILAR_STUCK) and the call is made again, in halves where none is found.
 */
#ifndef GRADER_CLASS_SIMILAR_H
#define GRADER_CLASS_SIMILAR_H

#include "class/sim_c.h"
#include "class/similar_sources.h"

enum { SIMILAR_MAX_PAIRS = 2000 };

/* Two sources, by their numbers, and what they have in common. */
struct similar_pair {
    size_t first, second;
    int first_percent, second_percent; /* of its tokens, that are in the other one too */
    size_t first_tokens, second_tokens;
    size_t n_runs; /* of both directions; the longest first */
    struct sim_run *runs;
};

struct similar {
    size_t n_pairs; /* from the threshold on; the highest percentage first */
    struct similar_pair *pairs;
    size_t
        n_more; /* above the threshold, but over SIMILAR_MAX_PAIRS: those are left out */
    size_t n_wanted;   /* pairs that were to be compared */
    size_t n_compared; /* pairs that were */
    bool late;         /* the time was over before the end */
};

struct similar_request {
    struct sim_c sim; /* n_texts and tokens are filled in */
    int threshold;    /* percent; of the shorter text */
    double time_limit_s;
    void (*progress)(void *context, size_t done, size_t all); /* pairs; or NULL */
    void *context;
};

/* Writes the texts into the folder of request->sim and compares them. Outcomes of the sources change to
 * SIMILAR_STUCK, n_tokens becomes what sim_c has counted. Returns 0, also when not all was compared; or -1
 * after one error line, with nothing to release. */
int similar_compare(struct similar *similar, struct similar_sources *sources,
                    const struct similar_request *request);
void similar_release(struct similar *similar);

/* Whether nothing was left out: each pair was compared, and each text that has something of its own. */
bool similar_is_whole(const struct similar *similar,
                      const struct similar_sources *sources);

#endif
