/* xml.h: XML 1.0, written. Whatever the texts are, what comes out is well-formed: characters that XML
 * forbids stand there as "?", and no text ends a CDATA section or opens an entity. */
#ifndef GRADER_XML_H
#define GRADER_XML_H

#include <stdio.h>

/* Writes TEXT, valid UTF-8, as what stands between tags. */
void xml_text(FILE *stream, const char *text);

/* Writes ' NAME="TEXT"'. */
void xml_attribute(FILE *stream, const char *name, const char *text);
void xml_attribute_count(FILE *stream, const char *name, size_t n);

/* Seconds, as in "0.125", whatever the locale. */
void xml_attribute_seconds(FILE *stream, const char *name, double seconds);

#endif
