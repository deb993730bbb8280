#include "digits.h"

#include "error.h"
#include "idx.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int read_idx(struct idx *idx, const char *folder, const char *file)
{
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/%s", folder, file);
    if (n < 0 || (size_t)n >= sizeof path)
        return error("the name of the folder '%s' is too long", folder);
    return idx_read(idx, path);
}

static int check(const struct idx *images, const struct idx *labels, const char *folder)
{
    if (images->rows * images->columns != DIGITS_PIXELS || images->n != labels->n ||
        images->n < DIGITS_TEST_FIRST + DIGITS_M_TEST)
        return error("'%s' does not hold %d or more 8 x 8 images with as many labels",
                     folder, DIGITS_TEST_FIRST + DIGITS_M_TEST);
    for (size_t i = 0; i < labels->n; i++)
        if (labels->bytes[i] >= DIGITS_CLASSES)
            return error("label %zu in '%s' is not a digit", i, folder);
    for (size_t i = 0; i < images->n * DIGITS_PIXELS; i++)
        if (images->bytes[i] > DIGITS_PIXEL_MAX)
            return error("image %zu in '%s' has a pixel above %d", i / DIGITS_PIXELS,
                         folder, DIGITS_PIXEL_MAX);
    return 0;
}

int digits_read(struct digits_samples *samples, const char *folder)
{
    struct idx images = {0}, labels = {0};
    int rc = -1;
    memset(samples, 0, sizeof *samples);
    if (read_idx(&images, folder, "digits-images.idx3-ubyte.gz") < 0 ||
        read_idx(&labels, folder, "digits-labels.idx1-ubyte.gz") < 0 ||
        check(&images, &labels, folder) < 0)
        goto out;

    samples->X = malloc(images.n * DIGITS_PIXELS * sizeof *samples->X);
    samples->y = malloc(images.n * sizeof *samples->y);
    if (!samples->X || !samples->y) {
        error("no memory for %zu digits", images.n);
        digits_release(samples);
        goto out;
    }
    samples->n = images.n;
    for (size_t i = 0; i < images.n * DIGITS_PIXELS; i++)
        samples->X[i] = (double)images.bytes[i] / DIGITS_PIXEL_MAX;
    for (size_t i = 0; i < labels.n; i++)
        samples->y[i] = labels.bytes[i];
    rc = 0;
out:
    idx_release(&images);
    idx_release(&labels);
    return rc;
}

void digits_release(struct digits_samples *samples)
{
    free(samples->X);
    free(samples->y);
    memset(samples, 0, sizeof *samples);
}

size_t digits_count_right(size_t n, const int *predicted, const int *y)
{
    size_t right = 0;
    for (size_t i = 0; i < n; i++)
        right += predicted[i] == y[i];
    return right;
}
