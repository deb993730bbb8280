/* pseudonym.h: names for students that tell nobody who they are, the same in everything that is made of one
 * gradebook: a hash of the id, keyed with what is in the gradebook alone. */
#ifndef GRADER_CLASS_PSEUDONYM_H
#define GRADER_CLASS_PSEUDONYM_H

#include "class/gradebook.h"

enum { PSEUDONYM_KEY_BYTES = 32, PSEUDONYM_BYTES = sizeof "student-0123456789ab" };

/* Returns 0, or -1 after one error line. */
int pseudonym_key(struct gradebook *book, unsigned char key[PSEUDONYM_KEY_BYTES]);

/* "student-0123456789ab" */
void pseudonym(char text[PSEUDONYM_BYTES], const unsigned char key[PSEUDONYM_KEY_BYTES],
               const char *id);

#endif
