/* bench.c: what grading costs over what compiling the same sources costs, in one run.
 *
 * usage: bench GRADECHECK SUBMISSION. Runs alternate, so that both meet the same noise; printed are
 * medians and their ratio, what the layers of containment add, and the largest memory of the grader. No
 * time is asserted anywhere.
 */
#define _GNU_SOURCE
#include "text_file.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { ROUNDS = 31 };

struct taken {
    double wall_s, cpu_s; /* cpu: of the command and all that it waited for */
};

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Runs a command, silent. */
static struct taken run(char *const argv[])
{
    struct rusage usage;
    posix_spawn_file_actions_t actions;
    pid_t pid;
    int status;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    double start_s = now_s();
    if (posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ) != 0 ||
        wait4(pid, &status, 0, &usage) != pid || !WIFEXITED(status) ||
        WEXITSTATUS(status) != 0) {
        fprintf(stderr, "bench: %s failed\n", argv[0]);
        exit(3);
    }
    struct taken taken = {.wall_s = now_s() - start_s};
    taken.cpu_s = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                  1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
    posix_spawn_file_actions_destroy(&actions);
    return taken;
}

/* What the grader says of itself in its results file; its compilers' memory is not in it. */
static long peak_memory_kib(const char *results)
{
    static const char key[] = "\"peak_memory_kib\":";
    char *text = text_file_read(results);
    const char *found = text ? strstr(text, key) : NULL;
    long kib = found ? strtol(found + strlen(key), NULL, 10) : 0;
    free(text);
    return kib;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, size_t n)
{
    qsort(values, n, sizeof *values, by_value);
    return values[n / 2];
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: bench GRADECHECK SUBMISSION\n");
        return 2;
    }
    char source[1024], folder[] = "/tmp/gradecheck-bench-XXXXXX", object[64], copy[64],
                       results[64];
    double compile_s[ROUNDS], grade_s[ROUNDS], more_s[ROUNDS], more_cpu_s[ROUNDS];
    double free_s[ROUNDS];
    if (!mkdtemp(folder))
        return 3;
    snprintf(source, sizeof source, "%s/backprop.c", argv[2]);
    snprintf(copy, sizeof copy, "%s/backprop.c", folder);
    snprintf(object, sizeof object, "%s/backprop.o", folder);
    snprintf(results, sizeof results, "%s/results.json", folder);
    char *const compile[] = {
        "gcc", "-std=c11", "-O2", "-Wall", "-Wextra", "-I", "student_template",
        "-c",  source,     "-o",  object,  NULL};
    /* The one source alone, as a student hands it in. */
    char *const copy_source[] = {"cp", source, copy, NULL};
    char *const grade[] = {argv[1], "grade", folder, "--quiet", "--json", results, NULL};
    char *const unheld[] = {argv[1],  "grade", folder,         "--quiet",
                            "--json", results, "--no-sandbox", NULL};

    run(copy_source);
    for (int round = 0; round < ROUNDS; round++) {
        compile_s[round] = run(compile).wall_s;
        struct taken held = run(grade), without = run(unheld);
        grade_s[round] = held.wall_s;
        free_s[round] = without.wall_s;
        more_s[round] = held.wall_s - without.wall_s;
        more_cpu_s[round] = held.cpu_s - without.cpu_s;
    }
    double compiling = median(compile_s, ROUNDS), grading = median(grade_s, ROUNDS);
    double unheld_s = median(free_s, ROUNDS);
    printf("compile  %7.1f ms   gcc -std=c11 -O2 -Wall -Wextra -c\n", 1e3 * compiling);
    printf("grade    %7.1f ms   gradecheck grade, everything included\n", 1e3 * grading);
    printf("ratio    %7.2f      target: below 3\n", grading / compiling);
    printf("layers   %7.2f ms   more than --no-sandbox, %.2f ms of CPU time; target: "
           "below 2\n",
           1e3 * median(more_s, ROUNDS), 1e3 * median(more_cpu_s, ROUNDS));
    printf("ratio    %7.3f      to --no-sandbox\n", grading / unheld_s);
    printf("memory   %7.1f MiB  largest of gradecheck; target: below 64\n",
           (double)peak_memory_kib(results) / 1024);
    remove(object);
    remove(copy);
    remove(results);
    rmdir(folder);
    return 0;
}
