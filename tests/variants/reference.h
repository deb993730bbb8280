/* reference.h: the reference's functions of a net as reference_cost() and so on, with its
 * kernels, for a variant that puts others in their place. All else keeps its name. */
#ifndef VARIANTS_REFERENCE_H
#define VARIANTS_REFERENCE_H

#include "backprop.h"

#define bp_forward reference_forward
#define bp_cost reference_cost
#define bp_backprop_sample reference_backprop_sample
#define bp_cost_gradient reference_cost_gradient
#define bp_gradient_descent reference_gradient_descent
#define bp_predict reference_predict
void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H);
double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda);
void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta);
double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad);
double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history);
void bp_predict(const struct bp_net *net, const double *theta, size_t m, const double *X,
                int *y);
#include "../../reference/backprop.c"
#undef bp_forward
#undef bp_cost
#undef bp_backprop_sample
#undef bp_cost_gradient
#undef bp_gradient_descent
#undef bp_predict

#endif
