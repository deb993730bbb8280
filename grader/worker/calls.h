/* calls.h: from a request to a call of the student's function. */
#ifndef GRADER_WORKER_CALLS_H
#define GRADER_WORKER_CALLS_H

#include "worker/protocol.h"

#include <stdbool.h>

enum { CALL_ARGUMENTS_BYTES = 3072 };

/* Where the arguments of the calls that follow lie: the same CALL_ARGUMENTS_BYTES twice, to be written and, as they
 * are passed, to be read alone. */
void call_arguments_lie(void *writable, const void *readable);

/* Calls the function that REQUEST names, with the arrays in the two regions. A function that the
 * submission does not define is not called: its outputs stay unwritten. */
void call_function(const struct request *request, const unsigned char *inputs,
                   unsigned char *outputs);

/* Whether ADDRESS lies in a struct bp_net or bp_data that was passed to the function. */
bool call_arguments_hold(const void *address);

#endif
