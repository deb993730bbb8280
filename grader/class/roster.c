#include "class/roster.h"

#include "error.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MAX_TOKENS = 16, MAX_NAME_BYTES = 512 };

/* ---- reading ---- */

/* Which column holds what; -1: none. */
struct columns {
    long id, name, first, last, email, section, login, platform;
};

static struct columns find_columns(const struct csv *csv)
{
    static const char *const
        ids[] = {"id",         "student id", "sid",         "id number", "sis login id",
                 "identifier", "username",   "sis user id", NULL},
        *const canvas_ids[] = {"sis login id", "sis user id", NULL},
        *const platform_id[] = {"id", NULL},
        *const names[] = {"name", "full name", "student name", "student", NULL},
        *const firsts[] = {"first name", "given name", NULL},
        *const lasts[] = {"last name", "surname", "family name", NULL},
        *const emails[] = {"email", "email address", "e-mail", "mail", NULL},
        *const sections[] = {"section", "sections", "group", "groups", NULL},
        *const logins[] = {"login", "github username", "github", "gitlab", NULL},
        *const platforms[] = {"platform",       "canvas id", "moodle id",
                              "canvas user id", "user id",   NULL};
    struct columns c = {.id = csv_column(csv, ids),
                        .name = csv_column(csv, names),
                        .first = csv_column(csv, firsts),
                        .last = csv_column(csv, lasts),
                        .email = csv_column(csv, emails),
                        .section = csv_column(csv, sections),
                        .login = csv_column(csv, logins),
                        .platform = csv_column(csv, platforms)};
    /* Canvas calls its own number "ID", and the course's "SIS ...". */
    if (csv_column(csv, canvas_ids) >= 0) {
        c.id = csv_column(csv, canvas_ids);
        if (c.platform < 0)
            c.platform = csv_column(csv, platform_id);
    }
    return c;
}

static const char *cell(const struct csv *csv, size_t row, long column)
{
    return column < 0 ? "" : csv_cell(csv, row, (size_t)column)->text;
}

/* "First Last", made of two columns. */
static const char *join_name(struct roster *roster, const char *first, const char *last)
{
    char *name = malloc(strlen(first) + strlen(last) + 2);
    if (!name) {
        error("out of memory");
        return NULL;
    }
    strcpy(name, first);
    if (first[0] && last[0])
        strcat(name, " ");
    strcat(name, last);
    roster->made[roster->n_made++] = name;
    return name;
}

/* Canvas writes two rows that are nobody's. */
static bool is_nobody(const char *name)
{
    return strcmp(name + strspn(name, " "), "Points Possible") == 0 ||
           strcmp(name, "Student, Test") == 0;
}

static int read_student(struct roster *roster, const struct columns *c, size_t row,
                        const char *path)
{
    const struct csv *csv = &roster->csv;
    struct student s = {.id = cell(csv, row, c->id),
                        .name = cell(csv, row, c->name),
                        .email = cell(csv, row, c->email),
                        .section = cell(csv, row, c->section),
                        .login = cell(csv, row, c->login),
                        .platform = cell(csv, row, c->platform),
                        .on_roster = true};
    if (is_nobody(s.name))
        return 0;
    if (!s.id[0])
        return error("'%s', line %zu: a student without an id", path,
                     csv->rows[row].line);
    if (roster_find_id(roster, s.id) >= 0)
        return error("'%s', line %zu: '%s' is there twice", path, csv->rows[row].line,
                     s.id);
    if (c->name < 0 && (c->first >= 0 || c->last >= 0))
        s.name = join_name(roster, cell(csv, row, c->first), cell(csv, row, c->last));
    if (!s.name)
        return -1;
    roster->students[roster->n++] = s;
    return 0;
}

int roster_read(struct roster *roster, const char *path)
{
    *roster = (struct roster){.n = 0};
    if (csv_read(&roster->csv, path) != 0)
        return -1;
    size_t n = roster->csv.n_rows;
    const struct columns columns = find_columns(&roster->csv);
    roster->students = calloc(n ? n : 1, sizeof *roster->students);
    roster->made = calloc(n ? n : 1, sizeof *roster->made);
    int status = roster->students && roster->made ? 0 : error("out of memory");
    if (status == 0 && (n == 0 || columns.id < 0))
        status = error("'%s' has no column 'id': its first row names the columns", path);
    for (size_t row = 1; row < n && status == 0; row++)
        status = read_student(roster, &columns, row, path);
    if (status != 0)
        roster_release(roster);
    return status;
}

void roster_release(struct roster *roster)
{
    for (size_t i = 0; i < roster->n_made; i++)
        free(roster->made[i]);
    free(roster->made);
    free(roster->students);
    csv_release(&roster->csv);
    *roster = (struct roster){.n = 0};
}

/* ---- whose ---- */

long roster_find_id(const struct roster *roster, const char *id)
{
    for (size_t i = 0; i < roster->n; i++)
        if (strcasecmp(roster->students[i].id, id) == 0)
            return (long)i;
    return ROSTER_NONE;
}

/* How well a student fits an item in one respect; 0: not at all. */
typedef size_t fit_function(const struct student *student, const struct handed_in *item);

static size_t equal(const char *a, const char *b)
{
    return a[0] && strcasecmp(a, b) == 0;
}

static size_t fits_platform(const struct student *s, const struct handed_in *item)
{
    return equal(s->platform, item->platform);
}

static size_t fits_email(const struct student *s, const struct handed_in *item)
{
    return equal(s->email, item->email) || equal(s->email, item->key);
}

static size_t fits_id(const struct student *s, const struct handed_in *item)
{
    size_t local = strcspn(s->email, "@");
    return equal(s->id, item->key) || equal(s->login, item->key) ||
           (local > 0 && strlen(item->key) == local &&
            strncasecmp(s->email, item->key, local) == 0);
}

/* "backprop-janedoe", "s1001_backprop": the longest id or login within wins. */
static size_t fits_within(const struct student *s, const struct handed_in *item)
{
    const char *const known[] = {s->login, s->id};
    size_t n_key = strlen(item->key), best = 0;
    for (int k = 0; k < 2; k++) {
        size_t n = strlen(known[k]);
        if (n == 0 || n >= n_key || n <= best)
            continue;
        if ((strchr("-_ .", item->key[n_key - n - 1]) &&
             strcasecmp(item->key + n_key - n, known[k]) == 0) ||
            (strchr("-_ .", item->key[n]) && strncasecmp(item->key, known[k], n) == 0))
            best = n;
    }
    return best;
}

/* The letters and digits of a name, in lower case; what is not ASCII stays. */
static void fold(const char *name, size_t n, char *folded)
{
    for (size_t i = 0; i < n; i++)
        if (isalnum((unsigned char)name[i]) || (unsigned char)name[i] >= 0x80)
            *folded++ = (char)tolower((unsigned char)name[i]);
    *folded = '\0';
}

/* "Jane Mary Doe" is "janemarydoe", "marydoejane" or "doejanemary". */
static size_t fits_name(const struct student *s, const struct handed_in *item)
{
    char key[MAX_NAME_BYTES], name[MAX_NAME_BYTES], turned[MAX_NAME_BYTES];
    size_t n = strlen(s->name);
    if (n == 0 || n >= MAX_NAME_BYTES || strlen(item->key) >= MAX_NAME_BYTES)
        return 0;
    fold(item->key, strlen(item->key), key);
    if (!key[0])
        return 0;
    for (size_t at = 0; at < n; at += strcspn(s->name + at, " ") + 1) {
        fold(s->name + at, n - at, turned);
        fold(s->name, at, name);
        strcat(turned, name);
        if (strcmp(turned, key) == 0)
            return 1;
        if (at + strcspn(s->name + at, " ") >= n)
            break;
    }
    return 0;
}

/* The one that fits best, if it is one alone. */
static long find_by(const struct roster *roster, const struct handed_in *item,
                    fit_function *fits)
{
    size_t best = 0;
    long found = ROSTER_NONE;
    for (size_t i = 0; i < roster->n; i++) {
        size_t fit = fits(&roster->students[i], item);
        if (fit > best) {
            best = fit;
            found = (long)i;
        } else if (fit == best && fit > 0)
            found = ROSTER_AMBIGUOUS;
    }
    return found;
}

long roster_find(const struct roster *roster, const struct handed_in *item)
{
    static fit_function *const respects[] = {fits_platform, fits_email, fits_id,
                                             fits_within, fits_name};
    long found = ROSTER_NONE;
    for (size_t r = 0; r < sizeof respects / sizeof respects[0] && found == ROSTER_NONE;
         r++)
        found = find_by(roster, item, respects[r]);
    return found;
}
