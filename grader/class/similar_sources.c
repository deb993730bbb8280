#include "class/similar_sources.h"

#include "class/grow.h"
#include "class/intake.h"
#include "error.h"
#include "file.h"
#include "folder.h"
#include "submission.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const char *similar_outcome_name(enum similar_outcome outcome)
{
    static const char *const names[] = {[SIMILAR_COMPARED] = "compared",
                                        [SIMILAR_EMPTY] = "nothing of its own",
                                        [SIMILAR_TOO_LONG] = "too long",
                                        [SIMILAR_UNREADABLE] = "unreadable",
                                        [SIMILAR_STUCK] = "stuck"};
    return names[outcome];
}

bool similar_takes(const char *name)
{
    return submission_takes(name) && strcmp(name, "backprop.h") != 0;
}

static struct similar_source *add_source(struct similar_sources *all, const char *content,
                                         const char *origin)
{
    struct similar_source *more = grow(all->sources, all->n, sizeof *more);
    if (!more)
        return NULL;
    all->sources = more;
    more[all->n] = (struct similar_source){
        .content = strdup(content), .origin = strdup(origin), .text = strdup("")};
    struct similar_source *source = &more[all->n++];
    if (source->content && source->origin && source->text)
        return source;
    error("out of memory");
    return NULL;
}

/* ---- the text ---- */

static int add_text(struct similar_source *source,
                    const struct similar_template *template, const void *bytes, size_t n)
{
    size_t n_tokens;
    char *text = similar_text(template, bytes, n, &n_tokens);
    char *longer =
        text ? realloc(source->text, strlen(source->text) + strlen(text) + 1) : NULL;
    if (longer) {
        source->text = strcat(longer, text);
        source->n_tokens += n_tokens;
    } else if (text)
        error("out of memory");
    free(text);
    return longer ? 0 : -1;
}

/* What is not compared needs no text. */
static void judge(struct similar_source *source)
{
    if (source->n_tokens < SIMILAR_RUN_TOKENS)
        source->outcome = SIMILAR_EMPTY;
    else if (source->n_tokens > SIMILAR_MAX_TOKENS)
        source->outcome = SIMILAR_TOO_LONG;
    else
        return;
    free(source->text);
    source->text = NULL;
}

static int compare_sources(const void *a, const void *b)
{
    const struct similar_source *x = a, *y = b;
    if (x->n_tokens != y->n_tokens)
        return x->n_tokens < y->n_tokens ? -1 : 1;
    int by_content = strcmp(x->content, y->content);
    return by_content != 0 ? by_content : strcmp(x->origin, y->origin);
}

static void sort(struct similar_source *sources, size_t n)
{
    if (n > 0)
        qsort(sources, n, sizeof *sources, compare_sources);
}

/* ---- the class ---- */

static int read_files(struct similar_source *source, struct gradebook *book,
                      const struct similar_template *template)
{
    sqlite3_stmt *rows = gradebook_query(
        book, "SELECT name, bytes FROM files WHERE content = ? ORDER BY name", "t",
        source->content);
    int step;
    while ((step = gradebook_step(book, rows)) > 0)
        if (similar_takes(gradebook_text(rows, 0)) &&
            add_text(source, template, sqlite3_column_blob(rows, 1),
                     (size_t)sqlite3_column_bytes(rows, 1)) != 0) {
            step = -1;
            break;
        }
    sqlite3_finalize(rows);
    if (step == 0)
        judge(source);
    return step;
}

static int add_attempt(struct similar_source *source, int64_t attempt)
{
    int64_t *more = grow(source->attempts, source->n_attempts, sizeof *more);
    if (!more)
        return -1;
    source->attempts = more;
    more[source->n_attempts++] = attempt;
    return 0;
}

/* ROW is of an attempt; rows of the same content follow each other. */
static int add_row(struct similar_sources *all, sqlite3_stmt *row, struct gradebook *book,
                   const struct similar_template *template)
{
    const char *content = gradebook_text(row, 0);
    struct similar_source *source = all->n > 0 ? &all->sources[all->n - 1] : NULL;
    if (!source || strcmp(source->content, content) != 0) {
        source = add_source(all, content, "");
        if (!source || read_files(source, book, template) != 0)
            return -1;
    }
    return add_attempt(source, sqlite3_column_int64(row, 1));
}

static int read_class(struct similar_sources *all, struct gradebook *book,
                      const struct similar_template *template)
{
    static const char sql[] =
        "SELECT a.content, a.id FROM students AS s JOIN attempts AS a ON a.id ="
        " (SELECT b.id FROM attempts AS b WHERE b.student = s.id AND EXISTS"
        "   (SELECT 1 FROM files AS f WHERE f.content = b.content)"
        "  ORDER BY b.submitted_at DESC, b.id DESC LIMIT 1) ORDER BY a.content, s.id";
    sqlite3_stmt *rows = gradebook_query(book, sql, "");
    int step;
    while ((step = gradebook_step(book, rows)) > 0)
        if (add_row(all, rows, book, template) != 0) {
            step = -1;
            break;
        }
    sqlite3_finalize(rows);
    all->n_class = all->n;
    sort(all->sources, all->n_class);
    return step;
}

/* ---- earlier years ---- */

/* "2024/s1001" of "years/2024/" */
static char *origin_of(const char *folder, const char *source)
{
    size_t n = strlen(folder), first;
    while (n > 1 && folder[n - 1] == '/')
        n--;
    for (first = n; first > 0 && folder[first - 1] != '/';)
        first--;
    char *origin = malloc(n - first + strlen(source) + 2);
    if (origin)
        sprintf(origin, "%.*s/%s", (int)(n - first), folder + first, source);
    else
        error("out of memory");
    return origin;
}

static int read_staged(struct similar_source *source, const char *folder,
                       const struct similar_template *template)
{
    int status = staged_files_read(&source->files, folder);
    for (size_t i = 0; i < source->files.n && status == 0; i++)
        if (similar_takes(source->files.files[i].name))
            status = add_text(source, template, source->files.files[i].bytes,
                              source->files.files[i].n_bytes);
    if (status == 0)
        judge(source);
    return status;
}

static int add_earlier(struct similar_sources *all, const char *folder,
                       const struct handed_in *item,
                       const struct similar_template *template, const char *staging)
{
    struct staged staged;
    if (mkdir(staging, 0755) != 0)
        return error("cannot make '%s': %s", staging, strerror(errno));
    char *origin = origin_of(folder, item->source);
    int status = origin ? stage(&staged, item, staging) : -1;
    struct similar_source *source =
        status == 0 ? add_source(all, staged.refusal[0] ? "" : staged.content, origin)
                    : NULL;
    if (!source)
        status = -1;
    else if (staged.refusal[0])
        source->outcome = SIMILAR_UNREADABLE;
    else
        status = read_staged(source, staging, template);
    free(origin);
    return folder_remove(staging) == 0 ? status : -1;
}

static int read_earlier(struct similar_sources *all, const char *folder,
                        const struct similar_template *template, const char *work)
{
    struct intake intake;
    char *staging = file_path(work, "earlier");
    int status = staging ? intake_read(&intake, folder) : -1;
    if (status == 0) {
        for (size_t i = 0; i < intake.n && status == 0; i++)
            status = add_earlier(all, folder, &intake.items[i], template, staging);
        intake_release(&intake);
    }
    free(staging);
    return status;
}

/* ---- all of them ---- */

int similar_sources_read(struct similar_sources *all, struct gradebook *book,
                         const struct class_list *also,
                         const struct similar_template *template, const char *work)
{
    *all = (struct similar_sources){0};
    int status = read_class(all, book, template);
    for (size_t i = 0; i < also->n && status == 0; i++)
        status = read_earlier(all, also->items[i], template, work);
    if (status == 0)
        sort(all->sources + all->n_class, all->n - all->n_class);
    else
        similar_sources_release(all);
    return status;
}

void similar_sources_release(struct similar_sources *all)
{
    for (size_t i = 0; i < all->n; i++) {
        struct similar_source *source = &all->sources[i];
        free(source->content);
        free(source->origin);
        free(source->text);
        free(source->attempts);
        staged_files_release(&source->files);
    }
    free(all->sources);
    *all = (struct similar_sources){0};
}
