/* build_cache.h: a submission that was compiled and linked once is not again, as long as its files are the same,
 * the tools, the headers of the system that it includes, and what holds it (cache.h).
 *
 * Only what compiled without an error and was linked is kept, with what the compiler said.
 */
#ifndef GRADER_BUILD_CACHE_H
#define GRADER_BUILD_CACHE_H

#include "build.h"
#include "cache.h"
#include "toolchain.h"

/* What a worker is made of. */
struct build_inputs {
    const struct submission *submission; /* its copies lie in the build's src/ */
    const struct installation *installation;
    const struct sandbox *sandbox;
    const struct toolchain *toolchain;
};

/* The place for what is built of *inputs in build->folder. Returns false where it is not to be kept. */
bool build_cache_find(struct cache_entry *entry, const struct build *build,
                      const struct build_inputs *inputs);

/* Puts the worker that was kept into build->folder, and fills what build_run() would, *taken is whether there was
 * one. Returns 0, or -1 after one error line where it cannot be written. */
int build_cache_take(const struct cache_entry *entry, struct build *build, bool *taken);

/* Keeps what build_run() made of SUBMISSION; without a word where it cannot be kept. */
void build_cache_keep(const struct cache_entry *entry, const struct build *build,
                      const struct submission *submission);

#endif
