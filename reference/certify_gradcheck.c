#include "certify_gradcheck.h"

#include <math.h>

enum { ARRANGEMENT = 8 }; /* as in certify_scalar.c */

/* The terms of J that hold theta_i, at theta_i = t:
 *   c[3i] t^2 + c[3i+1] t^3 + c[3i+2] t theta_{i+1} + c[3(i-1)+2] theta_{i-1} t,
 * where theta_{i+1} is t itself when n = 1. */
static void polynomial_part(arb_t J, const double *c, const double *theta, size_t n,
                            size_t i, const arb_t t, long precision)
{
    size_t previous = (i + n - 1) % n;
    arb_t factor, power;
    arb_init(factor);
    arb_init(power);

    arb_mul(power, t, t, precision);
    arb_set_d(factor, c[3 * i]);
    arb_mul(J, factor, power, precision);
    if (n == 1) {
        arb_set_d(factor, c[2]);
        arb_addmul(J, factor, power, precision);
    }
    arb_mul(power, power, t, precision);
    arb_set_d(factor, c[3 * i + 1]);
    arb_addmul(J, factor, power, precision);
    if (n > 1) {
        arb_set_d(power, theta[(i + 1) % n]);
        arb_set_d(factor, c[3 * i + 2]);
        arb_mul(factor, factor, power, precision);
        arb_addmul(J, factor, t, precision);
        arb_set_d(power, theta[previous]);
        arb_set_d(factor, c[3 * previous + 2]);
        arb_mul(factor, factor, power, precision);
        arb_addmul(J, factor, t, precision);
    }

    arb_clear(factor);
    arb_clear(power);
}

/* (J(theta + epsilon e_i) - J(theta - epsilon e_i)) / (2 epsilon), in exact arithmetic */
static void difference_quotient(arb_t quotient, const struct call *call, size_t i,
                                long precision)
{
    const double *c = call->inputs[0].f64, *theta = call->inputs[1].f64;
    size_t n = call->inputs[1].n;
    arb_t t, epsilon, minus;
    arb_init(t);
    arb_init(epsilon);
    arb_init(minus);

    arb_set_d(epsilon, call->inputs[2].f64[0]);
    arb_set_d(t, theta[i]);
    arb_add(t, t, epsilon, precision);
    polynomial_part(quotient, c, theta, n, i, t, precision);
    arb_set_d(t, theta[i]);
    arb_sub(t, t, epsilon, precision);
    polynomial_part(minus, c, theta, n, i, t, precision);
    arb_sub(quotient, quotient, minus, precision);
    arb_div(quotient, quotient, epsilon, precision);
    arb_mul_2exp_si(quotient, quotient, -1);

    arb_clear(t);
    arb_clear(epsilon);
    arb_clear(minus);
}

/* A bound on the error of J in double, at theta or at theta +- epsilon e_i for any i.
 * Every component is taken as t_j = |theta_j| + epsilon in size, and as wrong by 4u t_j:
 * one rounding of theta_i +- epsilon, or three where += epsilon, -= 2 epsilon, += epsilon
 * restore it. The order in which J adds is the worker's own: three terms of three
 * products each, then n times one more. */
static const char *polynomial_error(mag_t e_J, const struct call *call, long precision)
{
    const double *c = call->inputs[0].f64, *theta = call->inputs[1].f64;
    size_t n = call->inputs[1].n;
    struct bounded *t = bounded_vector(n), *number = bounded_vector(2);
    struct bounded_sum *sum = bounded_sum_vector(1);
    const char *wrong = OUT_OF_MEMORY;
    if (!t || !number || !sum)
        goto out;

    struct bounded *coefficient = &number[0], *product = &number[1];
    for (size_t i = 0; i < n; i++) {
        bounded_set_double(coefficient, fabs(theta[i]));
        bounded_set_double(product, call->inputs[2].f64[0]);
        arb_add(t[i].value, coefficient->value, product->value, precision);
        bounded_round(&t[i], 4);
    }
    for (size_t i = 0; i < n; i++) {
        bounded_mul(product, &t[i], &t[i], precision);
        bounded_set_double(coefficient, c[3 * i]);
        bounded_sum_add_product(sum, coefficient, product, precision);
        bounded_mul(product, product, &t[i], precision);
        bounded_set_double(coefficient, c[3 * i + 1]);
        bounded_sum_add_product(sum, coefficient, product, precision);
        bounded_mul(product, &t[i], &t[(i + 1) % n], precision);
        bounded_set_double(coefficient, c[3 * i + 2]);
        bounded_sum_add_product(sum, coefficient, product, precision);
    }
    bounded_sum_get(product, sum, n + ARRANGEMENT, precision);
    mag_set(e_J, product->error);
    wrong = NULL;

out:
    bounded_vector_free(t, n);
    bounded_vector_free(number, 2);
    bounded_sum_vector_free(sum, 1);
    return wrong;
}

/* (e_J + e_J) / (2 epsilon), and the quotient's own roundings; those who divide by the
 * step that theta_i took in double, not by 2 epsilon, differ by
 * 4u (|theta_i| / epsilon + 1). */
const char *certify_numerical_gradient(const struct call *call, struct bounded *grad,
                                       long precision)
{
    double epsilon = call->inputs[2].f64[0];
    mag_t e_J, step, size;
    mag_init(e_J);
    mag_init(step);
    mag_init(size);

    const char *wrong = polynomial_error(e_J, call, precision);
    mag_set_d_lower(step, epsilon);
    mag_div(e_J, e_J, step);
    for (size_t i = 0; !wrong && i < call->inputs[1].n; i++) {
        struct bounded *quotient = &grad[i];
        difference_quotient(quotient->value, call, i, precision);
        mag_set(quotient->error, e_J);
        bounded_round(quotient, ARRANGEMENT);
        mag_set_d(size, call->inputs[1].f64[i]);
        mag_div(size, size, step);
        arb_get_mag(step, quotient->value);
        mag_mul(size, size, step);
        bounded_add_roundings(quotient->error, 4, size);
        mag_set_d_lower(step, epsilon);
    }

    mag_clear(e_J);
    mag_clear(step);
    mag_clear(size);
    return wrong;
}

/* norm := sqrt(sum (a_i - b_i)^2), b of zeros where it is NULL */
static void norm2(arb_t norm, const double *a, const double *b, size_t n, long precision)
{
    arb_t difference, other;
    arb_init(difference);
    arb_init(other);
    arb_zero(norm);
    for (size_t i = 0; i < n; i++) {
        arb_set_d(difference, a[i]);
        arb_set_d(other, b ? b[i] : 0);
        arb_sub(difference, difference, other, precision);
        arb_addmul(norm, difference, difference, precision);
    }
    arb_sqrt(norm, norm, precision);
    arb_clear(difference);
    arb_clear(other);
}

/* Sums of squares have no cancellation, and entries within 1e-100..1e100 no underflow:
 * the error is relative. A scaled norm may be rescaled at each entry, 5 roundings each,
 * halved by the root; there are two norms in a row. */
void certify_relative_difference(const struct call *call, struct bounded *d,
                                 long precision)
{
    const double *a = call->inputs[0].f64, *b = call->inputs[1].f64;
    size_t n = call->inputs[0].n;
    arb_t norm_a, norm_b;
    arb_init(norm_a);
    arb_init(norm_b);

    norm2(norm_a, a, NULL, n, precision);
    norm2(norm_b, b, NULL, n, precision);
    arb_add(norm_a, norm_a, norm_b, precision);
    if (arb_is_zero(norm_a)) {
        arb_zero(d->value);
    } else {
        norm2(d->value, a, b, n, precision);
        arb_div(d->value, d->value, norm_a, precision);
    }
    mag_zero(d->error);
    bounded_round(d, 6 * n + 2 * ARRANGEMENT);

    arb_clear(norm_a);
    arb_clear(norm_b);
}
