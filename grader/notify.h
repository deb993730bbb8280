/* notify.h: tells the desktop that a run has ended. */
#ifndef GRADER_NOTIFY_H
#define GRADER_NOTIFY_H

#include <stdbool.h>

/* Whether there is a program that does so; false after one line that names what to install. */
bool notify_available(void);

/* Starts it, with these numbers alone: nothing of a submission's. It is a child process, which the
 * caller waits for. */
void notify_score(int score, int max_score);

#endif
