/* similar_site.h: the last comparison as pages of the class's site: static HTML, no script.
 *
 *     similar/index.html    what was measured, and the pairs
 *     similar/N.html        the N-th pair: both texts side by side, what is the same in both marked
 */
#ifndef GRADER_CLASS_SIMILAR_SITE_H
#define GRADER_CLASS_SIMILAR_SITE_H

#include "class/gradebook.h"

/* Makes SITE/similar and its pages. ANONYMOUS: the list alone, without names; texts hold names, and are not
 * shown. *n_pairs: how many are shown, -1 where the gradebook has no comparison: then nothing is
 * written. Returns 0, or -1 after one error line. */
int similar_write_site(struct gradebook *book, const char *site, bool anonymous,
                       long *n_pairs);

#endif
