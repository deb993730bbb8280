#ifndef NETWORK_H
#define NETWORK_H

#include "backprop.h"

typedef struct Neuron {
    struct Neuron *next;
    double *weights; /* as many as the layer below has neurons */
    double *changes; /* the gradient's sum for the weights */
    double bias, bias_change;
    double z, a, delta;
    int wanted; /* 1 for the neuron of the label */
} Neuron;

typedef struct Layer {
    struct Layer *below, *above;
    Neuron *first;
    size_t n, n_below;
} Layer;

typedef struct Network {
    Layer *input, *output;
    int softmax, regularize_bias;
} Network;

/* Returns memory, unless there is none: then the program ends. */
void *must(void *memory);

Network build(const struct bp_net *net, const double *theta);
void take_down(Network network);

#define FOR_LAYERS(l, network) for (Layer *l = (network).input->above; l; l = l->above)
#define FOR_NEURONS(u, layer) for (Neuron *u = (layer)->first; u; u = u->next)

#endif
