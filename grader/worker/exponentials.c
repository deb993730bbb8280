#include "worker/exponentials.h"

#include <complex.h>
#include <stdatomic.h>

static atomic_uint_fast64_t taken;

uint64_t exponentials_taken(void)
{
    return atomic_load_explicit(&taken, memory_order_relaxed);
}

/* No locked addition: it would take a third of an exponential's time. */
static void count(void)
{
    atomic_store_explicit(&taken, exponentials_taken() + 1, memory_order_relaxed);
}

/* The linker's names: it turns a call of f into one of __wrap_f, and __real_f is f. */
#define COUNTED(type, f)      \
    type __real_##f(type z);  \
    type __wrap_##f(type z);  \
    type __wrap_##f(type z)   \
    {                         \
        count();              \
        return __real_##f(z); \
    }

COUNTED(double, exp)
COUNTED(double, exp2)
COUNTED(double, expm1)
COUNTED(double, tanh)
COUNTED(float, expf)
COUNTED(float, exp2f)
COUNTED(float, expm1f)
COUNTED(float, tanhf)
COUNTED(long double, expl)
COUNTED(long double, exp2l)
COUNTED(long double, expm1l)
COUNTED(long double, tanhl)
COUNTED(double complex, cexp)
COUNTED(double complex, ctanh)
COUNTED(long double complex, cexpl)
