#include "class/similar_text.h"

#include "class/grow.h"
#include "error.h"
#include "file.h"
#include "submission.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_';
}

/* ---- tokens alone ---- */

/* Where the comment at s ends, or s where none begins there. One that has no end is none. */
static const char *after_comment(const char *s, const char *end)
{
    if (end - s < 2 || s[0] != '/' || (s[1] != '/' && s[1] != '*'))
        return s;
    if (s[1] == '/') {
        const char *newline = memchr(s, '\n', (size_t)(end - s));
        return newline ? newline : end;
    }
    for (const char *at = s + 2; end - at >= 2; at++)
        if (at[0] == '*' && at[1] == '/')
            return at + 2;
    return s;
}

/* Behind the string or character that begins at s; it ends with its line at the latest. */
static const char *after_quoted(const char *s, const char *end)
{
    const char quote = *s++;
    for (; s < end && *s != '\n'; s++) {
        if (*s == quote)
            return s + 1;
        if (*s == '\\' && s + 1 < end && s[1] != '\n')
            s++;
    }
    return s;
}

/* Copies the line breaks from s to `to`, as they stand in what is left out. */
static char *keep_lines(char *out, const char *s, const char *to)
{
    *out++ = ' ';
    for (; s < to; s++)
        if (*s == '\n')
            *out++ = '\n';
    return out;
}

static char *copy_word(char *out, const char **s, const char *end)
{
    const char *at = *s;
    for (; at < end && is_word(*at); at++)
        if (at - *s < SIMILAR_WORD_BYTES)
            *out++ = *at;
    *s = at;
    return out;
}

/* A byte outside of words, comments and strings. */
static char *copy_byte(char *out, char byte, bool blank)
{
    bool is_token = byte > ' ' && byte < 0x7f && byte != '\\';
    if (is_token || byte == '\n')
        *out++ = byte;
    else if (!blank)
        *out++ = ' ';
    return out;
}

/* Into OUT, which has room for 2n + 2 bytes. */
static void copy_tokens(char *out, const char *s, size_t n)
{
    const char *first = out, *end = s + n;
    bool unclosed = false;
    while (s < end) {
        bool opens = end - s >= 2 && s[0] == '/' && s[1] == '*';
        const char *after = opens && unclosed ? s : after_comment(s, end);
        if (after > s) {
            out = keep_lines(out, s, after);
            s = after;
        } else if (opens) {
            /* Without an end here, none that follows has one: the text is looked through once. */
            unclosed = true;
            *out++ = ' ';
            s += 2;
        } else if (*s == '"' || *s == '\'') {
            out += sprintf(out, "%s", *s == '"' ? "\"\"" : " 0");
            s = after_quoted(s, end);
        } else if (is_word(*s))
            out = copy_word(out, &s, end);
        else
            out = copy_byte(out, *s++, out == first || out[-1] == ' ' || out[-1] == '\n');
    }
    if (out > first && out[-1] != '\n')
        *out++ = '\n';
    *out = '\0';
}

/* ---- statements ---- */

/* Where the statement at s ends: behind ';', '{' or '}', or before a '#' and at the end of its line. */
static char *statement_end(char *s)
{
    char *at = s + strspn(s, " \n");
    if (*at == '#')
        return at + strcspn(at, "\n");
    at += strcspn(at, ";{}#");
    return *at && *at != '#' ? at + 1 : at;
}

/* Writes the statement into TEXT, with one blank where two words would become one. */
static size_t write_statement(char *text, const char *s, const char *end)
{
    char *out = text;
    bool blank = false;
    for (; s < end; s++) {
        if (*s == ' ' || *s == '\n') {
            blank = true;
            continue;
        }
        if (blank && out > text && is_word(out[-1]) && is_word(*s))
            *out++ = ' ';
        *out++ = *s;
        blank = false;
    }
    *out = '\0';
    return (size_t)(out - text);
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_template(const struct similar_template *template, const char *statement,
                        bool last)
{
    if (strcmp(statement, "}") == 0)
        return last;
    return template->n > 0 && bsearch(&statement, template->statements, template->n,
                                      sizeof *template->statements, compare_texts);
}

static void blank_out(char *s, const char *end)
{
    for (; s < end; s++)
        if (*s != '\n')
            *s = ' ';
}

/* SCRATCH has room for the text. */
static void take_out(const struct similar_template *template, char *text, char *scratch)
{
    bool taken = false;
    for (char *s = text, *end; *s; s = end) {
        end = statement_end(s);
        if (write_statement(scratch, s, end) == 0)
            continue;
        taken = is_template(template, scratch, taken);
        if (taken)
            blank_out(s, end);
    }
}

static size_t count_tokens(const char *s)
{
    size_t n = 0;
    while (*s) {
        if (is_word(*s))
            while (is_word(s[1]))
                s++;
        else if (s[0] == '"' && s[1] == '"')
            s++;
        n += *s != ' ' && *s != '\n';
        s++;
    }
    return n;
}

char *similar_text(const struct similar_template *template, const void *bytes, size_t n,
                   size_t *n_tokens)
{
    char *text = malloc(2 * n + 2), *scratch = malloc(2 * n + 2);
    if (text && scratch) {
        copy_tokens(text, bytes, n);
        take_out(template, text, scratch);
        *n_tokens = count_tokens(text);
    } else {
        error("out of memory");
        free(text);
        text = NULL;
    }
    free(scratch);
    return text;
}

/* ---- the template ---- */

static int add_statement(struct similar_template *template, const char *statement)
{
    char **more = grow(template->statements, template->n, sizeof *more);
    if (!more)
        return -1;
    template->statements = more;
    if (!(more[template->n] = strdup(statement)))
        return error("out of memory");
    template->n++;
    return 0;
}

int similar_template_add(struct similar_template *template, const void *bytes, size_t n)
{
    size_t n_tokens;
    char *text = similar_text(&(const struct similar_template){0}, bytes, n, &n_tokens);
    char *scratch = text ? malloc(strlen(text) + 1) : NULL;
    int status = scratch ? 0 : -1;
    for (char *s = text, *end; status == 0 && *s; s = end) {
        end = statement_end(s);
        if (write_statement(scratch, s, end) > 0)
            status = add_statement(template, scratch);
    }
    free(text);
    free(scratch);
    if (template->n > 0)
        qsort(template->statements, template->n, sizeof *template->statements,
              compare_texts);
    return status;
}

static int add_file(struct similar_template *template, const char *path)
{
    unsigned char *bytes;
    size_t n;
    if (file_read(path, SUBMISSION_MAX_FILE_BYTES, &bytes, &n) != 0)
        return -1;
    int status = similar_template_add(template, bytes, n);
    free(bytes);
    return status;
}

static int add_folder(struct similar_template *template, const char *path)
{
    const struct dirent *entry;
    DIR *stream = opendir(path);
    size_t n = 0;
    int status = 0;
    if (!stream)
        return error("cannot read the template '%s': %s", path, strerror(errno));
    while (status == 0 && (entry = readdir(stream)))
        if (submission_takes(entry->d_name)) {
            char *file = file_path(path, entry->d_name);
            status = file ? add_file(template, file) : -1;
            free(file);
            n++;
        }
    closedir(stream);
    if (status == 0 && n == 0)
        return error("the template '%s' holds no .c or .h file", path);
    return status;
}

int similar_template_read(struct similar_template *template, const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode) ? add_folder(template, path)
                                                           : add_file(template, path);
}

void similar_template_release(struct similar_template *template)
{
    for (size_t i = 0; i < template->n; i++)
        free(template->statements[i]);
    free(template->statements);
    *template = (struct similar_template){0};
}
