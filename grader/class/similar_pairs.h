/* similar_pairs.h: the pairs of a comparison under way. */
#ifndef GRADER_CLASS_SIMILAR_PAIRS_H
#define GRADER_CLASS_SIMILAR_PAIRS_H

#include "class/similar.h"

/* Adds what sim_c found; the smaller number becomes the pair's first. Returns 0, or -1 after one error line. */
int similar_pairs_add(struct similar *similar, const struct sim_share *share);

/* Makes one pair of what was found from both sides, and sorts. */
void similar_pairs_join(struct similar *similar);

/* The highest percentage first. */
void similar_pairs_sort(struct similar *similar);

/* Moves the runs of OUTPUT into the pair, and works out its percentages; tokens[i] is how many text i has. */
void similar_pair_take(struct similar_pair *pair, struct sim_output *output,
                       const size_t *tokens);

#endif
