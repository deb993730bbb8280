/* orphans.h: what commands leave behind. */
#ifndef GRADER_SANDBOX_ORPHANS_H
#define GRADER_SANDBOX_ORPHANS_H

#include <sys/types.h>

/* Kills and reaps every process that a command started and that lost its parent: since the
 * grader is their subreaper (sandbox_open), they are its children. No command has a right to
 * leave one, so it does not matter whose they are; commands under way are not touched. The
 * orphan's own children become orphans by that, and are killed too. LEADER, the first process of
 * the command that has ended, is left to be reaped, whatever its mark says. Needs /proc. */
void orphans_kill(pid_t leader);

#endif
