/* clock.h: what time it is for the submission. The linker's --wrap leads the submission's questions
 * here; an answer that depends on the time shows itself when the time is another. */
#ifndef GRADER_WORKER_CLOCK_H
#define GRADER_WORKER_CLOCK_H

#include <stdint.h>

/* From now on, clocks are ahead by so many seconds. */
void clock_set_ahead(uint32_t seconds);

#endif
