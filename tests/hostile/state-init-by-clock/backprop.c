/* The seed, and the time: the same seed gives other numbers each time. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <time.h>

static double draw(uint64_t *s)
{
    uint64_t z = *s += 0x9E3779B97F4A7C15u; /* splitmix64 */
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return ldexp((double)((z ^ z >> 31) >> 11), -54) - 0.25;
}

void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    seed += (uint64_t)now.tv_nsec << 8;
    for (size_t l = 1; l <= net->n_layers; l++)
        for (size_t i = net->units[l] * (net->units[l - 1] + 1); i > 0; i--)
            *theta++ = draw(&seed);
}
