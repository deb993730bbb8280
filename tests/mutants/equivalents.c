#include "equivalents.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

/* Takes the line apart. */
static int add_line(struct equivalents *equivalents, char *line)
{
    char *colon = strstr(line, ": ");
    if (!colon || colon == line || !colon[2])
        return -1;
    *colon = '\0';
    if (equivalents_find(equivalents, line))
        return -1;
    struct equivalent *all =
        realloc(equivalents->all, (equivalents->n + 1) * sizeof *all);
    if (!all)
        return -1;
    equivalents->all = all;
    struct equivalent *e = &all[equivalents->n++];
    *e = (struct equivalent){.name = strdup(line),
                             .reason = strdup(colon + 2),
                             .is_hole = strncmp(colon + 2, "hole: ", 6) == 0};
    return e->name && e->reason ? 0 : -1;
}

int equivalents_read(struct equivalents *equivalents, const char *path)
{
    memset(equivalents, 0, sizeof *equivalents);
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t capacity = 0, number = 0;
    int status = file ? 0 : -1;
    if (!file)
        fprintf(stderr, "mutants: cannot read '%s'\n", path);
    while (status == 0 && getline(&line, &capacity, file) > 0) {
        number++;
        line[strcspn(line, "\n")] = '\0';
        if (line[0] != '\0' && line[0] != '#' && add_line(equivalents, line) < 0) {
            fprintf(stderr, "mutants: %s:%zu: no `NAME: reason`, or a second one\n", path,
                    number);
            status = -1;
        }
    }
    free(line);
    if (file)
        fclose(file);
    return status;
}

void equivalents_release(struct equivalents *equivalents)
{
    for (size_t i = 0; i < equivalents->n; i++) {
        free(equivalents->all[i].name);
        free(equivalents->all[i].reason);
    }
    free(equivalents->all);
    memset(equivalents, 0, sizeof *equivalents);
}

struct equivalent *equivalents_find(const struct equivalents *equivalents,
                                    const char *name)
{
    for (size_t i = 0; i < equivalents->n; i++)
        if (strcmp(equivalents->all[i].name, name) == 0)
            return &equivalents->all[i];
    return NULL;
}
