/* Part 3: the numerical gradient and the relative difference. */
#include "cases.h"
#include "cases_hidden.h"

#include <math.h>
#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct numgrad_plan {
    const char *group, *name, *title;
    size_t n;
    double epsilon;
};

static const struct numgrad_plan numgrad_plans[] = {
    {"small-step", "one", "n = 1, epsilon 1e-4", 1, 1e-4},
    {"small-step", "five", "n = 5, epsilon 1e-4", 5, 1e-4},
    {"large-step", "one", "n = 1, epsilon 0.5: the quotient is not the derivative", 1,
     0.5},
    {"large-step", "twenty", "n = 20, epsilon 0.5: the quotient is not the derivative",
     20, 0.5},
};

/* n = 1 stays; a step between half and one and a half of the public one. */
static struct numgrad_plan draw_numgrad(const struct cases *cases,
                                        const struct numgrad_plan *plan, char *title,
                                        size_t n_bytes)
{
    struct random r;
    struct numgrad_plan drawn = *plan;
    hidden_sizes(&r, cases, "numgrad", plan->group, plan->name);
    drawn.n = plan->n == 1 ? 1 : plan->n + hidden_between(&r, 1, 1 + plan->n / 2);
    drawn.epsilon = plan->epsilon * (double)hidden_between(&r, 50, 150) / 100;
    drawn.name = hidden_name(plan->name);
    snprintf(title, n_bytes, "n = %zu, epsilon %g", drawn.n, drawn.epsilon);
    drawn.title = title;
    return drawn;
}

static int add_numgrad(struct cases *cases, const struct numgrad_plan *plan)
{
    struct numgrad_plan drawn;
    char title[64];
    if (cases->secret) {
        drawn = draw_numgrad(cases, plan, title, sizeof title);
        plan = &drawn;
    }
    struct fixture_case *c = cases_begin(cases, "numgrad", plan->group, plan->name,
                                         plan->title, FUNCTION_NUMERICAL_GRADIENT);
    double *coefficients = c ? case_doubles(c, 3 * plan->n) : NULL;
    double *theta = coefficients ? case_doubles(c, plan->n) : NULL;
    double *epsilon = theta ? case_doubles(c, 1) : NULL;
    if (!epsilon)
        return -1;
    for (size_t i = 0; i < 3 * plan->n; i++)
        coefficients[i] = random_signed(&cases->random, 2);
    for (size_t i = 0; i < plan->n; i++)
        theta[i] = random_signed(&cases->random, 1.5);
    *epsilon = plan->epsilon;
    return 0;
}

/* b = ratio a + difference r, with a and r random and within +-size; listed vectors
 * instead where a and b are given. */
struct reldiff_plan {
    const char *group, *name, *title;
    size_t n;
    double size, ratio, difference;
    const double *a, *b;
};

static const double one_a[] = {3.5}, one_b[] = {1.25}, zeros[] = {0, 0, 0};
static const double pythagoras[] = {3, 4}, along[] = {0, 5};
static const double tiny_a[] = {3e-100, -4e-100, 0},
                    tiny_b[] = {3.1e-100, 2e-100, 1e-100};
static const double huge_a[] = {3e99, -1e100, 2e98}, huge_b[] = {2.5e99, 1e100, -7e99};
static const double mixed_a[] = {1e-100, 1e100, 0, -2.5, 1e50};
static const double mixed_b[] = {-1e-100, 9e99, 1e-50, 2.5, 0};

static const struct reldiff_plan reldiff_plans[] = {
    {"values", "random", "ten random numbers each", 10, 2, 0, 1, NULL, NULL},
    {"values", "close", "a and b equal to one part in 10^6", 8, 2, 1, 1e-6, NULL, NULL},
    {"values", "hand", "a = [3, 4], b = [0, 5]", 2, 0, 0, 0, pythagoras, along},
    {"values", "one", "n = 1", 1, 0, 0, 0, one_a, one_b},
    {"values", "equal", "a = b", 6, 2, 1, 0, NULL, NULL},
    {"extremes", "both-zero", "both vectors zero: the answer is 0", 3, 0, 0, 0, zeros,
     zeros},
    {"extremes", "tiny", "entries near 1e-100", 3, 0, 0, 0, tiny_a, tiny_b},
    {"extremes", "huge", "entries near 1e100", 3, 0, 0, 0, huge_a, huge_b},
    {"extremes", "mixed", "entries from 1e-100 to 1e100", COUNT(mixed_a), 0, 0, 0,
     mixed_a, mixed_b},
};

/* A listed vector, moved; behind its end some of its entries again. Zeros get signs. */
static void draw_vector(double *to, size_t n, const double *listed, size_t n_listed,
                        struct random *r)
{
    for (size_t i = 0; i < n; i++) {
        to[i] =
            hidden_near(r, listed[i < n_listed ? i : hidden_between(r, 0, n_listed - 1)]);
        if (listed == zeros)
            to[i] = random_below(r, 2) ? -0.0 : 0.0;
    }
}

static int add_hidden_reldiff(struct cases *cases, const struct reldiff_plan *plan)
{
    struct random sizes, *r = &cases->random;
    char title[64];
    hidden_sizes(&sizes, cases, "reldiff", plan->group, plan->name);
    size_t n = plan->n == 1 ? 1 : plan->n + hidden_between(&sizes, 1, 4);
    if (plan->a == zeros)
        n += hidden_between(&sizes, 8, 24); /* there is little else to tell sets apart */
    snprintf(title, sizeof title, "n = %zu, %s", n, plan->name);
    struct fixture_case *c =
        cases_begin(cases, "reldiff", plan->group, hidden_name(plan->name), title,
                    FUNCTION_RELATIVE_DIFFERENCE);
    double *a = c ? case_doubles(c, n) : NULL, *b = a ? case_doubles(c, n) : NULL;
    if (!b)
        return -1;
    if (plan->a) {
        draw_vector(a, n, plan->a, plan->n, r);
        draw_vector(b, n, plan->b, plan->n, r);
        return 0;
    }
    double longer_b = 0;
    for (size_t i = 0; i < n; i++) {
        a[i] = random_signed(r, plan->size);
        double near = plan->ratio * a[i]; /* ratio is 0 or 1: exact */
        double apart = plan->difference * random_signed(r, plan->size);
        b[i] = near + apart;
        longer_b += b[i] * b[i] - a[i] * a[i];
    }
    /* In "one", a is the longer: who divides by norm2(a) is told from who takes the larger norm. */
    for (size_t i = 0; longer_b < 0 && plan->ratio == 0 && i < n; i++) {
        double moved = a[i];
        a[i] = b[i];
        b[i] = moved;
    }
    return 0;
}

static int add_reldiff(struct cases *cases, const struct reldiff_plan *plan)
{
    if (cases->secret)
        return add_hidden_reldiff(cases, plan);
    struct fixture_case *c = cases_begin(cases, "reldiff", plan->group, plan->name,
                                         plan->title, FUNCTION_RELATIVE_DIFFERENCE);
    double *a = c ? case_doubles(c, plan->n) : NULL;
    double *b = a ? case_doubles(c, plan->n) : NULL;
    if (!b)
        return -1;
    for (size_t i = 0; i < plan->n; i++) {
        a[i] = plan->a ? plan->a[i] : random_signed(&cases->random, plan->size);
        double near = plan->ratio * a[i]; /* ratio is -1, 0 or 1: exact */
        double apart = plan->difference * random_signed(&cases->random, plan->size);
        b[i] = plan->b ? plan->b[i] : near + apart;
    }
    return 0;
}

int cases_add_checking(struct cases *cases)
{
    for (size_t i = 0; i < COUNT(numgrad_plans); i++)
        if (add_numgrad(cases, &numgrad_plans[i]) < 0)
            return -1;
    for (size_t i = 0; i < COUNT(reldiff_plans); i++)
        if (add_reldiff(cases, &reldiff_plans[i]) < 0)
            return -1;
    return 0;
}
