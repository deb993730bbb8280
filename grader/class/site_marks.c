#include "class/site_rows.h"

#include <math.h>

int site_read_marks(struct site_class *class, struct gradebook *book, const char *policy)
{
    (void)book, (void)policy;
    for (size_t s = 0; s < class->n_students; s++) {
        struct site_student *student = &class->students[s];
        student->counts = student->n_attempts;
        student->mark = NAN;
        for (size_t a = 0; a < student->n_attempts; a++)
            if (student->attempts[a].graded) {
                student->counts = a;
                student->mark = student->attempts[a].points;
                student->max_mark = student->attempts[a].max_points;
            }
    }
    return 0;
}
