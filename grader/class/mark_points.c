#include "class/mark_points.h"

/* No product below is near its end: 10^6 of points and 10^4 of weight, twice, and 10^4 of percent. */
__extension__ typedef __int128 wide;

enum { ALL_C = 100 * POLICY_PERCENT, DAY_S = 24 * 60 * 60 };

void mark_lateness(struct mark *mark, const struct policy *policy, const char *student,
                   time_t submitted)
{
    const struct policy_exception *extension =
        policy_exception(&policy->extensions, student);
    const struct policy_exception *free_days =
        policy_exception(&policy->free_days_of, student);
    int free_most = free_days ? free_days->free_days : policy->free_days;
    time_t late_s = submitted - (extension ? extension->until : policy->deadline);
    mark->extended = extension;
    mark->late_s = policy->has_deadline && late_s > policy->grace_s ? (long)late_s : 0;
    mark->late_days = (int)((mark->late_s + DAY_S - 1) / DAY_S);
    mark->free_days = mark->late_days < free_most ? mark->late_days : free_most;
    mark->too_late = policy->max_days >= 0 && mark->late_days > policy->max_days;
    long percent_c = (mark->late_days - mark->free_days) * policy->day_percent_c;
    mark->penalty_percent_c = mark->too_late                      ? ALL_C
                              : percent_c < policy->max_percent_c ? percent_c
                                                                  : policy->max_percent_c;
}

/* Is task a's share of its points lower than b's? Of equal shares the one that weighs more is the lower one:
 * without it more is won. */
static bool is_lower(const struct mark_task *tasks, const long *weights_c, size_t a,
                     size_t b)
{
    long share_a = (long)tasks[a].points * tasks[b].max_points;
    long share_b = (long)tasks[b].points * tasks[a].max_points;
    return share_a != share_b
               ? share_a < share_b
               : weights_c[a] * tasks[a].max_points > weights_c[b] * tasks[b].max_points;
}

/* One task always stays. */
static void drop_lowest(struct mark *mark, const long *weights_c, size_t n_tasks, int n)
{
    for (; n > 0; n--) {
        size_t kept = 0, lowest = 0;
        for (size_t t = 0; t < n_tasks; t++) {
            if (mark->tasks[t].left_out || mark->tasks[t].points < 0)
                continue;
            if (kept++ == 0 || is_lower(mark->tasks, weights_c, t, lowest))
                lowest = t;
        }
        if (kept < 2)
            return;
        mark->tasks[lowest].left_out = true;
    }
}

/* a / b to the nearest, a half up. */
static long rounded(wide a, wide b)
{
    return b == 0 ? 0 : (long)((2 * a + b) / (2 * b));
}

void mark_score(struct mark *mark, const struct policy *policy, const long *weights_c,
                size_t n_tasks)
{
    long points_c = 0, kept_c = 0, all_c = 0;
    bool has_tasks = false;
    for (size_t t = 0; t < n_tasks; t++) {
        struct mark_task *task = &mark->tasks[t];
        has_tasks = has_tasks || task->points >= 0;
        task->left_out = task->points >= 0 && weights_c[t] == 0;
        if (task->points >= 0)
            all_c += weights_c[t] * task->max_points;
    }
    drop_lowest(mark, weights_c, n_tasks, policy->drop_lowest);
    for (size_t t = 0; t < n_tasks; t++)
        if (mark->tasks[t].points >= 0 && !mark->tasks[t].left_out) {
            points_c += weights_c[t] * mark->tasks[t].points;
            kept_c += weights_c[t] * mark->tasks[t].max_points;
        }
    if (!has_tasks) {
        points_c = 100L * mark->measured;
        kept_c = all_c = 100L * mark->max_points;
    }
    mark->max_c = policy->out_of_c > 0 ? policy->out_of_c : all_c;
    wide scaled = (wide)points_c * (wide)mark->max_c;
    long before_c = rounded(scaled, (wide)kept_c);
    mark->points_c = rounded(scaled * (wide)(ALL_C - mark->penalty_percent_c),
                             (wide)kept_c * (wide)ALL_C);
    mark->penalty_c = before_c - mark->points_c;
}
