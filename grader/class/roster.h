/* roster.h: who is in the class, a CSV with a header, as it is made by hand or exported by a learning
 * platform; and whose a submission is.
 */
#ifndef GRADER_CLASS_ROSTER_H
#define GRADER_CLASS_ROSTER_H

#include "class/csv.h"
#include "class/gradebook.h"
#include "class/intake.h"

struct roster {
    size_t n;
    struct student *students; /* in the order of the file */
    struct csv csv; /* which their texts lie in, but for names made of two columns */
    char **made;
    size_t n_made;
};

/* Reads the file at PATH: a column "id" (or as platforms call it: SID, ID number, identifier, SIS Login
 * ID), and any of name (or first and last name), email, section, login (github_username), platform. Returns
 * 0, or -1 after one error line that names the file and the line: no such column, a student without an
 * id, one that is there twice. */
int roster_read(struct roster *roster, const char *path);
void roster_release(struct roster *roster);

enum { ROSTER_NONE = -1, ROSTER_AMBIGUOUS = -2 };

/* Whose ITEM is: an index, or ROSTER_NONE, or ROSTER_AMBIGUOUS where its name fits several. What says most
 * is looked at first: the platform's number, the e-mail address, id and login, then a login or id at the end
 * or start of a longer name, then the student's name. */
long roster_find(const struct roster *roster, const struct handed_in *item);

/* The student with this id, in any case, or ROSTER_NONE. */
long roster_find_id(const struct roster *roster, const char *id);

#endif
