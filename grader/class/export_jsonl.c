/* A JSON object a student, a line each; docs/gradebook.md says what the members mean. */
#include "class/class_commands.h"
#include "class/exports.h"
#include "error.h"
#include "printable.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

/* All of these return false where there is no memory. */
static bool add_text(cJSON *object, const char *name, const char *text)
{
    char *shown = printable_name(text);
    bool added = shown && cJSON_AddStringToObject(object, name, shown);
    free(shown);
    return added;
}

static bool add_hundredths(cJSON *object, const char *name, bool has, long hundredths)
{
    char text[MARK_NUMBER_BYTES];
    if (!has)
        return cJSON_AddNullToObject(object, name);
    mark_number(text, hundredths);
    return cJSON_AddRawToObject(object, name, text);
}

static bool add_number(cJSON *object, const char *name, bool has, double number)
{
    return has ? cJSON_AddNumberToObject(object, name, number) != NULL
               : cJSON_AddNullToObject(object, name) != NULL;
}

/* ---- the student ---- */

static bool add_student(cJSON *object, const struct export_row *row)
{
    const struct student *s = &row->mark->student;
    if (!add_text(object, "id", export_name(row)) || row->pseudonym[0])
        return cJSON_HasObjectItem(object, "id");
    return add_text(object, "name", s->name) && add_text(object, "email", s->email) &&
           add_text(object, "section", s->section) &&
           add_text(object, "login", s->login) &&
           add_text(object, "platform", s->platform) &&
           cJSON_AddBoolToObject(object, "on_roster", s->on_roster);
}

static bool add_override(cJSON *object, const struct mark *m, bool anonymous)
{
    if (anonymous)
        return cJSON_AddBoolToObject(object, "overridden", m->overridden);
    if (!m->overridden)
        return cJSON_AddNullToObject(object, "override");
    cJSON *override = cJSON_AddObjectToObject(object, "override");
    return override && add_text(override, "reason", m->override_reason) &&
           add_text(override, "by", m->override_by);
}

/* ---- the mark ---- */

static bool add_mark(cJSON *object, const struct mark *m)
{
    bool has = m->attempt;
    return add_text(object, "status", mark_status_name(m->status)) &&
           add_hundredths(object, "points", m->has_points, m->points_c) &&
           add_hundredths(object, "max_points", m->max_c > 0, m->max_c) &&
           add_number(object, "measured_points", has, m->measured) &&
           add_number(object, "measured_max_points", has, m->max_points) &&
           add_number(object, "late_days", has, m->late_days) &&
           add_number(object, "free_days", has, m->free_days) &&
           add_hundredths(object, "penalty_percent", has, m->penalty_percent_c) &&
           add_hundredths(object, "penalty_points", has, m->penalty_c) &&
           cJSON_AddBoolToObject(object, "too_late", m->too_late) &&
           cJSON_AddBoolToObject(object, "extended", m->extended) &&
           add_number(object, "attempts", true, (double)m->n_attempts) &&
           add_number(object, "unreadable_attempts", true, (double)m->n_refused);
}

/* What tells to the second when it was handed in tells who did it. */
static bool add_attempt(cJSON *object, const struct mark *m)
{
    return add_number(object, "attempt", m->attempt, (double)m->attempt) &&
           add_text(object, "submitted_at", m->submitted_at) &&
           add_number(object, "late_seconds", m->attempt, (double)m->late_s) &&
           add_text(object, "message", m->message);
}

/* ---- its tasks ---- */

static int take_cause(void *causes, sqlite3_stmt *row)
{
    cJSON *cause = cJSON_CreateObject();
    return cause && cJSON_AddItemToArray(causes, cause) &&
                   add_text(cause, "id", gradebook_text(row, 0)) &&
                   add_text(cause, "title", gradebook_text(row, 1))
               ? 0
               : -1;
}

/* The causes that were named in task TASK of the attempt. */
static bool add_causes(cJSON *object, struct gradebook *book, int64_t attempt,
                       const char *task)
{
    cJSON *causes = cJSON_AddArrayToObject(object, "causes");
    if (!causes)
        return false;
    return gradebook_each(book, take_cause, causes,
                          "SELECT c.id, c.title FROM diagnoses AS d"
                          " JOIN causes AS c ON c.id = d.cause"
                          " WHERE d.attempt = ? AND d.task = ? ORDER BY d.position",
                          "it", attempt, task) == 0;
}

static bool add_tasks(cJSON *object, const struct class_export *e, const struct mark *m)
{
    cJSON *tasks = cJSON_AddArrayToObject(object, "tasks");
    for (size_t t = 0; tasks && m->tasks && t < e->marks->n_tasks; t++) {
        const struct mark_task *points = &m->tasks[t];
        cJSON *task = points->points < 0 ? NULL : cJSON_CreateObject();
        if (points->points < 0)
            continue;
        if (!task || !cJSON_AddItemToArray(tasks, task) ||
            !add_text(task, "id", e->marks->tasks[t].id) ||
            !add_text(task, "title", e->marks->tasks[t].title) ||
            !add_number(task, "points", true, points->points) ||
            !add_number(task, "max_points", true, points->max_points) ||
            !cJSON_AddBoolToObject(task, "left_out", points->left_out) ||
            !add_causes(task, e->book, m->attempt, e->marks->tasks[t].id))
            return false;
    }
    return tasks;
}

static char *row_json(const struct class_export *e, const struct export_row *row)
{
    const struct mark *m = row->mark;
    cJSON *object = cJSON_CreateObject();
    bool whole = object && add_student(object, row) && add_mark(object, m) &&
                 add_override(object, m, row->pseudonym[0]) &&
                 (row->pseudonym[0] || add_attempt(object, m)) && add_tasks(object, e, m);
    char *text = whole ? cJSON_PrintUnformatted(object) : NULL;
    cJSON_Delete(object);
    return text;
}

int export_jsonl(const struct class_export *e, FILE *stream)
{
    for (size_t i = 0; i < e->marks->n; i++) {
        char *text = row_json(e, &e->rows[i]);
        if (!text) {
            error("the line of student '%s' cannot be made", e->rows[i].mark->student.id);
            return CLASS_EXIT_FAILED;
        }
        fprintf(stream, "%s\n", text);
        cJSON_free(text);
    }
    return CLASS_EXIT_DONE;
}
