/* train: the demonstration. A net of the reference learns to read handwritten digits; the cost
 * of every iteration goes into a .tsv file, and through gnuplot into a picture.
 *
 *     train [--data FOLDER] [--output FILE.png]
 *
 * Ends with 0; 1 if fewer than 95 % of the held-out digits are read right; 2 for a wrong
 * command line; 3 if something of ours failed (a file, memory, gnuplot's run).
 */
#include "batch.h"
#include "digits.h"
#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    HIDDEN = 25,
    M_TRAIN = DIGITS_TEST_FIRST,
    ITERATIONS = 1000,
    CHUNK = 20,       /* iterations between two looks at a terminal */
    CHUNKS_A_LINE = 5 /* chunks between two lines elsewhere */
};
static const double alpha = 1, lambda = 0, wanted_percent = 95;

extern char **environ;

struct demonstration {
    struct bp_net net;
    struct bp_data train, held_out;
    double *theta, *grad;
    double history[ITERATIONS + 1]; /* the last one: after the last step */
};

static double percent_right(const struct demonstration *demo, const struct bp_data *data)
{
    int predicted[M_TRAIN];
    size_t right = 0;
    for (size_t first = 0; first < data->m; first += M_TRAIN) {
        size_t m = data->m - first < M_TRAIN ? data->m - first : M_TRAIN;
        bp_predict(&demo->net, demo->theta, m, data->X + first * DIGITS_PIXELS,
                   predicted);
        right += digits_count_right(m, predicted, data->y + first);
    }
    return 100.0 * (double)right / (double)data->m;
}

/* One line, rewritten in place on a terminal; a line now and then elsewhere. */
static void show_progress(const struct demonstration *demo, size_t done)
{
    bool terminal = isatty(STDOUT_FILENO), last = done == ITERATIONS;
    if (!terminal && !last && done % (CHUNK * CHUNKS_A_LINE) != 0)
        return;
    printf("%siteration %4zu of %d   cost %.4f   held-out digits read right %5.1f %%%s",
           terminal ? "\r" : "", done, ITERATIONS, demo->history[done],
           percent_right(demo, &demo->held_out), terminal && !last ? "" : "\n");
    fflush(stdout);
}

static double cost_gradient(struct demonstration *demo)
{
    return batch_cost_gradient(&demo->net, demo->theta, &demo->train, lambda, demo->grad);
}

/* bp_gradient_descent(), in batches. history[done] is the cost after as many steps. */
static void train(struct demonstration *demo)
{
    size_t n = bp_n_parameters(&demo->net);
    bp_random_init(&demo->net, 1, demo->theta);
    demo->history[0] = cost_gradient(demo);
    for (size_t done = 1; done <= ITERATIONS; done++) {
        for (size_t i = 0; i < n; i++)
            demo->theta[i] -= alpha * demo->grad[i];
        demo->history[done] = cost_gradient(demo);
        if (done % CHUNK == 0)
            show_progress(demo, done);
    }
}

static int write_tsv(const double *history, const char *path)
{
    FILE *file = fopen(path, "w");
    if (!file)
        return error("cannot write '%s': %s", path, strerror(errno));
    fprintf(file, "iteration\tcost\n");
    for (size_t k = 0; k <= ITERATIONS; k++)
        fprintf(file, "%zu\t%.17g\n", k, history[k]);
    bool failed = ferror(file);
    if (fclose(file) != 0 || failed) {
        unlink(path);
        return error("cannot write '%s': %s", path, strerror(errno));
    }
    return 0;
}

/* The data travels with the script and the picture comes from gnuplot's standard output: no
 * file name has to be quoted. */
static void write_script(FILE *script, const struct demonstration *demo)
{
    fprintf(script, "set terminal pngcairo size 960,600 font 'Sans,13'\n");
    fprintf(script,
            "set title 'Gradient descent on %zu handwritten digits, net %zu-%zu-%zu'\n",
            demo->train.m, demo->net.units[0], demo->net.units[1], demo->net.units[2]);
    fprintf(script,
            "set xlabel 'iteration'\n"
            "set ylabel 'cost J (logarithmic)'\n"
            "set logscale y\n"
            "set ytics (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)\n"
            "set grid\n"
            "$cost << end\n");
    for (size_t k = 0; k <= ITERATIONS; k++)
        fprintf(script, "%zu %.9g\n", k, demo->history[k]);
    fprintf(script,
            "end\n"
            "plot $cost using 1:2 with lines linewidth 2 linecolor '#1f5fa8' notitle\n");
}

/* Starts gnuplot, its standard input the pipe whose end is *input, its output into FILE.
 * Returns what posix_spawnp() does. */
static int start_gnuplot(const char *file, pid_t *pid, int *input)
{
    char *const arguments[] = {"gnuplot", NULL};
    posix_spawn_file_actions_t actions;
    int ends[2], status = ENOMEM;
    if (pipe(ends) != 0)
        return errno;
    fcntl(ends[1], F_SETFD, FD_CLOEXEC); /* or gnuplot would wait for itself to end */
    if (posix_spawn_file_actions_init(&actions) == 0) {
        if (posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO) == 0 &&
            posix_spawn_file_actions_addclose(&actions, ends[0]) == 0 &&
            posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, file,
                                             O_WRONLY | O_CREAT | O_TRUNC, 0666) == 0)
            status = posix_spawnp(pid, "gnuplot", &actions, NULL, arguments, environ);
        posix_spawn_file_actions_destroy(&actions);
    }
    close(ends[0]);
    *input = ends[1];
    if (status != 0)
        close(ends[1]);
    return status;
}

/* Returns 0 when the picture is there, 1 when there is no gnuplot, -1 after one error line.
 * An earlier picture is replaced by a whole one or not at all. */
static int draw(const struct demonstration *demo, const char *path)
{
    char beside[4096];
    pid_t pid;
    int input = -1, status = 0;
    if ((size_t)snprintf(beside, sizeof beside, "%s.part", path) >= sizeof beside)
        return error("the name '%s' is too long", path);

    int failure = start_gnuplot(beside, &pid, &input);
    if (failure == ENOENT && access(beside, F_OK) == 0) {
        unlink(beside);
        return 1;
    }
    if (failure != 0)
        return error("cannot draw '%s': %s", path, strerror(failure));

    FILE *script = fdopen(input, "w");
    if (script) {
        write_script(script, demo);
        fclose(script);
    } else {
        close(input);
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (script && status == 0 && rename(beside, path) == 0)
        return 0;
    unlink(beside);
    return error("gnuplot could not draw '%s'", path);
}

static int show_result(const struct demonstration *demo, const char *picture)
{
    const struct bp_data *train = &demo->train, *held_out = &demo->held_out;
    double accuracy = percent_right(demo, held_out);
    printf("\n%-10s %10s %10s\n", "", "trained on", "held out");
    printf("%-10s %10zu %10zu\n", "digits", train->m, held_out->m);
    printf("%-10s %10.4f %10.4f\n", "cost",
           bp_cost(&demo->net, demo->theta, train, lambda),
           bp_cost(&demo->net, demo->theta, held_out, lambda));
    printf("%-10s %8.1f %% %8.1f %%\n\n", "read right", percent_right(demo, train),
           accuracy);

    char tsv[4096];
    size_t stem = strlen(picture);
    if (stem > 4 && strcmp(picture + stem - 4, ".png") == 0)
        stem -= 4;
    if ((size_t)snprintf(tsv, sizeof tsv, "%.*s.tsv", (int)stem, picture) >= sizeof tsv)
        return error("the name '%s' is too long", picture), 3;
    if (write_tsv(demo->history, tsv) < 0)
        return 3;
    int drawn = draw(demo, picture);
    if (drawn < 0)
        return 3;
    if (drawn == 0)
        printf("cost against iteration: %s, its numbers: %s\n", picture, tsv);
    else
        printf(
            "no picture: gnuplot is missing (Debian, Ubuntu: package gnuplot-nox); the "
            "numbers are in %s\n",
            tsv);
    if (accuracy >= wanted_percent)
        return 0;
    printf("only %.1f %% of the held-out digits are read right: %.0f %% are expected\n",
           accuracy, wanted_percent);
    return 1;
}

static int demonstrate(const struct digits_samples *samples, const char *picture)
{
    const size_t units[] = {DIGITS_PIXELS, HIDDEN, DIGITS_CLASSES};
    struct demonstration demo = {
        .net = {2, units, BP_SOFTMAX, 0},
        .train = {M_TRAIN, samples->X, samples->y},
        .held_out = {samples->n - M_TRAIN, samples->X + (size_t)M_TRAIN * DIGITS_PIXELS,
                     samples->y + M_TRAIN}};
    demo.theta = malloc(2 * bp_n_parameters(&demo.net) * sizeof *demo.theta);
    if (!demo.theta) {
        error("no memory for the net");
        return 3;
    }
    demo.grad = demo.theta + bp_n_parameters(&demo.net);
    printf("A net of %zu-%zu-%zu units learns from %zu handwritten digits.\n", units[0],
           units[1], units[2], demo.train.m);
    train(&demo);
    int rc = show_result(&demo, picture);
    free(demo.theta);
    return rc;
}

int main(int argc, char **argv)
{
    const char *data = "fixtures/data", *picture = "demo.png";
    for (int i = 1; i < argc; i += 2) {
        if (i + 1 < argc && strcmp(argv[i], "--data") == 0) {
            data = argv[i + 1];
        } else if (i + 1 < argc && strcmp(argv[i], "--output") == 0) {
            picture = argv[i + 1];
        } else {
            fprintf(stderr, "usage: train [--data FOLDER] [--output FILE.png]\n");
            return 2;
        }
    }
    signal(SIGPIPE, SIG_IGN); /* gnuplot may end before it has read all */
    struct digits_samples samples;
    if (digits_read(&samples, data) < 0)
        return 3;
    int rc = demonstrate(&samples, picture);
    digits_release(&samples);
    return rc;
}
