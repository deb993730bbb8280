#include "class/bar.h"

#include "monotonic.h"
#include "terminal.h"

#include <langinfo.h>
#include <locale.h>
#include <string.h>

enum { WIDTH = 24, USUAL_COLUMNS = 80, MINUTE_S = 60, HOUR_S = 3600 };

#define LINE_EVERY_S 10.0
#define DRAW_EVERY_S 0.2

void bar_start(struct bar *bar, FILE *stream, const char *doing, size_t total,
               bool silent)
{
    setlocale(LC_CTYPE, "");
    *bar = (struct bar){.stream = stream,
                        .doing = doing,
                        .total = total,
                        .silent = silent,
                        .terminal = terminal_takes_escapes(fileno(stream)),
                        .utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
                        .started_s = monotonic_s()};
    bar->shown_s = bar->started_s;
}

void bar_duration(double seconds, char *text, size_t n)
{
    long s = (long)(seconds + 0.5);
    if (s < MINUTE_S)
        snprintf(text, n, "%ld s", s);
    else if (s < HOUR_S)
        snprintf(text, n, "%ld min %02ld s", s / MINUTE_S, s % MINUTE_S);
    else
        snprintf(text, n, "%ld h %02ld min", s / HOUR_S, s % HOUR_S / MINUTE_S);
}

/* "3.1 a second, 3 min 42 s left" as far as it is known. */
static void pace(const struct bar *bar, size_t done, size_t n_quick, char *text, size_t n)
{
    char left[40];
    double seconds = monotonic_s() - bar->started_s, slow = (double)(done - n_quick);
    text[0] = '\0';
    if (slow < 1 || seconds < 1)
        return;
    bar_duration((double)(bar->total - done) * seconds / slow, left, sizeof left);
    snprintf(text, n, ", %.1f a second, %s left", slow / seconds, left);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* In one line, which alone can be cleared: TEXT has what it needs, the bar what is left. */
static void draw(const struct bar *bar, size_t done, const char *text)
{
    size_t taken = strlen(" ") + strlen(bar->doing) + strlen("  "), n = strlen(text);
    size_t room = (size_t)terminal_columns(fileno(bar->stream), USUAL_COLUMNS) - 1;
    room = room > taken ? room - taken : 0;
    size_t width = room > n ? least(room - n, WIDTH) : 0;
    size_t filled = bar->total > 0 ? done * width / bar->total : width;
    fprintf(bar->stream, "\r\x1b[K %s ", bar->doing);
    for (size_t i = 0; i < width; i++)
        fputs(i < filled ? bar->utf8 ? "━" : "#" : bar->utf8 ? "─" : "-", bar->stream);
    fprintf(bar->stream, "%s%.*s", width > 0 ? " " : "", (int)least(room, n), text);
}

void bar_show(struct bar *bar, size_t done, size_t n_quick, size_t without)
{
    char how_fast[100], nothing[60] = "", text[240];
    double now = monotonic_s();
    if (bar->silent || now - bar->shown_s < (bar->terminal ? DRAW_EVERY_S : LINE_EVERY_S))
        return;
    bar->shown_s = now;
    pace(bar, done, n_quick, how_fast, sizeof how_fast);
    if (without > 0)
        snprintf(nothing, sizeof nothing, ", %zu without points", without);
    snprintf(text, sizeof text, "%zu of %zu%s%s", done, bar->total, how_fast, nothing);
    if (bar->terminal)
        draw(bar, done, text);
    else
        fprintf(bar->stream, "%s: %s\n", bar->doing, text);
    fflush(bar->stream);
    bar->drawn = bar->terminal;
}

void bar_clear(struct bar *bar)
{
    if (!bar->drawn)
        return;
    fputs("\r\x1b[K", bar->stream);
    fflush(bar->stream);
    bar->drawn = false;
}
