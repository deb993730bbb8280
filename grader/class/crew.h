/* crew.h: as many submissions of a batch at a time as there are cores, each graded by a process. */
#ifndef GRADER_CLASS_CREW_H
#define GRADER_CLASS_CREW_H

#include "class/bar.h"
#include "class/batch.h"

/* What came of a batch so far. */
struct tally {
    size_t n_done; /* the sum of the following */
    size_t n_graded, n_same, n_current, n_refused, n_failed;
};

enum crew_end {
    CREW_DONE,
    CREW_INTERRUPTED, /* by a signal, tally and gradebook are whole */
    CREW_STOPPED      /* by a failure of ours, after one error line; likewise */
};

/* Grades all that is chosen. *SIGNAL is which one ended it. The signals SIGINT, SIGTERM, SIGHUP and SIGCHLD
 * have to be blocked (crew_block_signals). Nothing is left running. */
enum crew_end crew_run(struct batch *batch, struct tally *tally, struct bar *bar,
                       int *signal_number);

/* From now on signals that end the program wait for crew_run(), or end it after batch_close(). */
void crew_block_signals(void);

/* The signal that is waiting; 0: none. */
int crew_pending_signal(void);

/* Ends this process by the signal, as if it had never been blocked: who has asked for the end is told that it
 * came of that. */
void crew_raise(int signal_number);

#endif
