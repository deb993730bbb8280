/* Takes an abstract name, which the submission that runs beside it can ask for. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "\0hostile-name"};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0)
        return;
    if (bind(fd, (struct sockaddr *)&address, sizeof address) == 0)
        puts("LAP" "SED");
    close(fd);
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
