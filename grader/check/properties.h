/* properties.h: what every right answer has, whatever the inputs: the order of the samples does
 * not matter, units renamed are a gradient renamed, J is linear in lambda, and so on. Tried on
 * inputs drawn at run time, so that a table of published answers has none of them.
 *
 * The properties are tables (property.h), in properties_scalar.c, properties_network.c,
 * properties_lambda.c and properties_training.c. Each belongs to a check group and costs its points alone.
 */
#ifndef GRADER_CHECK_PROPERTIES_H
#define GRADER_CHECK_PROPERTIES_H

#include "check/draw.h"
#include "result.h"
#include "session.h"

/* Tries the properties of TASK, whose cases were run, and appends them to task->checks. A
 * function that did not come back in a case is not asked again. With CONFIRM_EACH one fails where a
 * function that answered in it did not come back (session_confirm()); else that is for the caller to ask.
 * Returns 0, or -1 after one error line. */
int check_properties(struct session *session, struct draw *draw, struct task_result *task,
                     bool confirm_each);

#endif
