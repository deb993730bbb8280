#include "random.h"

uint64_t splitmix64(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

void random_seed(struct random *r, uint64_t seed)
{
    for (int i = 0; i < 4; i++)
        r->state[i] = splitmix64(&seed);
}

static uint64_t rotate_left(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

uint64_t random_next(struct random *r)
{
    uint64_t *s = r->state;
    uint64_t result = rotate_left(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate_left(s[3], 45);
    return result;
}

uint64_t random_below(struct random *r, uint64_t n)
{
    return random_next(r) % n;
}

double random_signed(struct random *r, double size)
{
    uint64_t bits = random_next(r);
    double x = (double)(bits >> 11) * 0x1p-53 * size; /* the first product is exact */
    return bits & 1 ? -x : x;
}

double random_short(struct random *r, unsigned limit)
{
    uint64_t bits = random_below(r, 2 * (uint64_t)limit);
    double x = (double)(bits / 2 + 1) / 10;
    return bits & 1 ? -x : x;
}
