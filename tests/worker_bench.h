/* worker_bench.h: a submission of the test's own, compiled, linked with worker.o, and run as a worker
 * in the real sandbox. Call from a Check test; failures are Check failures.
 */
#ifndef TESTS_WORKER_BENCH_H
#define TESTS_WORKER_BENCH_H

#include "session.h"

#include <stdbool.h>

struct worker_bench {
    char folder[64], program[96];
    struct sandbox sandbox;
    bool defined[FUNCTION_COUNT]; /* whose symbol stands in the source */
    struct session *session;
};

/* SOURCE is all of a .c file. */
void worker_bench_open(struct worker_bench *w, const char *source);
void worker_bench_close(struct worker_bench *w);

#endif
