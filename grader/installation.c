#include "installation.h"

#include "error.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef PATH_MAX
#define PATH_MAX 4096
#endif

/* The folder of the running program, without a slash behind it; "" for the root folder.
 * Where the system keeps the answer differs; argv[0] is no answer, since the caller
 * chooses it. */
static int program_folder(char folder[PATH_MAX])
{
    static const char *const links[] = {"/proc/self/exe", "/proc/curproc/file"};
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
        ssize_t n = readlink(links[i], folder, PATH_MAX - 1);
        if (n <= 0 || folder[0] != '/')
            continue;
        folder[n] = '\0';
        *strrchr(folder, '/') = '\0';
        return 0;
    }
    return error("cannot find the folder of this program: is /proc mounted?");
}

/* Returns "FOLDER/NAME" when it holds CONTENT, or is readable itself where CONTENT is "".
 * NULL otherwise, with errno set. */
static char *existing(const char *folder, const char *name, const char *content)
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/%s%s", folder, name, content) >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return NULL;
    }
    if (access(path, R_OK) != 0)
        return NULL;
    path[strlen(path) - strlen(content)] = '\0';
    return strdup(path);
}

static char *find_beside(const char *folder, const char *name, const char *content)
{
    char *path = existing(folder, name, content);
    if (!path)
        error("'%s/%s%s': %s; build the grader again", folder, name, content,
              strerror(errno));
    return path;
}

/* In FOLDER or the nearest folder above it. */
static char *find_above(const char *folder, const char *name, const char *content)
{
    char above[PATH_MAX], *slash;
    snprintf(above, sizeof above, "%s", folder);
    for (;;) {
        char *path = existing(above, name, content);
        slash = strrchr(above, '/');
        if (path || !slash)
            return path;
        *slash = '\0';
    }
}

int installation_find(struct installation *installation)
{
    char folder[PATH_MAX];

    *installation = (struct installation){.jail = NULL};
    if (program_folder(folder) != 0)
        return -1;
    installation->jail = find_beside(folder, "jail", "");
    if (!installation->jail)
        goto out;
    installation->worker = find_beside(folder, "worker.o", "");
    if (!installation->worker)
        goto out;
    installation->include = find_beside(folder, "include", "/backprop.h");
    if (!installation->include)
        goto out;
    installation->prelinked_names = existing(folder, "prelinked.names", "");
    if (installation->prelinked_names)
        installation->prelinked = existing(folder, "prelinked.o", "");
    installation->viewer = existing(folder, "viewer.html", "");
    installation->fixtures = find_above(folder, "fixtures/public", "/manifest.json");
    return 0;

out:
    installation_release(installation);
    return -1;
}

void installation_release(struct installation *installation)
{
    free(installation->jail);
    free(installation->worker);
    free(installation->prelinked);
    free(installation->prelinked_names);
    free(installation->include);
    free(installation->viewer);
    free(installation->fixtures);
    *installation = (struct installation){.jail = NULL};
}

char *installation_site(void)
{
    char folder[PATH_MAX];
    return program_folder(folder) == 0 ? existing(folder, "site", "/class.html") : NULL;
}

char *installation_template(void)
{
    char folder[PATH_MAX];
    return program_folder(folder) == 0
               ? find_above(folder, "student_template", "/backprop.c")
               : NULL;
}
