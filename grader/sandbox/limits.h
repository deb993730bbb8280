/* limits.h: the limits of a profile. */
#ifndef GRADER_SANDBOX_LIMITS_H
#define GRADER_SANDBOX_LIMITS_H

#include "sandbox/sandbox.h"

/* Puts the profile's limits on this process and marks it as a command (JAIL_MARK). To be called
 * before the user changes. Returns 0, or -1 with errno set. */
int limits_apply(enum sandbox_profile profile, bool drops_user);

#endif
