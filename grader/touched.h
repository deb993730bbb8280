/* touched.h: which tasks a change of the submission may have changed. */
#ifndef GRADER_TOUCHED_H
#define GRADER_TOUCHED_H

#include "fingerprint.h"
#include "fixture.h"

/* The tasks, 1 << index in the rubric each, one of whose cases calls a function that is not as it
 * was. All where one of the two builds is not known. */
unsigned touched_tasks(const struct fixture_set *fixtures,
                       const struct fingerprints *before, const struct fingerprints *now);

#endif
