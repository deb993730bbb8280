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

int csv_write_foreign(FILE *stream, const char *text)
{
    char *shown = printable_name(text);
    if (!shown)
        return -1;
    char *guarded = malloc(strlen(shown) + 2);
    if (guarded) {
        sprintf(guarded, "%s%s", printable_is_formula(shown) ? "'" : "", shown);
        csv_write(stream, guarded);
    }
    int status = guarded ? 0 : error("out of memory");
    free(guarded);
    free(shown);
    return status;
}
