/* J is linear in lambda with the slope 1/(2m) sum of the squares, and its gradient with Theta/m. */
#include "check/property.h"

#include <math.h>

static bool is_regularised(const struct instance *instance, size_t i)
{
    return instance->net.regularize_bias || net_place(&instance->net, i).column > 0;
}

/* lambda/(2m) sum of the squares of what is regularised */
static double penalty(const struct instance *instance)
{
    double sum = 0;
    for (size_t i = 0; i < instance->n; i++)
        if (is_regularised(instance, i))
            sum += instance->theta[i] * instance->theta[i];
    return instance->lambda / (2 * (double)instance->m) * sum;
}

/* Answers for lambda 0, lambda and 2 lambda. */
static void judge_lambda(struct trial *trial, const struct instance *instance,
                         const struct reply reply[3])
{
    const char *symbol = function_symbol(trial->property->function);
    const char *bias = instance->net.regularize_bias ? "" : " without the bias column";
    double J[3], size = 0, slope[SMALL_MAX_PARAMETERS], expected[SMALL_MAX_PARAMETERS];
    for (int i = 0; i < 3; i++) {
        J[i] = reply[i].outputs[0].f64[0];
        size = fmax(size, fabs(J[i]));
    }
    double step = J[1] - J[0], rounding = PROPERTY_ROUNDING * size;
    if (!(fabs(J[2] - J[0] - 2 * step) <= rounding)) {
        trial_failed(trial, "%s: J is not linear in lambda", symbol);
    } else if (!(fabs(step - penalty(instance)) <= rounding)) {
        trial_failed(trial,
                     "%s: with lambda J grows by %g times lambda/(2m) sum Theta^2%s",
                     symbol, step / penalty(instance), bias);
    } else if (trial->property->function == FUNCTION_COST_GRADIENT) {
        for (size_t i = 0; i < instance->n; i++) {
            slope[i] = reply[1].outputs[1].f64[i] - reply[0].outputs[1].f64[i];
            expected[i] =
                is_regularised(instance, i)
                    ? instance->lambda * instance->theta[i] / (double)instance->m
                    : 0;
        }
        if (!same_numbers(slope, expected, instance->n))
            trial_failed(trial, "%s: grad(lambda) - grad(0) is not lambda/m Theta%s",
                         symbol, bias);
    }
}

int try_lambda(struct trial *trial)
{
    struct instance instance;
    struct reply reply[3] = {{.verdict = VERDICT_SKIPPED},
                             {.verdict = VERDICT_SKIPPED},
                             {.verdict = VERDICT_SKIPPED}};
    bool answered = true;
    int status = 0;
    struct instance_plan plan =
        plan_two_layers(trial->draw, trial->property->output, trial->property->lambda,
                        trial->property->regularize_bias);
    if (instance_draw(&instance, &plan, trial->draw) != 0)
        return -1;
    for (int i = 0; i < 3 && status == 0 && answered; i++) {
        instance.lambda = i * trial->property->lambda;
        struct call call = instance_call(&instance, trial->property->function);
        status = trial_ask(trial, &call, &reply[i], &answered);
    }
    instance.lambda = trial->property->lambda;
    if (status == 0 && answered) {
        trial_passed(trial);
        judge_lambda(trial, &instance, reply);
    }
    for (int i = 0; i < 3; i++)
        reply_release(&reply[i]);
    instance_release(&instance);
    return status;
}
