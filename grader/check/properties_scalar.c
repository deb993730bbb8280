/* Properties of part 1: gates, and functions of one to four numbers, whose gradients are held
 * against the difference quotient of the submission's own forward function. */
#include "check/property.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { POINTS = 12, MAX_ARGUMENTS = 4 };

/* A call of a function of scalars at POINTS points, or of a neuron. */
struct points {
    double x[MAX_ARGUMENTS][POINTS];
};

static struct call scalar_call(enum function function, struct points *points)
{
    struct call call = {.function = function, .n_inputs = function_n_inputs(function)};
    for (size_t a = 0; a < call.n_inputs; a++) {
        call.inputs[a] =
            (struct array){.name = function_input_name(function, a), .n = POINTS};
        call.inputs[a].f64 = points->x[a];
    }
    return call;
}

static void draw_points(struct trial *trial, struct points *points, double size)
{
    for (size_t a = 0; a < MAX_ARGUMENTS; a++)
        draw_doubles(trial->draw, points->x[a], POINTS, size);
}

static bool all_within(const double *x, const double *y, double tolerance)
{
    for (size_t i = 0; i < POINTS; i++)
        if (!(fabs(x[i] - y[i]) <= tolerance))
            return false;
    return true;
}

/* ---- the sigmoid ---- */

/* g(z) / g(-z) = e^z, which only the sigmoid has. Where g cannot be told from 0 there is no
 * logarithm, and it is wrong. */
static bool has_odds(const double *z, const double *g, const double *mirrored)
{
    double log_odds[POINTS];
    for (size_t i = 0; i < POINTS; i++)
        log_odds[i] = log(g[i] / mirrored[i]);
    return all_within(log_odds, z, PROPERTY_ROUNDING);
}

/* g(-z) = 1 - g(z), between 0 and 1, and rising. */
static int try_sigmoid(struct trial *trial)
{
    struct points points, mirrored = {{{0}}};
    struct reply reply = {.verdict = VERDICT_SKIPPED}, other = reply;
    double complement[POINTS];
    bool answered;
    draw_points(trial, &points, 6);
    for (size_t i = 0; i < POINTS; i++)
        mirrored.x[0][i] = -points.x[0][i];
    struct call call = scalar_call(FUNCTION_SIGMOID, &points),
                mirrored_call = scalar_call(FUNCTION_SIGMOID, &mirrored);
    int status = trial_ask(trial, &call, &reply, &answered);
    if (status == 0 && answered)
        status = trial_ask(trial, &mirrored_call, &other, &answered);
    if (status == 0 && answered) {
        bool rises = true;
        for (size_t i = 0; i < POINTS; i++) {
            complement[i] = 1 - other.outputs[0].f64[i];
            rises = rises && (reply.outputs[0].f64[i] > other.outputs[0].f64[i]) ==
                                 (points.x[0][i] > 0);
        }
        if (!rises || !all_within(reply.outputs[0].f64, complement, PROPERTY_ROUNDING))
            trial_failed(trial, "bp_sigmoid: g(-z) = 1 - g(z) and g rises with z; yours "
                                "does not at random z");
        else if (!has_odds(points.x[0], reply.outputs[0].f64, other.outputs[0].f64))
            trial_failed(trial, "bp_sigmoid: g(z) / g(-z) = e^z at every z; yours is "
                                "another curve at random z");
        else
            trial_passed(trial);
    }
    reply_release(&reply);
    reply_release(&other);
    return status;
}

/* ---- gates ---- */

static bool gate_is_right(enum function function, double x, double y, double df,
                          double dx, double dy)
{
    double size = PROPERTY_ROUNDING * (1 + fabs(x * df) + fabs(y * df) + fabs(df));
    if (function == FUNCTION_ADD_BACKWARD)
        return fabs(dx - df) <= size && fabs(dy - df) <= size;
    if (function ==
        FUNCTION_MUL_BACKWARD) /* x dx = y dy = f df, and dx + dy = (x + y) df */
        return fabs(x * dx - y * dy) <= size && fabs(dx + dy - (x + y) * df) <= size;
    return fabs(dx + dy - df) <= size && fabs(x > y ? dy : dx) <= size;
}

static int try_gate(struct trial *trial)
{
    struct points points;
    struct reply reply = {.verdict = VERDICT_SKIPPED};
    enum function function = trial->property->function;
    bool answered, right = true;
    draw_points(trial, &points, 5);
    struct call call = scalar_call(function, &points);
    int status = trial_ask(trial, &call, &reply, &answered);
    for (size_t i = 0; status == 0 && answered && i < POINTS; i++)
        right = right &&
                gate_is_right(function, points.x[0][i], points.x[1][i], points.x[2][i],
                              reply.outputs[0].f64[i], reply.outputs[1].f64[i]);
    if (status == 0 && answered && right)
        trial_passed(trial);
    else if (status == 0 && answered)
        trial_failed(trial, "%s: %s, at random x, y and df", function_symbol(function),
                     function == FUNCTION_ADD_BACKWARD
                         ? "each input of a sum gets df, and it does not here"
                     : function == FUNCTION_MUL_BACKWARD
                         ? "x dx = y dy and dx + dy = (x + y) df, and they do not here"
                         : "the larger input gets df and the other nothing, not so here");
    reply_release(&reply);
    return status;
}

/* ---- gradients against the own forward function ---- */

/* f at x + step h in argument a, for all points. */
static int ask_moved(struct trial *trial, enum function forward,
                     const struct points *points, size_t a, double step, double *f,
                     bool *answered)
{
    struct points moved = *points;
    struct reply reply = {.verdict = VERDICT_SKIPPED};
    for (size_t i = 0; i < POINTS; i++)
        moved.x[a][i] += step;
    struct call call = scalar_call(forward, &moved);
    int status = trial_ask(trial, &call, &reply, answered);
    if (status == 0 && *answered)
        memcpy(f, reply.outputs[0].f64, POINTS * sizeof *f);
    reply_release(&reply);
    return status;
}

/* The difference quotient of fourth order (gradient_check.h), and how far it may be off. */
static int ask_derivative(struct trial *trial, enum function forward,
                          const struct points *points, size_t a, double *derivative,
                          double *doubt, bool *answered)
{
    static const double steps[] = {1, -1, 2, -2, 4, -4};
    const double h = 1e-3;
    double f[6][POINTS];
    int status = 0;
    *answered = true;
    for (size_t s = 0; s < 6 && status == 0 && *answered; s++)
        status = ask_moved(trial, forward, points, a, steps[s] * h, f[s], answered);
    for (size_t i = 0; i < POINTS && status == 0 && *answered; i++) {
        double near = f[0][i] - f[1][i], far = f[2][i] - f[3][i],
               farthest = f[4][i] - f[5][i];
        derivative[i] = (8 * near - far) / (12 * h);
        doubt[i] = 4 * fabs(derivative[i] - (8 * far - farthest) / (24 * h)) +
                   4096 * DBL_EPSILON * fabs(f[0][i]) / h;
    }
    return status;
}

static enum function forward_of(enum function backward)
{
    switch (backward) {
    case FUNCTION_SIGMOID_GRADIENT: return FUNCTION_SIGMOID;
    case FUNCTION_GRAPH_BACKWARD: return FUNCTION_GRAPH_FORWARD;
    default: return FUNCTION_CHAIN_COST;
    }
}

/* The answer to argument a's derivative at point i; chain has theta1 and theta2 side by side. */
static double answered_gradient(const struct reply *reply, enum function function,
                                size_t a, size_t i)
{
    if (function == FUNCTION_CHAIN_GRADIENT)
        return reply->outputs[0].f64[2 * i + a - 2];
    return reply->outputs[a].f64[i];
}

/* g' = g (1 - g), which no other curve has that goes through g(0) = 1/2. */
static int has_slope_of_sigmoid(struct trial *trial, const struct points *points,
                                const double *slope, bool *right, bool *answered)
{
    double g[POINTS], expected[POINTS];
    int status = ask_moved(trial, FUNCTION_SIGMOID, points, 0, 0, g, answered);
    for (size_t i = 0; i < POINTS && status == 0 && *answered; i++)
        expected[i] = g[i] * (1 - g[i]);
    *right = status == 0 && *answered && all_within(slope, expected, PROPERTY_ROUNDING);
    return status;
}

static int try_derivative(struct trial *trial)
{
    enum function function = trial->property->function, forward = forward_of(function);
    size_t first = function == FUNCTION_CHAIN_GRADIENT ? 2 : 0;
    size_t last = function == FUNCTION_SIGMOID_GRADIENT ? 1 : first + 2;
    struct points points;
    struct reply reply = {.verdict = VERDICT_SKIPPED};
    double derivative[POINTS], doubt[POINTS];
    bool answered, right = true, nonzero = false;
    draw_points(trial, &points, 2);
    struct call call = scalar_call(function, &points);
    int status = trial_ask(trial, &call, &reply, &answered);
    for (size_t a = first; a < last && status == 0 && answered; a++) {
        status = ask_derivative(trial, forward, &points, a, derivative, doubt, &answered);
        for (size_t i = 0; i < POINTS && status == 0 && answered; i++) {
            double got = answered_gradient(&reply, function, a, i);
            right = right && fabs(got - derivative[i]) <= doubt[i];
            nonzero = nonzero || got != 0;
        }
    }
    if (status == 0 && answered && right && function == FUNCTION_SIGMOID_GRADIENT)
        status =
            has_slope_of_sigmoid(trial, &points, reply.outputs[0].f64, &right, &answered);
    if (status == 0 && answered && right && nonzero)
        trial_passed(trial);
    else if (status == 0 && answered)
        trial_failed(trial, "%s is not the derivative of your %s at random points",
                     function_symbol(function), function_symbol(forward));
    reply_release(&reply);
    return status;
}

/* Another point, another value. */
static int try_point_responds(struct trial *trial)
{
    enum function function = trial->property->function;
    struct points points;
    struct reply reply = {.verdict = VERDICT_SKIPPED};
    bool answered;
    draw_points(trial, &points, 2);
    struct call call = scalar_call(function, &points);
    int status = trial_ask(trial, &call, &reply, &answered);
    if (status == 0 && answered) {
        trial_passed(trial);
        for (size_t i = 1; i < POINTS; i++)
            if (reply.outputs[0].f64[i] == reply.outputs[0].f64[i - 1])
                trial_failed(trial, "%s gives the same number at different random points",
                             function_symbol(function));
    }
    reply_release(&reply);
    return status;
}

/* ---- the neuron ---- */

enum { NEURON_INPUTS = 7 };

struct neuron {
    double w[NEURON_INPUTS + 1], x[NEURON_INPUTS];
};

static struct call neuron_call(enum function function, struct neuron *neuron)
{
    struct call call = {.function = function, .n_inputs = 2};
    call.inputs[0] = (struct array){.name = "w", .n = NEURON_INPUTS + 1};
    call.inputs[0].f64 = neuron->w;
    call.inputs[1] = (struct array){.name = "x", .n = NEURON_INPUTS};
    call.inputs[1].f64 = neuron->x;
    return call;
}

static void draw_neuron(struct trial *trial, struct neuron *neuron)
{
    draw_doubles(trial->draw, neuron->w, NEURON_INPUTS + 1, 1);
    draw_doubles(trial->draw, neuron->x, NEURON_INPUTS, 1);
}

/* With its sign turned a neuron gives the rest to 1. */
static int try_neuron(struct trial *trial)
{
    struct neuron neuron, turned;
    struct reply reply = {.verdict = VERDICT_SKIPPED}, other = reply;
    bool answered;
    draw_neuron(trial, &neuron);
    turned = neuron;
    for (size_t i = 0; i <= NEURON_INPUTS; i++)
        turned.w[i] = -neuron.w[i];
    struct call call = neuron_call(FUNCTION_NEURON_FORWARD, &neuron),
                turned_call = neuron_call(FUNCTION_NEURON_FORWARD, &turned);
    int status = trial_ask(trial, &call, &reply, &answered);
    if (status == 0 && answered)
        status = trial_ask(trial, &turned_call, &other, &answered);
    if (status == 0 && answered) {
        double f = reply.outputs[0].f64[0], g = other.outputs[0].f64[0];
        if (fabs(f + g - 1) <= PROPERTY_ROUNDING && f != g)
            trial_passed(trial);
        else
            trial_failed(trial, "bp_neuron_forward: all weights with the other sign give "
                                "1 - f, and do not here");
    }
    reply_release(&reply);
    reply_release(&other);
    return status;
}

/* f at step h in w[i] or x[i - NEURON_INPUTS - 1]. */
static int ask_neuron(struct trial *trial, const struct neuron *neuron, size_t i,
                      double step, double *f, bool *answered)
{
    struct neuron moved = *neuron;
    struct reply reply = {.verdict = VERDICT_SKIPPED};
    if (i <= NEURON_INPUTS)
        moved.w[i] += step;
    else
        moved.x[i - NEURON_INPUTS - 1] += step;
    struct call call = neuron_call(FUNCTION_NEURON_FORWARD, &moved);
    int status = trial_ask(trial, &call, &reply, answered);
    if (status == 0 && *answered)
        *f = reply.outputs[0].f64[0];
    reply_release(&reply);
    return status;
}

static int try_neuron_derivative(struct trial *trial)
{
    static const double steps[] = {1, -1, 2, -2};
    const double h = 1e-3;
    struct neuron neuron;
    struct reply reply = {.verdict = VERDICT_SKIPPED};
    bool answered, right = true;
    draw_neuron(trial, &neuron);
    struct call call = neuron_call(FUNCTION_NEURON_BACKWARD, &neuron);
    int status = trial_ask(trial, &call, &reply, &answered);
    if (status == 0 && answered && trial_is_zero(trial, &reply))
        answered = false;
    for (size_t i = 0; i < 2 * NEURON_INPUTS + 1 && status == 0 && answered; i++) {
        double f[4] = {0};
        for (size_t s = 0; s < 4 && status == 0 && answered; s++)
            status = ask_neuron(trial, &neuron, i, steps[s] * h, &f[s], &answered);
        double got = i <= NEURON_INPUTS ? reply.outputs[0].f64[i]
                                        : reply.outputs[1].f64[i - NEURON_INPUTS - 1];
        /* An error of h^4, 1e-12, and a rounding of 1e-13 remain. */
        right = right && fabs(got - (8 * (f[0] - f[1]) - (f[2] - f[3])) / (12 * h)) <=
                             PROPERTY_ROUNDING;
    }
    if (status == 0 && answered && right)
        trial_passed(trial);
    else if (status == 0 && answered)
        trial_failed(trial, "bp_neuron_backward is not the derivative of your "
                            "bp_neuron_forward at random w and x");
    reply_release(&reply);
    return status;
}

/* ---- the table ---- */

const struct property scalar_properties[] = {
    {"complement", "sigmoid", "value", FUNCTION_SIGMOID, try_sigmoid, 0, 0, 0, NULL},
    {"derivative", "sigmoid", "gradient", FUNCTION_SIGMOID_GRADIENT, try_derivative, 0, 0,
     0, "value"},
    {"random-points", "gates", "add", FUNCTION_ADD_BACKWARD, try_gate, 0, 0, 0, NULL},
    {"random-points", "gates", "multiply", FUNCTION_MUL_BACKWARD, try_gate, 0, 0, 0,
     NULL},
    {"random-points", "gates", "max", FUNCTION_MAX_BACKWARD, try_gate, 0, 0, 0, NULL},
    {"complement", "neuron", "forward", FUNCTION_NEURON_FORWARD, try_neuron, 0, 0, 0,
     NULL},
    {"derivative", "neuron", "backward", FUNCTION_NEURON_BACKWARD, try_neuron_derivative,
     0, 0, 0, "forward"},
    {"responds", "graph", "forward", FUNCTION_GRAPH_FORWARD, try_point_responds, 0, 0, 0,
     NULL},
    {"derivative", "graph", "backward", FUNCTION_GRAPH_BACKWARD, try_derivative, 0, 0, 0,
     "forward"},
    {"responds", "chain", "cost", FUNCTION_CHAIN_COST, try_point_responds, 0, 0, 0, NULL},
    {"derivative", "chain", "gradient", FUNCTION_CHAIN_GRADIENT, try_derivative, 0, 0, 0,
     "cost"},
    {0},
};
