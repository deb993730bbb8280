/* gradient.c: a gradient check as the grader makes it, beside the same number of bare calls of the same cost.
 *
 * usage: gradient SUBMISSION INPUTS HIDDEN OUTPUTS SAMPLES ROUNDS
 *
 * SUBMISSION is the folder of the source that this program is linked with, too: once in a worker, in the
 * sandbox, and once here. Prints a line `PARAMETERS CALLS`, then one for each round: wall and CPU time of the
 * check (of both processes), then of the bare calls, in seconds.
 */
#include "backprop.h"
#include "build.h"
#include "check/gradient_check.h"
#include "error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct taken {
    double wall_s, cpu_s;
};

/* What session_call() was asked for since the start of a round. */
static struct {
    size_t costs;
    double worker_cpu_s;
} asked;

/* The linker's names: what the grader calls as session_call() comes here. */
int __real_session_call(struct session *session, const struct call *call,
                        const struct call_limits *limits, struct reply *reply);
int __wrap_session_call(struct session *session, const struct call *call,
                        const struct call_limits *limits, struct reply *reply);

int __wrap_session_call(struct session *session, const struct call *call,
                        const struct call_limits *limits, struct reply *reply)
{
    int status = __real_session_call(session, call, limits, reply);
    if (call->function == FUNCTION_COSTS)
        asked.costs += call->inputs[3].n; /* a lambda for each */
    asked.worker_cpu_s += reply->cpu_s;
    return status;
}

static struct taken now(void)
{
    struct timespec wall, cpu;
    clock_gettime(CLOCK_MONOTONIC, &wall);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
    return (struct taken){(double)wall.tv_sec + 1e-9 * (double)wall.tv_nsec,
                          (double)cpu.tv_sec + 1e-9 * (double)cpu.tv_nsec};
}

static struct taken since(struct taken start)
{
    struct taken end = now();
    return (struct taken){end.wall_s - start.wall_s, end.cpu_s - start.cpu_s};
}

static struct taken check_gradient(struct session *session, struct draw *draw,
                                   const struct instance *instance)
{
    struct gradient_check check;
    memset(&asked, 0, sizeof asked);
    struct taken start = now();
    if (gradient_check(session, draw, instance, FUNCTION_COSTS, 0, &check) != 0)
        exit(3);
    struct taken taken = since(start);
    taken.cpu_s += asked.worker_cpu_s;
    if (!check.judged || !check.consistent || check.n != instance->n) {
        error("the check did not pass");
        exit(3);
    }
    return taken;
}

static struct taken call_bare(const struct instance *instance, size_t calls)
{
    static volatile double kept; /* or the compiler would call it but once */
    const struct bp_data data = {instance->m, instance->X, instance->y};
    struct taken start = now();
    for (size_t i = 0; i < calls; i++)
        kept = bp_cost(&instance->net, instance->theta, &data, instance->lambda);
    (void)kept;
    return since(start);
}

static void compare(struct session *session, const struct instance_plan *plan, int rounds)
{
    struct draw draw = {.seed = 1};
    struct instance instance;
    if (instance_draw(&instance, plan, &draw) != 0)
        exit(3);
    check_gradient(session, &draw, &instance); /* starts the worker, and fills caches */
    printf("%zu %zu\n", instance.n, asked.costs);
    for (int round = 0; round < rounds; round++) {
        struct taken check = check_gradient(session, &draw, &instance);
        struct taken bare = call_bare(&instance, asked.costs);
        printf("%.9f %.9f %.9f %.9f\n", check.wall_s, check.cpu_s, bare.wall_s,
               bare.cpu_s);
    }
    instance_release(&instance);
}

/* Builds the submission as the grader does. */
static int with_worker(const char *submission_folder, const struct instance_plan *plan,
                       int rounds)
{
    const struct build_options options = {.jobs = 1};
    struct installation installation = {.jail = strdup(BUILD_FOLDER "/jail"),
                                        .worker = strdup(BUILD_FOLDER "/worker.o"),
                                        .include = strdup(BUILD_FOLDER "/include")};
    struct sandbox sandbox;
    struct submission submission = {.n_headers = 0};
    struct build build;
    char sources[300];
    int status = 3;
    if (sandbox_open(&sandbox, installation.jail, 0) != 0 || build_open(&build) != 0)
        return 3;
    snprintf(sources, sizeof sources, "%s/src", build.folder);
    if (submission_open(&submission, submission_folder, sources) == 0 &&
        build_run(&build, &submission, &installation, &sandbox, &options) == 0 &&
        build.worker) {
        const struct session_options session_options = {
            .sandbox = &sandbox, .worker = build.worker, .defined = build.defined};
        struct session *session = session_open(&session_options);
        if (session) {
            compare(session, plan, rounds);
            status = 0;
        }
        session_close(session);
    }
    submission_release(&submission);
    build_release(&build);
    sandbox_release(&sandbox);
    installation_release(&installation);
    return status;
}

int main(int argc, char **argv)
{
    size_t n[5];
    if (argc != 7) {
        error("usage: gradient SUBMISSION INPUTS HIDDEN OUTPUTS SAMPLES ROUNDS");
        return 2;
    }
    for (int i = 0; i < 5; i++)
        if ((n[i] = (size_t)strtoul(argv[2 + i], NULL, 10)) < 1)
            return 2;
    const struct instance_plan plan = {.units = {n[0], n[1], n[2]},
                                       .output = BP_ONE_VS_ALL,
                                       .m = n[3],
                                       .lambda = 0.5,
                                       .theta_size = 0.5,
                                       .x_size = 1};
    return with_worker(argv[1], &plan, (int)n[4]);
}
