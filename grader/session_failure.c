#include "session_failure.h"

#include <signal.h>
#include <stdio.h>

static void explain_signal(const struct call *call, const struct request *request,
                           const struct observed *observed, int signal_number,
                           struct reply *reply)
{
    const char *function = function_symbol(call->function);
    const char *text = "%s was ended by the system";
    bool modified_input = false;

    reply->verdict = VERDICT_CRASH;
    switch (signal_number) {
    case SIGSEGV:
    case SIGBUS:
        if (!observed->taken_up) {
            text =
                "the program does not start: its static arrays are larger than the 4 GiB "
                "that it may have";
            break;
        }
        if (observed->fault.signal == 0) {
            text = "%s crashed (segmentation fault) where no trace of the place was left";
            break;
        }
        layout_explain_fault(call, request, &observed->fault, reply->message,
                             sizeof reply->message, &modified_input);
        if (modified_input)
            reply->verdict = VERDICT_MODIFIED_INPUT;
        return;
    case SIGSYS:
        reply->verdict = VERDICT_FORBIDDEN;
        text = "%s asked the system for what this exercise does not need "
               "(a file, a process, the network)";
        break;
    case SIGXCPU:
        reply->verdict = VERDICT_TIMEOUT;
        text = "%s used up its CPU time";
        break;
    case SIGABRT: text = "%s ended in abort(): a failed assert, or a damaged heap"; break;
    case SIGFPE: text = "%s divided an integer by zero, or has numbers trap"; break;
    case SIGILL: text = "%s ran into an illegal instruction"; break;
    case SIGKILL:
        text = "%s was killed: too much memory, or its channel was closed";
        break;
    default: break;
    }
    snprintf(reply->message, sizeof reply->message, text, function);
}

void session_failure_explain(const struct call *call, const struct request *request,
                             const struct call_limits *limits, enum answer answer,
                             const struct sandbox_status *ended,
                             const struct observed *observed, struct reply *reply)
{
    const char *function = function_symbol(call->function);

    if (answer == LATE) {
        reply->verdict = VERDICT_TIMEOUT;
        if (reply->cpu_s < limits->cpu_ms / 2e3)
            snprintf(reply->message, sizeof reply->message,
                     "%s did not come back within %g s, and computed for %.1f s of them: "
                     "what does it wait for?",
                     function, limits->wall_ms / 1e3, reply->cpu_s);
        else
            snprintf(reply->message, sizeof reply->message,
                     "%s did not come back within %g s: a loop that does not end?",
                     function, limits->cpu_ms / 1e3);
    } else if (answer == BROKE_PROTOCOL) {
        reply->verdict = VERDICT_FORBIDDEN;
        snprintf(reply->message, sizeof reply->message,
                 "%s wrote to the grader's channel", function);
    } else if (answer == WENT_ON) {
        reply->verdict = VERDICT_FORBIDDEN;
        snprintf(reply->message, sizeof reply->message,
                 "%s returned while a thread of it went on computing: join it first",
                 function);
    } else if (ended->exited && ended->code == PROTOCOL_EXIT) {
        reply->verdict = VERDICT_CRASH;
        snprintf(
            reply->message, sizeof reply->message,
            "%s closed or moved what it was not given: a descriptor, or memory of the "
            "grader's",
            function);
    } else if (ended->exited) {
        reply->verdict = VERDICT_CRASH;
        snprintf(reply->message, sizeof reply->message,
                 "%s left the program with exit status %d instead of returning", function,
                 ended->code);
    } else {
        explain_signal(call, request, observed, ended->signal, reply);
    }
}
