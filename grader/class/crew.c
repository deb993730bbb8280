/* A slot is a submission under way: its set of fixtures is made, if it has one of its own, then
 * it is graded. Only this process writes to the gradebook. */
#include "class/crew.h"

#include "class/candidate.h"
#include "cores.h"
#include "error.h"
#include "file.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    MAX_SECONDS =
        30 * 60,       /* of one process: gradecheck's own limits end it long before */
    MAX_FAILURES = 10, /* one after the other: then it is not about a submission */
    TICK_MS = 250
};

enum slot_state { SLOT_FREE, SLOT_MAKES_SET, SLOT_GRADES };

struct slot {
    enum slot_state state;
    struct candidate candidate;
    struct grading grading;
    pid_t pid;
    time_t started;
};

struct crew {
    struct batch *batch;
    struct tally *tally;
    struct bar *bar;
    size_t n_slots;
    struct slot *slots;
    size_t next;                /* of batch->chosen, */
    size_t n_put_off, *put_off; /* and what waits for the same files, under way */
    size_t n_folders;           /* made so far: each has a number for its name */
    size_t n_failures_in_a_row;
};

/* ---- signals ---- */

static void ending_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGHUP);
}

void crew_block_signals(void)
{
    sigset_t set;
    ending_signals(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
}

int crew_pending_signal(void)
{
    static const int ending[] = {SIGINT, SIGTERM, SIGHUP};
    sigset_t pending;
    sigpending(&pending);
    for (size_t i = 0; i < sizeof ending / sizeof ending[0]; i++)
        if (sigismember(&pending, ending[i]) == 1)
            return ending[i];
    return 0;
}

/* ---- into the gradebook ---- */

static int note_failure(struct crew *crew, const struct candidate *c, const char *message)
{
    crew->tally->n_failed++;
    if (++crew->n_failures_in_a_row >= MAX_FAILURES)
        return error("the grader failed on %d submissions, one after the other: %s",
                     MAX_FAILURES, message);
    return gradebook_add_failure(crew->batch->book, &c->attempt, message);
}

static int note_refusal(struct crew *crew, const struct candidate *c, const char *message)
{
    crew->tally->n_refused++;
    return gradebook_add_refused(crew->batch->book, &c->attempt, message);
}

static int note_grading(struct crew *crew, const struct candidate *c,
                        const struct grading *grading)
{
    switch (grading->outcome) {
    case GRADING_GRADED:
        crew->n_failures_in_a_row = 0;
        crew->tally->n_graded++;
        return candidate_keep_files(c, crew->batch) == 0
                   ? gradebook_add(crew->batch->book, &c->attempt, &grading->results,
                                   grading->json)
                   : -1;
    case GRADING_REFUSED: return note_refusal(crew, c, grading->message);
    default: return note_failure(crew, c, grading->message);
    }
}

/* ---- slots ---- */

static int free_slot(struct slot *slot)
{
    slot->state = SLOT_FREE;
    slot->pid = 0;
    grading_release(&slot->grading);
    return candidate_release(&slot->candidate);
}

static bool is_under_way(const struct crew *crew, const struct slot *but)
{
    for (size_t i = 0; i < crew->n_slots; i++) {
        const struct slot *slot = &crew->slots[i];
        if (slot != but && slot->state == SLOT_GRADES &&
            strcmp(slot->candidate.staged.content, but->candidate.staged.content) == 0 &&
            strcmp(slot->candidate.set.id, but->candidate.set.id) == 0)
            return true;
    }
    return false;
}

/* The same files are being graded for somebody else: their result will do. */
static int put_off(struct crew *crew, struct slot *slot)
{
    crew->put_off[crew->n_put_off++] = slot->candidate.item;
    return free_slot(slot);
}

static int start_grading(struct crew *crew, struct slot *slot)
{
    if (is_under_way(crew, slot))
        return put_off(crew, slot);
    if (grading_start(&slot->grading, &crew->batch->grader, slot->candidate.set.path,
                      slot->candidate.folder) != 0)
        return -1;
    slot->state = SLOT_GRADES;
    slot->pid = slot->grading.pid;
    slot->started = time(NULL);
    return 0;
}

/* Its set is there: what is to be done with it? */
static int decide(struct crew *crew, struct slot *slot)
{
    struct candidate *c = &slot->candidate;
    int status = candidate_look_up(c, crew->batch);
    if (status != 0)
        return -1;
    switch (c->action) {
    case CANDIDATE_IS_CURRENT: crew->tally->n_current++; break;
    case CANDIDATE_IS_REFUSED: status = note_refusal(crew, c, c->staged.refusal); break;
    case CANDIDATE_IS_SAME:
        crew->tally->n_same++;
        status = gradebook_add_same(crew->batch->book, &c->attempt, c->same);
        break;
    case CANDIDATE_IS_TO_GRADE: return start_grading(crew, slot);
    }
    return status == 0 ? free_slot(slot) : -1;
}

static int start_set(struct crew *crew, struct slot *slot)
{
    struct candidate *c = &slot->candidate;
    int errors = file_create(c->folder, "errors");
    if (errors < 0)
        return -1;
    slot->pid = student_sets_make(&crew->batch->sets, crew->batch->owners[c->item].id,
                                  c->set_path, errors);
    close(errors);
    slot->state = SLOT_MAKES_SET;
    slot->started = time(NULL);
    return slot->pid < 0 ? -1 : 0;
}

static int start_item(struct crew *crew, struct slot *slot, size_t item)
{
    char folder[4096];
    struct candidate *c = &slot->candidate;
    snprintf(folder, sizeof folder, "%s/%zu", crew->batch->lock.folder,
             ++crew->n_folders);
    if (candidate_stage(c, crew->batch, item, folder) != 0)
        return -1;
    return c->set.path || c->staged.refusal[0] ? decide(crew, slot)
                                               : start_set(crew, slot);
}

/* ---- processes that end ---- */

static int set_is_made(struct crew *crew, struct slot *slot, int status)
{
    struct candidate *c = &slot->candidate;
    slot->pid = 0;
    slot->state = SLOT_FREE;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return candidate_find_set(c) == 0 ? decide(crew, slot) : -1;
    if (candidate_look_up(c, crew->batch) != 0 ||
        note_failure(crew, c, "its set of fixtures could not be made") != 0)
        return -1;
    return free_slot(slot);
}

static int is_graded(struct crew *crew, struct slot *slot, int status)
{
    slot->pid = 0;
    if (grading_end(&slot->grading, status) != 0 ||
        note_grading(crew, &slot->candidate, &slot->grading) != 0)
        return -1;
    return free_slot(slot);
}

/* Looks whether the slot's process has ended; ends it where it does not by itself. */
static int tend(struct crew *crew, struct slot *slot)
{
    int status;
    pid_t ended = waitpid(slot->pid, &status, WNOHANG);
    if (ended == slot->pid)
        return slot->state == SLOT_MAKES_SET ? set_is_made(crew, slot, status)
                                             : is_graded(crew, slot, status);
    if (time(NULL) - slot->started > MAX_SECONDS)
        kill(slot->pid, SIGKILL);
    return 0;
}

/* Nothing of it is noted: the next call grades it. */
static void end_all(struct crew *crew)
{
    for (size_t i = 0; i < crew->n_slots; i++)
        if (crew->slots[i].pid > 0)
            kill(crew->slots[i].pid, SIGTERM);
    for (size_t i = 0; i < crew->n_slots; i++) {
        struct slot *slot = &crew->slots[i];
        while (slot->pid > 0 && waitpid(slot->pid, NULL, 0) < 0 && errno == EINTR)
            ;
        free_slot(slot);
    }
}

/* ---- the whole ---- */

static size_t count_running(const struct crew *crew)
{
    size_t n = 0;
    for (size_t i = 0; i < crew->n_slots; i++)
        n += crew->slots[i].state != SLOT_FREE;
    return n;
}

/* The next item that can be started; false: there is none now. */
static bool next_item(struct crew *crew, size_t n_running, size_t *item)
{
    if (crew->next < crew->batch->n_chosen) {
        *item = crew->batch->chosen[crew->next++];
        return true;
    }
    if (n_running > 0 || crew->n_put_off == 0)
        return false;
    *item = crew->put_off[--crew->n_put_off];
    return true;
}

static void show(struct crew *crew)
{
    struct tally *t = crew->tally;
    t->n_done = t->n_graded + t->n_same + t->n_current + t->n_refused + t->n_failed;
    bar_show(crew->bar, t->n_done, t->n_done - t->n_graded, t->n_refused + t->n_failed);
}

static int fill_slots(struct crew *crew)
{
    size_t item;
    for (size_t i = 0; i < crew->n_slots && crew_pending_signal() == 0; i++) {
        while (crew->slots[i].state == SLOT_FREE &&
               next_item(crew, count_running(crew), &item)) {
            if (start_item(crew, &crew->slots[i], item) != 0)
                return -1;
            show(crew);
            if (crew_pending_signal() != 0)
                break;
        }
    }
    return 0;
}

static void await_child(void)
{
    static const struct timespec tick = {.tv_nsec = TICK_MS * 1000000L};
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigtimedwait(&child, NULL, &tick);
}

static enum crew_end work(struct crew *crew, int *signal_number)
{
    for (;;) {
        if (fill_slots(crew) != 0)
            return CREW_STOPPED;
        *signal_number = crew_pending_signal();
        if (*signal_number != 0)
            return CREW_INTERRUPTED;
        if (count_running(crew) == 0)
            return CREW_DONE;
        await_child();
        for (size_t i = 0; i < crew->n_slots; i++)
            if (crew->slots[i].state != SLOT_FREE && tend(crew, &crew->slots[i]) != 0)
                return CREW_STOPPED;
        show(crew);
    }
}

static size_t count_jobs(const struct class_options *options)
{
    return (size_t)(options->jobs > 0 ? options->jobs : cores_online(CLASS_MAX_JOBS));
}

void crew_raise(int signal_number)
{
    sigset_t none;
    sigemptyset(&none);
    signal(signal_number, SIG_DFL);
    raise(signal_number);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

enum crew_end crew_run(struct batch *batch, struct tally *tally, struct bar *bar,
                       int *signal_number)
{
    struct crew crew = {.batch = batch,
                        .tally = tally,
                        .bar = bar,
                        .n_slots = count_jobs(batch->options),
                        .put_off = calloc(batch->n_chosen + 1, sizeof *crew.put_off)};
    enum crew_end end = CREW_STOPPED;
    *tally = (struct tally){.n_done = 0};
    crew.slots = calloc(crew.n_slots, sizeof *crew.slots);
    if (crew.slots && crew.put_off)
        end = work(&crew, signal_number);
    else
        error("out of memory");
    if (crew.slots)
        end_all(&crew);
    show(&crew);
    free(crew.slots);
    free(crew.put_off);
    return end;
}
