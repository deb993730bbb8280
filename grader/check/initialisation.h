/* initialisation.h: the properties that the contract asks of bp_random_init; there is no
 * expected value, since every student's numbers are different ones. */
#ifndef GRADER_CHECK_INITIALISATION_H
#define GRADER_CHECK_INITIALISATION_H

#include "result.h"

/* CALL is of FUNCTION_RANDOM_INIT, theta what it answered: a vector for each seed. Each
 * vector must lie within [-0.5, 0.5], have a root mean square of at least 0.01, both
 * signs (from 20 numbers on) and no two equal numbers; equal seeds must give equal bits,
 * different seeds different vectors. Returns VERDICT_PASS, or why not, with
 * evidence->message set. */
enum verdict check_initialisation(const struct call *call, const struct array *theta,
                                  struct evidence *evidence);

#endif
