/* Plans that list their theta and X, drawn anew. */
#include "cases_hidden.h"

#include <assert.h>
#include <string.h>

/* ---- Saturation: one layer, z near the listed one's -------------------------------- */

/* One or two inputs more, which move each z by less than 1: the first carries it out to
 * +-1e3. Samples are the listed ones moved, and up to four of them again. */
void hidden_saturated(struct net_plan *plan, struct hidden_lists *lists, struct random *r)
{
    size_t K = plan->units[1], s = 1 + hidden_between(r, 1, 2), m = plan->m;
    if (m > 1)
        m += hidden_between(r, 1, 4);
    assert(plan->units[0] == 1 && K * (s + 1) <= 64 && m * s <= 128 && m <= 32);
    for (size_t k = 0; k < K; k++) {
        double *row = lists->theta + k * (s + 1);
        row[0] = plan->theta[2 * k];
        if (row[0] > -100)
            row[0] = hidden_near(r, row[0]);
        else
            row[0] += random_signed(r, 2);
        row[1] = plan->theta[2 * k + 1];
        for (size_t j = 2; j <= s; j++)
            row[j] = random_signed(r, 0.5);
    }
    for (size_t i = 0; i < m; i++) {
        size_t like = i < plan->m ? i : hidden_between(r, 0, plan->m - 1);
        double *x = lists->X + i * s;
        x[0] = hidden_near(r, plan->X[like]);
        for (size_t j = 1; j < s; j++)
            x[j] = random_signed(r, 0.75);
        if (plan->y)
            lists->y[i] = plan->y[like];
    }
    plan->units[0] = s;
    plan->m = m;
    plan->theta = lists->theta;
    plan->X = lists->X;
    plan->y = plan->y ? lists->y : NULL;
}

/* ---- Ties: whole numbers, so that z is exact --------------------------------------- */

struct tie {
    size_t s, K, m, n_tied;
    bool tied[8]; /* of the K classes; these have the same weights */
};

/* Which classes a plan ties: none, the first and last, or two or three of the others. */
static void draw_tie(struct tie *tie, const struct net_plan *plan, struct random *r)
{
    size_t columns = plan->units[0] + 1, K = plan->units[1];
    bool first = false;
    *tie = (struct tie){.s = hidden_between(r, plan->units[0] + 1, plan->units[0] + 2),
                        .K = hidden_between(r, K, K + 1),
                        .m = plan->m + hidden_between(r, 1, 4)};
    for (size_t k = 0; k < K; k++) {
        for (size_t j = 0; j < K; j++) {
            if (j == k || memcmp(plan->theta + j * columns, plan->theta + k * columns,
                                 columns * sizeof *plan->theta) != 0)
                continue;
            tie->n_tied++;
            first = first || k == 0;
            break;
        }
    }
    if (first)
        tie->tied[0] = tie->tied[tie->K - 1] = true;
    for (size_t left = first ? 0 : tie->n_tied; left > 0;) {
        size_t k = hidden_between(r, tie->n_tied - 1, tie->K - 1);
        left -= !tie->tied[k];
        tie->tied[k] = true;
    }
}

static void draw_weights(double *theta, const struct tie *tie, struct random *r)
{
    const double *shared = NULL;
    for (size_t k = 0; k < tie->K; k++) {
        double *row = theta + k * (tie->s + 1);
        for (size_t j = 0; j <= tie->s; j++)
            row[j] = (double)hidden_between(r, 0, 4) - 2;
        if (tie->tied[k] && shared)
            memcpy(row, shared, (tie->s + 1) * sizeof *row);
        if (tie->tied[k] && !shared)
            shared = row;
    }
}

/* The class that wins, or K where two that are not tied come out the same, or all z are
 * so large or small that h cannot tell them apart. */
static size_t winner(const double *theta, const double *x, const struct tie *tie)
{
    size_t best = 0;
    double top = -1e3;
    bool clear = false;
    for (size_t k = 0; k < tie->K; k++) {
        const double *row = theta + k * (tie->s + 1);
        double z = row[0];
        for (size_t j = 0; j < tie->s; j++)
            z += row[j + 1] * x[j];
        if (z > top) {
            top = z;
            best = k;
            clear = true;
        } else if (z == top && !(tie->tied[k] && tie->tied[best]))
            clear = false;
    }
    return clear && top <= 16 && top >= -16 ? best : tie->K;
}

/* Two samples in three are tied. Whether enough were found. */
static bool draw_tied_samples(double *X, const double *theta, const struct tie *tie,
                              struct random *r)
{
    size_t found = 0, previous = tie->K;
    bool differ = false;
    for (int tries = 0; tries < 4000 && found < tie->m; tries++) {
        double *x = X + found * tie->s;
        for (size_t j = 0; j < tie->s; j++)
            x[j] = (double)hidden_between(r, 0, 8) - 4;
        size_t best = winner(theta, x, tie);
        if (best == tie->K || (tie->n_tied > 0 && tie->tied[best] != (found % 3 != 1)))
            continue;
        differ = differ || (previous < tie->K && best != previous);
        previous = best;
        found++;
    }
    return found == tie->m && differ;
}

void hidden_ties(struct net_plan *plan, struct hidden_lists *lists, struct random *r)
{
    struct tie tie;
    draw_tie(&tie, plan, r);
    assert(tie.K <= 8 && tie.K * (tie.s + 1) <= 64 && tie.m * tie.s <= 128);
    do
        draw_weights(lists->theta, &tie, r);
    while (!draw_tied_samples(lists->X, lists->theta, &tie, r));
    plan->units[0] = tie.s;
    plan->units[1] = tie.K;
    plan->m = tie.m;
    plan->theta = lists->theta;
    plan->X = lists->X;
}
