/* GitLab shows these beside the lines of a merge request: what the compiler said, and where a sanitizer
 * stopped. An entry is told from those of other runs by its fingerprint, which no two may share; the line
 * is no part of it, so that an old mistake is not new because a line was added above. */
#include "report/export/formats.h"
#include "report/export_message.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ENTRIES = 200, MAX_DESCRIPTION = 1000, HASH_BYTES = 16 };

struct entry {
    const char *file, *check, *text;
    size_t line;
    bool is_error;
};

static void hash_entry(const struct entry *entry, const char *path, size_t occurrence,
                       char *fingerprint)
{
    const char *const parts[] = {path, entry->check, entry->text};
    crypto_generichash_state state;
    unsigned char hash[HASH_BYTES];
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    for (int i = 0; i < 3; i++)
        crypto_generichash_update(&state, (const unsigned char *)parts[i],
                                  strlen(parts[i]) + 1);
    crypto_generichash_update(&state, (const unsigned char *)&occurrence,
                              sizeof occurrence);
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(fingerprint, 2 * HASH_BYTES + 1, hash, sizeof hash);
}

static bool add_entry(cJSON *list, const struct export *e, const struct entry *entries,
                      size_t i)
{
    const struct entry *entry = &entries[i];
    char fingerprint[2 * HASH_BYTES + 1], path[EXPORT_MAX_PATH + 1];
    size_t occurrence = 0;
    for (size_t k = 0; k < i; k++)
        occurrence += strcmp(entries[k].file, entry->file) == 0 &&
                      strcmp(entries[k].text, entry->text) == 0;
    export_path(e, entry->file, path);
    hash_entry(entry, path, occurrence, fingerprint);

    cJSON *object = cJSON_CreateObject();
    if (!object || !cJSON_AddItemToArray(list, object)) {
        cJSON_Delete(object);
        return false;
    }
    char description[MAX_DESCRIPTION];
    export_line(description, sizeof description,
                entry->text[0] ? entry->text : entry->check);
    cJSON *location = cJSON_AddObjectToObject(object, "location");
    cJSON *lines = cJSON_AddObjectToObject(location, "lines");
    return lines && cJSON_AddStringToObject(object, "description", description) &&
           cJSON_AddStringToObject(object, "check_name", entry->check) &&
           cJSON_AddStringToObject(object, "fingerprint", fingerprint) &&
           cJSON_AddStringToObject(object, "severity",
                                   entry->is_error ? "critical" : "minor") &&
           cJSON_AddStringToObject(location, "path", path) &&
           cJSON_AddNumberToObject(lines, "begin", (double)entry->line);
}

/* Returns how many. */
static size_t list_entries(const struct export *e, struct entry entries[MAX_ENTRIES])
{
    size_t n = 0;
    for (size_t i = 0; i < e->results->n_problems && n < MAX_ENTRIES; i++) {
        const struct results_problem *p = &e->results->problems[i];
        if (p->file[0])
            entries[n++] =
                (struct entry){p->file, "compiler", p->message, p->line, p->is_error};
    }
    for (size_t i = 0; i < e->n_rows && n < MAX_ENTRIES; i++) {
        const struct export_row *row = &e->rows[i];
        if (row->line > 0 && row->file[0])
            entries[n++] =
                (struct entry){row->file, "sanitizer", row->why, row->line, true};
    }
    return n;
}

int write_gitlab_code_quality(const struct export *e, FILE *stream)
{
    struct entry entries[MAX_ENTRIES];
    size_t n = list_entries(e, entries);
    cJSON *list = cJSON_CreateArray();
    bool ok = list != NULL;
    for (size_t i = 0; ok && i < n; i++)
        ok = add_entry(list, e, entries, i);
    return export_write_json(list, ok, false, stream);
}
