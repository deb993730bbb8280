/* limits.h: the limits of a profile. */
#ifndef GRADER_SANDBOX_LIMITS_H
#define GRADER_SANDBOX_LIMITS_H

#include "sandbox/sandbox.h"

/* Both return 0, or -1 with errno set. */

/* Puts the profile's limits on this process. To be called before the user changes. */
int limits_apply(enum sandbox_profile profile, bool drops_user);

/* Marks PID, a process of the same user, as the first of a command (JAIL_MARK). */
int limits_mark(pid_t pid);

#endif
