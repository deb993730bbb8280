#include "class/similar_pairs.h"

#include "class/grow.h"

#include <stdlib.h>

static int compare_pairs(const void *a, const void *b)
{
    const struct similar_pair *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return x->second != y->second ? (x->second < y->second ? -1 : 1) : 0;
}

static int highest(const struct similar_pair *pair)
{
    return pair->first_percent > pair->second_percent ? pair->first_percent
                                                      : pair->second_percent;
}

static int compare_heights(const void *a, const void *b)
{
    const struct similar_pair *x = a, *y = b;
    int by_highest = highest(y) - highest(x);
    if (by_highest == 0)
        by_highest =
            y->first_percent + y->second_percent - x->first_percent - x->second_percent;
    return by_highest != 0 ? by_highest : compare_pairs(a, b);
}

void similar_pairs_sort(struct similar *similar)
{
    if (similar->n_pairs > 0)
        qsort(similar->pairs, similar->n_pairs, sizeof *similar->pairs, compare_heights);
}

int similar_pairs_add(struct similar *similar, const struct sim_share *share)
{
    bool turned = share->first > share->second;
    struct similar_pair *more = grow(similar->pairs, similar->n_pairs, sizeof *more);
    if (!more)
        return -1;
    similar->pairs = more;
    more[similar->n_pairs++] =
        (struct similar_pair){.first = turned ? share->second : share->first,
                              .second = turned ? share->first : share->second,
                              .first_percent = turned ? 0 : share->percent,
                              .second_percent = turned ? share->percent : 0};
    return 0;
}

void similar_pairs_join(struct similar *similar)
{
    size_t n = 0;
    if (similar->n_pairs == 0)
        return;
    qsort(similar->pairs, similar->n_pairs, sizeof *similar->pairs, compare_pairs);
    for (size_t i = 1; i < similar->n_pairs; i++) {
        struct similar_pair *last = &similar->pairs[n], *pair = &similar->pairs[i];
        if (compare_pairs(last, pair) != 0)
            similar->pairs[++n] = *pair;
        else {
            last->first_percent += pair->first_percent;
            last->second_percent += pair->second_percent;
        }
    }
    similar->n_pairs = n + 1;
    similar_pairs_sort(similar);
}

static int compare_runs(const void *a, const void *b)
{
    const struct sim_run *x = a, *y = b;
    if (x->tokens != y->tokens)
        return x->tokens > y->tokens ? -1 : 1;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return x->first_line != y->first_line ? (x->first_line < y->first_line ? -1 : 1) : 0;
}

static int percent_of(size_t part, size_t whole)
{
    return whole > 0 && part < whole ? (int)(100 * part / whole) : 100;
}

void similar_pair_take(struct similar_pair *pair, struct sim_output *output,
                       const size_t *tokens)
{
    pair->n_runs = output->n_runs;
    pair->runs = output->runs;
    output->runs = NULL;
    for (size_t i = 0; i < pair->n_runs; i++)
        *(pair->runs[i].first == pair->first ? &pair->first_tokens
                                             : &pair->second_tokens) +=
            pair->runs[i].tokens;
    if (pair->n_runs > 0)
        qsort(pair->runs, pair->n_runs, sizeof *pair->runs, compare_runs);
    pair->first_percent = percent_of(pair->first_tokens, tokens[pair->first]);
    pair->second_percent = percent_of(pair->second_tokens, tokens[pair->second]);
}
