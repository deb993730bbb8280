#include "build_cache.h"

#include "error.h"
#include "file.h"
#include "folder.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_WORKER_BYTES = 1 << 26, MAX_RULE_BYTES = 1 << 20 };

/* What stands in front of an entry's texts and its program. */
struct header {
    bool defined[FUNCTION_COUNT];
    bool has_undefined;
    uint64_t n_diagnostics, n_undefined;      /* bytes, with the NUL */
    uint64_t n_headers;                       /* bytes of paths, each with its NUL */
    unsigned char headers[CACHE_STAMP_BYTES]; /* the stamp of these files */
    uint64_t n_worker;
};

/* ---- the stamp ---- */

/* With names and contents. */
static bool stamp_sources(struct cache_stamp *stamp, const struct build *build,
                          const struct source *files, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char *bytes;
        size_t n_bytes;
        if (folder_read(build->folder, "src", files[i].copy, SUBMISSION_MAX_FILE_BYTES,
                        &bytes, &n_bytes) != FOLDER_READ_OK)
            return false;
        cache_stamp_bytes(stamp, files[i].name, strlen(files[i].name));
        cache_stamp_bytes(stamp, files[i].copy, strlen(files[i].copy));
        cache_stamp_bytes(stamp, bytes, n_bytes);
        free(bytes);
    }
    return true;
}

/* The place is that of the files, and of any tools. */
static bool find_place(struct cache_entry *entry, const struct build *build,
                       const struct submission *submission)
{
    char name[2 * CACHE_STAMP_BYTES + 1];
    struct cache_stamp stamp;
    if (!cache_stamp_open(&stamp) ||
        !stamp_sources(&stamp, build, submission->sources, submission->n_sources) ||
        !stamp_sources(&stamp, build, submission->headers, submission->n_headers))
        return false;
    cache_stamp_close(&stamp, entry);
    sodium_bin2hex(name, sizeof name, entry->stamp, sizeof entry->stamp);
    return cache_place(entry, CACHE_BUILDS, name);
}

static bool stamp_tools(struct cache_stamp *stamp, const struct build_inputs *inputs)
{
    const struct toolchain *toolchain = inputs->toolchain;
    const struct installation *installation = inputs->installation;
    const char *const files[] = {toolchain->compiler,     toolchain->linker,
                                 toolchain->objcopy,      toolchain->gold,
                                 installation->jail,      installation->worker,
                                 installation->prelinked, installation->prelinked_names};
    const bool needed[] = {true, true, true, false, true, true, false, false};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        if (files[i] ? !cache_stamp_file(stamp, files[i]) : needed[i])
            return false;
    return cache_stamp_file_in(stamp, installation->include, "backprop.h");
}

bool build_cache_find(struct cache_entry *entry, const struct build *build,
                      const struct build_inputs *inputs)
{
    struct cache_stamp stamp;
    if (inputs->toolchain->quick || !find_place(entry, build, inputs->submission) ||
        !cache_stamp_open(&stamp) || !stamp_tools(&stamp, inputs))
        return false;
    cache_stamp_bytes(&stamp, entry->stamp, sizeof entry->stamp); /* of the files */
    cache_stamp_bytes(&stamp, &inputs->sandbox->layers, sizeof inputs->sandbox->layers);
    cache_stamp_close(&stamp, entry);
    return true;
}

/* ---- headers of the system ---- */

/* Adds the absolute paths in RULE, which a compiler wrote, to those in PATHS: all that is not the submission's
 * or the contract's. A space within a path has a backslash in front. */
static void add_paths(FILE *paths, char *rule)
{
    char *at = strchr(rule, ':');
    while (at && *at) {
        at += strspn(at, ": \\\n");
        char *end = at, *to = at;
        while (*end && *end != ' ' && *end != '\n') {
            if (*end == '\\' && (end[1] == ' ' || end[1] == '\\' || end[1] == '#'))
                end++;
            *to++ = *end++;
        }
        bool last = !*end;
        *to = '\0';
        if (*at == '/')
            fwrite(at, 1, (size_t)(to - at) + 1, paths);
        at = last ? NULL : end + 1;
    }
}

/* The paths of all sources, each with its NUL; NULL where a compiler left none. */
static char *list_headers(const struct build *build, const struct submission *submission,
                          size_t *n_bytes)
{
    char *paths = NULL, name[300];
    FILE *out = open_memstream(&paths, n_bytes);
    bool complete = out != NULL;
    for (size_t i = 0; complete && i < submission->n_sources; i++) {
        const char *copy = submission->sources[i].copy;
        unsigned char *rule;
        size_t n;
        snprintf(name, sizeof name, "%.*sd", (int)strlen(copy) - 1, copy);
        complete = folder_read(build->folder, "obj", name, MAX_RULE_BYTES, &rule, &n) ==
                   FOLDER_READ_OK;
        if (complete) {
            complete = memchr(rule, '\0', n) == NULL;
            char *text = strndup((const char *)rule, n);
            if (complete && text)
                add_paths(out, text);
            complete = complete && text;
            free(text);
            free(rule);
        }
    }
    if (out && fclose(out) != 0)
        complete = false;
    if (!complete) {
        free(paths);
        paths = NULL;
    }
    return paths;
}

static bool stamp_headers(struct cache_entry *entry, const char *paths, size_t n_bytes)
{
    struct cache_stamp stamp;
    if (!cache_stamp_open(&stamp))
        return false;
    for (const char *path = paths; path < paths + n_bytes; path += strlen(path) + 1)
        if (!cache_stamp_file(&stamp, path))
            return false;
    cache_stamp_close(&stamp, entry);
    return true;
}

/* ---- taking ---- */

static bool is_consistent(const struct header *header, const struct cache_mapped *mapped)
{
    uint64_t left = mapped->n_bytes - sizeof *header;
    const uint64_t parts[] = {header->n_diagnostics, header->n_undefined,
                              header->n_headers, header->n_worker};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i] > left)
            return false;
        left -= parts[i];
    }
    return left == 0;
}

static int put_worker(struct build *build, const void *bytes, size_t n_bytes)
{
    char *path = file_path(build->folder, "worker");
    if (!path)
        return -1;
    if (folder_write(build->folder, "worker", bytes, n_bytes) != 0) {
        free(path);
        return -1;
    }
    if (chmod(path, 0755) != 0) {
        error("cannot make '%s' a program: %s", path, strerror(errno));
        free(path);
        return -1;
    }
    build->worker = path;
    return 0;
}

int build_cache_take(const struct cache_entry *entry, struct build *build, bool *taken)
{
    struct cache_mapped mapped = cache_map(entry);
    struct cache_entry headers;
    struct header header;
    int status = 0;
    *taken = false;
    if (mapped.n_bytes >= sizeof header)
        memcpy(&header, mapped.bytes, sizeof header);
    if (mapped.n_bytes < sizeof header || !is_consistent(&header, &mapped))
        goto out;
    const char *text = (const char *)mapped.bytes + sizeof header;
    const char *paths = text + header.n_diagnostics + header.n_undefined;
    if (!stamp_headers(&headers, paths, header.n_headers) ||
        memcmp(headers.stamp, header.headers, CACHE_STAMP_BYTES) != 0)
        goto out;

    char *diagnostics = strdup(text);
    char *undefined = header.has_undefined ? strdup(text + header.n_diagnostics) : NULL;
    if (!diagnostics || (header.has_undefined && !undefined))
        status = error("out of memory");
    if (status == 0)
        status = put_worker(build, paths + header.n_headers, header.n_worker);
    if (status != 0) {
        free(diagnostics);
        free(undefined);
        goto out;
    }
    free(build->diagnostics);
    build->diagnostics = diagnostics;
    build->undefined = undefined;
    memcpy(build->defined, header.defined, sizeof header.defined);
    *taken = true;
out:
    cache_unmap(&mapped);
    return status;
}

/* ---- keeping ---- */

static void write_entry(const struct cache_entry *entry, const struct build *build,
                        const char *paths, struct header *header,
                        const unsigned char *worker)
{
    const char *undefined = build->undefined ? build->undefined : "";
    char *bytes = NULL;
    size_t n_bytes;
    FILE *out = open_memstream(&bytes, &n_bytes);
    if (!out)
        return;
    memcpy(header->defined, build->defined, sizeof header->defined);
    header->has_undefined = build->undefined != NULL;
    header->n_diagnostics = strlen(build->diagnostics) + 1;
    header->n_undefined = strlen(undefined) + 1;
    fwrite(header, sizeof *header, 1, out);
    fwrite(build->diagnostics, 1, header->n_diagnostics, out);
    fwrite(undefined, 1, header->n_undefined, out);
    fwrite(paths, 1, header->n_headers, out);
    fwrite(worker, 1, header->n_worker, out);
    if (fclose(out) == 0)
        cache_keep(entry, (const unsigned char *)bytes, n_bytes);
    free(bytes);
}

void build_cache_keep(const struct cache_entry *entry, const struct build *build,
                      const struct submission *submission)
{
    struct header header;
    struct cache_entry headers;
    unsigned char *worker = NULL;
    size_t n_paths, n_worker;
    if (!build->worker || build->n_failed > 0 || !cache_is_settled(entry))
        return;
    memset(&header, 0, sizeof header);
    char *paths = list_headers(build, submission, &n_paths);
    if (paths && stamp_headers(&headers, paths, n_paths) && cache_is_settled(&headers) &&
        folder_read(build->folder, ".", "worker", MAX_WORKER_BYTES, &worker, &n_worker) ==
            FOLDER_READ_OK) {
        memcpy(header.headers, headers.stamp, CACHE_STAMP_BYTES);
        header.n_headers = n_paths;
        header.n_worker = n_worker;
        write_entry(entry, build, paths, &header, worker);
        free(worker);
    }
    free(paths);
}
