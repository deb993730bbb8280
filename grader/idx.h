/* idx.h: gzipped IDX files of unsigned bytes, the format of handwritten digit
 * collections: two zero bytes, 0x08, the number of dimensions (1: labels, 3: images), the
 * sizes as big-endian 32-bit numbers, then the bytes in row-major order.
 */
#ifndef GRADER_IDX_H
#define GRADER_IDX_H

#include <stddef.h>

struct idx {
    size_t n;             /* images or labels, >= 1 */
    size_t rows, columns; /* of an image, >= 1; of labels 1 and 1 */
    unsigned char *bytes; /* n * rows * columns */
};

enum { IDX_MAX_BYTES = 1 << 26 }; /* uncompressed, header included */

/* Reads the file at PATH. Returns 0, or -1 after one error line; *idx is then empty. The
 * sizes in the header are checked against the content: there is neither less nor more. */
int idx_read(struct idx *idx, const char *path);

/* Frees the bytes; *idx is empty afterwards. */
void idx_release(struct idx *idx);

#endif
