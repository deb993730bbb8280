#include "session.h"

#include "error.h"
#include "sandbox/shared_memory.h"
#include "session_failure.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

_Static_assert(sizeof(struct request) <= 4096,
               "the worker maps one page for the request");

enum { OUTPUT_TAIL_BYTES = 16384, POLL_MS = 20, IDLE_ROUNDS = 500, IDS = 64 };

/* CPU time that threads may take between two calls: to end or to fall asleep, and in sum. */
#define IDLE_MAX_S 0.002
#define IDLE_MAX_SUM_S 0.02

/* A sanitized worker has no limit on addresses, so that what it uses is looked at. */
static const unsigned long long sanitized_max_bytes = 2ULL << 30;

struct session {
    struct session_options options;
    struct shared_memory inputs, outputs;
    struct surroundings surroundings;

    /* The worker and our ends of its pipes; its pid -1 and descriptors -1 while there is none. */
    struct sandbox_process worker;
    int request_fd, reply_fd, output_fd, threads_fd;
    clockid_t cpu_clock;

    uint64_t ids[IDS]; /* random, the last n_ids of them not yet used */
    size_t n_ids;

    unsigned long n_answered; /* by this worker */

    /* What it answered last, and whether it is known to have come back from that. */
    enum function answered;
    bool confirmed;

    /* Whether it had more threads than its first when it answered last, what its clock said
     * then, and what such threads took between calls, in sum. */
    bool has_threads;
    double cpu_seen_s, idle_cpu_s;

    char student_output[OUTPUT_TAIL_BYTES + 1]; /* the end of it */
    size_t n_student_output;
};

/* ---- the worker's life ---- */

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* A pipe whose ends no program inherits by accident. */
static int open_pipe(int ends[2])
{
    if (pipe(ends) != 0)
        return error("cannot make a pipe: %s", strerror(errno));
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return 0;
}

static int start_worker(struct session *s)
{
    int request[2] = {-1, -1}, reply[2] = {-1, -1}, output[2] = {-1, -1}, status = -1;
    if (open_pipe(request) != 0 || open_pipe(reply) != 0 || open_pipe(output) != 0)
        goto out;

    const int fds[] = {request[0], reply[1], s->inputs.fd, s->outputs.fd};
    const char *const argv[] = {s->options.worker, NULL};
    const struct sandbox_command command = {
        .profile = s->options.sanitized ? SANDBOX_SANITIZE : SANDBOX_RUN,
        .argv = argv,
        .folder = "/",
        .fds = fds,
        .n_fds = sizeof fds / sizeof fds[0],
        .output = output[1],
    };
    if (sandbox_spawn(s->options.sandbox, &command, &s->worker) != 0)
        goto out;
    if (clock_getcpuclockid(s->worker.pid, &s->cpu_clock) != 0) {
        error("cannot read the worker's CPU clock");
        goto out;
    }
    s->n_answered = 0;
    s->confirmed = true;
    s->has_threads = false;
    s->idle_cpu_s = 0;
    s->request_fd = request[1];
    s->reply_fd = reply[0];
    s->output_fd = output[0];
    s->threads_fd = sandbox_open_threads(s->worker.pid);
    request[1] = reply[0] = output[0] = -1;
    fcntl(s->reply_fd, F_SETFL, O_NONBLOCK);
    fcntl(s->output_fd, F_SETFL, O_NONBLOCK);
    status = 0;

out:
    for (int end = 0; end < 2; end++) {
        close_fd(&request[end]);
        close_fd(&reply[end]);
        close_fd(&output[end]);
    }
    return status;
}

static void keep_output(struct session *s, const char *bytes, size_t n)
{
    if (n >= OUTPUT_TAIL_BYTES) {
        bytes += n - OUTPUT_TAIL_BYTES;
        n = OUTPUT_TAIL_BYTES;
    }
    if (s->n_student_output + n > OUTPUT_TAIL_BYTES) {
        size_t drop = s->n_student_output + n - OUTPUT_TAIL_BYTES;
        memmove(s->student_output, s->student_output + drop, s->n_student_output - drop);
        s->n_student_output -= drop;
    }
    memcpy(s->student_output + s->n_student_output, bytes, n);
    s->n_student_output += n;
    s->student_output[s->n_student_output] = '\0';
}

/* Takes at most one buffer a call, so that a flood cannot hold up the deadline. */
static bool drain_output(struct session *s)
{
    char buffer[1 << 16];
    ssize_t n = s->output_fd >= 0 ? read(s->output_fd, buffer, sizeof buffer) : -1;
    if (n > 0)
        keep_output(s, buffer, (size_t)n);
    else if (n == 0)
        close_fd(&s->output_fd); /* the student's code closed its end */
    return n > 0;
}

/* Ends the worker and tells how it ended. */
static int end_worker(struct session *s, struct sandbox_status *ended)
{
    *ended = (struct sandbox_status){0};
    if (s->worker.pid < 0)
        return 0;
    int status = sandbox_reap(&s->worker, ended);
    s->worker.pid = -1;
    for (int round = 0; round < 16 && drain_output(s); round++)
        ;
    close_fd(&s->request_fd);
    close_fd(&s->reply_fd);
    close_fd(&s->output_fd);
    close_fd(&s->threads_fd);
    return status;
}

bool session_is_fresh(const struct session *s)
{
    return s->worker.pid < 0 || s->n_answered == 0;
}

int session_restart(struct session *s)
{
    struct sandbox_status ended;
    int status = end_worker(s, &ended);
    sandbox_status_release(&ended);
    return status;
}

struct session *session_open(const struct session_options *options)
{
    struct session *s = calloc(1, sizeof *s);
    if (!s) {
        error("out of memory");
        return NULL;
    }
    s->options = *options;
    s->surroundings = layout_usual;
    s->worker.pid = -1;
    s->request_fd = s->reply_fd = s->output_fd = s->threads_fd = -1;
    s->inputs.fd = s->outputs.fd = -1;
    if (shared_memory_open(&s->inputs, PROTOCOL_REGION_BYTES, SHARED_MEMORY_READ_ONLY) !=
            0 ||
        shared_memory_open(&s->outputs, PROTOCOL_REGION_BYTES, SHARED_MEMORY_WRITABLE) !=
            0) {
        session_close(s);
        return NULL;
    }
    return s;
}

void session_close(struct session *s)
{
    if (!s)
        return;
    session_restart(s);
    shared_memory_close(&s->inputs);
    shared_memory_close(&s->outputs);
    free(s);
}

void session_surround(struct session *s, const struct surroundings *surroundings)
{
    s->surroundings = *surroundings;
}

const char *session_student_output(const struct session *s, size_t *n_bytes)
{
    *n_bytes = s->n_student_output;
    return s->student_output;
}

/* ---- one call ---- */

static double seconds(clockid_t clock)
{
    struct timespec t;
    return clock_gettime(clock, &t) == 0 ? (double)t.tv_sec + 1e-9 * (double)t.tv_nsec
                                         : 0;
}

/* The student's code cannot know it before it is asked. Drawn by the score: each draw is a system call. */
static uint64_t next_id(struct session *s)
{
    if (s->n_ids == 0) {
        randombytes_buf(s->ids, sizeof s->ids);
        s->n_ids = IDS;
    }
    return s->ids[--s->n_ids];
}

/* Reads what is in the reply pipe: exactly the id, or it is no reply. */
static enum answer read_reply(struct session *s, uint64_t id)
{
    uint64_t ids[2];
    ssize_t n = read(s->reply_fd, ids, sizeof ids);
    if (n == 0)
        return DIED;
    return n == (ssize_t)sizeof id && ids[0] == id ? ANSWERED : BROKE_PROTOCOL;
}

/* Waits for the reply, drains the student's output meanwhile. */
static enum answer await_reply(struct session *s, uint64_t id,
                               const struct call_limits *limits, double cpu_start)
{
    double deadline = seconds(CLOCK_MONOTONIC) + limits->wall_ms / 1e3;
    for (;;) {
        struct pollfd polled[2] = {{.fd = s->reply_fd, .events = POLLIN},
                                   {.fd = s->output_fd, .events = POLLIN}};
        poll(polled, s->output_fd >= 0 ? 2 : 1, POLL_MS);
        if (polled[0].revents)
            return read_reply(s, id);
        if (s->output_fd >= 0 && polled[1].revents)
            drain_output(s);
        if (seconds(CLOCK_MONOTONIC) > deadline ||
            seconds(s->cpu_clock) - cpu_start > limits->cpu_ms / 1e3 ||
            (s->options.sanitized &&
             sandbox_resident_bytes(s->worker.pid) > sanitized_max_bytes))
            return LATE;
    }
}

/* Whether what went wrong with request ID is of the function that answered before. It is where the
 * request could not even be SENT; and where the worker did not take it up, unless there was a sign of
 * life since: then the function of this call may have written over the trace of that. */
static bool is_of_last_call(const struct session *s, uint64_t id, bool sent)
{
    struct observed observed;
    memcpy(&observed, s->outputs.base, sizeof observed);
    return s->n_answered > 0 && (!sent || (!s->confirmed && observed.taken_up != id));
}

/* The worker is gone afterwards. CALL is NULL where it is the doing of the function that answered last,
 * whose arguments are gone by now, and with them what a fault means. */
static int explain_failure(struct session *s, const struct call *call,
                           const struct request *request,
                           const struct call_limits *limits, enum answer answer,
                           struct reply *reply)
{
    const struct call last = {.function = s->answered};
    struct sandbox_status ended;
    struct observed observed = {.taken_up = 1};
    if (answer == DIED)
        sandbox_await_end(&s->worker);
    int status = end_worker(s, &ended);
    if (call)
        memcpy(&observed, s->outputs.base, sizeof observed);
    session_failure_explain(call ? call : &last, request, limits, answer, &ended,
                            &observed, reply);
    sandbox_status_release(&ended);
    return status;
}

/* CPU time since the last look, for a quarter of MAX_S at most: a busy machine may add any time to one. */
static double idle_s(struct session *s, double max_s)
{
    double before = s->cpu_seen_s;
    s->cpu_seen_s = seconds(s->cpu_clock);
    return fmin(s->cpu_seen_s - before, max_s / 4);
}

/* Whether threads go on computing when the function has returned: what they do is in no call's
 * time. One that ends takes little; those of a pool sleep. */
static bool goes_on(struct session *s)
{
    const struct timespec pause = {0, 1000000};
    s->has_threads = sandbox_threads(s->threads_fd) > 1;
    if (!s->has_threads)
        return false;
    double taken_s = 0;
    s->cpu_seen_s = seconds(s->cpu_clock);
    for (int round = 0; round < IDLE_ROUNDS && sandbox_running_threads(s->worker.pid) > 0;
         round++) {
        nanosleep(&pause, NULL);
        taken_s += idle_s(s, IDLE_MAX_S);
        if (taken_s >= IDLE_MAX_S)
            return true;
    }
    s->cpu_seen_s = seconds(s->cpu_clock);
    return false;
}

/* The same of threads that sleep now and then: by what they took since the last reply. */
static bool went_on(struct session *s)
{
    if (s->has_threads)
        s->idle_cpu_s += idle_s(s, IDLE_MAX_SUM_S);
    return s->idle_cpu_s >= IDLE_MAX_SUM_S;
}

/* Copies the outputs out once; what the worker does to them later does not count. */
static int collect(struct session *s, const struct call *call,
                   const struct request *request, struct reply *reply)
{
    const char *underrun =
        layout_underrun(call, request, s->surroundings.fill, s->outputs.base);
    struct observed observed;
    for (size_t i = 0; i < reply->n_outputs; i++) {
        struct array *out = &reply->outputs[i];
        out->data = calloc(out->n + 1, 8);
        if (!out->data)
            return error("out of memory");
        layout_collect(call, request, i, s->outputs.base, out);
    }
    memcpy(&observed, s->outputs.base, sizeof observed);
    reply->exponentials = observed.exponentials;
    reply->kept_bytes = observed.kept_bytes;
    reply->verdict = VERDICT_PASS;
    if (underrun) {
        reply->verdict = VERDICT_WRONG;
        snprintf(reply->message, sizeof reply->message, "%s wrote in front of %s",
                 function_symbol(call->function), underrun);
    }
    return 0;
}

static bool has_stale_reply(const struct session *s)
{
    struct pollfd polled = {.fd = s->reply_fd, .events = POLLIN};
    return poll(&polled, 1, 0) > 0 && (polled.revents & POLLIN);
}

/* Asks, unless something is wrong with what came before. */
static enum answer ask(struct session *s, uint64_t id, double *cpu_start)
{
    *cpu_start = seconds(s->cpu_clock);
    if (has_stale_reply(s))
        return BROKE_PROTOCOL;
    if (went_on(s))
        return WENT_ON;
    return write(s->request_fd, &id, sizeof id) == (ssize_t)sizeof id ? ANSWERED : DIED;
}

static int call_worker(struct session *s, const struct call *call,
                       const struct call_limits *limits, struct reply *reply)
{
    double cpu_start;
    if (s->worker.pid < 0 && start_worker(s) != 0)
        return -1;
    uint64_t id = next_id(s);
    if (layout_request(call, reply->outputs, id, &s->surroundings, s->inputs.base,
                       s->outputs.base) != 0)
        return -1;
    struct request request;
    memcpy(&request, s->inputs.base, sizeof request);

    enum answer answer = ask(s, id, &cpu_start);
    bool sent = answer == ANSWERED;
    if (sent)
        answer = await_reply(s, id, limits, cpu_start);
    reply->cpu_s = seconds(s->cpu_clock) - cpu_start;
    if (answer != ANSWERED && is_of_last_call(s, id, sent))
        return explain_failure(s, NULL, NULL, limits, answer, reply);
    if (answer == ANSWERED) {
        s->n_answered++;
        s->answered = call->function;
        s->confirmed = false;
        if (goes_on(s))
            answer = WENT_ON;
    }
    if (answer != ANSWERED)
        return explain_failure(s, call, &request, limits, answer, reply);
    return collect(s, call, &request, reply);
}

int session_call(struct session *s, const struct call *call,
                 const struct call_limits *limits, struct reply *reply)
{
    *reply = (struct reply){.verdict = VERDICT_SKIPPED};
    const char *misfit = call_outputs(call, reply->outputs, &reply->n_outputs);
    if (misfit)
        return error("a call of %s does not fit: %s", function_symbol(call->function),
                     misfit);
    if (!s->options.defined[call->function]) {
        reply->verdict = VERDICT_NOT_BUILT;
        snprintf(reply->message, sizeof reply->message, "no function %s was found",
                 function_symbol(call->function));
        return 0;
    }
    return call_worker(s, call, limits, reply);
}

int session_confirm(struct session *s, const struct call_limits *limits,
                    struct reply *reply)
{
    double cpu_start;
    *reply = (struct reply){.verdict = VERDICT_PASS};
    if (s->worker.pid < 0 || s->confirmed)
        return 0;
    uint64_t id = next_id(s);
    layout_nothing(id, s->inputs.base);

    enum answer answer = ask(s, id, &cpu_start);
    if (answer == ANSWERED)
        answer = await_reply(s, id, limits, cpu_start);
    s->cpu_seen_s = seconds(s->cpu_clock);
    reply->cpu_s = s->cpu_seen_s - cpu_start;
    s->confirmed = answer == ANSWERED;
    return s->confirmed ? 0 : explain_failure(s, NULL, NULL, limits, answer, reply);
}

void reply_release(struct reply *reply)
{
    for (size_t i = 0; i < CONTRACT_MAX_OUTPUTS; i++)
        free(reply->outputs[i].data);
    *reply = (struct reply){.verdict = VERDICT_SKIPPED};
}
