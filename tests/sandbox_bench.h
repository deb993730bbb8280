/* sandbox_bench.h: what the tests of the sandbox stand on: a folder with a probe program, and the
 * layers of this machine. */
#ifndef TESTS_SANDBOX_BENCH_H
#define TESTS_SANDBOX_BENCH_H

#include "sandbox/sandbox.h"

#include <check.h>

/* Does one thing that the sandbox is to allow or to stop. What it returns is its exit status:
 * HELD when it was allowed what it may, or stopped; LAPSED when it got through. */
enum { HELD = 0, LAPSED = 1 };

enum lapse { LAPSES, ROOT_LAPSES, ROOT_MAY, UNTESTED };

struct probe {
    const char *name;
    const char *body; /* of a C function: argc, argv, and `HELD` and `LAPSED` are there */
    unsigned held_by; /* layers of which one is enough; 0: always held */
    int landlock_abi; /* the least that counts in held_by */
    enum lapse
        lapse; /* without held_by: lapses for all, for root alone, depends for root, for all */
    bool killed; /* with seccomp the process ends by SIGSYS */
    const char *why;
};

extern const struct probe probes[];
extern const int n_probes;

/* Unchecked fixtures: the folder, with every probe in one program. */
void bench_open(void);
void bench_close(void);

/* Below the folder; freed with it. */
const char *bench_path(const char *name);
const char *bench_program(void);
const char *bench_jail(void);
void bench_write(const char *name, const char *text);

/* A new folder that the sandbox may write. */
const char *bench_work_folder(const struct sandbox *sandbox, const char *name);

/* Opens the sandbox and leaves the LAYERS of it in force. False, after a line, when this machine does
 * not have them; with MUST_SANDBOX=1 the test fails then. As an ordinary user nothing is to be
 * dropped and SANDBOX_UID is left out. */
bool bench_sandbox(struct sandbox *sandbox, unsigned layers);

enum { BENCH_OUTPUT_MAX = 4096 };

/* Runs the probe NUMBER of PROGRAM, or what else sandbox_bench.c numbers, by sandbox_run(). */
int bench_run(const struct sandbox *sandbox, enum sandbox_profile profile,
              const char *program, int number, int deadline_ms,
              struct sandbox_status *status);

int bench_landlock_abi(void);

TCase *sandbox_failures_tcase(void); /* test_sandbox_failures.c */
TCase *sandbox_build_tcase(void);    /* test_sandbox_build.c */

#endif
