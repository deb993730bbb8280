/* diagnose.h: names the cause of a wrong result, most specific first:
 *   a known misconception    what the submission answers is what a known wrong one answers
 *   an experiment            a part of the formula, shown by itself, has a known wrong form
 *   structure                a factor, one layer, one column, another order
 *   behaviour                adds to the buffer, keeps state, is not finite for large inputs
 * A cause is named only when what was seen fits it and nothing else that is known; otherwise the
 * diagnosis says what is known, and no more.
 */
#ifndef GRADER_DIAGNOSE_DIAGNOSE_H
#define GRADER_DIAGNOSE_DIAGNOSE_H

#include "check/draw.h"
#include "misconception.h"
#include "result.h"
#include "session.h"

/* Fills the diagnosis of every failing task of *result, whose cases and checks are done. Returns 0,
 * or -1 after one error line. */
int diagnose(struct session *session, struct draw *draw,
             const struct misconceptions *misconceptions, struct result *result);

#endif
