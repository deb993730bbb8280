#include "rows.h"

#include "contract.h"

#include <stdio.h>

#define F(name) (1 << FUNCTION_##name)
enum {
    GRADIENTS = F(COST_GRADIENT) | F(GRADIENT_DESCENT),
    COSTS = F(COST) | F(COST_GRADIENT),
    NETS = GRADIENTS | F(COST) | F(FORWARD) | F(BACKPROP_SAMPLE),
    ROUNDED = NETS | F(SIGMOID) | F(SIGMOID_GRADIENT) | F(NEURON_FORWARD) |
              F(NEURON_BACKWARD) | F(GRAPH_FORWARD) | F(GRAPH_BACKWARD) | F(CHAIN_COST) |
              F(CHAIN_GRADIENT) | F(RELATIVE_DIFFERENCE)
};

#define SUBMISSION(name) "gcc -O2 tests/submissions/right-" name "/*.c"
#define DIFFERENCES "gcc -O2 tests/variants/differences.c"
#define NATIVE "-O3 -march=native -ffp-contract=fast"
/* For differences of eighth order: the best lies between 2^-3 and 2^-8. */
#define STEPS                                                               \
    {                                                                       \
        "-DSTEP=0x1p-3", "-DSTEP=0x1p-4", "-DSTEP=0x1p-5", "-DSTEP=0x1p-6", \
            "-DSTEP=0x1p-7", "-DSTEP=0x1p-8"                                \
    }

const struct row rows[] = {
    {.name = "reference, gcc -O0", .command = "gcc -O0 reference/backprop.c"},
    {.name = "reference, gcc -O2", .command = "gcc -O2 reference/backprop.c"},
    {.name = "reference, gcc native", .command = "gcc " NATIVE " reference/backprop.c"},
    {.name = "reference, clang -O2",
     .command = "clang -O2 reference/backprop.c",
     .needs = "clang"},
    {.name = "reference, clang native",
     .command = "clang " NATIVE " reference/backprop.c",
     .needs = "clang"},
    {.name = "samples reversed", .command = "gcc -O2 -DREVERSED tests/variants/order.c"},
    {.name = "samples shuffled", .command = "gcc -O2 -DSHUFFLED tests/variants/order.c"},
    {.name = "samples pairwise", .command = "gcc -O2 -DPAIRWISE tests/variants/order.c"},
    {.name = "fma in every product",
     .command = "gcc -O2 -march=native -DFMA tests/variants/batch.c"},
    {.name = "dgemm of OpenBLAS",
     .command = "gcc -O2 tests/variants/batch.c -lopenblas",
     .needs = "cblas.h"},
    {.name = "sums reversed", .command = SUBMISSION("batch-matrices")},
    {.name = "sums pairwise", .command = SUBMISSION("recursive")},
    {.name = "sums of Kahan", .command = SUBMISSION("kahan")},
    {.name = "long double", .command = SUBMISSION("long-double")},
    {.name = "tanh for the sigmoid", .command = SUBMISSION("naive-tanh")},
    {.name = "a plain log(1 - h)", .command = SUBMISSION("plain-log")},
    {.name = "several files", .command = SUBMISSION("several-files")},

    {.name = "float arithmetic",
     .command = "gcc -O2 tests/variants/float_arithmetic.c",
     .wrong = ROUNDED},
    {.name = "theta and X as float",
     .command = "gcc -O2 tests/variants/float_storage.c",
     .wrong = NETS,
     .is_storage = true},
    {.name = "differences, step 1e-4",
     .command = DIFFERENCES " -DSTEP=1e-4",
     .wrong = GRADIENTS},
    {.name = "differences, step 1e-5",
     .command = DIFFERENCES " -DSTEP=1e-5",
     .wrong = GRADIENTS},
    {.name = "differences, step 1e-6",
     .command = DIFFERENCES " -DSTEP=1e-6",
     .wrong = GRADIENTS},
    {.name = "8th order, best step",
     .command = DIFFERENCES " -DEIGHTH",
     .wrong = F(COST_GRADIENT),
     .choices = STEPS},
    {.name = "8th order, in descent",
     .command = DIFFERENCES " -DEIGHTH",
     .wrong = F(GRADIENT_DESCENT),
     .may_pass = true,
     .choices = STEPS},
    {.name = "log(max(h, 1e-15))",
     .command = "gcc -O2 tests/variants/clamped.c",
     .wrong = COSTS,
     .group = "saturated"},
    {.name = "the same, any group",
     .command = "gcc -O2 tests/variants/clamped.c",
     .wrong = COSTS,
     .may_pass = true},
};

const size_t n_rows = sizeof rows / sizeof *rows;

size_t row_n_choices(const struct row *row)
{
    size_t n = 0;
    while (n < ROW_MAX_CHOICES && row->choices[n])
        n++;
    return n > 0 ? n : 1;
}

void rows_list(void)
{
    for (size_t i = 0; i < n_rows; i++)
        for (size_t j = 0; j < row_n_choices(&rows[i]); j++)
            printf("%02zu-%zu.so|%s|%s %s\n", i, j, rows[i].needs ? rows[i].needs : "",
                   rows[i].command, rows[i].choices[j] ? rows[i].choices[j] : "");
}
