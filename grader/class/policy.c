#include "class/policy.h"

#include "class/grow.h"
#include "class/policy_key.h"
#include "class/toml_json.h"
#include "error.h"
#include "file.h"

#include <stdlib.h>
#include <string.h>

static int read_deadline(const struct policy *policy, const cJSON *node,
                         const struct policy_key *key, void *target)
{
    ((struct policy *)target)->has_deadline = true;
    return policy_read_time(policy, node, key, target);
}

static int read_counts(const struct policy *policy, const cJSON *node,
                       const struct policy_key *key, void *target)
{
    const char *text = policy_is(node, "text") ? policy_value(node)->valuestring : "";
    bool best = strcmp(text, "best") == 0;
    if (!best && strcmp(text, "last") != 0)
        return policy_refuse(policy, node, key->name, "wants \"best\" or \"last\"");
    ((struct policy *)target)->counts = best ? POLICY_BEST : POLICY_LAST;
    return 0;
}

#define KEYS(keys) keys, sizeof(keys) / sizeof(keys)[0]

/* ---- weights ---- */

static int add_weight(const struct policy *policy, const cJSON *node,
                      const struct policy_key *key, const char *task, long weight_c,
                      struct policy *p)
{
    for (size_t w = 0; w < p->n_weights; w++)
        if (strcmp(p->weights[w].task, task) == 0)
            return policy_refuse(policy, node, key->name, "task '%s' is named twice",
                                 task);
    struct policy_weight *more = grow(p->weights, p->n_weights, sizeof *more);
    if (!more)
        return -1;
    p->weights = more;
    more[p->n_weights++] = (struct policy_weight){task, policy_line(node), weight_c};
    return 0;
}

static int read_weights(const struct policy *policy, const cJSON *table,
                        const struct policy_key *key, void *target)
{
    const cJSON *node;
    struct policy_key weight = *key;
    weight.field = 0;
    if (!policy_is(table, "table"))
        return policy_refuse(policy, table, key->name, "wants a table, { gradient = 2 }");
    cJSON_ArrayForEach(node, policy_value(table))
    {
        long weight_c;
        if (policy_read_hundredths(policy, node, &weight, &weight_c) != 0 ||
            add_weight(policy, node, key, node->string, weight_c, target) != 0)
            return -1;
    }
    return 0;
}

static int read_leave_out(const struct policy *policy, const cJSON *array,
                          const struct policy_key *key, void *target)
{
    const cJSON *node;
    struct policy_key task = *key;
    task.field = 0;
    if (!policy_is(array, "array"))
        return policy_refuse(policy, array, key->name,
                             "wants a list of tasks, [\"digits\"]");
    cJSON_ArrayForEach(node, policy_value(array))
    {
        const char *name;
        if (policy_read_text(policy, node, &task, &name) != 0 ||
            add_weight(policy, node, key, name, 0, target) != 0)
            return -1;
    }
    return 0;
}

/* ---- what is said of a student ---- */

#define EXCEPTION(member) offsetof(struct policy_exception, member)

static const struct policy_key extension_keys[] = {
    {"extension.student", policy_read_text, EXCEPTION(student), 0, 0},
    {"extension.until", policy_read_time, EXCEPTION(until), 0, 0},
    {"extension.reason", policy_read_text, EXCEPTION(reason), 0, 0},
    {"extension.by", policy_read_text, EXCEPTION(by), 0, 0},
};

static const struct policy_key override_keys[] = {
    {"override.student", policy_read_text, EXCEPTION(student), 0, 0},
    {"override.points", policy_read_hundredths, EXCEPTION(points_c), 0,
     POLICY_MAX_NUMBER},
    {"override.reason", policy_read_text, EXCEPTION(reason), 0, 0},
    {"override.by", policy_read_text, EXCEPTION(by), 0, 0},
};

static struct policy_exception *new_exception(struct policy_exceptions *list,
                                              const cJSON *node)
{
    struct policy_exception *more = grow(list->items, list->n, sizeof *more);
    if (!more)
        return NULL;
    list->items = more;
    more[list->n] = (struct policy_exception){.line = policy_line(node)};
    return &more[list->n++];
}

/* An array of tables, each with all of the n KEYS. */
static int read_exceptions(const struct policy *policy, const cJSON *array,
                           const char *name, const struct policy_key *keys, size_t n,
                           struct policy_exceptions *list)
{
    const cJSON *node;
    if (!policy_is(array, "array"))
        return policy_refuse(policy, array, name, "wants [[%s]]", name);
    cJSON_ArrayForEach(node, policy_value(array))
    {
        struct policy_exception *exception = new_exception(list, node);
        if (!exception || policy_read_keys(policy, node, name, keys, n, exception) != 0)
            return -1;
        for (size_t k = 0; k < n; k++)
            if (!cJSON_HasObjectItem(policy_value(node), policy_key_name(&keys[k])))
                return policy_refuse(policy, node, keys[k].name, "is missing");
    }
    return 0;
}

static int read_extensions(const struct policy *policy, const cJSON *node,
                           const struct policy_key *key, void *target)
{
    return read_exceptions(policy, node, key->name, KEYS(extension_keys),
                           &((struct policy *)target)->extensions);
}

static int read_overrides(const struct policy *policy, const cJSON *node,
                          const struct policy_key *key, void *target)
{
    return read_exceptions(policy, node, key->name, KEYS(override_keys),
                           &((struct policy *)target)->overrides);
}

static int read_free_days_of(const struct policy *policy, const cJSON *table,
                             const struct policy_key *key, void *target)
{
    const cJSON *node;
    struct policy_key days = *key;
    days.field = EXCEPTION(free_days);
    if (!policy_is(table, "table"))
        return policy_refuse(policy, table, key->name, "wants a table, { student = 1 }");
    cJSON_ArrayForEach(node, policy_value(table))
    {
        struct policy_exception *exception =
            new_exception(&((struct policy *)target)->free_days_of, node);
        if (!exception || policy_read_count(policy, node, &days, exception) != 0)
            return -1;
        exception->student = node->string;
    }
    return 0;
}

/* ---- the file ---- */

#define POLICY(member) offsetof(struct policy, member)

static const struct policy_key late_keys[] = {
    {"late.percent_a_day", policy_read_hundredths, POLICY(day_percent_c), 0, 100},
    {"late.max_percent", policy_read_hundredths, POLICY(max_percent_c), 0, 100},
    {"late.max_days", policy_read_count, POLICY(max_days), 0, POLICY_MAX_NUMBER},
    {"late.free_days", policy_read_count, POLICY(free_days), 0, POLICY_MAX_NUMBER},
    {"late.free_days_of", read_free_days_of, 0, 0, POLICY_MAX_NUMBER},
};

static const struct policy_key attempts_keys[] = {
    {"attempts.counts", read_counts, 0, 0, 0},
    {"attempts.max", policy_read_count, POLICY(max_attempts), 1, POLICY_MAX_NUMBER},
};

static const struct policy_key points_keys[] = {
    {"points.leave_out", read_leave_out, 0, 0, 0},
    {"points.weights", read_weights, 0, 0, 100},
    {"points.drop_lowest", policy_read_count, POLICY(drop_lowest), 0, POLICY_MAX_NUMBER},
    {"points.out_of", policy_read_hundredths, POLICY(out_of_c), 1, POLICY_MAX_NUMBER},
    {"points.nothing_handed_in", policy_read_hundredths, POLICY(nothing_c), 0,
     POLICY_MAX_NUMBER},
    {"points.unreadable", policy_read_hundredths, POLICY(unreadable_c), 0,
     POLICY_MAX_NUMBER},
};

static int read_late(const struct policy *policy, const cJSON *node,
                     const struct policy_key *key, void *target)
{
    return policy_read_keys(policy, node, key->name, KEYS(late_keys), target);
}

static int read_attempts(const struct policy *policy, const cJSON *node,
                         const struct policy_key *key, void *target)
{
    return policy_read_keys(policy, node, key->name, KEYS(attempts_keys), target);
}

static int read_points(const struct policy *policy, const cJSON *node,
                       const struct policy_key *key, void *target)
{
    return policy_read_keys(policy, node, key->name, KEYS(points_keys), target);
}

static const struct policy_key top_keys[] = {
    {"deadline", read_deadline, POLICY(deadline), 0, 0},
    {"grace_minutes", policy_read_minutes, POLICY(grace_s), 0, POLICY_MAX_NUMBER},
    {"late", read_late, 0, 0, 0},
    {"attempts", read_attempts, 0, 0, 0},
    {"points", read_points, 0, 0, 0},
    {"extension", read_extensions, 0, 0, 0},
    {"override", read_overrides, 0, 0, 0},
};

static int by_student(const void *a, const void *b)
{
    const struct policy_exception *x = a, *y = b;
    return strcmp(x->student, y->student);
}

/* In order, so that they are found; each student once. */
static int order(const struct policy *policy, struct policy_exceptions *list,
                 const char *name)
{
    if (list->n > 0)
        qsort(list->items, list->n, sizeof *list->items, by_student);
    for (size_t i = 1; i < list->n; i++) {
        const struct policy_exception *a = &list->items[i - 1], *b = &list->items[i];
        if (strcmp(a->student, b->student) == 0)
            return error("'%s', line %zu: %s.student: '%s' is named twice", policy->path,
                         a->line > b->line ? a->line : b->line, name, a->student);
    }
    return 0;
}

static int read_policy(struct policy *policy, const cJSON *json)
{
    static const char *const want_deadline[] = {"grace_minutes", "late", "extension"};
    if (policy_read_keys(policy, json, "", KEYS(top_keys), policy) != 0 ||
        order(policy, &policy->extensions, "extension") != 0 ||
        order(policy, &policy->overrides, "override") != 0 ||
        order(policy, &policy->free_days_of, "late.free_days_of") != 0)
        return -1;
    for (size_t i = 0; i < sizeof want_deadline / sizeof want_deadline[0]; i++) {
        const cJSON *node =
            cJSON_GetObjectItemCaseSensitive(policy_value(json), want_deadline[i]);
        if (node && !policy->has_deadline)
            return policy_refuse(policy, node, want_deadline[i], "wants a deadline");
    }
    return 0;
}

void policy_none(struct policy *policy)
{
    *policy = (struct policy){.counts = POLICY_LAST,
                              .max_percent_c = 100 * POLICY_PERCENT,
                              .max_days = -1,
                              .nothing_c = -1,
                              .unreadable_c = -1};
}

int policy_parse(struct policy *policy, const char *text, const char *name)
{
    char *json = toml_json(text, name);
    policy_none(policy);
    if (!json)
        return -1;
    policy->path = strdup(name);
    policy->owned = cJSON_Parse(json);
    free(json);
    int status = policy->path && policy->owned ? read_policy(policy, policy->owned)
                                               : error("out of memory");
    if (status != 0)
        policy_release(policy);
    return status;
}

int policy_read(struct policy *policy, const char *path)
{
    unsigned char *bytes;
    size_t n_bytes;
    policy_none(policy);
    if (file_read(path, POLICY_MAX_BYTES, &bytes, &n_bytes) != 0)
        return -1;
    int status = strlen((const char *)bytes) == n_bytes
                     ? policy_parse(policy, (const char *)bytes, path)
                     : error("'%s' is no text: a NUL is in it", path);
    free(bytes);
    return status;
}

const struct policy_exception *policy_exception(const struct policy_exceptions *list,
                                                const char *student)
{
    struct policy_exception asked = {.student = student};
    return list->n > 0 ? bsearch(&asked, list->items, list->n, sizeof asked, by_student)
                       : NULL;
}

void policy_release(struct policy *policy)
{
    cJSON_Delete(policy->owned);
    free(policy->path);
    free(policy->weights);
    free(policy->extensions.items);
    free(policy->overrides.items);
    free(policy->free_days_of.items);
    policy_none(policy);
}
