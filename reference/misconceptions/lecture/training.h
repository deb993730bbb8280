/* training.h: gradient descent and prediction of part 4, done right, on the network of
 * network.h. Each step that a known misconception gets wrong is a macro with the right
 * step as its default; a misconception defines its own step and includes this file behind
 * it. No two tasks share a macro.
 */
#ifndef TRAINING_H
#define TRAINING_H

#include "network.h"

#include <stdlib.h>

static double *training_room(size_t n)
{
    double *p = calloc(n + 1, sizeof *p);
    if (!p)
        abort();
    return p;
}

/* ---- descent ---- */

#ifndef DESCENT_GOES_ON
#define DESCENT_GOES_ON(k, iterations) ((k) < (iterations))
#endif
#ifndef DESCENT_LAMBDA
#define DESCENT_LAMBDA(lambda) (lambda)
#endif
#ifndef DESCENT_STEP_LAMBDA
#define DESCENT_STEP_LAMBDA(lambda) (lambda) /* that of the steps alone */
#endif
#ifndef DESCENT_RATE
#define DESCENT_RATE(alpha, m) (alpha)
#endif
#ifndef DESCENT_HISTORY
#define DESCENT_HISTORY(earlier, before, after) (before) /* J before and after step k */
#endif
#ifndef DESCENT_RETURN
#define DESCENT_RETURN(before, after) (after)
#endif
#ifndef DESCENT_TRAINS
#define DESCENT_TRAINS(j) 1 /* whether a step changes column j */
#endif
#ifndef DESCENT_FROM
#define DESCENT_FROM(net, j, theta, decay) (theta) /* what the step is taken off */
#endif

/* One step for all of theta: the gradient is complete before the first weight changes. */
#ifndef DESCENT_STEP
#define DESCENT_STEP(net, t, d, lambda, rate) descent_step(net, t, d, lambda, rate)

static void descent_step(const struct bp_net *net, double *theta,
                         const struct bp_data *data, double lambda, double rate)
{
    size_t n = bp_n_parameters(net);
    double *grad = training_room(n);
    const double *slope = grad;
    double decay = rate * lambda / (double)data->m;
    (void)decay; /* the gradient has it already; a slip may take it off again */
    bp_cost_gradient(net, theta, data, lambda, grad);
    for (size_t l = 1; l <= net->n_layers; l++)
        for (size_t i = 0; i < net->units[l]; i++)
            for (size_t j = 0; j <= net->units[l - 1]; j++, theta++, slope++)
                if (DESCENT_TRAINS(j))
                    *theta = DESCENT_FROM(net, j, *theta, decay) - rate * *slope;
    free(grad);
}
#endif

static inline double descend(const struct bp_net *net, double *theta,
                             const struct bp_data *data, double lambda, double alpha,
                             size_t iterations, double *history)
{
    double penalty = DESCENT_LAMBDA(lambda), rate = DESCENT_RATE(alpha, data->m);
    double before = bp_cost(net, theta, data, penalty), after = before;
    for (size_t k = 0; k < iterations; k++) {
        double earlier = before; /* J before step k - 1 */
        before = after;
        if (DESCENT_GOES_ON(k, iterations))
            DESCENT_STEP(net, theta, data, DESCENT_STEP_LAMBDA(penalty), rate);
        after = bp_cost(net, theta, data, penalty);
        history[k] = DESCENT_HISTORY(earlier, before, after);
        (void)earlier; /* few slips look at it */
    }
    return DESCENT_RETURN(before, after);
}

/* The whole descent, for slips that are in no single step of it. */
#ifndef DESCENT
#define DESCENT(net, theta, data, lambda, alpha, iterations, history) \
    descend(net, theta, data, lambda, alpha, iterations, history)
#endif

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    return DESCENT(net, theta, data, lambda, alpha, iterations, history);
}

/* ---- predict ---- */

#ifndef PREDICT_BETTER
#define PREDICT_BETTER(h, best) ((h) > (best))
#endif
#ifndef PREDICT_LABEL
#define PREDICT_LABEL(k) ((int)(k))
#endif

static inline size_t largest_output(size_t K, const double *h)
{
    size_t best = 0;
    for (size_t k = 1; k < K; k++)
        if (PREDICT_BETTER(h[k], h[best]))
            best = k;
    return best;
}

/* The class that the K outputs in h stand for. */
#ifndef PREDICT
#define PREDICT(K, h) largest_output(K, h)
#endif

void bp_predict(const struct bp_net *net, const double *theta, size_t m, const double *X,
                int *y)
{
    size_t K = net->units[net->n_layers];
    double *H = training_room(m * K);
    bp_forward(net, theta, m, X, H);
    for (size_t i = 0; i < m; i++)
        y[i] = PREDICT_LABEL(PREDICT(K, H + i * K));
    free(H);
}

#endif
