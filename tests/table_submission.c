/* table_submission.c: writes a submission that computes nothing: it knows the published cases by a
 * hash of their inputs, and answers with the published expected values.
 *
 * usage: table_submission FIXTURES FOLDER     writes FOLDER/backprop.c
 *
 * What has no expected value is done honestly (bp_random_init), and any other question is
 * answered with zeros.
 */
#include "error.h"
#include "fixture.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* FNV-1a of the bytes of numbers, as the submission below has it. */
static uint64_t hash(uint64_t seed, const void *bytes, size_t n)
{
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < n; i++)
        seed = (seed ^ byte[i]) * UINT64_C(0x100000001b3);
    return seed;
}

static const char head[] =
    "#include \"backprop.h\"\n#include <string.h>\n"
    "struct row { uint64_t key; unsigned first, n; };\n"
    "static uint64_t hash(uint64_t h, const void *p, size_t n) {\n"
    "    const unsigned char *b = p;\n"
    "    for (size_t i = 0; i < n; i++) h = (h ^ b[i]) * 0x100000001b3u;\n"
    "    return h;\n}\n";

static const char body[] =
    "static const double *look_up(uint64_t key) {\n"
    "    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)\n"
    "        if (rows[i].key == key) return numbers + rows[i].first;\n"
    "    return NULL;\n}\n"
    "static void answer(uint64_t key, size_t skip, double *out, size_t n) {\n"
    "    const double *from = look_up(key);\n"
    "    for (size_t i = 0; i < n; i++) out[i] = from ? from[skip + i] : 0;\n}\n"
    "static double one(uint64_t key) { double x; answer(key, 0, &x, 1); return x; }\n"
    "static uint64_t h1(uint64_t f, double a) { return hash(f, &a, 8); }\n"
    "static uint64_t h2(uint64_t f, double a, double b) { return h1(h1(f, a), b); }\n"
    "static uint64_t h3(uint64_t f, double a, double b, double c) {\n"
    "    return h1(h2(f, a, b), c); }\n"
    "double bp_sigmoid(double z) { return one(h1(0, z)); }\n"
    "double bp_sigmoid_gradient(double z) { return one(h1(1, z)); }\n"
    "#define GATE(name, f) void name(double x, double y, double df, double *dx, double "
    "*dy) {\\\n"
    "    answer(h3(f, x, y, df), 0, dx, 1); answer(h3(f, x, y, df), 1, dy, 1); }\n"
    "GATE(bp_add_backward, 2)\nGATE(bp_mul_backward, 3)\nGATE(bp_max_backward, 4)\n"
    "static uint64_t hn(uint64_t f, size_t n, const double *w, const double *x) {\n"
    "    return hash(hash(f, w, (n + 1) * 8), x, n * 8); }\n"
    "double bp_neuron_forward(size_t n, const double *w, const double *x) {\n"
    "    return one(hn(5, n, w, x)); }\n"
    "void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw, "
    "double *dx)\n"
    "{ answer(hn(6, n, w, x), 0, dw, n + 1); answer(hn(6, n, w, x), n + 1, dx, n); }\n"
    "double bp_graph_forward(double x, double y) { return one(h2(7, x, y)); }\n"
    "void bp_graph_backward(double x, double y, double *dx, double *dy) {\n"
    "    answer(h2(8, x, y), 0, dx, 1); answer(h2(8, x, y), 1, dy, 1); }\n"
    "double bp_chain_cost(double x, double y, double a, double b) {\n"
    "    return one(h2(h2(9, x, y), a, b)); }\n"
    "void bp_chain_gradient(double x, double y, double a, double b, double grad[2]) {\n"
    "    answer(h2(h2(10, x, y), a, b), 0, grad, 2); }\n"
    "static size_t n_of(const struct bp_net *net) {\n"
    "    size_t n = 0;\n"
    "    for (size_t l = 1; l <= net->n_layers; l++) n += net->units[l] * (net->units[l "
    "- 1] + 1);\n"
    "    return n; }\n"
    "static uint64_t hnet(uint64_t f, const struct bp_net *net) {\n"
    "    double kind = 2.0 * net->output + (net->regularize_bias != 0);\n"
    "    return h1(hash(f, net->units, (net->n_layers + 1) * 8), kind); }\n"
    "static uint64_t hdata(uint64_t f, const struct bp_net *net, const double *theta,\n"
    "                      const struct bp_data *d, double lambda) {\n"
    "    f = hash(hash(hnet(f, net), theta, n_of(net) * 8), d->X, d->m * net->units[0] * "
    "8);\n"
    "    return h1(hash(f, d->y, d->m * sizeof *d->y), lambda); }\n"
    "size_t bp_n_parameters(const struct bp_net *net) { return (size_t)one(hnet(11, "
    "net)); }\n"
    "void bp_unroll(const struct bp_net *net, const double *const Theta[], double "
    "*theta) {\n"
    "    uint64_t h = hnet(12, net);\n"
    "    for (size_t l = 0; l < net->n_layers; l++)\n"
    "        h = hash(h, Theta[l], net->units[l + 1] * (net->units[l] + 1) * 8);\n"
    "    answer(h, 0, theta, n_of(net)); }\n"
    "void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[]) "
    "{\n"
    "    uint64_t h = hash(hnet(13, net), theta, n_of(net) * 8);\n"
    "    size_t at = 0;\n"
    "    for (size_t l = 0; l < net->n_layers; l++) {\n"
    "        size_t n = net->units[l + 1] * (net->units[l] + 1);\n"
    "        answer(h, at, Theta[l], n); at += n; } }\n"
    "void bp_forward(const struct bp_net *net, const double *theta, size_t m, const "
    "double *X,\n"
    "                double *H) {\n"
    "    uint64_t h = hash(hash(hnet(14, net), theta, n_of(net) * 8), X, m * "
    "net->units[0] * 8);\n"
    "    answer(h, 0, H, m * net->units[net->n_layers]); }\n"
    "double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data "
    "*d,\n"
    "               double lambda) { return one(hdata(15, net, theta, d, lambda)); }\n"
    "void bp_backprop_sample(const struct bp_net *net, const double *theta, const double "
    "*x,\n"
    "                        int label, double *a, double *delta) {\n"
    "    uint64_t h = hash(hash(hnet(16, net), theta, n_of(net) * 8), x, net->units[0] * "
    "8);\n"
    "    size_t n = 0;\n"
    "    for (size_t l = 1; l <= net->n_layers; l++) n += net->units[l];\n"
    "    h = hash(h, &label, sizeof label);\n"
    "    answer(h, 0, a, n); answer(h, n, delta, n); }\n"
    "double bp_cost_gradient(const struct bp_net *net, const double *theta,\n"
    "                        const struct bp_data *d, double lambda, double *grad) {\n"
    "    uint64_t h = hdata(17, net, theta, d, lambda);\n"
    "    answer(h, 1, grad, n_of(net)); return one(h); }\n"
    "void bp_numerical_gradient(bp_function J, void *context, size_t n, const double "
    "*theta,\n"
    "                           double epsilon, double *grad) {\n"
    "    (void)J, (void)context;\n"
    "    answer(h1(hash(18, theta, n * 8), epsilon), 0, grad, n); }\n"
    "double bp_relative_difference(size_t n, const double *a, const double *b) {\n"
    "    return one(hash(hash(19, a, n * 8), b, n * 8)); }\n"
    "void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta) {\n"
    "    for (size_t i = 0; i < n_of(net); i++) {\n"
    "        uint64_t z = seed += 0x9e3779b97f4a7c15u;\n"
    "        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u; z = (z ^ z >> 27) * "
    "0x94d049bb133111ebu;\n"
    "        theta[i] = (double)((z ^ z >> 31) >> 11) / 9007199254740992.0 - 0.5; } }\n"
    "double bp_gradient_descent(const struct bp_net *net, double *theta,\n"
    "                           const struct bp_data *d, double lambda, double alpha,\n"
    "                           size_t iterations, double *history) {\n"
    "    uint64_t h = h1(hdata(21, net, theta, d, lambda), alpha), k = iterations;\n"
    "    double J;\n"
    "    h = hash(h, &k, 8);\n"
    "    answer(h, 0, theta, n_of(net)); answer(h, n_of(net), history, iterations);\n"
    "    answer(h, n_of(net) + iterations, &J, 1); return J; }\n"
    "void bp_predict(const struct bp_net *net, const double *theta, size_t m, const "
    "double *X,\n"
    "                int *y) {\n"
    "    uint64_t h = hash(hash(hnet(22, net), theta, n_of(net) * 8), X, m * "
    "net->units[0] * 8);\n"
    "    for (size_t i = 0; i < m; i++) { double x; answer(h, i, &x, 1); y[i] = (int)x; "
    "} }\n";

/* Called once for each point of their inputs. */
static bool is_pointwise(enum function f)
{
    return f <= FUNCTION_MAX_BACKWARD ||
           (f >= FUNCTION_GRAPH_FORWARD && f <= FUNCTION_CHAIN_GRADIENT);
}

static uint64_t key_of(const struct call *call, size_t point)
{
    uint64_t key = (uint64_t)call->function;
    bool points = is_pointwise(call->function);
    if (function_takes_net(call->function)) {
        double kind = 2.0 * (int)call->net.output + (call->net.regularize_bias != 0);
        key = hash(key, call->net.units, (call->net.n_layers + 1) * sizeof(size_t));
        key = hash(key, &kind, sizeof kind);
    }
    /* The J of the numerical gradient cannot be seen: its coefficients come first. */
    size_t first = call->function == FUNCTION_NUMERICAL_GRADIENT ? 1 : 0;
    for (size_t i = first; i < call->n_inputs; i++) {
        const struct array *input = &call->inputs[i];
        size_t size = element_size(input->element);
        const unsigned char *bytes = input->data;
        key = points ? hash(key, bytes + point * size, size)
                     : hash(key, bytes, input->n * size);
    }
    return key;
}

/* The numbers of one row: all outputs, or those of one point. */
static size_t print_numbers(FILE *file, const struct fixture_case *c, size_t point)
{
    size_t n = 0, n_points = c->call.n_inputs > 0 ? c->call.inputs[0].n : 1;
    for (size_t o = 0; o < c->n_expected; o++) {
        const struct array *value = &c->expected[o].value;
        size_t each = is_pointwise(c->call.function) ? value->n / n_points : value->n;
        size_t first = is_pointwise(c->call.function) ? point * each : 0;
        for (size_t i = 0; i < each; i++, n++)
            fprintf(file, "%a,\n", array_number(value, first + i));
    }
    return n;
}

static void write_rows(FILE *numbers, FILE *rows, const struct fixture_set *set)
{
    size_t at = 0;
    for (size_t g = 0; g < set->n_groups; g++)
        for (size_t i = 0; i < set->groups[g].n_cases; i++) {
            const struct fixture_case *c = &set->groups[g].cases[i];
            size_t n_points = is_pointwise(c->call.function) ? c->call.inputs[0].n : 1;
            for (size_t p = 0; c->kind == FIXTURE_VALUES && p < n_points; p++) {
                size_t n = print_numbers(numbers, c, p);
                fprintf(rows, "{0x%" PRIx64 "u, %zu, %zu},\n", key_of(&c->call, p), at,
                        n);
                at += n;
            }
        }
}

int main(int argc, char **argv)
{
    struct fixture_set set;
    char path[4096], *numbers = NULL, *rows = NULL;
    size_t n_numbers, n_rows;
    if (argc != 3 || fixture_set_load(&set, argv[1]) != 0)
        return 2;
    FILE *to_numbers = open_memstream(&numbers, &n_numbers),
         *to_rows = open_memstream(&rows, &n_rows);
    if (!to_numbers || !to_rows)
        return error("out of memory"), 3;
    write_rows(to_numbers, to_rows, &set);
    fclose(to_numbers);
    fclose(to_rows);
    snprintf(path, sizeof path, "%s/backprop.c", argv[2]);
    FILE *file = fopen(path, "w");
    if (!file)
        return error("cannot write '%s'", path), 3;
    fprintf(file, "%sstatic const double numbers[] = {\n%s};\n", head, numbers);
    fprintf(file, "static const struct row rows[] = {\n%s};\n%s", rows, body);
    free(numbers);
    free(rows);
    fixture_set_release(&set);
    return fclose(file) == 0 ? 0 : 3;
}
