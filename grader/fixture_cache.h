/* fixture_cache.h: a set that was loaded once is not unpacked, hashed and parsed again as long as its
 * files stay as they are.
 *
 * The cache is a private folder, $GRADECHECK_CACHE, $XDG_CACHE_HOME/gradecheck or
 * ~/.cache/gradecheck; in the last two no hidden set is kept. It is never trusted over the set's files: what is
 * kept goes with the size, the times and the number of each of them and of this program, and with a
 * hash of itself, and anybody else's file is left alone. Where there is no such folder, or it
 * cannot be written, all works as without.
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
