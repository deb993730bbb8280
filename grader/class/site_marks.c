#include "class/marks.h"

#include "class/policy.h"
#include "class/site_rows.h"
#include "error.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "by NAME: REASON" */
static char *override_text(const struct mark *mark)
{
    size_t n = strlen(mark->override_by) + strlen(mark->override_reason) + sizeof "by : ";
    char *text = malloc(n);
    if (text)
        snprintf(text, n, "by %s: %s", mark->override_by, mark->override_reason);
    else
        error("out of memory");
    return text;
}

static int take_mark(struct site_student *student, const struct mark *mark)
{
    /* Where the grader failed on a later one, the earlier does not count. */
    bool counts = mark->status == MARK_HANDED_IN;
    student->counts = student->n_attempts;
    for (size_t a = 0; a < student->n_attempts; a++)
        if (counts && student->attempts[a].id == mark->attempt)
            student->counts = a;
    student->mark = mark->has_points ? (double)mark->points_c / 100 : NAN;
    student->max_mark = (double)mark->max_c / 100;
    student->late_days = mark->late_days;
    student->extended = mark->extended;
    if (mark->overridden)
        student->override = override_text(mark);
    return mark->overridden && !student->override ? -1 : 0;
}

static int take_marks(struct site_class *class, const struct marks *marks)
{
    for (size_t s = 0; s < class->n_students; s++) {
        const struct mark *mark = marks_find(marks, class->students[s].id);
        if (mark && take_mark(&class->students[s], mark) != 0)
            return -1;
    }
    return 0;
}

int site_read_marks(struct site_class *class, struct gradebook *book, const char *path)
{
    struct policy policy;
    struct marks marks;
    if (path && policy_read(&policy, path) != 0)
        return -1;
    if (!path)
        policy_none(&policy);
    int status = marks_make(&marks, book, &policy);
    if (status == 0) {
        status = take_marks(class, &marks);
        marks_release(&marks);
    }
    class->has_policy = path != NULL;
    if (policy.has_deadline)
        time_utc_write(class->deadline, policy.deadline);
    policy_release(&policy);
    return status;
}
