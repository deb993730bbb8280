/* screen.h: lines of text on a terminal: never wider than it, coloured where that is wanted, and
 * without a byte that would steer it. All text passes through printable(); in a style without
 * UTF-8 every other character becomes '?', a newline a space.
 *
 *     struct screen screen = {.stream = stdout, .style = style};
 *     screen_text(&screen, INK_BOLD, "%s", name);   as often as wanted, cut at the right edge
 *     screen_to(&screen, 30);                       spaces up to column 30
 *     screen_end(&screen);                          the line's end
 */
#ifndef GRADER_SCREEN_H
#define GRADER_SCREEN_H

#include "report/report.h"

#include <stdio.h>

/* Colours, and bits that go with each. */
enum ink {
    INK_PLAIN,
    INK_GREEN,
    INK_YELLOW,
    INK_RED,
    INK_CYAN,
    INK_COLOURS = 7, /* mask */
    INK_BOLD = 8,
    INK_DIM = 16
};

struct screen {
    FILE *stream; /* NULL: nothing is drawn, lines are counted */
    const struct terminal_style *style;
    int column; /* of the line under way */
    int lines;  /* ended so far */
};

/* Columns that TEXT takes; UTF-8, without control characters. */
int screen_width(const char *text);

/* Adds text to the line; what goes beyond the right edge is cut, which an ellipsis shows. */
void screen_text(struct screen *screen, int ink, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds spaces up to COLUMN, if the line is not there yet. */
void screen_to(struct screen *screen, int column);

void screen_end(struct screen *screen);

/* Adds the words of TEXT, from column `indent` on or where the line already is beyond it, on as
 * many lines as it takes, and ends the last. */
void screen_wrapped(struct screen *screen, int ink, int indent, const char *text);

/* A bar of `cells` columns of which value/max are filled: never full unless value is max, never
 * empty unless value is 0. Without UTF-8 it takes two columns more: [####----]. */
void screen_bar(struct screen *screen, int ink, int cells, int value, int max);

#endif
