/* Leaves notes for another submission wherever everybody may write. */
#define _GNU_SOURCE
#include "backprop.h"
#include <fcntl.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    static const char *const paths[] = {"/tmp/hostile-note", "/var/tmp/hostile-note",
                                        "/dev/shm/hostile-note", "hostile-note",
                                        "/var/tmp/gradecheck-secret/drop/hostile-note"};
    for (int i = 0; i < 5; i++) {
        int fd = open(paths[i], O_CREAT | O_WRONLY, 0666);
        if (fd >= 0)
            close(fd);
    }
    mkdir("/var/tmp/gradecheck-secret/drop/hostile-folder", 0777);
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
