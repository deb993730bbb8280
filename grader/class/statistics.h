/* statistics.h: what a class's points say about the tasks. Everything is a plain function of arrays; x_s
 * are the points of student s, s = 1..n.
 *
 *   mean                 M = (1/n) sum x_s
 *   standard deviation   SD = sqrt( (1/(n-1)) sum (x_s - M)^2 ),  of a sample
 *   median               the middle one in order, or the mean of the two in the middle
 *
 * Item analysis in the standard terms (classical test theory: Lord and Novick, Statistical Theories of
 * Mental Test Scores, 1968, chapter 15). A task is an item, x_s the points in it, t_s all points:
 *
 *   difficulty           P = M / max_points, 0..1: the mean share of the points, so that an easy task has
 *                        a HIGH one
 *   discrimination       r = corr(x, t - x): how well the task tells those who are good at the rest from
 *                        those who are not, -1..1; corrected, since the task itself is taken out of the
 *                        total. Undefined where x or t - x is the same for all.
 *   reliability          Cronbach's alpha = k/(k-1) (1 - sum_i SD_i^2 / SD_t^2) of k tasks. Undefined for
 *                        k < 2, and where the total is the same for all.
 *
 * What is undefined is NAN.
 */
#ifndef GRADER_CLASS_STATISTICS_H
#define GRADER_CLASS_STATISTICS_H

#include <stddef.h>

struct score_statistics {
    size_t n;
    double mean, sd, median; /* NAN with n = 0; sd with n < 2 */
    double low, high;
};

/* Of SCORES[n], which are sorted by this. */
void statistics_of_scores(double *scores, size_t n, struct score_statistics *statistics);

struct item_statistics {
    size_t n;
    size_t n_all, n_some, n_none; /* who have all of the points, some, none: n together */
    double mean, sd;
    double difficulty, discrimination;
};

/* Of an item worth max_points > 0: ITEM[n] are the points in it, TOTAL[n] all points of the same students. */
void statistics_of_item(const int *item, const int *total, size_t n, int max_points,
                        struct item_statistics *statistics);

/* Of ITEMS[n_items], each of the same n students, whose TOTAL[n] their sums are. */
double statistics_alpha(const struct item_statistics *items, size_t n_items,
                        const int *total, size_t n);

#endif
