/* command_line.h: what the command lines of gradecheck and gradeclass have in common: the arguments of options, and
 * what getopt_long() does not take.
 *
 * Functions that return int return 0, or -1 after one error line (usage_error()). OPTION is as the user writes it,
 * "--jobs".
 */
#ifndef GRADER_COMMAND_LINE_H
#define GRADER_COMMAND_LINE_H

#include <getopt.h>

/* Decimal digits alone, min..max. */
int command_line_number(const char *option, const char *text, int min, int max,
                        int *value);

/* Anything but an empty text, which is borrowed. */
int command_line_text(const char *option, const char *text, const char **value);

/* Of OPTIONS, the one whose val is VALUE, which must be there. */
const char *command_line_option(const struct option *options, int value);

/* Says what is wrong where getopt_long() has returned '?' or ':', KIND. Returns -1. */
int command_line_refused(int kind, char **argv);

#endif
