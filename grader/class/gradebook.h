/* gradebook.h: the gradebook, one SQLite file that holds a class: who is in it, every attempt that was
 * graded, what each was worth and why. It is only ever added to.
 *
 *     struct gradebook *book;
 *     if (gradebook_open(&book, "gradebook.db", GRADEBOOK_WRITE) != 0)
 *         return -1;
 *     ...
 *     gradebook_close(book);
 *
 * One process writes at a time, which holds the lock of batch_lock.h; any number read meanwhile.
 * The tables are described where they are made, gradebook_schema.c. SQL may be used all over
 * grader/class/, on gradebook_database().
 */
#ifndef GRADER_CLASS_GRADEBOOK_H
#define GRADER_CLASS_GRADEBOOK_H

#include "class/time_utc.h"
#include "report/results.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum gradebook_access {
    GRADEBOOK_READ,  /* has to be there; nothing in it is changed */
    GRADEBOOK_WRITE, /* has to be there; brought to this version's tables */
    GRADEBOOK_CREATE /* made where it is not there */
};

struct gradebook;

/* Returns 0, or -1 after one error line that names the file, with *book NULL: not there, no
 * gradebook, made by a later version, damaged, read-only. One of an earlier version is migrated, in one
 * transaction; with GRADEBOOK_READ it has to be written to once before. */
int gradebook_open(struct gradebook **book, const char *path, enum gradebook_access how);
void gradebook_close(struct gradebook *book);

sqlite3 *gradebook_database(struct gradebook *book);
const char *gradebook_path(const struct gradebook *book);

/* After a call of SQLite's that failed: one error line, "'gradebook.db': ...", that says what to do where
 * that is known (the disk is full, read-only, in use, damaged). Returns -1. */
int gradebook_error(struct gradebook *book);

/* ---- statements ---- */

/* Prepares SQL. TYPES has a letter for each argument, bound in turn: t a text (const char *, NULL is SQL's
 * NULL), i an int64_t, d a double, b a blob (const void *, size_t); texts and blobs have to live until the
 * statement ends. NULL after one error line. */
sqlite3_stmt *gradebook_query(struct gradebook *book, const char *sql, const char *types,
                              ...);

/* The next row: 1, or 0 at the end, or -1 after one error line. Of NULL it is -1: gradebook_query() has said
 * why. */
int gradebook_step(struct gradebook *book, sqlite3_stmt *statement);

/* Calls TAKE with each row of a query, to the end or until it returns another number than 0. Returns 0, or -1
 * after one error line, which is TAKE's where that ended it. */
int gradebook_each(struct gradebook *book, int (*take)(void *context, sqlite3_stmt *row),
                   void *context, const char *sql, const char *types, ...);

/* Column i as text, "" where it is NULL; valid until the next step. */
const char *gradebook_text(sqlite3_stmt *statement, int column);

/* Runs a statement without rows to its end. Returns 0, or -1 after one error line. */
int gradebook_run(struct gradebook *book, const char *sql, const char *types, ...);

/* A transaction: begin, and then one of the others. */
int gradebook_begin(struct gradebook *book);
int gradebook_commit(struct gradebook *book);
void gradebook_roll_back(struct gradebook *book);

/* ---- what is written ---- */

/* All texts are "" where nothing is known. */
struct student {
    const char *id; /* what the course knows the student by */
    const char *name, *email, *section;
    const char *login;    /* at the service that hosts the repositories */
    const char *platform; /* the learning platform's number */
    bool on_roster;
};

/* Adds a student, or brings up to date what the roster says; who is on the roster once stays. */
int gradebook_put_student(struct gradebook *book, const struct student *student);

/* What is graded, and with what: with all five alike there is nothing to do again. */
struct attempt {
    const char *student; /* an id */
    const char *source;  /* the file or folder that was handed in, as it is named */
    const char
        *content; /* SHA-256 of the files, see stage.h; "" where they cannot be read */
    const char *fixtures;     /* the set: its name, '-', and the start of a hash */
    const char *grader;       /* version, '-', and the start of a hash of its parts */
    const char *submitted_at; /* UTC, "2026-11-29T12:00:00Z" */
    const char *machine;      /* "Linux 6.1 x86_64, gcc 12.2.0, 2 cores" */
};

/* How the student stands towards this attempt: what is compared with is the last one with the same source,
 * or where there is none, with the same files. */
enum attempt_standing {
    ATTEMPT_NEW,     /* the student's first */
    ATTEMPT_CHANGED, /* other files */
    ATTEMPT_STALE,   /* the same files, another set or grader */
    ATTEMPT_CURRENT  /* graded like this already */
};
/* SUBMITTED_AT becomes the attempt's, but for files that were there already: those were handed in when they
 * were first seen, whatever a copy's time says. */
int gradebook_standing(struct gradebook *book, const struct attempt *attempt,
                       enum attempt_standing *standing,
                       char submitted_at[TIME_UTC_BYTES]);

/* The id of a graded attempt of anybody's with these files, set and grader, above AFTER; 0: none. */
int gradebook_same(struct gradebook *book, const struct attempt *attempt, int64_t after,
                   int64_t *id);

/* The highest id of an attempt; 0: there is none. */
int gradebook_last_attempt(struct gradebook *book, int64_t *id);

/* Each is one transaction. Adds an attempt that was graded: JSON is the text that RESULTS was read from. */
int gradebook_add(struct gradebook *book, const struct attempt *attempt,
                  const struct results *results, const char *json);

/* One whose files were graded already, as attempt ID: it gets the same. */
int gradebook_add_same(struct gradebook *book, const struct attempt *attempt, int64_t id);

/* One that cannot be graded (a broken archive, no backprop.c): it has no points, and MESSAGE says
 * why. */
int gradebook_add_refused(struct gradebook *book, const struct attempt *attempt,
                          const char *message);

/* One that the grader failed on: no attempt, since it is tried again by the next call. MESSAGE is
 * remembered until an attempt of the student's is added. */
int gradebook_add_failure(struct gradebook *book, const struct attempt *attempt,
                          const char *message);

struct stored_file {
    const char *name;
    const void *bytes;
    size_t n_bytes;
};
/* The n_files FILES of CONTENT, kept once: within the caller's transaction, and as one. */
int gradebook_put_files(struct gradebook *book, const char *content,
                        const struct stored_file *files, size_t n_files);
int gradebook_keep_files(struct gradebook *book, const char *content,
                         const struct stored_file *files, size_t n_files);

/* ---- what is read ---- */

/* results.json of an attempt, as the grader wrote it. The caller frees it; NULL after one error line. */
char *gradebook_json(struct gradebook *book, int64_t attempt);

#endif
