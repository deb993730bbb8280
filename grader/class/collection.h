/* collection.h: results on their way from the shared folder into the gradebook, and what is handed to Slurm
 * again because none came.
 *
 *     collection_open(&collection, folder, gradebook)
 *     while (collection_left(&collection) > 0)
 *         open_work_look(&collection.open), collection_take(&collection),
 *         collection_retry(&collection), wait a while
 *     collection_finish(&collection)
 *     collection_close(&collection)
 */
#ifndef GRADER_CLASS_COLLECTION_H
#define GRADER_CLASS_COLLECTION_H

#include "class/batch_lock.h"
#include "class/gradebook.h"
#include "class/open_work.h"
#include "class/shared_folder.h"

#include <stdbool.h>
#include <stddef.h>

enum { COLLECTION_TRIES = 3 }; /* of a unit */

struct collection {
    struct shared_folder shared;
    struct batch_lock lock;
    struct gradebook *book;
    struct open_work open;

    size_t n_graded, n_same, n_refused; /* attempts that came into the gradebook */
    size_t n_again;                     /* units handed in again */
};

/* Takes the gradebook's lock. Returns 0, or -1 after one error line: no such folder, another's, the gradebook
 * is in use. */
int collection_open(struct collection *collection, const char *folder,
                    const char *gradebook);
void collection_close(struct collection *collection);

/* Takes every result that is there, each in one transaction. Returns 0, or -1 after one error line: the
 * gradebook cannot be written. A result that is none is removed, after one error line, so that its unit is
 * tried again. */
int collection_take(struct collection *collection);

/* Hands in again whatever has ended without a result; what was tried COLLECTION_TRIES times, or was to be
 * graded by another build, is noted as failed. Returns 0, or -1 after one error line: Slurm takes nothing. */
int collection_retry(struct collection *collection);

/* How many attempts are neither in the gradebook nor given up. */
size_t collection_left(const struct collection *collection);

/* And how many were given up. */
size_t collection_failed(const struct collection *collection);

/* Once nothing is left: leaves word of it, so that it is not read again. Returns 0, or -1 after one error
 * line. */
int collection_finish(struct collection *collection);

#endif
