/* bp: pointers walk, loops count down. u points at units, t at theta. */
#include "backprop.h"
#include <math.h>
#include <stdlib.h>

#define N *u * (u[-1] + 1) /* weights of the layer at u */

typedef double D;

D bp_sigmoid(D z) { return 1 / (1 + exp(-z)); }
D bp_sigmoid_gradient(D z) { return z = exp(-fabs(z)), z / (1 + z) / (1 + z); }

void bp_add_backward(D x, D y, D f, D *p, D *q) { (void)x, (void)y, *q = *p = f; }
void bp_mul_backward(D x, D y, D f, D *p, D *q) { *p = f * y, *q = f * x; }
void bp_max_backward(D x, D y, D f, D *p, D *q) { *p = *q = 0, *(x < y ? q : p) = f; }

static D dot(size_t n, const D *w, const D *x)
{
    D s = 0;
    while (n--)
        s += *w++ * *x++;
    return s;
}

D bp_neuron_forward(size_t n, const D *w, const D *x)
{
    return bp_sigmoid(dot(n, w, x) + w[n]);
}

void bp_neuron_backward(size_t n, const D *w, const D *x, D *dw, D *dx)
{
    D g = bp_sigmoid_gradient(dot(n, w, x) + w[n]);
    while (n--)
        *dw++ = g * *x++, *dx++ = g * *w++;
    *dw = g;
}

D bp_graph_forward(D x, D y)
{
    return (x + bp_sigmoid(y)) / (bp_sigmoid(x) + (x + y) * (x + y));
}

void bp_graph_backward(D x, D y, D *dx, D *dy)
{
    D r = 1 / (bp_sigmoid(x) + (x + y) * (x + y)), f = (x + bp_sigmoid(y)) * r;
    *dx = r - f * r * (bp_sigmoid_gradient(x) + 2 * (x + y));
    *dy = r * bp_sigmoid_gradient(y) - f * r * 2 * (x + y);
}

D bp_chain_cost(D x, D y, D s, D t)
{
    return y -= bp_sigmoid(t * bp_sigmoid(s * x)), y * y / 2;
}

void bp_chain_gradient(D x, D y, D s, D t, D g[2])
{
    D a = bp_sigmoid(s * x), d = (bp_sigmoid(t * a) - y) * bp_sigmoid_gradient(t * a);
    *g++ = d * t * bp_sigmoid_gradient(s * x) * x, *g = d * a;
}

size_t bp_n_parameters(const struct bp_net *net)
{
    const size_t *u = net->units, *e = u + net->n_layers;
    size_t n = 0;
    while (u++ < e)
        n += N;
    return n;
}

void bp_unroll(const struct bp_net *net, const D *const T[], D *t)
{
    const size_t *u = net->units, *e = u + net->n_layers;
    while (u++ < e) {
        size_t n = N;
        for (const D *p = *T++; n--;)
            *t++ = *p++;
    }
}

void bp_roll(const struct bp_net *net, const D *t, D *const T[])
{
    const size_t *u = net->units, *e = u + net->n_layers;
    while (u++ < e) {
        size_t n = N;
        for (D *p = *T++; n--;)
            *p++ = *t++;
    }
}

/* room for n numbers and the units of k nets */
static D *room(const struct bp_net *net, size_t n, size_t k)
{
    size_t s = 0;
    for (const size_t *u = net->units, *e = u + net->n_layers; u++ < e;)
        s += *u;
    D *p = malloc((n + k * s + 1) * sizeof *p);
    if (!p)
        abort();
    return p;
}

/* z of layer L and a below it; returns the end */
static D *up(const struct bp_net *net, const D *t, const D *x, D *a)
{
    const size_t *u = net->units, *e = u + net->n_layers;
    while (u++ < e) {
        D *b = a;
        for (size_t i = *u; i--; t += u[-1] + 1, a++)
            *a = *t + dot(u[-1], t + 1, x), *a = u < e ? bp_sigmoid(*a) : *a;
        x = b;
    }
    return a;
}

/* K z's that end at e become h; returns the loss where y is the label */
static D out(const struct bp_net *net, D *e, size_t y)
{
    size_t K = net->units[net->n_layers], k = K;
    D *z = e - K, *p = z, *b = z, s = 0, J = 0;
    if (net->output == BP_ONE_VS_ALL) {
        for (; k--; *p = bp_sigmoid(*p), p++)
            s = (size_t)(p - z) == y ? -*p : *p,
            J += (s > 0 ? s : 0) + log1p(exp(-fabs(s)));
        return J;
    }
    while (++p < e)
        b = *p > *b ? p : b;
    D max = *b, at = z[y];
    for (p = z; p < e; *p = exp(*p - max), p++)
        s += p == b ? 0 : exp(*p - max);
    for (p = z; p < e;)
        *p++ /= 1 + s;
    return max - at + log1p(s);
}

/* e, t and d are the ends of a, theta and delta */
static void down(const struct bp_net *net, const D *t, const D *e, size_t y, D *d)
{
    const size_t *u = net->units + net->n_layers;
    size_t k = *u;
    while (k--)
        *--d = *--e - (k == y);
    for (; u > net->units + 1; u--) {
        D *p = d;
        t -= N;
        for (size_t j = u[-1]; j; j--) {
            const D *w = t + j, *q = p;
            D s = 0;
            for (size_t i = *u; i--; w += u[-1] + 1)
                s += *w * *q++;
            --e, *--d = s * *e * (1 - *e);
        }
    }
}

void bp_forward(const struct bp_net *net, const D *t, size_t m, const D *x, D *H)
{
    D *a = room(net, 0, 1), *e, *h;
    for (; m--; x += *net->units)
        for (out(net, e = up(net, t, x, a), 0), h = e - net->units[net->n_layers]; h < e;)
            *H++ = *h++;
    free(a);
}

/* squares; adds f t to g, if there is a g, and then divides it by m */
static D decay(const struct bp_net *net, const D *t, D f, D m, D *g)
{
    D s = 0;
    for (const size_t *u = net->units, *e = u + net->n_layers; u++ < e;)
        for (size_t i = *u; i--;)
            for (size_t j = 0; j <= u[-1]; j++, t++) {
                D w = j || net->regularize_bias ? *t : 0;
                s += w * w;
                if (g)
                    *g = (*g + f * w) / m, g++;
            }
    return s;
}

D bp_cost(const struct bp_net *net, const D *t, const struct bp_data *data, D lambda)
{
    D *a = room(net, 0, 1), J = decay(net, t, 0, 1, 0) * lambda / 2;
    const D *x = data->X;
    const int *y = data->y;
    for (size_t m = data->m; m--; x += *net->units)
        J += out(net, up(net, t, x, a), (size_t)*y++);
    free(a);
    return J / (D)data->m;
}

void bp_backprop_sample(const struct bp_net *net, const D *t, const D *x, int y, D *a,
                        D *d)
{
    D *e = up(net, t, x, a);
    out(net, e, (size_t)y);
    down(net, t + bp_n_parameters(net), e, (size_t)y, d + (e - a));
}

D bp_cost_gradient(const struct bp_net *net, const D *t, const struct bp_data *data,
                   D lambda, D *g)
{
    size_t n = bp_n_parameters(net), m = data->m;
    D *a = room(net, 0, 2), J = 0, M = (D)m;
    const D *x = data->X;
    const int *y = data->y;
    for (D *p = g + n; p > g;)
        *--p = 0;
    for (; m--; x += *net->units, y++) {
        const size_t *u = net->units, *top = u + net->n_layers;
        D *e = up(net, t, x, a), *d = e, *p = g;
        J += out(net, e, (size_t)*y);
        down(net, t + n, e, (size_t)*y, d + (e - a));
        for (const D *b = x, *c = a; u++ < top; b = c, c += *u)
            for (size_t i = *u; i--; d++) {
                const D *q = b;
                *p++ += *d;
                for (size_t j = u[-1]; j--;)
                    *p++ += *d * *q++;
            }
    }
    free(a);
    return J / M + decay(net, t, lambda, M, g) * lambda / (2 * M);
}

void bp_numerical_gradient(bp_function J, void *c, size_t n, const D *t, D eps, D *g)
{
    D *q = malloc((n + 1) * sizeof *q), *p = q;
    if (!q)
        abort();
    for (size_t i = n; i--;)
        *p++ = *t++;
    for (t -= n, p = q; p < q + n; *p++ = *t++)
        *p = *t + eps, *g = J(n, q, c), *p = *t - eps, *g -= J(n, q, c), *g++ /= 2 * eps;
    free(q);
}

D bp_relative_difference(size_t n, const D *a, const D *b)
{
    D p = dot(n, a, a), q = dot(n, b, b), r = 0;
    for (; n--; a++, b++)
        r += (*a - *b) * (*a - *b);
    return r > 0 ? sqrt(r) / (sqrt(p) + sqrt(q)) : 0;
}

void bp_random_init(const struct bp_net *net, uint64_t s, D *t)
{
    for (size_t n = bp_n_parameters(net); n--;) {
        uint64_t z = s += 0x9E3779B97F4A7C15u; /* splitmix64 */
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u, z = (z ^ z >> 27) * 0x94D049BB133111EBu;
        *t++ = ldexp((D)((z ^ z >> 31) >> 11), -54) - .25;
    }
}

D bp_gradient_descent(const struct bp_net *net, D *t, const struct bp_data *data,
                      D lambda, D alpha, size_t k, D *history)
{
    D *g = room(net, bp_n_parameters(net), 0), *e = g + bp_n_parameters(net), *p;
    while (k--)
        for (*history++ = bp_cost_gradient(net, t, data, lambda, p = g); p < e;)
            t[p - g] -= alpha * *p, p++;
    free(g);
    return bp_cost(net, t, data, lambda);
}

void bp_predict(const struct bp_net *net, const D *t, size_t m, const D *x, int *y)
{
    size_t K = net->units[net->n_layers];
    D *a = room(net, 0, 1);
    for (; m--; x += *net->units) {
        D *e = up(net, t, x, a), *z = e - K, *b = z;
        for (D *p = z; ++p < e;)
            b = *p > *b ? p : b;
        *y++ = (int)(b - z);
    }
    free(a);
}
