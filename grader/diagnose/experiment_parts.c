/* The penalty and the mean: what differences of answers show of a formula. */
#include "diagnose/experiment.h"

#include "check/instance.h"
#include "check/property.h"
#include "error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The last output, J or grad, at the instance. *answered is false where there is none. */
static int ask(struct session *session, const struct instance *instance,
               enum function function, double *out, bool *answered)
{
    struct call call = instance_call(instance, function);
    struct reply reply;
    int status = session_call(session, &call, &small_call_limits, &reply);
    *answered = status == 0 && reply.verdict == VERDICT_PASS;
    if (*answered) {
        const struct array *last = &reply.outputs[reply.n_outputs - 1];
        memcpy(out, last->f64, last->n * sizeof *out);
        for (size_t i = 0; i < last->n; i++)
            *answered = *answered && isfinite(out[i]);
    }
    reply_release(&reply);
    return status;
}

/* ---- the penalty ---- */

/* Which entries of theta it takes. */
enum mask {
    MASK_NO_BIAS,
    MASK_ALL,
    MASK_LAST,
    MASK_FIRST,
    MASK_NOT_LAST,
    MASK_NOT_ROW_0,
    MASK_BIAS
};

static bool is_masked(const struct instance *instance, enum mask mask, size_t i)
{
    struct net_place place = net_place(&instance->net, i);
    bool bias = place.column == 0 && !instance->net.regularize_bias;
    switch (mask) {
    case MASK_NO_BIAS: return place.column > 0;
    case MASK_ALL: return true;
    case MASK_LAST: return !bias && place.layer == instance->net.n_layers;
    case MASK_FIRST: return !bias && place.layer == 1;
    case MASK_NOT_LAST: return !bias && place.layer < instance->net.n_layers;
    case MASK_NOT_ROW_0: return place.row > 0;
    case MASK_BIAS: return place.column == 0;
    }
    return false;
}

/* What stands in front of the sum of squares, or of Theta, in units of the right one. */
struct factor {
    double value; /* with m in it where `samples` is set: value m^samples */
    int samples;
    const char *of_cost[2], *of_gradient[2]; /* ids; NULL: the right one */
};

static const struct factor factors[] = {
    {1, 0, {NULL}, {NULL}},
    {1, 1, {"cost-penalty-not-divided"}, {"lambda-not-divided"}},
    {2, 0, {"cost-penalty-not-halved"}, {"lambda-doubled"}},
    {0.5, 0, {"cost-penalty-halved-twice"}, {"lambda-halved"}},
    {0, 0, {"cost-penalty-missing"}, {"lambda-missing"}},
    {-1, 0, {NULL}, {"lambda-sign"}},
    {1, -1, {NULL}, {"lambda-divided-twice"}},
    {2,
     1,
     {"cost-penalty-not-halved", "cost-penalty-not-divided"},
     {"lambda-doubled", "lambda-not-divided"}},
    {0.5,
     1,
     {"cost-penalty-halved-twice", "cost-penalty-not-divided"},
     {"lambda-halved", "lambda-not-divided"}},
};
enum { N_FACTORS = sizeof factors / sizeof factors[0] };

static double factor_value(const struct factor *factor, size_t m)
{
    return factor->value * pow((double)m, factor->samples);
}

/* A penalty of this form: a number for the cost, n for the gradient. */
static size_t penalty(const struct instance *instance, enum function function,
                      const struct factor *factor, enum mask mask, double *out)
{
    double m = (double)instance->m, c = factor_value(factor, instance->m), sum = 0;
    for (size_t i = 0; i < instance->n; i++) {
        double theta = is_masked(instance, mask, i) ? instance->theta[i] : 0;
        sum += theta * theta;
        if (function == FUNCTION_COST_GRADIENT)
            out[i] = c * instance->lambda / m * theta;
    }
    if (function == FUNCTION_COST_GRADIENT)
        return instance->n;
    out[0] = c * instance->lambda / (2 * m) * sum;
    return 1;
}

/* What the submission adds for lambda. SIZE is that of the numbers it is a difference of. */
static int ask_penalty(struct session *session, struct instance *instance,
                       enum function function, double *out, double *size, bool *answered)
{
    double lambda = instance->lambda, without[SMALL_MAX_PARAMETERS];
    size_t n = function == FUNCTION_COST ? 1 : instance->n;
    int status = ask(session, instance, function, out, answered);
    instance->lambda = 0;
    if (status == 0 && *answered)
        status = ask(session, instance, function, without, answered);
    instance->lambda = lambda;
    *size = 0;
    for (size_t i = 0; status == 0 && *answered && i < n; i++) {
        *size = fmax(*size, fabs(out[i]));
        out[i] -= without[i];
    }
    return status;
}

static bool is_form(const double *got, const double *form, size_t n, double size)
{
    for (size_t i = 0; i < n; i++)
        if (!(fabs(got[i] - form[i]) <= PROPERTY_ROUNDING * size))
            return false;
    return true;
}

/* Whether the form is the one, for both values of the flag; `mask` is used with flag 0 and
 * `flagged` with flag 1. */
static bool fits_both(const struct instance instances[2],
                      double got[2][SMALL_MAX_PARAMETERS], const double size[2],
                      enum function function, const struct factor *factor, enum mask mask,
                      enum mask flagged)
{
    double form[SMALL_MAX_PARAMETERS];
    size_t n = penalty(&instances[0], function, factor, mask, form);
    if (!is_form(got[0], form, n, size[0]))
        return false;
    penalty(&instances[1], function, factor, flagged, form);
    return is_form(got[1], form, n, size[1]);
}

/* The parts of theta that take part, without and with the flag. */
struct mask_pair {
    enum mask plain, flagged;
    const char *of_cost[2], *of_gradient[2]; /* ids; NULL: the right parts */
};

static const struct mask_pair mask_pairs[] = {
    {MASK_NO_BIAS, MASK_ALL, {NULL}, {NULL}},
    {MASK_ALL, MASK_ALL, {"cost-penalty-on-bias"}, {"lambda-on-bias"}},
    {MASK_NO_BIAS,
     MASK_NO_BIAS,
     {"cost-penalty-never-on-bias"},
     {"lambda-never-on-bias"}},
    {MASK_ALL,
     MASK_NO_BIAS,
     {"cost-penalty-on-bias", "cost-penalty-never-on-bias"},
     {"lambda-on-bias", "lambda-never-on-bias"}},
    {MASK_LAST, MASK_LAST, {"cost-penalty-last-layer"}, {"lambda-last-layer"}},
    {MASK_FIRST, MASK_FIRST, {"cost-penalty-first-layer"}, {"lambda-first-layer"}},
    {MASK_NOT_LAST,
     MASK_NOT_LAST,
     {"cost-penalty-without-last"},
     {"lambda-without-last"}},
    {MASK_NOT_ROW_0, MASK_ALL, {"cost-penalty-without-row"}, {"lambda-without-row"}},
    {MASK_BIAS, MASK_ALL, {"cost-penalty-bias-alone"}, {"lambda-bias-alone"}},
};

/* The form that fits. */
static void name_penalty(const struct instance instances[2],
                         double got[2][SMALL_MAX_PARAMETERS], const double size[2],
                         enum function function, struct findings *findings)
{
    for (size_t f = 0; f < N_FACTORS; f++)
        for (size_t k = 0; k < sizeof mask_pairs / sizeof mask_pairs[0]; k++) {
            const struct factor *factor = &factors[f];
            const struct mask_pair *pair = &mask_pairs[k];
            if (!fits_both(instances, got, size, function, factor, pair->plain,
                           pair->flagged))
                continue;
            bool cost = function == FUNCTION_COST;
            for (int i = 0; i < 2; i++)
                findings_add(findings,
                             cost ? factor->of_cost[i] : factor->of_gradient[i]);
            for (int i = 0; i < 2 && factor->value != 0; i++)
                findings_add(findings, cost ? pair->of_cost[i] : pair->of_gradient[i]);
            return;
        }
}

int experiment_penalty(struct session *session, struct draw *draw, enum function function,
                       struct findings *findings)
{
    struct instance instances[2] = {{.theta = NULL}, {.theta = NULL}};
    double got[2][SMALL_MAX_PARAMETERS], size[2];
    bool answered = true;
    int status = 0;
    findings->n = 0;
    for (int flag = 0; flag < 2 && status == 0 && answered; flag++) {
        struct instance_plan plan = plan_two_layers(draw, BP_ONE_VS_ALL, 1.25, flag);
        if (flag == 1) /* of the same shape, so that forms have the same size */
            memcpy(plan.units, instances[0].units, sizeof plan.units);
        plan.m = 6;
        plan.units[3] = 4; /* a third layer, so that the first is not all but the last */
        status = instance_draw(&instances[flag], &plan, draw);
        if (status == 0)
            status = ask_penalty(session, &instances[flag], function, got[flag],
                                 &size[flag], &answered);
    }
    if (status == 0 && answered)
        name_penalty(instances, got, size, function, findings);
    instance_release(&instances[0]);
    instance_release(&instances[1]);
    return status;
}

/* ---- the mean ---- */

/* The answers to each sample alone, put together with the weights; whole is that to all. */
static bool is_sum(const double *whole,
                   double alone[SMALL_MAX_SAMPLES][SMALL_MAX_PARAMETERS],
                   const double *weights, size_t m, size_t n)
{
    double sum[SMALL_MAX_PARAMETERS] = {0};
    for (size_t s = 0; s < m; s++)
        for (size_t i = 0; i < n; i++)
            sum[i] += weights[s] * alone[s][i];
    return same_numbers(sum, whole, n);
}

/* How the answers to all samples and to each alone belong together. */
enum mean { MEAN_RIGHT, MEAN_SUM, MEAN_LAST, MEAN_FIRST, MEAN_OTHER };

static enum mean find_mean(const double *whole,
                           double alone[SMALL_MAX_SAMPLES][SMALL_MAX_PARAMETERS],
                           size_t m, size_t n)
{
    double mean[SMALL_MAX_SAMPLES], sum[SMALL_MAX_SAMPLES],
        last[SMALL_MAX_SAMPLES] = {0}, first[SMALL_MAX_SAMPLES] = {0},
        last_whole[SMALL_MAX_SAMPLES] = {0}, first_whole[SMALL_MAX_SAMPLES] = {0};
    for (size_t s = 0; s < m; s++) {
        mean[s] = 1 / (double)m;
        sum[s] = 1;
    }
    last[m - 1] = first[0] = 1 / (double)m;
    last_whole[m - 1] = first_whole[0] = 1;
    if (is_sum(whole, alone, mean, m, n))
        return MEAN_RIGHT;
    if (is_sum(whole, alone, sum, m, n))
        return MEAN_SUM;
    if (is_sum(whole, alone, last, m, n) || is_sum(whole, alone, last_whole, m, n))
        return MEAN_LAST;
    if (is_sum(whole, alone, first, m, n) || is_sum(whole, alone, first_whole, m, n))
        return MEAN_FIRST;
    return MEAN_OTHER;
}

static int ask_mean(struct session *session, const struct instance *instance,
                    enum function function, enum mean *mean)
{
    double whole[SMALL_MAX_PARAMETERS], alone[SMALL_MAX_SAMPLES][SMALL_MAX_PARAMETERS];
    size_t n = function == FUNCTION_COST ? 1 : instance->n;
    bool answered = true;
    int status = ask(session, instance, function, whole, &answered);
    struct instance sample = *instance; /* borrows */
    sample.m = 1;
    for (size_t s = 0; s < instance->m && status == 0 && answered; s++) {
        sample.X = instance->X + s * instance->units[0];
        sample.y = instance->y + s;
        status = ask(session, &sample, function, alone[s], &answered);
    }
    *mean =
        status == 0 && answered ? find_mean(whole, alone, instance->m, n) : MEAN_OTHER;
    return status;
}

/* With all weights 0 the answer is known: J is K log 2, the gradient of the last bias weights is
 * the mean of 1/2 - y. Whether the submission's is m times that: a sum divided by anything else
 * than 1 is not. */
static int ask_zero(struct session *session, struct instance *instance,
                    enum function function, bool *is_m_times)
{
    size_t L = instance->net.n_layers, K = instance->units[L], m = instance->m;
    double got[SMALL_MAX_PARAMETERS];
    bool answered;
    memset(instance->theta, 0, instance->n * sizeof *instance->theta);
    int status = ask(session, instance, function, got, &answered);
    *is_m_times = status == 0 && answered;
    if (*is_m_times && function == FUNCTION_COST)
        *is_m_times = is_number(got[0], (double)m * (double)K * log(2));
    for (size_t k = 0; *is_m_times && function == FUNCTION_COST_GRADIENT && k < K; k++) {
        double sum = 0; /* of either sign: that would be another slip */
        for (size_t s = 0; s < m; s++)
            sum += 0.5 - ((size_t)instance->y[s] == k ? 1 : 0);
        double bias = got[instance->n - (K - k) * (instance->units[L - 1] + 1)];
        *is_m_times = fabs(fabs(bias) - fabs(sum)) <= PROPERTY_ROUNDING * (double)m;
    }
    return status;
}

int experiment_mean(struct session *session, struct draw *draw, enum function function,
                    struct findings *findings)
{
    struct instance_plan plan = plan_two_layers(draw, BP_ONE_VS_ALL, 0, 0);
    struct instance instance;
    enum mean mean;
    bool is_m_times = false;
    findings->n = 0;
    plan.m = 6; /* no power of 2 */
    if (instance_draw(&instance, &plan, draw) != 0)
        return -1;
    int status = ask_mean(session, &instance, function, &mean);
    if (status == 0 && mean == MEAN_SUM)
        status = ask_zero(session, &instance, function, &is_m_times);
    if (is_m_times)
        findings_add(findings, function == FUNCTION_COST ? "cost-not-averaged"
                                                         : "gradient-not-averaged");
    if (status == 0 && mean == MEAN_LAST)
        findings_add(findings, function == FUNCTION_COST ? "last-sample-only"
                                                         : "gradient-last-sample");
    if (status == 0 && mean == MEAN_FIRST)
        findings_add(findings, "first-sample-only");
    instance_release(&instance);
    return status;
}
