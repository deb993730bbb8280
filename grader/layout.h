/* layout.h: where the arrays of a call lie in the two regions (worker/protocol.h). */
#ifndef GRADER_LAYOUT_H
#define GRADER_LAYOUT_H

#include "contract.h"
#include "worker/protocol.h"

#include <stdbool.h>
#include <stddef.h>

/* What output memory holds before a call: in doubles a quiet NaN whose payload arithmetic hands
 * on, in ints a number that is no label. */
#define LAYOUT_UNWRITTEN UINT64_C(0x7FF8DEAD7FF8DEAD)

/* What a right answer does not depend on, and a call may be made with otherwise. */
struct surroundings {
    uint64_t fill; /* the bits of every 8 bytes of the outputs before the call */
    unsigned
        skip_pages;   /* left free in front of the arrays, at most 64: other addresses */
    unsigned perturb; /* 1..255: malloc()'s memory is filled with bytes made from this,
                            where the C library can; 0: left as it is */
    unsigned clock_ahead_s; /* what clocks are ahead of the time, for the submission */
};

extern const struct surroundings layout_usual; /* LAYOUT_UNWRITTEN, 0 */

/* True where element I still holds LAYOUT_UNWRITTEN, or what became of it. */
bool array_is_unwritten(const struct array *array, size_t i);

/* Writes CALL into the input region: the request with this id, then its arrays; and prepares
 * the output region. OUTPUTS are the shapes from call_outputs(). Returns 0, or -1 after one error
 * line when it does not fit. */
int layout_request(const struct call *call, const struct array *outputs, uint64_t id,
                   const struct surroundings *surroundings, unsigned char *input_region,
                   unsigned char *output_region);

/* Makes the request that was laid out last one for PROTOCOL_NOTHING, with this id. */
void layout_nothing(uint64_t id, unsigned char *input_region);

/* Copies output `which` of the call out of the region into out->data (out->n elements). REQUEST
 * is a copy of our own, made when the call was laid out. */
void layout_collect(const struct call *call, const struct request *request, size_t which,
                    const unsigned char *output_region, struct array *out);

/* The name of an output in front of which the student's code wrote, or NULL. */
const char *layout_underrun(const struct call *call, const struct request *request,
                            uint64_t fill, const unsigned char *output_region);

/* Says in one line what a fault means, as "wrote to the input X"; modified_input tells whether it
 * was a write to an input. */
void layout_explain_fault(const struct call *call, const struct request *request,
                          const struct fault *fault, char *text, size_t n,
                          bool *modified_input);

#endif
