/* What students hand in is hostile: archives that unpack to terabytes, pipes in a file's place, folders
 * without end. It is looked at by a process of its own, which has little time and memory and ends
 * alone; what it has copied is then read by this one as gradecheck would. */
#include "class/stage.h"

#include "class/source_folder.h"
#include "class/staged_files.h"
#include "class/unpack.h"
#include "error.h"
#include "file.h"
#include "folder.h"
#include "submission.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    CPU_S = 20,
    FILE_BYTES = SUBMISSION_MAX_FILE_BYTES + 1, /* one more shows that it is too large */
    MAX_FILES = SUBMISSION_MAX_FILES + 1        /* and so here */
};

#define ADDRESS_SPACE_BYTES ((rlim_t)1 << 30)
#define MAX_RAW_BYTES ((size_t)1 << 30)

/* It takes terabytes of addresses for itself. gcc and clang tell it each in its way. */
#if defined(__SANITIZE_ADDRESS__)
#define ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#define ADDRESS_SANITIZER __has_feature(address_sanitizer)
#else
#define ADDRESS_SANITIZER 0
#endif

static const char unpacked_folder[] = ".unpacked";

/* What the process tells: where it was refused, why. */
struct answer {
    bool failed; /* ours */
    time_t changed_at;
    char refusal[STAGE_MESSAGE_BYTES];
};

/* ---- copying ---- */

/* -1 with errno set. */
static int copy_bytes(int from, int to)
{
    char block[16 << 10];
    for (size_t room = FILE_BYTES; room > 0;) {
        ssize_t n = read(from, block, room < sizeof block ? room : sizeof block);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return (int)n;
        for (ssize_t done = 0; done < n;) {
            ssize_t step = write(to, block + done, (size_t)(n - done));
            if (step < 0 && errno != EINTR)
                return -1;
            done += step > 0 ? step : 0;
        }
        room -= (size_t)n;
    }
    return 0;
}

/* Copies a regular file. What cannot be read is the student's fault. */
static void copy_file(const char *path, const char *folder, const char *name,
                      struct answer *answer)
{
    struct stat info;
    char *target = file_path(folder, name);
    int from = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), to = -1;
    if (!target)
        answer->failed = true;
    else if (from < 0 || fstat(from, &info) != 0 || !S_ISREG(info.st_mode))
        snprintf(answer->refusal, sizeof answer->refusal, "a file of it cannot be read");
    else if ((to = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
                        0644)) < 0 ||
             copy_bytes(from, to) != 0) {
        error("cannot copy '%s': %s", path, strerror(errno));
        answer->failed = true;
    } else if (info.st_mtime > answer->changed_at)
        answer->changed_at = info.st_mtime;
    if (from >= 0)
        close(from);
    if (to >= 0)
        close(to);
    free(target);
}

/* Copies the files of FROM that gradecheck takes, and no folder. */
static void copy_folder(const char *from, const char *folder, struct answer *answer)
{
    const struct dirent *entry;
    struct stat info;
    int n = 0;
    DIR *stream = opendir(from);
    while (stream && n < MAX_FILES && (entry = readdir(stream))) {
        char *path =
            submission_takes(entry->d_name) ? file_path(from, entry->d_name) : NULL;
        if (path && lstat(path, &info) == 0 && S_ISREG(info.st_mode)) {
            copy_file(path, folder, entry->d_name, answer);
            n++;
        }
        free(path);
    }
    if (stream)
        closedir(stream);
}

static void stage_folder(const char *root, const char *folder, struct answer *answer)
{
    struct stat info;
    char *from = source_folder(root, answer->refusal, sizeof answer->refusal);
    if (!from && stat(root, &info) == 0)
        answer->changed_at = info.st_mtime;
    if (from)
        copy_folder(from, folder, answer);
    else if (!answer->refusal[0])
        answer->failed = true;
    free(from);
}

/* ---- what was handed in ---- */

static void stage_archive(const char *path, const char *folder, struct answer *answer)
{
    static const struct unpack_limits limits = {.max_entries = 20000,
                                                .max_files = 2000,
                                                .max_file_bytes =
                                                    SUBMISSION_MAX_FILE_BYTES,
                                                .max_bytes = (size_t)256 << 20,
                                                .takes = submission_takes};
    struct stat info;
    size_t n_files;
    char *unpacked = file_path(folder, unpacked_folder);
    if (!unpacked || mkdir(unpacked, 0700) != 0) {
        error("cannot unpack '%s': %s", path, strerror(errno));
        answer->failed = true;
    } else {
        switch (unpack(path, unpacked, &limits, &n_files, answer->refusal,
                       sizeof answer->refusal)) {
        case UNPACKED: stage_folder(unpacked, folder, answer); break;
        case UNPACK_REFUSED: break;
        case UNPACK_FAILED: answer->failed = true;
        }
        if (folder_remove(unpacked) != 0)
            answer->failed = true;
    }
    free(unpacked);
    /* An archive was handed in when it was written, whatever its files say. */
    if (stat(path, &info) == 0)
        answer->changed_at = info.st_mtime;
}

/* Of a resubmission Canvas calls the file backprop-1.c. A header is included by its name. */
static void student_name(const char *name, char *plain, size_t n)
{
    const char *dot = strrchr(name, '.'), *dash = strrchr(name, '-');
    bool numbered = dot && dash && dash < dot && dash > name &&
                    strspn(dash + 1, "0123456789") == (size_t)(dot - dash - 1) &&
                    dot - dash > 1;
    if (numbered)
        snprintf(plain, n, "%.*s%s", (int)(dash - name), name, dot);
    else
        snprintf(plain, n, "%s", name);
}

static void stage_files(const struct handed_in *item, const char *folder,
                        struct answer *answer)
{
    char name[256];
    int n = 0;
    for (size_t i = 0; i < item->n_paths && !answer->failed; i++) {
        student_name(item->names[i], name, sizeof name);
        if (unpack_is_archive(item->names[i])) {
            stage_archive(item->paths[i], folder, answer);
            n++;
        } else if (submission_takes(name) && n++ < MAX_FILES)
            copy_file(item->paths[i], folder, name, answer);
    }
    if (n == 0)
        snprintf(answer->refusal, sizeof answer->refusal,
                 "it is neither a .c file nor an archive");
}

static void set_limits(void)
{
    const struct rlimit cpu = {CPU_S, CPU_S}, none = {0, 0};
    setrlimit(RLIMIT_CPU, &cpu);
    setrlimit(RLIMIT_CORE, &none);
#if !ADDRESS_SANITIZER
    const struct rlimit space = {ADDRESS_SPACE_BYTES, ADDRESS_SPACE_BYTES};
    setrlimit(RLIMIT_AS, &space);
#endif
}

/* Never returns. */
static void run(const struct handed_in *item, const char *folder, int out)
{
    struct answer answer = {.failed = false};
    set_limits();
    if (item->is_folder)
        stage_folder(item->paths[0], folder, &answer);
    else
        stage_files(item, folder, &answer);
    ssize_t written = write(out, &answer, sizeof answer);
    _exit(written == sizeof answer ? 0 : 1);
}

/* Waits for the process; a death of its own is what the archive brought about. */
static int await_answer(pid_t pid, int in, struct answer *answer)
{
    int status;
    ssize_t n;
    do
        n = read(in, answer, sizeof *answer);
    while (n < 0 && errno == EINTR);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (n == sizeof *answer)
        return answer->failed ? -1 : 0;
    *answer = (struct answer){.changed_at = time(NULL)};
    snprintf(answer->refusal, sizeof answer->refusal,
             "to look into it takes too much time or memory");
    return 0;
}

/* ---- its hash ---- */

/* What cannot be graded is known again by its own bytes, as far as they can be read. */
static void hash_refused(struct staged *staged, const struct handed_in *item)
{
    crypto_hash_sha256_state state;
    unsigned char hash[crypto_hash_sha256_BYTES], block[16 << 10];
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const unsigned char *)staged->refusal,
                              strlen(staged->refusal));
    for (size_t i = 0; i < item->n_paths && !item->is_folder; i++) {
        int fd = open(item->paths[i], O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        ssize_t n;
        for (size_t room = MAX_RAW_BYTES; room > 0 && fd >= 0; room -= (size_t)n) {
            n = read(fd, block, room < sizeof block ? room : sizeof block);
            if (n <= 0)
                break;
            crypto_hash_sha256_update(&state, block, (size_t)n);
        }
        if (fd >= 0)
            close(fd);
    }
    crypto_hash_sha256_final(&state, hash);
    sodium_bin2hex(staged->content, sizeof staged->content, hash, sizeof hash);
}

static int hash_files(struct staged *staged, const char *folder)
{
    struct staged_files files;
    if (staged_files_read(&files, folder) != 0)
        return -1;
    staged_files_hash(&files, staged->content);
    staged_files_release(&files);
    return 0;
}

int stage(struct staged *staged, const struct handed_in *item, const char *folder)
{
    struct answer answer;
    int ends[2];
    *staged = (struct staged){.changed_at = 0};
    if (pipe(ends) != 0)
        return error("cannot start a process: %s", strerror(errno));
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    pid_t pid = fork();
    if (pid == 0)
        run(item, folder, ends[1]);
    close(ends[1]);
    int status = pid < 0 ? error("cannot start a process: %s", strerror(errno))
                         : await_answer(pid, ends[0], &answer);
    close(ends[0]);
    if (status != 0)
        return -1;
    staged->changed_at = answer.changed_at;
    snprintf(staged->refusal, sizeof staged->refusal, "%s", answer.refusal);
    if (staged->refusal[0]) {
        hash_refused(staged, item);
        return 0;
    }
    return hash_files(staged, folder);
}
