/* cases.h: the calls of the public fixture set, as tables, and of hidden sets, which draw
 * what the tables list too (cases_hidden.h); expected values are certify.h's.
 *
 * A case draws its random inputs from a generator of its own, seeded by the set's seed
 * and the case's id, in a hidden set by the set's key and the id: adding a case changes no
 * other.
 *
 * Functions that return int return 0, or -1 after one error line; the set then holds what
 * was made so far, and is to be released.
 */
#ifndef REFERENCE_CASES_H
#define REFERENCE_CASES_H

#include "certify.h"
#include "digits.h"
#include "fixture.h"
#include "random.h"
#include "secret.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CASES_PUBLIC_SEED = 20261124 };

struct cases {
    struct fixture_set *set; /* a group for each of the rubric's, in its order */
    uint64_t seed;
    const struct digits_samples *digits;
    const struct secret *secret; /* of a hidden set, and no seed; NULL: the public set */
    const char *again;           /* id of the case that is drawn again, or NULL */
    unsigned char attempt;       /* how often it was drawn before */
    struct random random;        /* of the case begun last */
};

enum { CASES_MAX_ATTEMPTS = 20 };

/* Gives the empty set a name and its groups. */
int cases_init(struct cases *cases, struct fixture_set *set, uint64_t seed,
               const struct digits_samples *digits);

/* The same for a hidden set. SECRET is borrowed as long as cases are added. */
int cases_init_hidden(struct cases *cases, struct fixture_set *set,
                      const struct secret *secret, const struct digits_samples *digits);

/* Puts another case of the same id and class in the place of case number C of a group,
 * which the proof refused: the ATTEMPT-th drawn, 0 being the first. Of a hidden set whose
 * cases were all added. */
int cases_draw_again(const struct cases *cases, size_t group, size_t c,
                     unsigned char attempt);

/* How often the case of that id was drawn before. */
unsigned char cases_attempt(const struct cases *cases, const char *id);

/* All cases of the set: the five below one after another. */
int cases_add_all(struct cases *cases);

int cases_add_graphs(struct cases *cases);   /* part 1 */
int cases_add_network(struct cases *cases);  /* part 2, without gradient */
int cases_add_gradient(struct cases *cases); /* part 2, gradient */
int cases_add_checking(struct cases *cases); /* part 3 */
int cases_add_training(struct cases *cases); /* part 4 */

/* How the loss of a case may be computed: taken from z in the groups named saturated;
 * with one class too, where the softmax loss is 0 and no error is a small part of it. */
enum certify_loss cases_loss(const struct fixture_group *group,
                             const struct fixture_case *c);

/* ---- One case ---- */

/* Appends a case to group TASK/GROUP of the set, without inputs. NULL after one error
 * line, also for a group that the rubric does not have and a name that the group has
 * already. Valid until the group's next case. */
struct fixture_case *cases_begin(struct cases *cases, const char *task, const char *group,
                                 const char *name, const char *title,
                                 enum function function);

/* The next input in the contract's order: room for n elements, zeros. NULL after one
 * error line. */
double *case_doubles(struct fixture_case *c, size_t n);
int *case_ints(struct fixture_case *c, size_t n);
uint64_t *case_uint64s(struct fixture_case *c, size_t n);

/* ---- Cases of a net ---- */

enum { PLAN_MAX_UNITS = 6 };

/* Where theta and X come from, if the plan does not list them. */
enum plan_values {
    PLAN_FULL,   /* within +-theta_size (1 if 0), +-x_size (2 if 0), 53 bits random */
    PLAN_SHORT,  /* one decimal: theta within +-1.5, X within +-3 */
    PLAN_HOLES,  /* as PLAN_FULL, every third entry of X 0 */
    PLAN_TWICE,  /* as PLAN_FULL, the second half of the samples equal to the first */
    PLAN_SCALED, /* as PLAN_FULL, X times 1e-13, Theta^(1) without column 0 times 1e13 */
    PLAN_DIGITS  /* X and y rows of the digits, from row `first` on */
};

/* Where labels come from, if the plan does not list them. */
enum plan_labels {
    PLAN_ALL_CLASSES, /* 0, 1, ..., K-1, 0, ... */
    PLAN_TWO_CLASSES, /* the second and the last, in turn: others are absent */
    PLAN_LAST_CLASS
};

struct net_plan {
    const char *group, *name;
    size_t units[PLAN_MAX_UNITS]; /* 0 behind the last */
    enum bp_output output;
    size_t m;
    const char *note; /* behind the title; NULL: nothing */
    double lambda;
    int regularize_bias;
    enum plan_values values;
    enum plan_labels labels;
    double theta_size, x_size;
    size_t first;            /* row of the digits */
    int label;               /* of bp_backprop_sample */
    double alpha;            /* of bp_gradient_descent */
    uint64_t iterations;     /* alike */
    bool fixed;              /* the same in hidden sets, or drawn for one already */
    const double *theta, *X; /* listed; NULL: see values */
    const int *y;            /* listed; NULL: see labels */
};

/* A case for each of n plans. Takes every function of a net but bp_random_init. */
int cases_add_nets(struct cases *cases, const char *task, enum function function,
                   const struct net_plan *plans, size_t n);

/* Fills the net of a case; units ends with a 0. */
int case_net(struct fixture_case *c, const size_t *units, enum bp_output output,
             int regularize_bias);

/* "64-25-10" */
void net_text(char *text, size_t n_bytes, const size_t *units);

#endif
