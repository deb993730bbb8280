#define _GNU_SOURCE
#include "hostile_traces.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- files ---- */

static void list_below(const char *folder, const char *below, FILE *out)
{
    char path[4096], shown[4096];
    struct dirent **entries;
    struct stat info;
    int n = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        const char *name = entries[i]->d_name;
        snprintf(path, sizeof path, "%s/%s", folder, name);
        snprintf(shown, sizeof shown, "%s/%s", below, name);
        if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
            lstat(path, &info) == 0) {
            fprintf(out, "%s %o %lld\n", shown, (unsigned)info.st_mode,
                    S_ISDIR(info.st_mode) ? 0LL : (long long)info.st_size);
            if (S_ISDIR(info.st_mode))
                list_below(path, shown, out);
        }
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
}

char *traces_listing(const char *folder)
{
    char *text = NULL;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    if (!out)
        return NULL;
    list_below(folder, "", out);
    fclose(out);
    return text;
}

bool traces_unchanged(const char *folder, const char *before, FILE *out)
{
    char *now = traces_listing(folder);
    bool same = now && before && strcmp(now, before) == 0;
    if (!same)
        fprintf(out, "    '%s' has changed, from\n%sto\n%s", folder,
                before ? before : "?\n", now ? now : "?\n");
    free(now);
    return same;
}

static int is_hostile(const struct dirent *entry)
{
    return strncmp(entry->d_name, "hostile-", 8) == 0;
}

bool traces_no_files(const char *folder, FILE *out)
{
    char path[4096];
    struct dirent **entries;
    int n = scandir(folder, &entries, is_hostile, alphasort);
    for (int i = 0; i < n; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        fprintf(out, "    a file was made: '%s'\n", path);
        remove(path);
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
    return n <= 0;
}

/* ---- processes ---- */

bool traces_no_processes(FILE *out)
{
    int n = 0;
    siginfo_t info = {0};
    while (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0) {
        if (info.si_pid == 0) { /* alive */
            char line[64];
            FILE *children = fopen("/proc/thread-self/children", "r");
            long child = children && fgets(line, sizeof line, children)
                             ? strtol(line, NULL, 10)
                             : 0;
            if (children)
                fclose(children);
            if (child <= 0)
                break;
            fprintf(out, "    process %ld is left\n", child);
            kill((pid_t)child, SIGKILL);
            waitpid((pid_t)child, NULL, 0);
            n++;
        } else { /* dead, and nobody's */
            waitpid(info.si_pid, NULL, 0);
        }
        info.si_pid = 0;
    }
    return n == 0;
}

/* ---- the terminal ---- */

/* The character at TEXT, of at most N bytes; *length bytes long; -1: none of UTF-8. */
static long decode(const unsigned char *text, size_t n, size_t *length)
{
    static const long least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first = text[0];
    *length = first < 0x80    ? 1
              : first < 0xC2  ? 0
              : first < 0xE0  ? 2
              : first < 0xF0  ? 3
              : first <= 0xF4 ? 4
                              : 0;
    if (*length == 0 || *length > n)
        return -1;
    long c = *length == 1 ? first : first & (0xFF >> (*length + 1));
    for (size_t i = 1; i < *length; i++) {
        if ((text[i] & 0xC0) != 0x80)
            return -1;
        c = c << 6 | (text[i] & 0x3F);
    }
    return c < least[*length] || (c >= 0xD800 && c < 0xE000) ? -1 : c;
}

static bool steers(long c)
{
    return (c < 0x20 && c != '\n' && c != '\r') || (c >= 0x7F && c < 0xA0) ||
           c == 0x061C || (c >= 0x200E && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

/* Commands to services that run builds: lines of a log that they obey. */
static bool has_command(const char *text, FILE *out)
{
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        const char *first = line + strspn(line, " \t\r");
        if (strncmp(first, "::", 2) == 0 || strncmp(first, "##", 2) == 0) {
            fprintf(out, "    the log got a command: %.60s\n", first);
            return true;
        }
    }
    return strstr(text, "##[") != NULL;
}

bool traces_harmless(const char *text, size_t n, FILE *out)
{
    size_t length;
    if (has_command(text, out))
        return false;
    for (size_t i = 0; i < n; i += length) {
        long c = decode((const unsigned char *)text + i, n - i, &length);
        if (c < 0 || steers(c)) {
            fprintf(out, "    the terminal got byte %02x at %zu: %ld\n",
                    (unsigned char)text[i], i, c);
            return false;
        }
    }
    return true;
}
