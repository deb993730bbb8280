#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool terminal_takes_escapes(int fd)
{
    const char *name = getenv("TERM");
    return isatty(fd) && name && name[0] && strcmp(name, "dumb") != 0;
}

int terminal_columns(int fd, int otherwise)
{
    struct winsize size;
    return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : otherwise;
}
