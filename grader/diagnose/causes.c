#include "diagnose/causes.h"

#include <stdio.h>
#include <string.h>

/* Causes that are no misconception in a folder: they have no numbers of their own. */
static const struct {
    const char *id, *title, *advice;
} behaviours[] = {
    {"adds-to-buffer", "the result is added to what the output held before the call",
     "Set every element of the output before the first += to it."},
    {"keeps-state",
     "the answer depends on earlier calls: something is kept, or read before it is set",
     "Look for static and global variables, for rand() and time(), for malloc() without "
     "setting what it gives, "
     "and for "
     "sums that do not start from 0."},
    {"reads-uninitialised", "memory from malloc() is read before it is set",
     "malloc() gives memory with anything in it: set it, or use calloc(). valgrind names "
     "the line."},
    {"unwritten", "not every element of the output is written",
     "Count what the loops write: every element, the last one too, whatever the output "
     "held."},
    {"modifies-input", "an input is written to",
     "Inputs are const: work on a copy, and do not cast const away."},
    {"writes-outside", "reads or writes outside of its arrays",
     "Compare every loop's last index with the size that backprop.h states. "
     "-fsanitize=address names the line."},
    {"not-finite", "0 / 0: both norms are 0 where both vectors are",
     "Ask for the sum of the norms before you divide by it."},
    {"not-backpropagation",
     "the gradient is found by evaluating the cost for each parameter anew",
     "Backpropagation goes forward and backward once for each sample, and has all n "
     "derivatives "
     "then: numerical and forward differentiation do O(n) such passes."},
    {"too-slow", "one gradient takes more than 20 times as long as one cost",
     "Look for work that is done again for each sample, layer or unit, and for what "
     "grows from "
     "sample to sample."},
    {"init-out-of-range", "initial weights lie outside [-0.5, 0.5]",
     "Scale a random number of [0, 1) to the range: what are its ends?"},
    {"init-equal-numbers", "initial weights are equal",
     "Equal units learn the same thing for ever: draw each weight anew."},
    {"init-too-small",
     "initial weights are too small: their root mean square is below 0.01",
     "Weights of 0 give every unit the same gradient."},
    {"init-one-sign", "all initial weights have one sign",
     "Shift the range so that it lies around 0."},
    {"init-seed", "the seed does not decide the weights as it should",
     "All 64 bits count, the same seed gives the same numbers, nothing else does."},
    {"float", "part of the work is done in float: no more than 7 digits are right",
     "Make every variable, array, constant and function of libm a double one: no float, "
     "no "
     "1.0f, no expf."},
    {"overflow", "not finite for large inputs, and right for all others",
     "Which exp() becomes infinite at z = 800 or z = -800, and what is inf / inf, or "
     "log(0)? "
     "Choose the form whose exponential stays below 1."},
    {"first-sample-only", "only the first sample counts",
     "Give two samples that differ, and print which rows of X the loop reads."},
    {"last-sample-only", "only the last sample counts",
     "Give two samples that differ, and look where the sum starts anew."},
};

static void copy(char *to, size_t n, const char *from)
{
    snprintf(to, n, "%s", from);
}

bool cause_by_id(const struct misconceptions *misconceptions, const char *id,
                 struct cause *cause)
{
    const struct misconception *m = misconception_find(misconceptions, id);
    *cause = (struct cause){.id = ""};
    copy(cause->id, sizeof cause->id, id);
    if (m) {
        cause->kind = "misconception";
        copy(cause->title, sizeof cause->title, m->title);
        copy(cause->formula, sizeof cause->formula, m->formula);
        copy(cause->advice, sizeof cause->advice, m->advice);
        return true;
    }
    for (size_t i = 0; i < sizeof behaviours / sizeof behaviours[0]; i++)
        if (strcmp(behaviours[i].id, id) == 0) {
            cause->kind = "behaviour";
            copy(cause->title, sizeof cause->title, behaviours[i].title);
            copy(cause->advice, sizeof cause->advice, behaviours[i].advice);
            return true;
        }
    return false;
}
