/* The two kinds of output layer, as a table. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stddef.h>

struct output_kind {
    const char *name;
    void (*activate)(size_t K, const double *z, double *h);
    double (*loss)(size_t K, const double *z, size_t label);
};

extern const struct output_kind output_kinds[2];

#endif
