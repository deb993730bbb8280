#define _GNU_SOURCE
#include "sandbox/limits.h"

#include "sandbox/jail.h"
#include "sandbox/profiles.h"

#include <sys/resource.h>
#include <unistd.h>

static int lower_limit(int resource, rlim_t soft, rlim_t hard)
{
    struct rlimit limit;
    if (getrlimit((__rlimit_resource_t)resource, &limit) != 0)
        return -1;
    if (hard < limit.rlim_max)
        limit.rlim_max = hard;
    limit.rlim_cur = soft < limit.rlim_max ? soft : limit.rlim_max;
    return setrlimit((__rlimit_resource_t)resource, &limit);
}

int limits_apply(enum sandbox_profile profile, bool drops_user)
{
    for (size_t i = 0; i < n_limit_rules; i++) {
        const struct limit_rule *rule = &limit_rules[i];
        rlim_t soft = profile_runs(profile) ? rule->run : rule->build;
        if (profile == SANDBOX_SANITIZE && rule->sanitize)
            soft = rule->sanitize;
        rlim_t hard = soft;
        if (rule->resource == RLIMIT_NPROC && !drops_user)
            hard = soft += LIMIT_PROCESSES_OF_OTHERS;
        if (rule->resource == RLIMIT_CPU)
            hard = soft + 1; /* SIGXCPU, which says why, and SIGKILL for who ignores it */
        if (lower_limit(rule->resource, soft, hard) != 0)
            return -1;
    }
    return 0;
}

int limits_mark(pid_t pid)
{
    struct rlimit mark = {(rlim_t)pid, (rlim_t)pid};
    return prlimit(pid, JAIL_MARK, &mark, NULL);
}
