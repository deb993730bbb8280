#include "class/array_job.h"

#include "class/grow.h"
#include "error.h"
#include "file.h"
#include "folder.h"
#include "printable.h"

#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NUMBER_BYTES = 16, MAX_NUMBER = 999999999 };

static const char jobs_part[] = "jobs";

static void number_name(int number, char name[NUMBER_BYTES])
{
    snprintf(name, NUMBER_BYTES, "%04d", number);
}

char *array_job_path(const struct shared_folder *shared, int number)
{
    char name[NUMBER_BYTES];
    number_name(number, name);
    return shared_folder_path(shared, jobs_part, name);
}

/* ---- which there are ---- */

static int compare_numbers(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

/* 0: no job's name. */
static int parse_number(const char *name)
{
    size_t n = strspn(name, "0123456789");
    return n >= 4 && n <= 9 && name[n] == '\0' ? atoi(name) : 0;
}

int array_job_list(const struct shared_folder *shared, int **numbers, size_t *n)
{
    const struct dirent *entry;
    char *path = file_path(shared->path, jobs_part);
    DIR *stream = path ? opendir(path) : NULL;
    int status = stream ? 0 : error("cannot read the jobs of '%s'", shared->path);
    *numbers = NULL;
    *n = 0;
    while (status == 0 && (entry = readdir(stream))) {
        int number = parse_number(entry->d_name);
        int *larger = number ? grow(*numbers, *n, sizeof *larger) : NULL;
        if (larger) {
            *numbers = larger;
            larger[(*n)++] = number;
        } else if (number)
            status = -1;
    }
    if (stream)
        closedir(stream);
    free(path);
    if (status != 0) {
        free(*numbers);
        *numbers = NULL;
        *n = 0;
    } else if (*n > 0)
        qsort(*numbers, *n, sizeof **numbers, compare_numbers);
    return status;
}

/* ---- small files ---- */

static char *note_path(const struct shared_folder *shared, int number, const char *name)
{
    char *folder = array_job_path(shared, number);
    char *path = folder ? file_path(folder, name) : NULL;
    free(folder);
    return path;
}

bool array_job_has(const struct shared_folder *shared, int number, const char *name)
{
    char *path = note_path(shared, number, name);
    bool there = path && access(path, F_OK) == 0;
    free(path);
    return there;
}

void array_job_note(const struct shared_folder *shared, int number, const char *name,
                    char text[STAGE_MESSAGE_BYTES])
{
    char *path = note_path(shared, number, name);
    char line[STAGE_MESSAGE_BYTES] = "";
    FILE *stream = path ? fopen(path, "r") : NULL;
    text[0] = '\0';
    if (stream && fgets(line, sizeof line, stream)) {
        line[strcspn(line, "\n")] = '\0';
        char *safe = printable_name(line);
        if (safe) {
            printable_cut(safe, STAGE_MESSAGE_BYTES - 1);
            snprintf(text, STAGE_MESSAGE_BYTES, "%s", safe);
        }
        free(safe);
    }
    if (stream)
        fclose(stream);
    free(path);
}

int array_job_mark(const struct shared_folder *shared, int number, const char *name,
                   const char *text)
{
    char *path = note_path(shared, number, name);
    int status = path ? file_replace(path, text, strlen(text)) : -1;
    free(path);
    return status;
}

int array_job_remove(const struct shared_folder *shared, int number)
{
    char *path = array_job_path(shared, number);
    int status = path ? folder_remove(path) : -1;
    free(path);
    return status;
}

/* ---- its job ---- */

void array_job_prefix(const struct shared_folder *shared, char prefix[SLURM_JOB_NAME])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char text[2 * 4 + 1];
    crypto_hash_sha256(hash, (const unsigned char *)shared->path, strlen(shared->path));
    sodium_bin2hex(text, sizeof text, hash, 4);
    snprintf(prefix, SLURM_JOB_NAME, "gradeclass-%s-", text);
}

void array_job_name(const struct shared_folder *shared, int number,
                    char name[SLURM_JOB_NAME])
{
    char prefix[SLURM_JOB_NAME], text[NUMBER_BYTES];
    array_job_prefix(shared, prefix);
    number_name(number, text);
    snprintf(name, SLURM_JOB_NAME, "%.40s%s", prefix, text);
}

static int last_task(const struct array_job *job)
{
    int last = 0;
    for (size_t i = 0; i < job->n_units; i++)
        if (job->units[i].task > last)
            last = job->units[i].task;
    return last;
}

/* Ours come last: of two that say the same, sbatch takes that one. */
int array_job_submit(const struct shared_folder *shared, const struct array_job *job,
                     char id[SLURM_JOB_ID])
{
    enum { OURS = 8 };
    char array[64], name[SLURM_JOB_NAME], name_option[SLURM_JOB_NAME + 16];
    char *folder = array_job_path(shared, job->number);
    char *script = folder ? file_path(folder, "job.sh") : NULL;
    size_t size = folder ? strlen(folder) + 32 : 0, n = job->n_arguments;
    char *output = script ? malloc(size) : NULL;
    const char **words = calloc(n + OURS, sizeof *words);
    int status = -1;
    if (output && words) {
        array_job_name(shared, job->number, name);
        snprintf(name_option, sizeof name_option, "--job-name=%s", name);
        snprintf(array, sizeof array,
                 job->limit > 0 ? "--array=0-%d%%%d" : "--array=0-%d", last_task(job),
                 job->limit);
        snprintf(output, size, "--output=%s/task-%%a.log", folder);
        for (size_t i = 0; i < n; i++)
            words[i] = job->arguments[i];
        words[n++] = "--requeue";
        words[n++] = "--open-mode=append";
        words[n++] = array;
        words[n++] = name_option;
        words[n++] = output;
        words[n++] = script;
        status = slurm_submit(words, id);
    } else
        error("out of memory");
    free(words);
    free(output);
    free(script);
    free(folder);
    return status;
}
