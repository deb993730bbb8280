#include "class/gradebook.h"

#include "class/gradebook_schema.h"
#include "error.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* For how long a statement waits for another process. */
enum { BUSY_MS = 30000 };

struct gradebook {
    sqlite3 *database;
    char *path;
};

sqlite3 *gradebook_database(struct gradebook *book)
{
    return book->database;
}

const char *gradebook_path(const struct gradebook *book)
{
    return book->path;
}

int gradebook_error(struct gradebook *book)
{
    const char *path = book->path;
    switch (sqlite3_errcode(book->database) & 0xff) {
    case SQLITE_FULL:
        return error(
            "'%s': the disk is full; make room and call again, what is graded is kept",
            path);
    case SQLITE_READONLY:
        return error("'%s' is read-only: make the file and its folder writable", path);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return error("'%s' is in use by another program: call again once that has ended",
                     path);
    case SQLITE_CORRUPT:
        return error("'%s' is damaged: put a copy of it in its place", path);
    case SQLITE_NOTADB: return error("'%s' is no gradebook", path);
    default: return error("'%s': %s", path, sqlite3_errmsg(book->database));
    }
}

/* ---- statements ---- */

static int bind(sqlite3_stmt *statement, int i, char type, va_list *arguments)
{
    const void *bytes;
    const char *text;
    size_t n_bytes;
    switch (type) {
    case 't':
        text = va_arg(*arguments, const char *);
        return sqlite3_bind_text(statement, i, text, -1, SQLITE_STATIC);
    case 'i': return sqlite3_bind_int64(statement, i, va_arg(*arguments, int64_t));
    case 'd': return sqlite3_bind_double(statement, i, va_arg(*arguments, double));
    case 'b':
        bytes = va_arg(*arguments, const void *);
        n_bytes = va_arg(*arguments, size_t);
        return n_bytes > 0
                   ? sqlite3_bind_blob64(statement, i, bytes, n_bytes, SQLITE_STATIC)
                   : sqlite3_bind_zeroblob(statement, i, 0);
    default: assert(false); return SQLITE_MISUSE; /* no letter of gradebook_query() */
    }
}

static sqlite3_stmt *prepare(struct gradebook *book, const char *sql, const char *types,
                             va_list *arguments)
{
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(book->database, sql, -1, &statement, NULL) != SQLITE_OK) {
        gradebook_error(book);
        return NULL;
    }
    for (int i = 0; types[i]; i++)
        if (bind(statement, i + 1, types[i], arguments) != SQLITE_OK) {
            gradebook_error(book);
            sqlite3_finalize(statement);
            return NULL;
        }
    return statement;
}

sqlite3_stmt *gradebook_query(struct gradebook *book, const char *sql, const char *types,
                              ...)
{
    va_list arguments;
    va_start(arguments, types);
    sqlite3_stmt *statement = prepare(book, sql, types, &arguments);
    va_end(arguments);
    return statement;
}

int gradebook_step(struct gradebook *book, sqlite3_stmt *statement)
{
    if (!statement)
        return -1;
    switch (sqlite3_step(statement)) {
    case SQLITE_ROW: return 1;
    case SQLITE_DONE: return 0;
    default: return gradebook_error(book);
    }
}

const char *gradebook_text(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text ? text : "";
}

int gradebook_run(struct gradebook *book, const char *sql, const char *types, ...)
{
    va_list arguments;
    va_start(arguments, types);
    sqlite3_stmt *statement = prepare(book, sql, types, &arguments);
    va_end(arguments);
    int step;
    while ((step = gradebook_step(book, statement)) > 0)
        continue;
    sqlite3_finalize(statement);
    return step;
}

int gradebook_each(struct gradebook *book, int (*take)(void *context, sqlite3_stmt *row),
                   void *context, const char *sql, const char *types, ...)
{
    va_list arguments;
    va_start(arguments, types);
    sqlite3_stmt *row = prepare(book, sql, types, &arguments);
    va_end(arguments);
    int step;
    while ((step = gradebook_step(book, row)) > 0)
        if (take(context, row) != 0) {
            step = -1;
            break;
        }
    sqlite3_finalize(row);
    return step;
}

static int execute(struct gradebook *book, const char *sql)
{
    if (sqlite3_exec(book->database, sql, NULL, NULL, NULL) != SQLITE_OK)
        return gradebook_error(book);
    return 0;
}

/* IMMEDIATE: who waits for another writer waits here, with nothing read yet that may change. */
int gradebook_begin(struct gradebook *book)
{
    return execute(book, "BEGIN IMMEDIATE");
}

int gradebook_commit(struct gradebook *book)
{
    return execute(book, "COMMIT");
}

void gradebook_roll_back(struct gradebook *book)
{
    /* A full disk has rolled back already. */
    if (!sqlite3_get_autocommit(book->database))
        sqlite3_exec(book->database, "ROLLBACK", NULL, NULL, NULL);
}

/* ---- open ---- */

static int read_number(struct gradebook *book, const char *pragma, int64_t *number)
{
    sqlite3_stmt *statement = gradebook_query(book, pragma, "");
    int step = gradebook_step(book, statement);
    if (step > 0)
        *number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return step < 0 ? -1 : 0;
}

/* Which version of the tables is in the file; 0: it is empty. */
static int read_version(struct gradebook *book, int64_t *version)
{
    int64_t application = 0, n_tables = 0;
    if (read_number(book, "PRAGMA user_version", version) != 0 ||
        read_number(book, "PRAGMA application_id", &application) != 0 ||
        read_number(book, "SELECT count(*) FROM sqlite_schema", &n_tables) != 0)
        return -1;
    if (application != GRADEBOOK_APPLICATION && (n_tables > 0 || *version != 0))
        return error("'%s' is a database, but no gradebook", book->path);
    if (*version > gradebook_version)
        return error("'%s' was made by a later version of gradeclass: use that one",
                     book->path);
    return 0;
}

static int migrate_from(struct gradebook *book, int64_t version)
{
    char pragmas[96];
    for (int64_t v = version; v < gradebook_version; v++)
        if (execute(book, gradebook_migrations[v]) != 0)
            return -1;
    snprintf(pragmas, sizeof pragmas,
             "PRAGMA application_id = %d; PRAGMA user_version = %d",
             GRADEBOOK_APPLICATION, gradebook_version);
    return execute(book, pragmas);
}

/* Another process may have done the same since the version was read. */
static int migrate(struct gradebook *book)
{
    int64_t version;
    if (gradebook_begin(book) != 0)
        return -1;
    if (read_version(book, &version) == 0 && migrate_from(book, version) == 0 &&
        gradebook_commit(book) == 0)
        return 0;
    gradebook_roll_back(book);
    return -1;
}

static int prepare_database(struct gradebook *book, enum gradebook_access how)
{
    int64_t version;
    sqlite3_busy_timeout(book->database, BUSY_MS);
    if (read_version(book, &version) != 0)
        return -1;
    if (how == GRADEBOOK_READ)
        return version == gradebook_version ? 0
               : version == 0               ? error("'%s' is no gradebook", book->path)
                              : error("'%s' is of an earlier version of gradeclass: "
                                      "'gradeclass grade' with it brings it up to date",
                                      book->path);
    if (version == 0 && how != GRADEBOOK_CREATE)
        return error("'%s' is no gradebook", book->path);
    if (sqlite3_db_readonly(book->database, "main") == 1)
        return error("'%s' is read-only: make the file and its folder writable",
                     book->path);
    /* WAL: readers and the writer do not wait for each other. FULL: what was committed is there
     * after the machine's end, too. */
    if (execute(book, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                      "PRAGMA foreign_keys = ON") != 0)
        return -1;
    return version == gradebook_version ? 0 : migrate(book);
}

static int open_as(struct gradebook *book, const char *name, int flags)
{
    sqlite3_close(book->database);
    int status = sqlite3_open_v2(name, &book->database, flags, NULL);
    /* Whether it can be read shows at the first statement. */
    return status != SQLITE_OK
               ? status
               : sqlite3_exec(book->database, "SELECT count(*) FROM sqlite_schema", NULL,
                              NULL, NULL);
}

/* A name as SQLite's URIs have it: '%', '?' and '#' would end it. */
static char *immutable_uri(const char *path)
{
    static const char head[] = "file:", tail[] = "?immutable=1";
    char *uri = malloc(sizeof head + 3 * strlen(path) + sizeof tail), *at = uri;
    if (!uri)
        return NULL;
    at += sprintf(at, "%s", head);
    for (const char *c = path; *c; c++)
        at += strchr("%?#", *c) ? sprintf(at, "%%%02X", (unsigned char)*c)
                                : sprintf(at, "%c", *c);
    sprintf(at, "%s", tail);
    return uri;
}

/* In a folder that cannot be written to SQLite has no place for what readers share: the gradebook
 * is then read as a file that nobody changes. */
static int open_to_read(struct gradebook *book)
{
    int status = open_as(book, book->path, SQLITE_OPEN_READONLY);
    if ((status & 0xff) != SQLITE_CANTOPEN && (status & 0xff) != SQLITE_READONLY)
        return status;
    char *uri = immutable_uri(book->path);
    if (uri)
        status = open_as(book, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
    free(uri);
    return status;
}

static int open_database(struct gradebook *book, enum gradebook_access how)
{
    int status;
    if (how != GRADEBOOK_CREATE && access(book->path, F_OK) != 0)
        return error(
            "there is no gradebook '%s': 'gradeclass grade FOLDER --db %s' makes it",
            book->path, book->path);
    if (how == GRADEBOOK_READ)
        status = open_to_read(book);
    else
        status = open_as(book, book->path,
                         SQLITE_OPEN_READWRITE |
                             (how == GRADEBOOK_CREATE ? SQLITE_OPEN_CREATE : 0));
    if (status == SQLITE_OK)
        return 0;
    return status == SQLITE_CANTOPEN
               ? error("cannot open '%s': is its folder there and writable?", book->path)
               : gradebook_error(book);
}

int gradebook_open(struct gradebook **book, const char *path, enum gradebook_access how)
{
    struct gradebook *new = calloc(1, sizeof *new);
    *book = NULL;
    if (!new || !(new->path = strdup(path))) {
        free(new);
        return error("out of memory");
    }
    if (open_database(new, how) != 0 || prepare_database(new, how) != 0) {
        gradebook_close(new);
        return -1;
    }
    *book = new;
    return 0;
}

void gradebook_close(struct gradebook *book)
{
    if (!book)
        return;
    sqlite3_close(book->database);
    free(book->path);
    free(book);
}
