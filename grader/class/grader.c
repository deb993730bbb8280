#include "class/grading.h"
#include "error.h"
#include "file.h"
#include "installation.h"
#include "manifest.h"

#include <errno.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

enum {
    SHORT_HASH = 12
}; /* characters of a hash that are enough to tell sets and graders apart */

#define MAX_PART_BYTES ((size_t)256 << 20)

/* Adds the content of the file FOLDER/NAME. */
static int hash_part(crypto_hash_sha256_state *state, const char *folder,
                     const char *name)
{
    unsigned char *bytes;
    size_t n_bytes;
    char *path = file_path(folder, name);
    int status = path ? file_read(path, MAX_PART_BYTES, &bytes, &n_bytes) : -1;
    if (status == 0) {
        crypto_hash_sha256_update(state, bytes, n_bytes);
        free(bytes);
    }
    free(path);
    return status;
}

static void finish_id(crypto_hash_sha256_state *state, const char *name,
                      char id[GRADER_ID_BYTES])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char hex[2 * sizeof hash + 1];
    crypto_hash_sha256_final(state, hash);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    snprintf(id, GRADER_ID_BYTES, "%.40s-%.*s", name, SHORT_HASH, hex);
}

/* All that has a part in a grade, but for the compiler and the libraries of the system. */
static int hash_parts(struct grader *grader, const char *folder)
{
    static const char *const parts[] = {"gradecheck", "jail", "filters", "worker.o",
                                        "include/backprop.h"};
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (hash_part(&state, folder, parts[i]) != 0)
            return -1;
    finish_id(&state, GRADECHECK_VERSION, grader->id);
    return 0;
}

/* The first line of `COMPILER --version`. COMPILER is the instructor's own. */
static void compiler_version(const char *compiler, char *line, size_t n)
{
    char command[4096];
    line[0] = '\0';
    if (strchr(compiler, '\''))
        return;
    snprintf(command, sizeof command, "'%s' --version 2>/dev/null", compiler);
    FILE *stream = popen(command, "r");
    if (!stream)
        return;
    if (!fgets(line, (int)n, stream))
        line[0] = '\0';
    line[strcspn(line, "\n")] = '\0';
    pclose(stream);
}

static int describe_machine(struct grader *grader)
{
    static const char *const usual[] = {"gcc", "cc", "clang"};
    struct utsname system;
    char version[100] = "";
    if (grader->compiler)
        compiler_version(grader->compiler, version, sizeof version);
    for (size_t i = 0; i < 3 && !grader->compiler && !version[0]; i++)
        compiler_version(usual[i], version, sizeof version);
    if (!version[0])
        return error("cannot run '%s --version': is there a compiler?",
                     grader->compiler ? grader->compiler : "gcc");
    uname(&system);
    snprintf(grader->machine, sizeof grader->machine, "%.20s %.40s %.20s, %s, %ld cores",
             system.sysname, system.release, system.machine, version,
             sysconf(_SC_NPROCESSORS_ONLN));
    return 0;
}

/* The folder of this program, which holds the parts of an installation. */
static char *folder_of(const struct installation *installation)
{
    char *folder = strdup(installation->jail),
         *slash = folder ? strrchr(folder, '/') : NULL;
    if (slash)
        *slash = '\0';
    else
        error("out of memory");
    return folder;
}

int grader_find(struct grader *grader, const char *compiler)
{
    struct installation installation;
    *grader = (struct grader){.compiler = compiler ? strdup(compiler) : NULL};
    if ((compiler && !grader->compiler) || installation_find(&installation) != 0)
        return -1;
    char *folder = folder_of(&installation);
    int status = folder ? 0 : -1;
    if (status == 0) {
        grader->gradecheck = file_path(folder, "gradecheck");
        grader->make_fixtures = file_path(folder, "make_fixtures");
        status =
            grader->gradecheck && grader->make_fixtures ? hash_parts(grader, folder) : -1;
    }
    if (grader->make_fixtures && access(grader->make_fixtures, X_OK) != 0) {
        free(grader->make_fixtures);
        grader->make_fixtures = NULL;
    }
    if (status == 0)
        status = describe_machine(grader);
    free(folder);
    installation_release(&installation);
    if (status != 0)
        grader_release(grader);
    return status;
}

int grader_cache_in(struct grader *grader, const char *folder)
{
    free(grader->cache);
    grader->cache = file_path(folder, "cache");
    return grader->cache ? 0 : -1;
}

void grader_release(struct grader *grader)
{
    free(grader->gradecheck);
    free(grader->make_fixtures);
    free(grader->compiler);
    free(grader->cache);
    *grader = (struct grader){.gradecheck = NULL};
}

/* ---- the set ---- */

static int identify_set(struct fixture_folder *set)
{
    struct manifest manifest;
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    if (manifest_read(&manifest, set->path) != 0)
        return -1;
    int status = hash_part(&state, set->path, "manifest.json");
    if (status == 0)
        finish_id(&state, manifest.name, set->id);
    manifest_release(&manifest);
    return status;
}

int fixture_folder_find(struct fixture_folder *set, const char *path)
{
    struct installation installation = {.jail = NULL};
    *set = (struct fixture_folder){.path = NULL};
    if (!path && installation_find(&installation) != 0)
        return -1;
    const char *folder = path ? path : installation.fixtures;
    if (!folder)
        error("no 'fixtures/public' beside or above the program: name a set, --fixtures "
              "DIR");
    else if (!(set->path = realpath(folder, NULL)))
        error("cannot find the set of fixtures '%s': %s", folder, strerror(errno));
    installation_release(&installation);
    if (set->path && identify_set(set) == 0)
        return 0;
    fixture_folder_release(set);
    return -1;
}

void fixture_folder_release(struct fixture_folder *set)
{
    free(set->path);
    *set = (struct fixture_folder){.path = NULL};
}
