#include "trial.h"

#include <math.h>
#include <string.h>

/* xorshift64*: S. Vigna, "An experimental exploration of Marsaglia's xorshift generators,
 * scrambled", ACM TOMS 42 (2016). */
static uint64_t random_next(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 2685821657736338717u;
}

size_t random_below(uint64_t *state, size_t n)
{
    return (size_t)(random_next(state) >> 33) % n;
}

double random_within(uint64_t *state, double size)
{
    return size * (ldexp((double)(random_next(state) >> 11), -52) - 1);
}

static double draw(enum trial_kind kind, uint64_t *state, double size)
{
    if (kind == TRIAL_WHOLE)
        return (double)random_below(state, 5) - 2;
    if (kind != TRIAL_EXTREME)
        return random_within(state, size);
    if (random_below(state, 8) == 0)
        return 0;
    double power = pow(10, random_within(state, 100));
    return random_below(state, 2) ? power : -power;
}

static void draw_shape(struct trial *t, uint64_t *state)
{
    size_t most = t->kind == TRIAL_SATURATED ? 2 : TRIAL_LAYERS;
    t->net =
        (struct bp_net){.n_layers = 1 + random_below(state, most),
                        .units = t->units,
                        .output = random_below(state, 2) ? BP_SOFTMAX : BP_ONE_VS_ALL,
                        .regularize_bias = (int)random_below(state, 2)};
    size_t K = random_below(state, 4) ? 1 + random_below(state, TRIAL_UNITS) : 1;
    for (size_t l = 0; l <= t->net.n_layers; l++)
        t->units[l] = 1 + random_below(state, random_below(state, 4) ? TRIAL_UNITS : 2);
    t->units[t->net.n_layers] = K;
    t->data = (struct bp_data){1 + random_below(state, TRIAL_SAMPLES), t->X, t->y};
    for (size_t i = 0; i < TRIAL_SAMPLES; i++)
        t->y[i] = (int)random_below(state, K);
}

/* The sum of the absolute terms of each z is at most 1e3. */
static void saturate(struct trial *t, uint64_t *state)
{
    double *theta = t->theta;
    for (size_t l = 1; l <= t->net.n_layers; l++) {
        double columns = (double)t->units[l - 1] + 1;
        for (size_t i = 0; i < t->units[l] * (t->units[l - 1] + 1); i++)
            *theta++ *= 1e3 / columns;
    }
    if (random_below(state, 3) > 0)
        return;
    for (size_t i = 0; i < TRIAL_X; i++) /* all in one direction: z is at its largest */
        t->X[i] = t->X[i] < 0 ? -1 : 1;
    for (size_t i = 0; i < TRIAL_THETA; i++)
        t->theta[i] = fabs(t->theta[i]);
}

/* Makes two rows of Theta^(L) equal: their classes are tied. */
static void tie_classes(struct trial *t, uint64_t *state)
{
    size_t L = t->net.n_layers, columns = t->units[L - 1] + 1, first = 0;
    for (size_t l = 1; l < L; l++)
        first += t->units[l] * (t->units[l - 1] + 1);
    size_t from = random_below(state, t->units[L]), to = random_below(state, t->units[L]);
    memmove(t->theta + first + to * columns, t->theta + first + from * columns,
            columns * sizeof *t->theta);
}

static void draw_numbers(struct trial *t, uint64_t *state)
{
    static const double sizes[] = {0.3, 1, 2};
    double size = t->kind == TRIAL_SATURATED ? 1 : sizes[random_below(state, 3)];
    for (size_t i = 0; i < TRIAL_THETA; i++)
        t->theta[i] = draw(t->kind, state, size);
    for (size_t i = 0; i < TRIAL_X; i++)
        t->X[i] = draw(t->kind, state, t->kind == TRIAL_SATURATED ? 1 : 2);
    if (t->kind == TRIAL_SATURATED)
        saturate(t, state);
    if (t->kind == TRIAL_WHOLE && random_below(state, 2))
        tie_classes(t, state);
    double theta = 0, X = 0;
    for (size_t i = 0; i < TRIAL_THETA; i++)
        theta = fmax(theta, fabs(t->theta[i]));
    for (size_t i = 0; i < TRIAL_X; i++)
        X = fmax(X, fabs(t->X[i]));
    t->size = (1 + theta) * (1 + X);
}

void trial_draw(struct trial *trial, enum trial_kind kind, uint64_t *state)
{
    memset(trial, 0, sizeof *trial);
    trial->kind = kind;
    draw_shape(trial, state);
    draw_numbers(trial, state);
    trial->lambda = random_below(state, 2) ? fabs(random_within(state, 3)) : 0;
    trial->alpha = 0.1 * (double)(1 + random_below(state, 5));
    trial->iterations = random_below(state, 6);
    trial->n = 1 + random_below(state, TRIAL_VECTOR);
    trial->epsilon = pow(10, -1 - (double)random_below(state, 4));
    trial->z = draw(kind == TRIAL_WHOLE ? kind : TRIAL_PLAIN, state,
                    kind == TRIAL_SATURATED ? 1e3 : 30);
    trial->seed = random_next(state);
    do
        for (size_t i = 0; i < 4; i++)
            trial->point[i] = draw(kind == TRIAL_WHOLE ? kind : TRIAL_PLAIN, state, 6);
    while (fabs(trial->point[0] + trial->point[1]) < 0.5);
}
