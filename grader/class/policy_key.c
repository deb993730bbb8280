#include "class/policy_key.h"

#include "class/time_utc.h"
#include "error.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *policy_key_name(const struct policy_key *key)
{
    const char *dot = strrchr(key->name, '.');
    return dot ? dot + 1 : key->name;
}

size_t policy_line(const cJSON *node)
{
    const cJSON *line = cJSON_GetObjectItemCaseSensitive(node, "line");
    return cJSON_IsNumber(line) ? (size_t)line->valuedouble : 0;
}

const cJSON *policy_value(const cJSON *node)
{
    return cJSON_GetObjectItemCaseSensitive(node, "value");
}

bool policy_is(const cJSON *node, const char *type)
{
    return strcmp(cJSON_GetObjectItemCaseSensitive(node, "type")->valuestring, type) == 0;
}

int policy_refuse(const struct policy *policy, const cJSON *node, const char *key,
                  const char *format, ...)
{
    char what[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    return error("'%s', line %zu: %s: %s", policy->path, policy_line(node), key, what);
}

/* ---- values ---- */

int policy_read_text(const struct policy *policy, const cJSON *node,
                     const struct policy_key *key, void *target)
{
    if (!policy_is(node, "text") || policy_value(node)->valuestring[0] == '\0')
        return policy_refuse(policy, node, key->name,
                             "wants a text, in quotes and not empty");
    *(const char **)((char *)target + key->field) = policy_value(node)->valuestring;
    return 0;
}

int policy_read_count(const struct policy *policy, const cJSON *node,
                      const struct policy_key *key, void *target)
{
    double number = policy_is(node, "integer") ? policy_value(node)->valuedouble : -1;
    if (number < (double)key->min || number > (double)key->max)
        return policy_refuse(policy, node, key->name,
                             "wants a whole number from %ld to %ld", key->min, key->max);
    *(int *)((char *)target + key->field) = (int)number;
    return 0;
}

int policy_read_minutes(const struct policy *policy, const cJSON *node,
                        const struct policy_key *key, void *target)
{
    enum { MINUTE_S = 60 };
    int minutes;
    struct policy_key count = *key;
    count.field = 0;
    if (policy_read_count(policy, node, &count, &minutes) != 0)
        return -1;
    *(long *)((char *)target + key->field) = (long)minutes * MINUTE_S;
    return 0;
}

int policy_read_hundredths(const struct policy *policy, const cJSON *node,
                           const struct policy_key *key, void *target)
{
    const cJSON *value = policy_value(node);
    bool is_number = (policy_is(node, "integer") || policy_is(node, "number")) &&
                     cJSON_IsNumber(value);
    double number = is_number ? value->valuedouble : -1;
    if (!(number >= (double)key->min && number <= (double)key->max))
        return policy_refuse(policy, node, key->name, "wants a number from %ld to %ld",
                             key->min, key->max);
    long hundredths = lround(100 * number);
    if (fabs(100 * number - (double)hundredths) > 1e-6)
        return policy_refuse(policy, node, key->name,
                             "has more than two digits behind the point");
    *(long *)((char *)target + key->field) = hundredths;
    return 0;
}

int policy_read_time(const struct policy *policy, const cJSON *node,
                     const struct policy_key *key, void *target)
{
    bool is_time = policy_is(node, "time") || policy_is(node, "text");
    if (!is_time || time_utc_read(policy_value(node)->valuestring,
                                  (time_t *)((char *)target + key->field)) != 0)
        return policy_refuse(policy, node, key->name,
                             "wants a time like 2026-11-29T23:59:00+01:00, or a date");
    return 0;
}

/* ---- tables ---- */

static int refuse_key(const struct policy *policy, const cJSON *node, const char *table,
                      const struct policy_key *keys, size_t n)
{
    char known[256] = "";
    size_t used = 0;
    for (size_t k = 0; k < n && used < sizeof known; k++)
        used += (size_t)snprintf(known + used, sizeof known - used, "%s%s",
                                 k > 0 ? ", " : "", policy_key_name(&keys[k]));
    return error("'%s', line %zu: %s%s%s: no such key; there are %s", policy->path,
                 policy_line(node), table, *table ? "." : "", node->string, known);
}

int policy_read_keys(const struct policy *policy, const cJSON *table, const char *name,
                     const struct policy_key *keys, size_t n, void *target)
{
    const cJSON *node;
    if (!policy_is(table, "table"))
        return policy_refuse(policy, table, name, "wants a table, [%s]", name);
    cJSON_ArrayForEach(node, policy_value(table))
    {
        size_t k = 0;
        while (k < n && strcmp(policy_key_name(&keys[k]), node->string) != 0)
            k++;
        if (k == n)
            return refuse_key(policy, node, name, keys, n);
        if (keys[k].read(policy, node, &keys[k], target) != 0)
            return -1;
    }
    return 0;
}
