#include "class/candidate.h"
#include "class/class_commands.h"
#include "class/crew.h"
#include "error.h"
#include "printable.h"
#include "standard_output.h"

#include <stdio.h>
#include <stdlib.h>

enum { MAX_NAMED = 10 }; /* students that a list names */

/* ---- a dry run ---- */

static void print_row(const char *student, const char *source, const char *what)
{
    char *a = printable_name(student), *b = printable_name(source),
         *c = printable_name(what);
    if (a && b && c)
        printf("%s\t%s\t%s\n", a, b, c);
    free(a);
    free(b);
    free(c);
}

/* A set that is not made yet has never been graded with. */
static int tell(struct candidate *c, struct batch *batch, size_t *n)
{
    const struct owner *owner = &batch->owners[c->item];
    if (candidate_look_up(c, batch) != 0)
        return -1;
    if (c->action == CANDIDATE_IS_CURRENT)
        return 0;
    ++*n;
    print_row(owner->id, batch->intake.items[c->item].source,
              c->action == CANDIDATE_IS_REFUSED ? c->staged.refusal
                                                : candidate_reason(c));
    return 0;
}

static int dry_run(struct batch *batch)
{
    char folder[4096];
    size_t n = 0;
    int status = 0;
    for (size_t i = 0; i < batch->n_chosen && status == 0 && crew_pending_signal() == 0;
         i++) {
        struct candidate c;
        snprintf(folder, sizeof folder, "%s/%zu", batch->lock.folder, i);
        status = candidate_stage(&c, batch, batch->chosen[i], folder);
        if (status == 0)
            status = tell(&c, batch, &n);
        if (candidate_release(&c) != 0)
            status = -1;
    }
    if (status == 0 && crew_pending_signal() == 0)
        printf("gradeclass: %zu of %zu would be graded\n", n, batch->n_chosen);
    return status == 0 && standard_output_flush() == 0 ? CLASS_EXIT_DONE
                                                       : CLASS_EXIT_FAILED;
}

/* ---- the summary ---- */

/* A line for each row of what SQL finds: a student, a source and a reason; the first few. */
static int print_list(struct gradebook *book, const char *title, const char *sql,
                      const char *since)
{
    sqlite3_stmt *rows = gradebook_query(book, sql, since ? "t" : "", since);
    size_t n = 0;
    int step;
    while ((step = gradebook_step(book, rows)) > 0) {
        char *student = printable_name(gradebook_text(rows, 0)),
             *reason = printable_name(gradebook_text(rows, 1));
        if (n == 0)
            printf("%s:\n", title);
        if (n++ < MAX_NAMED && student && reason)
            printf("  %s%s%s\n", student, reason[0] ? ": " : "", reason);
        free(student);
        free(reason);
    }
    if (n > MAX_NAMED)
        printf("  and %zu more\n", n - MAX_NAMED);
    sqlite3_finalize(rows);
    return step;
}

static void print_strangers(const struct batch *batch)
{
    size_t n = 0;
    for (size_t i = 0; i < batch->n_chosen && batch->roster.n > 0; i++) {
        const struct owner *owner = &batch->owners[batch->chosen[i]];
        char *source = printable_name(batch->intake.items[batch->chosen[i]].source);
        if (!owner->on_roster && n++ == 0)
            puts("not on the roster, graded under the name that they have:");
        if (!owner->on_roster && n <= MAX_NAMED && source)
            printf("  %s%s\n", source,
                   owner->ambiguous ? ": fits several on the roster" : "");
        free(source);
    }
    if (n > MAX_NAMED)
        printf("  and %zu more\n", n - MAX_NAMED);
}

/* The mean of what each student's last attempt has, and how many have one. */
static int find_mean(struct gradebook *book, double *mean, int64_t *n)
{
    sqlite3_stmt *row = gradebook_query(
        book,
        "SELECT avg(100.0 * points / max_points), count(*) FROM attempts AS a WHERE"
        " outcome = 'graded' AND max_points > 0 AND id = (SELECT id FROM attempts AS b"
        "  WHERE b.student = a.student AND b.outcome = 'graded'"
        "  ORDER BY submitted_at DESC, id DESC LIMIT 1)",
        "");
    int step = gradebook_step(book, row);
    if (step > 0) {
        *mean = sqlite3_column_double(row, 0);
        *n = sqlite3_column_int64(row, 1);
    }
    sqlite3_finalize(row);
    return step < 0 ? -1 : 0;
}

/* The last line is for programs: it begins with the program's name and has the same words each time. */
static int print_summary(struct batch *batch, const struct tally *t)
{
    double mean = 0;
    int64_t n = 0;
    if (print_list(
            batch->book, "cannot be graded",
            "SELECT student, source || ': ' || message FROM current_attempts AS a"
            " WHERE outcome = 'refused' AND NOT EXISTS (SELECT 1 FROM attempts AS b"
            "  WHERE b.student = a.student AND b.outcome = 'graded') ORDER BY student",
            NULL) != 0 ||
        print_list(
            batch->book, "the grader failed on, and tries again with the next call",
            "SELECT student, source || ': ' || message FROM failures ORDER BY student",
            NULL) != 0 ||
        print_list(batch->book, "nothing handed in",
                   "SELECT id, name FROM students AS s WHERE on_roster AND NOT EXISTS"
                   " (SELECT 1 FROM attempts AS a WHERE a.student = s.id) AND NOT EXISTS"
                   " (SELECT 1 FROM failures AS f WHERE f.student = s.id) ORDER BY id",
                   NULL) != 0 ||
        find_mean(batch->book, &mean, &n) != 0)
        return -1;
    print_strangers(batch);
    if (batch->intake.n_aside > 0) {
        char *aside = printable_name(batch->intake.aside);
        printf(
            "left aside, neither a folder nor a source nor an archive: %zu, '%s' first\n",
            batch->intake.n_aside, aside ? aside : "");
        free(aside);
    }
    printf(
        "gradeclass: %zu submissions: %zu graded, %zu as others' same files, %zu as "
        "before, "
        "%zu not gradable, %zu failed; %lld students have a mark, %.1f %% on average\n",
        t->n_done, t->n_graded, t->n_same, t->n_current, t->n_refused, t->n_failed,
        (long long)n, mean);
    return 0;
}

/* ---- the exit status ---- */

/* Whether what the student handed in last has no points, or fewer than asked for. */
static int is_short_of(struct batch *batch, const char *student, bool *is)
{
    sqlite3_stmt *row =
        gradebook_query(batch->book,
                        "SELECT outcome = 'refused' OR points < ?2 FROM attempts"
                        " WHERE student = ?1 ORDER BY submitted_at DESC, id DESC"
                        " LIMIT 1",
                        "ti", student, (int64_t)batch->options->pass);
    int step = gradebook_step(batch->book, row);
    *is = step > 0 && sqlite3_column_int(row, 0) != 0;
    sqlite3_finalize(row);
    return step < 0 ? -1 : 0;
}

/* Whether this is so of any that this call was about. */
static int wants_attention(struct batch *batch, bool *wants)
{
    int status = 0;
    *wants = false;
    for (size_t i = 0; i < batch->n_chosen && status == 0 && !*wants; i++)
        status = is_short_of(batch, batch->owners[batch->chosen[i]].id, wants);
    return status;
}

static int conclude(struct batch *batch, const struct tally *t)
{
    bool wants = false;
    if ((!batch->options->quiet && print_summary(batch, t) != 0) ||
        wants_attention(batch, &wants) != 0)
        return CLASS_EXIT_FAILED;
    if (standard_output_flush() != 0)
        return CLASS_EXIT_FAILED;
    return t->n_failed > 0 ? CLASS_EXIT_FAILED
           : wants         ? CLASS_EXIT_ATTENTION
                           : CLASS_EXIT_DONE;
}

static int grade(struct batch *batch, int *signal_number)
{
    struct tally tally;
    struct bar bar;
    bar_start(&bar, stderr, "grading", batch->n_chosen, batch->options->quiet);
    enum crew_end end = crew_run(batch, &tally, &bar, signal_number);
    bar_clear(&bar);
    if (end == CREW_DONE)
        return conclude(batch, &tally);
    error("%zu of %zu are done and kept; call again to go on", tally.n_done,
          batch->n_chosen);
    return CLASS_EXIT_FAILED;
}

int class_grade(const struct class_options *options)
{
    struct batch batch;
    int signal_number = 0;
    crew_block_signals();
    int status = batch_open(&batch, options);
    if (status == CLASS_EXIT_DONE) {
        status = options->dry_run ? dry_run(&batch) : grade(&batch, &signal_number);
        batch_close(&batch);
    }
    if (signal_number == 0)
        signal_number = crew_pending_signal();
    if (signal_number != 0)
        crew_raise(signal_number);
    return status;
}
