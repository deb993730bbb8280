#include "class/site.h"

#include "class/bar.h"
#include "class/similar_site.h"
#include "class/site_folder.h"
#include "class/site_json.h"
#include "error.h"
#include "file.h"
#include "folder.h"
#include "report/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ASSET_BYTES = 4 << 20 };

static const char *const assets[] = {"class.js", "class.css", "student.js",
                                     "student.css"};

/* A page: DATA, which is freed, in the file SHELL of the viewer. */
static int write_page(const struct site_source *source, const char *folder,
                      const char *name, const char *shell, char *data)
{
    char *viewer = data ? file_path(source->viewer, shell) : NULL;
    char *page = viewer ? page_text(viewer, data) : NULL;
    int status = page ? folder_write(folder, name, page, strlen(page)) : -1;
    free(page);
    free(viewer);
    free(data);
    return status;
}

static int copy_asset(const struct site_source *source, const char *folder,
                      const char *name)
{
    unsigned char *bytes = NULL;
    size_t n_bytes;
    char *path = file_path(source->viewer, name);
    int status = path ? file_read(path, MAX_ASSET_BYTES, &bytes, &n_bytes) : -1;
    if (status == 0)
        status = folder_write(folder, name, bytes, n_bytes);
    free(bytes);
    free(path);
    return status;
}

static int write_assets(const struct site_source *source, const struct site_folder *site)
{
    char *folder = file_path(site->fresh, "assets");
    int status = folder ? site_folder_make(site, "assets") : -1;
    for (size_t i = 0; i < sizeof assets / sizeof assets[0] && status == 0; i++)
        status = copy_asset(source, folder, assets[i]);
    free(folder);
    return status;
}

static int write_class(const struct site_source *source, const struct site_folder *site)
{
    char now[TIME_UTC_BYTES];
    long n_similar;
    time_utc_now(now);
    if (similar_write_site(source->book, site->fresh, source->class->anonymous,
                           &n_similar) != 0)
        return -1;
    return write_page(source, site->fresh, "index.html", "class.html",
                      site_class_json(source->class, now, n_similar));
}

/* ---- students ---- */

/* What a page is made of: attempt a of student s; without a counting one, one page without results. */
struct job {
    size_t s, a;
    int64_t result;
};

static int by_result(const void *a, const void *b)
{
    const struct job *left = a, *right = b;
    if (left->result != right->result)
        return left->result < right->result ? -1 : 1;
    if (left->s != right->s)
        return left->s < right->s ? -1 : 1;
    return left->a < right->a ? -1 : left->a > right->a;
}

/* Those with the same results follow each other, so that these are read once. */
static struct job *list_jobs(const struct site_class *class, size_t *n)
{
    size_t most = 1;
    for (size_t s = 0; s < class->n_students; s++)
        most += class->students[s].n_attempts + 1;
    struct job *jobs = malloc(most * sizeof *jobs);
    *n = 0;
    if (!jobs) {
        error("out of memory");
        return NULL;
    }
    for (size_t s = 0; s < class->n_students; s++) {
        const struct site_student *student = &class->students[s];
        for (size_t a = 0; a < student->n_attempts; a++)
            if (student->attempts[a].graded)
                jobs[(*n)++] = (struct job){s, a, student->attempts[a].result};
        if (!site_counting(student))
            jobs[(*n)++] = (struct job){s, student->n_attempts, 0};
    }
    qsort(jobs, *n, sizeof *jobs, by_result);
    return jobs;
}

static int write_student(const struct site_source *source, const char *folder,
                         struct site_results *results, const struct job *job)
{
    const struct site_student *student = &source->class->students[job->s];
    char name[SITE_PAGE_BYTES];
    site_page_name(name, student, job->a);
    return write_page(source, folder, name, "student.html",
                      site_student_json(results, source->class, student, job->a));
}

static int write_students(const struct site_source *source,
                          const struct site_folder *site, size_t *n_pages)
{
    struct site_results results = {.book = source->book,
                                   .anonymous = source->class->anonymous};
    char *folder = file_path(site->fresh, "students");
    struct job *jobs = folder ? list_jobs(source->class, n_pages) : NULL;
    int status = jobs ? site_folder_make(site, "students") : -1;
    struct bar bar;
    bar_start(&bar, stderr, "writing pages", *n_pages, source->quiet);
    for (size_t i = 0; i < *n_pages && status == 0; i++) {
        status = write_student(source, folder, &results, &jobs[i]);
        bar_show(&bar, i + 1, 0, 0);
    }
    bar_clear(&bar);
    site_results_release(&results);
    free(jobs);
    free(folder);
    return status;
}

int site_write(const struct site_source *source, const char *path, size_t *n_pages)
{
    struct site_folder site;
    *n_pages = 0;
    if (site_folder_begin(&site, path) != 0)
        return -1;
    int status = write_assets(source, &site) == 0 &&
                         write_students(source, &site, n_pages) == 0 &&
                         write_class(source, &site) == 0
                     ? 0
                     : -1;
    return site_folder_end(&site, status);
}
