/* sandbox_watch.c: what /proc tells of a program under way. */
#define _GNU_SOURCE
#include "sandbox/sandbox.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

unsigned long long sandbox_resident_bytes(pid_t pid)
{
    char path[40];
    unsigned long long size = 0, resident = 0;
    snprintf(path, sizeof path, "/proc/%ld/statm", (long)pid);
    FILE *file = fopen(path, "re");
    if (!file)
        return 0;
    if (fscanf(file, "%llu %llu", &size, &resident) != 2)
        resident = 0;
    fclose(file);
    return resident * (unsigned long long)sysconf(_SC_PAGESIZE);
}

int sandbox_open_threads(pid_t pid)
{
    char path[40];
    snprintf(path, sizeof path, "/proc/%ld/task", (long)pid);
    return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

int sandbox_threads(int threads_fd)
{
    struct stat tasks;
    /* A folder has as many links as folders in it, and two more. */
    return threads_fd >= 0 && fstat(threads_fd, &tasks) == 0 ? (int)tasks.st_nlink - 2
                                                             : 0;
}

/* The state stands behind the name, which may hold anything. */
static bool is_running(pid_t pid, const char *thread)
{
    char path[80], line[256];
    snprintf(path, sizeof path, "/proc/%ld/task/%.20s/stat", (long)pid, thread);
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    const char *name_end = fgets(line, sizeof line, file) ? strrchr(line, ')') : NULL;
    fclose(file);
    return name_end && strncmp(name_end, ") R", 3) == 0;
}

int sandbox_running_threads(pid_t pid)
{
    char path[40];
    const struct dirent *thread;
    int n = 0;
    snprintf(path, sizeof path, "/proc/%ld/task", (long)pid);
    DIR *threads = opendir(path);
    if (!threads)
        return 0;
    while ((thread = readdir(threads)))
        n += thread->d_name[0] != '.' && strtol(thread->d_name, NULL, 10) != (long)pid &&
             is_running(pid, thread->d_name);
    closedir(threads);
    return n;
}
