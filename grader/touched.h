/* touched.h: which tasks a change of the submission may have changed. */
#ifndef GRADER_TOUCHED_H
#define GRADER_TOUCHED_H

#include "fingerprint.h"
#include "fixture.h"
#include "installation.h"
#include "sandbox/sandbox.h"

struct build_options;

/* The tasks, 1 << index in the rubric each, one of whose cases calls a function that is not as it
 * was. All where one of the two builds is not known. */
unsigned touched_tasks(const struct fixture_set *fixtures,
                       const struct fingerprints *before, const struct fingerprints *now);

/* Compiles the submission in FOLDER in a temporary folder of its own, which the signals that end the
 * program remove, too, and takes its fingerprints. They are unknown where not every file compiles.
 * Returns 0; SUBMISSION_REFUSED or -1 after one error line. */
int touched_fingerprints(struct fingerprints *fingerprints, const char *folder,
                         const struct installation *installation, unsigned without,
                         const struct build_options *options);

#endif
