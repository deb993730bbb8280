#include "sandbox/layers.h"

#include <stdio.h>
#include <string.h>

const struct layer layer_table[N_LAYERS] = {
    {SANDBOX_RLIMITS, "rlimits", "memory, time, the disk, the environment", "nothing"},
    {SANDBOX_UID, "uid", "leaves nothing of root's rights",
     "gradecheck to be started as root; an ordinary user has none to give up"},
    {SANDBOX_LANDLOCK, "landlock", "files, by path",
     "Linux 5.13 or later, with landlock among its security modules (lsm=landlock,... at "
     "boot)"},
    {SANDBOX_SECCOMP, "seccomp", "system calls",
     "Linux 4.14 or later, built with seccomp filters, as those of distributions are"},
    {SANDBOX_NAMESPACES, "namespaces", "processes, files and network of its own",
     "user namespaces for everybody (sysctl user.max_user_namespaces; "
     "kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu)"},
    {SANDBOX_CGROUP, "cgroup", "memory and processes, in sum",
     "cgroup v2, delegated: systemd-run --user --scope -p Delegate=yes gradecheck ..."},
};

void layers_text(unsigned set, char *text, size_t n)
{
    size_t used = 0;
    if (n > 0)
        text[0] = '\0';
    for (size_t i = 0; i < N_LAYERS; i++) {
        size_t length = strlen(layer_table[i].name) + (used ? 2 : 0);
        if (!(set & layer_table[i].bit) || used + length >= n)
            continue;
        snprintf(text + used, n - used, "%s%s", used ? ", " : "", layer_table[i].name);
        used += length;
    }
}

static unsigned find(const char *name, size_t length)
{
    for (size_t i = 0; i < N_LAYERS; i++)
        if (strlen(layer_table[i].name) == length &&
            strncmp(layer_table[i].name, name, length) == 0)
            return layer_table[i].bit;
    return 0;
}

int layers_parse(const char *text, unsigned *set, const char **unknown, size_t *length)
{
    *set = 0;
    if (strcmp(text, "none") == 0)
        return 0;
    for (const char *name = text;; name += *length + 1) {
        *length = strcspn(name, ",");
        unsigned bit = find(name, *length);
        *set |= bit;
        *unknown = name;
        if (bit == 0)
            return -1;
        if (name[*length] == '\0')
            return 0;
    }
}
