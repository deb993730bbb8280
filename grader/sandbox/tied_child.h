/* tied_child.h: a program of ours that does not outlive the one that started it. */
#ifndef GRADER_SANDBOX_TIED_CHILD_H
#define GRADER_SANDBOX_TIED_CHILD_H

#include <sys/types.h>

/* Starts ARGV[0], a path, in FOLDER, with ENVIRONMENT, stdin /dev/null, stdout the descriptor OUTPUT (-1: /dev/null)
 * and stderr the descriptor ERRORS. When this process ends, however that comes, the child is sent SIGTERM. Signals
 * are as in a program that a shell starts. Returns its id, or -1 after one error line. To be called by a process
 * without threads. */
pid_t tied_child_start(char *const *argv, const char *folder, char *const *environment,
                       int output, int errors);

#endif
