/* interrupt.h: leaves nothing behind when the user ends a run early. */
#ifndef GRADER_INTERRUPT_H
#define GRADER_INTERRUPT_H

/* From now on SIGINT, SIGTERM and SIGHUP remove FOLDER (copied) with all that is in it
 * before they end the program, as they would have anyway. A signal that was ignored stays
 * ignored. Call it once, before any other thread is started. Returns 0, or -1 after one
 * error line. */
int interrupt_removes(const char *folder);

#endif
