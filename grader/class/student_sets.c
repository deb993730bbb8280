#include "class/student_sets.h"

#include "class/id_path.h"
#include "error.h"
#include "file.h"
#include "installation.h"
#include "sandbox/tied_child.h"

#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_KEY_BYTES ((size_t)1 << 20)
#define MAX_DATA_BYTES ((size_t)256 << 20)

/* ---- the folder ---- */

/* Tells keys apart and nothing about them. */
static int fingerprint_key(const char *path, char hex[2 * crypto_generichash_BYTES + 1])
{
    static const char what[] = "gradeclass: whose sets these are";
    unsigned char hash[crypto_generichash_BYTES], short_key[crypto_generichash_BYTES];
    unsigned char *key;
    size_t n;
    if (file_read(path, MAX_KEY_BYTES, &key, &n) != 0)
        return -1;
    crypto_generichash(short_key, sizeof short_key, key, n, NULL, 0);
    crypto_generichash(hash, sizeof hash, (const unsigned char *)what, sizeof what,
                       short_key, sizeof short_key);
    sodium_bin2hex(hex, 2 * sizeof hash + 1, hash, sizeof hash);
    sodium_memzero(key, n);
    sodium_memzero(short_key, sizeof short_key);
    free(key);
    return 0;
}

/* Sets of two keys do not mix: FOLDER/key.id says of which they are. */
static int check_key(const struct student_sets *sets)
{
    char hex[2 * crypto_generichash_BYTES + 1];
    unsigned char *known = NULL;
    size_t n;
    char *path = file_path(sets->folder, "key.id");
    int status = path ? fingerprint_key(sets->key, hex) : -1;
    if (status == 0 && access(path, F_OK) != 0)
        status = file_replace(path, hex, strlen(hex));
    else if (status == 0 && file_read(path, sizeof hex, &known, &n) == 0) {
        if (strcmp((const char *)known, hex) != 0)
            status = error(
                "'%s' holds sets made with another key: name another folder, --sets",
                sets->folder);
    } else
        status = -1;
    free(known);
    free(path);
    return status;
}

static int copy_file(const char *from, const char *to)
{
    unsigned char *bytes;
    size_t n;
    if (file_read(from, MAX_DATA_BYTES, &bytes, &n) != 0)
        return -1;
    int status = file_replace(to, bytes, n);
    free(bytes);
    return status;
}

/* The digits, from where the public set has them. */
static int copy_data(const struct student_sets *sets, const char *from)
{
    char *to = file_path(sets->folder, "data");
    const struct dirent *entry;
    DIR *stream = to ? opendir(from) : NULL;
    int status = 0;
    if (!stream) {
        free(to);
        return error("cannot read '%s': %s", from, strerror(errno));
    }
    if (mkdir(to, 0755) != 0 && errno != EEXIST)
        status = error("cannot make '%s': %s", to, strerror(errno));
    while (status == 0 && (entry = readdir(stream))) {
        char *a = file_path(from, entry->d_name), *b = file_path(to, entry->d_name);
        if (!a || !b)
            status = -1;
        else if (entry->d_name[0] != '.' && access(b, F_OK) != 0)
            status = copy_file(a, b);
        free(a);
        free(b);
    }
    closedir(stream);
    free(to);
    return status;
}

static int prepare_folder(struct student_sets *sets, const char *folder)
{
    struct installation installation;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return error("cannot make '%s': %s", folder, strerror(errno));
    sets->folder = realpath(folder, NULL);
    if (!sets->folder)
        return error("cannot find '%s': %s", folder, strerror(errno));
    if (check_key(sets) != 0 || installation_find(&installation) != 0)
        return -1;
    char *data =
        installation.fixtures ? file_path(installation.fixtures, "../data") : NULL;
    char *top = installation.fixtures ? file_path(installation.fixtures, "../..") : NULL;
    sets->top = top ? realpath(top, NULL) : NULL;
    int status = data && sets->top ? copy_data(sets, data)
                                   : error("no 'fixtures/data' above the program");
    free(top);
    free(data);
    installation_release(&installation);
    return status;
}

int student_sets_open(struct student_sets *sets, const struct grader *grader,
                      const char *key, const char *folder)
{
    *sets = (struct student_sets){.program = grader->make_fixtures};
    if (!sets->program)
        return error("no 'make_fixtures' beside the program: run 'make fixtures' once");
    sets->key = realpath(key, NULL);
    if (!sets->key)
        return error("cannot find the key '%s': %s", key, strerror(errno));
    if (prepare_folder(sets, folder) == 0)
        return 0;
    student_sets_close(sets);
    return -1;
}

void student_sets_close(struct student_sets *sets)
{
    free(sets->folder);
    free(sets->key);
    free(sets->top);
    *sets = (struct student_sets){.folder = NULL};
}

/* ---- a set ---- */

char *student_sets_path(const struct student_sets *sets, const char *student)
{
    return id_path(sets->folder, "student-", student, "", ID_PATH_LETTERS "-_");
}

bool student_sets_is_made(const char *path)
{
    char *manifest = file_path(path, "manifest.json"); /* which is written last */
    bool made = manifest && access(manifest, R_OK) == 0;
    free(manifest);
    return made;
}

pid_t student_sets_make(const struct student_sets *sets, const char *student,
                        const char *path, int errors)
{
    char *data = file_path(sets->folder, "data");
    /* As many sets at a time as there are cores: one process for each. */
    char *argv[] = {(char *)sets->program,
                    "--jobs",
                    "1",
                    "--data",
                    data,
                    "--key",
                    sets->key,
                    "--student",
                    (char *)student,
                    (char *)path,
                    NULL};
    char *environment[] = {"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", NULL};
    pid_t pid = data ? tied_child_start(argv, sets->top, environment, -1, errors) : -1;
    free(data);
    return pid;
}
