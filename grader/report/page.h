/* page.h: results.json as one HTML file that shows it, with the built viewer around it. */
#ifndef GRADER_REPORT_PAGE_H
#define GRADER_REPORT_PAGE_H

/* The results in the file at PATH, checked to be some, as JSON that can stand in a script element:
 * without white space, and nothing in it ends the element. Where that is long, the inputs and outputs
 * of later cases are left out, so that the page stays small. The caller frees it; NULL after one error
 * line that names the file: not there, too large, not JSON, of another format or a later version. */
char *page_data(const char *path);

/* The same of a text, which NAME stands for in error lines. */
char *page_data_of_text(const char *text, const char *name);

/* JSON as it can stand in a script element. The caller frees it; NULL: no memory, without an error line. */
char *page_escaped(const char *json);

/* DATA within the viewer at VIEWER. The caller frees it; NULL after one error line. */
char *page_text(const char *viewer, const char *data);

#endif
