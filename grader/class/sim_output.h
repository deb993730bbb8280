/* sim_output.h: what sim_c (Debian's similarity-tester 3.0.2) prints, read. It has read a stranger's text,
 * so that every line has to be one of those that it prints for files named by their numbers, 0 and on:
 *
 *     File 0: 3861 tokens, 422 lines
 *     File /: new/old separator
 *     Total input: 2 files (2 new, 0 old), 7726 tokens
 *     0 consists for 85 % of 1 material                          with -p
 *     0: line 9-422           |1: line 10-423           [3861]   with -n
 */
#ifndef GRADER_CLASS_SIM_OUTPUT_H
#define GRADER_CLASS_SIM_OUTPUT_H

#include <stddef.h>

/* "FIRST consists for PERCENT % of SECOND material": that much of FIRST is also in SECOND. */
struct sim_share {
    size_t first, second;
    int percent; /* 1..100 */
};

/* The same tokens in two texts, on lines from 1, the last included. */
struct sim_run {
    size_t first, second;
    size_t first_line, first_end, second_line, second_end;
    size_t tokens;
};

struct sim_output {
    size_t n_shares;
    struct sim_share *shares;
    size_t n_runs;
    struct sim_run *runs;
};

/* Reads TEXT, of a call about files below n_texts; tokens[i] becomes how many file i has. Returns 0; or 1,
 * silently, where it is not what sim_c prints, or is cut off; or -1 after one error line. Nothing is
 * to be released but after 0. */
int sim_output_read(struct sim_output *output, const char *text, size_t n_texts,
                    size_t *tokens);
void sim_output_release(struct sim_output *output);

#endif
