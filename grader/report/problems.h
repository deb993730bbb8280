/* problems.h: what a compiler says, taken apart: which file, which line. */
#ifndef GRADER_PROBLEMS_H
#define GRADER_PROBLEMS_H

#include <stdbool.h>
#include <stddef.h>

struct problem {
    char file[256];      /* as the diagnostics name it; printable */
    size_t line, column; /* from 1; column 0: not told */
    bool is_error;       /* else a warning */
    char message[400];   /* one line, cut where it is longer */
};

/* The next line of *DIAGNOSTICS, a text as gcc, clang and their linkers write it and printable() has
 * made safe, that has a place: "net.c:12:5: error: expected ';'", or "net.c:12: undefined reference
 * to 'f'". *DIAGNOSTICS is moved behind it. Returns false where there is none. */
bool problem_next(const char **diagnostics, struct problem *problem);

#endif
