#include "class/site_rows.h"

#include "class/grow.h"
#include "error.h"

#include <stdlib.h>
#include <string.h>

/* A copy of column i; *failed is set where there is no memory. */
static char *copy(sqlite3_stmt *row, int column, bool *failed)
{
    char *text = strdup(gradebook_text(row, column));
    if (!text && !*failed) {
        error("out of memory");
        *failed = true;
    }
    return text;
}

/* ---- students, and what they handed in ---- */

static int take_student(void *context, sqlite3_stmt *row)
{
    struct site_class *class = context;
    bool failed = false;
    void *students = grow(class->students, class->n_students, sizeof *class->students);
    if (!students)
        return -1;
    class->students = students;
    class->students[class->n_students++] =
        (struct site_student){.id = copy(row, 0, &failed),
                              .name = copy(row, 1, &failed),
                              .section = copy(row, 2, &failed),
                              .on_roster = sqlite3_column_int(row, 3) != 0};
    return failed ? -1 : 0;
}

int site_read_students(struct site_class *class, struct gradebook *book)
{
    return gradebook_each(book, take_student, class,
                          "SELECT id, name, section, on_roster FROM students ORDER BY id",
                          "");
}

static struct site_student *student_of(struct site_class *class, const char *id)
{
    size_t low = 0, high = class->n_students;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(class->students[middle].id, id);
        if (order == 0)
            return &class->students[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static int take_attempt(void *context, sqlite3_stmt *row)
{
    struct site_class *class = context;
    struct site_student *student = student_of(class, gradebook_text(row, 0));
    bool failed = false;
    if (!student)
        return 0; /* the gradebook's own rules keep it from being so */
    void *attempts =
        grow(student->attempts, student->n_attempts, sizeof *student->attempts);
    if (!attempts)
        return -1;
    student->attempts = attempts;
    student->attempts[student->n_attempts++] =
        (struct site_attempt){.id = sqlite3_column_int64(row, 1),
                              .graded = strcmp(gradebook_text(row, 2), "graded") == 0,
                              .submitted_at = copy(row, 3, &failed),
                              .message = copy(row, 4, &failed),
                              .points = sqlite3_column_int(row, 5),
                              .max_points = sqlite3_column_int(row, 6),
                              .fixtures = copy(row, 7, &failed),
                              .grader = copy(row, 8, &failed),
                              .machine = copy(row, 9, &failed),
                              .layers = copy(row, 10, &failed),
                              .result = sqlite3_column_int64(row, 11)};
    return failed ? -1 : 0;
}

int site_read_attempts(struct site_class *class, struct gradebook *book)
{
    return gradebook_each(book, take_attempt, class,
                          "SELECT student, id, outcome, submitted_at, message, points,"
                          " max_points, fixtures, grader, machine, layers, result"
                          " FROM current_attempts ORDER BY student, submitted_at, id",
                          "");
}

static int take_failure(void *context, sqlite3_stmt *row)
{
    struct site_class *class = context;
    struct site_student *student = student_of(class, gradebook_text(row, 0));
    bool failed = false;
    if (student) {
        free(student->failure);
        student->failure = copy(row, 1, &failed);
    }
    return failed ? -1 : 0;
}

int site_read_failures(struct site_class *class, struct gradebook *book)
{
    return gradebook_each(book, take_failure, class,
                          "SELECT student, message FROM failures ORDER BY failed_at", "");
}

/* ---- tasks ---- */

/* Which student's attempt counts, as a table of this connection's own. */
static int list_counting(struct site_class *class, struct gradebook *book)
{
    if (gradebook_run(book,
                      "CREATE TEMP TABLE IF NOT EXISTS counting"
                      " (attempt INTEGER PRIMARY KEY, student INTEGER NOT NULL)",
                      "") != 0 ||
        gradebook_run(book, "DELETE FROM temp.counting", "") != 0)
        return -1;
    for (size_t s = 0; s < class->n_students; s++) {
        const struct site_attempt *attempt = site_counting(&class->students[s]);
        if (attempt && gradebook_run(book, "INSERT INTO temp.counting VALUES (?, ?)",
                                     "ii", attempt->id, (int64_t)s) != 0)
            return -1;
    }
    return 0;
}

static int take_task(void *context, sqlite3_stmt *row)
{
    struct site_class *class = context;
    bool failed = false;
    void *tasks = grow(class->tasks, class->n_tasks, sizeof *class->tasks);
    if (!tasks)
        return -1;
    class->tasks = tasks;
    class->tasks[class->n_tasks++] =
        (struct site_task){.id = copy(row, 0, &failed),
                           .title = copy(row, 1, &failed),
                           .part = sqlite3_column_int(row, 2),
                           .part_title = copy(row, 3, &failed),
                           .lecture = copy(row, 4, &failed),
                           .max_points = sqlite3_column_int(row, 5)};
    return failed ? -1 : 0;
}

/* n_tasks: not found */
static size_t task_index(const struct site_class *class, const char *id)
{
    size_t t = 0;
    while (t < class->n_tasks && strcmp(class->tasks[t].id, id) != 0)
        t++;
    return t;
}

static int take_points(void *context, sqlite3_stmt *row)
{
    struct site_class *class = context;
    size_t s = (size_t)sqlite3_column_int64(row, 0);
    size_t t = task_index(class, gradebook_text(row, 1));
    if (t < class->n_tasks)
        class->points[s * class->n_tasks + t] = sqlite3_column_int(row, 2);
    return 0;
}

int site_read_tasks(struct site_class *class, struct gradebook *book)
{
    if (list_counting(class, book) != 0 ||
        gradebook_each(book, take_task, class,
                       "SELECT t.id, t.title, t.part, t.part_title, t.lecture,"
                       " max(p.max_points) FROM temp.counting AS c"
                       " JOIN task_points AS p ON p.attempt = c.attempt"
                       " JOIN tasks AS t ON t.id = p.task GROUP BY t.id"
                       " HAVING max(p.max_points) > 0 ORDER BY t.position, t.id",
                       "") != 0)
        return -1;
    size_t n = class->n_students * class->n_tasks;
    class->points = malloc((n ? n : 1) * sizeof *class->points);
    if (!class->points)
        return error("out of memory");
    for (size_t i = 0; i < n; i++)
        class->points[i] = -1;
    return gradebook_each(book, take_points, class,
                          "SELECT c.student, p.task, p.points FROM temp.counting AS c"
                          " JOIN task_points AS p ON p.attempt = c.attempt"
                          " WHERE p.max_points > 0",
                          "");
}

/* ---- causes ---- */

static int take_cause(void *context, sqlite3_stmt *row)
{
    struct site_class *class = context;
    bool failed = false;
    void *causes = grow(class->causes, class->n_causes, sizeof *class->causes);
    if (!causes)
        return -1;
    class->causes = causes;
    class->causes[class->n_causes++] =
        (struct site_cause){.id = copy(row, 0, &failed),
                            .kind = copy(row, 1, &failed),
                            .title = copy(row, 2, &failed),
                            .formula = copy(row, 3, &failed),
                            .advice = copy(row, 4, &failed)};
    return failed ? -1 : 0;
}

/* Numbers come in ascending order: the same one again stands at the end. */
static int add_index(size_t **items, size_t *n, size_t item)
{
    if (*n > 0 && (*items)[*n - 1] == item)
        return 0;
    void *grown = grow(*items, *n, sizeof **items);
    if (!grown)
        return -1;
    *items = grown;
    (*items)[(*n)++] = item;
    return 0;
}

static struct site_cause *cause_of(struct site_class *class, const char *id)
{
    for (size_t c = 0; c < class->n_causes; c++)
        if (strcmp(class->causes[c].id, id) == 0)
            return &class->causes[c];
    return NULL;
}

static int take_diagnosis(void *context, sqlite3_stmt *row)
{
    struct site_class *class = context;
    struct site_cause *cause = cause_of(class, gradebook_text(row, 0));
    return cause ? add_index(&cause->students, &cause->n_students,
                             (size_t)sqlite3_column_int64(row, 1))
                 : 0;
}

static int take_task_of_cause(void *context, sqlite3_stmt *row)
{
    struct site_class *class = context;
    struct site_cause *cause = cause_of(class, gradebook_text(row, 0));
    size_t t = task_index(class, gradebook_text(row, 1));
    return cause && t < class->n_tasks ? add_index(&cause->tasks, &cause->n_tasks, t) : 0;
}

int site_read_causes(struct site_class *class, struct gradebook *book)
{
    return gradebook_each(
               book, take_cause, class,
               "SELECT k.id, k.kind, k.title, k.formula, k.advice"
               " FROM temp.counting AS c JOIN diagnoses AS d ON d.attempt = c.attempt"
               " JOIN causes AS k ON k.id = d.cause GROUP BY k.id"
               " ORDER BY count(DISTINCT c.student) DESC, k.id",
               "") == 0 &&
                   gradebook_each(book, take_diagnosis, class,
                                  "SELECT d.cause, c.student FROM temp.counting AS c"
                                  " JOIN diagnoses AS d ON d.attempt = c.attempt"
                                  " ORDER BY c.student",
                                  "") == 0 &&
                   gradebook_each(
                       book, take_task_of_cause, class,
                       "SELECT DISTINCT d.cause, d.task FROM temp.counting AS c"
                       " JOIN diagnoses AS d ON d.attempt = c.attempt"
                       " JOIN tasks AS t ON t.id = d.task ORDER BY t.position, t.id",
                       "") == 0
               ? 0
               : -1;
}
