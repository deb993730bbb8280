/* property.h: what the files that hold properties share: how a property asks the submission,
 * compares, and says what is wrong. properties.h is what the grader calls.
 */
#ifndef GRADER_CHECK_PROPERTY_H
#define GRADER_CHECK_PROPERTY_H

#include "check/draw.h"
#include "check/instance.h"
#include "result.h"
#include "session.h"

#include <stdbool.h>
#include <stddef.h>

/* A property that is being tried. */
struct trial {
    struct session *session;
    struct draw *draw;
    const struct property *property;
    struct check_result *result; /* outcome and message are to be filled in */
};

struct property {
    const char *id, *task, *group;
    enum function function;

    /* Tries it. Returns 0 whatever came of it, or -1 after one error line. */
    int (*try)(struct trial *trial);

    enum bp_output output; /* of the net that is drawn, where there is one */
    int regularize_bias;
    double lambda;

    /* Of the same task: a group that must be right for the property to say something about this
     * one; NULL: none. */
    const char *needs;
};

/* Tables of properties, each ended by an entry without id. */
extern const struct property scalar_properties[], network_properties[],
    training_properties[];

/* Differences within this part of the largest number beside them are rounding: right double code
 * stays below 1e-12 on what is drawn here, code in float does not come below 1e-8. */
#define PROPERTY_ROUNDING 1e-9

/* What a call on a few small arrays may take, far more than a right one does. */
extern const struct call_limits small_call_limits;

/* Calls. *answered is false when there is no answer to look at; the outcome is then set, to
 * failed when the function crashed, timed out, or left an output unwritten or not finite.
 * Returns 0, or -1 after one error line. reply_release() is the caller's in any case. */
int trial_ask(struct trial *trial, const struct call *call, struct reply *reply,
              bool *answered);

/* To be called when it has been tried: it fails where a function that answered has not come back
 * (session_confirm()). Returns 0, or -1 after one error line. */
int trial_confirm(struct trial *trial);

/* Whether an output, of doubles, is nothing but zeros; the outcome is then failed. Zeros have all
 * symmetries. Meant where the inputs are such that a right answer is never 0. */
bool trial_is_zero(struct trial *trial, const struct reply *reply);

/* The outcome, with a sentence. */
void trial_passed(struct trial *trial);
void trial_failed(struct trial *trial, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Whether a[0..n-1] and b[0..n-1] are equal to rounding, relative to the largest of both. */
bool same_numbers(const double *a, const double *b, size_t n);
bool is_number(double got, double expected);

/* J and its gradient in lambda: of bp_cost and bp_cost_gradient (properties_lambda.c). */
int try_lambda(struct trial *trial);

/* check/gradient_check.h as properties of bp_cost_gradient: every element on a net of two layers
 * and on one of any shape, random directions on a large one. */
int try_derivative_of_cost(struct trial *trial);
int try_derivative_of_any_shape(struct trial *trial);
int try_directional_derivative(struct trial *trial);

#endif
