#include "class/shared_folder.h"
#include "error.h"
#include "file.h"
#include "printable.h"
#include "report/results.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char first_words[] = "gradeclass-result 1 ";
static const char graded_word[] = "graded ", refused_word[] = "refused ";

static void hash_text(crypto_hash_sha256_state *state, const char *text)
{
    crypto_hash_sha256_update(state, (const unsigned char *)text, strlen(text) + 1);
}

void unit_id(char id[UNIT_ID + 1], const char *content, const char *fixtures,
             const char *grader, int round)
{
    crypto_hash_sha256_state state;
    unsigned char hash[crypto_hash_sha256_BYTES];
    char number[16];
    snprintf(number, sizeof number, "%d", round);
    crypto_hash_sha256_init(&state);
    hash_text(&state, content);
    hash_text(&state, fixtures);
    hash_text(&state, grader);
    hash_text(&state, number);
    crypto_hash_sha256_final(&state, hash);
    sodium_bin2hex(id, UNIT_ID + 1, hash, sizeof hash);
}

int shared_folder_put_result(const struct shared_folder *shared, const char *unit,
                             bool refused, const char *machine, const char *body)
{
    const char *word = refused ? refused_word : graded_word;
    char *path = shared_folder_path(shared, "results", unit), *text = NULL;
    size_t size =
        sizeof first_words + sizeof refused_word + strlen(machine) + strlen(body) + 2;
    int status = -1;
    if (path && (text = malloc(size))) {
        snprintf(text, size, "%s%s%s\n%s", first_words, word, machine, body);
        status = file_replace(path, text, strlen(text));
    } else if (path)
        error("out of memory");
    free(text);
    free(path);
    return status;
}

static bool is_there(const struct shared_folder *shared, const char *part,
                     const char *unit)
{
    char *path = shared_folder_path(shared, part, unit);
    bool there = path && access(path, F_OK) == 0;
    free(path);
    return there;
}

bool shared_folder_has_result(const struct shared_folder *shared, const char *unit)
{
    return is_there(shared, "results", unit);
}

static bool skip(const char **text, const char *word)
{
    size_t n = strlen(word);
    if (strncmp(*text, word, n) != 0)
        return false;
    *text += n;
    return true;
}

/* Takes the first line apart; the body is judged by who reads it. */
static int parse(struct shared_result *result, size_t n_bytes, const char *path)
{
    char *line_end = strchr(result->text, '\n');
    const char *text = result->text;
    if (!line_end || strlen(text) != n_bytes || !skip(&text, first_words) ||
        (!(result->refused = skip(&text, refused_word)) && !skip(&text, graded_word)))
        return error("'%s' is no result of a unit of work", path);
    *line_end = '\0';
    result->body = line_end + 1;
    char *machine = printable_name(text);
    if (!machine)
        return -1;
    printable_cut(machine, sizeof result->machine - 1);
    snprintf(result->machine, sizeof result->machine, "%s", machine);
    free(machine);
    return 0;
}

int shared_folder_get_result(const struct shared_folder *shared, const char *unit,
                             struct shared_result *result)
{
    size_t n_bytes;
    char *path = shared_folder_path(shared, "results", unit);
    *result = (struct shared_result){.text = NULL};
    if (!path)
        return -1;
    int status = 0;
    if (access(path, F_OK) == 0)
        status = file_read(path, RESULTS_MAX_BYTES, (unsigned char **)&result->text,
                           &n_bytes) == 0 &&
                         parse(result, n_bytes, path) == 0
                     ? 1
                     : -1;
    if (status < 0)
        shared_result_release(result);
    free(path);
    return status;
}

void shared_result_release(struct shared_result *result)
{
    free(result->text);
    *result = (struct shared_result){.text = NULL};
}

int shared_folder_drop_result(const struct shared_folder *shared, const char *unit)
{
    char *path = shared_folder_path(shared, "results", unit);
    int status = path ? 0 : -1;
    if (path && unlink(path) != 0 && errno != ENOENT)
        status = error("cannot remove '%s': %s", path, strerror(errno));
    free(path);
    return status;
}

int shared_folder_put_failure(const struct shared_folder *shared, const char *unit,
                              const char *message)
{
    char *path = shared_folder_path(shared, "failures", unit);
    int status = path ? file_replace(path, message, strlen(message)) : -1;
    free(path);
    return status;
}

void shared_folder_get_failure(const struct shared_folder *shared, const char *unit,
                               char message[STAGE_MESSAGE_BYTES])
{
    unsigned char *bytes;
    size_t n_bytes;
    message[0] = '\0';
    char *path = shared_folder_path(shared, "failures", unit);
    if (path && access(path, F_OK) == 0 &&
        file_read(path, 64 << 10, &bytes, &n_bytes) == 0) {
        char *line = printable_name((const char *)bytes);
        if (line) {
            printable_cut(line, STAGE_MESSAGE_BYTES - 1);
            snprintf(message, STAGE_MESSAGE_BYTES, "%s", line);
        }
        free(line);
        free(bytes);
    }
    free(path);
}
