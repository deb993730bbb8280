/* session.h: the trusted side of the protocol with the worker (worker/protocol.h).
 *
 *     session = session_open(&options)
 *     session_call(session, call, &limits, &reply)    as often as wanted
 *     session_confirm(session, &limits, &reply)    before points are given for what was answered
 *     session_restart(session)    a fresh worker for the next call: none inherits from the last
 *     session_close(session)
 *
 * The session owns the descriptors, the shared memory and the worker process. A worker that
 * dies, hangs or breaks the protocol fails the call under way alone.
 *
 * The function that is called can reply in the worker's place and then leave, crash or never come
 * back: an answer says that the outputs are there, not that it returned. That shows when the worker is
 * asked again, by session_call() or by session_confirm(), which asks for nothing else.
 */
#ifndef GRADER_SESSION_H
#define GRADER_SESSION_H

#include "contract.h"
#include "layout.h"
#include "sandbox/sandbox.h"
#include "verdict.h"

#include <stdbool.h>
#include <stddef.h>

struct session_options {
    const struct sandbox *sandbox;
    const char *worker;  /* path of the linked worker */
    const bool *defined; /* FUNCTION_COUNT entries: which the submission defines */
    bool sanitized;      /* the worker was built with sanitizers (SANDBOX_SANITIZE) */
};

/* Limits of one call. The call has timed out when it used cpu_ms of CPU time, or after
 * wall_ms, whichever is first. */
struct call_limits {
    int cpu_ms, wall_ms;
};

struct reply {
    /* VERDICT_PASS: the function returned, outputs hold what it wrote. Else why not. UNWRITTEN and
     * NOT_FINITE are not decided here: unwritten elements are array_is_unwritten(). */
    enum verdict verdict;
    char message
        [160]; /* one line, as "wrote past the end of grad"; "" if there is nothing to say */
    double cpu_s; /* CPU time of the call */

    /* Calls of exp and its kin, as the worker counted; 0 where the worker was linked without the
     * count. More than it says cannot be hidden, less can: it convicts and acquits nobody. */
    uint64_t exponentials;
    uint64_t
        kept_bytes; /* allocated and not freed, as the worker says; 0 where it cannot tell */
    size_t n_outputs;
    struct array outputs[CONTRACT_MAX_OUTPUTS]; /* owned by the reply */
};

struct session;

/* Returns NULL after one error line. */
struct session *session_open(const struct session_options *options);
void session_close(struct session *session);

/* Calls the function in the worker, started if there is none. Returns 0 whatever the student's
 * code did; -1 after one error line when it is our failure. reply_release() frees the outputs. Where
 * the function that answered before turns out not to have come back, this call fails in its place,
 * with a verdict and a message that name that one. */
int session_call(struct session *session, const struct call *call,
                 const struct call_limits *limits, struct reply *reply);
void reply_release(struct reply *reply);

/* Asks the worker for a sign of life, within *limits. reply->verdict: VERDICT_PASS where it gives one, or
 * nothing was answered since the last; else what became of the function that answered last, which
 * did not come back, with a message that names it; the worker is gone then. REPLY has no outputs. Returns
 * 0, or -1 after one error line when it is our failure. */
int session_confirm(struct session *session, const struct call_limits *limits,
                    struct reply *reply);

/* Where the arrays of the calls that follow lie, and what their outputs hold before; usual is
 * layout_usual. array_is_unwritten() is meant with LAYOUT_UNWRITTEN alone. */
void session_surround(struct session *session, const struct surroundings *surroundings);

/* Whether the next call is the first that its worker gets. */
bool session_is_fresh(const struct session *session);

/* Ends the worker, if there is one. Returns 0, or -1 after one error line. */
int session_restart(struct session *session);

/* The end, 16 KiB, of what the student's code printed so far, raw: *n_bytes, and
 * a NUL behind them; owned by the session. */
const char *session_student_output(const struct session *session, size_t *n_bytes);

#endif
