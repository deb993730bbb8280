/* saves.h: waits for a save of a submission's files, for the end of a child process, or for a signal
 * that ends the program.
 *
 *     saves_open(&saves, "student_template")
 *     switch (saves_wait(&saves, 100)) ...     as often as wanted
 *     saves_close(&saves)
 *
 * Between the two, SIGINT, SIGTERM, SIGHUP and SIGCHLD are told by saves_wait() and do nothing else;
 * one that was ignored stays ignored.
 */
#ifndef GRADER_SAVES_H
#define GRADER_SAVES_H

#include <signal.h>
#include <sys/types.h>

enum saves_event {
    SAVES_NOTHING, /* the time is over, or nothing of interest was done */
    SAVES_SAVED,   /* a file that a submission is made of was written, came or went */
    SAVES_GONE,    /* there is no such folder any more, or another one in its place */
    SAVES_CHILD,   /* a child process ended */
    SAVES_SIGNAL,  /* saves->signal came: the program is to end */
    SAVES_FAILED   /* after one error line */
};

struct saves {
    const char *folder; /* borrowed */
    int files, signals; /* descriptors */
    dev_t device;       /* of the folder, as it was opened */
    ino_t inode;
    int signal;
    sigset_t before; /* the signals that were blocked */
};

/* Begins to watch FOLDER, so that no later save is missed. Returns 0, or -1 after one error line. */
int saves_open(struct saves *saves, const char *folder);

/* Waits until there is something to tell, at most timeout_ms; -1: for ever. */
enum saves_event saves_wait(struct saves *saves, int timeout_ms);

/* In a child process: closes what was opened. The signals that end the program stay blocked until
 * interrupt_removes() looks after them, so that no folder is left between the two. */
void saves_leave(struct saves *saves);

void saves_close(struct saves *saves);

#endif
