#include "fixture_data.h"

#include "error.h"
#include "file.h"
#include "idx.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *fixture_data_file(const char *name, bool images)
{
    size_t size = strlen(name) + sizeof ".idx3-ubyte.gz";
    char *file = malloc(size);
    if (file)
        snprintf(file, size, "%s.idx%d-ubyte.gz", name, images ? 3 : 1);
    else
        error("no memory for '%s'", name);
    return file;
}

char *fixture_data_path(const char *file, const char *const folders[2], const char *place)
{
    for (int i = 0; i < 2; i++) {
        char *path = file_path(folders[i], file);
        if (!path || access(path, F_OK) == 0)
            return path;
        free(path);
    }
    error("%s: no data file '%s' in '%s' or '%s'", place, file, folders[0], folders[1]);
    return NULL;
}

/* The range of IDX that DATA asks for, as elements of the array. */
static int take(struct array *array, const struct fixture_data *data,
                const struct idx *idx, const char *path, const char *place)
{
    size_t columns = idx->rows * idx->columns;
    if (data->images && columns != data->columns)
        return error("%s: the images of '%s' have %zu pixels, not %zu", place, path,
                     columns, data->columns);
    if (data->n == 0 || data->first > idx->n || data->n > idx->n - data->first)
        return error("%s: '%s' holds %zu, not %zu from %zu on", place, path, idx->n,
                     data->n, data->first);
    if (data->n > CALL_MAX_ELEMENTS / columns)
        return error("%s: %zu rows of '%s' are too many", place, data->n, path);

    array->n = data->n * columns;
    array->data =
        calloc(array->n, element_size(data->images ? ELEMENT_DOUBLE : ELEMENT_INT));
    if (!array->data)
        return error("%s: no memory", place);
    const unsigned char *bytes = idx->bytes + data->first * columns;
    for (size_t i = 0; i < array->n; i++) {
        if (data->images)
            array->f64[i] = bytes[i] / (double)FIXTURE_DATA_DIVISOR;
        else
            array->i32[i] = bytes[i];
    }
    return 0;
}

int fixture_data_read(struct array *array, const struct fixture_data *data,
                      const char *const folders[2], const char *place)
{
    struct idx idx = {0};
    int rc = -1;
    char *file = fixture_data_file(data->name, data->images), *path = NULL;
    if (!file)
        goto out;
    path = fixture_data_path(file, folders, place);
    if (!path || idx_read(&idx, path) < 0)
        goto out;
    rc = take(array, data, &idx, path, place);
out:
    idx_release(&idx);
    free(path);
    free(file);
    return rc;
}
