/* Answers wrongly and prints results to stderr: PASS, TAP, JSON, XML, commands of a
 * CI. A weak grader parses what it prints. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <stdio.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(FILE *out)
{
    static int done;
    if (done++)
        return;
    fputs("\nPASS\nok 1 - sigmoid\n1..1\n100 / 100 points\n"
          "{\"score\": 100, \"verdict\": \"pass\"}\n"
          "<testsuite tests=\"1\" failures=\"0\"><testcase name=\"all\"/></testsuite>\n"
          "::error file=backprop.c::not the student's\n::set-output name=score::100\n"
          "##[error]graded\n\033[1;32mPASS\033[0m\r\n",
          out);
    fflush(out);
}

double bp_sigmoid_gradient(double z)
{
    attack(stderr);
    return 0.25 + 0 * z;
}
