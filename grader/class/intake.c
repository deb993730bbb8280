#include "class/intake.h"

#include "class/gradescope.h"
#include "class/grow.h"
#include "class/unpack.h"
#include "error.h"
#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { MAX_GROUPS = 8 };

/* How platforms name what they export; the groups of each by number, 0: it has none. */
static const struct pattern {
    const char *regex;
    size_t name, platform, file;
} patterns[] = {
    {"^([^_]+)(_LATE)?_([0-9]+)_([0-9]+)_(.+)$", 1, 3, 5},                 /* Canvas */
    {"^(.+)_([0-9]+)_assignsubmission_(file|onlinetext)_?(.*)$", 1, 2, 4}, /* Moodle */
};

enum { N_PATTERNS = sizeof patterns / sizeof patterns[0] };

/* A folder while it is read. */
struct reading {
    struct intake *intake;
    const char *folder;
    regex_t regexes[N_PATTERNS];
};

/* ---- items ---- */

static void release_item(struct handed_in *item)
{
    for (size_t i = 0; i < item->n_paths; i++) {
        free(item->paths[i]);
        free(item->names[i]);
    }
    free(item->paths);
    free(item->names);
    free(item->source);
    free(item->key);
    free(item->platform);
    free(item->email);
    free(item->when);
    *item = (struct handed_in){.source = NULL};
}

/* Adds the file or folder ENTRY, which the student called NAME. */
static int add_path(struct handed_in *item, const char *folder, const char *entry,
                    const char *name)
{
    char **paths = grow(item->paths, item->n_paths, sizeof *paths);
    if (paths)
        item->paths = paths;
    char **names = grow(item->names, item->n_paths, sizeof *names);
    if (names)
        item->names = names;
    if (!paths || !names)
        return -1;
    paths[item->n_paths] = file_path(folder, entry);
    names[item->n_paths] = strdup(name);
    item->n_paths++; /* what is NULL is released as that */
    return paths[item->n_paths - 1] && names[item->n_paths - 1] ? 0
                                                                : error("out of memory");
}

static struct handed_in *new_item(struct reading *r, const char *source, const char *key,
                                  size_t n_key, const char *platform, size_t n_platform)
{
    struct intake *intake = r->intake;
    struct handed_in *larger = grow(intake->items, intake->n, sizeof *larger);
    if (!larger)
        return NULL;
    intake->items = larger;
    struct handed_in *item = &intake->items[intake->n++];
    *item = (struct handed_in){.source = strdup(source),
                               .key = strndup(key, n_key),
                               .platform = strndup(platform, n_platform),
                               .email = strdup(""),
                               .when = strdup("")};
    if (item->source && item->key && item->platform && item->email && item->when)
        return item;
    error("out of memory");
    return NULL;
}

/* The loose files of one student are one submission. */
static struct handed_in *find_item(struct intake *intake, const char *key, size_t n_key,
                                   const char *platform, size_t n_platform)
{
    for (size_t i = 0; i < intake->n; i++) {
        struct handed_in *item = &intake->items[i];
        if (!item->is_folder && strlen(item->key) == n_key &&
            memcmp(item->key, key, n_key) == 0 && strlen(item->platform) == n_platform &&
            memcmp(item->platform, platform, n_platform) == 0 && n_platform > 0)
            return item;
    }
    return NULL;
}

/* ---- names ---- */

static int set_aside(struct intake *intake, const char *entry)
{
    intake->n_aside++;
    if (!intake->aside && !(intake->aside = strdup(entry)))
        return error("out of memory");
    return 0;
}

/* An entry that a platform has named. Returns 1 when it is one. */
static int add_exported(struct reading *r, const char *entry, bool is_folder)
{
    regmatch_t groups[MAX_GROUPS];
    for (size_t p = 0; p < N_PATTERNS; p++) {
        if (regexec(&r->regexes[p], entry, MAX_GROUPS, groups, 0) != 0)
            continue;
        const regmatch_t *name = &groups[patterns[p].name],
                         *file = &groups[patterns[p].file],
                         *platform = &groups[patterns[p].platform];
        size_t n_name = (size_t)(name->rm_eo - name->rm_so),
               n_platform = (size_t)(platform->rm_eo - platform->rm_so);
        if (!is_folder && file->rm_so == file->rm_eo)
            continue;
        struct handed_in *item = is_folder
                                     ? NULL
                                     : find_item(r->intake, entry + name->rm_so, n_name,
                                                 entry + platform->rm_so, n_platform);
        if (!item)
            item = new_item(r, entry, entry + name->rm_so, n_name,
                            entry + platform->rm_so, n_platform);
        if (!item)
            return -1;
        item->is_folder = is_folder;
        return add_path(item, r->folder, entry, entry + file->rm_so) == 0 ? 1 : -1;
    }
    return 0;
}

/* The length of a name without the ending of a source or an archive; 0: it has none. */
static size_t stem_length(const char *name)
{
    size_t n = strlen(name);
    if (n > 2 && strcmp(name + n - 2, ".c") == 0)
        return n - 2;
    if (!unpack_is_archive(name))
        return 0;
    size_t dot = (size_t)(strrchr(name, '.') - name);
    return dot > 4 && strncasecmp(name + dot - 4, ".tar", 4) == 0 ? dot - 4 : dot;
}

static int add_entry(struct reading *r, const char *entry)
{
    struct stat info;
    char *path = file_path(r->folder, entry);
    if (!path)
        return -1;
    int status = stat(path, &info);
    free(path);
    if (status != 0 || (!S_ISDIR(info.st_mode) && !S_ISREG(info.st_mode)))
        return set_aside(r->intake, entry);

    bool is_folder = S_ISDIR(info.st_mode);
    int exported = add_exported(r, entry, is_folder);
    if (exported != 0)
        return exported < 0 ? -1 : 0;
    size_t n_key = is_folder ? strlen(entry) : stem_length(entry);
    if (n_key == 0)
        return set_aside(r->intake, entry);
    struct handed_in *item = new_item(r, entry, entry, n_key, "", 0);
    if (!item)
        return -1;
    item->is_folder = is_folder;
    /* A lone source is named after the student: it was not called that. */
    bool is_source = !is_folder && !unpack_is_archive(entry);
    return add_path(item, r->folder, entry, is_source ? "backprop.c" : entry);
}

static bool is_passed_over(const char *name)
{
    return name[0] == '.' || strcmp(name, "__MACOSX") == 0 ||
           strcmp(name, GRADESCOPE_METADATA) == 0;
}

static int compare_entries(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in a folder, sorted, so that a batch has the same order each time. */
static int list_entries(const char *folder, char ***names, size_t *n)
{
    const struct dirent *entry;
    DIR *stream = opendir(folder);
    int status = 0;
    *names = NULL;
    *n = 0;
    if (!stream)
        return error("cannot read '%s': %s", folder, strerror(errno));
    for (errno = 0; status == 0 && (entry = readdir(stream)); errno = 0) {
        if (is_passed_over(entry->d_name))
            continue;
        char **larger = grow(*names, *n, sizeof *larger);
        if (!larger) {
            status = -1;
            break;
        }
        *names = larger;
        if (!(larger[*n] = strdup(entry->d_name)))
            status = error("out of memory");
        else
            (*n)++;
    }
    if (status == 0 && errno != 0)
        status = error("cannot read '%s': %s", folder, strerror(errno));
    closedir(stream);
    if (status == 0 && *n > 0)
        qsort(*names, *n, sizeof **names, compare_entries);
    return status;
}

/* ---- clones ---- */

static bool is_clone(const struct handed_in *item)
{
    struct stat info;
    char *git = item->is_folder ? file_path(item->paths[0], ".git") : NULL;
    bool is = git && lstat(git, &info) == 0;
    free(git);
    return is;
}

/* Clones of one assignment begin with its name: what follows is the student's. */
static void strip_assignment(struct intake *intake)
{
    const char *first = NULL;
    size_t common = 0, n_clones = 0;
    for (size_t i = 0; i < intake->n; i++) {
        const char *key = intake->items[i].key;
        size_t n = 0;
        if (!is_clone(&intake->items[i]))
            continue;
        if (n_clones++ == 0) {
            first = key;
            common = strlen(key);
        }
        while (n < common && key[n] == first[n])
            n++;
        common = n;
    }
    while (common > 0 && first[common - 1] != '-')
        common--;
    for (size_t i = 0; i < intake->n && n_clones > 1; i++) {
        char *key = intake->items[i].key;
        if (is_clone(&intake->items[i]) && strlen(key) > common)
            memmove(key, key + common, strlen(key + common) + 1);
    }
}

/* ---- from outside ---- */

static int compile_patterns(struct reading *r)
{
    for (size_t p = 0; p < N_PATTERNS; p++)
        if (regcomp(&r->regexes[p], patterns[p].regex, REG_EXTENDED) != 0) {
            while (p > 0)
                regfree(&r->regexes[--p]);
            return error("out of memory");
        }
    return 0;
}

int intake_read(struct intake *intake, const char *folder)
{
    struct reading r = {.intake = intake, .folder = folder};
    char **names = NULL;
    size_t n = 0;
    *intake = (struct intake){.n = 0};
    if (compile_patterns(&r) != 0)
        return -1;
    int status = list_entries(folder, &names, &n);
    for (size_t i = 0; i < n; i++) {
        if (status == 0)
            status = add_entry(&r, names[i]);
        free(names[i]);
    }
    free(names);
    for (size_t p = 0; p < N_PATTERNS; p++)
        regfree(&r.regexes[p]);
    if (status == 0)
        status = gradescope_read(intake, folder);
    if (status == 0 && intake->n == 0)
        status =
            error("'%s' holds no submissions: a folder, .c file or archive each", folder);
    if (status == 0)
        strip_assignment(intake);
    else
        intake_release(intake);
    return status;
}

void intake_release(struct intake *intake)
{
    for (size_t i = 0; i < intake->n; i++)
        release_item(&intake->items[i]);
    free(intake->items);
    free(intake->aside);
    *intake = (struct intake){.n = 0};
}
