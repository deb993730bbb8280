#include "secret.h"

#include "error.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char domain[] = "gradecheck fixtures 1";

void secret_hmac(unsigned char mac[SECRET_BYTES], const void *key, size_t n_key,
                 const void *text, size_t n_text)
{
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key, n_key);
    crypto_auth_hmacsha256_update(&state, text, n_text);
    crypto_auth_hmacsha256_final(&state, mac);
    sodium_memzero(&state, sizeof state);
}

static bool is_student(const char *id)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789";
    static const char marks[] = "._@-";
    size_t n = strlen(id);
    if (n < 1 || n > SECRET_MAX_STUDENT || !strchr(letters, id[0]))
        return false;
    for (size_t i = 1; i < n; i++)
        if (!strchr(letters, id[i]) && !strchr(marks, id[i]))
            return false;
    return true;
}

int secret_derive(struct secret *secret, const void *key, size_t n_key,
                  const char *student)
{
    unsigned char text[sizeof domain + sizeof "student" + SECRET_MAX_STUDENT];
    const char *kind = student ? "student" : "set";
    size_t n = sizeof domain; /* with its NUL */
    if (sodium_init() < 0)
        return error("libsodium does not start");
    if (student && !is_student(student))
        return error("a student's id is 1 to %d of A-Z, a-z, 0-9, '.', '_', '@' and '-', "
                     "a letter or digit first: '%s'",
                     SECRET_MAX_STUDENT, student);
    memcpy(text, domain, n);
    memcpy(text + n, kind, strlen(kind));
    n += strlen(kind);
    if (student) {
        text[n++] = 0;
        memcpy(text + n, student, strlen(student));
        n += strlen(student);
    }
    secret_hmac(secret->key, key, n_key, text, n);
    return 0;
}

/* Reads all of an open file, SECRET_MAX_KEY bytes at most. */
static int read_key(int fd, const char *path, unsigned char *key, size_t *n_key)
{
    struct stat status;
    if (fstat(fd, &status) < 0)
        return error("cannot read the key '%s': %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return error("the key '%s' is not a regular file", path);
    if (status.st_mode & (S_IRWXG | S_IRWXO))
        return error("the key '%s' is open to others than its owner: chmod 600 '%s'",
                     path, path);
    *n_key = 0;
    for (ssize_t n = 1; n > 0; *n_key += (size_t)n) {
        n = read(fd, key + *n_key, SECRET_MAX_KEY + 1 - *n_key);
        if (n < 0)
            return error("cannot read the key '%s': %s", path, strerror(errno));
    }
    if (*n_key < SECRET_MIN_KEY)
        return error("the key '%s' holds %zu bytes, fewer than %d", path, *n_key,
                     SECRET_MIN_KEY);
    if (*n_key > SECRET_MAX_KEY)
        return error("the key '%s' holds more than %d bytes", path, SECRET_MAX_KEY);
    return 0;
}

int secret_read(struct secret *secret, const char *path, const char *student)
{
    unsigned char key[SECRET_MAX_KEY + 1];
    size_t n_key = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return error("cannot open the key '%s': %s", path, strerror(errno));
    int rc = read_key(fd, path, key, &n_key);
    close(fd);
    if (rc == 0)
        rc = secret_derive(secret, key, n_key, student);
    sodium_memzero(key, sizeof key);
    return rc;
}

void secret_random(struct random *r, const struct secret *secret, const char *case_id,
                   const char *purpose, unsigned char attempt)
{
    unsigned char text[256], mac[SECRET_BYTES];
    size_t n_id = strlen(case_id) + 1, n_purpose = strlen(purpose) + 1;
    assert(n_id + n_purpose + 1 <= sizeof text);
    memcpy(text, case_id, n_id);
    memcpy(text + n_id, purpose, n_purpose);
    text[n_id + n_purpose] = attempt;
    secret_hmac(mac, secret->key, sizeof secret->key, text, n_id + n_purpose + 1);
    for (int i = 0; i < 4; i++) {
        r->state[i] = 0;
        for (int j = 7; j >= 0; j--) /* the low byte first, whatever the machine */
            r->state[i] = r->state[i] << 8 | mac[8 * i + j];
    }
    if ((r->state[0] | r->state[1] | r->state[2] | r->state[3]) == 0)
        r->state[0] = 1;
}

void secret_release(struct secret *secret)
{
    sodium_memzero(secret, sizeof *secret);
}
