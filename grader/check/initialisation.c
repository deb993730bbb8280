#include "check/initialisation.h"

#include "session.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double largest_size = 0.5, smallest_rms = 0.01;
enum { BOTH_SIGNS_FROM = 20 };

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Whether two of n numbers are equal; true, too, when there is no memory to find out, since what
 * is not known to be right fails. */
static bool has_equals(const double *theta, size_t n)
{
    double *sorted = malloc(n * sizeof *sorted);
    bool equals = !sorted;
    if (sorted) {
        memcpy(sorted, theta, n * sizeof *sorted);
        qsort(sorted, n, sizeof *sorted, by_value);
        for (size_t i = 1; i < n; i++)
            equals = equals || sorted[i] == sorted[i - 1];
    }
    free(sorted);
    return equals;
}

/* What is wrong with a vector, and the id of that cause (diagnose/). */
struct vector_fault {
    const char *text, *id; /* NULL: nothing is */
};

static struct vector_fault vector_fault(const double *theta, size_t n)
{
    double sum_of_squares = 0;
    bool positive = false, negative = false;

    for (size_t i = 0; i < n; i++) {
        if (!(fabs(theta[i]) <= largest_size))
            return (struct vector_fault){"a number lies outside [-0.5, 0.5]",
                                         "init-out-of-range"};
        sum_of_squares += theta[i] * theta[i];
        positive = positive || theta[i] > 0;
        negative = negative || theta[i] < 0;
    }
    if (has_equals(theta, n))
        return (struct vector_fault){"two of the numbers are equal",
                                     "init-equal-numbers"};
    if (sqrt(sum_of_squares / (double)n) < smallest_rms)
        return (struct vector_fault){
            "the numbers are too small: their root mean square is below 0.01",
            "init-too-small"};
    if (n >= BOTH_SIGNS_FROM && !(positive && negative))
        return (struct vector_fault){"all numbers have the same sign", "init-one-sign"};
    return (struct vector_fault){NULL, NULL};
}

static enum verdict check_written(const struct array *theta, struct evidence *evidence)
{
    enum verdict verdict = VERDICT_PASS;
    for (size_t i = 0; i < theta->n; i++) {
        if (array_is_unwritten(theta, i))
            verdict = VERDICT_UNWRITTEN;
        else if (!isfinite(theta->f64[i]) && verdict == VERDICT_PASS)
            verdict = VERDICT_NOT_FINITE;
    }
    if (verdict == VERDICT_UNWRITTEN)
        snprintf(evidence->message, sizeof evidence->message,
                 "bp_random_init did not write every entry of theta");
    else if (verdict == VERDICT_NOT_FINITE)
        snprintf(evidence->message, sizeof evidence->message,
                 "bp_random_init wrote a NaN or an infinity");
    return verdict;
}

/* In words that give no seed away: a hidden set's are secret. */
static void describe_seeds(uint64_t difference, struct evidence *evidence)
{
    char *text = evidence->message;
    size_t n = sizeof evidence->message;
    int bit = 0;

    if (difference == 0) {
        snprintf(text, n, "a seed gives other numbers when it comes again");
        return;
    }
    while (!(difference >> bit & 1))
        bit++;
    if (difference == UINT64_C(1) << bit)
        snprintf(text, n,
                 "seeds that differ in bit %d alone give the same numbers: all 64 "
                 "bits count",
                 bit);
    else
        snprintf(text, n, "two different seeds give the same numbers");
}

/* Seeds and vectors must be equal together, or different together. */
static bool seeds_differ(const struct call *call, const struct array *theta, size_t n,
                         struct evidence *evidence)
{
    const uint64_t *seed = call->inputs[0].u64;
    for (size_t i = 0; i < call->inputs[0].n; i++) {
        for (size_t j = 0; j < i; j++) {
            bool equal = memcmp(&theta->f64[i * n], &theta->f64[j * n],
                                n * sizeof *theta->f64) == 0;
            if (equal == (seed[i] == seed[j]))
                continue;
            describe_seeds(seed[j] ^ seed[i], evidence);
            evidence->property = "init-seed";
            return false;
        }
    }
    return true;
}

enum verdict check_initialisation(const struct call *call, const struct array *theta,
                                  struct evidence *evidence)
{
    size_t n = net_n_parameters(&call->net);
    enum verdict verdict = check_written(theta, evidence);
    if (verdict != VERDICT_PASS)
        return verdict;

    for (size_t s = 0; s < call->inputs[0].n; s++) {
        struct vector_fault fault = vector_fault(&theta->f64[s * n], n);
        if (fault.text) {
            evidence->property = fault.id;
            snprintf(evidence->message, sizeof evidence->message,
                     "for seed number %zu of %zu: %s", s + 1, call->inputs[0].n,
                     fault.text);
            return VERDICT_WRONG;
        }
    }
    return seeds_differ(call, theta, n, evidence) ? VERDICT_PASS : VERDICT_WRONG;
}
