/* furnishing.h: what of ours lies in a build's folder before the first tool runs: obj/, include/backprop.h,
 * worker.o, prelinked.o where there is one, and `symbols`, the names of the contract. */
#ifndef GRADER_FURNISHING_H
#define GRADER_FURNISHING_H

#include "installation.h"
#include "sandbox/sandbox.h"

/* Puts it into FOLDER, and gives the folder to the user that tools run as. Returns 0, or -1 after one
 * error line. */
int furnishing_put(const char *folder, const struct installation *installation,
                   const struct sandbox *sandbox);

#endif
