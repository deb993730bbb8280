/* terminal.h: what the terminal at a descriptor can. */
#ifndef GRADER_TERMINAL_H
#define GRADER_TERMINAL_H

#include <stdbool.h>

/* Whether FD is a terminal, and one that takes escape codes, by TERM. */
bool terminal_takes_escapes(int fd);

/* How many columns it has; OTHERWISE where it does not say, and where FD is no terminal. */
int terminal_columns(int fd, int otherwise);

#endif
