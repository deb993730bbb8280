/* landlock.h: the layer that closes the file system. Landlock is a part of Linux, 5.13 and
 * later, that needs no privilege; its ABI says how much of it there is. */
#ifndef GRADER_SANDBOX_LANDLOCK_H
#define GRADER_SANDBOX_LANDLOCK_H

/* The ABI that this kernel offers; 0: none, or switched off. Linux 6.18 has 7. */
int landlock_abi(void);

/* A ruleset that refuses every use of a file; with ABI 4 also TCP, with ABI 6 also signals and
 * abstract Unix sockets to processes outside. Returns a descriptor, or -1 with errno set. */
int landlock_open(void);

/* Grants ACCESS, bits of enum file_access, to the file at PATH or to all below the folder. Returns 0, or
 * -1 with errno set. */
int landlock_grant(int ruleset, const char *path, unsigned access);

/* Puts the ruleset in force for this process and all that it starts, for ever. Closes RULESET.
 * no_new_privs must be set. Returns 0, or -1 with errno set. */
int landlock_enforce(int ruleset);

#endif
