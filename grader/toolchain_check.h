/* toolchain_check.h: whether the compiler and the linker work at all here. */
#ifndef GRADER_TOOLCHAIN_CHECK_H
#define GRADER_TOOLCHAIN_CHECK_H

#include "installation.h"
#include "toolchain.h"

/* Builds a source of ours, in a folder of its own below the toolchain's, where no header of the student's
 * is. Returns 0 when that works, so that another failure is the submission's; or -1 after one error line. */
int toolchain_check(const struct toolchain *toolchain,
                    const struct installation *installation);

#endif
