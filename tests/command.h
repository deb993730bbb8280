/* command.h: a program run to its end. */
#ifndef TESTS_COMMAND_H
#define TESTS_COMMAND_H

#include <stdbool.h>

/* Runs argv[0], looked up in PATH, with our descriptors; true when it ended with status 0. */
bool command_run(char *const argv[]);

#endif
