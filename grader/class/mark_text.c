#include "class/marks.h"

#include <stdio.h>

const char *mark_status_name(enum mark_status status)
{
    static const char *const names[MARK_STATUS_COUNT] = {
        "handed in", "nothing handed in", "could not be read", "grader failed"};
    return names[status];
}

void mark_number(char text[MARK_NUMBER_BYTES], long hundredths)
{
    long whole = hundredths / 100, rest = hundredths % 100;
    if (rest == 0)
        snprintf(text, MARK_NUMBER_BYTES, "%ld", whole);
    else if (rest % 10 == 0)
        snprintf(text, MARK_NUMBER_BYTES, "%ld.%ld", whole, rest / 10);
    else
        snprintf(text, MARK_NUMBER_BYTES, "%ld.%02ld", whole, rest);
}
