/* hostile_entry.h: what is expected of a hostile submission (tests/hostile/NAME/expect.json).
 *
 *     why       what it does, and why a weak grader falls for it
 *     base      a folder of tests/submissions that is copied first; or none
 *     tasks     { task: "VERDICT POINTS" }, the verdict of the task's first case that does not pass
 *     others    the same for all other tasks, "not built 0" if not told; "full": all points
 *     refused   instead of tasks: there is no mark, and this is in the error line
 *     says      texts that the results hold; `never`: texts that they do not
 *     promise   what it must not achieve: "a submission ..."
 *     held_by   layers of which one is enough for the promise; none: it always holds
 *     held_from_user  an ordinary user's grader needs none of them
 *     without   { layer: tasks } what becomes otherwise where the layer is not in force
 *     slow      true: takes more than 3 s
 *
 * An attack that works prints LAPSED, a word that no source has in one piece, or leaves a file named
 * hostile-*.
 */
#ifndef TESTS_HOSTILE_ENTRY_H
#define TESTS_HOSTILE_ENTRY_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdio.h>

struct hostile_entry {
    char name[128];
    char folder[1024];
    cJSON *expect;
};

/* Reads expect.json of FOLDER/NAME. False after a line that says what is wrong. */
bool hostile_entry_open(struct hostile_entry *entry, const char *folder,
                        const char *name);
void hostile_entry_close(struct hostile_entry *entry);

/* NULL where there is none. */
const char *hostile_entry_text(const struct hostile_entry *entry, const char *key);
bool hostile_entry_is(const struct hostile_entry *entry, const char *key);

/* Whether its promise holds with these LAYERS (enum sandbox_layer), for a grader that was started as
 * root or not. */
bool hostile_entry_holds(const struct hostile_entry *entry, unsigned layers,
                         bool as_root);

/* Whether these layers let through something that all layers hold. */
bool hostile_entry_depends(const struct hostile_entry *entry);

/* Compares RESULT, results.json as text, with what is expected with these layers. Writes what differs
 * to DIFFERENCES, a line each. */
bool hostile_entry_check(const struct hostile_entry *entry, const char *result,
                         unsigned layers, FILE *differences);

#endif
