/* certify_gradcheck.h: numerical gradient and relative difference as bounded numbers. */
#ifndef REFERENCE_CERTIFY_GRADCHECK_H
#define REFERENCE_CERTIFY_GRADCHECK_H

#include "bounded.h"
#include "contract.h"

/* grad[n], the exact difference quotients of the polynomial J of contract.h; the bounds
 * admit the worker's evaluation of J in double, and a theta restored by += and -=.
 * Returns NULL, or what is wrong. */
const char *certify_numerical_gradient(const struct call *call, struct bounded *grad,
                                       long precision);

/* d[1] = norm2(a - b) / (norm2(a) + norm2(b)), norms taken plainly or scaled. */
void certify_relative_difference(const struct call *call, struct bounded *d,
                                 long precision);

#endif
