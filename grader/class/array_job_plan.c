#include "class/array_job.h"
#include "error.h"
#include "file.h"
#include "folder.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- written ---- */

static void write_row(FILE *stream, const char *const *cells, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            fputc(',', stream);
        csv_write(stream, cells[i]);
    }
    fputc('\n', stream);
}

static void write_plan(FILE *stream, const struct array_job *job)
{
    const char *const compiler[] = {"compiler", job->compiler};
    const char *const grader[] = {"grader", job->grader};
    fprintf(stream, "key,value\nformat,1\nafter,%" PRId64 "\nlimit,%d\n", job->after,
            job->limit);
    write_row(stream, grader, 2);
    write_row(stream, compiler, 2);
    for (size_t i = 0; i < job->n_arguments; i++) {
        const char *const argument[] = {"sbatch", job->arguments[i]};
        write_row(stream, argument, 2);
    }
}

static void write_units(FILE *stream, const struct array_job *job)
{
    fprintf(stream, "unit,content,fixtures,task,try\n");
    for (size_t i = 0; i < job->n_units; i++) {
        const struct job_unit *u = &job->units[i];
        char task[16], try_number[16];
        snprintf(task, sizeof task, "%d", u->task);
        snprintf(try_number, sizeof try_number, "%d", u->try_number);
        const char *const row[] = {u->id, u->content, u->fixtures, task, try_number};
        write_row(stream, row, 5);
    }
}

static void write_attempts(FILE *stream, const struct array_job *job)
{
    fprintf(stream, "student,source,content,fixtures,submitted_at,unit\n");
    for (size_t i = 0; i < job->n_attempts; i++) {
        const struct job_attempt *a = &job->attempts[i];
        const char *const row[] = {a->student,  a->source,       a->content,
                                   a->fixtures, a->submitted_at, a->unit};
        write_row(stream, row, 6);
    }
}

/* 'text', whatever is in it. */
static void write_quoted(FILE *stream, const char *text)
{
    fputc('\'', stream);
    for (; *text; text++)
        if (*text == '\'')
            fputs("'\\''", stream);
        else
            fputc(*text, stream);
    fputc('\'', stream);
}

/* On a node where the grader is missing there is nobody else to say so. */
static void write_script(FILE *stream, const char *program, const char *folder)
{
    fputs("#!/bin/sh\nprogram=", stream);
    write_quoted(stream, program);
    fputs("\nfolder=", stream);
    write_quoted(stream, folder);
    fputs("\nif ! [ -x \"$program\" ]; then\n"
          "    echo \"$(uname -n) has no $program\" >\"$folder/unreachable\"\n"
          "    exit 3\n"
          "fi\n"
          "exec \"$program\" work \"$folder\" --chunk \"$SLURM_ARRAY_TASK_ID\"\n",
          stream);
}

static int save(const char *folder, const char *name, char *text, size_t n_bytes)
{
    char *path = file_path(folder, name);
    int status = path ? file_replace(path, text, n_bytes) : -1;
    free(path);
    free(text);
    return status;
}

static int write_csv(const char *folder, const char *name, const struct array_job *job,
                     void (*write)(FILE *, const struct array_job *))
{
    char *text = NULL;
    size_t n_bytes;
    FILE *stream = open_memstream(&text, &n_bytes);
    if (stream)
        write(stream, job);
    if (!stream || fclose(stream) != 0) {
        free(text);
        return error("out of memory");
    }
    return save(folder, name, text, n_bytes);
}

/* FINAL: what the folder will be called. */
static int save_script(const char *folder, const char *program, const char *final)
{
    char *text = NULL;
    size_t n_bytes;
    FILE *stream = open_memstream(&text, &n_bytes);
    if (stream)
        write_script(stream, program, final);
    if (!stream || fclose(stream) != 0) {
        free(text);
        return error("out of memory");
    }
    return save(folder, "job.sh", text, n_bytes);
}

static int write_all(const char *folder, const char *final, const struct array_job *job,
                     const char *program)
{
    if (write_csv(folder, "plan.csv", job, write_plan) != 0 ||
        write_csv(folder, "units.csv", job, write_units) != 0 ||
        write_csv(folder, "attempts.csv", job, write_attempts) != 0)
        return -1;
    return save_script(folder, program, final);
}

static int next_number(const struct shared_folder *shared, int *number)
{
    int *numbers;
    size_t n;
    if (array_job_list(shared, &numbers, &n) != 0)
        return -1;
    *number = n > 0 ? numbers[n - 1] + 1 : 1;
    free(numbers);
    return 0;
}

int array_job_write(const struct shared_folder *shared, struct array_job *job,
                    const char *program)
{
    if (next_number(shared, &job->number) != 0)
        return -1;
    char *final = array_job_path(shared, job->number);
    char *beside = shared_folder_path(shared, "jobs", "new.XXXXXX");
    int status = final && beside ? 0 : -1;
    if (status == 0 && !mkdtemp(beside))
        status = error("cannot write below '%s': %s", shared->path, strerror(errno));
    else if (status == 0) {
        status = write_all(beside, final, job, program);
        if (status == 0 && rename(beside, final) != 0)
            status = error("cannot make '%s': %s", final, strerror(errno));
        if (status != 0)
            folder_remove(beside);
    }
    free(beside);
    free(final);
    return status;
}

/* ---- read ---- */

/* The number in a cell, or -1. */
static int64_t read_number(const struct csv *csv, size_t row, size_t column)
{
    const char *text = csv_cell(csv, row, column)->text;
    size_t n = strspn(text, "0123456789");
    return n > 0 && n <= 18 && text[n] == '\0' ? strtoll(text, NULL, 10) : -1;
}

static int read_csv(struct csv *csv, const char *folder, const char *name)
{
    char *path = file_path(folder, name);
    int status = path ? csv_read(csv, path) : -1;
    free(path);
    return status;
}

static bool take_plan_row(struct array_job *job, size_t row)
{
    const char *key = csv_cell(&job->plan, row, 0)->text;
    const char *value = csv_cell(&job->plan, row, 1)->text;
    int64_t number = read_number(&job->plan, row, 1);
    if (strcmp(key, "format") == 0)
        return strcmp(value, "1") == 0;
    if (strcmp(key, "after") == 0)
        return (job->after = number) >= 0;
    if (strcmp(key, "limit") == 0) {
        job->limit = (int)number;
        return number >= 0 && number <= ARRAY_JOB_MAX_TASKS;
    }
    if (strcmp(key, "grader") == 0)
        job->grader = value;
    else if (strcmp(key, "compiler") == 0)
        job->compiler = value;
    else if (strcmp(key, "sbatch") == 0)
        job->arguments[job->n_arguments++] = value;
    return true;
}

static int read_plan(struct array_job *job, const char *folder)
{
    if (read_csv(&job->plan, folder, "plan.csv") != 0)
        return -1;
    job->grader = job->compiler = "";
    job->arguments = calloc(job->plan.n_rows + 1, sizeof *job->arguments);
    if (!job->arguments)
        return error("out of memory");
    for (size_t r = 1; r < job->plan.n_rows; r++)
        if (!take_plan_row(job, r))
            return error("'%s/plan.csv' is damaged, or of a later gradeclass", folder);
    return 0;
}

/* They name files: nothing but letters, digits and '-', '_', '.' within. */
static bool is_name(const char *text)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    size_t n = strlen(text);
    return n > 0 && n < 256 && text[0] != '.' && strspn(text, allowed) == n;
}

static int read_units(struct array_job *job, const char *folder)
{
    const struct csv *csv = &job->units_csv;
    if (read_csv(&job->units_csv, folder, "units.csv") != 0)
        return -1;
    job->units = calloc(csv->n_rows + 1, sizeof *job->units);
    if (!job->units)
        return error("out of memory");
    for (size_t r = 1; r < csv->n_rows; r++) {
        struct job_unit *u = &job->units[job->n_units++];
        u->id = csv_cell(csv, r, 0)->text;
        u->content = csv_cell(csv, r, 1)->text;
        u->fixtures = csv_cell(csv, r, 2)->text;
        int64_t task = read_number(csv, r, 3), try_number = read_number(csv, r, 4);
        if (!is_name(u->id) || strlen(u->id) > UNIT_ID || !is_name(u->content) ||
            !is_name(u->fixtures) || task < 0 || task > ARRAY_JOB_MAX_TASKS ||
            try_number < 1 || try_number > 100)
            return error("'%s/units.csv' is damaged in line %zu", folder,
                         csv->rows[r].line);
        u->task = (int)task;
        u->try_number = (int)try_number;
    }
    return 0;
}

static int read_attempts(struct array_job *job, const char *folder)
{
    const struct csv *csv = &job->attempts_csv;
    if (read_csv(&job->attempts_csv, folder, "attempts.csv") != 0)
        return -1;
    job->attempts = calloc(csv->n_rows + 1, sizeof *job->attempts);
    if (!job->attempts)
        return error("out of memory");
    for (size_t r = 1; r < csv->n_rows; r++) {
        struct job_attempt *a = &job->attempts[job->n_attempts++];
        const char **const texts[] = {&a->student,  &a->source,       &a->content,
                                      &a->fixtures, &a->submitted_at, &a->unit};
        for (size_t c = 0; c < 6; c++)
            *texts[c] = csv_cell(csv, r, c)->text;
        if (!is_name(a->unit))
            return error("'%s/attempts.csv' is damaged in line %zu", folder,
                         csv->rows[r].line);
    }
    return 0;
}

int array_job_read(struct array_job *job, const struct shared_folder *shared, int number,
                   bool units_alone)
{
    char *folder = array_job_path(shared, number);
    *job = (struct array_job){.number = number};
    int status = folder ? 0 : -1;
    if (status == 0 && (read_plan(job, folder) != 0 || read_units(job, folder) != 0 ||
                        (!units_alone && read_attempts(job, folder) != 0))) {
        array_job_release(job);
        status = -1;
    }
    free(folder);
    return status;
}

void array_job_release(struct array_job *job)
{
    csv_release(&job->plan);
    csv_release(&job->units_csv);
    csv_release(&job->attempts_csv);
    free(job->arguments);
    free(job->units);
    free(job->attempts);
    *job = (struct array_job){.number = 0};
}
