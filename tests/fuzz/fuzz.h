/* fuzz.h: what libFuzzer calls in each fuzz_NAME.c. Asserts and sanitizers say what is
 * wrong. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Once, before all; where it is defined. Returns 0. */
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* One execution. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

#endif
