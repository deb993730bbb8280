#include "check/gradient_check.h"

#include "check/property.h"
#include "error.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N_STEPS = 6, BLOCK_BYTES = 1 << 19 };
static const double steps[N_STEPS] = {1, -1, 2, -2, 4, -4}; /* in h */
static const double h = 2e-3;

/* Of a cost with 2^14 wrong units in the last place, as log(1 - h) has at z = 9. */
static const double cost_rounding = 16384 * DBL_EPSILON;

/* A cost rougher than this part of itself, as one in float, cannot be differentiated. */
static const double roughest = 1e-6;

static const struct call_limits limits = {.cpu_ms = 4000, .wall_ms = 20000};

/* ---- the evaluations ---- */

/* What is moved: direction p, of n entries, is row p. */
struct moves {
    size_t n, n_moves;
    double *directions; /* NULL: move p is entry p alone */
};

/* Point k of all: theta + step h direction. */
static void place_point(double *point, const struct instance *instance,
                        const struct moves *moves, size_t k)
{
    size_t n = instance->n, p = k / N_STEPS;
    double distance = steps[k % N_STEPS] * h;
    memcpy(point, instance->theta, n * sizeof *point);
    if (!moves->directions)
        point[p] += distance;
    else
        for (size_t i = 0; i < n; i++)
            point[i] += distance * moves->directions[p * n + i];
}

/* J at n_points from the one of number `first` on, within THETA and LAMBDA, which have room for them. */
static int evaluate_block(struct session *session, struct call *call,
                          const struct instance *instance, const struct moves *moves,
                          size_t first, size_t n_points, struct reply *reply)
{
    double *theta = call->inputs[0].f64, *lambda = call->inputs[3].f64;
    for (size_t k = 0; k < n_points; k++) {
        lambda[k] = instance->lambda;
        place_point(theta + k * instance->n, instance, moves, first + k);
    }
    call->inputs[0].n = n_points * instance->n;
    call->inputs[3].n = n_points;
    return session_call(session, call, &limits, reply);
}

/* J at theta + step h direction, N_STEPS for each move. NULL after one error line. In blocks, which lie on the
 * same pages one after another: opening pages to the worker takes longer than many a cost. */
static double *evaluate(struct session *session, const struct instance *instance,
                        enum function function, const struct moves *moves, bool *answered)
{
    size_t n_points = moves->n_moves * N_STEPS;
    size_t n_block = BLOCK_BYTES / sizeof(double) / instance->n + 1;
    if (n_block > n_points)
        n_block = n_points;
    double *theta = calloc(n_block * instance->n, sizeof *theta);
    double *lambda = calloc(n_block, sizeof *lambda);
    double *J = calloc(n_points, sizeof *J);
    struct call call = instance_call(instance, function);
    double cpu_s = 0;
    int status = theta && lambda && J ? 0 : error("out of memory");

    call.inputs[0].f64 = theta;
    call.inputs[3].f64 = lambda;
    *answered = status == 0;
    for (size_t k = 0; *answered && k < n_points; k += n_block) {
        struct reply reply = {.verdict = VERDICT_SKIPPED};
        size_t n = n_points - k < n_block ? n_points - k : n_block;
        status = evaluate_block(session, &call, instance, moves, k, n, &reply);
        cpu_s += reply.cpu_s;
        *answered =
            status == 0 && reply.verdict == VERDICT_PASS && cpu_s < limits.cpu_ms / 1e3;
        if (*answered)
            memcpy(J + k, reply.outputs[0].f64, n * sizeof *J);
        reply_release(&reply);
    }
    free(theta);
    free(lambda);
    if (status == 0)
        return J;
    free(J);
    return NULL;
}

/* ---- the judgement ---- */

/* The quotient of fourth order with steps of `scale` h, from the six values of a move. */
static double quotient(const double *J, int scale)
{
    const double *near = J + (scale == 1 ? 0 : 2), *far = near + 2;
    return (8 * (near[0] - near[1]) - (far[0] - far[1])) / (12 * scale * h);
}

static void mark_off(struct gradient_check *check, const struct instance *instance,
                     size_t i)
{
    struct net_place place = net_place(&instance->net, i);
    check->off[2 * (place.layer - 1) + (place.column > 0)] = true;
}

static double largest_size(const double *x, size_t n)
{
    double largest = 0;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, fabs(x[i]));
    return largest;
}

static void judge(struct gradient_check *check, const struct instance *instance,
                  const struct moves *moves, const double *grad, const double *J)
{
    double J_size = largest_size(J, moves->n_moves * N_STEPS);
    double rounding = cost_rounding * J_size / h, rough = 0;

    check->n = moves->n_moves;
    for (size_t p = 0; p < moves->n_moves; p++) {
        double derivative = quotient(J + p * N_STEPS, 1), got = 0;
        double doubt = fabs(derivative - quotient(J + p * N_STEPS, 2));
        if (moves->directions)
            for (size_t i = 0; i < instance->n; i++)
                got += grad[i] * moves->directions[p * instance->n + i];
        else
            got = grad[p];
        rough = fmax(rough, doubt * h);
        if (fabs(got - derivative) <= 4 * doubt + rounding)
            continue;
        check->n_off++;
        if (!moves->directions)
            mark_off(check, instance, p);
    }
    /* A cost that never changes and a gradient of zeros agree, and are an answer to nothing. */
    check->consistent = check->n_off == 0 && largest_size(grad, instance->n) > 0;
    check->judged = isfinite(J_size) && rough <= roughest * J_size;
}

static int draw_moves(struct moves *moves, struct draw *draw,
                      const struct instance *instance, size_t n_directions)
{
    *moves = (struct moves){.n = instance->n,
                            .n_moves = n_directions ? n_directions : instance->n};
    if (n_directions == 0)
        return 0;
    moves->directions = calloc(n_directions * instance->n, sizeof *moves->directions);
    if (!moves->directions)
        return error("out of memory");
    /* Signs, and not smaller numbers: each entry has its full share. Divided by the root of n,
     * so that a step is as long as for one entry. */
    draw_doubles(draw, moves->directions, n_directions * instance->n, 1);
    for (size_t i = 0; i < n_directions * instance->n; i++)
        moves->directions[i] =
            copysign(1 / sqrt((double)instance->n), moves->directions[i]);
    return 0;
}

int gradient_check_given(struct session *session, struct draw *draw,
                         const struct instance *instance, const double *grad,
                         enum function cost, size_t n_directions,
                         struct gradient_check *check)
{
    struct moves moves;
    bool answered = false;
    *check = (struct gradient_check){.judged = false};
    if (draw_moves(&moves, draw, instance, n_directions) != 0)
        return -1;
    double *J = evaluate(session, instance, cost, &moves, &answered);
    if (J && answered)
        judge(check, instance, &moves, grad, J);
    free(moves.directions);
    free(J);
    return J ? 0 : -1;
}

int gradient_check(struct session *session, struct draw *draw,
                   const struct instance *instance, enum function cost,
                   size_t n_directions, struct gradient_check *check)
{
    struct call call = instance_call(instance, FUNCTION_COST_GRADIENT);
    struct reply reply = {.verdict = VERDICT_SKIPPED}, plain = reply;
    bool same_cost = false;

    *check = (struct gradient_check){.judged = false};
    int status = session_call(session, &call, &limits, &reply);
    call.function = FUNCTION_COST;
    if (status == 0 && reply.verdict == VERDICT_PASS)
        status = session_call(session, &call, &limits, &plain);
    if (status == 0 && plain.verdict == VERDICT_PASS)
        same_cost = is_number(reply.outputs[0].f64[0], plain.outputs[0].f64[0]);
    if (status == 0 && reply.verdict == VERDICT_PASS)
        status = gradient_check_given(session, draw, instance, reply.outputs[1].f64, cost,
                                      n_directions, check);
    check->same_cost = same_cost;
    reply_release(&reply);
    reply_release(&plain);
    return status;
}

/* ---- in words ---- */

void gradient_check_places(const struct gradient_check *check, size_t n_layers,
                           char *text, size_t n)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t l = 0; l < n_layers && used < n; l++) {
        bool bias = check->off[2 * l], rest = check->off[2 * l + 1];
        if (!bias && !rest)
            continue;
        used += (size_t)snprintf(text + used, n - used, "%sTheta^(%zu)%s",
                                 used ? ", " : "", l + 1,
                                 bias && rest ? ""
                                 : bias       ? " (bias column alone)"
                                              : " (all but its bias column)");
    }
}

/* ---- as a property ---- */

/* The J that is differentiated is bp_cost's, and where the gradient is not its derivative the J
 * that comes with the gradient: a wrong bp_cost costs its own task alone. */
static int check_either_cost(struct trial *trial, const struct instance *instance,
                             size_t n_directions, struct gradient_check *check)
{
    if (gradient_check(trial->session, trial->draw, instance, FUNCTION_COSTS,
                       n_directions, check) != 0)
        return -1;
    if (check->judged && check->consistent)
        return 0;
    return gradient_check(trial->session, trial->draw, instance, FUNCTION_COST_GRADIENTS,
                          n_directions, check);
}

/* N_DIRECTIONS as in gradient_check(). */
static int try_plan(struct trial *trial, const struct instance_plan *plan,
                    size_t n_directions)
{
    struct instance instance;
    struct gradient_check check;
    char places[160];
    if (instance_draw(&instance, plan, trial->draw) != 0)
        return -1;
    int status = check_either_cost(trial, &instance, n_directions, &check);
    gradient_check_places(&check, instance.net.n_layers, places, sizeof places);
    if (status == 0 && check.judged && check.consistent)
        trial_passed(trial);
    else if (status == 0 && check.judged)
        trial_failed(trial,
                     "the gradient is not the derivative of the cost: %zu of %zu "
                     "%s off%s%s",
                     check.n_off, check.n,
                     n_directions ? "directions are" : "elements are",
                     places[0] ? ", in " : "", places);
    instance_release(&instance);
    return status;
}

int try_derivative_of_cost(struct trial *trial)
{
    const struct property *p = trial->property;
    struct instance_plan plan =
        plan_two_layers(trial->draw, p->output, p->lambda, p->regularize_bias);
    return try_plan(trial, &plan, 0);
}

int try_derivative_of_any_shape(struct trial *trial)
{
    struct instance_plan plan = plan_any_shape(trial->draw, trial->property->output);
    return try_plan(trial, &plan, 0);
}

int try_directional_derivative(struct trial *trial)
{
    enum { DIRECTIONS = 4 };
    const struct instance_plan plan = {.units = {64, 25, 10},
                                       .output = trial->property->output,
                                       .m = 3,
                                       .theta_size = 0.3,
                                       .x_size = 1};
    return try_plan(trial, &plan, DIRECTIONS);
}
