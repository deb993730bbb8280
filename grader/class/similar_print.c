#include "class/similar_print.h"

enum { MAX_LISTED = 50 };

const char similar_says[] = "A percentage is how much of a text's tokens stand in the "
                            "other text too, in the same\n"
                            "order, in runs of %d tokens or more. Names, numbers, "
                            "comments and layout do not count,\n"
                            "and what the template gave was taken out before.";

const char similar_does_not_say[] = "It does not say why. The exercise has few right "
                                    "answers, the lecture's formulas are the\n"
                                    "same for all, and two texts may have a common "
                                    "source that both were free to use. Read\n"
                                    "both before you think anything of a number.";

static void print_outcome(FILE *stream, size_t n, const char *why, const char *before,
                          const char *after)
{
    if (n > 0)
        fprintf(stream, "%s%zu %s not compared: %s%s", before, n,
                n == 1 ? "text was" : "texts were", why, after);
}

void similar_print_missing(FILE *stream, const struct comparison *c, const char *before,
                           const char *after)
{
    print_outcome(stream, c->n_of[SIMILAR_EMPTY], "nearly nothing in it but the template",
                  before, after);
    print_outcome(stream, c->n_of[SIMILAR_TOO_LONG], "too long", before, after);
    print_outcome(stream, c->n_of[SIMILAR_UNREADABLE], "no source in it that can be read",
                  before, after);
    print_outcome(stream, c->n_of[SIMILAR_STUCK], "sim_c crashes on it or takes too long",
                  before, after);
    if (c->n_compared < c->n_wanted)
        fprintf(stream,
                "%s%lld of %lld pairs were not compared: sim_c did not get through them, "
                "or the time was over%s",
                before, (long long)(c->n_wanted - c->n_compared), (long long)c->n_wanted,
                after);
    if (c->n_more > 0)
        fprintf(stream, "%s%lld more pairs are above the threshold and were left out%s",
                before, (long long)c->n_more, after);
}

static void print_head(FILE *stream, const struct comparison *c)
{
    fprintf(stream, "%zu students", c->n_students);
    if (c->n_earlier > 0)
        fprintf(stream, " and %zu texts of earlier years", c->n_earlier);
    fprintf(stream, ": %lld pairs of texts compared, by %s\n", (long long)c->n_compared,
            c->tool);
    similar_print_missing(stream, c, "", "\n");
}

static void print_same(FILE *stream, const struct comparison *c)
{
    size_t n = comparison_n_same(c), listed = 0;
    if (n == 0)
        return;
    fprintf(stream, "\nthe same files, byte for byte: %zu\n", n);
    for (size_t i = 0; i < c->n_texts && listed < MAX_LISTED; i++)
        if (c->texts[i].n_students > 1 && c->texts[i].outcome == SIMILAR_COMPARED) {
            fprintf(stream, "  %s\n", c->texts[i].label);
            listed++;
        }
    if (n > listed)
        fprintf(stream, "  and %zu more\n", n - listed);
}

void similar_print_percent(FILE *stream, int percent)
{
    if (percent > 0)
        fprintf(stream, "%3d %%", percent);
    else
        fputs("  ? %", stream);
}

static void print_side(FILE *stream, int percent, const struct compared_text *text)
{
    fputs("  ", stream);
    similar_print_percent(stream, percent);
    fprintf(stream, " of %s\n", text->label);
}

static void print_pairs(FILE *stream, const struct comparison *c)
{
    fprintf(stream, "\npairs with %d %% or more: %zu\n", c->threshold, c->n_pairs);
    for (size_t i = 0; i < c->n_pairs && i < MAX_LISTED; i++) {
        const struct compared_pair *pair = &c->pairs[i];
        print_side(stream, pair->first_percent, &c->texts[pair->first]);
        print_side(stream, pair->second_percent, &c->texts[pair->second]);
        if (i + 1 < c->n_pairs)
            fputc('\n', stream);
    }
    if (c->n_pairs > MAX_LISTED)
        fprintf(stream, "  and %zu more: 'gradeclass report' shows them\n",
                c->n_pairs - MAX_LISTED);
}

int similar_print(FILE *stream, struct gradebook *book)
{
    struct comparison c;
    if (comparison_read(&c, book, false) != 0)
        return -1;
    print_head(stream, &c);
    print_same(stream, &c);
    print_pairs(stream, &c);
    fputc('\n', stream);
    fprintf(stream, similar_says, c.run_tokens);
    fprintf(stream, "\n%s\n", similar_does_not_say);
    comparison_release(&c);
    return 0;
}
