#include "class/gradebook_schema.h"

/* Times are UTC, "2026-11-29T12:00:00Z", so that they sort as texts. Points are whole numbers.
 *
 * Version 1:
 *
 *   students     a row each, from the roster or from what was handed in
 *   attempts     a row each that was graded or refused; never changed, never removed
 *   task_points  of a graded attempt, a row a task
 *   group_points of a task, a row a group of cases: all or none of its points
 *   cases        of a graded attempt, a row a case
 *   diagnoses    of a graded attempt, a row a cause that was named
 *   causes       what the ids of causes mean
 *   results      results.json of an attempt, deflated (zlib); shared by those with the same files
 *   files        what was handed in, once for each content
 *   failures     what the grader failed on and has yet to grade
 *
 *   current_attempts  of each student and content handed in, the one graded last
 */
static const char version_1[] =
    "CREATE TABLE students ("
    " id TEXT PRIMARY KEY,"
    " name TEXT NOT NULL,"
    " email TEXT NOT NULL,"
    " section TEXT NOT NULL,"
    " login TEXT NOT NULL,"    /* at the service that hosts the repositories */
    " platform TEXT NOT NULL," /* the learning platform's number */
    " on_roster INTEGER NOT NULL"
    ") WITHOUT ROWID;"

    "CREATE TABLE attempts ("
    " id INTEGER PRIMARY KEY,"
    " student TEXT NOT NULL REFERENCES students (id),"
    " source TEXT NOT NULL,"  /* the file or folder that was handed in */
    " content TEXT NOT NULL," /* SHA-256 of its files; '' where they cannot be read */
    " submitted_at TEXT NOT NULL,"
    " graded_at TEXT NOT NULL,"
    " outcome TEXT NOT NULL CHECK (outcome IN ('graded', 'refused')),"
    " message TEXT NOT NULL,"  /* why it was refused */
    " fixtures TEXT NOT NULL," /* the set: name-hash */
    " hidden INTEGER NOT NULL,"
    " grader TEXT NOT NULL," /* version-hash */
    " layers TEXT NOT NULL," /* that held the student's code */
    " machine TEXT NOT NULL,"
    " points INTEGER,"     /* NULL: refused */
    " max_points INTEGER," /* NULL: refused */
    " seconds REAL,"
    " same_as INTEGER REFERENCES attempts (id)," /* whose grading this is */
    " result INTEGER REFERENCES results (id),"
    " CHECK ((outcome = 'graded') = (points IS NOT NULL AND max_points IS NOT NULL))"
    ");"
    "CREATE INDEX attempts_of_student ON attempts (student, submitted_at, id);"
    "CREATE INDEX attempts_of_content ON attempts (content, fixtures, grader);"

    "CREATE TABLE task_points ("
    " attempt INTEGER NOT NULL REFERENCES attempts (id),"
    " task TEXT NOT NULL,"
    " position INTEGER NOT NULL," /* in the exercise, from 1 */
    " points INTEGER NOT NULL,"
    " max_points INTEGER NOT NULL,"
    " likely_cause TEXT NOT NULL," /* the task that it fails because of, or '' */
    " forfeit TEXT NOT NULL,"      /* why it has no points though its cases pass, or '' */
    " PRIMARY KEY (attempt, task)"
    ") WITHOUT ROWID;"

    "CREATE TABLE group_points ("
    " attempt INTEGER NOT NULL REFERENCES attempts (id),"
    " task TEXT NOT NULL,"
    " id TEXT NOT NULL,"
    " points INTEGER NOT NULL,"
    " max_points INTEGER NOT NULL,"
    " PRIMARY KEY (attempt, task, id)"
    ") WITHOUT ROWID;"

    "CREATE TABLE cases ("
    " attempt INTEGER NOT NULL REFERENCES attempts (id),"
    " id TEXT NOT NULL,"
    " task TEXT NOT NULL,"
    " group_id TEXT NOT NULL,"
    " verdict TEXT NOT NULL,"
    " PRIMARY KEY (attempt, id)"
    ") WITHOUT ROWID;"

    "CREATE TABLE diagnoses ("
    " attempt INTEGER NOT NULL REFERENCES attempts (id),"
    " task TEXT NOT NULL,"
    " cause TEXT NOT NULL REFERENCES causes (id),"
    " position INTEGER NOT NULL," /* from 1, the likeliest first */
    " PRIMARY KEY (attempt, task, cause)"
    ") WITHOUT ROWID;"
    "CREATE INDEX diagnoses_of_cause ON diagnoses (cause, attempt);"

    "CREATE TABLE causes ("
    " id TEXT PRIMARY KEY,"
    " kind TEXT NOT NULL,"
    " title TEXT NOT NULL,"
    " formula TEXT NOT NULL,"
    " advice TEXT NOT NULL"
    ") WITHOUT ROWID;"

    "CREATE TABLE tasks (" /* as the grader that came last names them */
    " id TEXT PRIMARY KEY,"
    " position INTEGER NOT NULL,"
    " title TEXT NOT NULL,"
    " part INTEGER NOT NULL,"
    " part_title TEXT NOT NULL,"
    " lecture TEXT NOT NULL"
    ") WITHOUT ROWID;"

    "CREATE TABLE results ("
    " id INTEGER PRIMARY KEY,"
    " n_bytes INTEGER NOT NULL," /* inflated */
    " deflated BLOB NOT NULL"
    ");"

    "CREATE TABLE files ("
    " content TEXT NOT NULL,"
    " name TEXT NOT NULL,"
    " bytes BLOB NOT NULL,"
    " PRIMARY KEY (content, name)"
    ") WITHOUT ROWID;"

    "CREATE TABLE failures ("
    " student TEXT NOT NULL REFERENCES students (id),"
    " source TEXT NOT NULL,"
    " failed_at TEXT NOT NULL,"
    " message TEXT NOT NULL,"
    " PRIMARY KEY (student, source)"
    ") WITHOUT ROWID;"

    "CREATE VIEW current_attempts AS SELECT * FROM attempts AS a WHERE a.id ="
    " (SELECT max(b.id) FROM attempts AS b WHERE b.student = a.student"
    "  AND b.content = a.content AND b.submitted_at = a.submitted_at);";

/* Version 2: what is random and stays the same for this class.
 *
 *   secrets      'pseudonyms': what the pseudonyms of students are made with
 */
static const char version_2[] =
    "CREATE TABLE secrets ("
    " name TEXT PRIMARY KEY,"
    " value BLOB NOT NULL"
    ") WITHOUT ROWID;"
    "INSERT INTO secrets VALUES ('pseudonyms', randomblob(32));";

/* Version 3: which texts are alike (gradeclass similar). Texts are without the template's statements.
 *
 *   comparisons        a row each call; never changed, never removed
 *   compared_texts     of a comparison, a row each text, and what became of it
 *   compared_attempts  whose texts they were
 *   similar_pairs      of a comparison, a row each two texts above the threshold
 *   similar_runs       of such a pair, what is the same in both; lines count on from file to file, by name
 */
static const char version_3[] =
    "CREATE TABLE comparisons ("
    " id INTEGER PRIMARY KEY,"
    " compared_at TEXT NOT NULL,"
    " tool TEXT NOT NULL,"          /* and which one */
    " run_tokens INTEGER NOT NULL," /* what is shorter was not seen */
    " threshold INTEGER NOT NULL,"  /* percent, of the shorter text */
    " n_wanted INTEGER NOT NULL,"   /* pairs that were to be compared */
    " n_compared INTEGER NOT NULL," /* and those that were */
    " n_more INTEGER NOT NULL"      /* above the threshold, but too many to be kept */
    ");"

    "CREATE TABLE compared_texts ("
    " comparison INTEGER NOT NULL REFERENCES comparisons (id),"
    " text INTEGER NOT NULL," /* its number, from 0 */
    " content TEXT NOT NULL," /* as in attempts and files */
    " origin TEXT NOT NULL,"  /* of an earlier year: where it lay; '' of the class */
    " tokens INTEGER NOT NULL,"
    " outcome TEXT NOT NULL CHECK (outcome IN"
    "  ('compared', 'nothing of its own', 'too long', 'unreadable', 'stuck')),"
    " PRIMARY KEY (comparison, text)"
    ") WITHOUT ROWID;"

    "CREATE TABLE compared_attempts ("
    " comparison INTEGER NOT NULL,"
    " text INTEGER NOT NULL,"
    " attempt INTEGER NOT NULL REFERENCES attempts (id),"
    " PRIMARY KEY (comparison, text, attempt),"
    " FOREIGN KEY (comparison, text) REFERENCES compared_texts (comparison, text)"
    ") WITHOUT ROWID;"

    "CREATE TABLE similar_pairs ("
    " id INTEGER PRIMARY KEY,"
    " comparison INTEGER NOT NULL,"
    " first INTEGER NOT NULL,"
    " second INTEGER NOT NULL,"
    " first_percent INTEGER NOT NULL," /* of the first's tokens, also in the second */
    " second_percent INTEGER NOT NULL,"
    " first_tokens INTEGER NOT NULL,"
    " second_tokens INTEGER NOT NULL,"
    " UNIQUE (comparison, first, second),"
    " FOREIGN KEY (comparison, first) REFERENCES compared_texts (comparison, text),"
    " FOREIGN KEY (comparison, second) REFERENCES compared_texts (comparison, text)"
    ");"

    "CREATE TABLE similar_runs ("
    " pair INTEGER NOT NULL REFERENCES similar_pairs (id),"
    " of_first INTEGER NOT NULL," /* 1: counts for the first's percentage */
    " first_line INTEGER NOT NULL,"
    " first_end INTEGER NOT NULL,"
    " second_line INTEGER NOT NULL,"
    " second_end INTEGER NOT NULL,"
    " tokens INTEGER NOT NULL"
    ");"
    "CREATE INDEX similar_runs_of_pair ON similar_runs (pair);";

const char *const gradebook_migrations[] = {version_1, version_2, version_3};
const int gradebook_version =
    (int)(sizeof gradebook_migrations / sizeof gradebook_migrations[0]);
