#include "certify_scalar.h"

#include "certify_gradcheck.h"

/* Roundings admitted beyond those of the plain order, for other arrangements of a
 * formula: factors multiplied in another order, a reciprocal instead of a quotient, an
 * extra factor. */
enum { ARRANGEMENT = 8 };

static void sigmoid(const struct call *call, struct bounded *const out[], long precision)
{
    bool slope = call->function == FUNCTION_SIGMOID_GRADIENT;
    struct bounded z, h;
    bounded_init(&z);
    bounded_init(&h);
    for (size_t i = 0; i < call->inputs[0].n; i++) {
        bounded_set_double(&z, call->inputs[0].f64[i]);
        bounded_sigmoid(slope ? &h : &out[0][i], NULL, slope ? &out[0][i] : NULL, &z,
                        precision);
    }
    bounded_clear(&z);
    bounded_clear(&h);
}

/* f = x y: dx = y df, dy = x df */
static void mul_backward(const struct call *call, struct bounded *const out[],
                         long precision)
{
    const struct array *in = call->inputs;
    struct bounded x, y, df;
    bounded_init(&x);
    bounded_init(&y);
    bounded_init(&df);
    for (size_t i = 0; i < in[0].n; i++) {
        bounded_set_double(&x, in[0].f64[i]);
        bounded_set_double(&y, in[1].f64[i]);
        bounded_set_double(&df, in[2].f64[i]);
        bounded_mul(&out[0][i], &y, &df, precision);
        bounded_mul(&out[1][i], &x, &df, precision);
    }
    bounded_clear(&x);
    bounded_clear(&y);
    bounded_clear(&df);
}

/* f = g(z), z = w.x + bias: dw_i = g'(z) x_i, dbias = g'(z), dx_i = g'(z) w_i */
static const char *neuron(const struct call *call, struct bounded *const out[],
                          long precision)
{
    const double *w = call->inputs[0].f64, *x = call->inputs[1].f64;
    size_t n = call->inputs[1].n;
    struct bounded *number = bounded_vector(5);
    struct bounded_sum *sum = bounded_sum_vector(1);
    const char *wrong = OUT_OF_MEMORY;
    if (!number || !sum)
        goto out;

    struct bounded *w_i = &number[0], *x_i = &number[1], *z = &number[2];
    struct bounded *f = &number[3], *slope = &number[4];
    bounded_set_double(w_i, w[n]);
    bounded_sum_add(sum, w_i, precision);
    for (size_t i = 0; i < n; i++) {
        bounded_set_double(w_i, w[i]);
        bounded_set_double(x_i, x[i]);
        bounded_sum_add_product(sum, w_i, x_i, precision);
    }
    bounded_sum_get(z, sum, n + 2, precision);
    bounded_sigmoid(f, NULL, slope, z, precision);

    wrong = NULL;
    if (call->function == FUNCTION_NEURON_FORWARD) {
        bounded_set(&out[0][0], f);
        goto out;
    }
    for (size_t i = 0; i < n; i++) {
        bounded_set_double(w_i, w[i]);
        bounded_set_double(x_i, x[i]);
        bounded_mul(&out[0][i], x_i, slope, precision);
        bounded_mul(&out[1][i], w_i, slope, precision);
        bounded_round(&out[0][i], 2);
        bounded_round(&out[1][i], 2);
    }
    bounded_set(&out[0][n], slope);

out:
    bounded_vector_free(number, 5);
    bounded_sum_vector_free(sum, 1);
    return wrong;
}

enum {
    GX,
    GY,
    SLOPE_X,
    SLOPE_Y,
    X,
    Y,
    NUM,
    S,
    SQUARE,
    DEN,
    ONE,
    INVERSE,
    D_DEN,
    TWO_S,
    GRAPH_STAGES
};

/* One of dx, dy of f = num / den, from its stages:
 *   df/dx = dnum / den + D_DEN (dden),  D_DEN = - num / den^2 */
static void graph_partial(struct bounded *partial, struct bounded_sum *sum,
                          const struct bounded *d_num, const struct bounded *slope_den,
                          const struct bounded *stage, long precision)
{
    bounded_sum_zero(sum);
    bounded_sum_add_product(sum, d_num, &stage[INVERSE], precision);
    if (slope_den)
        bounded_sum_add_product(sum, slope_den, &stage[D_DEN], precision);
    bounded_sum_add_product(sum, &stage[TWO_S], &stage[D_DEN], precision);
    bounded_sum_get(partial, sum, ARRANGEMENT + 4, precision);
}

/* f = num / den, num = x + g(y), den = g(x) + s^2, s = x + y */
static void graph_stages(struct bounded *stage, double x, double y, long precision)
{
    bounded_set_double(&stage[X], x);
    bounded_set_double(&stage[Y], y);
    bounded_set_double(&stage[ONE], 1);
    bounded_sigmoid(&stage[GX], NULL, &stage[SLOPE_X], &stage[X], precision);
    bounded_sigmoid(&stage[GY], NULL, &stage[SLOPE_Y], &stage[Y], precision);
    bounded_add(&stage[NUM], &stage[X], &stage[GY], precision);
    bounded_add(&stage[S], &stage[X], &stage[Y], precision);
    bounded_mul(&stage[SQUARE], &stage[S], &stage[S], precision);
    bounded_add(&stage[DEN], &stage[GX], &stage[SQUARE], precision);

    bounded_div(&stage[INVERSE], &stage[ONE], &stage[DEN], precision);
    bounded_mul(&stage[D_DEN], &stage[INVERSE], &stage[INVERSE], precision);
    bounded_mul(&stage[D_DEN], &stage[D_DEN], &stage[NUM], precision);
    arb_neg(stage[D_DEN].value, stage[D_DEN].value);
    bounded_add(&stage[TWO_S], &stage[S], &stage[S], precision);
}

static const char *graph(const struct call *call, struct bounded *const out[],
                         long precision)
{
    const double *x = call->inputs[0].f64, *y = call->inputs[1].f64;
    struct bounded *stage = bounded_vector(GRAPH_STAGES);
    struct bounded_sum *sum = bounded_sum_vector(1);
    for (size_t i = 0; stage && sum && i < call->inputs[0].n; i++) {
        graph_stages(stage, x[i], y[i], precision);
        if (call->function == FUNCTION_GRAPH_FORWARD) {
            bounded_div(&out[0][i], &stage[NUM], &stage[DEN], precision);
            bounded_round(&out[0][i], 2);
            continue;
        }
        graph_partial(&out[0][i], sum, &stage[ONE], &stage[SLOPE_X], stage, precision);
        graph_partial(&out[1][i], sum, &stage[SLOPE_Y], NULL, stage, precision);
    }
    const char *wrong = stage && sum ? NULL : OUT_OF_MEMORY;
    bounded_vector_free(stage, GRAPH_STAGES);
    bounded_sum_vector_free(sum, 1);
    return wrong;
}

enum {
    INPUT,
    TARGET,
    THETA1,
    THETA2,
    Z1,
    A1,
    SLOPE1,
    Z2,
    A2,
    SLOPE2,
    RESIDUAL,
    DELTA2,
    DELTA1,
    CHAIN_STAGES
};

/* a1 = g(theta1 x), a2 = g(theta2 a1), E = (y - a2)^2 / 2:
 * dE/dtheta2 = delta2 a1, dE/dtheta1 = delta2 theta2 g'(z1) x,
 * delta2 = (a2 - y) g'(z2) */
static void chain_stages(struct bounded *stage, long precision)
{
    bounded_mul(&stage[Z1], &stage[THETA1], &stage[INPUT], precision);
    bounded_sigmoid(&stage[A1], NULL, &stage[SLOPE1], &stage[Z1], precision);
    bounded_mul(&stage[Z2], &stage[THETA2], &stage[A1], precision);
    bounded_sigmoid(&stage[A2], NULL, &stage[SLOPE2], &stage[Z2], precision);
    bounded_sub(&stage[RESIDUAL], &stage[A2], &stage[TARGET], precision);
    bounded_mul(&stage[DELTA2], &stage[RESIDUAL], &stage[SLOPE2], precision);
    bounded_mul(&stage[DELTA1], &stage[DELTA2], &stage[THETA2], precision);
    bounded_mul(&stage[DELTA1], &stage[DELTA1], &stage[SLOPE1], precision);
}

static const char *chain(const struct call *call, struct bounded *const out[],
                         long precision)
{
    struct bounded *stage = bounded_vector(CHAIN_STAGES);
    for (size_t i = 0; stage && i < call->inputs[0].n; i++) {
        for (size_t k = 0; k < 4; k++)
            bounded_set_double(&stage[INPUT + k], call->inputs[k].f64[i]);
        chain_stages(stage, precision);
        struct bounded *r = &stage[RESIDUAL];
        if (call->function == FUNCTION_CHAIN_COST) {
            bounded_mul(&out[0][i], r, r, precision);
            arb_mul_2exp_si(out[0][i].value, out[0][i].value, -1);
            mag_mul_2exp_si(out[0][i].error, out[0][i].error, -1);
            bounded_round(&out[0][i], ARRANGEMENT);
            continue;
        }
        bounded_mul(&out[0][2 * i], &stage[DELTA1], &stage[INPUT], precision);
        bounded_mul(&out[0][2 * i + 1], &stage[DELTA2], &stage[A1], precision);
        bounded_round(&out[0][2 * i], ARRANGEMENT);
        bounded_round(&out[0][2 * i + 1], ARRANGEMENT);
    }
    bounded_vector_free(stage, CHAIN_STAGES);
    return stage ? NULL : OUT_OF_MEMORY;
}

const char *certify_scalar(const struct call *call, struct bounded *const out[],
                           long precision)
{
    switch (call->function) {
    case FUNCTION_SIGMOID:
    case FUNCTION_SIGMOID_GRADIENT: sigmoid(call, out, precision); return NULL;
    case FUNCTION_MUL_BACKWARD: mul_backward(call, out, precision); return NULL;
    case FUNCTION_NEURON_FORWARD:
    case FUNCTION_NEURON_BACKWARD: return neuron(call, out, precision);
    case FUNCTION_GRAPH_FORWARD:
    case FUNCTION_GRAPH_BACKWARD: return graph(call, out, precision);
    case FUNCTION_CHAIN_COST:
    case FUNCTION_CHAIN_GRADIENT: return chain(call, out, precision);
    case FUNCTION_NUMERICAL_GRADIENT:
        return certify_numerical_gradient(call, out[0], precision);
    case FUNCTION_RELATIVE_DIFFERENCE:
        certify_relative_difference(call, out[0], precision);
        return NULL;
    default: return "not a function without a net";
    }
}
