/* filters.h: the filters of system calls as a file, which lies beside the launcher. The program
 * `build_filters` makes it from the table in profiles.c with libseccomp, when the grader is built: that
 * takes as long as a launch does, and libseccomp longer to load. seccomp.c puts a filter from it in
 * force.
 *
 * Each filter lies in a slot of the file: its length in bytes, 8 bytes, then its code as the kernel
 * takes it (struct sock_filter).
 */
#ifndef GRADER_SANDBOX_FILTERS_H
#define GRADER_SANDBOX_FILTERS_H

#include <stdint.h>

enum filter_slot {
    FILTER_RUN,         /* a program that is linked statically */
    FILTER_RUN_DYNAMIC, /* one whose libraries ld.so opens for reading */
    FILTER_BUILD,       /* compilers and linkers */
    N_FILTERS
};

enum { FILTER_SLOT_BYTES = 1 << 16 };

/* A filter is built before the process and the path are known that it is about: these stand
 * in for them. */
#define STAND_IN_PID UINT32_C(0x7A5A0001)
#define STAND_IN_PROGRAM_HIGH UINT32_C(0x7A5A0002)
#define STAND_IN_PROGRAM_LOW UINT32_C(0x7A5A0003)
#define STAND_IN_PROGRAM ((uint64_t)STAND_IN_PROGRAM_HIGH << 32 | STAND_IN_PROGRAM_LOW)

#endif
