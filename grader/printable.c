#include "printable.h"

#include "error.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct range {
    uint32_t first, last;
};

static const struct range hidden[] = {
    {0x00, 0x1f},     {0x7f, 0x9f},     {0xad, 0xad},       {0x61c, 0x61c},
    {0x180e, 0x180e}, {0x200b, 0x200f}, {0x2028, 0x202e},   {0x2060, 0x206f},
    {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f},
};

/* The number of bytes of the character at S, at most n; 0 where they are not valid UTF-8.
 */
static size_t decode(const unsigned char *s, size_t n, uint32_t *character)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000}; /* by length */
    size_t length = s[0] < 0x80             ? 1
                    : (s[0] & 0xe0) == 0xc0 ? 2
                    : (s[0] & 0xf0) == 0xe0 ? 3
                    : (s[0] & 0xf8) == 0xf0 ? 4
                                            : 0;
    if (length == 0 || length > n)
        return 0;
    uint32_t c = length == 1 ? s[0] : s[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (s[i] & 0x3f);
    }
    *character = c;
    return c >= least[length] && c <= 0x10ffff && !(c >= 0xd800 && c <= 0xdfff) ? length
                                                                                : 0;
}

static bool is_hidden(uint32_t character)
{
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
        if (character >= hidden[i].first && character <= hidden[i].last)
            return true;
    return false;
}

static bool starts_with(const unsigned char *s, size_t n, const char *text)
{
    size_t length = strlen(text);
    return n >= length && memcmp(s, text, length) == 0;
}

/* Services that run builds obey lines of a log: GitHub those that begin with "::", behind blanks
 * too, and "##[" anywhere, Azure "##vso[", TeamCity those that begin with "##teamcity[". A line may be
 * broken at any blank. */
static bool is_command(const unsigned char *s, size_t n, bool begins_word)
{
    return (begins_word && (starts_with(s, n, "::") || starts_with(s, n, "##"))) ||
           starts_with(s, n, "##[") || starts_with(s, n, "##vso[");
}

static char *escape(const char *source, size_t n_bytes, const char *kept)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *s = (const unsigned char *)source;
    char *copy = malloc(4 * n_bytes + 1), *to = copy;
    if (!copy) {
        error("out of memory");
        return NULL;
    }
    bool begins_word = true;
    for (size_t i = 0; i < n_bytes;) {
        uint32_t character = 0;
        size_t length = decode(s + i, n_bytes - i, &character);
        bool stays = length > 0 &&
                     (!is_hidden(character) || (s[i] && strchr(kept, s[i]))) &&
                     !is_command(s + i, n_bytes - i, begins_word);
        begins_word = s[i] == '\n' || s[i] == ' ' || s[i] == '\t';
        if (length == 0)
            length = 1;
        for (size_t end = i + length; i < end; i++) {
            if (stays) {
                *to++ = (char)s[i];
                continue;
            }
            *to++ = '\\';
            *to++ = 'x';
            *to++ = digits[s[i] >> 4];
            *to++ = digits[s[i] & 15];
        }
    }
    *to = '\0';
    return copy;
}

char *printable(const char *source, size_t n_bytes)
{
    return escape(source, n_bytes, "\n\t");
}

char *printable_name(const char *name)
{
    return escape(name, strlen(name), "");
}

void printable_cut(char *text, size_t max_bytes)
{
    if (strlen(text) <= max_bytes)
        return;
    while (max_bytes > 0 && ((unsigned char)text[max_bytes] & 0xc0) == 0x80)
        max_bytes--;
    text[max_bytes] = '\0';
}

bool printable_is_formula(const char *text)
{
    static const char *const wide[] = {"\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\x9d",
                                       "\xef\xbc\xa0", "\xe2\x88\x92"};
    text += strspn(text, " ");
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        if (strncmp(text, wide[i], strlen(wide[i])) == 0)
            return true;
    return *text && strchr("=+-@\t\r", *text);
}

size_t printable_utf8(const char *text, size_t n_bytes)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t at = 0, length;
    uint32_t character;
    while (at < n_bytes && (length = decode(s + at, n_bytes - at, &character)) > 0)
        at += length;
    return at;
}
