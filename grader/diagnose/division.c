#include "diagnose/division.h"

#include <stdio.h>
#include <string.h>

static bool one_sample(const struct fixture_case *c)
{
    return function_takes_net(c->call.function) && call_n_samples(&c->call) == 1;
}

static bool square(const struct fixture_case *c)
{
    const struct bp_net *net = &c->call.net;
    if (!function_takes_net(c->call.function))
        return false;
    for (size_t l = 1; l <= net->n_layers; l++)
        if (net->units[l] != net->units[l - 1])
            return false;
    return true;
}

static bool shallow(const struct fixture_case *c)
{
    return function_takes_net(c->call.function) && c->call.net.n_layers == 1;
}

static bool two_layers(const struct fixture_case *c)
{
    return function_takes_net(c->call.function) && c->call.net.n_layers <= 2;
}

static bool softmax(const struct fixture_case *c)
{
    return function_takes_net(c->call.function) && c->call.net.output == BP_SOFTMAX;
}

static bool has_lambda(const struct fixture_case *c)
{
    for (size_t i = 0; i < c->call.n_inputs; i++)
        if (strcmp(c->call.inputs[i].name, "lambda") == 0)
            return c->call.inputs[i].f64[0] != 0;
    return false;
}

static const struct {
    bool (*has)(const struct fixture_case *c);
    const char *only_id, *only;       /* wrong where it has it, and nowhere else */
    const char *all_but_id, *all_but; /* wrong where it has it not, and nowhere else */
} divisions[] = {
    {one_sample, "wrong-if-one-sample",
     "it is wrong for one sample alone, and right for more", "wrong-unless-one-sample",
     "it is right for one sample alone, and wrong for more"},
    {square, "wrong-if-square",
     "it is wrong where all layers are equally wide, and right elsewhere",
     "wrong-unless-square",
     "it is right where all layers are equally wide, and wrong elsewhere"},
    {shallow, "wrong-without-hidden-layer",
     "it is wrong for nets without a hidden layer, and right for all others",
     "right-without-hidden-layer",
     "it is right for nets without a hidden layer, and wrong for all others"},
    {two_layers, "right-beyond-two-layers",
     "it is right for nets of three and more layers, and wrong for shallower ones",
     "wrong-beyond-two-layers",
     "it is wrong for nets of three and more layers, and right for shallower ones"},
    {softmax, "wrong-for-softmax",
     "it is wrong for the softmax, and right for one-vs-all", "wrong-for-one-vs-all",
     "it is wrong for one-vs-all, and right for the softmax"},
    {has_lambda, "wrong-with-lambda",
     "it is wrong where lambda is not 0, and right without", "wrong-without-lambda",
     "it is wrong where lambda is 0, and right with one"},
};

bool division_cause(const struct task_result *task, struct cause *cause)
{
    *cause = (struct cause){.kind = "structure"};
    for (size_t d = 0; d < sizeof divisions / sizeof divisions[0]; d++) {
        size_t count[2][2] = {{0}}; /* [has][passes] */
        for (size_t g = 0; g < task->n_groups; g++)
            for (size_t i = 0; i < task->groups[g].n_cases; i++) {
                const struct case_result *c = &task->groups[g].cases[i];
                count[divisions[d].has(c->fixture)][c->verdict == VERDICT_PASS]++;
            }
        bool only =
            count[1][0] > 0 && count[1][1] == 0 && count[0][0] == 0 && count[0][1] > 0;
        bool all_but =
            count[0][0] > 0 && count[0][1] == 0 && count[1][0] == 0 && count[1][1] > 0;
        if (!only && !all_but)
            continue;
        snprintf(cause->id, sizeof cause->id, "%s",
                 only ? divisions[d].only_id : divisions[d].all_but_id);
        snprintf(cause->title, sizeof cause->title, "%s",
                 only ? divisions[d].only : divisions[d].all_but);
        return true;
    }
    return false;
}
