/* protocol.h: how the grader and the worker talk.
 *
 * Two regions of shared memory and two pipes. The grader writes a request (below) to the start of
 * the input region, and the arrays behind it; the worker can map that region for reading alone.
 * Then it sends the request's id, 8 bytes, through the request pipe. The worker calls the
 * function, which writes its outputs straight into the output region, and sends the id
 * back, 8 bytes, through the reply pipe. Nothing else travels: no status, no text, no verdict.
 * A request for PROTOCOL_NOTHING is answered at once: that the worker reads it is the sign that the
 * function before has come back to it.
 *
 * Each array lies at the end of a run of pages of its own, behind which at least one page is
 * left that the worker makes inaccessible: a step past the end faults. Everything else in
 * both regions is inaccessible during a call.
 *
 * Page 0 of the output region holds struct observed: what the worker saw of a fault before it
 * died, and how often exponentials were taken. It explains and can acquit nobody: the student's
 * code may have written it. Behind it lie the structs that functions are passed.
 */
#ifndef GRADER_WORKER_PROTOCOL_H
#define GRADER_WORKER_PROTOCOL_H

#include "contract.h"

#include <stdint.h>

/* The worker's descriptors. stdin is /dev/null, stdout and stderr a pipe that is drained. */
enum {
    PROTOCOL_REQUEST_FD = 3, /* read end: ids of requests */
    PROTOCOL_REPLY_FD = 4,   /* write end: ids of answered requests */
    PROTOCOL_INPUT_FD = 5,   /* input region */
    PROTOCOL_OUTPUT_FD = 6   /* output region */
};

/* Where in page 0 of the output region the worker keeps what is its own. */
enum { PROTOCOL_ARGUMENTS = 1024 };

/* The worker's exit status when its descriptors or regions are not as it found them. */
enum { PROTOCOL_EXIT = 70 };

enum {
    PROTOCOL_REGION_BYTES = 1 << 25,
    PROTOCOL_MAX_ARRAYS = CONTRACT_MAX_LAYERS + CONTRACT_MAX_INPUTS + 1
};

enum { PROTOCOL_NOTHING = FUNCTION_COUNT }; /* in the place of a function */

struct wire_array {
    uint64_t n;      /* elements */
    uint64_t offset; /* of element 0 within the region, in bytes */
    uint64_t end;    /* of the array within the region; a page boundary */
};

struct request {
    uint64_t id;
    uint32_t
        function; /* enum function, or PROTOCOL_NOTHING: the rest is the last request's */
    uint32_t page_bytes;
    uint32_t n_layers, output,
        regularize_bias;    /* of the net, where the function takes one */
    uint32_t perturb;       /* of malloc(), see layout.h */
    uint32_t clock_ahead_s; /* see layout.h */
    uint32_t n_inputs, n_outputs;

    /* With a net, inputs[0] is units. Then the function's inputs in the order of contract.h;
     * Theta of bp_unroll is one array for each layer, and so is that of bp_roll in outputs. The
     * theta of bp_gradient_descent is an output that holds the input before the call. */
    struct wire_array inputs[PROTOCOL_MAX_ARRAYS];
    struct wire_array outputs[PROTOCOL_MAX_ARRAYS];
};

struct fault {
    uint64_t signal; /* 0: none seen */
    uint64_t region; /* 1: input, 2: output, 3: stack, 4: a struct that is
                        passed, 0: elsewhere */
    uint64_t offset; /* within the region */
    uint64_t address;
};

struct observed {
    struct fault fault;
    uint64_t taken_up;     /* the id of the request whose call has begun; 0: none has */
    uint64_t exponentials; /* calls of exp and its kin (worker/exponentials.c) */
    uint64_t
        kept_bytes; /* allocated by the call and not freed, where the C library tells */
};

#endif
