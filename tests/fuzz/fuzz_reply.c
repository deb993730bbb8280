/* fuzz_reply.c: the trusted side of the protocol against a worker that does anything:
 * answers early, late, twice, with another id or with none, floods its output, closes
 * its pipes, dies, writes all over the memory that it shares.
 *
 * No process is started. What the launcher and the shared memory give is defined here,
 * and session.c is included with a poll() and a clock of ours: the worker acts whenever
 * the session looks or waits, as its script, the bytes, says; time is counted in waits,
 * so that nothing sleeps.
 */
#include "fuzz.h"
#include "input.h"
#include "oracles.h"

#include <assert.h>
#include <poll.h>
#include <time.h>

static int poll_worker(struct pollfd *polled, nfds_t n, int timeout_ms);
static int fake_clock(clockid_t clock, struct timespec *t);
static int sleep_once(const struct timespec *pause, struct timespec *left);

#define poll poll_worker
#define clock_gettime fake_clock
#define nanosleep sleep_once
#include "session.c"
#undef poll
#undef clock_gettime
#undef nanosleep

enum {
    WALL_MS = 100,
    CPU_MS = 60,
    MAX_CALLS = 4,
    MAX_ACTIONS = 8,
    OUTPUT_KEPT = 1 << 20
};

static unsigned char input_region[PROTOCOL_REGION_BYTES],
    output_region[PROTOCOL_REGION_BYTES];

static struct worker {
    struct input script;
    int request_fd, reply_fd, output_fd; /* its ends; -1: closed */
    int now_ms, cpu_ms, n_waits, n_sleeps;
    uint64_t id;               /* asked last */
    unsigned char replied[64]; /* what lies in the reply pipe */
    size_t n_replied;
    bool asked, honest; /* it has the id of this call; exactly the id is its reply */
    bool has_threads;   /* or had, since it was started */
    bool scribbled;     /* into the outputs of this call, or around them */
} worker;

static unsigned char said[OUTPUT_KEPT]; /* what it printed, all of it */
static size_t n_said;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    signal(SIGPIPE, SIG_IGN); /* as sandbox_open() does */
    return 0;
}

/* ---- in the place of the sandbox ---- */

int shared_memory_open(struct shared_memory *memory, size_t bytes,
                       enum shared_memory_access access)
{
    bool inputs = access == SHARED_MEMORY_READ_ONLY;
    assert(bytes == PROTOCOL_REGION_BYTES);
    *memory = (struct shared_memory){-1, inputs ? input_region : output_region, bytes};
    return 0;
}

void shared_memory_close(struct shared_memory *memory)
{
    *memory = (struct shared_memory){.fd = -1};
}

int sandbox_spawn(const struct sandbox *sandbox, const struct sandbox_command *command,
                  struct sandbox_process *process)
{
    (void)sandbox;
    if (input_byte(&worker.script) == 255)
        return error("no launcher");
    worker.request_fd = dup(command->fds[0]);
    worker.reply_fd = dup(command->fds[1]);
    worker.output_fd = dup(command->output);
    fcntl(worker.request_fd, F_SETFL, O_NONBLOCK);
    fcntl(worker.output_fd, F_SETFL, O_NONBLOCK);
    worker.n_replied = 0;
    worker.has_threads = false;
    *process =
        (struct sandbox_process){.pid = getpid()}; /* whose clock can be asked for */
    return 0;
}

void sandbox_await_end(const struct sandbox_process *process)
{
    (void)process;
}

int sandbox_reap(const struct sandbox_process *process, struct sandbox_status *status)
{
    static const int signals[] = {SIGSEGV, SIGBUS,  SIGSYS, SIGXCPU, SIGABRT,
                                  SIGFPE,  SIGKILL, SIGILL, SIGTERM};
    uint8_t how = input_byte(&worker.script);
    assert(process->pid == getpid());
    close_fd(&worker.request_fd);
    close_fd(&worker.reply_fd);
    close_fd(&worker.output_fd);
    *status = (struct sandbox_status){.exited = how & 1, .code = how >> 1};
    if (!status->exited)
        status->signal = signals[(how >> 1) % (sizeof signals / sizeof signals[0])];
    return how == 254 ? error("cannot wait") : 0;
}

unsigned long long sandbox_resident_bytes(pid_t pid)
{
    (void)pid;
    return (unsigned long long)input_byte(&worker.script) << 24;
}

int sandbox_open_threads(pid_t pid)
{
    (void)pid;
    return -1;
}

int sandbox_threads(int threads_fd)
{
    int n = input_byte(&worker.script) % 4;
    (void)threads_fd;
    worker.has_threads = worker.has_threads || n > 1;
    return n;
}

int sandbox_running_threads(pid_t pid)
{
    (void)pid;
    return input_byte(&worker.script) & 1;
}

void sandbox_status_release(struct sandbox_status *status)
{
    *status = (struct sandbox_status){0};
}

/* ---- the worker ---- */

static void reply_with(const void *bytes, size_t n)
{
    if (worker.reply_fd < 0 || worker.n_replied + n > sizeof worker.replied)
        return;
    assert(write(worker.reply_fd, bytes, n) == (ssize_t)n);
    memcpy(worker.replied + worker.n_replied, bytes, n);
    worker.n_replied += n;
}

static void print(size_t n, uint8_t byte)
{
    static unsigned char text[1 << 16];
    if (worker.output_fd < 0 || n_said + n > sizeof said)
        return;
    memset(text, byte, n);
    ssize_t written = write(worker.output_fd, text, n); /* less where the pipe is full */
    if (written > 0) {
        memset(said + n_said, byte, (size_t)written);
        n_said += (size_t)written;
    }
}

/* Bytes of the script into the shared memory, at OFFSET. */
static void scribble(size_t offset, size_t n)
{
    const uint8_t *bytes = input_run(&worker.script, &n);
    if (n <= PROTOCOL_REGION_BYTES - offset)
        memcpy(output_region + offset, bytes, n);
}

enum action {
    WAIT,
    ANSWER,
    ANSWER_OTHER,
    ANSWER_BYTES,
    END_REPLIES,
    PRINT,
    PRINT_MUCH,
    END_OUTPUT,
    END_REQUESTS,
    OBSERVE,
    WRITE,
    BURN,
    N_ACTIONS
};

/* Returns false where it waits. */
static bool act(enum action action)
{
    struct input *script = &worker.script;
    uint64_t other;
    size_t n;
    switch (action) {
    case ANSWER: reply_with(&worker.id, sizeof worker.id); return true;
    case ANSWER_OTHER:
        other = worker.id ^ (uint64_t)(input_byte(script) | 1) << input_byte(script) % 57;
        reply_with(&other, sizeof other);
        return true;
    case ANSWER_BYTES:
        n = input_byte(script) % 20;
        const uint8_t *bytes = input_run(script, &n);
        reply_with(bytes, n);
        return true;
    case END_REPLIES: close_fd(&worker.reply_fd); return true;
    case PRINT:
        n = input_byte(script);
        print(n, input_byte(script));
        return true;
    case PRINT_MUCH:
        n = input_size(script, 65535);
        print(n, input_byte(script));
        return true;
    case END_OUTPUT: close_fd(&worker.output_fd); return true;
    case END_REQUESTS: close_fd(&worker.request_fd); return true;
    case OBSERVE: scribble(0, sizeof(struct observed)); return true;
    case WRITE:
        worker.scribbled = true;
        n = input_size(script, 63) * 4096;
        scribble(n + input_size(script, 4095), input_byte(script) % 64);
        return true;
    case BURN: worker.cpu_ms += input_byte(script); return true;
    default: return false;
    }
}

/* The session looks into its pipes, or waits: the worker's turn. */
static int poll_worker(struct pollfd *polled, nfds_t n, int timeout_ms)
{
    if (worker.request_fd >= 0 &&
        read(worker.request_fd, &worker.id, sizeof worker.id) == sizeof worker.id) {
        worker.asked = true;
        ((struct observed *)(void *)output_region)->taken_up = worker.id;
    }
    for (int i = 0; i < MAX_ACTIONS; i++)
        if (!act((enum action)(input_byte(&worker.script) % N_ACTIONS)))
            break;
    worker.honest = worker.asked && worker.n_replied == sizeof worker.id &&
                    memcmp(worker.replied, &worker.id, sizeof worker.id) == 0;
    worker.now_ms += timeout_ms;
    worker.n_waits++;
    return poll(polled, n, 0);
}

static int fake_clock(clockid_t clock, struct timespec *t)
{
    int ms = clock == CLOCK_MONOTONIC ? worker.now_ms : worker.cpu_ms;
    *t = (struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};
    return 0;
}

static int sleep_once(const struct timespec *pause, struct timespec *left)
{
    (void)pause;
    (void)left;
    worker.n_sleeps++;
    worker.cpu_ms += input_byte(&worker.script) & 1;
    return 0;
}

/* ---- the calls ---- */

/* A call of any function: of a 2-2-1 net, two samples, two points. */
static struct call call_of(enum function function)
{
    static const size_t units[] = {2, 2, 1};
    static double numbers[27];
    static int labels[2];
    static uint64_t whole[] = {3};
    static const struct {
        const char *name;
        size_t n;
    } sizes[] = {{"theta", 9},         {"Theta", 9},     {"X", 4},
                 {"lambda", 1},        {"alpha", 1},     {"w", 3},
                 {"coefficients", 27}, {"label", 1},     {"epsilon", 1},
                 {"seed", 1},          {"iterations", 1}};
    struct call call = {.function = function,
                        .net = {.n_layers = 2, .units = units},
                        .n_inputs = function_n_inputs(function)};
    for (size_t i = 0; i < 27; i++)
        numbers[i] = 0.5;
    for (size_t i = 0; i < call.n_inputs; i++) {
        struct array *in = &call.inputs[i];
        in->name = function_input_name(function, i);
        in->element = function_input_element(function, i);
        in->n = 2;
        for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++)
            if (strcmp(in->name, sizes[k].name) == 0)
                in->n = sizes[k].n;
        if (in->element == ELEMENT_DOUBLE)
            in->f64 = numbers;
        else if (in->element == ELEMENT_INT)
            in->i32 = labels;
        else
            in->u64 = whole;
    }
    return call;
}

static void check_outputs(const struct call *call, const struct reply *reply)
{
    struct request request;
    memcpy(&request, input_region, sizeof request);
    assert(reply->n_outputs == function_n_outputs(call->function));
    for (size_t i = 0; i < reply->n_outputs && call->function != FUNCTION_ROLL; i++) {
        const struct array *out = &reply->outputs[i];
        assert(out->n == request.outputs[i].n);
        assert(memcmp(out->data, output_region + request.outputs[i].offset,
                      out->n * element_size(out->element)) == 0);
    }
}

/* What the worker did and what the session says go together. */
static void check_reply(const struct call *call, const struct reply *reply)
{
    bool answered = reply->verdict == VERDICT_PASS || reply->verdict == VERDICT_WRONG;
    assert(answered ? worker.honest : !worker.honest || worker.has_threads);
    assert(reply->verdict != VERDICT_WRONG || worker.scribbled);
    assert(text_is_safe(reply->message, strlen(reply->message), false));
    assert((reply->verdict == VERDICT_PASS) == (reply->message[0] == '\0'));
    if (answered) {
        check_outputs(call, reply);
        worker.n_replied = 0; /* it was read */
        return;
    }
    assert(reply->verdict == VERDICT_CRASH || reply->verdict == VERDICT_TIMEOUT ||
           reply->verdict == VERDICT_FORBIDDEN ||
           reply->verdict == VERDICT_MODIFIED_INPUT);
    assert(worker.reply_fd < 0 && worker.request_fd < 0); /* the worker is gone */
}

static void surround(struct session *s)
{
    uint8_t how = input_byte(&worker.script);
    struct surroundings surroundings = layout_usual;
    if (how & 1)
        surroundings.fill = 0x0101010101010101u * input_byte(&worker.script);
    if (how & 2)
        surroundings.skip_pages = how >> 6;
    surroundings.perturb = how;
    session_surround(s, &surroundings);
}

static void call_once(struct session *s)
{
    const struct call_limits limits = {CPU_MS, WALL_MS};
    struct reply reply;
    struct call call =
        call_of((enum function)(input_byte(&worker.script) % FUNCTION_COUNT));
    surround(s);
    worker.cpu_ms += input_byte(&worker.script); /* between two calls */
    worker.n_waits = worker.n_sleeps = 0;
    worker.asked = worker.honest = worker.scribbled = false;
    errors_taken();
    int status = session_call(s, &call, &limits, &reply);
    assert(worker.n_waits <= WALL_MS / POLL_MS + 3); /* it does not hang */
    assert(worker.n_sleeps <= IDLE_ROUNDS);
    assert(status == 0 || (status == -1 && errors_taken() == 1));
    if (status == 0)
        check_reply(&call, &reply);
    reply_release(&reply);
}

/* The worker is asked for nothing: it gives exactly the id, or is gone. */
static void confirm(struct session *s)
{
    const struct call_limits limits = {CPU_MS, WALL_MS};
    struct reply reply;
    worker.n_waits = 0;
    worker.asked = worker.honest = false;
    bool asks = s->worker.pid >= 0 && !s->confirmed;
    errors_taken();
    int status = session_confirm(s, &limits, &reply);
    assert(worker.n_waits <= WALL_MS / POLL_MS + 3);
    assert(status == 0 || (status == -1 && errors_taken() == 1));
    assert(reply.n_outputs == 0);
    if (status != 0)
        return;
    assert(text_is_safe(reply.message, strlen(reply.message), false));
    assert((reply.verdict == VERDICT_PASS) == (reply.message[0] == '\0'));
    if (reply.verdict != VERDICT_PASS)
        assert(worker.reply_fd < 0 && worker.request_fd < 0);
    else if (asks) {
        assert(worker.honest);
        worker.n_replied = 0;
    }
}

static void check_student_output(const struct session *s)
{
    size_t n = 0, wanted = n_said < OUTPUT_TAIL_BYTES ? n_said : OUTPUT_TAIL_BYTES;
    const char *kept = session_student_output(s, &n);
    assert(n == wanted && memcmp(kept, said + n_said - n, n) == 0 && kept[n] == '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    bool defined[FUNCTION_COUNT];
    memset(defined, 1, sizeof defined);
    int before = open_descriptors();
    worker = (struct worker){{bytes, n}, -1, -1, -1, .id = 0};
    n_said = 0;

    struct session_options options = {.worker = "worker", .defined = defined};
    options.sanitized = input_byte(&worker.script) & 1;
    struct session *s = session_open(&options);
    assert(s);
    for (int i = 0; i < MAX_CALLS && worker.script.n > 0; i++) {
        call_once(s);
        uint8_t then = input_byte(&worker.script);
        if (then & 2)
            confirm(s);
        if (then & 1)
            session_restart(s);
    }
    session_restart(s); /* all that was printed is read then */
    check_student_output(s);
    session_close(s);
    errors_taken();
    assert(open_descriptors() == before);
    return 0;
}
