/* json_member.h: the members of results.json, one function each kind. All return false when out of
 * memory, and print nothing. */
#ifndef GRADER_JSON_MEMBER_H
#define GRADER_JSON_MEMBER_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

/* TEXT as printable() makes it; nothing where it is NULL or, for the second, empty. */
bool json_add_text(cJSON *object, const char *name, const char *text);
bool json_add_optional_text(cJSON *object, const char *name, const char *text);

/* A number that reads back to the same bits, with the fewest digits; "nan", "inf" or "-inf". */
bool json_add_double(cJSON *object, const char *name, double value);

bool json_add_count(cJSON *object, const char *name, size_t n);

/* A list of n numbers on one line, as json_add_double() writes them. */
bool json_add_doubles(cJSON *object, const char *name, const double *values, size_t n);

/* Any other list, printed by WRITE, which puts element I into text of json_element_bytes. */
enum { JSON_ELEMENT_BYTES = 40 };
bool json_add_list(cJSON *object, const char *name, size_t n,
                   void (*write)(const void *context, size_t i, char *text),
                   const void *context);

/* The element of a list for VALUE, JSON_ELEMENT_BYTES at most. */
void json_print_double(double value, char *text);

bool json_add_points(cJSON *object, int points, int max_points);

#endif
