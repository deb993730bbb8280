#include "class/similar_store.h"

#include "class/time_utc.h"

static int insert_comparison(struct gradebook *book, const struct similar *similar,
                             const struct similar_request *request, const char *tool,
                             int64_t *comparison)
{
    char now[TIME_UTC_BYTES];
    time_utc_now(now);
    int status = gradebook_run(
        book,
        "INSERT INTO comparisons (compared_at, tool, run_tokens, threshold, n_wanted,"
        " n_compared, n_more) VALUES (?, ?, ?, ?, ?, ?, ?)",
        "ttiiiii", now, tool, (int64_t)request->sim.run_tokens,
        (int64_t)request->threshold, (int64_t)similar->n_wanted,
        (int64_t)similar->n_compared, (int64_t)similar->n_more);
    *comparison = sqlite3_last_insert_rowid(gradebook_database(book));
    return status;
}

static int insert_text(struct gradebook *book, int64_t comparison, int64_t text,
                       const struct similar_source *source)
{
    int status =
        gradebook_run(book, "INSERT INTO compared_texts VALUES (?, ?, ?, ?, ?, ?)",
                      "iittit", comparison, text, source->content, source->origin,
                      (int64_t)source->n_tokens, similar_outcome_name(source->outcome));
    for (size_t i = 0; i < source->n_attempts && status == 0; i++)
        status = gradebook_run(book, "INSERT INTO compared_attempts VALUES (?, ?, ?)",
                               "iii", comparison, text, source->attempts[i]);
    return status;
}

static int put_files(struct gradebook *book, const struct similar_source *source)
{
    return gradebook_put_files(book, source->content, source->files.files,
                               source->files.n);
}

static int insert_run(struct gradebook *book, int64_t id, const struct similar_pair *pair,
                      const struct sim_run *run)
{
    bool of_first = run->first == pair->first;
    return gradebook_run(
        book, "INSERT INTO similar_runs VALUES (?, ?, ?, ?, ?, ?, ?)", "iiiiiii", id,
        (int64_t)of_first, (int64_t)(of_first ? run->first_line : run->second_line),
        (int64_t)(of_first ? run->first_end : run->second_end),
        (int64_t)(of_first ? run->second_line : run->first_line),
        (int64_t)(of_first ? run->second_end : run->first_end), (int64_t)run->tokens);
}

static int insert_pair(struct gradebook *book, int64_t comparison,
                       const struct similar_sources *sources,
                       const struct similar_pair *pair)
{
    int status = gradebook_run(
        book,
        "INSERT INTO similar_pairs (comparison, first, second, first_percent,"
        " second_percent, first_tokens, second_tokens) VALUES (?, ?, ?, ?, ?, ?, ?)",
        "iiiiiii", comparison, (int64_t)pair->first, (int64_t)pair->second,
        (int64_t)pair->first_percent, (int64_t)pair->second_percent,
        (int64_t)pair->first_tokens, (int64_t)pair->second_tokens);
    int64_t id = sqlite3_last_insert_rowid(gradebook_database(book));
    for (size_t i = 0; i < pair->n_runs && status == 0; i++)
        status = insert_run(book, id, pair, &pair->runs[i]);
    if (status == 0)
        status = put_files(book, &sources->sources[pair->first]);
    return status == 0 ? put_files(book, &sources->sources[pair->second]) : -1;
}

static int insert_all(struct gradebook *book, const struct similar *similar,
                      const struct similar_sources *sources,
                      const struct similar_request *request, const char *tool)
{
    int64_t comparison;
    int status = insert_comparison(book, similar, request, tool, &comparison);
    for (size_t i = 0; i < sources->n && status == 0; i++)
        status = insert_text(book, comparison, (int64_t)i, &sources->sources[i]);
    for (size_t i = 0; i < similar->n_pairs && status == 0; i++)
        status = insert_pair(book, comparison, sources, &similar->pairs[i]);
    return status;
}

int similar_store(struct gradebook *book, const struct similar *similar,
                  const struct similar_sources *sources,
                  const struct similar_request *request, const char *tool)
{
    if (gradebook_begin(book) != 0)
        return -1;
    if (insert_all(book, similar, sources, request, tool) == 0 &&
        gradebook_commit(book) == 0)
        return 0;
    gradebook_roll_back(book);
    return -1;
}
