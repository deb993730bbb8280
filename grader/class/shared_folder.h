/* shared_folder.h: the folder that all nodes of a cluster see: what is to be graded there, and what came of
 * it.
 *
 *     gradebook          the path of the gradebook that all of this is for
 *     inputs/CONTENT/    the files of a submission, named by their hash (stage.h): each content once
 *     sets/SET/          the fixtures, named by their hash
 *     jobs/0001/         what was handed to Slurm at once: array_job.h
 *     results/UNIT       what came of a unit of work: these files with this set and grader
 *     failures/UNIT      why a unit could not be graded when it was last tried
 *
 * A unit is graded once, whoever handed in its files. Its result is one file: a line
 * "gradeclass-result 1 graded MACHINE", and then results.json as gradecheck wrote it; or "refused" in the
 * place of "graded", and then why.
 *
 * Nodes die, and a task runs twice: everything here is written under another name beside its own and
 * renamed when it is whole, so that a file with its own name is whole, whoever was killed when; and written
 * again, it says the same. A name with a '.' in it is what a killed process left, and no one's.
 *
 * Whoever can write here can give grades: the folder has to belong to the user alone, and is made so. What is
 * in it is read as a stranger's all the same: results are judged by report/results.h, inputs by their hash.
 */
#ifndef GRADER_CLASS_SHARED_FOLDER_H
#define GRADER_CLASS_SHARED_FOLDER_H

#include "class/grading.h"
#include "class/stage.h"

#include <stdbool.h>
#include <stddef.h>

enum { UNIT_ID = STAGE_HASH, SHARED_MACHINE_BYTES = 256 };

struct shared_folder {
    char *path; /* absolute */
};

/* Opens the folder; with MAKE it is made where it is not there. Returns 0, or -1 after one error line that
 * names it: not there, no shared folder, others may write to it, of another user, a name that Slurm would
 * change ('%', '\\', a line break). */
int shared_folder_open(struct shared_folder *shared, const char *path, bool make);
void shared_folder_release(struct shared_folder *shared);

/* Whether this is the folder of the gradebook at PATH; it becomes so where it was nobody's. Returns 0, or
 * -1 after one error line that names the other one. */
int shared_folder_claim(const struct shared_folder *shared, const char *gradebook);

/* "SHARED/PART/NAME", which the caller frees; NULL after one error line. */
char *shared_folder_path(const struct shared_folder *shared, const char *part,
                         const char *name);

/* Puts the files in FOLDER, those of a submission, into inputs/CONTENT, where they are not there yet, or
 * others in their place. Returns 0, or -1 after one error line. */
int shared_folder_put_inputs(const struct shared_folder *shared, const char *content,
                             const char *folder);

/* The same of a set of fixtures, with the digits that it is about, into sets/NAME. */
int shared_folder_put_set(const struct shared_folder *shared, const char *name,
                          const char *folder);

/* What the set of fixtures with the id FIXTURES is called there: characters that a file's name should not
 * have become '_'. The hash in it tells it from others all the same. */
void shared_set_name(const char *fixtures, char name[GRADER_ID_BYTES]);

/* ---- results ---- */

/* The id of the unit of these files, set and grader: SHA-256, in hexadecimal. ROUND sets those apart that
 * are graded again though nothing has changed. */
void unit_id(char id[UNIT_ID + 1], const char *content, const char *fixtures,
             const char *grader, int round);

/* Puts what gradecheck wrote, or with REFUSED why it took none of the files. Returns 0, or -1 after one
 * error line. */
int shared_folder_put_result(const struct shared_folder *shared, const char *unit,
                             bool refused, const char *machine, const char *body);

struct shared_result {
    bool refused;
    char machine[SHARED_MACHINE_BYTES]; /* printable */
    char *text;                         /* all that is in the file */
    const char *body;                   /* in TEXT */
};

bool shared_folder_has_result(const struct shared_folder *shared, const char *unit);

/* Returns 1; 0 when there is none; or -1 after one error line that names the file: no result. It says nothing
 * of what is in the body. */
int shared_folder_get_result(const struct shared_folder *shared, const char *unit,
                             struct shared_result *result);
void shared_result_release(struct shared_result *result);

/* Takes away a result that is none, so that the unit is graded again. */
int shared_folder_drop_result(const struct shared_folder *shared, const char *unit);

/* Leaves word of why a unit could not be graded. Returns 0, or -1 after one error line. */
int shared_folder_put_failure(const struct shared_folder *shared, const char *unit,
                              const char *message);

/* The last such word, printable, one line; "" where there is none. */
void shared_folder_get_failure(const struct shared_folder *shared, const char *unit,
                               char message[STAGE_MESSAGE_BYTES]);

#endif
