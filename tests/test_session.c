/* test_session.c: the protocol, with real workers in the real sandbox. Student code never runs in
 * this process: each row's source is compiled, linked with worker.o and run as a worker. */
#include "layout.h"
#include "session.h"
#include "suites.h"
#include "worker_bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const size_t units[] = {2, 1};
static double z[] = {0, 1, -1}, theta[] = {0.1, 0.2, 0.3}, X[] = {1, 2, 3, 4};
static double lambda = 0;
static int y[] = {0, 0};

/* BODY with the headers that it may want. */
static void open_plain(struct worker_bench *w, const char *body)
{
    char source[8192];
    snprintf(source, sizeof source,
             "#define _GNU_SOURCE\n#include \"backprop.h\"\n#include <math.h>\n"
             "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n"
             "#include <unistd.h>\n#include <signal.h>\n%s\n",
             body);
    worker_bench_open(w, source);
}

static struct call sigmoid_call(void)
{
    struct call call = {.function = FUNCTION_SIGMOID, .n_inputs = 1};
    call.inputs[0] = (struct array){"z", ELEMENT_DOUBLE, 3, {z}};
    return call;
}

static struct call gradient_call(void)
{
    struct call call = {.function = FUNCTION_COST_GRADIENT,
                        .net = {.n_layers = 1, .units = units},
                        .n_inputs = 4};
    call.inputs[0] = (struct array){"theta", ELEMENT_DOUBLE, 3, {theta}};
    call.inputs[1] = (struct array){"X", ELEMENT_DOUBLE, 4, {X}};
    call.inputs[2] = (struct array){"y", ELEMENT_INT, 2, {y}};
    call.inputs[3] = (struct array){"lambda", ELEMENT_DOUBLE, 1, {&lambda}};
    return call;
}

static const struct call_limits limits = {.cpu_ms = 1000, .wall_ms = 2000};

#define SIGMOID(body) "double bp_sigmoid(double z) { " body " }"
#define GRADIENT(body)                                                        \
    "double bp_cost_gradient(const struct bp_net *net, const double *theta, " \
    "const struct bp_data *data, double lambda, double *grad) { " body "; return 1; }"
/* In a thread of its own, which is not joined. */
#define THREADED(body)                                            \
    "#include <pthread.h>\nstatic volatile long x;\n"             \
    "static void *work(void *n) { " body " return n; }\n"         \
    "double bp_sigmoid(double z) { pthread_t t; static int once;" \
    "if (!once++) pthread_create(&t, NULL, work, NULL); return 1 / (1 + exp(-z)); }"

struct row {
    const char *why, *source;
    bool gradient; /* call bp_cost_gradient; else bp_sigmoid */
    enum verdict verdict;
    const char *message;
};

static const struct row rows[] = {
    {"a right answer", SIGMOID("return 1 / (1 + exp(-z));"), false, VERDICT_PASS, ""},
    {"not defined", "int x;", false, VERDICT_NOT_BUILT,
     "no function bp_sigmoid was found"},
    {"null pointer", SIGMOID("*(volatile int *)0 = 1; return z;"), false, VERDICT_CRASH,
     "bp_sigmoid used a null pointer, or called a function that is defined nowhere"},
    {"calls what is defined nowhere", "double foo(double);\n" SIGMOID("return foo(z);"),
     false, VERDICT_CRASH,
     "bp_sigmoid used a null pointer, or called a function that is defined nowhere"},
    {"endless loop", SIGMOID("for (volatile int i = 0;; i++);"), false, VERDICT_TIMEOUT,
     "bp_sigmoid did not come back within 1 s: a loop that does not end?"},
    {"sleeps for ever", SIGMOID("for (;;) pause();"), false, VERDICT_TIMEOUT,
     "bp_sigmoid did not come back within 2 s, and computed for 0.0 s of them: what "
     "does "
     "it wait for?"},
    {"exit(0) is not an answer", SIGMOID("exit(0);"), false, VERDICT_CRASH,
     "bp_sigmoid left the program with exit status 0 instead of returning"},
    {"abort", SIGMOID("abort();"), false, VERDICT_CRASH,
     "bp_sigmoid ended in abort(): a failed assert, or a damaged heap"},
    {"integer division by zero", SIGMOID("volatile int n = 0; return 7 / n;"), false,
     VERDICT_CRASH, "bp_sigmoid divided an integer by zero, or has numbers trap"},
    {"endless recursion",
     SIGMOID("volatile char b[4096]; b[0] = 1; return bp_sigmoid(z + b[0]) + b[0];"),
     false, VERDICT_CRASH,
     "bp_sigmoid ran out of stack: endless recursion, or a very large local array"},
    {"one past the end of an output", GRADIENT("for (int i = 0; i < 4; i++) grad[i] = 1"),
     true, VERDICT_CRASH, "bp_cost_gradient went past the end of grad"},
    {"before the start of an output",
     GRADIENT("for (int i = -1; i < 3; i++) grad[i] = 1"), true, VERDICT_WRONG,
     "bp_cost_gradient wrote in front of grad"},
    {"one past the end of an input",
     GRADIENT("for (int i = 0; i < 3; i++) grad[i] = data->X[i + 2]"), true,
     VERDICT_CRASH, "bp_cost_gradient went past the end of X"},
    {"a const input written, and restored",
     GRADIENT(
         "double *t = (double *)theta, old = t[0]; t[0] = 9; grad[0] = t[0]; t[0] = old"),
     true, VERDICT_MODIFIED_INPUT, "bp_cost_gradient wrote to its input theta"},
    {"a reply of its own is not a reply",
     SIGMOID("long id = 7; write(4, &id, 8); return z;"), false, VERDICT_FORBIDDEN,
     "bp_sigmoid wrote to the grader's channel"},
    {"a flood on the reply pipe",
     SIGMOID("static char b[4096]; for (int i = 0; i < 100; i++) write(4, b, 4096); "
             "return z;"),
     false, VERDICT_FORBIDDEN, "bp_sigmoid wrote to the grader's channel"},
    {"closes the reply pipe and goes on", SIGMOID("close(4); for (;;) pause();"), false,
     VERDICT_CRASH, "bp_sigmoid was killed: too much memory, or its channel was closed"},
    {"a thread that computes on", THREADED("for (;;) x += 1;"), false, VERDICT_FORBIDDEN,
     "bp_sigmoid returned while a thread of it went on computing: join it first"},
    {"a thread that waits for work", THREADED("for (;;) pause();"), false, VERDICT_PASS,
     ""},
    {"a thread that ends", THREADED("x = 1;"), false, VERDICT_PASS, ""},
    {"prints ten megabytes",
     SIGMOID(
         "for (int i = 0; i < 100000; i++) puts(\"0123456789012345678901234567890123456"
         "78901234567890123456789012345678901234567890123456789\"); return z;"),
     false, VERDICT_PASS, ""},
};

START_TEST(test_verdicts)
{
    const struct row *row = &rows[_i];
    struct worker_bench w;
    struct call call = row->gradient ? gradient_call() : sigmoid_call();
    struct reply reply;

    open_plain(&w, row->source);
    ck_assert_int_eq(session_call(w.session, &call, &limits, &reply), 0);
    ck_assert_msg(reply.verdict == row->verdict, "%s: %s (%s)", row->why,
                  verdict_name(reply.verdict), reply.message);
    ck_assert_str_eq(reply.message, row->message);
    reply_release(&reply);
    ck_assert_int_eq(session_confirm(w.session, &limits, &reply), 0);
    ck_assert_msg(reply.verdict == VERDICT_PASS, "%s: no sign of life: %s", row->why,
                  reply.message);
    worker_bench_close(&w);
}
END_TEST

/* ---- replies that the student's function sends in the worker's place ---- */

/* Right outputs, and the reply: the id stands at the start of the region that the inputs lie in. */
#define FORGED(then)                                                                  \
    "#include <errno.h>\n#include <sys/syscall.h>\nstatic long id;\n"                 \
    "static void forge(const void *in) { const char *p = (void *)((long)in & -4096);" \
    "do p -= 4096; while (syscall(SYS_rt_sigprocmask, 99, p, 0L, 8L) >= 0 || "        \
    "errno != EINVAL); id = *(long *)p; write(4, &id, 8); }\n" SIGMOID("return 0.5;") \
        GRADIENT("grad[0] = grad[1] = grad[2] = 1; forge(net->units); " then)

struct forged {
    const char *why, *source;
    bool leaves; /* so that it can be waited for */
    enum verdict verdict;
    const char *message;
};

static const struct forged forged[] = {
    {"leaves", FORGED("_exit(0)"), true, VERDICT_CRASH,
     "bp_cost_gradient left the program with exit status 0 instead of returning"},
    {"leaves as the worker does", FORGED("_exit(70)"), true, VERDICT_CRASH,
     "bp_cost_gradient closed or moved what it was not given: a descriptor, or memory of "
     "the grader's"},
    {"crashes", FORGED("*(volatile int *)0 = 1"), true, VERDICT_CRASH,
     "bp_cost_gradient crashed (segmentation fault) where no trace of the place was "
     "left"},
    {"is killed for a system call", FORGED("execl(\"/bin/true\", \"true\", NULL)"), true,
     VERDICT_FORBIDDEN,
     "bp_cost_gradient asked the system for what this exercise does not need (a file, a "
     "process, the network)"},
    {"leaves later", FORGED("usleep(20000); _exit(0)"), false, VERDICT_CRASH,
     "bp_cost_gradient left the program with exit status 0 instead of returning"},
    {"never comes back", FORGED("for (;;) pause()"), false, VERDICT_TIMEOUT,
     "bp_cost_gradient did not come back within 2 s, and computed for 0.0 s of them: "
     "what does it wait for?"},
    {"answers the next request, too", FORGED("read(3, &id, 8); id++; write(4, &id, 8)"),
     false, VERDICT_FORBIDDEN, "bp_cost_gradient wrote to the grader's channel"},
};

/* Opens the worker and lets it answer; it is a zombie afterwards where it leaves. */
static void answer_forged(struct worker_bench *w, const struct forged *row)
{
    struct call call = gradient_call();
    struct reply reply;
    siginfo_t ended;
    open_plain(w, row->source);
    ck_assert_int_eq(session_call(w->session, &call, &limits, &reply), 0);
    ck_assert_msg(reply.verdict == VERDICT_PASS, "%s: %s", row->why, reply.message);
    reply_release(&reply);
    if (row->leaves)
        ck_assert_int_eq(waitid(P_ALL, 0, &ended, WEXITED | WNOWAIT), 0);
}

/* The next call is answered, whatever the reply before was worth. */
static void check_goes_on(struct worker_bench *w)
{
    struct call call = sigmoid_call();
    struct reply reply;
    ck_assert_int_eq(session_call(w->session, &call, &limits, &reply), 0);
    ck_assert_str_eq(verdict_name(reply.verdict), "pass");
    reply_release(&reply);
    ck_assert_int_eq(session_confirm(w->session, &limits, &reply), 0);
    ck_assert_str_eq(verdict_name(reply.verdict), "pass");
}

START_TEST(test_no_sign_of_life)
{
    const struct forged *row = &forged[_i];
    struct worker_bench w;
    struct reply reply;
    answer_forged(&w, row);
    ck_assert_int_eq(session_confirm(w.session, &limits, &reply), 0);
    ck_assert_msg(reply.verdict == row->verdict, "%s: %s", row->why,
                  verdict_name(reply.verdict));
    ck_assert_str_eq(reply.message, row->message);
    check_goes_on(&w);
    worker_bench_close(&w);
}
END_TEST

/* Where nobody asked for a sign of life, the next call fails, and names who is to blame. */
START_TEST(test_next_call_finds_no_worker)
{
    const struct forged *row = &forged[_i];
    struct worker_bench w;
    struct call call = sigmoid_call();
    struct reply reply;
    answer_forged(&w, row);
    ck_assert_int_eq(session_call(w.session, &call, &limits, &reply), 0);
    ck_assert_msg(reply.verdict == row->verdict, "%s: %s", row->why,
                  verdict_name(reply.verdict));
    ck_assert_str_eq(reply.message, row->message);
    reply_release(&reply);
    check_goes_on(&w);
    worker_bench_close(&w);
}
END_TEST

/* A function that crashes at the next call is to blame, whether there was a sign of life or not. */
START_TEST(test_crash_is_of_its_own_call)
{
    struct worker_bench w;
    struct call right = sigmoid_call(), crash = gradient_call();
    struct reply reply;
    open_plain(&w, SIGMOID("return 0.5;") GRADIENT("_exit(3)"));
    ck_assert_int_eq(session_call(w.session, &right, &limits, &reply), 0);
    reply_release(&reply);
    if (_i) {
        ck_assert_int_eq(session_confirm(w.session, &limits, &reply), 0);
        ck_assert_int_eq(reply.verdict, VERDICT_PASS);
    }
    ck_assert_int_eq(session_call(w.session, &crash, &limits, &reply), 0);
    ck_assert_str_eq(
        reply.message,
        "bp_cost_gradient left the program with exit status 3 instead of returning");
    reply_release(&reply);
    ck_assert_int_eq(session_confirm(w.session, &limits, &reply), 0);
    ck_assert_int_eq(reply.verdict, VERDICT_PASS); /* nothing was answered since */
    worker_bench_close(&w);
}
END_TEST

START_TEST(test_answers_come_back)
{
    struct worker_bench w;
    struct call call = sigmoid_call();
    struct reply reply;

    open_plain(&w, SIGMOID("return 1 / (1 + exp(-z));"));
    for (int round = 0; round < 3; round++) {
        ck_assert_int_eq(session_call(w.session, &call, &limits, &reply), 0);
        ck_assert_uint_eq(reply.n_outputs, 1);
        ck_assert_uint_eq(reply.outputs[0].n, 3);
        ck_assert_double_eq(reply.outputs[0].f64[0], 0.5);
        for (size_t i = 0; i < 3; i++)
            ck_assert_double_eq_tol(reply.outputs[0].f64[i], 1 / (1 + exp(-z[i])), 1e-15);
        reply_release(&reply);
    }
    worker_bench_close(&w);
}
END_TEST

/* A worker that died is replaced: the next call is answered. */
START_TEST(test_goes_on_after_a_crash)
{
    struct worker_bench w;
    struct call crash = gradient_call(), right = sigmoid_call();
    struct reply reply;

    open_plain(&w, SIGMOID("return 0.5;") GRADIENT("raise(SIGSEGV)"));
    for (int round = 0; round < 3; round++) {
        ck_assert_int_eq(session_call(w.session, &crash, &limits, &reply), 0);
        ck_assert_int_eq(reply.verdict, VERDICT_CRASH);
        reply_release(&reply);
        ck_assert_int_eq(session_call(w.session, &right, &limits, &reply), 0);
        ck_assert_int_eq(reply.verdict, VERDICT_PASS);
        reply_release(&reply);
    }
    worker_bench_close(&w);
}
END_TEST

/* Each nap ends the look at one call; what was computed in sum tells. */
START_TEST(test_thread_that_naps_and_computes)
{
    struct worker_bench w;
    struct call call = sigmoid_call();
    enum verdict last = VERDICT_PASS;
    open_plain(&w, THREADED("for (;;) { usleep(4000); for (int i = 0; i < 100000; i++) "
                            "x += 1; }"));
    for (int i = 0; i < 10000 && last == VERDICT_PASS; i++) {
        struct reply reply;
        nanosleep(&(struct timespec){0, 500000}, NULL);
        ck_assert_int_eq(session_call(w.session, &call, &limits, &reply), 0);
        last = reply.verdict;
        reply_release(&reply);
    }
    ck_assert_str_eq(verdict_name(last), "forbidden");
    worker_bench_close(&w);
}
END_TEST

/* Statics of one worker are not seen by the next. */
START_TEST(test_restart_forgets)
{
    struct worker_bench w;
    struct call call = sigmoid_call();
    struct reply reply;

    open_plain(&w, SIGMOID("static int calls; return ++calls;"));
    for (int round = 0; round < 2; round++) {
        ck_assert_int_eq(session_call(w.session, &call, &limits, &reply), 0);
        ck_assert_double_eq(reply.outputs[0].f64[2], 3);
        reply_release(&reply);
        ck_assert_int_eq(session_restart(w.session), 0);
    }
    worker_bench_close(&w);
}
END_TEST

START_TEST(test_unwritten_elements_are_known)
{
    struct worker_bench w;
    struct call call = gradient_call();
    struct reply reply;

    open_plain(&w, GRADIENT("grad[0] = 1; grad[2] += 1"));
    ck_assert_int_eq(session_call(w.session, &call, &limits, &reply), 0);
    ck_assert_int_eq(reply.verdict, VERDICT_PASS);
    ck_assert(!array_is_unwritten(&reply.outputs[0], 0));
    ck_assert(!array_is_unwritten(&reply.outputs[1], 0));
    ck_assert(array_is_unwritten(&reply.outputs[1], 1));
    ck_assert(array_is_unwritten(&reply.outputs[1], 2));
    reply_release(&reply);
    worker_bench_close(&w);
}
END_TEST

START_TEST(test_output_of_the_student_is_kept)
{
    struct worker_bench w;
    struct call call = sigmoid_call();
    struct reply reply;

    open_plain(&w, SIGMOID("printf(\"z = %g\\n\", z); return z;"));
    ck_assert_int_eq(session_call(w.session, &call, &limits, &reply), 0);
    reply_release(&reply);
    ck_assert_int_eq(session_restart(w.session), 0);
    size_t n;
    ck_assert_str_eq(session_student_output(w.session, &n), "z = 0\nz = 1\nz = -1\n");
    ck_assert_uint_eq(n, strlen("z = 0\nz = 1\nz = -1\n"));
    worker_bench_close(&w);
}
END_TEST

Suite *session_suite(void)
{
    Suite *suite = suite_create("session");
    TCase *tests = tcase_create("protocol");
    tcase_add_loop_test(tests, test_verdicts, 0, sizeof rows / sizeof rows[0]);
    tcase_add_loop_test(tests, test_no_sign_of_life, 0, sizeof forged / sizeof forged[0]);
    tcase_add_loop_test(tests, test_next_call_finds_no_worker, 0,
                        sizeof forged / sizeof forged[0]);
    tcase_add_loop_test(tests, test_crash_is_of_its_own_call, 0, 2);
    tcase_add_test(tests, test_answers_come_back);
    tcase_add_test(tests, test_goes_on_after_a_crash);
    tcase_add_test(tests, test_thread_that_naps_and_computes);
    tcase_add_test(tests, test_restart_forgets);
    tcase_add_test(tests, test_unwritten_elements_are_known);
    tcase_add_test(tests, test_output_of_the_student_is_kept);
    suite_add_tcase(suite, tests);
    return suite;
}
