#include "bounded.h"

#include <stdlib.h>

void bounded_init(struct bounded *b)
{
    arb_init(b->value);
    mag_init(b->error);
}

void bounded_clear(struct bounded *b)
{
    arb_clear(b->value);
    mag_clear(b->error);
}

struct bounded *bounded_vector(size_t n)
{
    struct bounded *v = calloc(n ? n : 1, sizeof *v);
    for (size_t i = 0; v && i < n; i++)
        bounded_init(&v[i]);
    return v;
}

void bounded_vector_free(struct bounded *v, size_t n)
{
    for (size_t i = 0; v && i < n; i++)
        bounded_clear(&v[i]);
    free(v);
}

struct bounded_sum *bounded_sum_vector(size_t n)
{
    struct bounded_sum *v = calloc(n ? n : 1, sizeof *v);
    for (size_t i = 0; v && i < n; i++) {
        arb_init(v[i].value);
        mag_init(v[i].error);
        mag_init(v[i].size);
    }
    return v;
}

void bounded_sum_vector_free(struct bounded_sum *v, size_t n)
{
    for (size_t i = 0; v && i < n; i++) {
        arb_clear(v[i].value);
        mag_clear(v[i].error);
        mag_clear(v[i].size);
    }
    free(v);
}

void bounded_set_double(struct bounded *b, double x)
{
    arb_set_d(b->value, x);
    mag_zero(b->error);
}

void bounded_set(struct bounded *to, const struct bounded *from)
{
    arb_set(to->value, from->value);
    mag_set(to->error, from->error);
}

void bounded_size(mag_t size, const struct bounded *b)
{
    arb_get_mag(size, b->value);
    mag_add(size, size, b->error);
}

void bounded_add_roundings(mag_t error, size_t k, const mag_t size)
{
    mag_t ku, one, gamma;
    mag_init(ku);
    mag_init(one);
    mag_init(gamma);

    mag_set_ui_2exp_si(ku, k, -53);
    mag_one(one);
    mag_sub_lower(one, one, ku);
    mag_div(gamma, ku, one);
    mag_addmul(error, gamma, size);
    mag_set_ui_2exp_si(ku, k, -1074);
    mag_add(error, error, ku);

    mag_clear(ku);
    mag_clear(one);
    mag_clear(gamma);
}

void bounded_round(struct bounded *b, size_t k)
{
    mag_t size;
    mag_init(size);
    bounded_size(size, b);
    bounded_add_roundings(b->error, k, size);
    mag_clear(size);
}

/* r := value +- the errors of a and b, rounded once. */
static void finish_sum(struct bounded *r, const struct bounded *a,
                       const struct bounded *b)
{
    mag_t error, size, other;
    mag_init(error);
    mag_init(size);
    mag_init(other);

    mag_add(error, a->error, b->error);
    bounded_size(size, a);
    bounded_size(other, b);
    mag_add(size, size, other);
    bounded_add_roundings(error, 1, size);
    mag_swap(r->error, error);

    mag_clear(error);
    mag_clear(size);
    mag_clear(other);
}

void bounded_add(struct bounded *r, const struct bounded *a, const struct bounded *b,
                 long precision)
{
    arb_t value;
    arb_init(value);
    arb_add(value, a->value, b->value, precision);
    finish_sum(r, a, b);
    arb_swap(r->value, value);
    arb_clear(value);
}

void bounded_sub(struct bounded *r, const struct bounded *a, const struct bounded *b,
                 long precision)
{
    arb_t value;
    arb_init(value);
    arb_sub(value, a->value, b->value, precision);
    finish_sum(r, a, b);
    arb_swap(r->value, value);
    arb_clear(value);
}

/* error += |a| e_b + |b| e_a + e_a e_b,  size += (|a| + e_a) (|b| + e_b) */
static void add_product_terms(mag_t error, mag_t size, const struct bounded *a,
                              const struct bounded *b)
{
    mag_t size_a, size_b;
    mag_init(size_a);
    mag_init(size_b);

    arb_get_mag(size_a, a->value);
    bounded_size(size_b, b);
    mag_addmul(error, size_a, b->error);
    mag_addmul(error, size_b, a->error);
    mag_add(size_a, size_a, a->error);
    mag_addmul(size, size_a, size_b);

    mag_clear(size_a);
    mag_clear(size_b);
}

void bounded_mul(struct bounded *r, const struct bounded *a, const struct bounded *b,
                 long precision)
{
    mag_t error, size;
    mag_init(error);
    mag_init(size);

    add_product_terms(error, size, a, b);
    bounded_add_roundings(error, 1, size);
    arb_mul(r->value, a->value, b->value, precision);
    mag_swap(r->error, error);

    mag_clear(error);
    mag_clear(size);
}

/* |a'/b' - a/b| = |(a' - a) - (a/b) (b' - b)| / |b'|
 *               <= (e_a + |a/b| e_b) / (|b| - e_b) */
void bounded_div(struct bounded *r, const struct bounded *a, const struct bounded *b,
                 long precision)
{
    arb_t value;
    mag_t error, divisor, size;
    arb_init(value);
    mag_init(error);
    mag_init(divisor);
    mag_init(size);

    arb_div(value, a->value, b->value, precision);
    arb_get_mag(size, value);
    mag_set(error, a->error);
    mag_addmul(error, size, b->error);
    arb_get_mag_lower(divisor, b->value);
    mag_sub_lower(divisor, divisor, b->error);
    mag_div(error, error, divisor);
    if (mag_is_zero(divisor))
        mag_inf(error);
    mag_add(size, size, error);
    bounded_add_roundings(error, 1, size);
    arb_swap(r->value, value);
    mag_swap(r->error, error);

    arb_clear(value);
    mag_clear(error);
    mag_clear(divisor);
    mag_clear(size);
}

void bounded_sum_zero(struct bounded_sum *sum)
{
    arb_zero(sum->value);
    mag_zero(sum->error);
    mag_zero(sum->size);
}

void bounded_sum_add(struct bounded_sum *sum, const struct bounded *term, long precision)
{
    mag_t size;
    mag_init(size);
    arb_add(sum->value, sum->value, term->value, precision);
    bounded_size(size, term);
    mag_add(sum->error, sum->error, term->error);
    mag_add(sum->size, sum->size, size);
    mag_clear(size);
}

void bounded_sum_add_product(struct bounded_sum *sum, const struct bounded *a,
                             const struct bounded *b, long precision)
{
    add_product_terms(sum->error, sum->size, a, b);
    arb_addmul(sum->value, a->value, b->value, precision);
}

void bounded_sum_get(struct bounded *r, const struct bounded_sum *sum, size_t k,
                     long precision)
{
    arb_set_round(r->value, sum->value, precision);
    mag_set(r->error, sum->error);
    bounded_add_roundings(r->error, k, sum->size);
}

/* error := e_z slope e^{e_z} + k u, the slope g'(z) without an error of its own */
static void set_sigmoid_error(mag_t error, const arb_t slope, const mag_t e_z, ulong k)
{
    mag_t sup, growth;
    mag_init(sup);
    mag_init(growth);

    arb_get_mag(sup, slope);
    mag_exp(growth, e_z);
    mag_mul(sup, sup, growth);
    mag_set_ui_2exp_si(error, k, -53);
    mag_addmul(error, sup, e_z);

    mag_clear(sup);
    mag_clear(growth);
}

void bounded_sigmoid(struct bounded *h, struct bounded *rest, struct bounded *slope,
                     const struct bounded *z, long precision)
{
    arb_t power, other, product;
    arb_init(power);
    arb_init(other);
    arb_init(product);

    /* With e = e^-z: g = 1 / (1 + e), 1 - g = e / (1 + e), both without cancellation. */
    arb_neg(power, z->value);
    arb_exp(power, power, precision);
    arb_add_ui(h->value, power, 1, precision);
    arb_inv(h->value, h->value, precision);
    arb_mul(other, power, h->value, precision);
    arb_mul(product, other, h->value, precision);

    set_sigmoid_error(h->error, product, z->error, 4);
    if (rest) {
        arb_set(rest->value, other);
        set_sigmoid_error(rest->error, product, z->error, 5);
    }
    if (slope) {
        arb_set(slope->value, product);
        set_sigmoid_error(slope->error, product, z->error, 6);
    }

    arb_clear(power);
    arb_clear(other);
    arb_clear(product);
}
