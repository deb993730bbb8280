#include "interrupt.h"

#include "error.h"
#include "folder.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct watch {
    sigset_t signals;
    char folder[]; /* to be removed */
};

/* What the other threads find missing from now on is nobody's concern. */
static void silence(void)
{
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere >= 0)
        dup2(nowhere, STDERR_FILENO);
}

/* Waits in a thread of its own: what it does may take locks and memory, which a signal handler
 * must not. What was started dies with this process (PR_SET_PDEATHSIG in the jail). */
static void *await_signal(void *argument)
{
    struct watch *watch = argument;
    sigset_t ending;
    int number;

    if (sigwait(&watch->signals, &number) == 0) {
        silence();
        folder_remove(watch->folder);
        signal(number, SIG_DFL);
        sigemptyset(&ending);
        sigaddset(&ending, number);
        pthread_sigmask(SIG_UNBLOCK, &ending, NULL);
        raise(number);
    }
    free(watch);
    return NULL;
}

static void add_unless_ignored(sigset_t *signals, int number)
{
    struct sigaction now;
    if (sigaction(number, NULL, &now) == 0 && now.sa_handler != SIG_IGN)
        sigaddset(signals, number);
}

int interrupt_removes(const char *folder)
{
    size_t n = strlen(folder) + 1;
    struct watch *watch = malloc(sizeof *watch + n);
    pthread_t thread;
    if (!watch)
        return error("out of memory");

    memcpy(watch->folder, folder, n);
    sigemptyset(&watch->signals);
    add_unless_ignored(&watch->signals, SIGINT);
    add_unless_ignored(&watch->signals, SIGTERM);
    add_unless_ignored(&watch->signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &watch->signals, NULL);
    if (pthread_create(&thread, NULL, await_signal, watch) != 0) {
        free(watch);
        return error("cannot start a thread");
    }
    pthread_detach(thread);
    return 0;
}
