#include "class/statistics.h"

#include <math.h>
#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

void statistics_of_scores(double *scores, size_t n, struct score_statistics *s)
{
    double sum = 0, squares = 0;
    *s = (struct score_statistics){
        .n = n, .mean = NAN, .sd = NAN, .median = NAN, .low = NAN, .high = NAN};
    if (n == 0)
        return;
    qsort(scores, n, sizeof scores[0], by_value);
    for (size_t i = 0; i < n; i++)
        sum += scores[i];
    s->mean = sum / (double)n;
    for (size_t i = 0; i < n; i++)
        squares += (scores[i] - s->mean) * (scores[i] - s->mean);
    if (n > 1)
        s->sd = sqrt(squares / (double)(n - 1));
    s->median = n % 2 ? scores[n / 2] : (scores[n / 2 - 1] + scores[n / 2]) / 2;
    s->low = scores[0];
    s->high = scores[n - 1];
}

/* n^2 times variances and covariance, in whole numbers: equal points have exactly none. */
struct moments {
    long long xx, yy, xy;
};

static struct moments moments(const int *item, const int *total, size_t n)
{
    long long x = 0, y = 0, xx = 0, yy = 0, xy = 0, count = (long long)n;
    for (size_t i = 0; i < n; i++) {
        long long a = item[i], b = (long long)total[i] - item[i];
        x += a;
        y += b;
        xx += a * a;
        yy += b * b;
        xy += a * b;
    }
    return (struct moments){count * xx - x * x, count * yy - y * y, count * xy - x * y};
}

void statistics_of_item(const int *item, const int *total, size_t n, int max_points,
                        struct item_statistics *s)
{
    long long sum = 0;
    *s = (struct item_statistics){
        .n = n, .mean = NAN, .sd = NAN, .difficulty = NAN, .discrimination = NAN};
    if (n == 0)
        return;
    for (size_t i = 0; i < n; i++) {
        sum += item[i];
        if (item[i] >= max_points)
            s->n_all++;
        else if (item[i] > 0)
            s->n_some++;
        else
            s->n_none++;
    }
    struct moments m = moments(item, total, n);
    s->mean = (double)sum / (double)n;
    s->difficulty = s->mean / max_points;
    if (n > 1)
        s->sd = sqrt((double)m.xx / ((double)n * (double)(n - 1)));
    if (m.xx > 0 && m.yy > 0)
        s->discrimination = (double)m.xy / (sqrt((double)m.xx) * sqrt((double)m.yy));
}

double statistics_alpha(const struct item_statistics *items, size_t n_items,
                        const int *total, size_t n)
{
    struct item_statistics whole;
    double variances = 0, k = (double)n_items;
    statistics_of_item(total, total, n, 1, &whole);
    if (n_items < 2 || n < 2 || !(whole.sd > 0))
        return NAN;
    for (size_t i = 0; i < n_items; i++)
        variances += items[i].sd * items[i].sd;
    return k / (k - 1) * (1 - variances / (whole.sd * whole.sd));
}
