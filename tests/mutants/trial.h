/* trial.h: random inputs within the contract, one set for all functions. */
#ifndef TESTS_MUTANTS_TRIAL_H
#define TESTS_MUTANTS_TRIAL_H

#include "backprop.h"

enum {
    TRIAL_LAYERS = 4,
    TRIAL_UNITS = 9, /* at most, in a layer */
    TRIAL_SAMPLES = 6,
    TRIAL_VECTOR = 20, /* elements of a vector, at most */
    TRIAL_THETA = TRIAL_LAYERS * TRIAL_UNITS * (TRIAL_UNITS + 1),
    TRIAL_X = TRIAL_SAMPLES * TRIAL_UNITS
};

enum trial_kind {
    TRIAL_PLAIN = 1,     /* numbers around 1, with all their bits */
    TRIAL_WHOLE = 2,     /* small whole numbers: zeros, ties, equal rows of Theta^(L) */
    TRIAL_SATURATED = 4, /* |z| up to 1e3 */
    TRIAL_EXTREME = 8    /* from 1e-100 to 1e100 in size, and zeros: for vectors alone */
};

struct trial {
    enum trial_kind kind;
    size_t units[TRIAL_LAYERS + 1];
    struct bp_net net;                     /* L from 1 to 4; 1 or 2 where saturated */
    double theta[TRIAL_THETA], X[TRIAL_X]; /* filled to the end */
    int y[TRIAL_SAMPLES];
    struct bp_data data;  /* of X and y */
    double lambda, alpha; /* 0 in one of two; 0.1 to 0.5 */
    size_t iterations;    /* 0 to 5 */
    size_t n;             /* 1 to TRIAL_VECTOR: theta and X as vectors */
    double epsilon;       /* 1e-1 to 1e-4 */
    double z;             /* within +-30, or +-1e3 where saturated */
    double point[4];      /* within +-6; |point[0] + point[1]| >= 0.5 */
    uint64_t seed;
    double size; /* (1 + max |theta|) (1 + max |X|): how large terms are, at most */
};

/* Draws a trial; *state is the state of the random numbers. */
void trial_draw(struct trial *trial, enum trial_kind kind, uint64_t *state);

/* A number from 0 to n - 1. */
size_t random_below(uint64_t *state, size_t n);

/* A number within +-size. */
double random_within(uint64_t *state, double size);

#endif
