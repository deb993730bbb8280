/* digits_survey: is the digits task safe for every init that the contract allows? Trains the
 * reference from 200 seeds of each kind of init and prints the accuracies; then, from 20 seeds,
 * what nets earn that were started or trained wrongly. It takes some minutes.
 *
 *     digits_survey [FOLDER]        FOLDER: the data, fixtures/data by default
 *
 * Ends with 1 if a net of an allowed init fails the task or a wrong one passes it.
 */
#include "backprop.h"
#include "digits.h"
#include "error.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    SEEDS = 200,
    SEEDS_WRONG = 20,
    N_WEIGHTS = DIGITS_HIDDEN * (DIGITS_PIXELS + 1) + DIGITS_CLASSES * (DIGITS_HIDDEN + 1)
};

struct survey {
    struct bp_net net;
    struct bp_data train, test;
    double history[DIGITS_ITERATIONS];
    double fastest_ms;
};

/* splitmix64, as bp_random_init() has it. */
static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static double uniform(uint64_t *state, double low, double high)
{
    return low + (high - low) * ldexp((double)(next(state) >> 11), -53);
}

/* Normal by Box and Muller, drawn again until within +-0.5. */
static double normal(uint64_t *state, double deviation)
{
    const double pi = 3.14159265358979323846;
    double x;
    do {
        double radius = sqrt(-2 * log(1 - uniform(state, 0, 1)));
        x = deviation * radius * cos(uniform(state, 0, 2 * pi));
    } while (fabs(x) > 0.5);
    return x;
}

/* A weight from n_in units to n_out. */
typedef double draw(uint64_t *state, double n_in, double n_out);

static double draw_smallest(uint64_t *state, double n_in, double n_out)
{
    (void)n_in, (void)n_out;
    return uniform(state, -0.0175, 0.0175); /* root mean square 0.0101 */
}

static double draw_smallest_normal(uint64_t *state, double n_in, double n_out)
{
    (void)n_in, (void)n_out;
    return normal(state, 0.0103);
}

static double draw_uniform(uint64_t *state, double n_in, double n_out)
{
    (void)n_in, (void)n_out;
    return uniform(state, -0.5, 0.5);
}

static double draw_normal(uint64_t *state, double n_in, double n_out)
{
    (void)n_in, (void)n_out;
    return normal(state, 0.25);
}

/* Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
 * networks", 2010. */
static double draw_scaled(uint64_t *state, double n_in, double n_out)
{
    double limit = fmin(sqrt(6 / (n_in + n_out)), 0.5);
    return uniform(state, -limit, limit);
}

static double draw_scaled_normal(uint64_t *state, double n_in, double n_out)
{
    (void)n_out;
    return normal(state, 1 / sqrt(n_in));
}

static double draw_largest(uint64_t *state, double n_in, double n_out)
{
    (void)n_in, (void)n_out;
    double size = uniform(state, 0.49, 0.5);
    return next(state) >> 63 ? size : -size;
}

static double draw_lopsided(uint64_t *state, double n_in, double n_out)
{
    (void)n_in, (void)n_out;
    return uniform(state, -0.005, 0.5);
}

static double draw_zero(uint64_t *state, double n_in, double n_out)
{
    (void)state, (void)n_in, (void)n_out;
    return 0;
}

static double draw_equal(uint64_t *state, double n_in, double n_out)
{
    (void)state, (void)n_in, (void)n_out;
    return 0.1;
}

static const struct kind {
    const char *title;
    draw *weight; /* NULL: bp_random_init() */
    bool allowed;
    double alpha;
} kinds[] = {
    {"uniform, rms 0.01", draw_smallest, true, DIGITS_ALPHA},
    {"normal, rms 0.01", draw_smallest_normal, true, DIGITS_ALPHA},
    {"uniform +-0.5", draw_uniform, true, DIGITS_ALPHA},
    {"normal 0.25 within +-0.5", draw_normal, true, DIGITS_ALPHA},
    {"scaled by layer, uniform", draw_scaled, true, DIGITS_ALPHA},
    {"scaled by layer, normal", draw_scaled_normal, true, DIGITS_ALPHA},
    {"near +-0.5", draw_largest, true, DIGITS_ALPHA},
    {"uniform -0.005..0.5", draw_lopsided, true, DIGITS_ALPHA},
    {"the reference's", NULL, true, DIGITS_ALPHA},
    {"uniform +-0.5, step x 1.5", draw_uniform, true, 1.5 * DIGITS_ALPHA},
    {"uniform +-0.5, step x 0.5", draw_uniform, true, 0.5 * DIGITS_ALPHA},
    {"wrong: all zero", draw_zero, false, DIGITS_ALPHA},
    {"wrong: all equal", draw_equal, false, DIGITS_ALPHA},
    {"wrong: not trained", draw_uniform, false, 0},
    {"wrong: uphill", draw_uniform, false, -DIGITS_ALPHA},
};

static void init(const struct kind *kind, const struct bp_net *net, uint64_t seed,
                 double *theta)
{
    if (!kind->weight) {
        bp_random_init(net, seed, theta);
        return;
    }
    for (size_t l = 1; l <= net->n_layers; l++)
        for (size_t i = 0; i < net->units[l] * (net->units[l - 1] + 1); i++)
            *theta++ =
                kind->weight(&seed, (double)net->units[l - 1], (double)net->units[l]);
}

/* Does the task once; returns how many it reads right. */
static size_t run(struct survey *survey, const struct kind *kind, uint64_t seed)
{
    double theta[N_WEIGHTS];
    int predicted[DIGITS_M_TEST];
    init(kind, &survey->net, seed, theta);

    clock_t start = clock();
    bp_gradient_descent(&survey->net, theta, &survey->train, DIGITS_LAMBDA, kind->alpha,
                        DIGITS_ITERATIONS, survey->history);
    bp_predict(&survey->net, theta, survey->test.m, survey->test.X, predicted);
    double ms = 1e3 * (double)(clock() - start) / CLOCKS_PER_SEC;

    survey->fastest_ms = fmin(survey->fastest_ms, ms);
    return digits_count_right(survey->test.m, predicted, survey->test.y);
}

static int by_size(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

static double percent(size_t right)
{
    return 100.0 * (double)right / DIGITS_M_TEST;
}

/* Prints the row of a kind; returns whether it is as it should be. */
static bool survey_kind(struct survey *survey, const struct kind *kind)
{
    size_t right[SEEDS], n_failed = 0, n = kind->allowed ? SEEDS : SEEDS_WRONG;
    for (size_t s = 0; s < n; s++) {
        right[s] = run(survey, kind, (uint64_t)s << 32); /* far apart in splitmix64 */
        n_failed += right[s] < DIGITS_MIN_CORRECT;
    }
    qsort(right, n, sizeof *right, by_size);
    printf("%-26s %8.1f %8.1f %8.1f %5zu of %zu\n", kind->title, percent(right[0]),
           percent(right[n / 2]), percent(right[n - 1]), n_failed, n);
    fflush(stdout);
    return kind->allowed ? n_failed == 0 : n_failed == n;
}

int main(int argc, char **argv)
{
    const size_t units[] = {DIGITS_UNITS};
    struct digits_samples samples;
    if (argc > 2) {
        fprintf(stderr, "usage: digits_survey [FOLDER]\n");
        return 2;
    }
    if (digits_read(&samples, argc == 2 ? argv[1] : "fixtures/data") < 0)
        return 3;

    struct survey survey = {
        .net = {2, units, DIGITS_OUTPUT, 0},
        .train = {DIGITS_M_TRAIN, samples.X, samples.y},
        .test = {DIGITS_M_TEST, samples.X + (size_t)DIGITS_TEST_FIRST * DIGITS_PIXELS,
                 samples.y + DIGITS_TEST_FIRST},
        .fastest_ms = HUGE_VAL};
    int rc = 0;
    printf("%-26s %8s %8s %8s   failed (below %.1f %%)\n", "% right of 597: init",
           "least", "median", "most", percent(DIGITS_MIN_CORRECT));
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        if (!survey_kind(&survey, &kinds[k]))
            rc = 1;
    printf("fastest run of descent and predict: %.1f ms\n", survey.fastest_ms);
    digits_release(&samples);
    return rc;
}
