/* cgroup.h: the layer that limits all commands of a sandbox in sum, and ends them all at once.
 * The trusted side makes a group below its own, or beside it, where that was delegated to it, and
 * starts commands in it (spawn_launcher.h); what they start cannot leave it. */
#ifndef GRADER_SANDBOX_CGROUP_H
#define GRADER_SANDBOX_CGROUP_H

struct cgroup {
    char *path; /* of the group's folder, NULL: none */
    int fd;     /* the folder; or -1 */
};

/* Makes a group by the one that this process is in. REQUIRED is a file that it has to have, as
 * "memory.max": controllers may not have been delegated. Returns 0, also where none is to be had, and
 * path is NULL; or -1 after one error line, where one was made and cannot be used. */
int cgroup_open(struct cgroup *cgroup, const char *required);

/* Ends all that is in the group, and removes it. */
void cgroup_close(struct cgroup *cgroup);

#endif
