/* seccomp.h: the layer that decides which system calls there are. */
#ifndef GRADER_SANDBOX_SECCOMP_H
#define GRADER_SANDBOX_SECCOMP_H

#include "sandbox/sandbox.h"

/* Whether this kernel filters system calls and can end a process for one (Linux 4.14). */
bool seccomp_available(void);

/* Puts the profile's filter, from FD, the file of filters (filters.h), in force for this process
 * and all that it starts, for ever.
 * RUN: the one execve() that is allowed has PROGRAM, this very pointer, as its path: an address
 * that the program cannot guess, so that it cannot execute anything again. needs_libraries:
 * ld.so may open files for reading. Returns 0, or -1 with errno set. */
int seccomp_apply(int fd, enum sandbox_profile profile, bool needs_libraries,
                  const char *program);

#endif
