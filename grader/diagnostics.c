#include "diagnostics.h"

#include "error.h"
#include "printable.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char cut_mark[] = "[more was said: cut]\n";

/* Where a line of a compiler's may name a file: at its start, or in
 *     In file included from a.h:1,
 *                      from b.c:2: */
static size_t file_offset(const char *line, size_t n)
{
    static const char included[] = "In file included from ", from[] = "from ";
    size_t spaces = 0;
    if (n > sizeof included && strncmp(line, included, sizeof included - 1) == 0)
        return sizeof included - 1;
    while (spaces < n && line[spaces] == ' ')
        spaces++;
    if (n - spaces > sizeof from && strncmp(line + spaces, from, sizeof from - 1) == 0)
        return spaces + sizeof from - 1;
    return 0;
}

static bool starts_with(const char *text, size_t n, const char *start)
{
    size_t length = strlen(start);
    return n >= length && memcmp(text, start, length) == 0;
}

/* A line, with the file it names under the student's name for it. */
static int print_line(FILE *out, const char *line, size_t n,
                      const struct submission *submission)
{
    size_t i = file_offset(line, n);
    fwrite(line, 1, i, out);
    if (starts_with(line + i, n - i, "include/")) {
        i += strlen("include/");
    } else if (starts_with(line + i, n - i, "src/")) {
        i += strlen("src/");
        const struct source *source =
            source_at(submission->sources, submission->n_sources, line + i, n - i);
        if (source) {
            char *name = printable_name(source->name);
            if (!name)
                return -1;
            fputs(name, out);
            free(name);
            i += strlen(source->copy);
        }
    }
    if (n > i && line[n - 1] == '\r') /* of a source with lines as on Windows */
        n--;
    fwrite(line + i, 1, n - i, out);
    fputc('\n', out);
    return 0;
}

static int print_lines(FILE *out, const char *raw, size_t n_bytes,
                       const struct submission *submission)
{
    for (size_t i = 0; i < n_bytes;) {
        const char *newline = memchr(raw + i, '\n', n_bytes - i);
        size_t n = newline ? (size_t)(newline - (raw + i)) : n_bytes - i;
        if (print_line(out, raw + i, n, submission) != 0)
            return -1;
        i += n + 1;
    }
    return 0;
}

static void cut(char *text, size_t max_bytes)
{
    size_t n = strlen(text);
    if (n <= max_bytes)
        return;
    n = max_bytes > sizeof cut_mark ? max_bytes - sizeof cut_mark : 0;
    while (n > 0 && text[n - 1] != '\n')
        n--;
    text[n] = '\0';
    if (max_bytes >= sizeof cut_mark)
        strcpy(text + n, cut_mark);
}

char *diagnostics_text(const char *raw, size_t n_bytes,
                       const struct submission *submission, size_t max_bytes)
{
    char *named = NULL, *text = NULL;
    size_t named_bytes = 0;
    FILE *out = open_memstream(&named, &named_bytes);
    int status = out ? print_lines(out, raw, n_bytes, submission) : -1;
    bool written = out && fclose(out) == 0;

    if (written && status == 0)
        text = printable(named, named_bytes);
    else if (!written)
        error("out of memory");
    if (text)
        cut(text, max_bytes);
    free(named);
    return text;
}
