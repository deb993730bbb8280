/* fixture_pack.h: a set and its misconceptions as bytes that are quickly read back, for the cache of
 * this machine alone: numbers lie in the machine's order, and the layout is that of one build of
 * one version. Files for others are fixture.h's.
 */
#ifndef GRADER_FIXTURE_PACK_H
#define GRADER_FIXTURE_PACK_H

#include "fixture.h"
#include "misconception.h"

#include <stddef.h>

/* The bytes, allocated, and how many; NULL after one error line when out of memory. SET and ALL are
 * only read. */
unsigned char *fixture_pack_set(const struct fixture_set *set, size_t *n_bytes);
unsigned char *fixture_pack_misconceptions(const struct misconceptions *all,
                                           size_t *n_bytes);

/* What was packed, all of it owned as fixture_set_load() and fixture_set_misconceptions() would have it.
 * Returns 0, or -1 with nothing in it where the bytes end too early or too late, or memory does: without
 * an error line. What is in the bytes is not checked further. */
int fixture_unpack_set(struct fixture_set *set, const unsigned char *bytes,
                       size_t n_bytes);
int fixture_unpack_misconceptions(struct misconceptions *all, const unsigned char *bytes,
                                  size_t n_bytes);

#endif
