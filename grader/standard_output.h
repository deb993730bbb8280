/* standard_output.h: whether what was printed has arrived. */
#ifndef GRADER_STANDARD_OUTPUT_H
#define GRADER_STANDARD_OUTPUT_H

/* Writes out what stdout holds. Returns 0, or -1 after one error line when this or any earlier write
 * to it has failed: nothing that prints has to look. */
int standard_output_flush(void);

#endif
