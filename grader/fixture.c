#include "fixture.h"

#include "error.h"
#include "file.h"
#include "fixture_case.h"
#include "fixture_data.h"
#include "fixture_json.h"
#include "gzip.h"
#include "manifest.h"
#include "misconception.h"
#include "rubric.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A set on its way in or out. */
struct folder {
    const char *path;
    char *data[2]; /* where data files are looked for */
    struct manifest manifest;
};

static int folder_open(struct folder *folder, const char *path)
{
    memset(folder, 0, sizeof *folder);
    folder->path = path;
    folder->data[0] = file_path(path, "data");
    folder->data[1] = file_path(path, "../data");
    return folder->data[0] && folder->data[1] ? 0 : -1;
}

static void folder_release(struct folder *folder)
{
    manifest_release(&folder->manifest);
    free(folder->data[0]);
    free(folder->data[1]);
}

static const char *const *data_folders(const struct folder *folder)
{
    return (const char *const *)folder->data;
}

/* "TASK-GROUP.json.gz"; both are names of at most JSON_MAX_NAME characters. */
enum { FILE_NAME_BYTES = 2 * JSON_MAX_NAME + sizeof "-.json.gz" };

static void group_file_name(char name[FILE_NAME_BYTES], const struct fixture_group *group)
{
    snprintf(name, FILE_NAME_BYTES, "%.*s-%.*s.json.gz", JSON_MAX_NAME, group->task,
             JSON_MAX_NAME, group->group);
}

/* Calls VISIT for each data file that cases of the group name, until one call fails. */
static int for_each_data(const struct fixture_group *group,
                         int (*visit)(struct folder *, const char *file, const char *id),
                         struct folder *folder)
{
    int rc = 0;
    for (size_t i = 0; i < group->n_cases && rc == 0; i++) {
        const struct fixture_case *c = &group->cases[i];
        const char *const names[] = {c->X_data, c->y_data, c->X_test_data,
                                     c->y_test_data};
        for (size_t k = 0; k < sizeof names / sizeof *names && rc == 0; k++) {
            if (!names[k])
                continue;
            char *file = fixture_data_file(names[k], k % 2 == 0);
            rc = file ? visit(folder, file, c->id ? c->id : c->name) : -1;
            free(file);
        }
    }
    return rc;
}

/* ---- Loading ------------------------------------------------------------------------------- */

static int check_data(const struct folder *folder)
{
    const struct manifest *m = &folder->manifest;
    int rc = 0;
    for (size_t i = 0; i < m->n_data && rc == 0; i++) {
        unsigned char *bytes = NULL;
        size_t n = 0;
        char *path =
            fixture_data_path(m->data[i].name, data_folders(folder), folder->path);
        if (!path || gzip_read_file(path, FIXTURE_MAX_FILE_BYTES, &bytes, &n) < 0 ||
            manifest_check(&m->data[i], path, bytes, n) < 0)
            rc = -1;
        free(bytes);
        free(path);
    }
    return rc;
}

/* Data whose hash nobody states could be changed unseen. */
static int check_listed(struct folder *folder, const char *file, const char *id)
{
    if (manifest_find(folder->manifest.data, folder->manifest.n_data, file))
        return 0;
    return error("'%s': case '%s' names '%s', which the manifest does not list",
                 folder->path, id, file);
}

/* Whether the group is one of the rubric's, in the file that is its, and not there before. */
static int check_group(const struct fixture_set *set, const struct fixture_group *group,
                       const struct manifest_file *file, const char *path)
{
    int task = rubric_task_index(group->task);
    if (task < 0)
        return error("'%s': no task '%s' in the rubric", path, group->task);
    if (rubric_group_index(&rubric[task], group->group) < 0)
        return error("'%s': task '%s' has no group '%s' in the rubric", path, group->task,
                     group->group);
    for (size_t g = 0; g < set->n_groups; g++)
        if (strcmp(set->groups[g].task, group->task) == 0 &&
            strcmp(set->groups[g].group, group->group) == 0)
            return error("'%s': group %s/%s is there twice", path, group->task,
                         group->group);

    char name[FILE_NAME_BYTES];
    group_file_name(name, group);
    if (strcmp(name, file->name) != 0)
        return error("'%s': group %s/%s belongs into '%s'", path, group->task,
                     group->group, name);
    if (group->n_cases != file->n_cases)
        return error("'%s': %zu cases, where the manifest says %zu", path, group->n_cases,
                     file->n_cases);
    return 0;
}

/* Appends the group in FILE to the set. */
static int load_group(struct fixture_set *set, struct folder *folder,
                      const struct manifest_file *file)
{
    unsigned char *text = NULL;
    size_t n = 0;
    struct fixture_group group = {0};
    int rc = -1;
    char *path = file_path(folder->path, file->name);
    if (!path || gzip_read_file(path, FIXTURE_MAX_FILE_BYTES, &text, &n) < 0)
        goto out;
    if (n != file->n_bytes) {
        error("'%s' has %zu bytes, where the manifest says %zu", path, n, file->n_bytes);
        goto out;
    }
    if (manifest_check(file, path, text, n) < 0 ||
        fixture_group_parse(&group, (const char *)text, n, path, data_folders(folder)) <
            0 ||
        check_group(set, &group, file, path) < 0 ||
        for_each_data(&group, check_listed, folder) < 0)
        goto out;
    set->groups[set->n_groups++] = group;
    memset(&group, 0, sizeof group);
    rc = 0;
out:
    fixture_group_release(&group);
    free(text);
    free(path);
    return rc;
}

/* Whether every group of the rubric is there. */
static int check_complete(const struct fixture_set *set, const char *path)
{
    for (int t = 0; t < RUBRIC_TASKS; t++) {
        for (const struct rubric_group *g = rubric[t].groups; g->id; g++) {
            size_t i = 0;
            while (i < set->n_groups && (strcmp(set->groups[i].task, rubric[t].id) != 0 ||
                                         strcmp(set->groups[i].group, g->id) != 0))
                i++;
            if (i == set->n_groups)
                return error("'%s': group %s/%s is missing", path, rubric[t].id, g->id);
        }
    }
    return 0;
}

static int load(struct fixture_set *set, struct folder *folder)
{
    struct manifest *m = &folder->manifest;
    if (manifest_read(m, folder->path) < 0)
        return -1;
    set->hidden = m->hidden;
    set->name = strdup(m->name);
    set->version = strdup(m->content_version);
    set->groups = calloc(m->n_files + 1, sizeof *set->groups);
    if (!set->name || !set->version || !set->groups)
        return error("no memory for the set in '%s'", folder->path);

    if (m->n_misconceptions > 0) {
        set->misconceptions = file_path(folder->path, m->misconceptions[0].name);
        set->misconceptions_sha256 = strdup(m->misconceptions[0].sha256);
        if (!set->misconceptions || !set->misconceptions_sha256)
            return error("no memory for the set in '%s'", folder->path);
    }
    if (check_data(folder) < 0)
        return -1;
    for (size_t i = 0; i < m->n_files; i++)
        if (load_group(set, folder, &m->files[i]) < 0)
            return -1;
    return check_complete(set, folder->path);
}

int fixture_set_load(struct fixture_set *set, const char *folder)
{
    memset(set, 0, sizeof *set);
    struct folder in;
    int rc = folder_open(&in, folder);
    if (rc == 0)
        rc = load(set, &in);
    folder_release(&in);
    if (rc < 0)
        fixture_set_release(set);
    return rc;
}

void fixture_set_release(struct fixture_set *set)
{
    for (size_t i = 0; i < set->n_groups; i++)
        fixture_group_release(&set->groups[i]);
    free(set->groups);
    free(set->name);
    free(set->version);
    free(set->misconceptions);
    free(set->misconceptions_sha256);
    memset(set, 0, sizeof *set);
}

int fixture_set_misconceptions(const struct fixture_set *set, struct misconceptions *all)
{
    struct manifest_file entry = {.name = NULL};
    unsigned char *text = NULL;
    size_t n = 0;
    *all = (struct misconceptions){.n = 0};
    if (!set->misconceptions)
        return 0;
    memcpy(entry.sha256, set->misconceptions_sha256, MANIFEST_HASH);
    int rc = gzip_read_file(set->misconceptions, FIXTURE_MAX_FILE_BYTES, &text, &n);
    if (rc == 0)
        rc = manifest_check(&entry, set->misconceptions, text, n);
    if (rc == 0)
        rc = misconceptions_parse(all, (const char *)text, n, set->misconceptions);
    free(text);
    return rc;
}

/* ---- Saving -------------------------------------------------------------------------------- */

static int list_data(struct folder *folder, const char *file, const char *id)
{
    struct manifest *m = &folder->manifest;
    if (manifest_find(m->data, m->n_data, file))
        return 0;

    unsigned char *bytes = NULL;
    size_t n = 0;
    int rc = -1;
    char *path = fixture_data_path(file, data_folders(folder), id);
    if (path && gzip_read_file(path, FIXTURE_MAX_FILE_BYTES, &bytes, &n) == 0)
        rc = manifest_add(&m->data, &m->n_data, file, bytes, n, 0);
    free(bytes);
    free(path);
    return rc;
}

static int save_group(const struct fixture_group *group, struct folder *folder)
{
    struct manifest *m = &folder->manifest;
    char name[FILE_NAME_BYTES], *path = NULL, *text = fixture_group_print(group);
    int rc = -1;
    if (!text)
        return -1;
    size_t n = strlen(text);
    group_file_name(name, group);
    path = file_path(folder->path, name);
    if (path && n > FIXTURE_MAX_FILE_BYTES)
        error("'%s' would have more than %d bytes", path, FIXTURE_MAX_FILE_BYTES);
    else if (path && gzip_write_file(path, text, n) == 0 &&
             for_each_data(group, list_data, folder) == 0)
        rc = manifest_add(&m->files, &m->n_files, name, text, n, group->n_cases);
    free(text);
    free(path);
    return rc;
}

/* The largest file by far: a thread of its own packs it while the others are written. */
struct packing {
    const struct misconceptions *all; /* NULL: there are none */
    char *text;
    unsigned char *packed;
    size_t n_packed;
    pthread_t thread;
    bool has_thread;
};

static void *pack(void *argument)
{
    struct packing *packing = argument;
    packing->text = misconceptions_print(packing->all);
    if (packing->text)
        gzip_pack(MISCONCEPTIONS_FILE, packing->text, strlen(packing->text),
                  &packing->packed, &packing->n_packed);
    return NULL;
}

static void start_packing(struct packing *packing, const struct misconceptions *all)
{
    *packing = (struct packing){.all = all};
    if (!all)
        return;
    packing->has_thread = pthread_create(&packing->thread, NULL, pack, packing) == 0;
    if (!packing->has_thread)
        pack(packing);
}

static void await_packing(struct packing *packing)
{
    if (packing->has_thread)
        pthread_join(packing->thread, NULL);
    packing->has_thread = false;
}

static int save_misconceptions(struct packing *packing, struct folder *folder)
{
    struct manifest *m = &folder->manifest;
    await_packing(packing);
    if (!packing->all)
        return 0;
    char *path = packing->packed ? file_path(folder->path, MISCONCEPTIONS_FILE) : NULL;
    int rc = path ? file_replace(path, packing->packed, packing->n_packed) : -1;
    if (rc == 0)
        rc = manifest_add(&m->misconceptions, &m->n_misconceptions, MISCONCEPTIONS_FILE,
                          packing->text, strlen(packing->text), 0);
    free(path);
    return rc;
}

static void release_packing(struct packing *packing)
{
    await_packing(packing);
    free(packing->text);
    free(packing->packed);
}

static int describe(struct manifest *m, const struct fixture_set *set,
                    const char *generator, const char *seed_text)
{
    if (!json_is_line(set->name) || !json_is_line(set->version) ||
        !json_is_line(generator) || (seed_text && !json_is_line(seed_text)))
        return error("a set's name, version, generator and seed are lines of ASCII");
    m->hidden = set->hidden;
    m->name = strdup(set->name);
    m->content_version = strdup(set->version);
    m->generator = strdup(generator);
    m->seed = seed_text ? strdup(seed_text) : NULL;
    if (!m->name || !m->content_version || !m->generator || (seed_text && !m->seed))
        return error("no memory for the manifest");
    return 0;
}

int fixture_set_save(const struct fixture_set *set,
                     const struct misconceptions *misconceptions, const char *folder,
                     const char *generator, const char *seed_text)
{
    struct folder to;
    struct packing packing;
    int rc = folder_open(&to, folder);
    start_packing(&packing, rc == 0 ? misconceptions : NULL);
    if (rc == 0)
        rc = describe(&to.manifest, set, generator, seed_text);
    for (size_t i = 0; i < set->n_groups && rc == 0; i++)
        rc = save_group(&set->groups[i], &to);
    if (rc == 0)
        rc = save_misconceptions(&packing, &to);
    if (rc == 0)
        rc = manifest_write(&to.manifest, folder);
    release_packing(&packing);
    folder_release(&to);
    return rc;
}
