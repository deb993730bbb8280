#include "check/step_sizes.h"

#include <math.h>

static const struct call_limits limits = {.cpu_ms = 500, .wall_ms = 5000};

/* J of contract.h, and what belongs to it: c holds three coefficients for each parameter. */
struct polynomial {
    size_t n;
    const double *c, *theta;
};

static double derivative(const struct polynomial *p, size_t i)
{
    size_t next = (i + 1) % p->n, before = (i + p->n - 1) % p->n;
    return 2 * p->c[3 * i] * p->theta[i] +
           3 * p->c[3 * i + 1] * p->theta[i] * p->theta[i] +
           p->c[3 * i + 2] * p->theta[next] + p->c[3 * before + 2] * p->theta[before];
}

/* The sum of the sizes of J's terms one step away from theta: no J in between is larger. */
static double size_of_terms(const struct polynomial *p, double epsilon)
{
    double sum = 0;
    for (size_t i = 0; i < p->n; i++) {
        double t = fabs(p->theta[i]) + epsilon;
        double next = fabs(p->theta[(i + 1) % p->n]) + epsilon;
        sum += fabs(p->c[3 * i]) * t * t + fabs(p->c[3 * i + 1]) * t * t * t +
               fabs(p->c[3 * i + 2]) * t * next;
    }
    return sum;
}

static void measure(const struct polynomial *p, double epsilon, const double *got,
                    struct step_sizes *sizes)
{
    size_t k = sizes->n++;
    double error = 0, cubic = 0;
    for (size_t i = 0; i < p->n; i++) {
        double off = fabs(got[i] - derivative(p, i));
        if (!isnan(error) && !(off <= error)) /* a NaN stays */
            error = off;
        cubic = fmax(cubic, fabs(p->c[3 * i + 1]));
    }
    sizes->epsilon[k] = epsilon;
    sizes->error[k] = error;
    sizes->truncation[k] = cubic * epsilon * epsilon;
    sizes->rounding[k] = 1e-15 * size_of_terms(p, epsilon) / epsilon;
}

static const struct call *largest_call(const struct task_result *task)
{
    const struct call *largest = NULL;
    for (size_t g = 0; g < task->n_groups; g++)
        for (size_t i = 0; i < task->groups[g].n_cases; i++) {
            const struct call *call = &task->groups[g].cases[i].fixture->call;
            if (call->function == FUNCTION_NUMERICAL_GRADIENT &&
                (!largest || call->inputs[1].n > largest->inputs[1].n))
                largest = call;
        }
    return largest;
}

int step_sizes_measure(struct session *session, const struct task_result *task,
                       struct step_sizes *sizes)
{
    const struct call *largest = largest_call(task);
    if (!largest)
        return 0;
    const struct polynomial p = {largest->inputs[1].n, largest->inputs[0].f64,
                                 largest->inputs[1].f64};
    struct call call = *largest;
    double epsilon;
    call.inputs[2].f64 = &epsilon;
    for (int k = 0; k < STEP_SIZES; k++) {
        struct reply reply;
        epsilon = pow(10, -0.5 * k);
        if (session_call(session, &call, &limits, &reply) != 0)
            return -1;
        enum verdict verdict = reply.verdict;
        if (verdict == VERDICT_PASS)
            measure(&p, epsilon, reply.outputs[0].f64, sizes);
        reply_release(&reply);
        if (verdict != VERDICT_PASS)
            return session_restart(session);
    }
    return 0;
}
