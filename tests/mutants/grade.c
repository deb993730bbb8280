#include "grade.h"
#include "../text_file.h"

#include <cjson/cJSON.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { PATH_BYTES = 1200 };

/* The files of a mutant. */
struct files {
    char folder[PATH_BYTES], source[PATH_BYTES + 16], result[PATH_BYTES],
        object[PATH_BYTES], evidence[PATH_BYTES];
};

static struct files files_of(const struct grader *grader, size_t number)
{
    struct files f;
    snprintf(f.folder, sizeof f.folder, "%s/%zu", grader->scratch, number);
    snprintf(f.source, sizeof f.source, "%s/backprop.c", f.folder);
    snprintf(f.result, sizeof f.result, "%s/%zu.json", grader->scratch, number);
    snprintf(f.object, sizeof f.object, "%s/%zu.so", grader->scratch, number);
    snprintf(f.evidence, sizeof f.evidence, "%s/%zu.txt", grader->scratch, number);
    return f;
}

/* Runs a program to its end, what it prints in a file. Returns its exit status, -1 if
 * there is none. */
static int run(char *const argv[], const char *output)
{
    posix_spawn_file_actions_t actions;
    pid_t pid;
    int status = -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output,
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    bool started = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    if (!started || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
        return -1;
    return WEXITSTATUS(status);
}

/* -Bsymbolic binds the object's calls to its own functions. */
static int compile_object(const struct grader *grader, const char *source,
                          const char *object)
{
    char include[PATH_BYTES];
    const char *compiler = getenv("CC");
    snprintf(include, sizeof include, "-I%s", grader->include);
    return run((char *[]){(char *)(compiler && *compiler ? compiler : "cc"), "-std=c11",
                          "-O2", "-w", "-ffp-contract=off", "-fPIC", "-shared",
                          "-Wl,-Bsymbolic", include, (char *)source, "-lm", "-o",
                          (char *)object, NULL},
               "/dev/null");
}

int grader_open(struct grader *grader, const char *gradecheck, const char *differ,
                const char *source)
{
    const char *parent = getenv("TMPDIR"), *slash = strrchr(gradecheck, '/');
    *grader = (struct grader){.gradecheck = gradecheck, .differ = differ};
    snprintf(grader->include, sizeof grader->include, "%.*s/include",
             slash ? (int)(slash - gradecheck) : 1, slash ? gradecheck : ".");
    snprintf(grader->scratch, sizeof grader->scratch, "%s/gradecheck-mutants-XXXXXX",
             parent && *parent ? parent : "/tmp");
    if (!mkdtemp(grader->scratch)) {
        fprintf(stderr, "mutants: cannot make the folder '%s'\n", grader->scratch);
        grader->scratch[0] = '\0';
        return -1;
    }
    snprintf(grader->original, sizeof grader->original, "%s/original.so",
             grader->scratch);
    if (!differ || compile_object(grader, source, grader->original) == 0)
        return 0;
    fprintf(stderr, "mutants: cannot compile '%s'\n", source);
    return -1;
}

void grader_close(struct grader *grader)
{
    if (!grader->scratch[0])
        return;
    remove(grader->original);
    rmdir(grader->scratch);
}

/* ---- A mutant's process ------------------------------------------------------------ */

static bool write_source(const struct files *f, const char *text)
{
    FILE *file = mkdir(f->folder, 0700) == 0 ? fopen(f->source, "w") : NULL;
    if (!file)
        return false;
    bool written = fputs(text, file) >= 0;
    return fclose(file) == 0 && written;
}

static cJSON *read_json(const char *path)
{
    char *text = text_file_read(path);
    cJSON *json = text ? cJSON_Parse(text) : NULL;
    free(text);
    return json;
}

static enum outcome read_result(const char *path)
{
    cJSON *result = read_json(path);
    const cJSON *score = cJSON_GetObjectItemCaseSensitive(result, "score");
    const cJSON *most = cJSON_GetObjectItemCaseSensitive(result, "max_score");
    enum outcome outcome = OUTCOME_CAUGHT;
    if (!cJSON_IsNumber(score) || !cJSON_IsNumber(most))
        outcome = OUTCOME_NOT_GRADED;
    else if (!cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(result, "built")))
        outcome = OUTCOME_NOT_BUILT;
    else if (score->valuedouble >= most->valuedouble)
        outcome = OUTCOME_SURVIVED;
    cJSON_Delete(result);
    return outcome;
}

/* The differ's exit status: 0 no difference, 1 a difference; another, or none: it was
 * ended by what the mutant did, which is a difference. */
static enum outcome compare(const struct grader *grader, const struct files *f)
{
    if (compile_object(grader, f->source, f->object) != 0)
        return OUTCOME_NOT_GRADED;
    int status = run((char *[]){(char *)grader->differ, (char *)grader->original,
                                (char *)f->object, NULL},
                     f->evidence);
    return status == 0 ? OUTCOME_SURVIVED : OUTCOME_DIFFERENT;
}

static enum outcome grade(const struct grader *grader, const struct files *f,
                          const char *text)
{
    if (!write_source(f, text))
        return OUTCOME_NOT_GRADED;
    int status =
        run((char *[]){(char *)grader->gradecheck, "grade", (char *)f->folder, "--json",
                       (char *)f->result, "--quiet", "--jobs", "1", NULL},
            f->evidence);
    if (status != 0)
        return OUTCOME_NOT_GRADED;
    enum outcome outcome = read_result(f->result);
    if (outcome == OUTCOME_SURVIVED && grader->differ)
        outcome = compare(grader, f);
    return outcome;
}

pid_t grade_start(const struct grader *grader, size_t number, const char *text)
{
    struct files f = files_of(grader, number);
    fflush(NULL); /* the process inherits what is not yet written */
    pid_t pid = fork();
    if (pid == 0)
        _exit((int)grade(grader, &f, text));
    return pid;
}

enum outcome grade_finish(const struct grader *grader, size_t number, int status,
                          char *evidence, size_t n_bytes)
{
    struct files f = files_of(grader, number);
    FILE *file = fopen(f.evidence, "r");
    if (!file || !fgets(evidence, (int)n_bytes, file))
        evidence[0] = '\0';
    evidence[strcspn(evidence, "\n")] = '\0';
    if (file)
        fclose(file);
    remove(f.source);
    remove(f.folder);
    remove(f.result);
    remove(f.object);
    remove(f.evidence);
    return WIFEXITED(status) && WEXITSTATUS(status) < OUTCOMES
               ? (enum outcome)WEXITSTATUS(status)
               : OUTCOME_NOT_GRADED;
}
