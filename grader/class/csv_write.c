#include "class/csv.h"

#include "error.h"
#include "printable.h"

#include <stdlib.h>
#include <string.h>

void csv_write(FILE *stream, const char *text)
{
    size_t n = strlen(text);
    bool quoted =
        strpbrk(text, "\",;\t\r\n") || (n > 0 && (text[0] == ' ' || text[n - 1] == ' '));
    if (!quoted) {
        fputs(text, stream);
        return;
    }
    fputc('"', stream);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', stream);
        fputc(*text, stream);
    }
    fputc('"', stream);
}

/* Spreadsheets take these signs in full width, and the minus of mathematics, for the others. */
static bool is_formula(const char *text)
{
    static const char *const wide[] = {"\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\x9d",
                                       "\xef\xbc\xa0", "\xe2\x88\x92"};
    text += strspn(text, " ");
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        if (strncmp(text, wide[i], strlen(wide[i])) == 0)
            return true;
    return *text && strchr("=+-@", *text);
}

int csv_write_foreign(FILE *stream, const char *text)
{
    char *shown = printable_name(text);
    if (!shown)
        return -1;
    char *guarded = malloc(strlen(shown) + 2);
    if (guarded) {
        sprintf(guarded, "%s%s", is_formula(shown) ? "'" : "", shown);
        csv_write(stream, guarded);
    }
    int status = guarded ? 0 : error("out of memory");
    free(guarded);
    free(shown);
    return status;
}
