/* session_failure.h: what it means that a call was not answered, in words for the student. */
#ifndef GRADER_SESSION_FAILURE_H
#define GRADER_SESSION_FAILURE_H

#include "session.h"

/* What became of a request. */
enum answer {
    ANSWERED,
    DIED,           /* the worker ended */
    LATE,           /* it used up its time */
    BROKE_PROTOCOL, /* it wrote what was not asked for */
    WENT_ON         /* threads of it compute when none of its functions is called */
};

/* Sets the verdict and the message of REPLY, whose cpu_s is set, for any ANSWER but ANSWERED. REQUEST is
 * a copy of our own, OBSERVED what the worker saw, which is untrusted, ENDED how it ended. Where OBSERVED has no fault, only the
 * function of CALL is looked at, and REQUEST may be NULL. */
void session_failure_explain(const struct call *call, const struct request *request,
                             const struct call_limits *limits, enum answer answer,
                             const struct sandbox_status *ended,
                             const struct observed *observed, struct reply *reply);

#endif
