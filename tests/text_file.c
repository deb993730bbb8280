#include "text_file.h"

#include <stdio.h>
#include <stdlib.h>

char *text_file_read(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = NULL;
    size_t capacity = 0;
    if (!file)
        return NULL;
    if (getdelim(&text, &capacity, '\0', file) <= 0) {
        free(text);
        text = NULL;
    }
    fclose(file);
    return text;
}
