/* gradescope.h: submission_metadata.yml, which lies beside the folders of a Gradescope export and tells whose
 * they are and when they were handed in. */
#ifndef GRADER_CLASS_GRADESCOPE_H
#define GRADER_CLASS_GRADESCOPE_H

#include "class/intake.h"

#define GRADESCOPE_METADATA "submission_metadata.yml"

/* Fills in key, email and time of those of INTAKE that the file in FOLDER knows: the first submitter's :sid:,
 * or else :email:. Returns 0, also where there is no such file; or -1 after one error line that names it: not
 * readable, no YAML. */
int gradescope_read(struct intake *intake, const char *folder);

#endif
