#include "class/gradebook.h"
#include "class/time_utc.h"
#include "error.h"
#include "verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* ---- students ---- */

int gradebook_put_student(struct gradebook *book, const struct student *s)
{
    return gradebook_run(
        book,
        "INSERT INTO students (id, name, email, section, login, platform, on_roster)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
        " ON CONFLICT (id) DO UPDATE SET name = ?2, email = ?3, section = ?4, login = ?5,"
        "  platform = ?6, on_roster = 1 WHERE ?7",
        "tttttti", s->id, s->name, s->email, s->section, s->login, s->platform,
        (int64_t)s->on_roster);
}

/* ---- what is there ---- */

/* Whether there is any attempt of the student's. */
static int has_attempt(struct gradebook *book, const char *student, bool *has)
{
    sqlite3_stmt *any = gradebook_query(
        book, "SELECT 1 FROM attempts WHERE student = ? LIMIT 1", "t", student);
    int step = gradebook_step(book, any);
    *has = step > 0;
    sqlite3_finalize(any);
    return step < 0 ? -1 : 0;
}

int gradebook_standing(struct gradebook *book, const struct attempt *a,
                       enum attempt_standing *standing, char submitted_at[TIME_UTC_BYTES])
{
    bool has_any = true;
    sqlite3_stmt *last = gradebook_query(
        book,
        "SELECT content = ?2, fixtures = ?3 AND grader = ?4, submitted_at FROM attempts"
        " WHERE student = ?1 AND (source = ?5 OR content = ?2)"
        " ORDER BY source = ?5 DESC, submitted_at DESC, id DESC LIMIT 1",
        "ttttt", a->student, a->content, a->fixtures, a->grader, a->source);
    int step = gradebook_step(book, last);
    bool same = step > 0 && sqlite3_column_int(last, 0);
    if (step == 0)
        step = has_attempt(book, a->student, &has_any);
    *standing = !has_any                       ? ATTEMPT_NEW
                : !same                        ? ATTEMPT_CHANGED
                : !sqlite3_column_int(last, 1) ? ATTEMPT_STALE
                                               : ATTEMPT_CURRENT;
    snprintf(submitted_at, TIME_UTC_BYTES, "%s",
             same ? gradebook_text(last, 2) : a->submitted_at);
    sqlite3_finalize(last);
    return step < 0 ? -1 : 0;
}

int gradebook_same(struct gradebook *book, const struct attempt *a, int64_t after,
                   int64_t *id)
{
    sqlite3_stmt *same = gradebook_query(
        book,
        "SELECT id FROM attempts WHERE content = ? AND fixtures = ? AND grader = ?"
        " AND outcome = 'graded' AND id > ? ORDER BY id LIMIT 1",
        "ttti", a->content, a->fixtures, a->grader, after);
    int step = gradebook_step(book, same);
    *id = step > 0 ? sqlite3_column_int64(same, 0) : 0;
    sqlite3_finalize(same);
    return step < 0 ? -1 : 0;
}

int gradebook_last_attempt(struct gradebook *book, int64_t *id)
{
    sqlite3_stmt *last =
        gradebook_query(book, "SELECT coalesce(max(id), 0) FROM attempts", "");
    int step = gradebook_step(book, last);
    if (step > 0)
        *id = sqlite3_column_int64(last, 0);
    sqlite3_finalize(last);
    return step < 0 ? -1 : 0;
}

/* ---- an attempt ---- */

/* The row of an attempt that has no grading of its own. */
static int insert_attempt(struct gradebook *book, const struct attempt *a,
                          const char *outcome, const char *message, int64_t *id)
{
    char now[TIME_UTC_BYTES];
    time_utc_now(now);
    if (gradebook_run(book,
                      "INSERT INTO attempts (student, source, content, submitted_at,"
                      " graded_at, outcome, message, fixtures, hidden, grader, layers,"
                      " machine, points, max_points) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,"
                      " ?8, 0, ?9, '', ?10, iif(?6 = 'graded', 0, NULL),"
                      " iif(?6 = 'graded', 0, NULL))",
                      "tttttttttt", a->student, a->source, a->content, a->submitted_at,
                      now, outcome, message, a->fixtures, a->grader, a->machine) != 0 ||
        gradebook_run(book, "DELETE FROM failures WHERE student = ?", "t", a->student) !=
            0)
        return -1;
    *id = sqlite3_last_insert_rowid(gradebook_database(book));
    return 0;
}

static int insert_json(struct gradebook *book, const char *json, int64_t *id)
{
    size_t n = strlen(json);
    uLongf n_deflated = compressBound(n);
    Bytef *deflated = malloc(n_deflated);
    if (!deflated || compress2(deflated, &n_deflated, (const Bytef *)json, n,
                               Z_DEFAULT_COMPRESSION) != Z_OK) {
        free(deflated);
        return error("out of memory");
    }
    int status =
        gradebook_run(book, "INSERT INTO results (n_bytes, deflated) VALUES (?, ?)", "ib",
                      (int64_t)n, (const void *)deflated, (size_t)n_deflated);
    if (status == 0)
        *id = sqlite3_last_insert_rowid(gradebook_database(book));
    free(deflated);
    return status;
}

/* A statement that is run for many rows. */
static int run_again(struct gradebook *book, sqlite3_stmt *statement)
{
    int step = gradebook_step(book, statement);
    return sqlite3_reset(statement) == SQLITE_OK && step == 0 ? 0 : -1;
}

/* What the grader found out about the attempt as a whole. */
static int update_attempt(struct gradebook *book, int64_t id, const struct results *r,
                          int64_t result)
{
    return gradebook_run(book,
                         "UPDATE attempts SET hidden = ?, layers = ?, points = ?,"
                         " max_points = ?, seconds = ?, result = ? WHERE id = ?",
                         "itiidii", (int64_t)r->hidden, r->layers, (int64_t)r->score,
                         (int64_t)r->max_score, r->seconds, result, id);
}

static int insert_groups(struct gradebook *book, int64_t attempt,
                         const struct results_task *task)
{
    int status = 0;
    for (size_t g = 0; g < task->n_groups && status == 0; g++) {
        const struct results_group *group = &task->groups[g];
        status = gradebook_run(book, "INSERT INTO group_points VALUES (?, ?, ?, ?, ?)",
                               "ittii", attempt, task->id, group->id,
                               (int64_t)group->points, (int64_t)group->max_points);
    }
    return status;
}

static int insert_cases(struct gradebook *book, int64_t attempt,
                        const struct results_task *task)
{
    sqlite3_stmt *insert = gradebook_query(
        book,
        "INSERT INTO cases (attempt, id, task, group_id, verdict) VALUES (?, ?, ?, ?, ?)",
        "");
    int status = insert ? 0 : -1;
    for (size_t c = 0; c < task->n_cases && status == 0; c++) {
        const struct results_case *one = &task->cases[c];
        sqlite3_bind_int64(insert, 1, attempt);
        sqlite3_bind_text(insert, 2, one->id, -1, SQLITE_STATIC);
        sqlite3_bind_text(insert, 3, task->id, -1, SQLITE_STATIC);
        sqlite3_bind_text(insert, 4, one->group, -1, SQLITE_STATIC);
        sqlite3_bind_text(insert, 5, verdict_name(one->verdict), -1, SQLITE_STATIC);
        status = run_again(book, insert);
    }
    sqlite3_finalize(insert);
    return status;
}

static int insert_causes(struct gradebook *book, int64_t attempt,
                         const struct results_task *task)
{
    int status = 0;
    for (size_t c = 0; c < task->n_causes && status == 0; c++) {
        const struct results_cause *cause = &task->causes[c];
        if (gradebook_run(
                book,
                "INSERT INTO causes VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE"
                " SET kind = ?2, title = ?3, formula = ?4, advice = ?5",
                "ttttt", cause->id, cause->kind, cause->title, cause->formula,
                cause->advice) != 0)
            return -1;
        status =
            gradebook_run(book, "INSERT OR IGNORE INTO diagnoses VALUES (?, ?, ?, ?)",
                          "itti", attempt, task->id, cause->id, (int64_t)c + 1);
    }
    return status;
}

static int insert_task(struct gradebook *book, int64_t attempt,
                       const struct results_task *task, int64_t position)
{
    if (gradebook_run(
            book,
            "INSERT INTO tasks VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE"
            " SET position = ?2, title = ?3, part = ?4, part_title = ?5, lecture = ?6",
            "tititt", task->id, position, task->title, (int64_t)task->part,
            task->part_title, task->lecture) != 0 ||
        gradebook_run(book, "INSERT INTO task_points VALUES (?, ?, ?, ?, ?, ?, ?)",
                      "itiiitt", attempt, task->id, position, (int64_t)task->points,
                      (int64_t)task->max_points, task->likely_cause, task->forfeit) != 0)
        return -1;
    return insert_groups(book, attempt, task) == 0 &&
                   insert_cases(book, attempt, task) == 0 &&
                   insert_causes(book, attempt, task) == 0
               ? 0
               : -1;
}

static int insert_graded(struct gradebook *book, const struct attempt *a,
                         const struct results *results, const char *json)
{
    int64_t id, result = 0;
    if (insert_attempt(book, a, "graded", "", &id) != 0 ||
        insert_json(book, json, &result) != 0 ||
        update_attempt(book, id, results, result) != 0)
        return -1;
    for (size_t t = 0; t < results->n_tasks; t++)
        if (insert_task(book, id, &results->tasks[t], (int64_t)t + 1) != 0)
            return -1;
    return 0;
}

/* Ends the transaction as STATUS says. */
static int end(struct gradebook *book, int status)
{
    if (status == 0 && gradebook_commit(book) == 0)
        return 0;
    gradebook_roll_back(book);
    return -1;
}

int gradebook_add(struct gradebook *book, const struct attempt *attempt,
                  const struct results *results, const char *json)
{
    return gradebook_begin(book) == 0
               ? end(book, insert_graded(book, attempt, results, json))
               : -1;
}

static int insert_same(struct gradebook *book, const struct attempt *a, int64_t from)
{
    static const char *const copies[] = {
        "UPDATE attempts SET (hidden, layers, points, max_points, seconds, result, "
        "same_as) ="
        " (SELECT hidden, layers, points, max_points, seconds, result, id FROM attempts"
        "  WHERE id = ?2) WHERE id = ?1",
        "INSERT INTO task_points SELECT ?1, task, position, points, max_points, "
        "likely_cause,"
        " forfeit FROM task_points WHERE attempt = ?2",
        "INSERT INTO group_points SELECT ?1, task, id, points, max_points FROM "
        "group_points"
        " WHERE attempt = ?2",
        "INSERT INTO cases SELECT ?1, id, task, group_id, verdict FROM cases WHERE "
        "attempt = ?2",
        "INSERT INTO diagnoses SELECT ?1, task, cause, position FROM diagnoses WHERE "
        "attempt = ?2"};
    int64_t id;
    int status = insert_attempt(book, a, "graded", "", &id);
    for (size_t i = 0; i < sizeof copies / sizeof copies[0] && status == 0; i++)
        status = gradebook_run(book, copies[i], "ii", id, from);
    return status;
}

int gradebook_add_same(struct gradebook *book, const struct attempt *attempt, int64_t id)
{
    return gradebook_begin(book) == 0 ? end(book, insert_same(book, attempt, id)) : -1;
}

int gradebook_add_refused(struct gradebook *book, const struct attempt *attempt,
                          const char *message)
{
    int64_t id;
    return gradebook_begin(book) == 0
               ? end(book, insert_attempt(book, attempt, "refused", message, &id))
               : -1;
}

int gradebook_add_failure(struct gradebook *book, const struct attempt *a,
                          const char *message)
{
    char now[TIME_UTC_BYTES];
    time_utc_now(now);
    return gradebook_run(book, "INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?)",
                         "tttt", a->student, a->source, now, message);
}

int gradebook_put_files(struct gradebook *book, const char *content,
                        const struct stored_file *files, size_t n_files)
{
    int status = 0;
    for (size_t i = 0; i < n_files && status == 0; i++)
        status =
            gradebook_run(book, "INSERT OR IGNORE INTO files VALUES (?, ?, ?)", "ttb",
                          content, files[i].name, files[i].bytes, files[i].n_bytes);
    return status;
}

int gradebook_keep_files(struct gradebook *book, const char *content,
                         const struct stored_file *files, size_t n_files)
{
    return gradebook_begin(book) == 0
               ? end(book, gradebook_put_files(book, content, files, n_files))
               : -1;
}

/* ---- and back ---- */

char *gradebook_json(struct gradebook *book, int64_t attempt)
{
    sqlite3_stmt *row =
        gradebook_query(book,
                        "SELECT r.n_bytes, r.deflated FROM attempts AS a"
                        " JOIN results AS r ON r.id = a.result WHERE a.id = ?",
                        "i", attempt);
    char *json = NULL;
    int step = gradebook_step(book, row);
    if (step == 0)
        error("'%s' has no results of attempt %lld", gradebook_path(book),
              (long long)attempt);
    if (step > 0) {
        int64_t n = sqlite3_column_int64(row, 0);
        uLongf n_bytes = (uLongf)n;
        json = n >= 0 && n <= RESULTS_MAX_BYTES ? malloc((size_t)n + 1) : NULL;
        if (!json ||
            uncompress((Bytef *)json, &n_bytes, sqlite3_column_blob(row, 1),
                       (uLong)sqlite3_column_bytes(row, 1)) != Z_OK ||
            n_bytes != (uLongf)n) {
            free(json);
            json = NULL;
            error("'%s': the results of attempt %lld are damaged", gradebook_path(book),
                  (long long)attempt);
        } else
            json[n] = '\0';
    }
    sqlite3_finalize(row);
    return json;
}
