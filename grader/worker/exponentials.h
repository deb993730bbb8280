/* exponentials.h: how often the submission takes an exponential. Every sigmoid and softmax needs
 * one, so that the number tells how many forward passes a function makes, on the noisiest
 * machine. The linker's --wrap leads the submission's calls of exp and its kin here.
 */
#ifndef GRADER_WORKER_EXPONENTIALS_H
#define GRADER_WORKER_EXPONENTIALS_H

#include <stdint.h>

/* Calls since the start of the program. A submission that brings an exponential of its own is
 * not counted, and of calls at the same moment in two threads one may be lost. */
uint64_t exponentials_taken(void);

#endif
