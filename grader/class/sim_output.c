#include "class/sim_output.h"

#include "class/grow.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_NUMBER = 100000000, ODD = 1 };

/* Where in the line; each function takes what it names from there, or nothing. */
struct cursor {
    const char *at;
};

static bool take(struct cursor *c, const char *text)
{
    size_t n = strlen(text);
    if (strncmp(c->at, text, n) != 0)
        return false;
    c->at += n;
    return true;
}

static void take_blanks(struct cursor *c)
{
    c->at += strspn(c->at, " ");
}

static bool take_number(struct cursor *c, size_t max, size_t *number)
{
    size_t n = 0;
    const char *first = c->at;
    for (; *c->at >= '0' && *c->at <= '9'; c->at++)
        if ((n = 10 * n + (size_t)(*c->at - '0')) > max)
            return false;
    *number = n;
    return c->at > first;
}

/* "3861 tokens", "1 line" */
static bool take_count(struct cursor *c, const char *unit, size_t *number)
{
    if (!take_number(c, MAX_NUMBER, number) || !take(c, " ") || !take(c, unit))
        return false;
    take(c, "s");
    return true;
}

static bool is_at_end(const struct cursor *c)
{
    return *c->at == '\n';
}

/* ---- the lines ---- */

static bool read_file(struct cursor c, size_t n_texts, size_t *tokens)
{
    size_t file, n_tokens, n_lines;
    if (!take(&c, "File "))
        return false;
    if (take(&c, "/: new/old separator"))
        return is_at_end(&c);
    if (!take_number(&c, n_texts - 1, &file) || !take(&c, ": ") ||
        !take_count(&c, "token", &n_tokens) || !take(&c, ", ") ||
        !take_count(&c, "line", &n_lines) || !is_at_end(&c))
        return false;
    tokens[file] = n_tokens;
    return true;
}

static bool read_total(struct cursor c)
{
    size_t n;
    return take(&c, "Total input: ") && take_count(&c, "file", &n) && take(&c, " (") &&
           take_number(&c, MAX_NUMBER, &n) && take(&c, " new, ") &&
           take_number(&c, MAX_NUMBER, &n) && take(&c, " old), ") &&
           take_count(&c, "token", &n) && is_at_end(&c);
}

static bool read_share(struct cursor c, size_t n_texts, struct sim_share *share)
{
    size_t percent;
    if (!take_number(&c, n_texts - 1, &share->first) || !take(&c, " consists for ") ||
        !take_number(&c, 100, &percent) || !take(&c, " % of ") ||
        !take_number(&c, n_texts - 1, &share->second) || !take(&c, " material") ||
        !is_at_end(&c))
        return false;
    share->percent = (int)percent;
    return percent > 0 && share->first != share->second;
}

/* "0: line 9-422" */
static bool take_place(struct cursor *c, size_t n_texts, size_t *text, size_t *line,
                       size_t *end)
{
    return take_number(c, n_texts - 1, text) && take(c, ": line ") &&
           take_number(c, MAX_NUMBER, line) && take(c, "-") &&
           take_number(c, MAX_NUMBER, end) && *line >= 1 && *end >= *line;
}

static bool read_run(struct cursor c, size_t n_texts, struct sim_run *run)
{
    if (!take_place(&c, n_texts, &run->first, &run->first_line, &run->first_end))
        return false;
    take_blanks(&c);
    if (!take(&c, "|") ||
        !take_place(&c, n_texts, &run->second, &run->second_line, &run->second_end))
        return false;
    take_blanks(&c);
    return take(&c, "[") && take_number(&c, MAX_NUMBER, &run->tokens) && take(&c, "]") &&
           is_at_end(&c) && run->first != run->second && run->tokens > 0;
}

/* ---- all of them ---- */

static int add_share(struct sim_output *output, const struct sim_share *share)
{
    struct sim_share *more = grow(output->shares, output->n_shares, sizeof *more);
    if (!more)
        return -1;
    output->shares = more;
    more[output->n_shares++] = *share;
    return 0;
}

static int add_run(struct sim_output *output, const struct sim_run *run)
{
    struct sim_run *more = grow(output->runs, output->n_runs, sizeof *more);
    if (!more)
        return -1;
    output->runs = more;
    more[output->n_runs++] = *run;
    return 0;
}

static int read_line(struct sim_output *output, const char *line, size_t n_texts,
                     size_t *tokens, bool *total)
{
    struct cursor c = {line};
    struct sim_share share;
    struct sim_run run;
    if (is_at_end(&c) || read_file(c, n_texts, tokens))
        return 0;
    if (read_total(c)) {
        *total = true;
        return 0;
    }
    if (read_share(c, n_texts, &share))
        return add_share(output, &share);
    if (read_run(c, n_texts, &run))
        return add_run(output, &run);
    return ODD;
}

int sim_output_read(struct sim_output *output, const char *text, size_t n_texts,
                    size_t *tokens)
{
    bool total = false;
    int status = 0;
    *output = (struct sim_output){0};
    while (status == 0 && *text) {
        const char *newline = strchr(text, '\n');
        status = newline ? read_line(output, text, n_texts, tokens, &total) : ODD;
        text = newline ? newline + 1 : text;
    }
    if (status == 0 && !total)
        status = ODD;
    if (status != 0)
        sim_output_release(output);
    return status;
}

void sim_output_release(struct sim_output *output)
{
    free(output->shares);
    free(output->runs);
    *output = (struct sim_output){0};
}
