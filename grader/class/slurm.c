#include "class/slurm.h"

#include "class/grow.h"
#include "error.h"
#include "printable.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { MAX_OUTPUT_BYTES = 64 << 20, MAX_WORDS = 5000 };

/* ---- a command and what it says ---- */

/* All that was written to STREAM, a NUL behind it. */
static char *read_back(FILE *stream)
{
    struct stat info;
    if (fstat(fileno(stream), &info) != 0 || info.st_size > MAX_OUTPUT_BYTES)
        return NULL;
    char *text = malloc((size_t)info.st_size + 1);
    rewind(stream);
    size_t n = text ? fread(text, 1, (size_t)info.st_size, stream) : 0;
    if (text)
        text[n] = '\0';
    return text;
}

/* The last line that says something, "sbatch: error: ..." without what all of them begin with. */
static int complain(const char *command, const char *said, int status)
{
    char *text = printable(said, strlen(said)), *line = text;
    for (char *l = text ? strtok(text, "\n") : NULL; l; l = strtok(NULL, "\n"))
        line = l;
    if (line && line[0])
        error("%s failed: %s", command, line);
    else
        error("%s failed with status %d and said nothing", command,
              WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    free(text);
    return -1;
}

/* Ours without what would make squeue leave out jobs. The caller frees the list alone. */
static char **environment_of_command(void)
{
    size_t n = 0, kept = 0;
    while (environ[n])
        n++;
    char **environment = calloc(n + 1, sizeof *environment);
    for (size_t i = 0; i < n && environment; i++)
        if (strncmp(environ[i], "SQUEUE_", strlen("SQUEUE_")) != 0)
            environment[kept++] = environ[i];
    return environment;
}

/* Waits for what was spawned; what it printed goes to files, so that neither side waits. Signals that are
 * blocked here are so there: Ctrl-C must not end sbatch when half of its work is done. */
static int spawn(const char *const *words, FILE *out, FILE *err, int *status)
{
    posix_spawn_file_actions_t actions;
    pid_t pid;
    if (posix_spawn_file_actions_init(&actions) != 0)
        return error("out of memory");
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", 0, 0);
    posix_spawn_file_actions_adddup2(&actions, fileno(out), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, fileno(err), STDERR_FILENO);
    char **environment = environment_of_command();
    int why = environment ? posix_spawnp(&pid, words[0], &actions, NULL,
                                         (char *const *)words, environment)
                          : ENOMEM;
    free(environment);
    posix_spawn_file_actions_destroy(&actions);
    if (why == ENOENT) {
        error("%s is not here: Slurm's commands are to be in PATH on this machine",
              words[0]);
        return SLURM_MISSING;
    }
    if (why != 0)
        return error("cannot run %s: %s", words[0], strerror(why));
    while (waitpid(pid, status, 0) < 0)
        if (errno != EINTR)
            return error("cannot wait for %s: %s", words[0], strerror(errno));
    return 0;
}

static int read_both(const char *command, FILE *out, FILE *err, int status, char **text)
{
    char *said = read_back(err);
    *text = read_back(out);
    int result = !*text || !said ? error("cannot read what %s printed", command)
                 : status != 0   ? complain(command, said, status)
                                 : 0;
    if (result != 0) {
        free(*text);
        *text = NULL;
    }
    free(said);
    return result;
}

/* *TEXT is what the command printed, which the caller frees; or NULL where this does not return 0. */
static int run(const char *const *words, char **text)
{
    FILE *out = tmpfile(), *err = tmpfile();
    int ended, status = -1;
    *text = NULL;
    if (!out || !err)
        error("cannot make a temporary file: %s", strerror(errno));
    else if ((status = spawn(words, out, err, &ended)) == 0)
        status = read_both(words[0], out, err, ended, text);
    if (out)
        fclose(out);
    if (err)
        fclose(err);
    return status;
}

/* ---- sbatch ---- */

int slurm_submit(const char *const *arguments, char job[SLURM_JOB_ID])
{
    const char **words = calloc(MAX_WORDS, sizeof *words);
    size_t n = 2;
    if (!words)
        return error("out of memory");
    words[0] = "sbatch";
    words[1] = "--parsable";
    for (; *arguments && n + 1 < MAX_WORDS; arguments++)
        words[n++] = *arguments;
    char *said;
    int status = run(words, &said);
    free(words);
    if (status != 0)
        return -1;
    size_t n_digits = strspn(said, "0123456789"); /* of a cluster's name, none */
    if (n_digits == 0 || n_digits >= SLURM_JOB_ID)
        status = error("sbatch did not say which job it made");
    else
        snprintf(job, SLURM_JOB_ID, "%.*s", (int)n_digits, said);
    free(said);
    return status;
}

/* ---- squeue ---- */

/* A line is "NAME|INDEX|STATE". What is no task of an array has no number there. */
static int add_task(struct slurm_queue *queue, char *line, const char *prefix)
{
    char *index = strchr(line, '|'), *state = index ? strchr(index + 1, '|') : NULL;
    if (!state || strncmp(line, prefix, strlen(prefix)) != 0)
        return 0;
    *index++ = '\0';
    *state++ = '\0';
    if (index[0] < '0' || index[0] > '9' || strlen(line) >= SLURM_JOB_NAME)
        return 0;
    struct slurm_task *larger = grow(queue->tasks, queue->n, sizeof *larger);
    if (!larger)
        return -1;
    queue->tasks = larger;
    struct slurm_task *task = &queue->tasks[queue->n++];
    snprintf(task->name, sizeof task->name, "%s", line);
    task->index = atoi(index);
    task->running = strcmp(state, "RUNNING") == 0;
    return 0;
}

/* Those that have not ended: by itself squeue leaves out what is suspended. */
static const char states[] =
    "--states=PENDING,CONFIGURING,RUNNING,SUSPENDED,COMPLETING,SPECIAL_EXIT";

int slurm_queue_read(struct slurm_queue *queue, const char *prefix)
{
    char user[32];
    snprintf(user, sizeof user, "--user=%lu", (unsigned long)geteuid());
    const char *const words[] = {
        "squeue", "--noheader", "--array", user, "--format=%j|%K|%T", states, NULL};
    char *text;
    int status = run(words, &text);
    *queue = (struct slurm_queue){.n = 0};
    for (char *line = text ? strtok(text, "\n") : NULL; line && status == 0;
         line = strtok(NULL, "\n"))
        status = add_task(queue, line, prefix);
    free(text);
    if (status != 0)
        slurm_queue_release(queue);
    return status;
}

void slurm_queue_release(struct slurm_queue *queue)
{
    free(queue->tasks);
    *queue = (struct slurm_queue){.n = 0};
}

const struct slurm_task *slurm_queue_find(const struct slurm_queue *queue,
                                          const char *name, int index)
{
    for (size_t i = 0; i < queue->n; i++)
        if (queue->tasks[i].index == index && strcmp(queue->tasks[i].name, name) == 0)
            return &queue->tasks[i];
    return NULL;
}
