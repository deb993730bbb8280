#include "report/xml.h"

#include <math.h>
#include <stdbool.h>

/* The characters of XML 1.0 without U+FFFE and U+FFFF, which are three bytes in UTF-8. */
static bool is_forbidden(const unsigned char *s)
{
    return (*s < 0x20 && *s != '\n' && *s != '\t' && *s != '\r') ||
           (s[0] == 0xef && s[1] == 0xbf && (s[2] == 0xbe || s[2] == 0xbf));
}

/* What stands for the byte, or NULL: itself. */
static const char *entity(unsigned char byte, bool in_attribute)
{
    switch (byte) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;"; /* in "]]>" it has to be */
    case '"': return "&quot;";
    case '\r': return "&#13;";
    /* Of an attribute a reader makes blanks of them otherwise. */
    case '\n': return in_attribute ? "&#10;" : NULL;
    case '\t': return in_attribute ? "&#9;" : NULL;
    default: return NULL;
    }
}

static void write_text(FILE *stream, const char *text, bool in_attribute)
{
    for (const unsigned char *s = (const unsigned char *)text; *s; s++) {
        const char *name = entity(*s, in_attribute);
        if (is_forbidden(s)) {
            fputc('?', stream);
            s += *s == 0xef ? 2 : 0;
        } else if (name)
            fputs(name, stream);
        else
            fputc(*s, stream);
    }
}

void xml_text(FILE *stream, const char *text)
{
    write_text(stream, text, false);
}

void xml_attribute(FILE *stream, const char *name, const char *text)
{
    fprintf(stream, " %s=\"", name);
    write_text(stream, text, true);
    fputc('"', stream);
}

void xml_attribute_count(FILE *stream, const char *name, size_t n)
{
    fprintf(stream, " %s=\"%zu\"", name, n);
}

void xml_attribute_seconds(FILE *stream, const char *name, double seconds)
{
    double milliseconds = floor(1e3 * seconds + 0.5);
    unsigned long long ms =
        milliseconds > 0 && milliseconds < 1e15 ? (unsigned long long)milliseconds : 0;
    fprintf(stream, " %s=\"%llu.%03llu\"", name, ms / 1000, ms % 1000);
}
