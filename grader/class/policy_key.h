/* policy_key.h: the keys of a policy's tables, and their values as toml_json.h gives them. For policy.c. */
#ifndef GRADER_CLASS_POLICY_KEY_H
#define GRADER_CLASS_POLICY_KEY_H

#include "class/policy.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

/* A key of a table: how its value is read, and what it goes into, FIELD bytes behind the beginning of TARGET:
 * the policy, or an exception of it. */
struct policy_key {
    const char *name; /* with the table's in front */
    int (*read)(const struct policy *policy, const cJSON *node,
                const struct policy_key *key, void *target);
    size_t field;
    long min, max;
};

/* "late.max_days" without what is in front. */
const char *policy_key_name(const struct policy_key *key);

size_t policy_line(const cJSON *node);
const cJSON *policy_value(const cJSON *node);
bool policy_is(const cJSON *node, const char *type);

/* Says what is wrong with the value of a key: one error line. Returns -1. */
int policy_refuse(const struct policy *policy, const cJSON *node, const char *key,
                  const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Each reads one value. Returns 0, or -1 after one error line. A text goes into a const char *, which lives
 * as long as the node; a count, min..max, into an int; minutes into a long of seconds; a number min..max with
 * up to two digits behind its point into a long of hundredths; a time into a time_t. */
int policy_read_text(const struct policy *policy, const cJSON *node,
                     const struct policy_key *key, void *target);
int policy_read_count(const struct policy *policy, const cJSON *node,
                      const struct policy_key *key, void *target);
int policy_read_minutes(const struct policy *policy, const cJSON *node,
                        const struct policy_key *key, void *target);
int policy_read_hundredths(const struct policy *policy, const cJSON *node,
                           const struct policy_key *key, void *target);
int policy_read_time(const struct policy *policy, const cJSON *node,
                     const struct policy_key *key, void *target);

/* Reads what is in TABLE, which is called NAME, with the n KEYS that it may have. */
int policy_read_keys(const struct policy *policy, const cJSON *table, const char *name,
                     const struct policy_key *keys, size_t n, void *target);

#endif
