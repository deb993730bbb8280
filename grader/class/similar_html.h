/* similar_html.h: what the pages of a comparison share. */
#ifndef GRADER_CLASS_SIMILAR_HTML_H
#define GRADER_CLASS_SIMILAR_HTML_H

#include "class/similar_read.h"

#include <stdio.h>

/* The style sheet, which stands in each page: what lies beside a page that was opened from the disk is of
 * another origin for some browsers. */
extern const char similar_style[];

/* All up to the page's content, and all after it. TITLE is printable. WIDE: as wide as the window. */
void similar_html_begin(FILE *page, const char *title, bool wide);
void similar_html_end(FILE *page);

/* The page of a pair, the NUMBER-th from 1. Returns 0, or -1 after one error line. */
int similar_write_pair(FILE *page, struct gradebook *book, const struct comparison *c,
                       size_t number);

#endif
