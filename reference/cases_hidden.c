#include "cases_hidden.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *hidden_name(const char *name)
{
    static const struct {
        const char *name, *hidden;
    } names[] = {{"3-4-2", "two-layers"}, {"hand-3-4-2", "hand"},
                 {"lecture", "small"},    {"eleven-inputs", "many-inputs"},
                 {"five", "some"},        {"twenty", "many"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i].name) == 0)
            return names[i].hidden;
    return name;
}

void hidden_sizes(struct random *r, const struct cases *cases, const char *task,
                  const char *group, const char *name)
{
    char id[128];
    snprintf(id, sizeof id, "%s/%s/%s", task, group, hidden_name(name));
    secret_random(r, cases->secret, id, "sizes", cases_attempt(cases, id));
}

size_t hidden_between(struct random *r, size_t low, size_t high)
{
    return low + (size_t)random_below(r, high - low + 1);
}

static double fraction(struct random *r)
{
    return (double)(random_next(r) >> 11) * 0x1p-53;
}

double hidden_near(struct random *r, double listed)
{
    double size = fabs(listed), share = fraction(r);
    share *= size >= 700 && size <= 1000 ? 0.03 : 0.2;
    double apart = listed * share, moved = listed + apart;
    return size <= 1000 && fabs(moved) > 1000 ? listed - apart : moved;
}

void hidden_shuffle(struct random *r, int *numbers, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t j = hidden_between(r, 0, i - 1);
        int last = numbers[i - 1];
        numbers[i - 1] = numbers[j];
        numbers[j] = last;
    }
}

/* ---- Units ------------------------------------------------------------------------- */

static size_t last_layer(const size_t *units)
{
    size_t L = 0;
    while (L + 1 < PLAN_MAX_UNITS && units[L + 1] > 0)
        L++;
    return L;
}

static bool all_equal(const size_t *units)
{
    for (size_t l = 1; l <= last_layer(units); l++)
        if (units[l] != units[0])
            return false;
    return true;
}

static size_t draw_prime(struct random *r, size_t prime)
{
    static const size_t primes[] = {3, 5, 7, 11, 13};
    size_t i = 0;
    while (i < 4 && primes[i] < prime)
        i++;
    if (i == 0)
        return primes[1];
    return random_below(r, 2) ? primes[i - 1] : primes[i == 4 ? 3 : i + 1];
}

/* A unit more or less; a layer of one unit stays one. */
static size_t draw_unit(struct random *r, size_t n)
{
    size_t more = hidden_between(r, 1, 3);
    if (n == 1)
        return 1;
    return more == 3 ? n > 2 ? n - 1 : n + 1 : n + more;
}

static void draw_units(size_t *units, struct random *r, const char *name)
{
    size_t L = last_layer(units), K = units[L];
    bool primes = strcmp(name, "primes") == 0, digits = units[0] == DIGITS_PIXELS;
    if (all_equal(units)) {
        size_t n = units[0] == 1 ? 1 : hidden_between(r, units[0] + 1, units[0] + 3);
        for (size_t l = 0; l <= L; l++)
            units[l] = n;
        return;
    }
    for (size_t l = 0; l < L; l++) {
        if (digits)
            units[l] += l == 0 ? 0 : hidden_between(r, 1, 9);
        else
            units[l] = primes ? draw_prime(r, units[l]) : draw_unit(r, units[l]);
    }
    if (K > 2 && !digits)
        units[L] = primes ? draw_prime(r, K) : hidden_between(r, K, K + 2);
}

/* Shapes alone cost nothing: they may be larger, so that two sets differ. */
static void draw_count(size_t *units, struct random *r)
{
    size_t L = last_layer(units);
    bool digits = units[0] == DIGITS_PIXELS;
    for (size_t l = digits; l <= L - digits; l++)
        if (units[l] > 1)
            units[l] = hidden_between(r, digits ? 11 : 2, digits ? 999 : 120);
}

void hidden_units(size_t *units, struct random *r)
{
    for (size_t l = 0; l <= last_layer(units); l++)
        units[l] += hidden_between(r, l == 0, 2);
}

/* ---- The rest of a plan ------------------------------------------------------------ */

static void draw_samples(struct net_plan *plan, struct random *r, size_t public_K)
{
    size_t K = plan->units[last_layer(plan->units)], m = plan->m;
    if (m <= 1)
        return;
    plan->m = m + hidden_between(r, 1, 4);
    if (plan->values == PLAN_TWICE)
        plan->m = m + 2 * hidden_between(r, 1, 3);
    if (strcmp(plan->name, "square") == 0)
        plan->m = K;
    while ((m >= public_K && plan->m < K) ||
           (plan->lambda > 0 && (plan->m & (plan->m - 1)) == 0))
        plan->m++;
    if (plan->values == PLAN_DIGITS)
        plan->first = hidden_between(r, 0, 1000);
}

static void draw_label(struct net_plan *plan, struct random *r, const struct cases *cases,
                       size_t public_K)
{
    size_t K = plan->units[last_layer(plan->units)];
    if (plan->values == PLAN_DIGITS) {
        plan->first = hidden_between(r, 0, 1000);
        plan->label = cases->digits->y[plan->first];
    } else if ((size_t)plan->label + 1 == public_K)
        plan->label = (int)K - 1;
    else if (plan->label > 0)
        plan->label = (int)hidden_between(r, 1, K - 2);
}

/* lambda with one decimal, alpha with two. A descent has no more steps than the public
 * one, and fewer each time it is drawn again. */
static void draw_constants(struct net_plan *plan, struct random *r, unsigned attempt)
{
    if (plan->lambda > 0)
        plan->lambda = (double)hidden_between(r, (size_t)(plan->lambda * 5) + 1,
                                              (size_t)(plan->lambda * 15)) /
                       10;
    if (plan->alpha > 0)
        plan->alpha = (double)hidden_between(r, (size_t)(plan->alpha * 50) + 1,
                                             (size_t)(plan->alpha * 110)) /
                      100;
    if (plan->iterations > 1) {
        uint64_t fewer = hidden_between(r, 0, (size_t)plan->iterations / 3) + attempt;
        plan->iterations = fewer + 2 > plan->iterations ? 2 : plan->iterations - fewer;
    }
}

static const char *draw_note(const struct net_plan *plan, enum function function)
{
    if (plan->labels == PLAN_TWO_CLASSES)
        return "two classes present";
    if (plan->labels == PLAN_LAST_CLASS)
        return "all of one class";
    if (plan->theta && function == FUNCTION_PREDICT)
        return strcmp(plan->name, "none") == 0 ? "no tie" : "classes tied";
    return plan->note;
}

void hidden_net(struct net_plan *plan, struct hidden_lists *lists,
                const struct cases *cases, const char *task, enum function function)
{
    struct random r;
    char id[128];
    size_t public_K = plan->units[last_layer(plan->units)];
    hidden_sizes(&r, cases, task, plan->group, plan->name);
    snprintf(id, sizeof id, "%s/%s/%s", task, plan->group, hidden_name(plan->name));
    plan->note = draw_note(plan, function);
    if (plan->theta && function == FUNCTION_PREDICT)
        hidden_ties(plan, lists, &r);
    else if (plan->theta)
        hidden_saturated(plan, lists, &r);
    else {
        if (function == FUNCTION_N_PARAMETERS)
            draw_count(plan->units, &r);
        else
            draw_units(plan->units, &r, plan->name);
        draw_samples(plan, &r, public_K);
        if (function == FUNCTION_BACKPROP_SAMPLE)
            draw_label(plan, &r, cases, public_K);
        if (plan->theta_size > 100) { /* |z| <= 960 in both layers */
            double s_0 = (double)plan->units[0], s_1 = (double)plan->units[1];
            plan->theta_size = 960 / (1 + fmax(plan->x_size * s_0, s_1));
        }
    }
    draw_constants(plan, &r, cases_attempt(cases, id));
    plan->name = hidden_name(plan->name);
}
