/* fixture.h: cases with their expected values, as files. A set is a folder: manifest.json and one
 * `TASK-GROUP.json.gz` a check group; fixtures/README.md describes the format. Reading and
 * writing give back every double bit for bit.
 *
 * A set is data from outside: whatever a file holds, fixture_set_load() returns a set in which
 * every case can be called (call_outputs() accepts it) and every expected array fits its output,
 * or it fails with one line that names the file.
 */
#ifndef GRADER_FIXTURE_H
#define GRADER_FIXTURE_H

#include "contract.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FIXTURE_FORMAT_VERSION = 1 };

/* An expected output. bound[i] >= 0 is B_i, which the error of a correct implementation in
 * double does not exceed (docs/numerics.md); NULL where the value is exact. */
struct expected {
    struct array value;
    double *bound;
};

/* What a case asks of the answer. */
enum fixture_kind {
    FIXTURE_VALUES, /* outputs equal to the expected ones */
    FIXTURE_INIT, /* bp_random_init: the properties that the contract names; no expected value */
    FIXTURE_DIGITS /* init, descent and predict one behind the other; see struct digits */
};

/* The digits task: train on the samples of `call` (a FUNCTION_GRADIENT_DESCENT call whose theta
 * is the answer of bp_random_init to seed), predict held-out samples, count the right ones.
 * Files hold no theta for it: the reader puts zeros in its place, the writer leaves it out. */
struct digits {
    uint64_t seed;
    size_t m_test;
    double *X_test;
    int *y_test;
    size_t min_correct; /* of the m_test */
};

struct fixture_case {
    char *id;    /* "forward/softmax/lecture-3-4-2": task, group, name */
    char *name;  /* the last part */
    char *title; /* a line for people */
    enum fixture_kind kind;
    struct call call; /* owns its arrays and units */
    size_t n_expected;
    struct expected expected[CONTRACT_MAX_OUTPUTS]; /* in the order of the outputs */
    struct digits digits;                           /* kind FIXTURE_DIGITS */

    /* Inputs that the file names rather than holds: rows of a file of images or labels in the
     * data folder, as {"data": "digits-images", "first": 0}. NULL where the array is held.
     * Labels are taken from the same first row on as their images. */
    char *X_data, *y_data, *X_test_data, *y_test_data;
    size_t X_first, X_test_first;
};

/* A check group: all its cases together earn the group's points. */
struct fixture_group {
    char *task;  /* the contract's id of the task */
    char *group; /* the rubric's id of the group within the task */
    size_t n_cases;
    struct fixture_case *cases;
};

struct fixture_set {
    char *name;    /* "public" */
    char *version; /* of the set's content */
    bool hidden;   /* expected values and inputs are not to be shown */
    size_t n_groups;
    struct fixture_group *groups; /* in the order of the manifest */

    /* The file of misconceptions and its hash, as the manifest has it; NULL: there is none. It is
     * read when something failed, by fixture_set_misconceptions(). */
    char *misconceptions, *misconceptions_sha256;
};

struct misconceptions;

/* Loads the set in FOLDER: its manifest, and every file the manifest names after its SHA-256
 * was checked. Images and labels are looked for in FOLDER/data, then FOLDER/../data.
 * Returns 0, or -1 after one error line; *set is then empty. */
int fixture_set_load(struct fixture_set *set, const char *folder);
void fixture_set_release(struct fixture_set *set);

/* Releases what a case owns; the case is empty afterwards. */
void fixture_case_release(struct fixture_case *c);

/* The JSON text of a group, the same bytes for the same content: id is not in it, it follows from
 * the names. The caller frees it; NULL after one error line, as for a case that
 * fixture_group_parse() would not take back. */
char *fixture_group_print(const struct fixture_group *group);

/* The group in a text of n_bytes (no NUL is needed behind it); NAME is for error lines, DATA_FOLDERS for named inputs.
 * Returns 0, or -1 after one error line; *group is then empty. */
int fixture_group_parse(struct fixture_group *group, const char *text, size_t n_bytes,
                        const char *name, const char *const data_folders[2]);
void fixture_group_release(struct fixture_group *group);

/* Reads the misconceptions of the set, after their SHA-256 was checked; none where the set has
 * none. Returns 0, or -1 after one error line: *all is then empty. */
int fixture_set_misconceptions(const struct fixture_set *set, struct misconceptions *all);

/* Writes SET to FOLDER, which must exist: every group's file and the manifest, each beside
 * its place and then renamed, the manifest last. MISCONCEPTIONS may be NULL. Named data must already lie in FOLDER/data or
 * FOLDER/../data; the manifest lists it with its hash. Files of FOLDER that the set no longer
 * has stay, and are not read. GENERATOR and SEED_TEXT (NULL for a hidden set) go into the
 * manifest. Returns 0, or -1 after one error line. */
int fixture_set_save(const struct fixture_set *set,
                     const struct misconceptions *misconceptions, const char *folder,
                     const char *generator, const char *seed_text);

#endif
