/* fixture_data.h: inputs that cases name rather than hold: digits-images is a range of the
 * images of digits-images.idx3-ubyte.gz in one of the set's two data folders, digits-labels one of
 * the labels of digits-labels.idx1-ubyte.gz.
 */
#ifndef GRADER_FIXTURE_DATA_H
#define GRADER_FIXTURE_DATA_H

#include "contract.h"

#include <stdbool.h>
#include <stddef.h>

/* Pixels are divided by 16, which is exact, and makes the digits' 0..16 the interval [0, 1]. */
enum { FIXTURE_DATA_DIVISOR = 16 };

struct fixture_data {
    const char *name; /* json_is_name() of it holds */
    bool images;      /* else labels */
    size_t first, n;  /* of the images or labels */
    size_t columns;   /* pixels of an image; unused for labels */
};

/* "digits-images.idx3-ubyte.gz", which the caller frees; NULL after one error line. */
char *fixture_data_file(const char *name, bool images);

/* The path of that file in the first of FOLDERS that has it, which the caller frees; NULL after
 * one error line that begins with PLACE. */
char *fixture_data_path(const char *file, const char *const folders[2],
                        const char *place);

/* Fills array->n and array->data, allocated: n * columns doubles, or n ints. Returns 0, or -1
 * after one error line. */
int fixture_data_read(struct array *array, const struct fixture_data *data,
                      const char *const folders[2], const char *place);

#endif
