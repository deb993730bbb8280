#include "error.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_BYTES = 4096 };

/* The file name of the running program. It is asked for here, and not kept: no state. */
static void program_name(char *name, size_t n)
{
    static const char deleted[] = " (deleted)"; /* what Linux adds after a rebuild */
    char path[LINE_BYTES];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    path[length > 0 ? length : 0] = '\0';

    const char *slash = strrchr(path, '/');
    snprintf(name, n, "%s", slash && slash[1] ? slash + 1 : "gradecheck");
    size_t used = strlen(name), tail = sizeof deleted - 1;
    if (used > tail && strcmp(name + used - tail, deleted) == 0)
        name[used - tail] = '\0';
}

/* A file's name may hold bytes that a terminal obeys: U+0000..1F, U+007F, and U+0080..9F,
 * which UTF-8 writes as 0xc2 and the code. */
static void replace_controls(char *line, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)line[i], next = (unsigned char)line[i + 1];
        if (c < 0x20 || c == 0x7f)
            line[i] = '?';
        else if (c == 0xc2 && next >= 0x80 && next <= 0x9f)
            line[i] = line[i + 1] = '?';
    }
}

/* With HELP, where to look follows the text. */
static void __attribute__((format(printf, 2, 0)))
print_line(bool help, const char *format, va_list arguments)
{
    char line[LINE_BYTES], name[64], where[96] = "";
    program_name(name, sizeof name);
    if (help)
        snprintf(where, sizeof where, "; try '%s --help'", name);
    size_t n = (size_t)snprintf(line, sizeof line, "%s: ", name);
    vsnprintf(line + n, sizeof line - n - strlen(where) - 1, format, arguments);
    strcat(line, where);

    n = strlen(line);
    replace_controls(line, n);
    line[n] = '\n';
    /* Where even this cannot be written there is nobody left to tell. */
    ssize_t written = write(STDERR_FILENO, line, n + 1);
    (void)written;
}

int error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_line(false, format, arguments);
    va_end(arguments);
    return -1;
}

int usage_error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_line(true, format, arguments);
    va_end(arguments);
    return -1;
}
