#include "certify_output.h"

/* The index of the largest z by midpoint. Any index would be right; a good one keeps
 * e^{z_j - z_max} small. */
static size_t largest(const struct bounded *z, size_t K)
{
    size_t max = 0;
    for (size_t k = 1; k < K; k++)
        if (arf_cmp(arb_midref(z[k].value), arb_midref(z[max].value)) > 0)
            max = k;
    return max;
}

/* error := max_j e_j + 4u max_j |z_j| + (K + 8) u: what each exponent and its power may
 * be off by, relatively: (z_j - c) for any sensible c, exp, and half of the sum's
 * roundings. */
static void exponent_error(mag_t error, const struct bounded *z, size_t K)
{
    mag_t size, max_size, u;
    mag_init(size);
    mag_init(max_size);
    mag_init(u);

    mag_zero(error);
    for (size_t k = 0; k < K; k++) {
        bounded_size(size, &z[k]);
        mag_max(max_size, max_size, size);
        mag_max(error, error, z[k].error);
    }
    mag_set_ui_2exp_si(u, 4, -53);
    mag_addmul(error, u, max_size);
    mag_set_ui_2exp_si(u, K + 8, -53);
    mag_add(error, error, u);

    mag_clear(size);
    mag_clear(max_size);
    mag_clear(u);
}

/* relative := e^{2 e'} - 1, the relative error of h_k */
static void softmax_relative_error(mag_t relative, const struct bounded *z, size_t K)
{
    exponent_error(relative, z, K);
    mag_mul_2exp_si(relative, relative, 1);
    mag_expm1(relative, relative);
}

/* h_k := power_k / (power_k + others), rest_k := others / (power_k + others) */
static void set_share(struct bounded *h, struct bounded *rest, const arb_t power,
                      const arb_t others, const mag_t relative, long precision)
{
    arb_t total;
    mag_t size, u;
    arb_init(total);
    mag_init(size);
    mag_init(u);

    arb_add(total, power, others, precision);
    arb_div(h->value, power, total, precision);
    arb_div(rest->value, others, total, precision);

    /* and u absolutely, where e^{z_k} is about to underflow */
    arb_get_mag(size, h->value);
    mag_set_ui_2exp_si(u, 1, -53);
    mag_mul(h->error, size, relative);
    mag_add(h->error, h->error, u);
    mag_add(rest->error, h->error, u);

    arb_clear(total);
    mag_clear(size);
    mag_clear(u);
}

/* power_j := e^{z_j - z_max} */
static void powers(arb_ptr power, const struct bounded *z, size_t K, size_t max,
                   long precision)
{
    for (size_t j = 0; j < K; j++) {
        arb_sub(power + j, z[j].value, z[max].value, precision);
        arb_exp(power + j, power + j, precision);
    }
}

void softmax_outputs(struct bounded *h, struct bounded *rest, const struct bounded *z,
                     size_t K, long precision)
{
    arb_ptr power = _arb_vec_init((slong)K), after = _arb_vec_init((slong)K + 1);
    arb_t before, others;
    mag_t relative;
    arb_init(before);
    arb_init(others);
    mag_init(relative);

    softmax_relative_error(relative, z, K);
    powers(power, z, K, largest(z, K), precision);
    for (size_t k = K; k-- > 0;)
        arb_add(after + k, after + k + 1, power + k, precision);
    for (size_t k = 0; k < K; k++) {
        arb_add(others, before, after + k + 1, precision);
        set_share(&h[k], &rest[k], power + k, others, relative, precision);
        arb_add(before, before, power + k, precision);
    }

    _arb_vec_clear(power, (slong)K);
    _arb_vec_clear(after, (slong)K + 1);
    arb_clear(before);
    arb_clear(others);
    mag_clear(relative);
}

/* A term whose loss is known: adds it to the sum with the larger of two errors, that of
 * code which starts from z and that of code which takes a logarithm of h. `scale` is the
 * size of what the former adds and subtracts beside the loss itself: |z|, or |log sum
 * exp| + |z|. */
static void add_term(struct bounded_sum *loss, const arb_t value,
                     const mag_t error_from_z, const mag_t error_from_h,
                     const mag_t scale, long precision)
{
    mag_t error, size;
    mag_init(error);
    mag_init(size);

    mag_max(error, error_from_z, error_from_h);
    arb_get_mag(size, value);
    mag_add(size, size, scale);
    mag_add(size, size, error);
    mag_add(loss->error, loss->error, error);
    mag_add(loss->size, loss->size, size);
    arb_add(loss->value, loss->value, value, precision);

    mag_clear(error);
    mag_clear(size);
}

/* error := e_h / (h - e_h) + 4u (|log h| + that): log of a rounded h, right to 2 ulp */
static void log_error(mag_t error, const arb_t minus_log, const struct bounded *h)
{
    mag_t low, size, u;
    mag_init(low);
    mag_init(size);
    mag_init(u);

    arb_get_mag_lower(low, h->value);
    mag_sub_lower(low, low, h->error);
    mag_div(error, h->error, low);
    if (mag_is_zero(low))
        mag_inf(error);
    arb_get_mag(size, minus_log);
    mag_add(size, size, error);
    mag_set_ui_2exp_si(u, 4, -53);
    mag_addmul(error, u, size);

    mag_clear(low);
    mag_clear(size);
    mag_clear(u);
}

/* h is so far above its error that every admitted double in its place is > 0 */
static bool is_clearly_positive(const struct bounded *h)
{
    mag_t low, error;
    mag_init(low);
    mag_init(error);
    arb_get_mag_lower(low, h->value);
    mag_mul_2exp_si(error, h->error, 4);
    bool positive = mag_cmp(low, error) > 0;
    mag_clear(low);
    mag_clear(error);
    return positive;
}

/* error := e_z + 12u (size + |loss|), for max(z,0) - z y + log1p(e^-|z|) and
 * log1p(e^z) - z y alike; the derivative of the loss by z is at most 1 in size */
static void softplus_error(mag_t error, const arb_t loss, const struct bounded *z,
                           const mag_t size)
{
    mag_t both, u;
    mag_init(both);
    mag_init(u);
    arb_get_mag(both, loss);
    mag_add(both, both, size);
    mag_set_ui_2exp_si(u, 12, -53);
    mag_set(error, z->error);
    mag_addmul(error, u, both);
    mag_clear(both);
    mag_clear(u);
}

/* - log h = log(1 + e^-z) where the target is 1, else - log(1 - h) = log(1 + e^z) */
static void add_one_vs_all_term(struct bounded_sum *loss, enum certify_loss kind,
                                const struct bounded *z, const struct bounded *h,
                                const struct bounded *rest, bool target, long precision)
{
    arb_t value;
    mag_t from_z, from_h, size;
    arb_init(value);
    mag_init(from_z);
    mag_init(from_h);
    mag_init(size);

    if (target)
        arb_neg(value, z->value);
    else
        arb_set(value, z->value);
    arb_exp(value, value, precision);
    arb_log1p(value, value, precision);
    bounded_size(size, z);
    softplus_error(from_z, value, z, size);
    if (kind == CERTIFY_PLAIN)
        log_error(from_h, value, target ? h : rest);
    add_term(loss, value, from_z, from_h, size, precision);

    arb_clear(value);
    mag_clear(from_z);
    mag_clear(from_h);
    mag_clear(size);
}

/* value := log sum_j e^{z_j - z_label} = (z_max - z_label) + log(1 + sum over j != max);
 * scale := |log sum_j e^{z_j}| + |z_label| <= 2 max|z| + log K */
static void softmax_loss(arb_t value, mag_t scale, const struct bounded *z, size_t K,
                         size_t label, long precision)
{
    arb_ptr power = _arb_vec_init((slong)K);
    arb_t sum;
    mag_t size;
    arb_init(sum);
    mag_init(size);

    size_t max = largest(z, K);
    powers(power, z, K, max, precision);
    for (size_t j = 0; j < K; j++)
        if (j != max)
            arb_add(sum, sum, power + j, precision);
    arb_log1p(value, sum, precision);
    if (label != max) {
        arb_sub(sum, z[max].value, z[label].value, precision);
        arb_add(value, value, sum, precision);
    }

    mag_zero(scale);
    for (size_t j = 0; j < K; j++) {
        bounded_size(size, &z[j]);
        mag_max(scale, scale, size);
    }
    mag_mul_2exp_si(scale, scale, 1);
    mag_set_ui(size, K);
    mag_log(size, size);
    mag_add(scale, scale, size);

    _arb_vec_clear(power, (slong)K);
    arb_clear(sum);
    mag_clear(size);
}

/* From z: 2 e' + 4u scale. From h, whose relative error is r: r / (1 - r) + 4u (loss + it). */
static void add_softmax_term(struct bounded_sum *loss, enum certify_loss kind,
                             const struct bounded *z, size_t K, size_t label,
                             long precision)
{
    struct bounded one;
    arb_t value;
    mag_t from_z, from_h, scale, u;
    bounded_init(&one);
    arb_init(value);
    mag_init(from_z);
    mag_init(from_h);
    mag_init(scale);
    mag_init(u);

    softmax_loss(value, scale, z, K, label, precision);
    exponent_error(from_z, z, K);
    mag_mul_2exp_si(from_z, from_z, 1);
    mag_set_ui_2exp_si(u, 4, -53);
    mag_addmul(from_z, u, scale);
    if (kind == CERTIFY_PLAIN) {
        arb_one(one.value); /* log of h / (exact h) = 1 +- r */
        softmax_relative_error(one.error, z, K);
        log_error(from_h, value, &one);
    }
    add_term(loss, value, from_z, from_h, scale, precision);

    bounded_clear(&one);
    arb_clear(value);
    mag_clear(from_z);
    mag_clear(from_h);
    mag_clear(scale);
    mag_clear(u);
}

/* Without a shift no e^{z_j} and no quotient of two may overflow or vanish. */
static bool is_plain_softmax(const struct bounded *z, size_t K)
{
    mag_t size, limit;
    mag_init(size);
    mag_init(limit);
    mag_set_ui(limit, 300);
    bool plain = true;
    for (size_t k = 0; k < K; k++) {
        bounded_size(size, &z[k]);
        plain = plain && mag_cmp(size, limit) < 0;
    }
    mag_clear(size);
    mag_clear(limit);
    return plain;
}

const char *add_loss(struct bounded_sum *loss, enum bp_output output,
                     enum certify_loss kind, size_t K, const struct bounded *z,
                     const struct bounded *h, const struct bounded *rest, size_t label,
                     long precision)
{
    bool plain = kind != CERTIFY_PLAIN || output != BP_SOFTMAX || is_plain_softmax(z, K);
    if (output == BP_SOFTMAX)
        add_softmax_term(loss, kind, z, K, label, precision);
    for (size_t k = 0; k < K && output == BP_ONE_VS_ALL; k++) {
        /* 0 * log(0) would not be a number, so both logarithms must exist. */
        plain = plain && (kind != CERTIFY_PLAIN ||
                          (is_clearly_positive(&h[k]) && is_clearly_positive(&rest[k])));
        add_one_vs_all_term(loss, kind, &z[k], &h[k], &rest[k], k == label, precision);
    }
    return plain ? NULL : "the outputs are too saturated for a loss from log(h)";
}
