#include "class/similar.h"

#include "class/similar_pairs.h"
#include "error.h"
#include "folder.h"
#include "monotonic.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCK = 100,     /* texts; measured: docs/gradebook.md */
    CALL_MS = 20000, /* of two blocks; they take some 300 ms */
    ALONE_MS = 100,  /* of a text by itself, which takes some 10 ms */
    ALONE_TRIES = 3, /* the machine may be busy with something else */
    PAIR_MS = 10000
};

struct work {
    struct similar *similar;
    struct similar_source *sources;
    size_t n_class;
    const struct similar_request *request;
    struct sim_c sim;
    bool *is_vetted; /* of each source: sim_c gets through it alone */
    size_t empty;    /* the number of a text with nothing in it */
    double end_s;
    size_t n_done; /* pairs that were dealt with */
};

/* Numbers of sources. */
struct block {
    size_t n;
    size_t *texts;
};

/* The time that a call may take, of LIMIT_MS; 0: the time is over. */
static int time_left(struct work *w, int limit_ms)
{
    double left_ms = 1e3 * (w->end_s - monotonic_s());
    if (left_ms < 1) {
        w->similar->late = true;
        return 0;
    }
    return left_ms < limit_ms ? (int)left_ms : limit_ms;
}

static bool is_compared(const struct work *w, size_t text)
{
    return w->sources[text].outcome == SIMILAR_COMPARED;
}

/* ---- blocks ---- */

static int compare_blocks(struct work *w, struct block a, struct block b);

/* Leaves those in the block out that are not compared any more. */
static void thin(const struct work *w, struct block *block)
{
    size_t n = 0;
    for (size_t i = 0; i < block->n; i++)
        if (is_compared(w, block->texts[i]))
            block->texts[n++] = block->texts[i];
    block->n = n;
}

static size_t pairs_of(struct block a, struct block b)
{
    return b.texts ? a.n * b.n : a.n * (a.n - 1) / 2;
}

/* Whether sim_c gets through the text, next to one without a token. Returns -1 after one error line. */
static int is_stuck_on(struct work *w, size_t text)
{
    if (w->is_vetted[text])
        return 0;
    for (int i = 0; i < ALONE_TRIES; i++) {
        struct sim_output output;
        int ms = time_left(w, ALONE_MS);
        if (ms == 0)
            return 0;
        switch (sim_c_shares(&w->sim, &text, 1, &w->empty, 1, 1, ms, &output)) {
        case SIM_C_DONE:
            sim_output_release(&output);
            w->is_vetted[text] = true;
            return 0;
        case SIM_C_FAILED: return -1;
        default: break;
        }
    }
    return 1;
}

/* *n_left_out: how many texts of the block sim_c is stuck on. */
static int leave_out(struct work *w, struct block block, size_t *n_left_out)
{
    for (size_t i = 0; i < block.n; i++) {
        int stuck = is_stuck_on(w, block.texts[i]);
        if (stuck < 0)
            return -1;
        if (stuck && !w->similar->late) {
            w->sources[block.texts[i]].outcome = SIMILAR_STUCK;
            ++*n_left_out;
        }
    }
    return 0;
}

static int compare_halves(struct work *w, struct block a, struct block b)
{
    if (b.texts && b.n > a.n) {
        struct block left = {b.n / 2, b.texts}, right = {b.n - left.n, b.texts + left.n};
        return compare_blocks(w, a, left) == 0 ? compare_blocks(w, a, right) : -1;
    }
    struct block left = {a.n / 2, a.texts}, right = {a.n - left.n, a.texts + left.n};
    if (compare_blocks(w, left, b) != 0 || compare_blocks(w, right, b) != 0)
        return -1;
    return b.texts ? 0 : compare_blocks(w, left, right);
}

static int try_again(struct work *w, struct block a, struct block b)
{
    size_t n_left_out = 0;
    if (leave_out(w, a, &n_left_out) != 0 ||
        (b.texts && leave_out(w, b, &n_left_out) != 0))
        return -1;
    if (w->similar->late)
        return 0;
    if (n_left_out > 0)
        return compare_blocks(w, a, b);
    return pairs_of(a, b) > 1 ? compare_halves(w, a, b) : 0;
}

static int take_shares(struct work *w, const struct sim_output *output)
{
    int status = 0;
    for (size_t i = 0; i < output->n_shares && status == 0; i++)
        status = similar_pairs_add(w->similar, &output->shares[i]);
    return status;
}

/* Each of A with each of B; with B empty, the pairs within A. */
static int compare_blocks(struct work *w, struct block a, struct block b)
{
    struct sim_output output;
    thin(w, &a);
    if (b.texts)
        thin(w, &b);
    if (a.n == 0 || pairs_of(a, b) == 0)
        return 0;
    int ms = time_left(w, CALL_MS), status = 0;
    if (ms == 0)
        return 0;
    switch (sim_c_shares(&w->sim, a.texts, a.n, b.texts, b.n, w->request->threshold, ms,
                         &output)) {
    case SIM_C_DONE:
        status = take_shares(w, &output);
        w->similar->n_compared += pairs_of(a, b);
        sim_output_release(&output);
        return status;
    case SIM_C_STUCK: return try_again(w, a, b);
    default: return -1;
    }
}

/* ---- all of them ---- */

static size_t fill(const struct work *w, size_t *texts, size_t first, size_t end)
{
    size_t n = 0;
    for (size_t i = first; i < end; i++)
        if (is_compared(w, i))
            texts[n++] = i;
    return n;
}

/* Blocks i and j of TEXTS. compare_blocks() moves texts within a block: it gets copies. */
static int compare_two(struct work *w, struct block i, struct block j)
{
    size_t copies[2 * BLOCK];
    struct block a = {i.n, copies}, b = {j.n, j.texts ? copies + BLOCK : NULL};
    memcpy(a.texts, i.texts, i.n * sizeof *copies);
    if (b.texts)
        memcpy(b.texts, j.texts, j.n * sizeof *copies);
    int status = compare_blocks(w, a, b);
    w->n_done += pairs_of(i, j);
    if (w->request->progress)
        w->request->progress(w->request->context, w->n_done, w->similar->n_wanted);
    return status;
}

static struct block block_at(size_t *texts, size_t n, size_t at)
{
    return (struct block){n - at < BLOCK ? n - at : BLOCK, texts + at};
}

/* The class is sorted: of two blocks the first has the shorter texts, whose share in the longer ones is the
 * larger of the two. */
static int compare_class(struct work *w, size_t *texts, size_t n)
{
    const struct block none = {0, NULL};
    for (size_t i = 0; i < n; i += BLOCK) {
        if (compare_two(w, block_at(texts, n, i), none) != 0)
            return -1;
        for (size_t j = i + BLOCK; j < n; j += BLOCK)
            if (compare_two(w, block_at(texts, n, i), block_at(texts, n, j)) != 0)
                return -1;
    }
    return 0;
}

/* From both sides, since either may be the shorter text; a pair counts once. */
static int compare_earlier(struct work *w, size_t *texts, size_t n, size_t *earlier,
                           size_t n_earlier)
{
    for (size_t i = 0; i < n; i += BLOCK)
        for (size_t j = 0; j < n_earlier; j += BLOCK) {
            struct block a = block_at(texts, n, i), b = block_at(earlier, n_earlier, j);
            size_t compared = w->similar->n_compared;
            if (compare_two(w, a, b) != 0)
                return -1;
            size_t forth = w->similar->n_compared - compared;
            w->n_done -= pairs_of(a, b);
            w->similar->n_compared = compared;
            if (compare_two(w, b, a) != 0)
                return -1;
            if (w->similar->n_compared - compared > forth)
                w->similar->n_compared = compared + forth;
        }
    return 0;
}

static int compare_all(struct work *w, size_t n)
{
    size_t *texts = calloc(n + 1, sizeof *texts);
    if (!texts)
        return error("out of memory");
    size_t n_class = fill(w, texts, 0, w->n_class);
    size_t *earlier = texts + n_class, n_earlier = fill(w, earlier, w->n_class, n);
    w->similar->n_wanted =
        (n_class > 0 ? n_class * (n_class - 1) / 2 : 0) + n_class * n_earlier;
    int status = compare_class(w, texts, n_class);
    if (status == 0)
        status = compare_earlier(w, texts, n_class, earlier, n_earlier);
    free(texts);
    return status;
}

/* ---- what the pairs have in common ---- */

/* A pair without runs, because sim_c was stuck or the time is over, keeps the one percentage. */
static int find_runs(struct work *w)
{
    struct similar *similar = w->similar;
    if (similar->n_pairs > SIMILAR_MAX_PAIRS) {
        similar->n_more = similar->n_pairs - SIMILAR_MAX_PAIRS;
        similar->n_pairs = SIMILAR_MAX_PAIRS;
    }
    for (size_t i = 0; i < similar->n_pairs; i++) {
        struct similar_pair *pair = &similar->pairs[i];
        struct sim_output output;
        int ms = time_left(w, PAIR_MS);
        enum sim_c_end end =
            ms > 0 ? sim_c_runs(&w->sim, pair->first, pair->second, ms, &output)
                   : SIM_C_STUCK;
        if (end == SIM_C_FAILED)
            return -1;
        if (end == SIM_C_DONE) {
            similar_pair_take(pair, &output, w->sim.tokens);
            sim_output_release(&output);
        }
    }
    similar_pairs_sort(similar);
    return 0;
}

/* ---- and around it ---- */

static int write_text(const char *folder, size_t number, const char *text)
{
    char name[24];
    snprintf(name, sizeof name, "%zu", number);
    return folder_write(folder, name, text, strlen(text));
}

static int write_texts(const struct work *w, size_t n)
{
    int status = write_text(w->sim.folder, w->empty, "");
    for (size_t i = 0; i < n && status == 0; i++)
        if (is_compared(w, i))
            status = write_text(w->sim.folder, i, w->sources[i].text);
    return status == 0 ? sandbox_give_folder(w->sim.sandbox, w->sim.folder) : -1;
}

static void take_tokens(struct work *w, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (w->sim.tokens[i] > 0)
            w->sources[i].n_tokens = w->sim.tokens[i];
}

int similar_compare(struct similar *similar, struct similar_sources *sources,
                    const struct similar_request *request)
{
    struct work w = {.similar = similar,
                     .sources = sources->sources,
                     .n_class = sources->n_class,
                     .request = request,
                     .sim = request->sim,
                     .empty = sources->n,
                     .end_s = monotonic_s() + request->time_limit_s};
    *similar = (struct similar){0};
    w.sim.n_texts = sources->n + 1;
    w.sim.tokens = calloc(w.sim.n_texts, sizeof *w.sim.tokens);
    w.is_vetted = calloc(w.sim.n_texts, sizeof *w.is_vetted);
    int status = w.sim.tokens && w.is_vetted ? write_texts(&w, sources->n)
                                             : error("out of memory");
    if (status == 0)
        status = compare_all(&w, sources->n);
    if (status == 0) {
        similar_pairs_join(similar);
        status = find_runs(&w);
        take_tokens(&w, sources->n);
    }
    if (status != 0)
        similar_release(similar);
    free(w.sim.tokens);
    free(w.is_vetted);
    return status;
}

void similar_release(struct similar *similar)
{
    for (size_t i = 0; i < similar->n_pairs; i++)
        free(similar->pairs[i].runs);
    free(similar->pairs);
    *similar = (struct similar){0};
}

bool similar_is_whole(const struct similar *similar,
                      const struct similar_sources *sources)
{
    bool whole = similar->n_compared == similar->n_wanted && similar->n_more == 0;
    for (size_t i = 0; i < sources->n; i++)
        whole = whole && sources->sources[i].outcome <= SIMILAR_EMPTY;
    return whole;
}
