#include "class/grow.h"
#include "class/similar_html.h"
#include "class/similar_print.h"
#include "printable.h"
#include "report/xml.h"

#include <stdlib.h>
#include <string.h>

enum {
    N_COLOURS = 6, /* c0..c5 of the style */
    MAX_LINE_BYTES = 1000,
    MAX_SHOWN_BYTES = 1 << 19 /* of a text; what is longer is mostly comment */
};

/* The runs of the direction that has more in common; lines[side] is of the pair's first and second. */
struct shown_run {
    size_t line[2], end[2];
    int64_t tokens;
};

struct shown_runs {
    size_t n;
    struct shown_run *runs; /* by their place in the first text */
};

static int take_run(void *context, sqlite3_stmt *row)
{
    struct shown_runs *shown = context;
    struct shown_run *more = grow(shown->runs, shown->n, sizeof *more);
    if (!more)
        return -1;
    shown->runs = more;
    more[shown->n++] = (struct shown_run){
        {(size_t)sqlite3_column_int64(row, 0), (size_t)sqlite3_column_int64(row, 2)},
        {(size_t)sqlite3_column_int64(row, 1), (size_t)sqlite3_column_int64(row, 3)},
        sqlite3_column_int64(row, 4)};
    return 0;
}

static int read_runs(struct shown_runs *shown, struct gradebook *book, int64_t pair)
{
    *shown = (struct shown_runs){0};
    int status = gradebook_each(
        book, take_run, shown,
        "SELECT first_line, first_end, second_line, second_end, tokens FROM similar_runs"
        " WHERE pair = ?1 AND of_first = (SELECT first_tokens >= second_tokens FROM"
        "  similar_pairs WHERE id = ?1) ORDER BY first_line, second_line",
        "i", pair);
    if (status != 0)
        free(shown->runs);
    return status;
}

/* ---- a text ---- */

/* A text under way. */
struct side {
    FILE *page;
    int number; /* 0, 1 */
    const struct shown_runs *runs;
    size_t line;    /* that comes next, from 1, counted on from file to file */
    size_t n_bytes; /* shown so far */
};

static const char letters[] = "ab";

/* The longest run that the line is in; runs->n: none. */
static size_t run_at(const struct side *side)
{
    size_t longest = side->runs->n;
    for (size_t i = 0; i < side->runs->n; i++) {
        const struct shown_run *run = &side->runs->runs[i];
        if (run->line[side->number] <= side->line &&
            side->line <= run->end[side->number] &&
            (longest == side->runs->n || run->tokens > side->runs->runs[longest].tokens))
            longest = i;
    }
    return longest;
}

/* Where runs begin, their places stand, and lead to the other text. */
static void write_marks(const struct side *side)
{
    const char other = letters[1 - side->number];
    fputs("<span>", side->page);
    for (size_t i = 0; i < side->runs->n; i++)
        if (side->runs->runs[i].line[side->number] == side->line)
            fprintf(side->page,
                    "<a id=\"%c%zu\" href=\"#%c%zu\" aria-label=\"run %zu in the other "
                    "text\">%zu</a> ",
                    letters[side->number], i + 1, other, i + 1, i + 1, i + 1);
    fputs("</span>", side->page);
}

static int write_line(struct side *side, size_t shown, const char *bytes, size_t n)
{
    size_t run = run_at(side), kept = n < MAX_LINE_BYTES ? n : MAX_LINE_BYTES;
    char *text = printable(bytes, kept);
    if (!text)
        return -1;
    fputs("<div class=\"line", side->page);
    if (run < side->runs->n)
        fprintf(side->page, " c%zu", run % N_COLOURS);
    fprintf(side->page, "\"><span>%zu</span>", shown);
    write_marks(side);
    fputs("<code>", side->page);
    xml_text(side->page, text);
    fputs(kept < n ? " ...</code></div>\n" : "</code></div>\n", side->page);
    side->n_bytes += kept;
    free(text);
    return 0;
}

static int write_file(struct side *side, const char *name, const char *bytes, size_t n)
{
    char *shown_name = printable_name(name);
    const char *end = bytes + n;
    int status = shown_name ? 0 : -1;
    fputs("<h3>", side->page);
    if (shown_name)
        xml_text(side->page, shown_name);
    fputs("</h3>\n", side->page);
    free(shown_name);
    for (size_t shown = 1; bytes < end && status == 0; shown++, side->line++) {
        const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
        size_t n_line = (size_t)((newline ? newline : end) - bytes);
        size_t n_text = n_line > 0 && bytes[n_line - 1] == '\r' ? n_line - 1 : n_line;
        if (side->n_bytes < MAX_SHOWN_BYTES)
            status = write_line(side, shown, bytes, n_text);
        bytes += n_line + 1;
        if (!newline)
            bytes = end;
    }
    return status;
}

static int take_file(void *side, sqlite3_stmt *row)
{
    const char *name = gradebook_text(row, 0);
    return similar_takes(name) ? write_file(side, name, sqlite3_column_blob(row, 1),
                                            (size_t)sqlite3_column_bytes(row, 1))
                               : 0;
}

static int write_files(struct side *side, struct gradebook *book, const char *content)
{
    return gradebook_each(book, take_file, side,
                          "SELECT name, bytes FROM files WHERE content = ? ORDER BY name",
                          "t", content);
}

static int write_text(FILE *page, int number, struct gradebook *book,
                      const struct compared_text *text, int percent,
                      const struct shown_runs *runs)
{
    struct side side = {.page = page, .number = number, .runs = runs, .line = 1};
    fputs("<section>\n<h2>", page);
    xml_text(page, text->label);
    fputs("</h2>\n<p class=\"quiet\">", page);
    similar_print_percent(page, percent);
    fprintf(page,
            " of its %lld tokens are in the other text</p>\n<div class=\"text\" "
            "tabindex=\"0\" role=\"region\" aria-label=\"",
            (long long)text->tokens);
    xml_text(page, text->label);
    fputs("\">\n", page);
    int status = write_files(&side, book, text->content);
    if (side.n_bytes >= MAX_SHOWN_BYTES)
        fputs("<h3>what follows is not shown</h3>\n", page);
    fputs("</div>\n</section>\n", page);
    return status;
}

/* ---- the page ---- */

static void write_runs(FILE *page, const struct shown_runs *runs)
{
    fprintf(page, "<h2>%zu %s the same in both</h2>\n<div class=\"runs\">\n", runs->n,
            runs->n == 1 ? "run of tokens is" : "runs of tokens are");
    for (size_t i = 0; i < runs->n; i++)
        fprintf(page, "<a class=\"c%zu\" href=\"#a%zu\">%zu: %lld tokens</a>\n",
                i % N_COLOURS, i + 1, i + 1, (long long)runs->runs[i].tokens);
    fputs("</div>\n", page);
}

int similar_write_pair(FILE *page, struct gradebook *book, const struct comparison *c,
                       size_t number)
{
    const struct compared_pair *pair = &c->pairs[number - 1];
    char title[64];
    struct shown_runs runs;
    if (read_runs(&runs, book, pair->id) != 0)
        return -1;
    snprintf(title, sizeof title, "Similarity: pair %zu of %zu", number, c->n_pairs);
    similar_html_begin(page, title, true);
    fputs("<p class=\"quiet\"><a href=\"index.html\">All pairs</a>, and what the numbers "
          "say and do not say</p>\n",
          page);
    fprintf(page, "<h1>Pair %zu of %zu</h1>\n", number, c->n_pairs);
    write_runs(page, &runs);
    fputs("<div class=\"both\">\n", page);
    int status =
        write_text(page, 0, book, &c->texts[pair->first], pair->first_percent, &runs);
    if (status == 0)
        status = write_text(page, 1, book, &c->texts[pair->second], pair->second_percent,
                            &runs);
    fputs("</div>\n", page);
    similar_html_end(page);
    free(runs.runs);
    return status;
}
