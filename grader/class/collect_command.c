#include "class/bar.h"
#include "class/class_commands.h"
#include "class/class_options.h"
#include "class/collection.h"
#include "class/crew.h"
#include "error.h"
#include "standard_output.h"

#include <signal.h>
#include <stdio.h>
#include <time.h>

/* squeue is a question to a machine that many ask, the more seldom the less has changed; and that may be down
 * for a while. */
enum { SHORTEST_MS = 2000, LONGEST_MS = 10000, MAX_UNANSWERED = 60 };

struct collecting {
    const struct class_options *options;
    struct collection collection;
    struct bar bar;
    char doing[80];
    size_t total; /* that were not in the gradebook at the start */
    size_t left;  /* at the last look */
    int pause_ms;
    int n_unanswered;     /* questions to Slurm, one after the other */
    bool something_ended; /* at the last look */
};

/* Until a signal that is to end this comes, or it is time to look again. */
static void pause_between(struct collecting *c)
{
    enum { STEP_MS = 100 };
    size_t left = collection_left(&c->collection);
    bool changed = left != c->left || c->something_ended;
    c->left = left;
    c->pause_ms = changed                            ? SHORTEST_MS
                  : c->pause_ms < 2 * LONGEST_MS / 3 ? c->pause_ms * 3 / 2
                                                     : LONGEST_MS;
    for (int ms = 0; ms < c->pause_ms && crew_pending_signal() == 0; ms += STEP_MS)
        nanosleep(&(struct timespec){.tv_nsec = STEP_MS * 1000000L}, NULL);
}

static void show(struct collecting *c)
{
    const struct open_work *open = &c->collection.open;
    size_t left = collection_left(&c->collection);
    snprintf(c->doing, sizeof c->doing,
             c->bar.terminal ? "%zu run, %zu wait"
                             : "collecting, %zu running, %zu waiting",
             open_work_count(open, UNIT_RUNNING), open_work_count(open, UNIT_WAITING));
    bar_show(&c->bar, c->total - left, c->collection.n_same,
             c->collection.n_refused + collection_failed(&c->collection));
}

/* Returns 0; 1 when Slurm has not answered and is to be asked again; -1 after one error line. */
static int look(struct collecting *c)
{
    bar_clear(&c->bar);
    int status = open_work_look(&c->collection.open);
    c->n_unanswered = status == 0 ? 0 : c->n_unanswered + 1;
    if (status == 0)
        return 0;
    return status == SLURM_MISSING || !c->options->wait ||
                   c->n_unanswered > MAX_UNANSWERED
               ? -1
               : 1;
}

/* What has ended is looked at twice: a file may be seen here later than it was written there. */
static int retry(struct collecting *c)
{
    bool ended = open_work_count(&c->collection.open, UNIT_ENDED) > 0;
    if (ended && !c->something_ended) {
        c->something_ended = true;
        return 0;
    }
    c->something_ended = false;
    return ended ? collection_retry(&c->collection) : 0;
}

/* One round. Returns 1 when there is to be another one, 0 at the end, -1 after one error line. */
static int go_round(struct collecting *c)
{
    int answered = look(c);
    if (answered < 0)
        return -1;
    if (answered == 0 && (collection_take(&c->collection) != 0 || retry(c) != 0))
        return -1;
    show(c);
    return collection_left(&c->collection) > 0 &&
           (c->options->wait || c->something_ended);
}

static int conclude(struct collecting *c)
{
    const struct collection *k = &c->collection;
    size_t left = collection_left(k), failed = collection_failed(k);
    if (left == 0 && collection_finish(&c->collection) != 0)
        return CLASS_EXIT_FAILED;
    if (!c->options->quiet)
        printf(
            "gradeclass: %zu collected: %zu graded, %zu as others' same files, %zu not "
            "gradable; %zu submitted again, %zu in work, %zu failed\n",
            k->n_graded + k->n_same + k->n_refused, k->n_graded, k->n_same, k->n_refused,
            k->n_again, left, failed);
    if (standard_output_flush() != 0)
        return CLASS_EXIT_FAILED;
    return failed > 0                     ? CLASS_EXIT_FAILED
           : left > 0 || k->n_refused > 0 ? CLASS_EXIT_ATTENTION
                                          : CLASS_EXIT_DONE;
}

static int collect(struct collecting *c)
{
    int more = 1;
    c->total = collection_left(&c->collection);
    bar_start(&c->bar, stderr, c->doing, c->total, c->options->quiet);
    while (more > 0 && crew_pending_signal() == 0 && (more = go_round(c)) > 0)
        pause_between(c);
    bar_clear(&c->bar);
    if (crew_pending_signal() != 0)
        error("what is collected is kept; call again to go on");
    return more < 0 ? CLASS_EXIT_FAILED : conclude(c);
}

int class_collect(const struct class_options *options)
{
    struct collecting c = {.options = options, .pause_ms = SHORTEST_MS};
    int status = CLASS_EXIT_FAILED;
    crew_block_signals();
    if (collection_open(&c.collection, options->operand, options->db) == 0) {
        status = collect(&c);
        collection_close(&c.collection);
    }
    int signal_number = crew_pending_signal();
    if (signal_number != 0)
        crew_raise(signal_number);
    return status;
}
