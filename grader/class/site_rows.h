/* site_rows.h: the rows of the gradebook that a class report is made of, for site_class.c. Each
 * function fills its part of *class, for which the parts above it have to be there, and returns 0, or -1
 * after one error line.
 */
#ifndef GRADER_CLASS_SITE_ROWS_H
#define GRADER_CLASS_SITE_ROWS_H

#include "class/site_class.h"

int site_read_students(struct site_class *class, struct gradebook *book); /* by id */
int site_read_attempts(struct site_class *class, struct gradebook *book);
int site_read_failures(struct site_class *class, struct gradebook *book);

/* Which attempt of a student counts, and the mark that it gives: see marks.h. POLICY is a file, or NULL. */
int site_read_marks(struct site_class *class, struct gradebook *book, const char *policy);

/* Both of the attempts that count; students may be in any order. */
int site_read_tasks(struct site_class *class, struct gradebook *book);
int site_read_causes(struct site_class *class, struct gradebook *book);

#endif
