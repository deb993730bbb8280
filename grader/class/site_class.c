#include "class/site_class.h"

#include "class/site_rows.h"
#include "error.h"

#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const struct site_attempt *site_counting(const struct site_student *student)
{
    return student->counts < student->n_attempts ? &student->attempts[student->counts]
                                                 : NULL;
}

/* ---- names of pages ---- */

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/* The id itself where a file can be called so wherever the site lies; else what of it can, and a hash of
 * all of it. */
static void make_key(struct site_student *student)
{
    unsigned char hash[crypto_generichash_BYTES_MIN];
    char hex[2 * 8 + 1]; /* of half of it */
    size_t n = 0, length = strlen(student->id);
    bool same = length > 0 && length <= 48;
    for (size_t i = 0; i < length && n < 48; i++)
        if (is_plain(student->id[i]))
            student->key[n++] = student->id[i];
        else
            same = false;
    student->key[n] = '\0';
    if (same)
        return;
    crypto_generichash(hash, sizeof hash, (const unsigned char *)student->id, length,
                       NULL, 0);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hex / 2);
    snprintf(student->key + n, sizeof student->key - n, ".%s", hex);
}

void site_page_name(char name[SITE_PAGE_BYTES], const struct site_student *student,
                    size_t a)
{
    if (a == student->counts || a >= student->n_attempts)
        snprintf(name, SITE_PAGE_BYTES, "%s.html", student->key);
    else
        snprintf(name, SITE_PAGE_BYTES, "%s.%zu.html", student->key, a + 1);
}

/* ---- without names ---- */

static int replace(char **text, const char *with)
{
    char *copy = strdup(with);
    if (!copy)
        return error("out of memory");
    free(*text);
    *text = copy;
    return 0;
}

static void swap_at_random(struct site_student *students, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t k = randombytes_uniform((uint32_t)i);
        struct site_student other = students[i - 1];
        students[i - 1] = students[k];
        students[k] = other;
    }
}

/* "2026-11-29T21:59:07Z": to the hour. A set that is made for one student may be called after that
 * one: its hash alone stays. */
static int blur_attempt(struct site_attempt *attempt)
{
    const char *hash = strrchr(attempt->fixtures, '-');
    char set[64];
    if (strlen(attempt->submitted_at) == TIME_UTC_BYTES - 1)
        memcpy(attempt->submitted_at + strlen("2026-11-29T21"), ":00:00", 6);
    if (attempt->message[0] && replace(&attempt->message, "refused") != 0)
        return -1;
    if (strncmp(attempt->fixtures, "public-", 7) == 0 || attempt->fixtures[0] == '\0')
        return 0;
    snprintf(set, sizeof set, "hidden%.20s", hash ? hash : "");
    return replace(&attempt->fixtures, set);
}

static int blur_student(struct site_student *student, size_t number, int digits)
{
    char label[SITE_KEY_BYTES + 16];
    snprintf(student->key, sizeof student->key, "%0*zu", digits, number);
    snprintf(label, sizeof label, "Student %s", student->key);
    if (replace(&student->name, label) != 0 || replace(&student->id, student->key) != 0 ||
        replace(&student->section, "") != 0 ||
        (student->failure && replace(&student->failure, "the grader failed") != 0) ||
        (student->override && replace(&student->override, "set by hand") != 0))
        return -1;
    for (size_t a = 0; a < student->n_attempts; a++)
        if (blur_attempt(&student->attempts[a]) != 0)
            return -1;
    return 0;
}

static int hide_names(struct site_class *class)
{
    int digits = snprintf(NULL, 0, "%zu", class->n_students);
    swap_at_random(class->students, class->n_students);
    for (size_t s = 0; s < class->n_students; s++)
        if (blur_student(&class->students[s], s + 1, digits) != 0)
            return -1;
    return replace(&class->title, "");
}

static int by_name(const void *a, const void *b)
{
    const struct site_student *left = a, *right = b;
    int order = strcasecmp(left->name, right->name);
    return order ? order : strcmp(left->id, right->id);
}

static int order_students(struct site_class *class)
{
    if (class->anonymous)
        return hide_names(class);
    for (size_t s = 0; s < class->n_students; s++)
        make_key(&class->students[s]);
    if (class->n_students > 0)
        qsort(class->students, class->n_students, sizeof class->students[0], by_name);
    return 0;
}

/* ---- what counts ---- */

static void count_item(struct site_class *class, size_t t, int *item, int *total)
{
    size_t n = 0;
    for (size_t s = 0; s < class->n_students; s++) {
        int points = class->points[s * class->n_tasks + t];
        if (points < 0)
            continue;
        item[n] = points;
        total[n++] = site_counting(&class->students[s])->points;
    }
    statistics_of_item(item, total, n, class->tasks[t].max_points,
                       &class->tasks[t].statistics);
}

/* Alpha is of those who have points in every task. */
static void count_alpha(struct site_class *class, int *total)
{
    struct item_statistics *items = calloc(class->n_tasks + 1, sizeof *items);
    size_t n = 0;
    bool whole = items != NULL;
    for (size_t s = 0; s < class->n_students; s++)
        if (site_counting(&class->students[s]))
            total[n++] = site_counting(&class->students[s])->points;
    for (size_t t = 0; t < class->n_tasks && whole; t++) {
        items[t] = class->tasks[t].statistics;
        whole = items[t].n == n;
    }
    class->alpha = whole ? statistics_alpha(items, class->n_tasks, total, n) : NAN;
    free(items);
}

static int count(struct site_class *class)
{
    size_t n = class->n_students + 1, n_marks = 0;
    double *marks = malloc(n * sizeof *marks);
    int *item = malloc(n * sizeof *item), *total = malloc(n * sizeof *total);
    int status = marks && item && total ? 0 : error("out of memory");
    if (status == 0) {
        for (size_t s = 0; s < class->n_students; s++)
            if (!isnan(class->students[s].mark))
                marks[n_marks++] = class->students[s].mark;
        statistics_of_scores(marks, n_marks, &class->marks);
        for (size_t t = 0; t < class->n_tasks; t++)
            count_item(class, t, item, total);
        count_alpha(class, total);
    }
    free(marks);
    free(item);
    free(total);
    return status;
}

/* ---- all of it ---- */

/* "courses/ws26.db" is called "ws26". */
static char *title_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    return strndup(name, dot && dot > name ? (size_t)(dot - name) : strlen(name));
}

static int read_within(struct site_class *class, struct gradebook *book,
                       const char *policy)
{
    return site_read_students(class, book) == 0 && site_read_attempts(class, book) == 0 &&
                   site_read_failures(class, book) == 0 &&
                   site_read_marks(class, book, policy) == 0 &&
                   order_students(class) == 0 && site_read_tasks(class, book) == 0 &&
                   site_read_causes(class, book) == 0
               ? count(class)
               : -1;
}

int site_class_read(struct site_class *class, struct gradebook *book, const char *policy,
                    bool anonymous)
{
    *class = (struct site_class){.anonymous = anonymous,
                                 .title = title_of(gradebook_path(book))};
    int status = -1;
    if (!class->title || sodium_init() < 0)
        error("out of memory");
    else if (gradebook_run(book, "BEGIN", "") == 0) {
        status = read_within(class, book, policy);
        gradebook_roll_back(book);
    }
    if (status != 0)
        site_class_release(class);
    return status;
}

static void release_student(struct site_student *student)
{
    for (size_t a = 0; a < student->n_attempts; a++) {
        struct site_attempt *attempt = &student->attempts[a];
        free(attempt->submitted_at);
        free(attempt->message);
        free(attempt->fixtures);
        free(attempt->grader);
        free(attempt->machine);
        free(attempt->layers);
    }
    free(student->attempts);
    free(student->id);
    free(student->name);
    free(student->section);
    free(student->override);
    free(student->failure);
}

static void release_cause(struct site_cause *cause)
{
    free(cause->id);
    free(cause->kind);
    free(cause->title);
    free(cause->formula);
    free(cause->advice);
    free(cause->tasks);
    free(cause->students);
}

void site_class_release(struct site_class *class)
{
    for (size_t s = 0; s < class->n_students; s++)
        release_student(&class->students[s]);
    for (size_t t = 0; t < class->n_tasks; t++) {
        free(class->tasks[t].id);
        free(class->tasks[t].title);
        free(class->tasks[t].part_title);
        free(class->tasks[t].lecture);
    }
    for (size_t c = 0; c < class->n_causes; c++)
        release_cause(&class->causes[c]);
    free(class->title);
    free(class->students);
    free(class->tasks);
    free(class->points);
    free(class->causes);
    *class = (struct site_class){.title = NULL};
}
