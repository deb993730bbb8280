/* anonymous.h: results.json for those who are not to know whose it is. */
#ifndef GRADER_CLASS_ANONYMOUS_H
#define GRADER_CLASS_ANONYMOUS_H

#include <cjson/cJSON.h>

/* Leaves what the grader itself says. What a student can have written (names of files and of functions, the
 * compiler's words about them, what was printed), what tells one run from another (seed, times), and the name
 * of the set, which may be the student's, are taken out or put in words of ours. */
void anonymous_results(cJSON *results);

/* Leaves those members of OBJECT, NULL or any, that NAMES, a NULL-terminated list, has. */
void anonymous_keep(cJSON *object, const char *const *names);

#endif
