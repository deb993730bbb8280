/* Properties of parts 3 and 4: numerical gradient, relative difference, descent, prediction. */
#include "check/property.h"

#include "error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- the numerical gradient ---- */

enum { POLYNOMIAL = 5 };

/* The two-sided quotient of the polynomial of contract.h, worked out by hand:
 *   2 c0 t + c1 (3 t^2 + epsilon^2) + c2 t_{i+1} + c2_{i-1} t_{i-1}. */
static void polynomial_quotient(const double *c, const double *theta, double epsilon,
                                double *grad)
{
    for (size_t i = 0; i < POLYNOMIAL; i++) {
        size_t next = (i + 1) % POLYNOMIAL, before = (i + POLYNOMIAL - 1) % POLYNOMIAL;
        grad[i] = 2 * c[3 * i] * theta[i] +
                  c[3 * i + 1] * (3 * theta[i] * theta[i] + epsilon * epsilon) +
                  c[3 * i + 2] * theta[next] + c[3 * before + 2] * theta[before];
    }
}

static int try_quotient(struct trial *trial, double epsilon)
{
    double c[3 * POLYNOMIAL], theta[POLYNOMIAL], expected[POLYNOMIAL];
    struct reply reply = {.verdict = VERDICT_SKIPPED};
    struct call call = {.function = FUNCTION_NUMERICAL_GRADIENT, .n_inputs = 3};
    bool answered;
    draw_doubles(trial->draw, c, 3 * POLYNOMIAL, 2);
    draw_doubles(trial->draw, theta, POLYNOMIAL, 2);
    call.inputs[0] = (struct array){.name = "coefficients", .n = 3 * POLYNOMIAL};
    call.inputs[0].f64 = c;
    call.inputs[1] = (struct array){.name = "theta", .n = POLYNOMIAL};
    call.inputs[1].f64 = theta;
    call.inputs[2] = (struct array){.name = "epsilon", .n = 1};
    call.inputs[2].f64 = &epsilon;
    polynomial_quotient(c, theta, epsilon, expected);
    int status = trial_ask(trial, &call, &reply, &answered);
    if (status == 0 && answered) {
        trial_passed(trial);
        /* |J| stays below 500 and rounding of J by 1e-15 |J| / epsilon below 5e-9. */
        for (size_t i = 0; i < POLYNOMIAL; i++)
            if (!(fabs(reply.outputs[0].f64[i] - expected[i]) <= 1e-7))
                trial_failed(
                    trial,
                    "bp_numerical_gradient: of a random polynomial, epsilon %g, it "
                    "is not the two-sided quotient",
                    epsilon);
    }
    reply_release(&reply);
    return status;
}

static int try_small_step(struct trial *trial)
{
    return try_quotient(trial, 1e-4);
}

static int try_large_step(struct trial *trial)
{
    return try_quotient(trial, 0.5);
}

/* ---- the relative difference ---- */

enum { VECTOR = 6 };

/* Of a and t a it is |1 - t| / (1 + t), for any a and t > 0; alike with a and b exchanged. */
static int try_multiple(struct trial *trial)
{
    double a[VECTOR], b[VECTOR], t;
    struct reply reply = {.verdict = VERDICT_SKIPPED}, exchanged = reply;
    struct call call = {.function = FUNCTION_RELATIVE_DIFFERENCE, .n_inputs = 2};
    bool answered;
    draw_doubles(trial->draw, a, VECTOR, 3);
    draw_doubles(trial->draw, &t, 1, 0.9);
    t = 1.5 + t;
    for (size_t i = 0; i < VECTOR; i++)
        b[i] = t * a[i];
    call.inputs[0] = (struct array){.name = "a", .n = VECTOR};
    call.inputs[0].f64 = a;
    call.inputs[1] = (struct array){.name = "b", .n = VECTOR};
    call.inputs[1].f64 = b;
    int status = trial_ask(trial, &call, &reply, &answered);
    call.inputs[0].f64 = b;
    call.inputs[1].f64 = a;
    if (status == 0 && answered)
        status = trial_ask(trial, &call, &exchanged, &answered);
    if (status == 0 && answered) {
        double expected = fabs(1 - t) / (1 + t);
        if (fabs(reply.outputs[0].f64[0] - expected) <= PROPERTY_ROUNDING &&
            fabs(exchanged.outputs[0].f64[0] - expected) <= PROPERTY_ROUNDING)
            trial_passed(trial);
        else
            trial_failed(trial,
                         "bp_relative_difference: of a and t a it is |1 - t| / (1 + t); "
                         "with t = %.3f yours is not",
                         t);
    }
    reply_release(&reply);
    reply_release(&exchanged);
    return status;
}

/* ---- descent ---- */

/* Some steps, from the theta of the instance. */
static int descend(struct trial *trial, struct instance *instance, uint64_t iterations,
                   struct reply *reply, bool *answered)
{
    instance->iterations = iterations;
    struct call call = instance_call(instance, FUNCTION_GRADIENT_DESCENT);
    return trial_ask(trial, &call, reply, answered);
}

/* What is wrong with three steps that were made in one go and as two and one; NULL: nothing. */
static const char *steps_fault(const struct instance *start, const struct reply *three,
                               const struct reply *two, const struct reply *one)
{
    const double *history = three->outputs[1].f64;
    if (same_numbers(three->outputs[0].f64, start->theta, start->n))
        return "three steps leave theta where it was";
    if (is_number(history[0], history[1]))
        return "a step leaves J where it was";
    if (!is_number(two->outputs[2].f64[0], one->outputs[1].f64[0]))
        return "J after two steps is not the J before the next one";
    if (!is_number(two->outputs[1].f64[0], history[0]) ||
        !is_number(two->outputs[1].f64[1], history[1]) ||
        !is_number(one->outputs[1].f64[0], history[2]) ||
        !is_number(one->outputs[2].f64[0], three->outputs[2].f64[0]) ||
        !same_numbers(one->outputs[0].f64, three->outputs[0].f64, start->n))
        return "three steps are not two steps and then one";
    return NULL;
}

static int try_steps(struct trial *trial)
{
    const struct property *p = trial->property;
    struct instance_plan plan =
        plan_two_layers(trial->draw, p->output, p->lambda, p->regularize_bias);
    struct instance instance, later = {.theta = NULL};
    struct reply three = {.verdict = VERDICT_SKIPPED}, two = three, one = three;
    bool answered;
    if (instance_draw(&instance, &plan, trial->draw) != 0)
        return -1;
    int status = instance_copy(&later, &instance);
    if (status == 0)
        status = descend(trial, &instance, 3, &three, &answered);
    if (status == 0 && answered)
        status = descend(trial, &instance, 2, &two, &answered);
    if (status == 0 && answered) {
        memcpy(later.theta, two.outputs[0].f64, later.n * sizeof *later.theta);
        status = descend(trial, &later, 1, &one, &answered);
    }
    if (status == 0 && answered) {
        const char *fault = steps_fault(&instance, &three, &two, &one);
        if (fault)
            trial_failed(trial, "bp_gradient_descent: %s", fault);
        else
            trial_passed(trial);
    }
    reply_release(&three);
    reply_release(&two);
    reply_release(&one);
    instance_release(&instance);
    instance_release(&later);
    return status;
}

/* So many that what is kept of the steps in a table of some size does not fit: *digits* takes fewer in one
 * call. Those of a shorter call are the first of them. */
static int try_many_steps(struct trial *trial)
{
    enum { FEW = 5, MANY = 300 };
    struct instance_plan plan = plan_two_layers(trial->draw, BP_ONE_VS_ALL, 0, 0);
    struct instance instance;
    struct reply few = {.verdict = VERDICT_SKIPPED}, many = few;
    bool answered;
    if (instance_draw(&instance, &plan, trial->draw) != 0)
        return -1;
    int status = descend(trial, &instance, FEW, &few, &answered);
    if (status == 0 && answered)
        status = descend(trial, &instance, MANY, &many, &answered);
    if (status == 0 && answered) {
        const double *history = many.outputs[1].f64;
        if (is_number(history[0], history[MANY - 1]))
            trial_failed(trial, "bp_gradient_descent: %d steps leave J where it was",
                         MANY);
        else if (!same_numbers(few.outputs[1].f64, history, FEW))
            trial_failed(trial,
                         "bp_gradient_descent: the first steps of %d are not those of %d",
                         MANY, FEW);
        else
            trial_passed(trial);
    }
    reply_release(&few);
    reply_release(&many);
    instance_release(&instance);
    return status;
}

/* Without a step: J of theta as it is, and theta as it is. */
static int try_no_step(struct trial *trial)
{
    struct instance_plan plan = plan_two_layers(trial->draw, BP_ONE_VS_ALL, 0, 0);
    struct instance instance;
    struct reply none = {.verdict = VERDICT_SKIPPED}, one = none;
    bool answered;
    if (instance_draw(&instance, &plan, trial->draw) != 0)
        return -1;
    int status = descend(trial, &instance, 0, &none, &answered);
    if (status == 0 && answered)
        status = descend(trial, &instance, 1, &one, &answered);
    if (status == 0 && answered) {
        bool stays = memcmp(none.outputs[0].f64, instance.theta,
                            instance.n * sizeof *instance.theta) == 0;
        bool moves = !same_numbers(one.outputs[0].f64, instance.theta, instance.n);
        if (stays && moves && is_number(none.outputs[2].f64[0], one.outputs[1].f64[0]))
            trial_passed(trial);
        else
            trial_failed(trial,
                         "bp_gradient_descent: with 0 iterations it leaves theta as "
                         "it is and returns the J that history[0] holds with 1");
    }
    reply_release(&none);
    reply_release(&one);
    instance_release(&instance);
    return status;
}

/* ---- prediction ---- */

/* One layer that copies its inputs: the class is the place of the largest input. */
static int try_largest_input(struct trial *trial)
{
    enum { K = 5, M = 12 };
    const struct instance_plan plan = {
        .units = {K, K}, .m = M, .theta_size = 0, .x_size = 3};
    struct instance instance;
    struct reply reply = {.verdict = VERDICT_SKIPPED};
    bool answered, right = true;
    if (instance_draw(&instance, &plan, trial->draw) != 0)
        return -1;
    for (size_t k = 0; k < K; k++)
        instance.theta[k * (K + 1) + 1 + k] = 1;
    struct call call = instance_call(&instance, FUNCTION_PREDICT);
    int status = trial_ask(trial, &call, &reply, &answered);
    for (size_t i = 0; status == 0 && answered && i < M; i++) {
        size_t largest = 0;
        for (size_t k = 1; k < K; k++)
            if (instance.X[i * K + k] > instance.X[i * K + largest])
                largest = k;
        right = right && reply.outputs[0].i32[i] == (int)largest;
    }
    if (status == 0 && answered && right)
        trial_passed(trial);
    else if (status == 0 && answered)
        trial_failed(trial,
                     "bp_predict: of a net that copies its random inputs the class "
                     "is the place of the largest one");
    reply_release(&reply);
    instance_release(&instance);
    return status;
}

/* ---- the table ---- */

const struct property training_properties[] = {
    {"random-polynomial", "numgrad", "small-step", FUNCTION_NUMERICAL_GRADIENT,
     try_small_step, 0, 0, 0, NULL},
    {"random-polynomial", "numgrad", "large-step", FUNCTION_NUMERICAL_GRADIENT,
     try_large_step, 0, 0, 0, NULL},
    {"multiple", "reldiff", "values", FUNCTION_RELATIVE_DIFFERENCE, try_multiple, 0, 0, 0,
     NULL},
    {"steps-composed", "descent", "steps", FUNCTION_GRADIENT_DESCENT, try_steps,
     BP_ONE_VS_ALL, 0, 0, NULL},
    {"steps-composed", "descent", "regularised", FUNCTION_GRADIENT_DESCENT, try_steps,
     BP_ONE_VS_ALL, 0, 1.25, NULL},
    {"many-steps", "descent", "steps", FUNCTION_GRADIENT_DESCENT, try_many_steps, 0, 0, 0,
     NULL},
    {"no-step", "descent", "few", FUNCTION_GRADIENT_DESCENT, try_no_step, 0, 0, 0, NULL},
    {"largest-input", "predict", "labels", FUNCTION_PREDICT, try_largest_input, 0, 0, 0,
     NULL},
    {0},
};
