#include "report/screen.h"

#include "printable.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { TAB_COLUMNS = 8, REPLACEMENT_COLUMNS = 1 };

/* ---- characters ---- */

struct range {
    uint32_t first, last;
};

/* Blocks of East Asian wide characters and of emoji; Unicode Standard Annex 11. */
static const struct range wide[] = {
    {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
    {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
};

/* Combining marks and characters of no width. */
static const struct range narrow[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A},
    {0x064B, 0x065F}, {0x0E31, 0x0E31}, {0x0E34, 0x0E3A}, {0x1AB0, 0x1AFF},
    {0x1DC0, 0x1DFF}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F},
    {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF},
};

static bool is_among(uint32_t c, const struct range *ranges, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    return false;
}

static int character_columns(uint32_t c)
{
    if (c < 0x300)
        return 1;
    if (is_among(c, narrow, sizeof narrow / sizeof narrow[0]))
        return 0;
    return is_among(c, wide, sizeof wide / sizeof wide[0]) ? 2 : 1;
}

/* The character at TEXT, which is UTF-8 since printable() made it. Returns its bytes. */
static size_t next_character(const char *text, uint32_t *c)
{
    unsigned char first = (unsigned char)text[0];
    size_t n = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    *c = n == 1 ? first : first & (0x7FU >> n);
    for (size_t i = 1; i < n; i++) {
        if (text[i] == '\0')
            return i;
        *c = *c << 6 | ((unsigned char)text[i] & 0x3FU);
    }
    return n;
}

int screen_width(const char *text)
{
    int columns = 0;
    uint32_t c;
    for (size_t i = 0; text[i];) {
        i += next_character(&text[i], &c);
        columns += character_columns(c);
    }
    return columns;
}

/* ---- drawing ---- */

static void put_bytes(struct screen *screen, const char *bytes, size_t n)
{
    if (screen->stream)
        fwrite(bytes, 1, n, screen->stream);
}

static void put_string(struct screen *screen, const char *text)
{
    put_bytes(screen, text, strlen(text));
}

static void begin_ink(struct screen *screen, int ink)
{
    static const char *const colours[] = {"", "\x1b[32m", "\x1b[33m", "\x1b[31m",
                                          "\x1b[36m"};
    if (!screen->style->colour)
        return;
    if (ink & INK_BOLD)
        put_string(screen, "\x1b[1m");
    if (ink & INK_DIM)
        put_string(screen, "\x1b[2m");
    put_string(screen, colours[ink & INK_COLOURS]);
}

static void end_ink(struct screen *screen, int ink)
{
    if (screen->style->colour && ink != INK_PLAIN)
        put_string(screen, "\x1b[0m");
}

static void put_spaces(struct screen *screen, int n)
{
    for (; n > 0; n--, screen->column++)
        put_string(screen, " ");
}

/* Compilers quote names with these. */
static const char *ascii_stand_in(uint32_t c)
{
    return c == 0x2018 || c == 0x2019 ? "'" : "?";
}

static void put_character(struct screen *screen, const char *bytes, size_t n, uint32_t c)
{
    if (c == '\t') {
        int stop = screen->column + TAB_COLUMNS - screen->column % TAB_COLUMNS;
        put_spaces(screen, stop - screen->column);
    } else if (c < 0x80 || screen->style->utf8) {
        put_bytes(screen, bytes, n);
        screen->column += character_columns(c);
    } else {
        put_string(screen, ascii_stand_in(c));
        screen->column += REPLACEMENT_COLUMNS;
    }
}

/* What one character adds to the line at column AT. */
static int columns_at(const struct screen *screen, uint32_t c, int at)
{
    if (c == '\t')
        return TAB_COLUMNS - at % TAB_COLUMNS;
    return c < 0x80 || screen->style->utf8 ? character_columns(c) : REPLACEMENT_COLUMNS;
}

/* The column that the line would reach with all of TEXT. */
static int column_after(const struct screen *screen, const char *text)
{
    int at = screen->column;
    uint32_t c;
    for (size_t i = 0; text[i];) {
        i += next_character(&text[i], &c);
        at += columns_at(screen, c, at);
    }
    return at;
}

/* Adds printable text without a newline, cut at the right edge. */
static void put_cut(struct screen *screen, int ink, const char *text)
{
    const char *ellipsis = screen->style->utf8 ? "\u2026" : "...";
    int edge = screen->style->columns;
    bool cut = column_after(screen, text) > edge;
    uint32_t c;

    if (text[0] == '\0')
        return;
    if (cut)
        edge -= screen_width(ellipsis);
    begin_ink(screen, ink);
    for (size_t i = 0; text[i];) {
        size_t n = next_character(&text[i], &c);
        if (screen->column + columns_at(screen, c, screen->column) > edge)
            break;
        put_character(screen, &text[i], n, c);
        i += n;
    }
    if (cut && screen->column <= edge) {
        put_string(screen, ellipsis);
        screen->column = screen->style->columns;
    }
    end_ink(screen, ink);
}

void screen_text(struct screen *screen, int ink, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int n = vsnprintf(NULL, 0, format, arguments);
    char *raw = n >= 0 ? malloc((size_t)n + 1) : NULL;
    char *text = NULL;
    if (raw) {
        vsnprintf(raw, (size_t)n + 1, format, again);
        text = printable(raw, (size_t)n);
    }
    if (text) {
        for (char *newline = text; (newline = strchr(newline, '\n'));)
            *newline = ' ';
        put_cut(screen, ink, text);
    }
    va_end(again);
    va_end(arguments);
    free(text);
    free(raw);
}

void screen_to(struct screen *screen, int column)
{
    if (column <= screen->style->columns)
        put_spaces(screen, column - screen->column);
}

void screen_end(struct screen *screen)
{
    put_string(screen, "\n");
    screen->column = 0;
    screen->lines++;
}

void screen_wrapped(struct screen *screen, int ink, int indent, const char *text)
{
    char *copy = printable(text, strlen(text)), *rest = NULL;
    bool first = true;
    if (!copy)
        return;
    for (char *word = strtok_r(copy, " \t\n", &rest); word;
         word = strtok_r(NULL, " \t\n", &rest)) {
        screen_to(screen, indent);
        if (screen->column > indent &&
            column_after(screen, word) + !first > screen->style->columns) {
            screen_end(screen);
            screen_to(screen, indent);
        } else if (!first) {
            put_spaces(screen, 1);
        }
        put_cut(screen, ink, word);
        first = false;
    }
    screen_end(screen);
    free(copy);
}

static void put_cells(struct screen *screen, int ink, const char *cell, int n)
{
    if (n > 0)
        begin_ink(screen, ink);
    for (int i = 0; i < n; i++, screen->column++)
        put_string(screen, cell);
    if (n > 0)
        end_ink(screen, ink);
}

void screen_bar(struct screen *screen, int ink, int cells, int value, int max)
{
    bool utf8 = screen->style->utf8;
    int filled = max > 0 ? value * cells / max : 0;
    if (value > 0 && filled == 0)
        filled = 1;
    put_cells(screen, INK_DIM, "[", utf8 ? 0 : 1);
    put_cells(screen, ink, utf8 ? "\u2501" : "#", filled);
    put_cells(screen, INK_DIM, utf8 ? "\u2500" : "-", cells - filled);
    put_cells(screen, INK_DIM, "]", utf8 ? 0 : 1);
}
