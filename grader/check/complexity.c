#include "check/complexity.h"

#include "check/gradient_check.h"
#include "check/instance.h"
#include "error.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* The contract allows 20 times the cost function from n = 265 on; backpropagation takes 1.2 to 4,
 * numerical differentiation and complex step 500 and more. Times are noisy: between 20 and 500
 * lies room enough. */
static const double most_costs = 50;

/* From n = 265 to 1885 backpropagation takes at most 7.1 times as long, numerical
 * differentiation 50 times. This sees through a cost function that is slow itself. */
static const double most_growth = 20;

/* The time that neither can choose: of a plain evaluation of the cost, in the grader. A cost function
 * takes a few times that; one that takes hundreds makes its gradient look cheap. */
static const double most_plain_costs = 100;

/* Work for each parameter anew is 7.1 times as much, of costs, on the larger net. */
static const double least_growth = 2.5;

enum { SAMPLES = 100, REPETITIONS = 5, SIZES = 2, DIRECTIONS = 2 };
static const double repeat_below_s = 0.2;

/* One stall of a busy machine can fall on all calls of a round: times that would cost points are measured
 * up to two times more, once where that takes long. */
enum { ROUNDS = 3 };
static const double third_below_s = 1;

/* A plain gradient of the larger net takes 2 ms. */
static const struct call_limits limits = {.cpu_ms = 2000, .wall_ms = 20000};

static const struct instance_plan plans[SIZES] = {
    {.units = {20, 10, 5}, .m = SAMPLES, .theta_size = 0.5, .x_size = 0.5},
    {.units = {64, 25, 10}, .m = SAMPLES, .theta_size = 0.5, .x_size = 0.5}};

/* Whether gradient / cost is too much at one size. */
static bool is_multiple(double gradient, double cost)
{
    return cost > 0 && gradient > most_costs * cost;
}

/* The call that took least of some. */
struct fastest {
    double cpu_s;        /* 0: the function did not return */
    bool late;           /* none came back within the limits */
    double exponentials; /* of a call */
    double sum_s;        /* of all calls */
    double *grad; /* what it answered, where that is a gradient; the caller's to free */
};

/* Of a few calls, no two of which are alike, so that none can be answered from another. The instance is
 * left as it was in the fastest. */
static int time_calls(struct session *session, struct instance *instance,
                      enum function function, struct fastest *fastest)
{
    struct call call = instance_call(instance, function);
    double before[REPETITIONS];
    int n_made = 0, n_moved = 0, status = 0;
    *fastest = (struct fastest){0};
    while (n_made < REPETITIONS && fastest->sum_s < repeat_below_s) {
        struct reply reply;
        before[n_made] = instance->theta[n_made];
        instance->theta[n_made++] += 1e-3;
        status = session_call(session, &call, &limits, &reply);
        bool returned = status == 0 && reply.verdict == VERDICT_PASS;
        if (returned && (n_moved == 0 || reply.cpu_s < fastest->cpu_s)) {
            n_moved = n_made;
            fastest->cpu_s = reply.cpu_s;
            free(fastest->grad);
            fastest->grad =
                function == FUNCTION_COST_GRADIENT ? reply.outputs[1].f64 : NULL;
            if (fastest->grad)
                reply.outputs[1].data = NULL;
        }
        fastest->late = n_moved == 0 && reply.verdict == VERDICT_TIMEOUT;
        if (returned)
            fastest->exponentials = (double)reply.exponentials;
        fastest->sum_s += reply.cpu_s;
        reply_release(&reply);
        if (!returned)
            break;
    }
    while (n_made > n_moved) {
        n_made--;
        instance->theta[n_made] = before[n_made];
    }
    return status;
}

/* Of all rounds. */
static void keep_least(double *least_s, const struct fastest *fastest)
{
    if (fastest->cpu_s > 0 && (*least_s <= 0 || fastest->cpu_s < *least_s))
        *least_s = fastest->cpu_s;
}

static int measure_few(struct session *session, struct draw *draw, struct complexity *c)
{
    struct instance_plan plan = plans[0];
    struct instance instance;
    struct fastest fastest;
    plan.m = SAMPLES / 4;
    if (instance_draw(&instance, &plan, draw) != 0)
        return -1;
    int status = time_calls(session, &instance, FUNCTION_COST_GRADIENT, &fastest);
    keep_least(&c->few_gradient_s, &fastest);
    free(fastest.grad);
    instance_release(&instance);
    return status;
}

static int is_derivative_with_few(struct session *session, struct draw *draw, int size,
                                  bool *is)
{
    struct instance_plan few = plans[size];
    struct gradient_check check;
    struct instance instance;
    few.m = 3;
    if (instance_draw(&instance, &few, draw) != 0)
        return -1;
    int status =
        gradient_check(session, draw, &instance, FUNCTION_COSTS, DIRECTIONS, &check);
    *is = status == 0 && check.judged && check.consistent;
    instance_release(&instance);
    return status;
}

/* Time that is taken for no answer tells nothing: is the gradient right that took least? It is
 * held against none where it is wrong with few samples, too. */
static int look_at_answer(struct session *session, struct draw *draw,
                          struct complexity *c, int size, const struct instance *instance,
                          const double *grad)
{
    struct gradient_check check;
    bool right_with_few = false;
    int status = gradient_check_given(session, draw, instance, grad, FUNCTION_COSTS,
                                      DIRECTIONS, &check);
    if (status == 0 && check.judged && !check.consistent)
        status = is_derivative_with_few(session, draw, size, &right_with_few);
    c->shirked = c->shirked || right_with_few;
    return status;
}

/* Adds to *SUM_S what the calls took. */
static int measure_size(struct session *session, struct draw *draw, struct complexity *c,
                        int size, double *sum_s)
{
    struct instance instance;
    struct fastest fastest;
    if (instance_draw(&instance, &plans[size], draw) != 0)
        return -1;
    c->n[size] = instance.n;
    int status = time_calls(session, &instance, FUNCTION_COST, &fastest);
    if (status == 0 && fastest.late)
        fastest.cpu_s = limits.cpu_ms / 1e3; /* or more: so does one that is padded */
    else if (status == 0 && fastest.cpu_s <= 0)
        status = time_calls(session, &instance, FUNCTION_FORWARD, &fastest);
    *sum_s += fastest.sum_s;
    keep_least(&c->cost_s[size], &fastest);
    c->cost_exponentials[size] = fastest.exponentials;
    if (status == 0)
        status = time_calls(session, &instance, FUNCTION_COST_GRADIENT, &fastest);
    *sum_s += fastest.sum_s;
    keep_least(&c->gradient_s[size], &fastest);
    c->gradient_exponentials[size] = fastest.exponentials;
    if (status == 0 && fastest.grad)
        status = look_at_answer(session, draw, c, size, &instance, fastest.grad);
    free(fastest.grad);
    instance_release(&instance);
    return status;
}

/* Forward through a layer of n units, m of them, from n_in inputs with a bias. */
static void forward(const double *Theta, size_t n, size_t n_in, const double *in,
                    double *out)
{
    for (size_t i = 0; i < n; i++) {
        double z = Theta[i * (n_in + 1)];
        for (size_t j = 0; j < n_in; j++)
            z += Theta[i * (n_in + 1) + j + 1] * in[j];
        out[i] = 1 / (1 + exp(-z));
    }
}

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* What a plain forward pass of all samples of the larger net takes here, the least of three. */
static int measure_plain(struct draw *draw, struct complexity *c)
{
    struct instance instance;
    double hidden[32], output[16];
    double sum = 0;
    if (instance_draw(&instance, &plans[1], draw) != 0)
        return -1;
    const size_t *s = instance.units;
    for (int r = 0; r < 3; r++) {
        double start = cpu_s();
        for (size_t i = 0; i < instance.m; i++) {
            forward(instance.theta, s[1], s[0], instance.X + i * s[0], hidden);
            forward(instance.theta + s[1] * (s[0] + 1), s[2], s[1], hidden, output);
            sum += output[0];
        }
        double taken = cpu_s() - start;
        c->plain_s = r == 0 || taken < c->plain_s ? taken : c->plain_s;
    }
    instance_release(&instance);
    return sum > 0 ? 0
                   : error("a sum of sigmoids is %g", sum); /* so that it is computed */
}

/* Whether it is too much on both nets; a gradient that did not return on the larger one was. */
static bool are_multiples(const double gradient[SIZES], const double cost[SIZES])
{
    return is_multiple(gradient[0], cost[0]) &&
           (gradient[1] <= 0 || is_multiple(gradient[1], cost[1]));
}

/* Whether it is more on the larger net, as what is done for each parameter is: 7.1 times there. A
 * gradient that did not return is. */
static bool grows(const double gradient[SIZES], const double cost[SIZES])
{
    return gradient[1] <= 0 ||
           gradient[1] / cost[1] > least_growth * gradient[0] / cost[0];
}

/* Whether a gradient of the larger net takes many times what it must: a plain one takes 5 to 10 plain
 * costs, one that works for each parameter anew thousands. */
static bool is_long(const struct complexity *c)
{
    return c->gradient_s[1] <= 0 || c->gradient_s[1] > most_plain_costs * c->plain_s;
}

/* Whether the cost function takes its time, and the gradient as much as a cost for each of a good
 * part of the parameters. */
static bool is_padded(const struct complexity *c)
{
    return c->plain_s > 0 && c->cost_s[1] > most_plain_costs * c->plain_s && is_long(c);
}

/* Whether four times the samples take more than twice four times as long: then what piles up from
 * sample to sample is to blame, and not a pass for each parameter. */
static bool grows_with_samples(const struct complexity *c)
{
    return c->few_gradient_s > 0 && c->gradient_s[0] > 8 * c->few_gradient_s;
}

enum finding {
    FINDING_NONE,
    FINDING_SHIRKED,
    FINDING_PADDED,
    FINDING_ANEW,
    FINDING_SLOW,
    FINDING_SQUARE
};

/* *COUNTED: by exponentials, which no noise changes. */
static enum finding judge(const struct complexity *c, bool *counted)
{
    *counted = are_multiples(c->gradient_exponentials, c->cost_exponentials);
    const double *gradient = *counted ? c->gradient_exponentials : c->gradient_s;
    const double *cost = *counted ? c->cost_exponentials : c->cost_s;
    if (c->gradient_s[0] <= 0)
        return FINDING_NONE;
    if (c->shirked)
        return FINDING_SHIRKED;
    if (is_padded(c))
        return FINDING_PADDED;
    if (are_multiples(gradient, cost))
        return grows(gradient, cost) && !grows_with_samples(c) ? FINDING_ANEW
                                                               : FINDING_SLOW;
    return c->gradient_s[1] > most_growth * c->gradient_s[0] && is_long(c) &&
                   !grows_with_samples(c)
               ? FINDING_SQUARE
               : FINDING_NONE;
}

static bool may_be_noise(const struct complexity *c)
{
    bool counted;
    enum finding finding = judge(c, &counted);
    return finding == FINDING_PADDED || finding == FINDING_SQUARE ||
           (!counted && (finding == FINDING_ANEW || finding == FINDING_SLOW));
}

int complexity_measure(struct session *session, struct draw *draw,
                       struct complexity *complexity)
{
    double sum_s = 0;
    *complexity = (struct complexity){0};
    if (measure_plain(draw, complexity) != 0)
        return -1;
    for (int round = 0; round < (sum_s < third_below_s ? ROUNDS : ROUNDS - 1); round++) {
        for (int size = 0; size < SIZES; size++)
            if (measure_size(session, draw, complexity, size, &sum_s) != 0)
                return -1;
        if (is_multiple(complexity->gradient_s[0], complexity->cost_s[0]) &&
            measure_few(session, draw, complexity) != 0)
            return -1;
        if (!may_be_noise(complexity))
            break;
    }
    return 0;
}

const char *complexity_fault(const struct complexity *c, char *text, size_t n)
{
    bool counted;
    enum finding finding = judge(c, &counted);
    double costs = counted ? c->gradient_exponentials[0] / c->cost_exponentials[0]
                           : c->gradient_s[0] / c->cost_s[0];
    switch (finding) {
    case FINDING_NONE: return NULL;
    case FINDING_SHIRKED:
        snprintf(text, n,
                 "with %d samples, where time is measured, the gradient is not the "
                 "derivative of your cost; with 3 samples it is",
                 SAMPLES);
        return NULL;
    case FINDING_PADDED:
        snprintf(
            text, n,
            "with n = %zu bp_cost takes as long as %.0f plain evaluations of the cost, "
            "and the gradient longer: how does its time grow with n?",
            c->n[1], c->cost_s[1] / c->plain_s);
        return "too-slow";
    case FINDING_ANEW:
        snprintf(
            text, n,
            "one gradient takes as %s as %.0f costs (n = %zu), and more with more "
            "parameters: it evaluates the cost anew for each, where backpropagation goes "
            "forward and backward once",
            counted ? "many exponentials" : "long", costs, c->n[0]);
        return "not-backpropagation";
    case FINDING_SLOW:
        snprintf(text, n,
                 "one gradient takes as %s as %.0f costs, and backpropagation at most 20",
                 counted ? "many exponentials" : "long", costs);
        return "too-slow";
    case FINDING_SQUARE:
        snprintf(text, n,
                 "the time of a gradient grows with n^2: %.0f times for 7 times as many "
                 "parameters, where backpropagation grows with n",
                 c->gradient_s[1] / c->gradient_s[0]);
        return "not-backpropagation";
    }
    return NULL;
}
