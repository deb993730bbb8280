#include "network.h"

#include <stdlib.h>

void *must(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

static Layer *new_layer(Layer *below, size_t n, const double **theta)
{
    Layer *layer = must(calloc(1, sizeof *layer));
    Neuron **link = &layer->first;
    layer->n = n;
    layer->below = below;
    if (below != NULL) {
        below->above = layer;
        layer->n_below = below->n;
    }
    for (; n > 0; n--) {
        Neuron *neuron = must(calloc(1, sizeof *neuron));
        if (below != NULL) {
            neuron->weights = must(malloc(below->n * sizeof(double)));
            neuron->changes = must(calloc(below->n, sizeof(double)));
            neuron->bias = *(*theta)++;
            for (size_t j = 0; j < below->n; j++)
                neuron->weights[j] = *(*theta)++;
        }
        *link = neuron;
        link = &neuron->next;
    }
    return layer;
}

Network build(const struct bp_net *net, const double *theta)
{
    Network network = {.softmax = net->output == BP_SOFTMAX,
                       .regularize_bias = net->regularize_bias};
    network.input = network.output = new_layer(NULL, net->units[0], &theta);
    for (size_t l = 1; l <= net->n_layers; l++)
        network.output = new_layer(network.output, net->units[l], &theta);
    return network;
}

void take_down(Network network)
{
    while (network.input != NULL) {
        Layer *above = network.input->above;
        while (network.input->first != NULL) {
            Neuron *next = network.input->first->next;
            free(network.input->first->weights);
            free(network.input->first->changes);
            free(network.input->first);
            network.input->first = next;
        }
        free(network.input);
        network.input = above;
    }
}
