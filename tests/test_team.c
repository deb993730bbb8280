/* test_team.c: work shared over processes, and the proof of a set as such work. */
#include "answer.h"
#include "cases.h"
#include "digits.h"
#include "error.h"
#include "prove.h"
#include "scratch.h"
#include "secret.h"
#include "suites.h"
#include "team.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { N_PIECES = 12, BIG = 5, BIG_BYTES = 1 << 20, MAX_GROUPS = 64 };

static const int numbers_of_jobs[] = {1, 2, 3, 8, TEAM_MAX_JOBS};
static const size_t firsts[] = {0, BIG, N_PIECES - 1};

/* What becomes of a piece. */
enum fate { DONE, SPEAKS, FAILS, FAILS_LATE, IS_KILLED, LEAVES, IS_REFUSED };

struct trial {
    enum fate fates[N_PIECES];
    bool opening_fails;
    size_t n_begun, n_taken; /* in this process */
    bool opened;             /* in the others */
};

static void nap(long ms)
{
    nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

static int open_one(void *context)
{
    struct trial *trial = context;
    ck_assert(!trial->opened);
    trial->opened = !trial->opening_fails;
    return trial->opened ? 0 : error("nothing opens");
}

/* The last pieces are done first. */
static int work_on(void *context, size_t i, FILE *to)
{
    const struct trial *trial = context;
    nap((long)(N_PIECES - i));
    for (size_t k = 0; i == BIG && k < BIG_BYTES; k++)
        putc('x', to);
    fprintf(to, "%zu", i * i);
    switch (trial->fates[i]) {
    case SPEAKS: error("piece %zu speaks", i); return 0;
    case FAILS_LATE: nap(100); return error("piece %zu fails", i);
    case FAILS: return error("piece %zu fails", i);
    case IS_KILLED: kill(getpid(), SIGKILL); return 0;
    case LEAVES: _exit(5);
    default: return trial->opened ? 0 : error("was not opened");
    }
}

static void begin(void *context, size_t i)
{
    struct trial *trial = context;
    ck_assert_uint_eq(i, trial->n_begun++);
}

static int take(void *context, size_t i, const char *bytes, size_t n)
{
    struct trial *trial = context;
    char expected[32];
    ck_assert_uint_eq(i, trial->n_taken);
    ck_assert_uint_eq(i + 1, trial->n_begun);
    if (trial->fates[i] == IS_REFUSED)
        return error("piece %zu is refused", i);
    trial->n_taken++;
    snprintf(expected, sizeof expected, "%zu", i * i);
    ck_assert_uint_eq(n, strlen(expected) + (i == BIG ? BIG_BYTES : 0));
    ck_assert_str_eq(bytes + (i == BIG ? BIG_BYTES : 0), expected);
    return 0;
}

static const char *name(void *context, size_t i)
{
    static const char *const names[N_PIECES] = {"zero", "one", "two", "three"};
    (void)context;
    return names[i] ? names[i] : "another";
}

static int run(struct trial *trial, size_t n_pieces, size_t first, int n_jobs)
{
    const struct team_work work = {.n_pieces = n_pieces,
                                   .first = first,
                                   .context = trial,
                                   .open = open_one,
                                   .work = work_on,
                                   .begin = begin,
                                   .take = take,
                                   .name = name};
    int status = team_run(&work, n_jobs);
    ck_assert_msg(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD,
                  "a process is left");
    return status;
}

START_TEST(results_are_taken_in_order)
{
    for (size_t f = 0; f < sizeof firsts / sizeof *firsts; f++) {
        struct trial trial = {.n_taken = 0};
        ck_assert_int_eq(run(&trial, N_PIECES, firsts[f], numbers_of_jobs[_i]), 0);
        ck_assert_uint_eq(trial.n_taken, N_PIECES);
    }
}
END_TEST

START_TEST(nothing_is_done_at_once)
{
    struct trial trial = {.n_taken = 0};
    ck_assert_int_eq(run(&trial, 0, 0, numbers_of_jobs[_i]), 0);
    ck_assert_uint_eq(trial.n_begun, 0);
}
END_TEST

static const struct {
    const char *why;
    struct trial trial;
    size_t n_taken, n_begun;
    const char *error;
} failures[] = {
    {"one", {.fates = {[2] = FAILS}}, 2, 3, "piece 2 fails"},
    {"the first counts, not the fastest",
     {.fates = {[2] = FAILS_LATE, [3] = FAILS, [4] = FAILS}},
     2,
     3,
     "piece 2 fails"},
    {"each one", {.fates = {FAILS, FAILS, FAILS, FAILS}}, 0, 1, "piece 0 fails"},
    {"the last one",
     {.fates = {[N_PIECES - 1] = FAILS}},
     N_PIECES - 1,
     N_PIECES,
     "piece 11 fails"},
    {"the last one and another",
     {.fates = {[4] = FAILS, [N_PIECES - 1] = FAILS}},
     4,
     5,
     "piece 4 fails"},
    {"not taken", {.fates = {[1] = IS_REFUSED, [2] = FAILS}}, 1, 2, "piece 1 is refused"},
    {"nothing opens", {.opening_fails = true}, 0, 1, "nothing opens"},
    {"killed",
     {.fates = {[3] = IS_KILLED}},
     3,
     3,
     "three: the process at work on it was ended by signal 9"},
    {"leaves",
     {.fates = {[1] = LEAVES}},
     1,
     1,
     "one: the process at work on it ended with status 5"},
};

static void fail_as(size_t i, size_t first, int n_jobs)
{
    struct scratch s;
    struct trial trial = failures[i].trial;
    scratch_open(&s);
    ck_assert_msg(run(&trial, N_PIECES, first, n_jobs) == -1, "%s", failures[i].why);
    scratch_expect_error(&s, failures[i].error);
    ck_assert_uint_eq(trial.n_taken, failures[i].n_taken);
    ck_assert_uint_eq(trial.n_begun, failures[i].n_begun);
    scratch_close(&s);
}

/* Row by row, with each number of processes, and whichever piece is begun first. */
START_TEST(a_failure_is_one_line)
{
    for (size_t j = 0; j < sizeof numbers_of_jobs / sizeof *numbers_of_jobs; j++)
        for (size_t f = 0; f < sizeof firsts / sizeof *firsts; f++)
            fail_as((size_t)_i, firsts[f], numbers_of_jobs[j]);
}
END_TEST

START_TEST(what_is_said_comes_in_order)
{
    struct scratch s;
    struct trial trial = {.fates = {[1] = SPEAKS, [4] = SPEAKS, [9] = SPEAKS}};
    scratch_open(&s);
    ck_assert_int_eq(run(&trial, N_PIECES, 9, numbers_of_jobs[_i]), 0);
    const char *errors = scratch_errors(&s), *one = strstr(errors, "piece 1 speaks\n"),
               *four = strstr(errors, "piece 4 speaks\n"),
               *nine = strstr(errors, "piece 9 speaks\n");
    ck_assert_msg(one && four > one && nine > four, "%s", errors);
    scratch_close(&s);
}
END_TEST

START_TEST(files_need_a_place)
{
    struct scratch s;
    struct trial trial = {.n_taken = 0};
    scratch_open(&s);
    ck_assert_int_eq(setenv("TMPDIR", scratch_path(&s, "none"), 1), 0);
    ck_assert_int_eq(run(&trial, N_PIECES, 0, 2), -1);
    ck_assert_ptr_nonnull(
        strstr(scratch_errors(&s), "cannot make a temporary file in '"));
    unsetenv("TMPDIR");
    scratch_close(&s);
}
END_TEST

/* ---- the proof of a set ---- */

/* The first case of the group. */
static struct fixture_case *first(const struct fixture_set *set, const char *task,
                                  const char *group)
{
    for (size_t g = 0; g < set->n_groups; g++)
        if (strcmp(set->groups[g].task, task) == 0 &&
            strcmp(set->groups[g].group, group) == 0)
            return &set->groups[g].cases[0];
    ck_abort_msg("no group %s/%s", task, group);
}

/* Its first number is none any more; the case's id. */
static const char *spoil(const struct fixture_set *set, const char *task,
                         const char *group)
{
    struct fixture_case *c = first(set, task, group);
    c->call.inputs[0].f64[0] = NAN;
    return c->id;
}

START_TEST(the_first_case_that_fails_is_named)
{
    struct fixture_set set = {.name = NULL};
    struct digits_samples digits;
    struct cases cases;
    struct proof_totals totals[MAX_GROUPS];
    struct scratch s;
    char expected[200];
    ck_assert_int_eq(digits_read(&digits, "fixtures/data"), 0);
    ck_assert_int_eq(cases_init(&cases, &set, CASES_PUBLIC_SEED, &digits), 0);
    ck_assert_int_eq(cases_add_all(&cases), 0);
    spoil(&set, "sigmoid", "gradient");
    spoil(&set, "gates", "multiply");
    snprintf(expected, sizeof expected, "%s: a value or its bound is not finite",
             spoil(&set, "sigmoid", "value"));
    scratch_open(&s);
    ck_assert_int_eq(prove_set(&set, numbers_of_jobs[_i], totals, NULL), -1);
    scratch_expect_error(&s, expected);
    scratch_close(&s);
    fixture_set_release(&set);
    digits_release(&digits);
}
END_TEST

/* Here too: inputs and expected values are those of the case that was drawn at last. */
START_TEST(a_case_that_is_refused_is_drawn_again)
{
    struct fixture_set set = {.name = NULL};
    struct digits_samples digits;
    struct cases cases;
    struct secret secret;
    struct proof_totals totals[MAX_GROUPS];
    struct array outputs[CONTRACT_MAX_OUTPUTS];
    struct scratch s;
    ck_assert_int_eq(digits_read(&digits, "fixtures/data"), 0);
    ck_assert_int_eq(
        secret_derive(&secret, "a key of this test and of no course", 35, "a"), 0);
    ck_assert_int_eq(cases_init_hidden(&cases, &set, &secret, &digits), 0);
    ck_assert_int_eq(cases_add_all(&cases), 0);
    spoil(&set, "predict", "labels");
    scratch_open(&s);
    ck_assert_int_eq(prove_drawn_set(&cases, numbers_of_jobs[_i], totals, NULL), 0);
    ck_assert_ptr_nonnull(strstr(scratch_errors(&s), ": predict/labels/"));
    const struct fixture_case *c = first(&set, "predict", "labels");
    ck_assert(!isnan(c->call.inputs[0].f64[0]));
    ck_assert_int_eq(reference_answer(&c->call, outputs), 0);
    ck_assert(c->n_expected == 1 && answer_error(c, outputs) == 0);
    answer_release(outputs);
    scratch_close(&s);
    fixture_set_release(&set);
    digits_release(&digits);
}
END_TEST

Suite *team_suite(void)
{
    Suite *suite = suite_create("work shared over processes");
    TCase *tcase = tcase_create("work");
    int n_numbers = sizeof numbers_of_jobs / sizeof *numbers_of_jobs;
    tcase_add_loop_test(tcase, results_are_taken_in_order, 0, n_numbers);
    tcase_add_loop_test(tcase, nothing_is_done_at_once, 0, n_numbers);
    tcase_add_loop_test(tcase, a_failure_is_one_line, 0,
                        sizeof failures / sizeof *failures);
    tcase_add_loop_test(tcase, what_is_said_comes_in_order, 0, n_numbers);
    tcase_add_test(tcase, files_need_a_place);
    tcase_add_loop_test(tcase, the_first_case_that_fails_is_named, 0, 3);
    tcase_add_loop_test(tcase, a_case_that_is_refused_is_drawn_again, 0, 3);
    suite_add_tcase(suite, tcase);
    return suite;
}
