/* gradient_check.h: is the submission's gradient the derivative of the submission's cost?
 *
 * Needs no expected value, and so tells a wrong cost with its own right gradient from a wrong
 * backpropagation. The derivative is the difference quotient of fourth order,
 *   D(h) = (8 (J(h) - J(-h)) - (J(2h) - J(-2h))) / (12 h),    J(h) = J(theta + h e_i),
 * (Abramowitz and Stegun, 25.3.6) with an error of h^4 J^(5) / 30. D(2h) from the same values
 * tells how large that is: an element is right when
 *   |grad_i - D(h)| <= 4 |D(h) - D(2h)| + c u max |J| / h,
 * where |D(h) - D(2h)| is 15 times the error of D(h) to first order, and the second term is the
 * rounding of J, taken as c = 2^14 units in the last place of a number of its size. All
 * evaluations of a net travel in one request.
 */
#ifndef GRADER_CHECK_GRADIENT_CHECK_H
#define GRADER_CHECK_GRADIENT_CHECK_H

#include "check/draw.h"
#include "check/instance.h"
#include "session.h"

#include <stdbool.h>
#include <stddef.h>

enum { GRADIENT_CHECK_BLOCKS = 2 * INSTANCE_MAX_LAYERS };

struct gradient_check {
    bool judged; /* both functions answered, and the cost is smooth enough to tell */
    bool
        consistent; /* every element is the derivative, or every direction on a large net */
    bool same_cost; /* bp_cost_gradient returned what bp_cost does */

    /* Blocks: block 2 (l - 1) is the bias column of Theta^(l), the one behind it the rest. */
    bool off[GRADIENT_CHECK_BLOCKS];
    size_t n_off, n; /* elements that are off, of so many; directions on a large net */
};

/* Holds bp_cost_gradient at the instance against FUNCTION_COSTS or, to differentiate the J that
 * bp_cost_gradient itself returns, FUNCTION_COST_GRADIENTS. With n_directions > 0 that many
 * random directions are taken, else every element. Returns 0, or -1 after one error line. */
int gradient_check(struct session *session, struct draw *draw,
                   const struct instance *instance, enum function cost,
                   size_t n_directions, struct gradient_check *check);

/* The same of GRAD, n elements, which the submission gave for the instance before; nothing is said of same_cost. */
int gradient_check_given(struct session *session, struct draw *draw,
                         const struct instance *instance, const double *grad,
                         enum function cost, size_t n_directions,
                         struct gradient_check *check);

/* "Theta^(1) (all but its bias column), Theta^(2)": the blocks that are off. */
void gradient_check_places(const struct gradient_check *check, size_t n_layers,
                           char *text, size_t n);

#endif
