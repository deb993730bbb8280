/* Everything that `grade` would grade goes to the shared folder, and from there to Slurm. What cannot be graded
 * at all, or was graded for somebody else, is noted here. */
#include "class/candidate.h"
#include "class/class_commands.h"
#include "class/crew.h"
#include "class/submit_plan.h"
#include "error.h"
#include "printable.h"
#include "standard_output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct submission_tally {
    size_t n_new, n_again, n_in_work, n_to_collect, n_same, n_current, n_refused,
        n_failed;
};

struct submitting {
    struct batch *batch;
    struct submit_plan plan;
    struct submission_tally tally;
    struct bar bar;
};

/* ---- one submission ---- */

/* Waits until the student's own set is made. Returns 0, 1 when it could not be, -1 after one error line. */
static int make_set(struct submitting *s, struct candidate *c)
{
    int status;
    int errors = open("/dev/null", O_WRONLY | O_CLOEXEC);
    pid_t pid = errors < 0 ? error("cannot open /dev/null: %s", strerror(errno))
                           : student_sets_make(&s->batch->sets, c->attempt.student,
                                               c->set_path, errors);
    if (errors >= 0)
        close(errors);
    if (pid < 0)
        return -1;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return error("cannot wait for make_fixtures: %s", strerror(errno));
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return 1;
    return candidate_find_set(c) == 0 ? candidate_look_up(c, s->batch) : -1;
}

static void print_row(const struct candidate *c, const char *what)
{
    char *student = printable_name(c->attempt.student),
         *source = printable_name(c->attempt.source), *why = printable_name(what);
    if (student && source && why)
        printf("%s\t%s\t%s\n", student, source, why);
    free(student);
    free(source);
    free(why);
}

static int add(struct submitting *s, struct candidate *c)
{
    enum submit_standing standing;
    struct submission_tally *t = &s->tally;
    bool dry = s->batch->options->dry_run;
    if (submit_plan_add(&s->plan, c, &standing) != 0)
        return -1;
    switch (standing) {
    case SUBMIT_NEW: t->n_new++; break;
    case SUBMIT_AGAIN: t->n_again++; break;
    case SUBMIT_IN_WORK: t->n_in_work++; return 0;
    case SUBMIT_IS_GRADED: t->n_to_collect++; return 0;
    }
    if (dry)
        print_row(c, standing == SUBMIT_AGAIN ? "came to nothing" : candidate_reason(c));
    return dry ? 0 : candidate_keep_files(c, s->batch);
}

static int note_refusal(struct submitting *s, const struct candidate *c)
{
    s->tally.n_refused++;
    if (!s->batch->options->dry_run)
        return gradebook_add_refused(s->batch->book, &c->attempt, c->staged.refusal);
    print_row(c, c->staged.refusal);
    return 0;
}

static int note_same(struct submitting *s, const struct candidate *c)
{
    s->tally.n_same++;
    if (!s->batch->options->dry_run)
        return gradebook_add_same(s->batch->book, &c->attempt, c->same);
    print_row(c, candidate_reason(c));
    return 0;
}

static int decide(struct submitting *s, struct candidate *c)
{
    if (candidate_look_up(c, s->batch) != 0)
        return -1;
    if (!c->set.path && !c->staged.refusal[0] && !s->batch->options->dry_run) {
        int made = make_set(s, c);
        if (made == 1) {
            s->tally.n_failed++;
            return gradebook_add_failure(s->batch->book, &c->attempt,
                                         "its set of fixtures could not be made");
        }
        if (made != 0)
            return -1;
    }
    switch (c->action) {
    case CANDIDATE_IS_CURRENT: s->tally.n_current++; return 0;
    case CANDIDATE_IS_REFUSED: return note_refusal(s, c);
    case CANDIDATE_IS_SAME: return note_same(s, c);
    default: return add(s, c);
    }
}

/* ---- all of them ---- */

static int gather(struct submitting *s)
{
    char folder[4096];
    int status = 0;
    for (size_t i = 0;
         i < s->batch->n_chosen && status == 0 && crew_pending_signal() == 0; i++) {
        struct candidate c;
        snprintf(folder, sizeof folder, "%s/%zu", s->batch->lock.folder, i);
        status = candidate_stage(&c, s->batch, s->batch->chosen[i], folder);
        if (status == 0)
            status = decide(s, &c);
        if (candidate_release(&c) != 0)
            status = -1;
        bar_show(&s->bar, i + 1, 0, s->tally.n_refused);
    }
    bar_clear(&s->bar);
    if (status == 0 && crew_pending_signal() != 0)
        status = error("nothing was submitted; call again to begin anew");
    return status;
}

/* The user's words, for a shell. */
static void print_collect(const struct submitting *s)
{
    char *shared = printable_name(s->plan.shared.path),
         *db = printable_name(s->batch->options->db);
    if (shared && db)
        printf("gradeclass: the results come into the gradebook with: gradeclass collect "
               "'%s' --db '%s' --wait\n",
               shared, db);
    free(shared);
    free(db);
}

static void print_summary(const struct submitting *s, const char *id, size_t n_tasks)
{
    const struct submission_tally *t = &s->tally;
    if (id[0])
        printf("gradeclass: job %s: %zu sets of files to grade in %zu tasks\n", id,
               s->plan.n_units, n_tasks);
    printf("gradeclass: %zu submitted, %zu of them again, %zu in work, %zu to be "
           "collected, %zu as others' same files, %zu as before, %zu not gradable, %zu "
           "failed\n",
           t->n_new + t->n_again, t->n_again, t->n_in_work, t->n_to_collect, t->n_same,
           t->n_current, t->n_refused, t->n_failed);
    if (t->n_new + t->n_again + t->n_in_work + t->n_to_collect > 0)
        print_collect(s);
}

static int submit(struct submitting *s)
{
    const struct class_options *o = s->batch->options;
    char id[SLURM_JOB_ID] = "";
    size_t n_tasks = submit_plan_spread(&s->plan, o->chunk > 0 ? (size_t)o->chunk : 0);
    if (s->plan.n_attempts > 0 && submit_plan_submit(&s->plan, id) != 0)
        return CLASS_EXIT_FAILED;
    if (!o->quiet)
        print_summary(s, id, n_tasks);
    return s->tally.n_failed > 0    ? CLASS_EXIT_FAILED
           : s->tally.n_refused > 0 ? CLASS_EXIT_ATTENTION
                                    : CLASS_EXIT_DONE;
}

static int run(struct batch *batch)
{
    const struct class_options *o = batch->options;
    struct submitting s = {.batch = batch};
    bar_start(&s.bar, stderr, "reading", batch->n_chosen, o->quiet || o->dry_run);
    int status = CLASS_EXIT_FAILED;
    if (submit_plan_open(&s.plan, batch) == 0 && gather(&s) == 0) {
        if (o->dry_run) {
            printf("gradeclass: %zu of %zu would be submitted\n",
                   s.tally.n_new + s.tally.n_again, batch->n_chosen);
            status = CLASS_EXIT_DONE;
        } else
            status = submit(&s);
    }
    submit_plan_release(&s.plan);
    return standard_output_flush() == 0 ? status : CLASS_EXIT_FAILED;
}

int class_submit(const struct class_options *options)
{
    struct batch batch;
    crew_block_signals();
    int status = batch_open(&batch, options);
    if (status == CLASS_EXIT_DONE) {
        status = run(&batch);
        batch_close(&batch);
    }
    int signal_number = crew_pending_signal();
    if (signal_number != 0)
        crew_raise(signal_number);
    return status;
}
