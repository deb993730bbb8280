#include "cases.h"

#include "error.h"
#include "rubric.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int init_groups(struct fixture_set *set)
{
    set->name = strdup(set->hidden ? "hidden" : "public");
    set->version = strdup("1");
    set->groups = calloc((size_t)RUBRIC_TASKS * RUBRIC_MAX_GROUPS, sizeof *set->groups);
    if (!set->name || !set->version || !set->groups)
        return error("no memory for the set");
    for (int t = 0; t < RUBRIC_TASKS; t++) {
        for (const struct rubric_group *g = rubric[t].groups; g->id; g++) {
            struct fixture_group *group = &set->groups[set->n_groups++];
            group->task = strdup(rubric[t].id);
            group->group = strdup(g->id);
            if (!group->task || !group->group)
                return error("no memory for the set");
        }
    }
    return 0;
}

int cases_init(struct cases *cases, struct fixture_set *set, uint64_t seed,
               const struct digits_samples *digits)
{
    *cases = (struct cases){.set = set, .seed = seed, .digits = digits};
    return init_groups(set);
}

int cases_init_hidden(struct cases *cases, struct fixture_set *set,
                      const struct secret *secret, const struct digits_samples *digits)
{
    *cases = (struct cases){.set = set, .secret = secret, .digits = digits};
    set->hidden = true;
    return init_groups(set);
}

int cases_draw_again(const struct cases *cases, size_t group, size_t c,
                     unsigned char attempt)
{
    struct fixture_set set = {0};
    struct cases others;
    struct fixture_case *old = &cases->set->groups[group].cases[c];
    int rc = cases_init_hidden(&others, &set, cases->secret, cases->digits);
    others.again = old->id;
    others.attempt = attempt;
    if (rc == 0)
        rc = cases_add_all(&others);
    if (rc == 0) {
        struct fixture_case drawn = set.groups[group].cases[c];
        set.groups[group].cases[c] = *old; /* to be released with the others */
        *old = drawn;
    }
    fixture_set_release(&set);
    return rc;
}

unsigned char cases_attempt(const struct cases *cases, const char *id)
{
    return cases->again && strcmp(cases->again, id) == 0 ? cases->attempt : 0;
}

int cases_add_all(struct cases *cases)
{
    int (*const parts[])(struct cases *) = {cases_add_graphs, cases_add_network,
                                            cases_add_gradient, cases_add_checking,
                                            cases_add_training};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i](cases) < 0)
            return -1;
    return 0;
}

enum certify_loss cases_loss(const struct fixture_group *group,
                             const struct fixture_case *c)
{
    const struct bp_net *net = &c->call.net;
    bool one_class = function_takes_net(c->call.function) && net->output == BP_SOFTMAX &&
                     net->units[net->n_layers] == 1;
    return one_class || strcmp(group->group, "saturated") == 0 ? CERTIFY_STABLE
                                                               : CERTIFY_PLAIN;
}

static struct fixture_group *find_group(struct cases *cases, const char *task,
                                        const char *group)
{
    for (size_t g = 0; g < cases->set->n_groups; g++) {
        struct fixture_group *found = &cases->set->groups[g];
        if (strcmp(found->task, task) == 0 && strcmp(found->group, group) == 0)
            return found;
    }
    return NULL;
}

/* FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo), 64 bits. */
static uint64_t hash_text(const char *text)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3;
    return hash;
}

struct fixture_case *cases_begin(struct cases *cases, const char *task, const char *group,
                                 const char *name, const char *title,
                                 enum function function)
{
    char id[128];
    snprintf(id, sizeof id, "%s/%s/%s", task, group, name);
    struct fixture_group *g = find_group(cases, task, group);
    if (!g) {
        error("%s: no such group in the rubric", id);
        return NULL;
    }
    for (size_t i = 0; i < g->n_cases; i++) {
        if (strcmp(g->cases[i].name, name) == 0) {
            error("%s: two cases of that name", id);
            return NULL;
        }
    }

    struct fixture_case *longer = realloc(g->cases, (g->n_cases + 1) * sizeof *g->cases);
    if (!longer) {
        error("no memory for %s", id);
        return NULL;
    }
    g->cases = longer;
    struct fixture_case *c = &g->cases[g->n_cases++];
    *c = (struct fixture_case){.id = strdup(id),
                               .name = strdup(name),
                               .title = strdup(title),
                               .call.function = function};
    if (!c->id || !c->name || !c->title) {
        error("no memory for %s", id);
        return NULL;
    }
    if (cases->secret)
        secret_random(&cases->random, cases->secret, id, "inputs",
                      cases_attempt(cases, id));
    else
        random_seed(&cases->random, cases->seed ^ hash_text(id));
    return c;
}

static struct array *add_input(struct fixture_case *c, enum element element, size_t n)
{
    struct call *call = &c->call;
    size_t i = call->n_inputs;
    if (i >= function_n_inputs(call->function) ||
        function_input_element(call->function, i) != element) {
        error("%s: input %zu is not of this type", c->id, i);
        return NULL;
    }
    struct array *input = &call->inputs[i];
    *input = (struct array){
        .name = function_input_name(call->function, i), .element = element, .n = n};
    input->data = calloc(n + 1, element_size(element));
    if (!input->data) {
        error("no memory for %s", c->id);
        return NULL;
    }
    call->n_inputs++;
    return input;
}

double *case_doubles(struct fixture_case *c, size_t n)
{
    struct array *input = add_input(c, ELEMENT_DOUBLE, n);
    return input ? input->f64 : NULL;
}

int *case_ints(struct fixture_case *c, size_t n)
{
    struct array *input = add_input(c, ELEMENT_INT, n);
    return input ? input->i32 : NULL;
}

uint64_t *case_uint64s(struct fixture_case *c, size_t n)
{
    struct array *input = add_input(c, ELEMENT_UINT64, n);
    return input ? input->u64 : NULL;
}
