#include "oracles.h"

#include "error.h"

#include <assert.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static size_t n_errors;

/* In the place of the grader's own, which writes to stderr millions of times. The line
 * is made, so that an argument that is no text is noticed. */
static void __attribute__((format(printf, 1, 0)))
count(const char *format, va_list arguments)
{
    char line[4096];
    assert(vsnprintf(line, sizeof line, format, arguments) > 0);
    n_errors++;
}

int error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    count(format, arguments);
    va_end(arguments);
    return -1;
}

int usage_error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    count(format, arguments);
    va_end(arguments);
    return -1;
}

size_t errors_taken(void)
{
    size_t n = n_errors;
    n_errors = 0;
    return n;
}

/* Well-formed sequences as the Unicode standard lists them (table 3-7): by the first
 * byte, the length and the range of the second. Not made from printable.c on purpose. */
static const struct sequence {
    unsigned char first, last, length, second_first, second_last;
} sequences[] = {
    {0x00, 0x7f, 1, 0, 0},       {0xc2, 0xdf, 2, 0x80, 0xbf}, {0xe0, 0xe0, 3, 0xa0, 0xbf},
    {0xe1, 0xec, 3, 0x80, 0xbf}, {0xed, 0xed, 3, 0x80, 0x9f}, {0xee, 0xef, 3, 0x80, 0xbf},
    {0xf0, 0xf0, 4, 0x90, 0xbf}, {0xf1, 0xf3, 4, 0x80, 0xbf}, {0xf4, 0xf4, 4, 0x80, 0x8f},
};

static const struct sequence *sequence_of(const unsigned char *s, size_t n)
{
    for (size_t i = 0; i < sizeof sequences / sizeof sequences[0]; i++) {
        const struct sequence *q = &sequences[i];
        if (s[0] < q->first || s[0] > q->last)
            continue;
        if (q->length > n)
            return NULL;
        for (size_t k = 1; k < q->length; k++)
            if (s[k] < (k == 1 ? q->second_first : 0x80) ||
                s[k] > (k == 1 ? q->second_last : 0xbf))
                return NULL;
        return q;
    }
    return NULL;
}

/* Bidi controls and the two line breaks of Unicode, in UTF-8. */
static bool reorders(const unsigned char *s, size_t length)
{
    if (length == 2)
        return s[0] == 0xd8 && s[1] == 0x9c;
    if (length != 3 || s[0] != 0xe2)
        return false;
    return (s[1] == 0x80 &&
            (s[2] == 0x8e || s[2] == 0x8f || (s[2] >= 0xa8 && s[2] <= 0xae))) ||
           (s[1] == 0x81 && s[2] >= 0xa6 && s[2] <= 0xa9);
}

bool text_is_safe(const char *text, size_t n, bool lines)
{
    const unsigned char *s = (const unsigned char *)text;
    for (size_t i = 0; i < n;) {
        const struct sequence *q = sequence_of(s + i, n - i);
        if (!q || reorders(s + i, q->length))
            return false;
        bool control = s[i] < 0x20 || s[i] == 0x7f || (s[i] == 0xc2 && s[i + 1] < 0xa0);
        if (control && !(lines && (s[i] == '\n' || s[i] == '\t')))
            return false;
        i += q->length;
    }
    return true;
}

int open_descriptors(void)
{
    struct pollfd all[64];
    int n_open = 0;
    for (int fd = 0; fd < 64; fd++)
        all[fd] = (struct pollfd){.fd = fd};
    poll(all, 64, 0); /* one system call, where a look at each would be 64 */
    for (int fd = 0; fd < 64; fd++)
        n_open += !(all[fd].revents & POLLNVAL);
    return n_open;
}

const char *scratch_folder(void)
{
    static char folder[256];
    const char *parent = getenv("TMPDIR");
    if (folder[0])
        return folder;
    snprintf(folder, sizeof folder, "%s/gradecheck-fuzz-XXXXXX",
             parent && strlen(parent) < 200 ? parent : "/tmp");
    assert(mkdtemp(folder));
    return folder;
}
