/* results_member.h: the members of the objects in a results.json, one function each kind of value.
 *
 * The first failure prints its one error line, which names the file and the place in it, and sets
 * `failed`; from then on all functions return something empty and say nothing, so that a caller asks
 * once, at the end.
 */
#ifndef GRADER_RESULTS_MEMBER_H
#define GRADER_RESULTS_MEMBER_H

#include "report/results.h"

#include <cjson/cJSON.h>

struct results_reader {
    struct results *results; /* owns what is allocated here */
    const char *name;        /* of the file */
    char where[200];         /* "", or "task 'gradient': " */
    bool failed;
};

/* Says "'FILE': WHERE" and the formatted text. Returns -1. */
int results_refuse(struct results_reader *reader, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* n zeroed elements, at least one, that are freed with the results; NULL on failure. */
void *results_allocate(struct results_reader *reader, size_t n, size_t size);

/* The value under KEY, which may not be there twice; NULL where it is not there. */
const cJSON *results_member(struct results_reader *reader, const cJSON *object,
                            const char *key);

/* The object or the list under KEY, which has to be there; a list of at most max_n. */
const cJSON *results_object(struct results_reader *reader, const cJSON *object,
                            const char *key);
const cJSON *results_list(struct results_reader *reader, const cJSON *object,
                          const char *key, size_t max_n, size_t *n);

/* A copy of the text under KEY, printable; the second takes it for "" where it is not there. */
const char *results_text(struct results_reader *reader, const cJSON *object,
                         const char *key);
const char *results_optional_text(struct results_reader *reader, const cJSON *object,
                                  const char *key);

/* The same of a name, without newlines and tabs (printable_name()). */
const char *results_name(struct results_reader *reader, const cJSON *object,
                         const char *key);

/* The same of what has to be an id. */
const char *results_id(struct results_reader *reader, const cJSON *object,
                       const char *key);
bool results_is_id(const char *text);

bool results_bool(struct results_reader *reader, const cJSON *object, const char *key);

/* The whole number min..max under KEY; the second is 0 where it is not there. */
size_t results_count(struct results_reader *reader, const cJSON *object, const char *key,
                     size_t min, size_t max);
size_t results_optional_count(struct results_reader *reader, const cJSON *object,
                              const char *key, size_t min, size_t max);

/* `points` and `max_points`: whole numbers of 0..RESULTS_MAX_POINTS, the first not above the second. */
void results_points(struct results_reader *reader, const cJSON *object, int *points,
                    int *max_points);

/* A number; "nan", "inf" and "-inf" are numbers, too. */
double results_number(struct results_reader *reader, const cJSON *object,
                      const char *key);

/* The number of seconds under KEY, finite and at least 0. */
double results_seconds(struct results_reader *reader, const cJSON *object,
                       const char *key);

/* The index of the text under KEY in CHOICES, a list of n; 0 on failure. */
size_t results_choice(struct results_reader *reader, const cJSON *object, const char *key,
                      const char *const *choices, size_t n);

#endif
