#include "command_line.h"

#include "error.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* What strtol() cannot hold becomes LONG_MAX, which is over any max. */
int command_line_number(const char *option, const char *text, int min, int max,
                        int *value)
{
    char *end = NULL;
    long number = text[0] >= '0' && text[0] <= '9' ? strtol(text, &end, 10) : -1;
    if (!end || *end != '\0' || number < min || number > max)
        return usage_error("%s wants a whole number from %d to %d, not '%s'", option, min,
                           max, text);
    *value = (int)number;
    return 0;
}

int command_line_text(const char *option, const char *text, const char **value)
{
    if (text[0] == '\0')
        return usage_error("%s wants a name, not an empty one", option);
    *value = text;
    return 0;
}

const char *command_line_option(const struct option *options, int value)
{
    while (options->val != value)
        options++;
    return options->name;
}

/* The argument stands before optind, except within a bundle of short options. */
int command_line_refused(int kind, char **argv)
{
    const char short_name[] = {'-', (char)optopt, '\0'};
    const char *name = optopt > 0 && optopt <= UCHAR_MAX ? short_name : argv[optind - 1];
    if (kind == ':')
        return usage_error("%s wants an argument", name);
    if (optopt > UCHAR_MAX)
        return usage_error("%.*s takes no argument", (int)strcspn(name, "="), name);
    return usage_error("unknown option '%s'", name);
}
