/* Properties of part 2: what forward, cost, backprop and gradient have for any weights and
 * samples. Most are symmetries: the question is changed in a way that changes the answer in a
 * way known beforehand. */
#include "check/property.h"

#include "error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int draw_instance(struct trial *trial, struct instance *instance)
{
    const struct property *p = trial->property;
    struct instance_plan plan =
        plan_two_layers(trial->draw, p->output, p->lambda, p->regularize_bias);
    return instance_draw(instance, &plan, trial->draw);
}

/* ---- symmetries ---- */

/* What was done to an instance; pointers are NULL where nothing of that kind was. */
struct symmetry {
    size_t samples
        [SMALL_MAX_SAMPLES];       /* sample i of the changed one was sample samples[i] */
    size_t units[SMALL_MAX_UNITS]; /* unit u of layer `layer` became unit units[u] */
    size_t theta[SMALL_MAX_PARAMETERS]; /* entry i of theta went to theta[i] */
    size_t layer;                       /* 0: no unit was renamed */
    bool reordered;
};

/* Where element i of output o stands in the changed answer. */
static size_t moved_to(const struct symmetry *s, const struct instance *instance,
                       enum function function, size_t o, size_t i)
{
    size_t L = instance->net.n_layers, K = instance->units[L], l = 1, unit = i, row = 0;
    switch (function) {
    case FUNCTION_FORWARD:
        while (s->reordered && s->samples[row] != i / K)
            row++;
        return (s->reordered ? row : i / K) * K +
               (s->layer == L ? s->units[i % K] : i % K);
    case FUNCTION_BACKPROP_SAMPLE:
        while (unit >= instance->units[l])
            unit -= instance->units[l++];
        return l == s->layer ? i - unit + s->units[unit] : i;
    case FUNCTION_COST_GRADIENT: return o == 1 && s->layer ? s->theta[i] : i;
    default: return i;
    }
}

static bool is_symmetric(const struct symmetry *s, const struct instance *instance,
                         enum function function, const struct reply *before,
                         const struct reply *after)
{
    double moved[SMALL_MAX_PARAMETERS];
    for (size_t o = 0; o < before->n_outputs; o++) {
        size_t n = before->outputs[o].n;
        for (size_t i = 0; i < n; i++)
            moved[moved_to(s, instance, function, o, i)] = before->outputs[o].f64[i];
        if (!same_numbers(moved, after->outputs[o].f64, n))
            return false;
    }
    return true;
}

/* Asks about both and compares; BROKEN is the sentence where the answers do not fit. */
static int compare_changed(struct trial *trial, const struct symmetry *s,
                           const struct instance *before, const struct instance *after,
                           const char *broken)
{
    enum function function = trial->property->function;
    struct call call = instance_call(before, function),
                changed = instance_call(after, function);
    struct reply reply = {.verdict = VERDICT_SKIPPED}, changed_reply = reply;
    bool answered = false;
    int status = trial_ask(trial, &call, &reply, &answered);
    if (status == 0 && answered && trial_is_zero(trial, &reply))
        answered = false;
    if (status == 0 && answered)
        status = trial_ask(trial, &changed, &changed_reply, &answered);
    if (status == 0 && answered) {
        if (is_symmetric(s, before, function, &reply, &changed_reply))
            trial_passed(trial);
        else
            trial_failed(trial, "%s: %s", function_symbol(function), broken);
    }
    reply_release(&reply);
    reply_release(&changed_reply);
    return status;
}

static int try_samples_permuted(struct trial *trial)
{
    struct symmetry s = {.reordered = true};
    struct instance instance, changed;
    if (draw_instance(trial, &instance) != 0)
        return -1;
    draw_permutation(trial->draw, s.samples, instance.m);
    int status = instance_copy(&changed, &instance);
    if (status == 0 && (status = instance_permute_samples(&changed, s.samples)) == 0)
        status = compare_changed(trial, &s, &instance, &changed,
                                 "the samples in another order give other numbers; each "
                                 "sample is a term of its own");
    instance_release(&changed);
    instance_release(&instance);
    return status;
}

static int try_samples_doubled(struct trial *trial)
{
    const struct symmetry s = {.layer = 0};
    struct instance instance, changed;
    if (draw_instance(trial, &instance) != 0)
        return -1;
    int status = instance_copy(&changed, &instance);
    if (status == 0 && (status = instance_double_samples(&changed)) == 0)
        status = compare_changed(trial, &s, &instance, &changed,
                                 "every sample given twice changes the result; the mean "
                                 "over the samples stays the same");
    instance_release(&changed);
    instance_release(&instance);
    return status;
}

static int rename_and_compare(struct trial *trial, struct instance *instance,
                              size_t layer, const char *broken)
{
    struct symmetry s = {.layer = layer};
    struct instance changed;
    draw_permutation(trial->draw, s.units, instance->units[layer]);
    instance_rename_units(instance, layer, s.units, s.theta);
    int status = instance_copy(&changed, instance);
    if (status == 0)
        status = instance_move_theta(&changed, s.theta);
    for (size_t i = 0; status == 0 && i < changed.m && layer == changed.net.n_layers; i++)
        changed.y[i] = (int)s.units[changed.y[i]];
    if (status == 0)
        status = compare_changed(trial, &s, instance, &changed, broken);
    instance_release(&changed);
    return status;
}

static int try_units_renamed(struct trial *trial)
{
    struct instance instance;
    if (draw_instance(trial, &instance) != 0)
        return -1;
    int status = rename_and_compare(
        trial, &instance, 1,
        "hidden units with their weights in another order give other numbers; a unit's "
        "number has no meaning");
    instance_release(&instance);
    return status;
}

static int try_classes_renamed(struct trial *trial)
{
    struct instance instance;
    if (draw_instance(trial, &instance) != 0)
        return -1;
    int status = rename_and_compare(
        trial, &instance, instance.net.n_layers,
        "classes in another order, labels alike, give other numbers; is y_k 1 for "
        "k = label?");
    instance_release(&instance);
    return status;
}

static int try_outputs_shifted(struct trial *trial)
{
    const struct symmetry s = {.layer = 0};
    struct instance instance, changed;
    if (draw_instance(trial, &instance) != 0)
        return -1;
    int status = instance_copy(&changed, &instance);
    if (status == 0) {
        instance_shift_outputs(&changed, 2.5);
        status = compare_changed(trial, &s, &instance, &changed,
                                 "a constant added to all softmax net inputs changes the "
                                 "result; it cancels in e^z_k / sum e^z_j");
    }
    instance_release(&changed);
    instance_release(&instance);
    return status;
}

/* ---- known values ---- */

/* The output of every class where all weights are 0. */
static double even_output(const struct instance *instance)
{
    double K = (double)instance->units[instance->net.n_layers];
    return instance->net.output == BP_SOFTMAX ? 1 / K : 0.5;
}

static bool all_are(const double *x, size_t n, double value)
{
    for (size_t i = 0; i < n; i++)
        if (!(fabs(x[i] - value) <= PROPERTY_ROUNDING))
            return false;
    return true;
}

/* No rounding is asked for where every term is 0. */
static bool all_are_zero(const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (x[i] != 0)
            return false;
    return true;
}

static void judge_zero_weights(struct trial *trial, const struct instance *instance,
                               const struct reply *reply)
{
    size_t K = instance->units[instance->net.n_layers];
    double even = even_output(instance);
    const double *out = reply->outputs[0].f64;
    bool softmax = instance->net.output == BP_SOFTMAX;

    if (trial->property->function == FUNCTION_FORWARD) {
        if (!all_are(out, reply->outputs[0].n, even))
            trial_failed(trial,
                         "bp_forward: with all weights 0 every output is %g, here %g is "
                         "among them",
                         even, out[0]);
    } else if (trial->property->function == FUNCTION_BACKPROP_SAMPLE) {
        size_t n_hidden = reply->outputs[0].n - K;
        if (!all_are(out, n_hidden, 0.5) || !all_are(out + n_hidden, K, even) ||
            !all_are_zero(reply->outputs[1].f64, n_hidden))
            trial_failed(trial, "bp_backprop_sample: with all weights 0 hidden "
                                "activations are 1/2 and hidden deltas 0");
    } else if (!is_number(out[0], softmax ? log((double)K) : (double)K * log(2))) {
        trial_failed(trial,
                     "%s: with all weights 0 the cost is %s whatever the data, "
                     "here it is %g times that",
                     function_symbol(trial->property->function),
                     softmax ? "log K" : "K log 2",
                     out[0] / (softmax ? log((double)K) : (double)K * log(2)));
    }
}

static int try_zero_weights(struct trial *trial)
{
    struct instance instance;
    struct reply reply = {.verdict = VERDICT_SKIPPED};
    bool answered = false;
    if (draw_instance(trial, &instance) != 0)
        return -1;
    memset(instance.theta, 0, instance.n * sizeof *instance.theta);
    struct call call = instance_call(&instance, trial->property->function);
    int status = trial_ask(trial, &call, &reply, &answered);
    if (status == 0 && answered) {
        trial_passed(trial);
        judge_zero_weights(trial, &instance, &reply);
    }
    reply_release(&reply);
    instance_release(&instance);
    return status;
}

/* delta^(L) = a^(L) - y, from the submission's own a. */
static int try_output_error(struct trial *trial)
{
    struct instance instance;
    struct reply reply = {.verdict = VERDICT_SKIPPED};
    bool answered = false;
    if (draw_instance(trial, &instance) != 0)
        return -1;
    struct call call = instance_call(&instance, FUNCTION_BACKPROP_SAMPLE);
    int status = trial_ask(trial, &call, &reply, &answered);
    if (status == 0 && answered) {
        size_t K = instance.units[instance.net.n_layers], first = reply.outputs[0].n - K;
        double difference[SMALL_MAX_UNITS];
        for (size_t k = 0; k < K; k++)
            difference[k] =
                reply.outputs[0].f64[first + k] - (k == (size_t)instance.y[0] ? 1 : 0);
        if (same_numbers(difference, reply.outputs[1].f64 + first, K))
            trial_passed(trial);
        else
            trial_failed(trial,
                         "bp_backprop_sample: delta^(L) is not a^(L) - y, with your "
                         "own a^(L)");
    }
    reply_release(&reply);
    instance_release(&instance);
    return status;
}

/* Another question, another answer: what a table or a constant does not have. */
static int try_responds(struct trial *trial)
{
    struct instance instance;
    struct reply reply[2] = {{.verdict = VERDICT_SKIPPED}, {.verdict = VERDICT_SKIPPED}};
    enum function function = trial->property->function;
    bool answered = true;
    if (draw_instance(trial, &instance) != 0)
        return -1;
    struct call call = instance_call(&instance, function);
    int status = 0;
    for (int i = 0; i < 2 && status == 0 && answered; i++) {
        status = trial_ask(trial, &call, &reply[i], &answered);
        draw_doubles(trial->draw, instance.X, instance.m * instance.units[0], 2);
    }
    if (status == 0 && answered) {
        trial_passed(trial);
        for (size_t o = 0; o < reply[0].n_outputs; o++)
            if (same_numbers(reply[0].outputs[o].f64, reply[1].outputs[o].f64,
                             reply[0].outputs[o].n))
                trial_failed(trial, "%s: other samples do not change %s",
                             function_symbol(function), reply[0].outputs[o].name);
    }
    reply_release(&reply[0]);
    reply_release(&reply[1]);
    instance_release(&instance);
    return status;
}

/* ---- unroll and roll, on any shape ---- */

static bool rolled_right(enum function function, const struct reply *reply,
                         const struct instance *instance)
{
    const struct array *answer = &reply->outputs[0];
    if (function == FUNCTION_N_PARAMETERS)
        return answer->u64[0] == instance->n;
    return memcmp(answer->f64, instance->theta, instance->n * sizeof *instance->theta) ==
           0;
}

/* One net of a shape drawn at random. */
static int try_one_rolling(struct trial *trial, bool *go_on)
{
    struct instance_plan plan = plan_any_shape(trial->draw, BP_ONE_VS_ALL);
    struct instance instance;
    struct reply reply = {.verdict = VERDICT_SKIPPED};
    enum function function = trial->property->function;
    bool answered = false;
    if (instance_draw(&instance, &plan, trial->draw) != 0)
        return -1;
    struct call call = {.function = function,
                        .net = instance.net,
                        .n_inputs = function_n_inputs(function)};
    call.net.units = instance.units;
    call.inputs[0] = (struct array){.name = "theta", .n = instance.n};
    call.inputs[0].f64 = instance.theta;
    if (function == FUNCTION_UNROLL)
        call.inputs[0].name = "Theta";
    int status = trial_ask(trial, &call, &reply, &answered);
    *go_on = status == 0 && answered && rolled_right(function, &reply, &instance);
    if (status == 0 && answered && !*go_on)
        trial_failed(trial, "%s is wrong on a net with %zu layers drawn at random",
                     function_symbol(function), instance.net.n_layers);
    reply_release(&reply);
    instance_release(&instance);
    return status;
}

/* Four nets: a small one is among the published shapes now and then, four are not. */
static int try_rolling(struct trial *trial)
{
    int status = 0;
    bool go_on = true;
    for (int i = 0; i < 4 && status == 0 && go_on; i++)
        status = try_one_rolling(trial, &go_on);
    if (status == 0 && go_on)
        trial_passed(trial);
    return status;
}

/* ---- the table ---- */

#define ONE BP_ONE_VS_ALL
#define SOFT BP_SOFTMAX
#define FOR_BOTH(id, task, function, try)                     \
    {id, task, "one-vs-all", function, try, ONE, 0, 0, NULL}, \
    {                                                         \
        id, task, "softmax", function, try, SOFT, 0, 0, NULL  \
    }
#define FOR_LAMBDA(id, task, function, try)                              \
    {id, task, "regularised", function, try, ONE, 0, 1.25, NULL},        \
    {                                                                    \
        id, task, "regularised-bias", function, try, SOFT, 1, 0.75, NULL \
    }

const struct property network_properties[] = {
    {"any-shape", "unroll", "count", FUNCTION_N_PARAMETERS, try_rolling, ONE, 0, 0, NULL},
    {"any-shape", "unroll", "unroll", FUNCTION_UNROLL, try_rolling, ONE, 0, 0, NULL},
    {"any-shape", "unroll", "roll", FUNCTION_ROLL, try_rolling, ONE, 0, 0, NULL},

    FOR_BOTH("responds", "forward", FUNCTION_FORWARD, try_responds),
    FOR_BOTH("zero-weights", "forward", FUNCTION_FORWARD, try_zero_weights),
    FOR_BOTH("samples-permuted", "forward", FUNCTION_FORWARD, try_samples_permuted),
    FOR_BOTH("units-renamed", "forward", FUNCTION_FORWARD, try_units_renamed),
    FOR_BOTH("classes-renamed", "forward", FUNCTION_FORWARD, try_classes_renamed),
    {"outputs-shifted", "forward", "softmax", FUNCTION_FORWARD, try_outputs_shifted, SOFT,
     0, 0, NULL},

    FOR_BOTH("responds", "cost", FUNCTION_COST, try_responds),
    FOR_BOTH("zero-weights", "cost", FUNCTION_COST, try_zero_weights),
    FOR_BOTH("samples-permuted", "cost", FUNCTION_COST, try_samples_permuted),
    FOR_BOTH("samples-doubled", "cost", FUNCTION_COST, try_samples_doubled),
    FOR_BOTH("units-renamed", "cost", FUNCTION_COST, try_units_renamed),
    FOR_BOTH("classes-renamed", "cost", FUNCTION_COST, try_classes_renamed),
    {"outputs-shifted", "cost", "softmax", FUNCTION_COST, try_outputs_shifted, SOFT, 0, 0,
     NULL},
    FOR_LAMBDA("linear-in-lambda", "cost", FUNCTION_COST, try_lambda),

    FOR_BOTH("responds", "backprop", FUNCTION_BACKPROP_SAMPLE, try_responds),
    FOR_BOTH("zero-weights", "backprop", FUNCTION_BACKPROP_SAMPLE, try_zero_weights),
    FOR_BOTH("output-error", "backprop", FUNCTION_BACKPROP_SAMPLE, try_output_error),
    FOR_BOTH("units-renamed", "backprop", FUNCTION_BACKPROP_SAMPLE, try_units_renamed),
    FOR_BOTH("classes-renamed", "backprop", FUNCTION_BACKPROP_SAMPLE,
             try_classes_renamed),
    {"outputs-shifted", "backprop", "softmax", FUNCTION_BACKPROP_SAMPLE,
     try_outputs_shifted, SOFT, 0, 0, NULL},

    FOR_BOTH("responds", "gradient", FUNCTION_COST_GRADIENT, try_responds),
    FOR_BOTH("zero-weights", "gradient", FUNCTION_COST_GRADIENT, try_zero_weights),
    FOR_BOTH("samples-permuted", "gradient", FUNCTION_COST_GRADIENT,
             try_samples_permuted),
    FOR_BOTH("samples-doubled", "gradient", FUNCTION_COST_GRADIENT, try_samples_doubled),
    FOR_BOTH("units-renamed", "gradient", FUNCTION_COST_GRADIENT, try_units_renamed),
    FOR_BOTH("classes-renamed", "gradient", FUNCTION_COST_GRADIENT, try_classes_renamed),
    {"outputs-shifted", "gradient", "softmax", FUNCTION_COST_GRADIENT,
     try_outputs_shifted, SOFT, 0, 0, NULL},
    FOR_LAMBDA("linear-in-lambda", "gradient", FUNCTION_COST_GRADIENT, try_lambda),
    FOR_BOTH("derivative", "gradient", FUNCTION_COST_GRADIENT, try_derivative_of_cost),
    FOR_LAMBDA("derivative", "gradient", FUNCTION_COST_GRADIENT, try_derivative_of_cost),
    {"derivative", "gradient", "shapes", FUNCTION_COST_GRADIENT,
     try_derivative_of_any_shape, ONE, 0, 0, NULL},
    {"directional-derivative", "gradient", "one-vs-all", FUNCTION_COST_GRADIENT,
     try_directional_derivative, ONE, 0, 0, NULL},
    {0},
};
