/* Part 2, but for the gradient: unrolling, forward propagation, the cost, one sample
 * backward. */
#include "cases.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define ONE BP_ONE_VS_ALL
#define SOFT BP_SOFTMAX

/* ---- Saturation: z out to +-1e3, labels on the right and on the wrong side ---- */

/* one-vs-all, 1-2: z = (x + 0.5, -x - 0.25) */
static const double two_sided_theta[] = {0.5, 1, -0.25, -1};
static const double two_sided_X[] = {999,  999,  -999, -999, 745, 745,
                                     -745, -745, 40,   -40,  0.3, -0.7};
static const int two_sided_y[] = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1};

/* softmax, 1-3: z = (x + 0.5, -x - 0.5, 0.25) */
static const double three_way_theta[] = {0.5, 1, -0.5, -1, 0.25, 0};
static const double three_way_X[] = {999, 999, 999, -999, 720, -720, 40, -40, 0.6};
static const int three_way_y[] = {0, 1, 2, 1, 2, 0, 1, 0, 2};

/* softmax, 1-3: all z near -998, where every e^z is 0 */
static const double below_theta[] = {-998.5, 0.5, -997, -0.25, -998, 0.125};
static const double shifted_X[] = {1.5, -1.75, 0.3, -0.1};
static const int shifted_y[] = {0, 1, 2, 1};

/* ---- Tables, a group after the other ----------------------------------------------- */

static const struct net_plan count[] = {
    {.group = "count", .name = "3-4-2", .units = {3, 4, 2}},
    {.group = "count", .name = "one-layer", .units = {5, 3}},
    {.group = "count", .name = "four-layers", .units = {2, 3, 5, 4, 1}},
    {.group = "count", .name = "digits", .units = {64, 25, 10}},
};

static const struct net_plan unroll[] = {
    {.group = "unroll", .name = "3-4-2", .units = {3, 4, 2}},
    {.group = "unroll", .name = "one-layer", .units = {5, 3}},
    {.group = "unroll", .name = "four-layers", .units = {3, 1, 4, 2, 1}, .note = "K = 1"},
};

static const struct net_plan roll[] = {
    {.group = "roll", .name = "3-4-2", .units = {3, 4, 2}},
    {.group = "roll", .name = "one-layer", .units = {5, 3}},
    {.group = "roll", .name = "four-layers", .units = {3, 1, 4, 2, 1}, .note = "K = 1"},
};

static const struct net_plan forward[] = {
    {"one-vs-all", "hand-3-4-2", {3, 4, 2}, ONE, .m = 5, .values = PLAN_SHORT},
    {"one-vs-all",
     "digits",
     {64, 25, 10},
     ONE,
     .m = 20,
     .values = PLAN_DIGITS,
     .theta_size = 0.5,
     .note = "real digits"},
    {"softmax", "hand-3-4-2", {3, 4, 2}, SOFT, .m = 5, .values = PLAN_SHORT},
    {"softmax",
     "digits",
     {64, 25, 10},
     SOFT,
     .m = 20,
     .values = PLAN_DIGITS,
     .theta_size = 0.5,
     .first = 20,
     .note = "real digits"},
    {"shapes", "1-1-1", {1, 1, 1}, ONE, .m = 3, .note = "K = 1"},
    {"shapes", "one-layer", {5, 3}, SOFT, .m = 4},
    {"shapes", "four-layers", {3, 5, 2, 4, 3}, ONE, .m = 3, .theta_size = 2},
    {"shapes", "primes", {7, 11, 5, 3}, SOFT, .m = 4},
    {"shapes", "square", {4, 4, 4}, ONE, .m = 4},
    {"shapes", "one-sample", {3, 4, 2}, SOFT, .m = 1},
    {"shapes", "one-class", {3, 2, 1}, SOFT, .m = 2, .note = "K = 1"},
    {"saturated",
     "two-sided",
     {1, 2},
     ONE,
     .m = COUNT(two_sided_X),
     .theta = two_sided_theta,
     .X = two_sided_X,
     .note = "z out to +-1e3"},
    {"saturated",
     "three-way",
     {1, 3},
     SOFT,
     .m = COUNT(three_way_X),
     .theta = three_way_theta,
     .X = three_way_X,
     .note = "z out to +-1e3"},
    {"saturated",
     "all-below",
     {1, 3},
     SOFT,
     .m = COUNT(shifted_X),
     .theta = below_theta,
     .X = shifted_X,
     .note = "all z near -1e3"},
    {"saturated",
     "hidden",
     {2, 3, 2},
     ONE,
     .m = 5,
     .theta_size = 240,
     .x_size = 1.5,
     .note = "hidden units saturated too"},
};

static const struct net_plan cost[] = {
    {"one-vs-all", "hand-3-4-2", {3, 4, 2}, ONE, .m = 5, .values = PLAN_SHORT},
    {"one-vs-all",
     "absent-classes",
     {3, 5, 4},
     ONE,
     .m = 6,
     .labels = PLAN_TWO_CLASSES,
     .note = "two of four classes present"},
    {"one-vs-all",
     "duplicates",
     {2, 4, 3},
     ONE,
     .m = 6,
     .values = PLAN_TWICE,
     .note = "every sample twice"},
    {"one-vs-all", "one-class", {3, 2, 1}, ONE, .m = 3, .note = "K = 1"},
    {"one-vs-all",
     "digits",
     {64, 25, 10},
     ONE,
     .m = 20,
     .values = PLAN_DIGITS,
     .theta_size = 0.5,
     .note = "real digits"},
    {"softmax", "hand-3-4-2", {3, 4, 2}, SOFT, .m = 5, .values = PLAN_SHORT},
    {"softmax",
     "one-label",
     {3, 5, 4},
     SOFT,
     .m = 3,
     .labels = PLAN_LAST_CLASS,
     .note = "all of the last class"},
    {"softmax", "four-layers", {3, 5, 2, 4, 3}, SOFT, .m = 1, .theta_size = 2},
    {"softmax",
     "digits",
     {64, 25, 10},
     SOFT,
     .m = 20,
     .values = PLAN_DIGITS,
     .theta_size = 0.5,
     .first = 20,
     .note = "real digits"},
    {"regularised",
     "hand-3-4-2",
     {3, 4, 2},
     ONE,
     .m = 5,
     .values = PLAN_SHORT,
     .lambda = 1.5},
    {"regularised", "softmax", {3, 5, 4}, SOFT, .m = 6, .lambda = 0.7},
    {"regularised", "three-layers", {4, 3, 5, 2}, ONE, .m = 7, .lambda = 10},
    {"regularised-bias",
     "hand-3-4-2",
     {3, 4, 2},
     ONE,
     .m = 5,
     .values = PLAN_SHORT,
     .lambda = 1.5,
     .regularize_bias = 1},
    {"regularised-bias",
     "softmax",
     {3, 5, 4},
     SOFT,
     .m = 6,
     .lambda = 0.7,
     .regularize_bias = 1},
    {"saturated",
     "two-sided",
     {1, 2},
     ONE,
     .m = COUNT(two_sided_X),
     .theta = two_sided_theta,
     .X = two_sided_X,
     .y = two_sided_y,
     .note = "z out to +-1e3"},
    {"saturated",
     "three-way",
     {1, 3},
     SOFT,
     .m = COUNT(three_way_X),
     .theta = three_way_theta,
     .X = three_way_X,
     .y = three_way_y,
     .note = "z out to +-1e3"},
    {"saturated",
     "all-below",
     {1, 3},
     SOFT,
     .m = COUNT(shifted_X),
     .theta = below_theta,
     .X = shifted_X,
     .y = shifted_y,
     .note = "all z near -1e3"},
};

static const double right_X[] = {999}, wrong_X[] = {-999}, shifted_x[] = {-1.75};

static const struct net_plan backprop[] = {
    {"one-vs-all",
     "hand-3-4-2",
     {3, 4, 2},
     ONE,
     .m = 1,
     .values = PLAN_SHORT,
     .label = 1},
    {"one-vs-all",
     "last-label",
     {4, 5, 3},
     ONE,
     .m = 1,
     .values = PLAN_HOLES,
     .label = 2,
     .note = "zeros among the inputs"},
    {"one-vs-all",
     "digit",
     {64, 25, 10},
     ONE,
     .m = 1,
     .theta_size = 0.5,
     .values = PLAN_DIGITS,
     .first = 18,
     .note = "a real digit",
     .label = 7},
    {"softmax", "hand-3-4-2", {3, 4, 2}, SOFT, .m = 1, .values = PLAN_SHORT, .label = 1},
    {"softmax", "middle-label", {3, 5, 6}, SOFT, .m = 1, .label = 3, .theta_size = 2},
    {"shapes", "1-1-1", {1, 1, 1}, ONE, .m = 1, .label = 0, .note = "K = 1"},
    {"shapes", "one-layer", {5, 3}, SOFT, .m = 1, .label = 2},
    {"shapes", "four-layers", {3, 5, 2, 4, 3}, ONE, .m = 1, .label = 1, .theta_size = 2},
    {"shapes", "square", {4, 4, 4}, ONE, .m = 1, .label = 3},
    {"shapes", "one-class", {3, 2, 1}, SOFT, .m = 1, .label = 0, .note = "K = 1"},
    {"saturated",
     "wrong",
     {1, 2},
     ONE,
     .m = 1,
     .label = 0,
     .theta = two_sided_theta,
     .X = wrong_X,
     .note = "z near +-1e3, the wrong label"},
    {"saturated",
     "three-way",
     {1, 3},
     SOFT,
     .m = 1,
     .label = 1,
     .theta = three_way_theta,
     .X = right_X,
     .note = "z near +-1e3"},
    {"saturated",
     "all-below",
     {1, 3},
     SOFT,
     .m = 1,
     .label = 2,
     .theta = below_theta,
     .X = shifted_x,
     .note = "all z near -1e3"},
    {"saturated",
     "hidden",
     {2, 3, 2},
     ONE,
     .m = 1,
     .label = 1,
     .theta_size = 240,
     .x_size = 1.5,
     .note = "hidden units saturated too"},
};

int cases_add_network(struct cases *cases)
{
    if (cases_add_nets(cases, "unroll", FUNCTION_N_PARAMETERS, count, COUNT(count)) < 0 ||
        cases_add_nets(cases, "unroll", FUNCTION_UNROLL, unroll, COUNT(unroll)) < 0 ||
        cases_add_nets(cases, "unroll", FUNCTION_ROLL, roll, COUNT(roll)) < 0 ||
        cases_add_nets(cases, "forward", FUNCTION_FORWARD, forward, COUNT(forward)) < 0 ||
        cases_add_nets(cases, "cost", FUNCTION_COST, cost, COUNT(cost)) < 0)
        return -1;
    return cases_add_nets(cases, "backprop", FUNCTION_BACKPROP_SAMPLE, backprop,
                          COUNT(backprop));
}
