/* cores.h: how much can be done at a time. */
#ifndef GRADER_CORES_H
#define GRADER_CORES_H

#include <unistd.h>

/* The cores that are in use on this machine; at least 1, and at most at_most. */
static inline int cores_online(int at_most)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > at_most ? at_most : (int)cores;
}

#endif
