#include "idx.h"

#include "error.h"
#include "gzip.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { UNSIGNED_BYTE = 0x08, LABELS = 1, IMAGES = 3 };

static uint32_t big_endian_32(const unsigned char *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* Reads the header of a file of n bytes and checks it against n. Returns its length, or 0 after
 * one error line. */
static size_t read_header(struct idx *idx, const char *path, const unsigned char *file,
                          size_t n)
{
    if (n < 4 || file[0] != 0 || file[1] != 0 || file[2] != UNSIGNED_BYTE ||
        (file[3] != LABELS && file[3] != IMAGES)) {
        error("'%s' is not an IDX file of labels or images in bytes", path);
        return 0;
    }
    size_t dimensions = file[3], header = 4 + 4 * dimensions, elements = 1;
    size_t size[IMAGES] = {1, 1, 1};
    for (size_t d = 0; d < dimensions && n >= header; d++) {
        size[d] = big_endian_32(file + 4 + 4 * d);
        /* Keeps the product from wrapping; 0 is refused below. */
        elements =
            size[d] > IDX_MAX_BYTES || elements > IDX_MAX_BYTES ? 0 : elements * size[d];
    }
    if (n <= header || elements != n - header) {
        error("'%s' does not hold what its IDX header says", path);
        return 0;
    }
    idx->n = size[0];
    idx->rows = size[1];
    idx->columns = size[2];
    return header;
}

int idx_read(struct idx *idx, const char *path)
{
    memset(idx, 0, sizeof *idx);
    unsigned char *file = NULL;
    size_t n = 0;
    if (gzip_read_file(path, IDX_MAX_BYTES, &file, &n) < 0)
        return -1;

    size_t header = read_header(idx, path, file, n);
    if (header == 0) {
        free(file);
        return -1;
    }
    memmove(file, file + header, n - header);
    idx->bytes = file;
    return 0;
}

void idx_release(struct idx *idx)
{
    free(idx->bytes);
    memset(idx, 0, sizeof *idx);
}
