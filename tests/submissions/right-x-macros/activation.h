#ifndef ACTIVATION_H
#define ACTIVATION_H

#include "backprop.h"

struct activation {
    const char *name;
    int hidden;
    enum bp_output output;
    void (*apply)(size_t n, const double *z, double *a);
    double (*loss)(size_t n, const double *z, size_t label);
};

/* The activation of layer l = 1..L. */
const struct activation *activation_of(const struct bp_net *net, size_t l);

#endif
