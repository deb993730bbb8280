#define _GNU_SOURCE
#include "error.h"
#include "sandbox/jail.h"
#include "sandbox/sandbox.h"
#include "sandbox/spawn_launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static size_t count(const char *const *list)
{
    size_t n = 0;
    while (list && list[n])
        n++;
    return n;
}

enum { N_NUMBERS = 6, NUMBER_BYTES = 12 };

/* The launcher's arguments, as jail.h has them. NUMBERS keeps their text. Returns NULL where there is
 * no memory; the caller frees it. */
static const char **launcher_arguments(const struct sandbox *sandbox,
                                       const struct sandbox_command *command,
                                       char numbers[N_NUMBERS][NUMBER_BYTES])
{
    const unsigned values[N_NUMBERS] = {
        command->profile, sandbox->layers,    sandbox->uid,
        sandbox->gid,     (unsigned)getpid(), (unsigned)command->n_fds,
    };
    size_t n_readable = count(command->readable), n_argv = count(command->argv), n = 0;
    const char **argv = calloc(N_NUMBERS + n_readable + n_argv + 4, sizeof *argv);
    if (!argv)
        return NULL;

    argv[n++] = sandbox->jail;
    for (size_t i = 0; i < N_NUMBERS; i++) {
        snprintf(numbers[i], NUMBER_BYTES, "%u", values[i]);
        argv[n++] = numbers[i];
    }
    argv[n++] = command->folder;
    for (size_t i = 0; i < n_readable; i++)
        argv[n++] = command->readable[i];
    argv[n++] = "--";
    for (size_t i = 0; i < n_argv; i++)
        argv[n++] = command->argv[i];
    return argv;
}

static pid_t start(const struct sandbox *sandbox, const struct sandbox_command *command,
                   int status_fd)
{
    char numbers[N_NUMBERS][NUMBER_BYTES];
    const char **argv = launcher_arguments(sandbox, command, numbers);
    int *fds = malloc((command->n_fds + 2) * sizeof *fds);
    pid_t pid = -1;

    if (argv && fds) {
        for (size_t i = 0; i < command->n_fds; i++)
            fds[i] = command->fds[i];
        fds[command->n_fds] = status_fd;
        fds[command->n_fds + 1] = sandbox->filters_fd;
        pid = spawn_launcher(argv, fds, command->n_fds + 2, command->output,
                             sandbox->layers & SANDBOX_CGROUP ? sandbox->cgroup.fd
                                                              : SPAWN_NO_CGROUP);
    } else {
        error("out of memory");
    }
    free(argv);
    free(fds);
    return pid;
}

/* Reads the status pipe to its end, which is the launcher's exec or death. */
static void read_status(int status_fd, char *text, size_t size)
{
    size_t n = 0;
    ssize_t step;
    do {
        step = read(status_fd, text + n, size - 1 - n);
        if (step > 0)
            n += (size_t)step;
    } while (step > 0 || (step < 0 && errno == EINTR));
    text[n] = '\0';
}

/* Where the launcher has handed over to processes in namespaces, it says which, and has ended.
 * Returns what else it said. */
static const char *take_processes(const char *text, struct sandbox_process *process)
{
    long pid, init;
    const char *rest = strchr(text, '\n');
    if (!rest || sscanf(text, JAIL_PROCESSES, &pid, &init) != 2)
        return text;
    while (waitpid(process->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    *process = (struct sandbox_process){(pid_t)pid, (pid_t)init};
    return rest + 1;
}

static int check_status(const char *text)
{
    if (text[0] == JAIL_READY && text[1] == '\0')
        return 0;
    if (text[0] == '\0')
        return error("the launcher died before it could start the program");
    return error("%s", text[0] == JAIL_READY ? text + 1 : text);
}

int sandbox_spawn(const struct sandbox *sandbox, const struct sandbox_command *command,
                  struct sandbox_process *process)
{
    char text[640];
    int ends[2];
    *process = (struct sandbox_process){.pid = -1};
    if (pipe2(ends, O_CLOEXEC) != 0)
        return error("cannot make a pipe: %s", strerror(errno));

    process->pid = start(sandbox, command, ends[1]);
    close(ends[1]);
    int status = process->pid > 0 ? 0 : -1;
    if (status == 0) {
        read_status(ends[0], text, sizeof text);
        status = check_status(take_processes(text, process));
        if (status != 0)
            sandbox_reap(process, &(struct sandbox_status){.output = NULL});
    }
    close(ends[0]);
    return status;
}
