/* fixture_json.h: strict reading and exact writing of the JSON of fixtures, on top of cJSON.
 *
 * cJSON takes more than we want and gives back less: it cuts strings at an escaped NUL, takes a
 * key twice, turns 1e999 into infinity, spends 80 bytes on every element of a list, and
 * prints doubles only nearly right. So a text is vetted before cJSON sees it, every object
 * is checked against the list of its keys, and numbers are printed here.
 */
#ifndef GRADER_FIXTURE_JSON_H
#define GRADER_FIXTURE_JSON_H

#include "contract.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    JSON_MAX_DEPTH = 16,
    JSON_MAX_VALUES = 1 << 20, /* of a text */
    JSON_MAX_STRING = 200,
    JSON_MAX_NAME = 64
};

#define JSON_MAX_SIZE ((size_t)1 << 30) /* of a number that counts something */

/* ---- Reading: every failure prints one error line with the file and the place in it -------- */

/* An object, and where it is. */
struct json_object {
    const cJSON *json;
    const char *file;
    char where[128]; /* "", or "case 'lecture': net: " */
};

/* Prints "'FILE': WHERE" and the formatted text. Returns -1. */
int json_refuse(const struct json_object *o, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The one value of a text of n bytes: printable ASCII and white space, without escapes but \"
 * \\ and \/, within the limits above. The caller deletes it with cJSON_Delete(). Returns NULL
 * on failure. */
cJSON *json_parse(const char *text, size_t n_bytes, const char *file);

/* Makes *o the object JSON of FILE at WHERE ("" for the whole file). It must be an object, with
 * no key twice and none that is not among KEYS, a list that ends with NULL. Returns 0 or -1. */
int json_open(struct json_object *o, const cJSON *json, const char *file,
              const char *where, const char *const *keys);

/* Makes *child the object under KEY of *parent, checked alike. */
int json_open_member(struct json_object *child, const struct json_object *parent,
                     const char *key, const char *const *keys);

/* Whether KEY is there. */
bool json_has(const struct json_object *o, const char *key);

/* The string under KEY, of 1..JSON_MAX_STRING characters, borrowed from the JSON; or NULL. */
const char *json_string(const struct json_object *o, const char *key);

/* The same, copied. */
int json_copy_string(const struct json_object *o, const char *key, char **copy);

/* The same, and json_is_name() of it. */
int json_copy_name(const struct json_object *o, const char *key, bool dot, char **copy);

/* "format" and "version" must say FORMAT and VERSION. */
int json_check_format(const struct json_object *o, const char *format, size_t version);

/* The index in CHOICES, a list that ends with NULL, of the string under KEY; or -1. */
int json_choice(const struct json_object *o, const char *key, const char *const *choices);

int json_bool(const struct json_object *o, const char *key, bool *value);

/* A whole number of 0..JSON_MAX_SIZE. */
int json_size(const struct json_object *o, const char *key, size_t *value);

/* A number of 0..2^64-1, written as a decimal string. */
int json_uint64(const struct json_object *o, const char *key, uint64_t *value);

/* The list under KEY and its length; or NULL. */
const cJSON *json_list(const struct json_object *o, const char *key, size_t *n);

/* The list under KEY as an array: finite numbers, whole numbers or decimal strings, as
 * array->element says. Fills array->n and array->data, which is allocated and never NULL. */
int json_array(const struct json_object *o, const char *key, struct array *array);

/* The list of whole numbers under KEY, allocated. */
int json_sizes(const struct json_object *o, const char *key, size_t **sizes, size_t *n);

/* True for 1..JSON_MAX_NAME characters of [a-z0-9-], and '.' too where DOT is set, but not as
 * the first. Such a name can be a part of a path and leads nowhere else. */
bool json_is_name(const char *text, bool dot);

/* True for 1..JSON_MAX_STRING printable ASCII characters. */
bool json_is_line(const char *text);

/* ---- Writing: the only failure is of memory, and no error line is printed ------------------ */

/* Adds the array as a list on one line. Doubles, which must be finite, are written with the
 * fewest of 15, 16 or 17 digits that read back to the same bits. Returns 0 or -1. */
int json_add_array(cJSON *object, const char *key, const struct array *array);
int json_add_sizes(cJSON *object, const char *key, const size_t *sizes, size_t n);
int json_add_size(cJSON *object, const char *key, size_t value);
int json_add_uint64(cJSON *object, const char *key, uint64_t value);
int json_add_string(cJSON *object, const char *key, const char *text);
int json_add_bool(cJSON *object, const char *key, bool value);

/* A new object at the end of LIST, or NULL. */
cJSON *json_append_object(cJSON *list);

/* The text, on several lines, with a newline at the end. The caller frees it; or NULL. */
char *json_print(const cJSON *json);

#endif
