#include "rubric.h"

#include <string.h>

const struct rubric_task rubric[RUBRIC_TASKS] = {
    {"sigmoid",
     1,
     "the sigmoid and its derivative",
     4,
     "Sigmoid gate",
     "g(z) = 1 / (1 + e^-z),  g'(z) = g(z) (1 - g(z))",
     {NULL},
     {{"value", "g(z)", 1}, {"gradient", "g'(z)", 2}, {"saturated", "|z| up to 1e3", 1}}},
    {"gates",
     1,
     "add, multiply and max gates",
     4,
     "Patterns in backward flow",
     "f = x + y: dx = df, dy = df;  f = x y: dx = y df, dy = x df;  f = max(x, y): the "
     "larger input gets df, the other 0, x at a tie",
     {NULL},
     {{"add", "add gate", 1}, {"multiply", "multiply gate", 1}, {"max", "max gate", 2}}},
    {"neuron",
     1,
     "one neuron, forward and backward",
     4,
     "Backpropagation through a neuron",
     "f = g(w_0 x_0 + ... + w_{n-1} x_{n-1} + w_n);  dw = f (1 - f) [x; 1],  dx = f (1 - "
     "f) w",
     {"sigmoid"},
     {{"forward", "forward", 2}, {"backward", "backward", 2}}},
    {"graph",
     1,
     "a graph of gates, staged",
     4,
     "Staged computation",
     "f = (x + g(y)) / (g(x) + (x + y)^2), differentiated stage by stage; gradients of "
     "several paths are added",
     {"sigmoid"},
     {{"forward", "forward", 2}, {"backward", "backward", 2}}},
    {"chain",
     1,
     "two neurons in a row",
     4,
     "Chain rule through two neurons",
     "E = (y - a2)^2 / 2;  delta2 = (a2 - y) g'(z2), delta1 = theta2 delta2 g'(z1);  "
     "grad = [delta1 x, delta2 a1]",
     {"sigmoid"},
     {{"cost", "cost", 1}, {"gradient", "gradient", 3}}},
    {"unroll",
     2,
     "matrices to one vector and back",
     5,
     "Unrolling parameters",
     "theta = Theta^(1), ..., Theta^(L), each row by row;  n = sum over l of s_l "
     "(s_{l-1} + 1)",
     {NULL},
     {{"count", "number of parameters", 1},
      {"unroll", "matrices to vector", 2},
      {"roll", "vector to matrices", 2}}},
    {"forward",
     2,
     "forward propagation",
     10,
     "Forward propagation",
     "z^(l) = Theta^(l) [1; a^(l-1)],  a^(l) = g(z^(l));  h = g(z^(L)), or e^{z_k} / "
     "sum_j e^{z_j}",
     {"sigmoid"},
     {{"one-vs-all", "sigmoid outputs", 3},
      {"softmax", "softmax outputs", 3},
      {"shapes", "any number of layers and units", 2},
      {"saturated", "net inputs up to 1e3", 2}}},
    {"cost",
     2,
     "the cost function",
     10,
     "Cost function",
     "J = 1/m sum of the losses + lambda/(2m) sum of Theta_ij^2, j from 1, or from 0 "
     "with regularize_bias",
     {"forward"},
     {{"one-vs-all", "one-vs-all loss", 3},
      {"softmax", "softmax loss", 2},
      {"regularised", "regularised, bias left out", 2},
      {"regularised-bias", "regularised, bias included", 1},
      {"saturated", "net inputs up to 1e3", 2}}},
    {"backprop",
     2,
     "one sample, forward and backward",
     15,
     "Backpropagation algorithm",
     "delta^(L) = h - y,  delta^(l) = (Theta^(l+1) without column 0)^T delta^(l+1) .* "
     "a^(l) (1 - a^(l))",
     {"forward"},
     {{"one-vs-all", "sigmoid outputs", 5},
      {"softmax", "softmax outputs", 4},
      {"shapes", "any number of layers and units", 4},
      {"saturated", "net inputs up to 1e3", 2}}},
    {"gradient",
     2,
     "the gradient of the cost",
     15,
     "Backpropagation algorithm: Delta and D",
     "dJ/dTheta^(l) = 1/m sum of delta^(l) [1; a^(l-1)]^T + lambda/m Theta^(l), the last "
     "without column 0 unless regularize_bias",
     {"cost", "backprop"},
     {{"one-vs-all", "one-vs-all loss", 4},
      {"softmax", "softmax loss", 3},
      {"regularised", "regularised, bias left out", 3},
      {"regularised-bias", "regularised, bias included", 1},
      {"shapes", "any number of layers and units", 2},
      {"saturated", "net inputs up to 1e3", 1},
      {"scaled", "inputs near 1e-13, weights near 1e13", 1}}},
    {"numgrad",
     3,
     "the numerical gradient",
     6,
     "Gradient checking",
     "grad_i = (J(theta + epsilon e_i) - J(theta - epsilon e_i)) / (2 epsilon)",
     {NULL},
     {{"small-step", "epsilon 1e-4", 3},
      {"large-step", "the difference quotient itself", 3}}},
    {"reldiff",
     3,
     "the relative difference",
     4,
     "Gradient checking: comparing",
     "norm(a - b) / (norm(a) + norm(b)), 0 where both are 0;  norm(a) = sqrt(sum a_i^2)",
     {NULL},
     {{"values", "vectors of ordinary size", 2},
      {"extremes", "zeros and extreme sizes", 2}}},
    {"init",
     4,
     "random initialisation",
     3,
     "Random initialisation: symmetry breaking",
     "small and different: within [-0.5, 0.5], root mean square at least 0.01, both "
     "signs, no two equal, decided by all 64 bits of the seed",
     {NULL},
     {{"values", "small, different, both signs", 2}, {"seeds", "seeds", 1}}},
    {"descent",
     4,
     "gradient descent",
     6,
     "Gradient descent",
     "theta := theta - alpha dJ/dtheta;  history[k] = J before step k;  J after the last "
     "step is returned",
     {"gradient"},
     {{"steps", "steps without regularisation", 3},
      {"regularised", "steps with regularisation", 2},
      {"few", "0 and 1 iterations", 1}}},
    {"predict",
     4,
     "the predicted class",
     3,
     "One-vs-all classification: prediction",
     "y_i = the index of the largest h_k of sample i, the lowest such index",
     {"forward"},
     {{"labels", "the largest output", 2}, {"ties", "the lowest index at a tie", 1}}},
    {"digits",
     4,
     "handwritten digits",
     3,
     "Putting it together",
     "init, descent and predict, one behind the other",
     {"init", "descent", "predict"},
     {{"held-out", "accuracy on held-out digits", 3}}},
};

static const char *const parts[RUBRIC_PARTS] = {"Computational graphs", "The network",
                                                "Gradient checking", "Training"};

const char *rubric_part_title(int part)
{
    return parts[part - 1];
}

int rubric_task_index(const char *id)
{
    for (int t = 0; t < RUBRIC_TASKS; t++)
        if (strcmp(rubric[t].id, id) == 0)
            return t;
    return -1;
}

static unsigned find_task(const char *name, size_t length)
{
    for (int t = 0; t < RUBRIC_TASKS; t++)
        if (strlen(rubric[t].id) == length && strncmp(rubric[t].id, name, length) == 0)
            return 1U << t;
    return 0;
}

int rubric_tasks_parse(const char *text, unsigned *tasks, const char **unknown,
                       size_t *length)
{
    *tasks = 0;
    for (const char *name = text;; name += *length + 1) {
        *length = strcspn(name, ",");
        unsigned bit = find_task(name, *length);
        *tasks |= bit;
        *unknown = name;
        if (bit == 0)
            return -1;
        if (name[*length] == '\0')
            return 0;
    }
}

int rubric_group_index(const struct rubric_task *task, const char *id)
{
    for (int g = 0; task->groups[g].id; g++)
        if (strcmp(task->groups[g].id, id) == 0)
            return g;
    return -1;
}
