#include "certify.h"

#include "bounded.h"
#include "certify_net.h"
#include "certify_scalar.h"
#include "error.h"

#include <mpfr.h>
#include <stdlib.h>
#include <string.h>

/* 128 bits decide nearly everything; an exact 0 found by inexact steps takes 1075 and
 * more. */
enum { FIRST_PRECISION = 128, LAST_PRECISION = 8192 };

static const char *case_name(const struct fixture_case *c)
{
    return c->id ? c->id : function_symbol(c->call.function);
}

static void release_expected(struct fixture_case *c)
{
    for (size_t i = 0; i < CONTRACT_MAX_OUTPUTS; i++) {
        free(c->expected[i].value.data);
        free(c->expected[i].bound);
        c->expected[i] = (struct expected){0};
    }
    c->n_expected = 0;
}

static bool has_bounds(enum function function)
{
    switch (function) {
    case FUNCTION_N_PARAMETERS:
    case FUNCTION_UNROLL:
    case FUNCTION_ROLL:
    case FUNCTION_ADD_BACKWARD:
    case FUNCTION_MAX_BACKWARD:
    case FUNCTION_PREDICT: return false;
    default: return true;
    }
}

/* Arrays for all outputs. Returns NULL, or what is wrong. */
static const char *allocate_expected(struct fixture_case *c)
{
    struct array outputs[CONTRACT_MAX_OUTPUTS];
    const char *wrong = call_outputs(&c->call, outputs, &c->n_expected);
    if (wrong) {
        c->n_expected = 0;
        return wrong;
    }
    for (size_t i = 0; i < c->n_expected; i++) {
        size_t n = outputs[i].n ? outputs[i].n : 1;
        outputs[i].data = calloc(n, element_size(outputs[i].element));
        c->expected[i].value = outputs[i];
        if (has_bounds(c->call.function))
            c->expected[i].bound = calloc(n, sizeof(double));
        if (!outputs[i].data || (has_bounds(c->call.function) && !c->expected[i].bound))
            return OUT_OF_MEMORY;
    }
    return NULL;
}

/* f = x + y: dx = dy = df. f = max(x, y): all of df to the larger, to x at a tie. */
static void copy_gate(const struct call *call, double *dx, double *dy)
{
    const double *x = call->inputs[0].f64, *y = call->inputs[1].f64;
    const double *df = call->inputs[2].f64;
    for (size_t i = 0; i < call->inputs[0].n; i++) {
        bool add = call->function == FUNCTION_ADD_BACKWARD;
        dx[i] = add || x[i] >= y[i] ? df[i] : 0;
        dy[i] = add || x[i] < y[i] ? df[i] : 0;
    }
}

static const char *set_copies(struct fixture_case *c)
{
    const struct call *call = &c->call;
    struct expected *out = c->expected;
    switch (call->function) {
    case FUNCTION_N_PARAMETERS:
        out[0].value.u64[0] = net_n_parameters(&call->net);
        return NULL;
    case FUNCTION_UNROLL:
    case FUNCTION_ROLL:
        memcpy(out[0].value.f64, call->inputs[0].f64, out[0].value.n * sizeof(double));
        return NULL;
    case FUNCTION_PREDICT:
        return certify_predict(call, out[0].value.i32, FIRST_PRECISION);
    default: copy_gate(call, out[0].value.f64, out[1].value.f64); return NULL;
    }
}

/* Sets *x to the one double that all of the ball rounds to, if there is one. */
static bool is_decided(double *x, const arb_t ball)
{
    mpfr_t low, high;
    mpfr_init2(low, LAST_PRECISION);
    mpfr_init2(high, LAST_PRECISION);
    arb_get_interval_mpfr(low, high, ball);
    double below = mpfr_get_d(low, MPFR_RNDN), above = mpfr_get_d(high, MPFR_RNDN);
    mpfr_clear(low);
    mpfr_clear(high);
    *x = above == 0 ? 0 : above;
    return below == above;
}

/* B = error + |x - exact|, the latter at most u |x| + 2^-1075, rounded up to a double */
static double bound_of(const mag_t error, double x)
{
    mag_t bound, size;
    arf_t sum;
    mpfr_t up;
    mag_init(bound);
    mag_init(size);
    arf_init(sum);
    mpfr_init2(up, 53);

    mag_set(bound, error);
    mag_set_d(size, x);
    bounded_add_roundings(bound, 1, size);
    arf_set_mag(sum, bound);
    arf_get_mpfr(up, sum, MPFR_RNDU);
    double B = mpfr_get_d(up, MPFR_RNDU);

    mag_clear(bound);
    mag_clear(size);
    arf_clear(sum);
    mpfr_clear(up);
    return B;
}

/* Rounds an output. Returns NULL, or what is wrong; *decided stays as it is, or turns
 * false. */
static const char *round_output(struct expected *expected, const struct bounded *exact,
                                bool *decided)
{
    for (size_t i = 0; i < expected->value.n && *decided; i++) {
        if (!arb_is_finite(exact[i].value) || mag_is_inf(exact[i].error))
            return "a value or its bound is not finite";
        if (!is_decided(&expected->value.f64[i], exact[i].value)) {
            *decided = false;
            return NULL;
        }
        expected->bound[i] = bound_of(exact[i].error, expected->value.f64[i]);
        if (expected->value.f64[i] - expected->value.f64[i] != 0 ||
            expected->bound[i] - expected->bound[i] != 0)
            return "a value or its bound is too large for a double";
    }
    return NULL;
}

/* All outputs at one precision. Returns NULL, or what is wrong. */
static const char *evaluate(struct fixture_case *c, enum certify_loss loss,
                            long precision, bool *decided)
{
    struct bounded *out[CONTRACT_MAX_OUTPUTS] = {0};
    const char *wrong = NULL;
    for (size_t i = 0; i < c->n_expected; i++)
        if (!(out[i] = bounded_vector(c->expected[i].value.n)))
            wrong = OUT_OF_MEMORY;
    if (!wrong)
        wrong = function_takes_net(c->call.function)
                    ? certify_net(&c->call, loss, out, precision)
                    : certify_scalar(&c->call, out, precision);
    *decided = true;
    for (size_t i = 0; i < c->n_expected && !wrong; i++)
        wrong = round_output(&c->expected[i], out[i], decided);
    for (size_t i = 0; i < c->n_expected; i++)
        bounded_vector_free(out[i], c->expected[i].value.n);
    return wrong;
}

static void certify_outputs(struct certificate *certificate, const struct fixture_case *c)
{
    for (size_t i = 0; i < c->n_expected; i++) {
        const struct expected *e = &c->expected[i];
        double largest = 0, bound = 0;
        for (size_t j = 0; e->bound && j < e->value.n; j++) {
            double size = e->value.f64[j] < 0 ? -e->value.f64[j] : e->value.f64[j];
            largest = size > largest ? size : largest;
            bound = e->bound[j] > bound ? e->bound[j] : bound;
        }
        if (e->bound)
            certificate->n_elements += e->value.n;
        if (largest > 0 && bound / largest > certificate->largest_relative_bound)
            certificate->largest_relative_bound = bound / largest;
    }
}

int certify_case(struct fixture_case *c, enum certify_loss loss,
                 struct certificate *certificate)
{
    long precision = FIRST_PRECISION;
    bool decided = !has_bounds(c->call.function);
    const char *wrong = NULL;
    if (c->call.function == FUNCTION_RANDOM_INIT)
        return error("%s: bp_random_init has no expected value", case_name(c));
    wrong = allocate_expected(c);
    if (!wrong && decided)
        wrong = set_copies(c);
    while (!wrong && !decided) {
        wrong = evaluate(c, loss, precision, &decided);
        if (!wrong && !decided && (precision *= 2) > LAST_PRECISION)
            wrong = "the limit of precision is met";
    }
    if (wrong) {
        release_expected(c);
        return error("%s: %s", case_name(c), wrong);
    }
    if (certificate) {
        *certificate = (struct certificate){.precision_bits = precision};
        certify_outputs(certificate, c);
    }
    return 0;
}
