/* json_case.h: one case in results.json (docs/results.md). */
#ifndef GRADER_JSON_CASE_H
#define GRADER_JSON_CASE_H

#include "result.h"

#include <cjson/cJSON.h>
#include <stdbool.h>

/* Appends the case, of the group with this id, to the list. Of a secret one neither inputs nor
 * values. Returns false when out of memory. */
bool json_add_case(cJSON *cases, const struct case_result *c, const char *group,
                   bool secret);

#endif
