#include "misconception_program.h"

#include "error.h"
#include "file.h"
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_BYTES = 1 << 20, MAX_PROGRAM_BYTES = 1 << 26, PATH_BYTES = 4500 };

/* The files of a submission on their way: into a hash, and to a folder. */
struct gathering {
    const char *submission; /* the folder whose files come before shared ones */
    const char *to;         /* or NULL */
    crypto_generichash_state hash;
};

static int is_source(const struct dirent *entry)
{
    size_t n = strlen(entry->d_name);
    return entry->d_name[0] != '.' && n > 2 && entry->d_name[n - 2] == '.' &&
           (entry->d_name[n - 1] == 'c' || entry->d_name[n - 1] == 'h');
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void add_to_hash(struct gathering *gathering, const char *name, const void *bytes,
                        size_t n)
{
    crypto_generichash_update(&gathering->hash, (const void *)name, strlen(name) + 1);
    crypto_generichash_update(&gathering->hash, (const void *)&n, sizeof n);
    crypto_generichash_update(&gathering->hash, bytes, n);
}

static int gather_file(struct gathering *gathering, const char *folder, const char *name)
{
    char path[PATH_BYTES];
    unsigned char *bytes;
    size_t n;
    struct stat there;
    snprintf(path, sizeof path, "%s/%s", gathering->submission, name);
    if (folder != gathering->submission && stat(path, &there) == 0)
        return 0;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (file_read(path, MAX_BYTES, &bytes, &n) != 0)
        return -1;
    add_to_hash(gathering, name, bytes, n);
    int status = gathering->to ? folder_write(gathering->to, name, bytes, n) : 0;
    free(bytes);
    return status;
}

static int gather_folder(struct gathering *gathering, const char *folder)
{
    struct dirent **entries;
    int n = scandir(folder, &entries, is_source, by_name), status = 0;
    if (n < 0)
        return error("cannot read '%s': %s", folder, strerror(errno));
    for (int i = 0; i < n; i++) {
        if (status == 0)
            status = gather_file(gathering, folder, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    return status;
}

/* Names what is made of the submission's files, worker.o included, by a hash; puts them into
 * the folder TO, if it is not NULL. */
static int gather(const char *folder, const char *all, const char *to,
                  const struct installation *installation, char name[65])
{
    struct gathering gathering = {.submission = folder, .to = to};
    unsigned char hash[32], *bytes;
    size_t n;
    char headers[PATH_BYTES];
    snprintf(headers, sizeof headers, "%s/%s", all, MISCONCEPTION_HEADERS);
    crypto_generichash_init(&gathering.hash, NULL, 0, sizeof hash);
    if (gather_folder(&gathering, folder) != 0 ||
        gather_folder(&gathering, headers) != 0 ||
        file_read(installation->worker, MAX_PROGRAM_BYTES, &bytes, &n) != 0)
        return -1;
    add_to_hash(&gathering, "worker.o", bytes, n);
    free(bytes);
    crypto_generichash_final(&gathering.hash, hash, sizeof hash);
    sodium_bin2hex(name, 65, hash, sizeof hash);
    return 0;
}

/* ---- what was built before ---- */

/* Beside worker.o; a file that is not there or damaged is made again. */
static void kept_path(const struct installation *installation, const char *name,
                      const char *ending, char path[PATH_BYTES])
{
    const char *slash = strrchr(installation->worker, '/');
    snprintf(path, PATH_BYTES, "%.*s/misconceptions%s%s%s",
             (int)(slash - installation->worker), installation->worker, name ? "/" : "",
             name ? name : "", ending);
}

static bool is_kept(const struct installation *installation, const char *name)
{
    static const char *const endings[] = {".functions", ".worker"};
    char path[PATH_BYTES];
    struct stat there;
    for (size_t i = 0; i < 2; i++) {
        kept_path(installation, name, endings[i], path);
        if (stat(path, &there) != 0 || there.st_size == 0)
            return false;
    }
    return true;
}

static int take_kept(struct misconception_program *program, const struct sandbox *sandbox,
                     const struct installation *installation, const char *name)
{
    char path[PATH_BYTES], worker[PATH_BYTES];
    unsigned char *bytes = NULL;
    size_t n;
    kept_path(installation, name, ".functions", path);
    if (file_read(path, FUNCTION_COUNT, &bytes, &n) != 0)
        return -1;
    for (size_t f = 0; f < n; f++)
        program->defined[f] = bytes[f] == '1';
    free(bytes);
    kept_path(installation, name, ".worker", path);
    if (file_read(path, MAX_PROGRAM_BYTES, &bytes, &n) != 0)
        return -1;
    snprintf(worker, sizeof worker, "%s/worker", program->build.folder);
    int status = folder_write(program->build.folder, "worker", bytes, n);
    free(bytes);
    if (status == 0 && chmod(worker, 0755) != 0)
        status = error("cannot make '%s' a program: %s", worker, strerror(errno));
    if (status == 0)
        status = sandbox_give_folder(sandbox, program->build.folder);
    program->worker = status == 0 ? strdup(worker) : NULL;
    return program->worker ? 0 : -1;
}

static int keep(const struct misconception_program *program,
                const struct installation *installation, const char *name)
{
    char path[PATH_BYTES], functions[FUNCTION_COUNT];
    unsigned char *bytes;
    size_t n;
    kept_path(installation, NULL, "", path);
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return error("cannot make '%s': %s", path, strerror(errno));
    if (folder_read(program->build.folder, ".", "worker", MAX_PROGRAM_BYTES, &bytes,
                    &n) != FOLDER_READ_OK)
        return error("cannot read what was built of a misconception");
    kept_path(installation, name, ".worker", path);
    int status = file_replace(path, bytes, n);
    free(bytes);
    for (int f = 0; f < FUNCTION_COUNT; f++)
        functions[f] = program->build.defined[f] ? '1' : '0';
    kept_path(installation, name, ".functions", path);
    return status == 0 ? file_replace(path, functions, sizeof functions) : -1;
}

/* ---- building ---- */

static int compile(struct misconception_program *program, const char *folder,
                   const char *given, const struct installation *installation,
                   const struct sandbox *sandbox)
{
    const struct build_options options = {.jobs = 1};
    struct submission submission = {.folder = NULL};
    char src[PATH_BYTES];
    snprintf(src, sizeof src, "%s/src", program->build.folder);
    int status = submission_open(&submission, given, src);
    if (status == 0)
        status = build_run(&program->build, &submission, installation, sandbox, &options);
    submission_release(&submission);
    if (status == 0 && (!program->build.worker || program->build.n_failed > 0))
        status = error("the misconception '%s' does not compile: %.*s", folder,
                       (int)strcspn(program->build.diagnostics, "\n"),
                       program->build.diagnostics);
    return status == 0 ? 0 : -1;
}

static int build(struct misconception_program *program, const char *folder,
                 const char *all, const struct installation *installation,
                 const struct sandbox *sandbox)
{
    char given[PATH_BYTES], name[65];
    snprintf(given, sizeof given, "%s/given", program->build.folder);
    if (mkdir(given, 0700) != 0)
        return error("cannot make '%s': %s", given, strerror(errno));
    if (gather(folder, all, given, installation, name) != 0 ||
        compile(program, folder, given, installation, sandbox) != 0 ||
        keep(program, installation, name) != 0)
        return -1;
    memcpy(program->defined, program->build.defined, sizeof program->defined);
    program->worker = strdup(program->build.worker);
    return program->worker ? 0 : error("out of memory");
}

int misconception_program_open(struct misconception_program *program, const char *folder,
                               const char *all, const struct installation *installation,
                               const struct sandbox *sandbox)
{
    char name[65];
    *program = (struct misconception_program){.worker = NULL};
    if (build_open(&program->build) != 0)
        return -1;
    int status = gather(folder, all, NULL, installation, name);
    if (status == 0)
        status = is_kept(installation, name)
                     ? take_kept(program, sandbox, installation, name)
                     : build(program, folder, all, installation, sandbox);
    if (status != 0)
        misconception_program_release(program);
    return status;
}

void misconception_program_release(struct misconception_program *program)
{
    build_release(&program->build);
    free(program->worker);
    program->worker = NULL;
}
