/* fingerprint.h: of each function of the contract a hash of all that can have a part in what it
 * computes: its code, and the code and data that it reaches by calls and addresses, in whichever of
 * the submission's objects. Two builds with the same fingerprint of a function answer alike; names,
 * comments, the order of functions and the rest of the files have no part in it.
 *
 * The objects are those of a quick build (build.h): without optimisation, and with a section for each function
 * and each variable.
 * They are untrusted: what contradicts itself, or would take too long, has no fingerprints.
 */
#ifndef GRADER_FINGERPRINT_H
#define GRADER_FINGERPRINT_H

#include "contract.h"
#include "object.h"

#include <stdbool.h>
#include <stddef.h>

enum { FINGERPRINT_BYTES = 32 };

struct fingerprints {
    bool known; /* false: anything may have changed */
    unsigned char of[FUNCTION_COUNT]
                    [FINGERPRINT_BYTES]; /* zeros: it is defined nowhere */
};

/* Of the n objects of a submission. Returns 0, also where nothing is known, or -1 after one error
 * line. */
int fingerprints_take(struct fingerprints *fingerprints,
                      const struct object *const *objects, size_t n);

/* True when both are known and equal: whatever was saved, the submission answers as before. */
bool fingerprints_equal(const struct fingerprints *a, const struct fingerprints *b);

#endif
