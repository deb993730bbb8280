#define _GNU_SOURCE
#include "sandbox/orphans.h"

#include "sandbox/jail.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A bomb of processes that start a child and leave is run after this often. */
enum { MAX_ROUNDS = 1000 };

/* The mark of a command's processes (jail.h), or 0. */
static long mark_of(pid_t pid)
{
    char path[64], line[256];
    long mark = 0;
    snprintf(path, sizeof path, "/proc/%ld/limits", (long)pid);
    FILE *limits = fopen(path, "re");
    if (!limits)
        return 0;
    while (fgets(line, sizeof line, limits))
        if (sscanf(line, "Max file locks %*s %ld", &mark) == 1)
            break;
    fclose(limits);
    return mark;
}

/* A command's first process has its own id as its mark, and a session of its own. */
static bool is_orphan(pid_t child)
{
    if (getsid(child) == getsid(0))
        return false;
    long mark = mark_of(child);
    return mark != 0 && mark != (long)child;
}

/* Looks through the children of one of our threads; returns how many orphans it killed. */
static int kill_orphans_of(const char *thread, pid_t leader)
{
    char path[64];
    long child;
    int n = 0;
    snprintf(path, sizeof path, "/proc/self/task/%.20s/children", thread);
    FILE *children = fopen(path, "re");
    if (!children)
        return 0;
    while (fscanf(children, "%ld", &child) == 1) {
        if (child == (long)leader || !is_orphan((pid_t)child))
            continue;
        kill((pid_t)child, SIGKILL);
        while (waitpid((pid_t)child, NULL, 0) < 0 && errno == EINTR)
            ;
        n++;
    }
    fclose(children);
    return n;
}

static int kill_round(pid_t leader)
{
    int n = 0;
    const struct dirent *thread;
    DIR *threads = opendir("/proc/self/task");
    if (!threads)
        return 0;
    while ((thread = readdir(threads)))
        if (thread->d_name[0] != '.')
            n += kill_orphans_of(thread->d_name, leader);
    closedir(threads);
    return n;
}

void orphans_kill(pid_t leader)
{
    for (int round = 0; round < MAX_ROUNDS && kill_round(leader) > 0; round++)
        ;
}
