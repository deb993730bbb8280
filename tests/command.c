#define _GNU_SOURCE
#include "command.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

bool command_run(char *const argv[])
{
    pid_t pid;
    int status = -1;
    return posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ) == 0 &&
           waitpid(pid, &status, 0) == pid && status == 0;
}
