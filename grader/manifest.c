#include "manifest.h"

#include "error.h"
#include "file.h"
#include "fixture_json.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define MANIFEST_FORMAT "gradecheck-manifest"
#define MANIFEST_NAME "manifest.json"

enum { MANIFEST_VERSION = 1, MANIFEST_MAX_BYTES = 1 << 20 };

static void sha256_text(char text[MANIFEST_HASH + 1], const void *bytes, size_t n)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, bytes, n);
    sodium_bin2hex(text, MANIFEST_HASH + 1, hash, sizeof hash);
}

int manifest_check(const struct manifest_file *file, const char *path, const void *bytes,
                   size_t n_bytes)
{
    char got[MANIFEST_HASH + 1];
    sha256_text(got, bytes, n_bytes);
    if (strcmp(got, file->sha256) != 0)
        return error("'%s' is not what the manifest says: its SHA-256 differs", path);
    return 0;
}

const struct manifest_file *manifest_find(const struct manifest_file *files, size_t n,
                                          const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(files[i].name, name) == 0)
            return &files[i];
    return NULL;
}

int manifest_add(struct manifest_file **files, size_t *n, const char *name,
                 const void *bytes, size_t n_bytes, size_t n_cases)
{
    struct manifest_file *longer = realloc(*files, (*n + 1) * sizeof **files);
    if (longer)
        *files = longer;
    char *copy = longer ? strdup(name) : NULL;
    if (!copy)
        return error("no memory for the manifest");

    struct manifest_file *file = &longer[(*n)++];
    *file = (struct manifest_file){.name = copy, .n_bytes = n_bytes, .n_cases = n_cases};
    sha256_text(file->sha256, bytes, n_bytes);
    return 0;
}

static int read_file_entry(const cJSON *json, const char *path, const char *list,
                           struct manifest_file *file)
{
    static const char *const file_keys[] = {"name", "sha256", "bytes", "cases", NULL};
    static const char *const data_keys[] = {"name", "sha256", NULL};
    bool cases = strcmp(list, "files") == 0;
    struct json_object o;
    if (json_open(&o, json, path, cases ? "files: " : list,
                  cases ? file_keys : data_keys) < 0 ||
        json_copy_name(&o, "name", true, &file->name) < 0)
        return -1;

    const char *hash = json_string(&o, "sha256");
    if (!hash)
        return -1;
    if (strlen(hash) != MANIFEST_HASH ||
        strspn(hash, "0123456789abcdef") != MANIFEST_HASH)
        return json_refuse(&o, "'sha256' of '%s' is not 64 digits of 0-9 and a-f",
                           file->name);
    strcpy(file->sha256, hash);
    if (cases && (json_size(&o, "bytes", &file->n_bytes) < 0 ||
                  json_size(&o, "cases", &file->n_cases) < 0))
        return -1;
    return 0;
}

/* The entries under KEY, "files", "data" or "misconceptions". */
static int read_files(const struct json_object *o, const char *key,
                      struct manifest_file **files, size_t *n)
{
    size_t length = 0;
    const cJSON *list = json_list(o, key, &length);
    if (!list)
        return -1;
    if (length > MANIFEST_MAX_FILES)
        return json_refuse(o, "'%s' lists more than %d", key, MANIFEST_MAX_FILES);
    *files = calloc(length + 1, sizeof **files);
    if (!*files)
        return json_refuse(o, "no memory");

    *n = length;
    size_t i = 0;
    for (const cJSON *child = list->child; child; child = child->next, i++) {
        if (read_file_entry(child, o->file, key, &(*files)[i]) < 0)
            return -1;
        if (manifest_find(*files, i, (*files)[i].name))
            return json_refuse(o, "'%s' lists '%s' twice", key, (*files)[i].name);
    }
    return 0;
}

static int read_manifest(struct manifest *m, const cJSON *json, const char *path)
{
    static const char *const keys[] = {
        "format", "version", "name", "content_version", "hidden", "generator",
        "seed",   "files",   "data", "misconceptions",  NULL};
    struct json_object o;
    if (json_open(&o, json, path, "", keys) < 0 ||
        json_check_format(&o, MANIFEST_FORMAT, MANIFEST_VERSION) < 0 ||
        json_copy_string(&o, "name", &m->name) < 0 ||
        json_copy_string(&o, "content_version", &m->content_version) < 0 ||
        json_copy_string(&o, "generator", &m->generator) < 0 ||
        json_bool(&o, "hidden", &m->hidden) < 0 ||
        (json_has(&o, "seed") && json_copy_string(&o, "seed", &m->seed) < 0))
        return -1;
    if (read_files(&o, "files", &m->files, &m->n_files) < 0)
        return -1;
    if (json_has(&o, "misconceptions") &&
        read_files(&o, "misconceptions", &m->misconceptions, &m->n_misconceptions) < 0)
        return -1;
    return read_files(&o, "data", &m->data, &m->n_data);
}

int manifest_read(struct manifest *manifest, const char *folder)
{
    memset(manifest, 0, sizeof *manifest);
    unsigned char *text = NULL;
    size_t n = 0;
    cJSON *json = NULL;
    int rc = -1;
    char *path = file_path(folder, MANIFEST_NAME);
    if (!path || file_read(path, MANIFEST_MAX_BYTES, &text, &n) < 0)
        goto out;
    json = json_parse((const char *)text, n, path);
    if (!json)
        goto out;
    rc = read_manifest(manifest, json, path);
    if (rc < 0)
        manifest_release(manifest);
out:
    cJSON_Delete(json);
    free(text);
    free(path);
    return rc;
}

static int add_files(cJSON *json, const char *key, const struct manifest_file *files,
                     size_t n)
{
    bool cases = strcmp(key, "files") == 0;
    cJSON *list = cJSON_AddArrayToObject(json, key);
    for (size_t i = 0; i < n; i++) {
        cJSON *file = list ? json_append_object(list) : NULL;
        if (!file || json_add_string(file, "name", files[i].name) < 0 ||
            json_add_string(file, "sha256", files[i].sha256) < 0)
            return -1;
        if (cases && (json_add_size(file, "bytes", files[i].n_bytes) < 0 ||
                      json_add_size(file, "cases", files[i].n_cases) < 0))
            return -1;
    }
    return list ? 0 : -1;
}

/* The text of the manifest, or NULL when out of memory. */
static char *print_manifest(const struct manifest *m)
{
    char *text = NULL;
    cJSON *json = cJSON_CreateObject();
    if (json && json_add_string(json, "format", MANIFEST_FORMAT) == 0 &&
        json_add_size(json, "version", MANIFEST_VERSION) == 0 &&
        json_add_string(json, "name", m->name) == 0 &&
        json_add_string(json, "content_version", m->content_version) == 0 &&
        json_add_bool(json, "hidden", m->hidden) == 0 &&
        json_add_string(json, "generator", m->generator) == 0 &&
        (!m->seed || json_add_string(json, "seed", m->seed) == 0) &&
        add_files(json, "files", m->files, m->n_files) == 0 &&
        add_files(json, "data", m->data, m->n_data) == 0 &&
        (m->n_misconceptions == 0 ||
         add_files(json, "misconceptions", m->misconceptions, m->n_misconceptions) == 0))
        text = json_print(json);
    cJSON_Delete(json);
    return text;
}

int manifest_write(const struct manifest *manifest, const char *folder)
{
    int rc = -1;
    char *text = NULL, *path = file_path(folder, MANIFEST_NAME);
    if (!path)
        return -1;
    text = print_manifest(manifest);
    if (text)
        rc = file_replace(path, text, strlen(text));
    else
        error("no memory for '%s'", path);
    free(text);
    free(path);
    return rc;
}

static void release_files(struct manifest_file *files, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(files[i].name);
    free(files);
}

void manifest_release(struct manifest *manifest)
{
    release_files(manifest->files, manifest->n_files);
    release_files(manifest->data, manifest->n_data);
    release_files(manifest->misconceptions, manifest->n_misconceptions);
    free(manifest->name);
    free(manifest->content_version);
    free(manifest->generator);
    free(manifest->seed);
    memset(manifest, 0, sizeof *manifest);
}
