/* export_command.h: the command `gradecheck export`. */
#ifndef GRADER_EXPORT_COMMAND_H
#define GRADER_EXPORT_COMMAND_H

#include "options.h"

/* Writes options->operand, a results.json, in options->format. Returns the exit status of the command: 0
 * written, 2 no such format, nothing to read, no place to write to; 3 it could not be written, or the run
 * did not end. All but the first after one error line; the formats are listed where none was meant. */
int export_command(const struct options *options);

#endif
