#include "class/staged_files.h"

#include "class/grow.h"
#include "error.h"
#include "file.h"
#include "submission.h"

#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* What stage() copies of a file is at most that. */
enum { MAX_FILE_BYTES = SUBMISSION_MAX_FILE_BYTES + 1 };

static int add_file(struct staged_files *files, const char *folder, const char *name)
{
    unsigned char *bytes;
    size_t n_bytes;
    struct stored_file *larger = grow(files->files, files->n, sizeof *larger);
    if (!larger)
        return -1;
    files->files = larger;
    char *path = file_path(folder, name);
    int status = path ? file_read(path, MAX_FILE_BYTES, &bytes, &n_bytes) : -1;
    free(path);
    if (status != 0)
        return -1;
    larger[files->n++] = (struct stored_file){strdup(name), bytes, n_bytes};
    return larger[files->n - 1].name ? 0 : error("out of memory");
}

static int compare_files(const void *a, const void *b)
{
    return strcmp(((const struct stored_file *)a)->name,
                  ((const struct stored_file *)b)->name);
}

int staged_files_read(struct staged_files *files, const char *folder)
{
    const struct dirent *entry;
    DIR *stream = opendir(folder);
    int status = 0;
    *files = (struct staged_files){.n = 0};
    if (!stream)
        return error("cannot read '%s': %s", folder, strerror(errno));
    while (status == 0 && (entry = readdir(stream)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            status = add_file(files, folder, entry->d_name);
    closedir(stream);
    if (status != 0)
        staged_files_release(files);
    else if (files->n > 0)
        qsort(files->files, files->n, sizeof *files->files, compare_files);
    return status;
}

void staged_files_release(struct staged_files *files)
{
    for (size_t i = 0; i < files->n; i++) {
        free((char *)files->files[i].name);
        free((void *)files->files[i].bytes);
    }
    free(files->files);
    *files = (struct staged_files){.n = 0};
}

/* Names end with a NUL, bytes begin with their number: no two lists of files give the same stream. */
void staged_files_hash(const struct staged_files *files, char content[STAGE_HASH + 1])
{
    crypto_hash_sha256_state state;
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < files->n; i++) {
        const struct stored_file *file = &files->files[i];
        uint64_t n = file->n_bytes;
        unsigned char length[8];
        for (int b = 0; b < 8; b++)
            length[b] = (unsigned char)(n >> 8 * b);
        crypto_hash_sha256_update(&state, (const unsigned char *)file->name,
                                  strlen(file->name) + 1);
        crypto_hash_sha256_update(&state, length, sizeof length);
        crypto_hash_sha256_update(&state, file->bytes, file->n_bytes);
    }
    crypto_hash_sha256_final(&state, hash);
    sodium_bin2hex(content, STAGE_HASH + 1, hash, sizeof hash);
}
