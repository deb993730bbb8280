/* sim_c.h: runs sim_c, the similarity tester, held as a compiler is (sandbox.h): what it reads is hostile.
 * Texts are files in one folder, named by their numbers.
 */
#ifndef GRADER_CLASS_SIM_C_H
#define GRADER_CLASS_SIM_C_H

#include "class/sim_output.h"
#include "sandbox/sandbox.h"

enum { SIM_C_VERSION_BYTES = 80 };

/* Borrowed, all of it. */
struct sim_c {
    const struct sandbox *sandbox;
    const char *folder;
    size_t n_texts;
    int run_tokens; /* what is shorter is not seen */
    size_t *tokens; /* of each text, once a call was about it */
};

enum sim_c_end {
    SIM_C_DONE,
    SIM_C_STUCK, /* it crashed, was too slow, or said what it should not: because of the texts */
    SIM_C_FAILED /* ours, after one error line */
};

/* Asks sim_c what it is: "sim_c, Build Aug  7 2019, 23:48:57". Returns 0, or -1 after one error line: there
 * is none. */
int sim_c_version(const struct sandbox *sandbox, const char *folder,
                  char version[SIM_C_VERSION_BYTES]);

/* Of each of FIRSTS how much of it is in each of SECONDS, from `percent` on. With SECONDS NULL, in each of
 * FIRSTS that comes after it. The caller releases *output after SIM_C_DONE. */
enum sim_c_end sim_c_shares(const struct sim_c *sim, const size_t *firsts,
                            size_t n_firsts, const size_t *seconds, size_t n_seconds,
                            int percent, int deadline_ms, struct sim_output *output);

/* The runs of each of the two that are in the other one. */
enum sim_c_end sim_c_runs(const struct sim_c *sim, size_t first, size_t second,
                          int deadline_ms, struct sim_output *output);

#endif
