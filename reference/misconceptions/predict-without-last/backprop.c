/* the last class is never looked at */
#include "backprop.h"

static inline size_t largest_but_last(size_t K, const double *h)
{
    size_t best = 0;
    for (size_t k = 1; k + 1 < K; k++)
        if (h[k] > h[best])
            best = k;
    return best;
}

#define PREDICT(K, h) largest_but_last(K, h)

#include "training.h"
