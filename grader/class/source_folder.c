#include "class/source_folder.h"

#include "class/grow.h"
#include "error.h"
#include "file.h"
#include "submission.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_DEPTH = 12, MAX_ENTRIES = 50000 };

/* The search, level by level: all folders of one height are looked at before any below. */
struct search {
    const char *root;
    size_t n_entries;
    char **folders, **next; /* of this height, and of the one below */
    size_t n, n_next;
    char *with_backprop, *with_source;       /* the first found at the least height, */
    bool two_with_backprop, two_with_source; /* and whether there is another beside it */
};

static bool is_source(const char *name)
{
    size_t n = strlen(name);
    return submission_takes(name) && strcmp(name + n - 2, ".c") == 0;
}

static bool is_left_out(const char *name)
{
    return name[0] == '.' || strcmp(name, "__MACOSX") == 0;
}

static int push(char ***list, size_t *n, char *path)
{
    if (!path)
        return error("out of memory");
    char **larger = grow(*list, *n, sizeof *larger);
    if (!larger) {
        free(path);
        return -1;
    }
    *list = larger;
    larger[(*n)++] = path;
    return 0;
}

static int look_at(struct search *s, const char *folder, const char *name, bool *source,
                   bool *backprop)
{
    struct stat info;
    char *path = file_path(folder, name);
    if (!path)
        return -1;
    bool there = lstat(path, &info) == 0;
    if (there && S_ISDIR(info.st_mode) && !is_left_out(name))
        return push(&s->next, &s->n_next, path);
    if (there && S_ISREG(info.st_mode) && is_source(name)) {
        *source = true;
        *backprop |= strcmp(name, "backprop.c") == 0;
    }
    free(path);
    return 0;
}

/* A folder that cannot be read holds nothing. */
static int look_into(struct search *s, const char *folder)
{
    bool source = false, backprop = false;
    const struct dirent *entry;
    DIR *stream = opendir(folder);
    int status = 0;
    while (stream && status == 0 && s->n_entries <= MAX_ENTRIES &&
           (entry = readdir(stream))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        s->n_entries++;
        status = look_at(s, folder, entry->d_name, &source, &backprop);
    }
    if (stream)
        closedir(stream);
    if (status == 0 && backprop) {
        s->two_with_backprop |= s->with_backprop != NULL;
        if (!s->with_backprop && !(s->with_backprop = strdup(folder)))
            status = error("out of memory");
    }
    if (status == 0 && source) {
        s->two_with_source |= s->with_source != NULL;
        if (!s->with_source && !(s->with_source = strdup(folder)))
            status = error("out of memory");
    }
    return status;
}

static void release_list(char ***list, size_t *n)
{
    for (size_t i = 0; i < *n; i++)
        free((*list)[i]);
    free(*list);
    *list = NULL;
    *n = 0;
}

/* Goes down until a backprop.c is found; what other .c files there are is known from the least height
 * at which there was one. */
static int search(struct search *s)
{
    int status = push(&s->folders, &s->n, strdup(s->root));
    for (int depth = 0; status == 0 && s->n > 0 && depth < MAX_DEPTH &&
                        !s->with_backprop && s->n_entries <= MAX_ENTRIES;
         depth++) {
        char *found = s->with_source;
        bool two = s->two_with_source;
        for (size_t i = 0; i < s->n && status == 0; i++)
            status = look_into(s, s->folders[i]);
        if (found)
            s->two_with_source = two;
        release_list(&s->folders, &s->n);
        s->folders = s->next;
        s->n = s->n_next;
        s->next = NULL;
        s->n_next = 0;
    }
    release_list(&s->folders, &s->n);
    release_list(&s->next, &s->n_next);
    return status;
}

/* What was found, or why nothing was. */
static char *choose(struct search *s, char *message, size_t n)
{
    bool by_name = s->with_backprop != NULL;
    char *found = by_name ? s->with_backprop : s->with_source;
    if (s->n_entries > MAX_ENTRIES)
        snprintf(message, n, "it holds more than %d files", MAX_ENTRIES);
    else if (!found)
        snprintf(message, n, "it holds no .c file");
    else if (by_name ? s->two_with_backprop : s->two_with_source)
        snprintf(message, n, "more than one of its folders holds %s",
                 by_name ? "a backprop.c" : ".c files");
    else
        return found;
    return NULL;
}

char *source_folder(const char *root, char *message, size_t n_message)
{
    struct search s = {.root = root};
    message[0] = '\0';
    char *found = search(&s) == 0 ? choose(&s, message, n_message) : NULL;
    if (found != s.with_backprop)
        free(s.with_backprop);
    if (found != s.with_source)
        free(s.with_source);
    return found;
}
