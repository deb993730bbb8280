/* error.h: our own failures (a file, a fork, memory), said once, where they are known. */
#ifndef GRADER_ERROR_H
#define GRADER_ERROR_H

/* Prints "PROGRAM: " and the formatted text and a newline to stderr in one write, control
 * bytes replaced by '?'. Returns -1, so that `return error(...)` passes the failure up.
 */
int error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same of a command line that is not one: "; try 'PROGRAM --help'" follows the text. */
int usage_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
