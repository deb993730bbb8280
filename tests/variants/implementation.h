/* implementation.h: the contract's functions in a shared object, called in this process: for our
 * own code alone.
 *
 *     struct implementation one;
 *     if (implementation_open(&one, "build/release/variants/blas.so") < 0) ...
 *     if (implementation_has(&one, call->function))
 *         implementation_answer(&one, call, outputs), then implementation_release(outputs)
 *     implementation_close(&one);
 */
#ifndef VARIANTS_IMPLEMENTATION_H
#define VARIANTS_IMPLEMENTATION_H

#include "contract.h"

#include <stdbool.h>

typedef void (*implementation_function)(void);

struct implementation {
    void *library;
    implementation_function functions[FUNCTION_COUNT]; /* NULL: not exported */
};

/* Returns 0, or -1 after one error line. */
int implementation_open(struct implementation *implementation, const char *path);
void implementation_close(struct implementation *implementation);

/* Whether it exports the function, and this program calls it: not bp_unroll, bp_roll and
 * bp_random_init, which round nothing or have no expected value. */
bool implementation_has(const struct implementation *implementation,
                        enum function function);

/* Calls the function, which implementation_has(). OUTPUTS are allocated, and NaN where the
 * call writes nothing. Returns 0, or -1 after one error line; nothing is then allocated. */
int implementation_answer(const struct implementation *implementation,
                          const struct call *call,
                          struct array outputs[CONTRACT_MAX_OUTPUTS]);

/* Frees what the outputs hold. */
void implementation_release(struct array outputs[CONTRACT_MAX_OUTPUTS]);

#endif
