#include "diagnose/consistency.h"

#include "check/compare.h"
#include "check/gradient_check.h"

#include <stdio.h>
#include <string.h>

/* The nets that are tried: both outputs, with and without lambda. */
static const struct {
    enum bp_output output;
    double lambda;
} nets[] = {
    {BP_ONE_VS_ALL, 0}, {BP_SOFTMAX, 0}, {BP_ONE_VS_ALL, 1.25}, {BP_SOFTMAX, 0.75}};

static bool is_edge(const char *group)
{
    return strcmp(group, "saturated") == 0 || strcmp(group, "scaled") == 0;
}

/* Whether output OUTPUT of the task is right in all cases of ordinary numbers. */
static bool output_right(const struct task_result *task, size_t output)
{
    for (size_t g = 0; g < task->n_groups; g++)
        for (size_t i = 0; i < task->groups[g].n_cases; i++) {
            const struct case_result *c = &task->groups[g].cases[i];
            if (c->verdict == VERDICT_PASS || is_edge(task->groups[g].rubric->id))
                continue;
            if (c->n_got <= output || compare_output(&c->fixture->expected[output],
                                                     &c->got[output]) != VERDICT_PASS)
                return false;
        }
    return true;
}

/* All four nets in one: consistent where each is, off where one is. */
static int check_nets(struct session *session, struct draw *draw,
                      struct gradient_check *all, size_t *n_layers)
{
    *all = (struct gradient_check){.judged = true, .consistent = true, .same_cost = true};
    for (size_t k = 0; k < sizeof nets / sizeof nets[0]; k++) {
        struct instance_plan plan =
            plan_two_layers(draw, nets[k].output, nets[k].lambda, 0);
        struct instance instance;
        struct gradient_check check;
        if (instance_draw(&instance, &plan, draw) != 0)
            return -1;
        int status = gradient_check(session, draw, &instance, FUNCTION_COSTS, 0, &check);
        *n_layers = instance.net.n_layers;
        instance_release(&instance);
        if (status != 0)
            return -1;
        all->judged = all->judged && check.judged;
        all->consistent = all->consistent && check.consistent;
        all->same_cost = all->same_cost && check.same_cost;
        for (size_t b = 0; b < GRADIENT_CHECK_BLOCKS; b++)
            all->off[b] = all->off[b] || check.off[b];
    }
    return 0;
}

static void say(char *text, size_t n, bool cost_right, bool gradient_right,
                const struct gradient_check *check, size_t n_layers)
{
    char places[120];
    gradient_check_places(check, n_layers, places, sizeof places);
    if (cost_right && gradient_right)
        snprintf(text, n, "cost and gradient are both right%s",
                 check->same_cost
                     ? ""
                     : ", but bp_cost_gradient returns another J than bp_cost");
    else if (check->consistent)
        snprintf(text, n, "your gradient is the exact derivative of your cost: %s",
                 cost_right
                     ? "look at the J that comes with it"
                     : "the cost is wrong, and the gradient with it; mend the cost "
                       "first");
    else if (cost_right)
        snprintf(text, n,
                 "your cost is right, and your gradient is not its derivative, in %s",
                 places);
    else if (gradient_right)
        snprintf(text, n,
                 "your gradient is right, and your cost is not what it belongs to");
    else
        snprintf(
            text, n,
            "cost and gradient are both wrong, and the one is not the derivative of the "
            "other, in %s",
            places);
}

int diagnose_consistency(struct session *session, struct draw *draw,
                         struct result *result)
{
    struct task_result *cost = &result->tasks[rubric_task_index("cost")];
    struct task_result *gradient = &result->tasks[rubric_task_index("gradient")];
    struct gradient_check check;
    size_t n_layers = 0;
    if (!gradient->graded || gradient->forfeit[0] ||
        (!task_failed(gradient) && !task_failed(cost)))
        return 0;
    if (check_nets(session, draw, &check, &n_layers) != 0)
        return -1;
    bool cost_right = cost->graded ? output_right(cost, 0) : output_right(gradient, 0);
    if (check.judged)
        say(gradient->diagnosis.consistency, sizeof gradient->diagnosis.consistency,
            cost_right, output_right(gradient, 1), &check, n_layers);
    return 0;
}
