/* experiment.h: asks the submission again, so that one part of a formula shows by itself whatever
 * else is wrong: J(lambda) - J(0) is the penalty alone, the gradient of all samples beside those
 * of each alone is the mean alone, and so on.
 *
 * Each function fills ids of causes, at most `max`, in static storage, and sets *n. Functions
 * return 0, or -1 after one error line.
 */
#ifndef GRADER_DIAGNOSE_EXPERIMENT_H
#define GRADER_DIAGNOSE_EXPERIMENT_H

#include "check/draw.h"
#include "result.h"
#include "session.h"

#include <stddef.h>

enum { EXPERIMENT_MAX_CAUSES = 2 };

struct findings {
    size_t n;
    const char *ids[EXPERIMENT_MAX_CAUSES];
};

/* Adds an id; NULL adds nothing. */
static inline void findings_add(struct findings *findings, const char *id)
{
    if (id && findings->n < EXPERIMENT_MAX_CAUSES)
        findings->ids[findings->n++] = id;
}

/* How the penalty of bp_cost (FUNCTION_COST), or that of the gradient (FUNCTION_COST_GRADIENT),
 * is made from lambda, m and Theta, where it is one of the forms that students write, and not the
 * right one. */
int experiment_penalty(struct session *session, struct draw *draw, enum function function,
                       struct findings *findings);

/* How the samples' losses, or gradients, are put together, likewise. */
int experiment_mean(struct session *session, struct draw *draw, enum function function,
                    struct findings *findings);

/* Calls of a case that failed: with zeros and with ones in the outputs ("adds-to-buffer" where it
 * is right on zeros alone, "unwritten" where ones are left); with this and with that in what
 * malloc() gives ("reads-uninitialised" where the answers differ); twice in a fresh process
 * ("keeps-state" where the first is right or the second differs); with inputs changed by one
 * part in 10^12 ("float" where an answer that is nearly right stays as it is). */
int experiment_surroundings(struct session *session, const struct case_result *c,
                            struct findings *findings);

#endif
