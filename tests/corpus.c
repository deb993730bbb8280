/* corpus.c: grades every submission in a folder with the built command and compares the result
 * with the submission's expect.json:
 *
 *     why         what is right or wrong about it
 *     score       the exact score, for instance 100
 *     tasks_lost  exactly these tasks lose points, and no other does
 *     points      { task: exact points }
 *     verdict     { case-prefix: verdict }: at least one case whose id starts with the prefix fails,
 *                 and all that do fail with this verdict
 *
 * usage: corpus GRADECHECK FOLDER [NAME...]. Prints a line each; exit status 1 if one differs.
 */
#define _GNU_SOURCE
#include <cjson/cJSON.h>
#include <dirent.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { MAX_SUBMISSIONS = 1000, MAX_PATH_BYTES = 1024, AT_ONCE = 2 };

struct submission {
    char name[256];
    char folder[MAX_PATH_BYTES], result[MAX_PATH_BYTES];
    pid_t pid;
    double start_s;
};

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static cJSON *read_json(const char *path)
{
    FILE *file = fopen(path, "r");
    cJSON *json = NULL;
    char *text = NULL;
    size_t capacity = 0;
    if (file && getdelim(&text, &capacity, '\0', file) > 0)
        json = cJSON_Parse(text);
    free(text);
    if (file)
        fclose(file);
    return json;
}

static const char *text_of(const cJSON *object, const char *key)
{
    const char *text =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
    return text ? text : "";
}

static int number_of(const cJSON *object, const char *key)
{
    const cJSON *number = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsNumber(number) ? (int)number->valuedouble : -1;
}

static bool holds(const cJSON *strings, const char *text)
{
    const cJSON *string;
    cJSON_ArrayForEach(string,
                       strings) if (strcmp(string->valuestring, text) == 0) return true;
    return false;
}

/* Each returns true when all is as expected, and says what is not. */

static bool check_points(const cJSON *expect, const cJSON *result)
{
    bool right = true;
    const cJSON *task, *lost = cJSON_GetObjectItemCaseSensitive(expect, "tasks_lost");
    const cJSON *points = cJSON_GetObjectItemCaseSensitive(expect, "points");
    cJSON_ArrayForEach(task, cJSON_GetObjectItemCaseSensitive(result, "tasks"))
    {
        const char *id = text_of(task, "id");
        int got = number_of(task, "points"), most = number_of(task, "max_points");
        const cJSON *exact = cJSON_GetObjectItemCaseSensitive(points, id);
        if ((lost && (got < most) != holds(lost, id)) ||
            (exact && got != (int)exact->valuedouble)) {
            printf("    %s: %d of %d\n", id, got, most);
            right = false;
        }
    }
    return right;
}

static bool check_verdict(const cJSON *wanted, const cJSON *result)
{
    int n_failed = 0;
    bool right = true;
    const cJSON *task, *c;
    cJSON_ArrayForEach(task, cJSON_GetObjectItemCaseSensitive(result, "tasks"))
    {
        cJSON_ArrayForEach(c, cJSON_GetObjectItemCaseSensitive(task, "cases"))
        {
            const char *id = text_of(c, "id"), *verdict = text_of(c, "verdict");
            if (strncmp(id, wanted->string, strlen(wanted->string)) != 0 ||
                strcmp(verdict, "pass") == 0)
                continue;
            n_failed++;
            if (strcmp(verdict, wanted->valuestring) != 0) {
                printf("    %s: %s\n", id, verdict);
                right = false;
            }
        }
    }
    if (n_failed == 0)
        printf("    no case %s failed\n", wanted->string);
    return right && n_failed > 0;
}

static bool check(const struct submission *submission)
{
    char path[MAX_PATH_BYTES + 16];
    snprintf(path, sizeof path, "%s/expect.json", submission->folder);
    cJSON *expect = read_json(path), *result = read_json(submission->result);
    bool right = expect && result;
    if (!right)
        printf("    %s\n", expect ? "no result" : "expect.json cannot be read");

    int score = number_of(expect, "score"), got = number_of(result, "score");
    if (right && score >= 0 && score != got) {
        printf("    score %d, expected %d\n", got, score);
        right = false;
    }
    right = right && check_points(expect, result);
    const cJSON *wanted;
    cJSON_ArrayForEach(wanted, cJSON_GetObjectItemCaseSensitive(expect, "verdict"))
        right = right && check_verdict(wanted, result);
    printf("%s %s (%d points, %.1f s): %s\n", right ? "ok  " : "FAIL", submission->name,
           got, now_s() - submission->start_s, text_of(expect, "why"));
    cJSON_Delete(expect);
    cJSON_Delete(result);
    return right;
}

static void start(struct submission *submission, char *gradecheck)
{
    char *argv[] = {gradecheck,
                    "grade",
                    submission->folder,
                    "--json",
                    submission->result,
                    "--quiet",
                    "--jobs",
                    "1",
                    NULL};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", 1, 0);
    submission->start_s = now_s();
    if (posix_spawn(&submission->pid, gradecheck, &actions, NULL, argv, environ) != 0)
        submission->pid = -1;
    posix_spawn_file_actions_destroy(&actions);
}

/* Waits for a submission's grading and compares. */
static bool finish(struct submission *submission)
{
    int status = -1;
    if (submission->pid > 0)
        waitpid(submission->pid, &status, 0);
    bool right = check(submission);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        printf("FAIL %s: exit status %d\n", submission->name,
               WIFEXITED(status) ? WEXITSTATUS(status) : -1);
        right = false;
    }
    remove(submission->result);
    return right;
}

static int is_submission(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
    static struct submission submissions[MAX_SUBMISSIONS];
    char scratch[] = "/tmp/gradecheck-corpus-XXXXXX";
    struct dirent **entries;
    int n = 0, n_right = 0;

    int n_entries = argc >= 3 ? scandir(argv[2], &entries, is_submission, alphasort) : -1;
    if (n_entries < 0 || !mkdtemp(scratch)) {
        fprintf(stderr, "usage: corpus GRADECHECK FOLDER [NAME...]\n");
        return 2;
    }
    for (int i = 0; i < n_entries && n < MAX_SUBMISSIONS; i++) {
        const char *name = entries[i]->d_name;
        bool wanted = argc == 3;
        for (int a = 3; a < argc; a++)
            wanted = wanted || strcmp(argv[a], name) == 0;
        if (wanted) {
            struct submission *s = &submissions[n];
            snprintf(s->name, sizeof s->name, "%s", name);
            snprintf(s->folder, sizeof s->folder, "%s/%s", argv[2], name);
            snprintf(s->result, sizeof s->result, "%s/%d.json", scratch, n++);
        }
        free(entries[i]);
    }
    free(entries);

    for (int i = 0; i < n + AT_ONCE; i++) {
        if (i >= AT_ONCE && i - AT_ONCE < n)
            n_right += finish(&submissions[i - AT_ONCE]);
        if (i < n)
            start(&submissions[i], argv[1]);
        fflush(stdout);
    }
    rmdir(scratch);
    printf("corpus: %d passed, %d failed\n", n_right, n - n_right);
    return n_right == n ? EXIT_SUCCESS : EXIT_FAILURE;
}
