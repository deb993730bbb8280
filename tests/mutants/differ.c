/* differ: do two implementations of the exercise give the same, on random inputs within
 * the contract? An oracle beside the fixtures: it needs no expected value, and knows of
 * no bound but 1e-12 of the size of the terms.
 *
 *     differ ORIGINAL.so OTHER.so
 *
 * Calls every function with several hundred trials of each kind (trial.h), with both, and
 * compares all that was written and returned, what lies behind it, and whether the inputs
 * are as they were. Of bp_random_init it compares the properties that the contract asks
 * for. One line; status 0 no difference, 1 a difference, 3 an object cannot be loaded.
 */
#include "calls.h"

#include <dlfcn.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TRIALS = 400, MAX_SECONDS = 20 };

static const double unwritten = 7.25e77; /* no function gives it */

static int load(struct functions *f, const char *path)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    void *symbol;
    if (!library) {
        fprintf(stderr, "differ: %s\n", dlerror());
        return -1;
    }
    /* POSIX's way from an object pointer to a function's */
#define LOAD(name)                  \
    symbol = dlsym(library, #name); \
    if (!symbol)                    \
        return -1;                  \
    memcpy(&f->name, &symbol, sizeof symbol);
    BP_FUNCTIONS(LOAD)
#undef LOAD
    return 0;
}

/* Relative to the size of the terms; a sum of many may be larger than each. */
static bool is_near(double expected, double got, double scale)
{
    if (scale == 0 || expected == unwritten)
        return expected == got;
    return fabs(got - expected) <= 1e-12 * (scale + fabs(expected));
}

static void run(const struct call *call, const struct functions *f,
                const struct trial *trial, struct answer *answer)
{
    answer->n = 0;
    for (size_t i = 0; i < ANSWER_VALUES; i++)
        answer->values[i] = unwritten;
    call->run(f, trial, answer);
}

/* Returns 1 after a line that says what differs. */
static int compare(const struct call *call, const struct trial *trial,
                   const struct answer *expected, const struct answer *got)
{
    for (size_t i = 0; i < expected->n; i++) {
        if (is_near(expected->values[i], got->values[i], expected->scales[i]))
            continue;
        printf("%s: element %zu is %.17g, of the original %.17g (", call->name, i,
               got->values[i], expected->values[i]);
        for (size_t l = 0; l <= trial->net.n_layers; l++)
            printf("%s%zu", l ? "-" : "", trial->units[l]);
        printf(", %s, m = %zu, lambda = %g, trial of kind %d)\n",
               trial->net.output == BP_SOFTMAX ? "softmax" : "one-vs-all", trial->data.m,
               trial->lambda, (int)trial->kind);
        return 1;
    }
    return 0;
}

static int compare_all(const struct functions *original, const struct functions *other,
                       const struct call *call)
{
    static struct answer expected, got;
    static struct trial trial, before;
    uint64_t state = 20240229;
    for (size_t i = 0; i < TRIALS; i++)
        for (unsigned kind = TRIAL_PLAIN; kind <= TRIAL_EXTREME; kind *= 2) {
            if (!(call->kinds & kind))
                continue;
            trial_draw(&trial, (enum trial_kind)kind, &state);
            memcpy(&before, &trial, sizeof trial);
            run(call, original, &trial, &expected);
            run(call, other, &trial, &got);
            if (memcmp(&before, &trial, sizeof trial) != 0) {
                printf("%s: an input was changed\n", call->name);
                return 1;
            }
            if (compare(call, &trial, &expected, &got) != 0)
                return 1;
        }
    return 0;
}

int main(int argc, char **argv)
{
    struct functions original, other;
    if (argc != 3 || load(&original, argv[1]) < 0 || load(&other, argv[2]) < 0) {
        fprintf(stderr, "usage: differ ORIGINAL.so OTHER.so\n");
        return 3;
    }
    alarm(MAX_SECONDS); /* what loops without end differs, too */
    for (size_t i = 0; i < n_calls; i++)
        if (compare_all(&original, &other, &calls[i]) != 0)
            return 1;
    printf("no difference in %d trials of each kind\n", (int)TRIALS);
    return 0;
}
