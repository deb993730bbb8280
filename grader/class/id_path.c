#include "class/id_path.h"

#include "error.h"
#include "file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *id_path(const char *folder, const char *before, const char *id, const char *after,
              const char *kept)
{
    char *name = malloc(strlen(before) + 3 * strlen(id) + strlen(after) + 1);
    if (!name) {
        error("out of memory");
        return NULL;
    }
    char *at = stpcpy(name, before);
    for (const char *c = id; *c; c++)
        if (strchr(kept, *c) && !(*c == '.' && at == name))
            *at++ = *c;
        else
            at += sprintf(at, "%%%02X", (unsigned char)*c);
    strcpy(at, after);
    char *path = file_path(folder, name);
    free(name);
    return path;
}
