/* each output is compared with its neighbour in place of the best so far */
#include "backprop.h"

static inline size_t last_rise(size_t K, const double *h)
{
    size_t best = 0;
    for (size_t k = 1; k < K; k++)
        if (h[k] > h[k - 1])
            best = k;
    return best;
}

#define PREDICT(K, h) last_rise(K, h)

#include "training.h"
