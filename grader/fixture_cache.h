/* fixture_cache.h: a set that was loaded once is not unpacked, hashed and parsed again as long as its
 * files stay as they are (cache.h).
 */
#ifndef GRADER_FIXTURE_CACHE_H
#define GRADER_FIXTURE_CACHE_H

#include "fixture.h"
#include "misconception.h"

/* As fixture_set_load(). */
int fixture_cache_load(struct fixture_set *set, const char *folder);

/* As fixture_set_misconceptions(). */
int fixture_cache_misconceptions(const struct fixture_set *set,
                                 struct misconceptions *all);

#endif
