#include "report/problems.h"

#include "printable.h"

#include <stdlib.h>
#include <string.h>

/* What stands behind the place; the longer first. */
static const struct {
    const char *text;
    bool is_error, in_message;
} marks[] = {{": fatal error: ", true, false},
             {": error: ", true, false},
             {": warning: ", false, false},
             {": undefined reference to ", true, true}};

/* Where TEXT lies in the n bytes from START; NULL: nowhere. */
static const char *find(const char *start, size_t n, const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i + length <= n; i++)
        if (memcmp(start + i, text, length) == 0)
            return start + i;
    return NULL;
}

/* Takes ":123" off the end of the n bytes; returns how many are left, n where it is not there. */
static size_t take_number(const char *start, size_t n, size_t *number)
{
    size_t i = n, value = 0;
    while (i > 0 && start[i - 1] >= '0' && start[i - 1] <= '9')
        i--;
    if (i == n || n - i > 9 || i == 0 || start[i - 1] != ':')
        return n;
    for (size_t k = i; k < n; k++)
        value = 10 * value + (size_t)(start[k] - '0');
    *number = value;
    return i - 1;
}

static void copy(char *text, size_t size, const char *from, size_t n)
{
    size_t kept = n < size ? n : size - 1;
    memcpy(text, from, kept);
    text[kept] = '\0';
    if (kept < n) /* no half of a character */
        printable_cut(text, kept > 3 ? kept - 3 : 0);
}

static bool take_apart(const char *line, size_t n, struct problem *problem)
{
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        const char *mark = find(line, n, marks[i].text);
        size_t first = 0, second = 0;
        if (!mark)
            continue;
        size_t rest = take_number(line, (size_t)(mark - line), &first);
        size_t file = take_number(line, rest, &second);
        if (rest == (size_t)(mark - line) || file == 0 || first == 0)
            continue;
        problem->line = file < rest ? second : first;
        problem->column = file < rest ? first : 0;
        problem->is_error = marks[i].is_error;
        copy(problem->file, sizeof problem->file, line, file);
        const char *message = mark + (marks[i].in_message ? 2 : strlen(marks[i].text));
        copy(problem->message, sizeof problem->message, message,
             n - (size_t)(message - line));
        return problem->line > 0;
    }
    return false;
}

bool problem_next(const char **diagnostics, struct problem *problem)
{
    while (**diagnostics) {
        const char *line = *diagnostics;
        size_t n = strcspn(line, "\n");
        *diagnostics += n + (line[n] == '\n');
        if (take_apart(line, n, problem))
            return true;
    }
    return false;
}
