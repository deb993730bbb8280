/* What the files of this submission share. */
#ifndef NET_H
#define NET_H

#include "backprop.h"

/* Offsets of the layers 1..L: weights in theta, units in a and delta. */
struct place {
    size_t weights, units, rows, columns;
};

struct place layer_place(const struct bp_net *net, size_t l);
size_t units_in_all(const struct bp_net *net);

/* z and a: layers 1..L one behind the other */
void run_forward(const struct bp_net *net, const double *theta, const double *x, double *z,
                 double *a);
void run_backward(const struct bp_net *net, const double *theta, int label,
                  const double *a, double *delta);
double sample_loss(const struct bp_net *net, const double *z_out, int label);
double weight_penalty(const struct bp_net *net, const double *theta);

void *take(size_t n, size_t size);

#endif
