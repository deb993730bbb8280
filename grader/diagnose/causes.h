/* causes.h: every cause that has a name: known misconceptions, and behaviours, which have no numbers of
 * their own. What a structure is called follows from the numbers (residual.h).
 */
#ifndef GRADER_DIAGNOSE_CAUSES_H
#define GRADER_DIAGNOSE_CAUSES_H

#include "misconception.h"
#include "result.h"

#include <stdbool.h>

/* The cause of this id into *cause: its title, and formula and advice where there are some. False
 * where no misconception and no behaviour is called that. */
bool cause_by_id(const struct misconceptions *misconceptions, const char *id,
                 struct cause *cause);

#endif
