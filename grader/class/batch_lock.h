/* batch_lock.h: one process at a time grades into a gradebook, and it has a folder to work in.
 *
 * The lock is a file beside the gradebook, GRADEBOOK.lock, which the system releases when the process ends,
 * however that comes. It names the working folder, so that whoever takes the lock next can remove what a
 * process that was killed has left.
 */
#ifndef GRADER_CLASS_BATCH_LOCK_H
#define GRADER_CLASS_BATCH_LOCK_H

struct batch_lock {
    int fd;
    char *path;
    char *
        folder; /* to work in: new, empty, below TMPDIR (default /tmp), readable by all */
};

enum { BATCH_LOCK_HELD = 1 };

/* GRADEBOOK NULL: nothing is locked, a folder alone is made. Returns 0; BATCH_LOCK_HELD after one error line when another process has it; -1 after one error
 * line. */
int batch_lock_take(struct batch_lock *lock, const char *gradebook);

/* Removes the working folder and the lock. Returns 0, or -1 after one error line. */
int batch_lock_release(struct batch_lock *lock);

#endif
