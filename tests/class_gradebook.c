/* class_gradebook.c: a gradebook of a class that never was, for tests of what is made of one.
 *
 * usage: class_gradebook GRADEBOOK RESULTS STUDENTS [SEED]
 *
 * RESULTS is a folder of results.json files of real gradings. Most of them are of one mistake each; others
 * are composed of them, task by task, so that a student makes several. Each
 * student hands in up to four times around the deadline, CLASS_DEADLINE, later ones mostly with more
 * points; some are refused, some the grader fails on, some hand in nothing, some are on no roster.
 * Names hold what names hold. The same arguments make the same gradebook but for the times of grading.
 */
#include "class/gradebook.h"
#include "error.h"
#include "file.h"

#include <cjson/cJSON.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    MAX_RESULTS = 256,
    N_COMPOSED = 140,
    MAX_STUDENTS = 100000,
    HOUR = 3600,
    DAY = 24 * HOUR
};

/* 2026-11-29T22:00:00Z */
#define CLASS_DEADLINE ((time_t)1795989600)

struct graded {
    char *json, *name;
    struct results results;
    int64_t first; /* the attempt that has it already; 0: none */
};

struct made {
    struct gradebook *book;
    struct graded graded[MAX_RESULTS];
    size_t n_graded;
    uint64_t state;
};

static const char *const given_names[] = {
    "Ada",   "Jürgen", "Zoë",    "Łukasz", "Nguyễn", "Siobhán", "Priya",
    "Emil",  "Mateo",  "Ingrid", "Tariq",  "Olga",   "Kwame",   "Yuki",
    "Frida", "Björn",  "Chloé",  "Dmitri", "Amina",  "Paul"};
static const char *const family_names[] = {
    "Lovelace",     "Müller",    "Ångström", "O'Neill", "García Márquez",
    "Schmidt",      "Öztürk",    "Rossi",    "Đặng",    "Kowalski",
    "van der Berg", "Ivanova",   "Okafor",   "Tanaka",  "Dubois",
    "Weiß",         "Sørensen",  "Haddad",   "Novák",   "Fischer",
    "Achebe",       "Lindqvist", "Moreau",   "Bauer",   "Nowak"};
static const char *const odd_names[] = {"王小明",
                                        "李 娜",
                                        "\"Quote\" Smith, Jr.",
                                        "<script>alert('name')</script>",
                                        "=HYPERLINK(\"http://example.org\")",
                                        "</script><!-- Robert -->",
                                        "Wolfeschlegelsteinhausenbergerdorff Adolph "
                                        "Blaine Charles David Earl Frederick Gerald "
                                        "Hubert Irvin John Kenneth Lloyd Martin Nero "
                                        "Oliver Paul Quincy Randolph Sherman Thomas",
                                        "ناصر الدين",
                                        "R&D ' \" ` ${name} %s",
                                        "line\\u2028break"};

#define N_OF(table) (sizeof(table) / sizeof(table)[0])

/* SplitMix64 (Steele, Lea, Flood 2014), the first n whole numbers with equal chance. */
static size_t draw(struct made *made, size_t n)
{
    uint64_t z = made->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (size_t)((z ^ (z >> 31)) % n);
}

/* ---- results of real gradings ---- */

static int by_points(const void *a, const void *b)
{
    const struct graded *left = a, *right = b;
    return left->results.score != right->results.score
               ? left->results.score - right->results.score
               : strcmp(left->name, right->name);
}

/* Takes over JSON, and NAME is copied. */
static int add_results(struct made *made, char *json, const char *name)
{
    struct graded *graded = &made->graded[made->n_graded];
    graded->json = json;
    graded->name = strdup(name);
    made->n_graded++;
    return graded->name ? results_parse(&graded->results, json, strlen(json), name)
                        : error("out of memory");
}

static int read_graded(struct made *made, const char *folder, const char *name)
{
    unsigned char *bytes = NULL;
    size_t n_bytes;
    char *path = file_path(folder, name);
    int status = path ? file_read(path, RESULTS_MAX_BYTES, &bytes, &n_bytes) : -1;
    if (status == 0)
        status = add_results(made, (char *)bytes, name);
    free(path);
    return status;
}

static int points_of(const cJSON *task)
{
    return cJSON_GetObjectItemCaseSensitive(task, "points")->valueint;
}

/* Where the tasks of OTHER have fewer points, those of JSON become them. */
static void make_worse(cJSON *json, const char *other)
{
    cJSON *worse = cJSON_Parse(other);
    cJSON *tasks = cJSON_GetObjectItemCaseSensitive(json, "tasks");
    const cJSON *task;
    int i = 0, score = 0;
    cJSON_ArrayForEach(task, cJSON_GetObjectItemCaseSensitive(worse, "tasks"))
    {
        if (points_of(task) < points_of(cJSON_GetArrayItem(tasks, i)))
            cJSON_ReplaceItemInArray(tasks, i, cJSON_Duplicate(task, 1));
        i++;
    }
    cJSON_ArrayForEach(task, tasks) score += points_of(task);
    cJSON_SetNumberValue(cJSON_GetObjectItemCaseSensitive(json, "score"), score);
    cJSON_Delete(worse);
}

/* The i-th of those of several mistakes, from two on to nine. */
static int compose(struct made *made, size_t n_single, size_t i)
{
    char name[32];
    cJSON *json = cJSON_Parse(made->graded[draw(made, n_single)].json);
    for (size_t k = 0; k < 1 + i * 8 / N_COMPOSED; k++) {
        const struct graded *other = &made->graded[draw(made, n_single)];
        if (other->results.score >= 40)
            make_worse(json, other->json);
    }
    char *text = cJSON_PrintUnformatted(json);
    cJSON_Delete(json);
    snprintf(name, sizeof name, "composed-%zu", i);
    return text ? add_results(made, text, name) : error("out of memory");
}

static int compose_all(struct made *made, size_t n_students)
{
    size_t n_single = made->n_graded;
    size_t n = n_students < N_COMPOSED ? n_students : N_COMPOSED;
    qsort(made->graded, n_single, sizeof made->graded[0], by_points);
    for (size_t i = 0; i < n && made->n_graded < MAX_RESULTS; i++)
        if (compose(made, n_single, i * N_COMPOSED / n) != 0)
            return -1;
    qsort(made->graded, made->n_graded, sizeof made->graded[0], by_points);
    return 0;
}

static int read_all(struct made *made, const char *folder, size_t n_students)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    int status = dir ? 0 : error("cannot open '%s'", folder);
    while (status == 0 && (entry = readdir(dir)) && made->n_graded < MAX_RESULTS) {
        const char *dot = strrchr(entry->d_name, '.');
        if (dot && strcmp(dot, ".json") == 0)
            status = read_graded(made, folder, entry->d_name);
    }
    if (dir)
        closedir(dir);
    if (status == 0 && made->n_graded < 2)
        status = error("'%s' holds fewer than two results", folder);
    return status == 0 ? compose_all(made, n_students) : -1;
}

/* ---- a student ---- */

static void name_student(struct made *made, size_t i, char name[256])
{
    if (i % 12 == 5)
        snprintf(name, 256, "%s", odd_names[i / 12 % N_OF(odd_names)]);
    else
        snprintf(name, 256, "%s %s", given_names[draw(made, N_OF(given_names))],
                 family_names[draw(made, N_OF(family_names))]);
}

static int put_student(struct made *made, size_t i, const char *id)
{
    char name[256], email[64], section[16], login[32], platform[16];
    name_student(made, i, name);
    snprintf(email, sizeof email, "%s@uni.example", id);
    snprintf(section, sizeof section, "Group %c", (int)('A' + draw(made, 4)));
    snprintf(login, sizeof login, "git-%s", id);
    snprintf(platform, sizeof platform, "%zu", 880000 + i);
    return gradebook_put_student(made->book,
                                 &(struct student){.id = id,
                                                   .name = name,
                                                   .email = email,
                                                   .section = section,
                                                   .login = login,
                                                   .platform = platform,
                                                   .on_roster = i % 53 != 17});
}

/* ---- attempts ---- */

/* Most hand in shortly before the deadline, a few up to three days after it. */
static time_t draw_time(struct made *made)
{
    size_t kind = draw(made, 100);
    if (kind < 12)
        return CLASS_DEADLINE + (time_t)draw(made, kind < 8 ? 10 * HOUR : 3 * DAY);
    size_t u = draw(made, 1000), v = draw(made, 1000);
    return CLASS_DEADLINE - (time_t)((double)(u * v) / 1e6 * 12 * DAY) - 1;
}

/* With every attempt closer to the top; the class as a whole has all kinds. */
static struct graded *draw_graded(struct made *made, size_t step, size_t talent)
{
    size_t low = made->n_graded * talent / 140;
    size_t best = draw(made, made->n_graded - low);
    for (size_t i = 0; i < step; i++) {
        size_t other = draw(made, made->n_graded - low);
        best = other > best ? other : best;
    }
    return &made->graded[low + best];
}

static int add_graded(struct made *made, struct attempt *attempt, struct graded *graded)
{
    char content[80];
    snprintf(content, sizeof content, "%064zx", (size_t)(graded - made->graded) + 1);
    attempt->content = content;
    if (graded->first)
        return gradebook_add_same(made->book, attempt, graded->first);
    if (gradebook_add(made->book, attempt, &graded->results, graded->json) != 0)
        return -1;
    return gradebook_same(made->book, attempt, 0, &graded->first);
}

static int add_refused(struct made *made, struct attempt *attempt)
{
    char message[256];
    attempt->content = "";
    snprintf(message, sizeof message,
             draw(made, 2) ? "'%s' is no archive that can be read"
                           : "'%s' holds no backprop.c",
             attempt->source);
    return gradebook_add_refused(made->book, attempt, message);
}

static int by_time(const void *a, const void *b)
{
    time_t left = *(const time_t *)a, right = *(const time_t *)b;
    return left < right ? -1 : left > right;
}

static int add_attempts(struct made *made, size_t i, const char *id, size_t n)
{
    char source[96], submitted_at[TIME_UTC_BYTES];
    time_t times[4];
    size_t talent = draw(made, 100);
    bool refused = i % 41 == 11, late_version = i % 97 == 3;
    for (size_t a = 0; a < n; a++)
        times[a] = draw_time(made);
    qsort(times, n, sizeof times[0], by_time);
    for (size_t a = 0; a < n; a++) {
        time_utc_write(submitted_at, times[a]);
        snprintf(source, sizeof source, "submissions/%s_%zu/attempt-%zu.zip", id,
                 880000 + i, a + 1);
        struct attempt attempt = {
            .student = id,
            .source = source,
            .fixtures = "public-1f0e9a52",
            .grader = late_version ? "0.1.0-77aa01c3" : "0.1.0-5be2c9d4",
            .submitted_at = submitted_at,
            .machine = i % 2 ? "Linux 6.1 x86_64, gcc 12.2.0, 2 cores"
                             : "Linux 6.1 x86_64, gcc 12.2.0, 8 cores"};
        int status = refused && a + 1 == n
                         ? add_refused(made, &attempt)
                         : add_graded(made, &attempt, draw_graded(made, a, talent));
        if (status != 0)
            return -1;
    }
    return 0;
}

static int add_failure(struct made *made, const char *id)
{
    char source[96], now[TIME_UTC_BYTES];
    time_utc_write(now, CLASS_DEADLINE);
    snprintf(source, sizeof source, "submissions/%s", id);
    struct attempt attempt = {.student = id, .source = source, .submitted_at = now};
    return gradebook_add_failure(made->book, &attempt,
                                 "cannot fork: Resource temporarily unavailable");
}

static int make_student(struct made *made, size_t i)
{
    char id[32];
    snprintf(id, sizeof id, "s%06zu", 300000 + 37 * i);
    size_t n = i % 17 == 9 ? 0 : 1 + draw(made, 4) * draw(made, 4) / 3;
    if (put_student(made, i, id) != 0 || add_attempts(made, i, id, n) != 0)
        return -1;
    return i % 61 == 23 ? add_failure(made, id) : 0;
}

static int make_class(struct made *made, size_t n_students)
{
    /* It is made in a moment, and nothing is lost with it. */
    if (sqlite3_exec(gradebook_database(made->book), "PRAGMA synchronous = OFF", NULL,
                     NULL, NULL) != SQLITE_OK)
        return gradebook_error(made->book);
    for (size_t i = 0; i < n_students; i++)
        if (make_student(made, i) != 0)
            return -1;
    return 0;
}

int main(int argc, char **argv)
{
    static struct made made;
    long n = argc >= 4 ? strtol(argv[3], NULL, 10) : 0;
    int status = EXIT_FAILURE;
    if (argc < 4 || argc > 5 || n < 1 || n > MAX_STUDENTS) {
        error("usage: class_gradebook GRADEBOOK RESULTS STUDENTS [SEED]");
        return 2;
    }
    made.state = argc == 5 ? strtoull(argv[4], NULL, 10) : 1;
    if (read_all(&made, argv[2], (size_t)n) == 0 &&
        gradebook_open(&made.book, argv[1], GRADEBOOK_CREATE) == 0 &&
        make_class(&made, (size_t)n) == 0)
        status = EXIT_SUCCESS;
    gradebook_close(made.book);
    for (size_t i = 0; i < made.n_graded; i++) {
        results_release(&made.graded[i].results);
        free(made.graded[i].json);
        free(made.graded[i].name);
    }
    return status;
}
