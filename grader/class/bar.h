/* bar.h: how far a long run is: a bar on a terminal, never wider than that, a plain line every ten seconds elsewhere. */
#ifndef GRADER_CLASS_BAR_H
#define GRADER_CLASS_BAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct bar {
    FILE *stream;
    const char *doing; /* "grading" */
    bool terminal, utf8, silent;
    size_t total;
    double started_s, shown_s; /* of a clock that only goes on */
    bool drawn;                /* a line stands on the terminal */
};

/* TOTAL things are to be done. SILENT: nothing is shown. */
void bar_start(struct bar *bar, FILE *stream, const char *doing, size_t total,
               bool silent);

/* DONE of them are, WITHOUT of those came to nothing. To be called as often as once a second. N_QUICK
 * of those done took no time, and say nothing about how fast the rest will go. */
void bar_show(struct bar *bar, size_t done, size_t n_quick, size_t without);

/* Takes the bar from the terminal: before anything else is written to it, and at the end. */
void bar_clear(struct bar *bar);

/* "3 min 42 s", "1 h 05 min", "12 s" into TEXT, of N bytes. */
void bar_duration(double seconds, char *text, size_t n);

#endif
