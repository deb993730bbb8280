#include "class/marks.h"

#include "class/grow.h"
#include "class/mark_points.h"
#include "class/policy.h"
#include "error.h"

#include <stdlib.h>
#include <string.h>

/* What is needed until the marks are made. */
struct making {
    struct marks *marks;
    struct gradebook *book;
    const struct policy *policy;
    long *weights_c;    /* of n_tasks */
    size_t i, n_graded; /* the student whose attempts are read, and how many there were */
    struct mark candidate; /* the attempt that is read; 0: none */
};

/* A copy of TEXT that lives as long as the marks. NULL after one error line. */
static const char *keep(struct marks *marks, const char *text)
{
    if (text[0] == '\0')
        return "";
    void **owned = grow(marks->owned, marks->n_owned, sizeof *owned);
    if (!owned)
        return NULL;
    marks->owned = owned;
    char *copy = strdup(text);
    if (copy)
        marks->owned[marks->n_owned++] = copy;
    else
        error("out of memory");
    return copy;
}

/* Column i of a row, kept. Returns 0, or -1 after one error line. */
static int keep_column(struct marks *marks, sqlite3_stmt *row, int i, const char **text)
{
    *text = keep(marks, gradebook_text(row, i));
    return *text ? 0 : -1;
}

/* ---- students and tasks ---- */

static int take_task(void *context, sqlite3_stmt *row)
{
    struct marks *marks = context;
    struct marks_task *more = grow(marks->tasks, marks->n_tasks, sizeof *more);
    if (!more)
        return -1;
    marks->tasks = more;
    struct marks_task *task = &more[marks->n_tasks++];
    *task = (struct marks_task){.part = sqlite3_column_int(row, 2)};
    return keep_column(marks, row, 0, &task->id) == 0
               ? keep_column(marks, row, 1, &task->title)
               : -1;
}

static int read_tasks(struct making *m)
{
    return gradebook_each(m->book, take_task, m->marks,
                          "SELECT id, title, part FROM tasks ORDER BY position, id", "");
}

static int take_student(void *context, sqlite3_stmt *row)
{
    struct marks *marks = context;
    struct mark *more = grow(marks->marks, marks->n, sizeof *more);
    if (!more)
        return -1;
    marks->marks = more;
    struct mark *mark = &more[marks->n++];
    struct student *s = &mark->student;
    *mark = (struct mark){.status = MARK_NOTHING,
                          .submitted_at = "",
                          .message = "",
                          .override_by = "",
                          .override_reason = ""};
    const char **const texts[] = {&s->id,      &s->name,  &s->email,
                                  &s->section, &s->login, &s->platform};
    int n = (int)(sizeof texts / sizeof texts[0]);
    for (int i = 0; i < n; i++)
        if (keep_column(marks, row, i, texts[i]) != 0)
            return -1;
    s->on_roster = sqlite3_column_int(row, n);
    if (sqlite3_column_type(row, n + 1) == SQLITE_NULL)
        return 0;
    mark->status = MARK_GRADER_FAILED;
    return keep_column(marks, row, n + 1, &mark->message);
}

static int read_students(struct making *m)
{
    return gradebook_each(m->book, take_student, m->marks,
                          "SELECT id, name, email, section, login, platform, on_roster,"
                          " (SELECT message FROM failures WHERE student = id ORDER BY "
                          "failed_at DESC LIMIT 1)"
                          " FROM students ORDER BY id",
                          "");
}

/* ---- what the policy names has to be there ---- */

static int check_students(const struct marks *marks, const struct policy *policy,
                          const struct policy_exceptions *list, const char *key)
{
    for (size_t i = 0; i < list->n; i++)
        if (!marks_find(marks, list->items[i].student))
            return error("'%s', line %zu: %s: no student '%s' is in the gradebook",
                         policy->path, list->items[i].line, key, list->items[i].student);
    return 0;
}

static size_t find_task(const struct marks *marks, const char *id)
{
    size_t t = 0;
    while (t < marks->n_tasks && strcmp(marks->tasks[t].id, id) != 0)
        t++;
    return t;
}

static int take_weights(struct making *m)
{
    const struct policy *policy = m->policy;
    m->weights_c = malloc((m->marks->n_tasks + 1) * sizeof *m->weights_c);
    if (!m->weights_c)
        return error("out of memory");
    for (size_t t = 0; t < m->marks->n_tasks; t++)
        m->weights_c[t] = 100;
    for (size_t w = 0; w < policy->n_weights; w++) {
        size_t t = find_task(m->marks, policy->weights[w].task);
        if (t < m->marks->n_tasks)
            m->weights_c[t] = policy->weights[w].weight_c;
        else if (m->marks->n_tasks > 0) /* else nothing was graded yet */
            return error("'%s', line %zu: points: no task '%s' is in the gradebook",
                         policy->path, policy->weights[w].line, policy->weights[w].task);
    }
    return 0;
}

static int check_policy(const struct marks *marks, const struct policy *policy)
{
    return check_students(marks, policy, &policy->extensions, "extension.student") == 0 &&
                   check_students(marks, policy, &policy->overrides,
                                  "override.student") == 0 &&
                   check_students(marks, policy, &policy->free_days_of,
                                  "late.free_days_of") == 0
               ? 0
               : -1;
}

/* ---- attempts ---- */

/* Does the candidate count rather than what counted so far? */
static bool is_better(const struct mark *candidate, const struct mark *mark,
                      enum policy_counts counts)
{
    if (mark->attempt == 0 || mark->too_late != candidate->too_late)
        return mark->attempt == 0 || mark->too_late;
    return counts == POLICY_LAST || candidate->points_c > mark->points_c;
}

/* The candidate's tasks change places with those of the mark. */
static int take(struct mark *mark, struct mark *candidate, size_t n_tasks)
{
    struct mark_task *tasks = mark->tasks;
    if (!tasks && !(tasks = calloc(n_tasks + 1, sizeof *tasks)))
        return error("out of memory");
    mark->attempt = candidate->attempt;
    mark->submitted_at = candidate->submitted_at;
    mark->measured = candidate->measured;
    mark->max_points = candidate->max_points;
    mark->points_c = candidate->points_c;
    mark->max_c = candidate->max_c;
    mark->late_s = candidate->late_s;
    mark->late_days = candidate->late_days;
    mark->free_days = candidate->free_days;
    mark->too_late = candidate->too_late;
    mark->penalty_percent_c = candidate->penalty_percent_c;
    mark->penalty_c = candidate->penalty_c;
    mark->extended = candidate->extended;
    mark->tasks = candidate->tasks;
    candidate->tasks = tasks;
    return 0;
}

/* All of the candidate is read. */
static int end_attempt(struct making *m)
{
    struct mark *candidate = &m->candidate, *mark;
    time_t submitted;
    if (candidate->attempt == 0 || candidate->status == MARK_UNREADABLE)
        return 0;
    if (m->policy->max_attempts > 0 && ++m->n_graded > (size_t)m->policy->max_attempts)
        return 0;
    if (time_utc_read(candidate->submitted_at, &submitted) != 0)
        return error("'%s' is damaged: attempt %lld has no time", gradebook_path(m->book),
                     (long long)candidate->attempt);
    mark = &m->marks->marks[m->i];
    mark_lateness(candidate, m->policy, mark->student.id, submitted);
    mark_score(candidate, m->policy, m->weights_c, m->marks->n_tasks);
    return is_better(candidate, mark, m->policy->counts)
               ? take(mark, candidate, m->marks->n_tasks)
               : 0;
}

/* The columns of read_attempts(). */
enum {
    ID,
    STUDENT,
    SUBMITTED_AT,
    OUTCOME,
    MESSAGE,
    POINTS,
    MAX,
    TASK,
    TASK_POINTS,
    TASK_MAX
};

static int begin_attempt(struct making *m, sqlite3_stmt *row)
{
    struct mark *candidate = &m->candidate, *marks = m->marks->marks;
    const char *student = gradebook_text(row, STUDENT);
    while (m->i < m->marks->n && strcmp(marks[m->i].student.id, student) < 0) {
        m->i++;
        m->n_graded = 0;
    }
    if (m->i == m->marks->n || strcmp(marks[m->i].student.id, student) != 0)
        return error("'%s' is damaged: an attempt is nobody's", gradebook_path(m->book));
    struct mark *mark = &marks[m->i];
    bool refused = strcmp(gradebook_text(row, OUTCOME), "refused") == 0;
    mark->n_attempts++;
    mark->n_refused += refused;
    if (refused && mark->status != MARK_GRADER_FAILED &&
        keep_column(m->marks, row, MESSAGE, &mark->message) != 0)
        return -1;
    if (mark->status != MARK_GRADER_FAILED)
        mark->status =
            mark->n_refused == mark->n_attempts ? MARK_UNREADABLE : MARK_HANDED_IN;
    candidate->status = refused ? MARK_UNREADABLE : MARK_HANDED_IN;
    candidate->attempt = sqlite3_column_int64(row, ID);
    candidate->measured = sqlite3_column_int(row, POINTS);
    candidate->max_points = sqlite3_column_int(row, MAX);
    for (size_t t = 0; t < m->marks->n_tasks; t++)
        candidate->tasks[t].points = -1;
    return keep_column(m->marks, row, SUBMITTED_AT, &candidate->submitted_at);
}

static int take_attempt_row(void *context, sqlite3_stmt *row)
{
    struct making *m = context;
    if (sqlite3_column_int64(row, ID) != m->candidate.attempt &&
        (end_attempt(m) != 0 || begin_attempt(m, row) != 0))
        return -1;
    size_t t = find_task(m->marks, gradebook_text(row, TASK));
    if (t < m->marks->n_tasks) {
        m->candidate.tasks[t].points = sqlite3_column_int(row, TASK_POINTS);
        m->candidate.tasks[t].max_points = sqlite3_column_int(row, TASK_MAX);
    }
    return 0;
}

static int read_attempts(struct making *m)
{
    m->candidate.tasks = calloc(m->marks->n_tasks + 1, sizeof *m->candidate.tasks);
    if (!m->candidate.tasks)
        return error("out of memory");
    return gradebook_each(
               m->book, take_attempt_row, m,
               "SELECT a.id, a.student, a.submitted_at, a.outcome, a.message, a.points,"
               " a.max_points, t.task, t.points, t.max_points FROM current_attempts AS a"
               " LEFT JOIN task_points AS t ON t.attempt = a.id"
               " ORDER BY a.student, a.submitted_at, a.id",
               "") == 0
               ? end_attempt(m)
               : -1;
}

/* ---- what is said of those without points ---- */

static void give(struct mark *mark, long points_c)
{
    mark->has_points = points_c >= 0;
    mark->points_c = points_c >= 0 ? points_c : 0;
}

static int end_mark(struct marks *marks, struct mark *mark, const struct policy *policy)
{
    const struct policy_exception *override =
        policy_exception(&policy->overrides, mark->student.id);
    switch (mark->status) {
    case MARK_HANDED_IN:
        mark->has_points = true;
        mark->message = "";
        break;
    case MARK_NOTHING: give(mark, policy->nothing_c); break;
    case MARK_UNREADABLE: give(mark, policy->unreadable_c); break;
    default: give(mark, -1);
    }
    mark->extended = policy_exception(&policy->extensions, mark->student.id);
    if (!override)
        return 0;
    mark->overridden = true;
    give(mark, override->points_c);
    mark->override_by = keep(marks, override->by);
    mark->override_reason = keep(marks, override->reason);
    return mark->override_by && mark->override_reason ? 0 : -1;
}

/* Who has no attempt is told what the others could have. */
static int end_marks(struct marks *marks, const struct policy *policy)
{
    long max_c = policy->out_of_c;
    for (size_t i = 0; i < marks->n; i++)
        if (marks->marks[i].max_c > max_c)
            max_c = marks->marks[i].max_c;
    for (size_t i = 0; i < marks->n; i++) {
        if (marks->marks[i].attempt == 0)
            marks->marks[i].max_c = max_c;
        if (end_mark(marks, &marks->marks[i], policy) != 0)
            return -1;
    }
    return 0;
}

/* ---- all of it ---- */

static int make(struct making *m)
{
    return read_tasks(m) == 0 && read_students(m) == 0 &&
                   check_policy(m->marks, m->policy) == 0 && take_weights(m) == 0 &&
                   read_attempts(m) == 0 && end_marks(m->marks, m->policy) == 0
               ? 0
               : -1;
}

int marks_make(struct marks *marks, struct gradebook *book, const struct policy *policy)
{
    struct policy none;
    struct making m = {.marks = marks, .book = book, .policy = policy ? policy : &none};
    *marks = (struct marks){.n = 0};
    policy_none(&none);
    /* One state of the gradebook, though somebody grades meanwhile. */
    int status = gradebook_run(book, "SAVEPOINT marks", "");
    if (status == 0) {
        status = make(&m);
        if (gradebook_run(book, "RELEASE marks", "") != 0)
            status = -1;
    }
    free(m.weights_c);
    free(m.candidate.tasks);
    if (status != 0)
        marks_release(marks);
    return status;
}

void marks_release(struct marks *marks)
{
    for (size_t i = 0; i < marks->n; i++)
        free(marks->marks[i].tasks);
    for (size_t i = 0; i < marks->n_owned; i++)
        free(marks->owned[i]);
    free(marks->owned);
    free(marks->marks);
    free(marks->tasks);
    *marks = (struct marks){.n = 0};
}

static int by_id(const void *id, const void *mark)
{
    return strcmp(id, ((const struct mark *)mark)->student.id);
}

const struct mark *marks_find(const struct marks *marks, const char *id)
{
    return marks->n > 0 ? bsearch(id, marks->marks, marks->n, sizeof *marks->marks, by_id)
                        : NULL;
}
