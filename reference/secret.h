/* secret.h: from a secret key to the seeds of a hidden set.
 *
 * The set's key is HMAC-SHA-256 (RFC 2104), under the content of the key file, of
 *     "gradecheck fixtures 1" 0 "set"                  the set of a course
 *     "gradecheck fixtures 1" 0 "student" 0 ID         the set of a student
 * and the 256 bits that a stream of a case starts from are HMAC-SHA-256, under the set's
 * key, of
 *     CASE_ID 0 PURPOSE 0 ATTEMPT                      ATTEMPT one byte
 * without quotes, spaces or a last NUL. Whoever has neither key nor set key cannot tell a
 * set's numbers from random ones, nor one student's set from another's.
 *
 * Functions that return int return 0, or -1 after one error line.
 */
#ifndef REFERENCE_SECRET_H
#define REFERENCE_SECRET_H

#include "random.h"

#include <stddef.h>

enum {
    SECRET_BYTES = 32,
    SECRET_MIN_KEY = 32, /* bytes of a key file */
    SECRET_MAX_KEY = 1 << 16,
    SECRET_MAX_STUDENT = 64
};

/* The key of one hidden set. */
struct secret {
    unsigned char key[SECRET_BYTES];
};

/* HMAC-SHA-256, keys and texts of any length. */
void secret_hmac(unsigned char mac[SECRET_BYTES], const void *key, size_t n_key,
                 const void *text, size_t n_text);

/* The set's key from n_key bytes; STUDENT is NULL for the set of the course. */
int secret_derive(struct secret *secret, const void *key, size_t n_key,
                  const char *student);

/* The same from a key file: any bytes, a newline at the end counts. Fails for a file that
 * cannot be read, is no regular file, is open to others than its owner, or holds fewer
 * than SECRET_MIN_KEY bytes, and for an id that is not of 1 to SECRET_MAX_STUDENT of A-Z,
 * a-z, 0-9, '.', '_', '@' and '-', the first a letter or digit (it names folders).
 */
int secret_read(struct secret *secret, const char *path, const char *student);

/* Starts the stream of a case for one purpose; ATTEMPT counts how often it was drawn. */
void secret_random(struct random *r, const struct secret *secret, const char *case_id,
                   const char *purpose, unsigned char attempt);

/* Overwrites the key. */
void secret_release(struct secret *secret);

#endif
