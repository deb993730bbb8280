/* instance.h: a net, weights and samples drawn at run time, and what may be done to them that
 * changes the answers in a way known beforehand.
 */
#ifndef GRADER_CHECK_INSTANCE_H
#define GRADER_CHECK_INSTANCE_H

#include "check/draw.h"
#include "contract.h"

#include <stddef.h>

enum { INSTANCE_MAX_LAYERS = 5 };

/* What plan_two_layers() gives lies within, a third layer of 4 units and samples given twice
 * included. */
enum { SMALL_MAX_PARAMETERS = 128, SMALL_MAX_UNITS = 8, SMALL_MAX_SAMPLES = 8 };

/* What an instance is to be like. */
struct instance_plan {
    size_t units[INSTANCE_MAX_LAYERS + 1]; /* s_0, s_1, ..., then 0 */
    enum bp_output output;
    int regularize_bias;
    size_t m;
    double lambda, theta_size, x_size; /* theta within +-theta_size, X within +-x_size */
};

struct instance {
    size_t units[INSTANCE_MAX_LAYERS + 1];
    struct bp_net net; /* its units are the above */
    size_t n, m;       /* parameters, samples */
    double *theta;     /* n */
    double *X;         /* m x s_0 */
    int *y;            /* m labels, every class in turn where m allows */
    double lambda, alpha;
    uint64_t iterations;
};

/* Returns 0, or -1 after one error line: *instance is then empty. */
int instance_draw(struct instance *instance, const struct instance_plan *plan,
                  struct draw *draw);
int instance_copy(struct instance *to, const struct instance *from);
void instance_release(struct instance *instance);

/* A call of FUNCTION, any that takes a net but unroll, roll and init, with the arrays of the
 * instance, which it borrows; bp_backprop_sample gets sample 0. */
struct call instance_call(const struct instance *instance, enum function function);

/* A plan of two layers with 3, 5 and 7 units in any order, so that no matrix is square, and an
 * even number of samples. */
struct instance_plan plan_two_layers(struct draw *draw, enum bp_output output,
                                     double lambda, int regularize_bias);

/* A plan of any shape: 1 to 4 layers of 1 to 5 units. */
struct instance_plan plan_any_shape(struct draw *draw, enum bp_output output);

/* ---- changes; those that return int return 0, or -1 after one error line ---- */

/* Samples in the order order[0..m-1]. */
int instance_permute_samples(struct instance *instance, const size_t *order);

/* Every sample twice, the second time behind all of the first. */
int instance_double_samples(struct instance *instance);

/* index[i] = where entry i of theta goes when unit u of layer `layer`, hidden or output, becomes
 * unit order[u]; n entries. */
void instance_rename_units(const struct instance *instance, size_t layer,
                           const size_t *order, size_t *index);

/* theta[index[i]] = theta[i] for all i. */
int instance_move_theta(struct instance *instance, const size_t *index);

/* Adds c to every bias weight of the last layer: c is added to all z^(L). */
void instance_shift_outputs(struct instance *instance, double c);

#endif
