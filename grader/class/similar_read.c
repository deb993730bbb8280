#include "class/similar_read.h"

#include "class/grow.h"
#include "error.h"
#include "printable.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of the students who handed in the same files; more are counted. */
enum { MAX_NAMED = 20 };

static int read_head(struct comparison *c, struct gradebook *book)
{
    sqlite3_stmt *row = gradebook_query(
        book,
        "SELECT id, compared_at, tool, run_tokens, threshold, n_wanted, n_compared,"
        " n_more, (SELECT count(*) FROM compared_texts WHERE comparison = c.id) FROM"
        " comparisons AS c ORDER BY id DESC LIMIT 1",
        "");
    int step = gradebook_step(book, row);
    if (step > 0) {
        c->id = sqlite3_column_int64(row, 0);
        snprintf(c->compared_at, sizeof c->compared_at, "%s", gradebook_text(row, 1));
        c->tool = strdup(gradebook_text(row, 2));
        c->run_tokens = sqlite3_column_int(row, 3);
        c->threshold = sqlite3_column_int(row, 4);
        c->n_wanted = sqlite3_column_int64(row, 5);
        c->n_compared = sqlite3_column_int64(row, 6);
        c->n_more = sqlite3_column_int64(row, 7);
        c->n_texts = (size_t)sqlite3_column_int64(row, 8);
        c->texts = calloc(c->n_texts + 1, sizeof *c->texts);
        if (!c->tool || !c->texts) {
            c->n_texts = 0;
            step = error("out of memory");
        }
    }
    sqlite3_finalize(row);
    return step;
}

/* ---- texts ---- */

static enum similar_outcome outcome_of(const char *name)
{
    int outcome = SIMILAR_N_OUTCOMES - 1;
    while (outcome > 0 &&
           strcmp(name, similar_outcome_name((enum similar_outcome)outcome)) != 0)
        outcome--;
    return (enum similar_outcome)outcome;
}

/* The row's text, with the label of an earlier year's. */
static int take_text(void *context, sqlite3_stmt *row)
{
    struct comparison *c = context;
    size_t number = (size_t)sqlite3_column_int64(row, 0);
    if (number >= c->n_texts || c->texts[number].content)
        return error("the gradebook's texts of a comparison are not numbered from 0");
    struct compared_text *text = &c->texts[number];
    text->content = strdup(gradebook_text(row, 1));
    text->label = printable_name(gradebook_text(row, 2));
    if (!text->content || !text->label)
        return error("out of memory");
    text->is_earlier = text->label[0] != '\0';
    text->tokens = sqlite3_column_int64(row, 3);
    text->outcome = outcome_of(gradebook_text(row, 4));
    c->n_of[text->outcome]++;
    c->n_earlier += text->is_earlier;
    return 0;
}

static int read_texts(struct comparison *c, struct gradebook *book)
{
    return gradebook_each(
        book, take_text, c,
        "SELECT text, content, origin, tokens, outcome FROM compared_texts"
        " WHERE comparison = ? ORDER BY text",
        "i", c->id);
}

/* ---- who they are ---- */

static int add_name(struct compared_text *text, const char *id, const char *name)
{
    char *shown_id = printable_name(id), *shown_name = printable_name(name);
    size_t n = strlen(text->label);
    char *label = NULL;
    if (shown_id && shown_name)
        label = realloc(text->label, n + strlen(shown_id) + strlen(shown_name) + 6);
    if (label) {
        text->label = label;
        sprintf(label + n, "%s%s%s%s", n > 0 ? ", " : "", shown_id,
                shown_name[0] ? " " : "", shown_name);
    }
    free(shown_id);
    free(shown_name);
    return label ? 0 : error("out of memory");
}

static int count_student(void *context, sqlite3_stmt *row)
{
    struct comparison *c = context;
    size_t number = (size_t)sqlite3_column_int64(row, 0);
    if (number >= c->n_texts)
        return error("the gradebook's texts of a comparison are not numbered from 0");
    c->texts[number].n_students++;
    c->n_students++;
    return 0;
}

static int take_student(void *context, sqlite3_stmt *row)
{
    struct comparison *c = context;
    if (count_student(c, row) != 0)
        return -1;
    struct compared_text *text = &c->texts[sqlite3_column_int64(row, 0)];
    return text->n_students <= MAX_NAMED
               ? add_name(text, gradebook_text(row, 1), gradebook_text(row, 2))
               : 0;
}

static int read_students(struct comparison *c, struct gradebook *book, bool anonymous)
{
    return gradebook_each(
        book, anonymous ? count_student : take_student, c,
        "SELECT c.text, s.id, s.name FROM compared_attempts AS c"
        " JOIN attempts AS a ON a.id = c.attempt JOIN students AS s ON s.id = a.student"
        " WHERE c.comparison = ? ORDER BY c.text, s.id",
        "i", c->id);
}

/* "text 12, of 3 students", "a, b and 5 more" */
static int finish_label(struct compared_text *text, size_t number, bool anonymous)
{
    char ending[64] = "";
    if (anonymous) {
        text->label[0] = '\0';
        int n = snprintf(ending, sizeof ending, "text %zu", number + 1);
        if (text->is_earlier)
            snprintf(ending + n, sizeof ending - (size_t)n, ", of an earlier year");
        else if (text->n_students > 1)
            snprintf(ending + n, sizeof ending - (size_t)n, ", of %zu students",
                     text->n_students);
    } else if (text->n_students > MAX_NAMED)
        snprintf(ending, sizeof ending, " and %zu more", text->n_students - MAX_NAMED);
    char *label = realloc(text->label, strlen(text->label) + strlen(ending) + 1);
    if (!label)
        return error("out of memory");
    text->label = strcat(label, ending);
    return 0;
}

/* ---- pairs ---- */

static int take_pair(void *context, sqlite3_stmt *row)
{
    struct comparison *c = context;
    struct compared_pair *more = grow(c->pairs, c->n_pairs, sizeof *more);
    if (!more)
        return -1;
    c->pairs = more;
    struct compared_pair *pair = &more[c->n_pairs++];
    *pair = (struct compared_pair){.id = sqlite3_column_int64(row, 0),
                                   .first = (size_t)sqlite3_column_int64(row, 1),
                                   .second = (size_t)sqlite3_column_int64(row, 2),
                                   .first_percent = sqlite3_column_int(row, 3),
                                   .second_percent = sqlite3_column_int(row, 4)};
    return pair->first < c->n_texts && pair->second < c->n_texts
               ? 0
               : error("the gradebook has a pair of texts that are not there");
}

static int read_pairs(struct comparison *c, struct gradebook *book)
{
    return gradebook_each(
        book, take_pair, c,
        "SELECT id, first, second, first_percent, second_percent FROM similar_pairs"
        " WHERE comparison = ? ORDER BY max(first_percent, second_percent) DESC,"
        " first_percent + second_percent DESC, id",
        "i", c->id);
}

/* ---- all of it ---- */

int comparison_read(struct comparison *c, struct gradebook *book, bool anonymous)
{
    *c = (struct comparison){0};
    int status = read_head(c, book);
    if (status == 0)
        return 0;
    if (status > 0)
        status = read_texts(c, book);
    if (status == 0)
        status = read_students(c, book, anonymous);
    for (size_t i = 0; i < c->n_texts && status == 0; i++)
        status = finish_label(&c->texts[i], i, anonymous);
    if (status == 0)
        status = read_pairs(c, book);
    if (status != 0)
        comparison_release(c);
    return status;
}

void comparison_release(struct comparison *c)
{
    for (size_t i = 0; i < c->n_texts; i++) {
        free(c->texts[i].content);
        free(c->texts[i].label);
    }
    free(c->tool);
    free(c->texts);
    free(c->pairs);
    *c = (struct comparison){0};
}

size_t comparison_n_same(const struct comparison *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_texts; i++)
        n += c->texts[i].n_students > 1 && c->texts[i].outcome == SIMILAR_COMPARED;
    return n;
}
