#include "gzip.h"

#include "error.h"
#include "file.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    WINDOW_BITS = 15,
    GZIP_ONLY = 16,  /* added to the window bits: a gzip header, no other */
    OS_UNKNOWN = 255 /* for the header; zlib's default is the system it was built on */
};

/* Makes room for more output, of max + 1 bytes at most: the last one shows that a file unpacks
 * to too much. One byte more is always there for the final NUL. */
static int grow(unsigned char **bytes, size_t *capacity, size_t max)
{
    size_t wanted = *capacity > max / 2 ? max + 1 : 2 * *capacity;
    unsigned char *larger = realloc(*bytes, wanted + 1);
    if (!larger)
        return -1;
    *bytes = larger;
    *capacity = wanted;
    return 0;
}

/* Unpacks what STREAM has as input. The caller frees *bytes, on failure too. */
static int unpack(z_stream *stream, const char *path, size_t max, unsigned char **bytes,
                  size_t *n)
{
    size_t capacity = 4096;
    int status = Z_OK;
    while (status == Z_OK) {
        if (!*bytes || *n == capacity) {
            if (grow(bytes, &capacity, max) < 0)
                return error("no memory for '%s'", path);
        }
        stream->next_out = *bytes + *n;
        stream->avail_out = (uInt)(capacity - *n);
        status = inflate(stream, Z_NO_FLUSH);
        *n = capacity - stream->avail_out;
        if (*n > max)
            return error("'%s' unpacks to more than %zu bytes", path, max);
    }
    if (status == Z_BUF_ERROR)
        return error("'%s' is truncated", path);
    if (status == Z_MEM_ERROR)
        return error("no memory for '%s'", path);
    if (status != Z_STREAM_END)
        return error("'%s' is damaged: %s", path, stream->msg ? stream->msg : "not gzip");
    if (stream->avail_in > 0)
        return error("'%s' has bytes behind its end", path);
    return 0;
}

int gzip_read_file(const char *path, size_t max_bytes, unsigned char **bytes,
                   size_t *n_bytes)
{
    assert(max_bytes <= GZIP_MAX_BYTES);
    *bytes = NULL;
    *n_bytes = 0;
    unsigned char *packed = NULL, *content = NULL;
    size_t n_packed = 0, n = 0;
    int rc = -1;
    z_stream stream;
    memset(&stream, 0, sizeof stream);

    /* What cannot be packed grows by less than one part in a thousand. */
    if (file_read(path, max_bytes + max_bytes / 1000 + 1024, &packed, &n_packed) < 0)
        return -1;
    if (n_packed < 2 || packed[0] != 0x1f || packed[1] != 0x8b) {
        error("'%s' is not a gzip file", path);
        goto out;
    }
    stream.next_in = packed;
    stream.avail_in = (uInt)n_packed;
    if (inflateInit2(&stream, WINDOW_BITS + GZIP_ONLY) != Z_OK) {
        error("no memory for '%s'", path);
        goto out;
    }
    rc = unpack(&stream, path, max_bytes, &content, &n);
    inflateEnd(&stream);
    if (rc < 0)
        goto out;
    content[n] = '\0';
    *bytes = content;
    *n_bytes = n;
    content = NULL;
out:
    free(content);
    free(packed);
    return rc;
}

int gzip_pack(const char *path, const void *bytes, size_t n_bytes, unsigned char **packed,
              size_t *n_packed)
{
    assert(n_bytes <= GZIP_MAX_BYTES);
    z_stream stream;
    *packed = NULL;
    memset(&stream, 0, sizeof stream);
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, WINDOW_BITS + GZIP_ONLY, 8,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return error("no memory for '%s'", path);

    gz_header header;
    memset(&header, 0, sizeof header);
    header.os = OS_UNKNOWN;
    deflateSetHeader(&stream, &header);
    uLong bound = deflateBound(&stream, (uLong)n_bytes);
    *packed = malloc(bound);
    if (*packed) {
        stream.next_in = (z_const Bytef *)bytes;
        stream.avail_in = (uInt)n_bytes;
        stream.next_out = *packed;
        stream.avail_out = (uInt)bound;
        int status = deflate(&stream, Z_FINISH);
        assert(status == Z_STREAM_END); /* deflateBound() says that it fits */
        (void)status;
        *n_packed = (size_t)stream.total_out;
    }
    deflateEnd(&stream);
    return *packed ? 0 : error("no memory for '%s'", path);
}

int gzip_write_file(const char *path, const void *bytes, size_t n_bytes)
{
    unsigned char *packed;
    size_t n_packed;
    if (gzip_pack(path, bytes, n_bytes, &packed, &n_packed) != 0)
        return -1;
    int rc = file_replace(path, packed, n_packed);
    free(packed);
    return rc;
}
