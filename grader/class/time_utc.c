#define _DEFAULT_SOURCE /* timegm() */
#include "class/time_utc.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_S = 24 * 60 * 60, LAST_SECOND_OF_DAY = DAY_S - 1 };

#define LAST_TIME ((time_t)253402300799) /* 9999-12-31T23:59:59Z */

void time_utc_write(char text[TIME_UTC_BYTES], time_t when)
{
    struct tm tm;
    time_t bounded = when < 0 ? 0 : when > LAST_TIME ? LAST_TIME : when;
    gmtime_r(&bounded, &tm);
    strftime(text, TIME_UTC_BYTES, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

void time_utc_now(char text[TIME_UTC_BYTES])
{
    time_utc_write(text, time(NULL));
}

/* N digits, a number MIN..MAX. */
static bool read_digits(const char **text, int n, int min, int max, int *number)
{
    *number = 0;
    for (int i = 0; i < n; i++, (*text)++) {
        if (**text < '0' || **text > '9')
            return false;
        *number = 10 * *number + (**text - '0');
    }
    return *number >= min && *number <= max;
}

static bool skip(const char **text, const char *any)
{
    if (**text == '\0' || !strchr(any, **text))
        return false;
    (*text)++;
    return true;
}

/* "12:00", "12:00:30", "12:00:30.123" */
static bool read_clock(const char **text, struct tm *tm)
{
    if (!read_digits(text, 2, 0, 23, &tm->tm_hour) || !skip(text, ":") ||
        !read_digits(text, 2, 0, 59, &tm->tm_min))
        return false;
    if (skip(text, ":") && !read_digits(text, 2, 0, 60, &tm->tm_sec))
        return false;
    if (skip(text, ".,"))
        *text += strspn(*text, "0123456789");
    return true;
}

/* 'Z', "+01:00", "+0100", "+01", or nothing. */
static bool read_offset(const char **text, time_t *offset_s)
{
    int hours, minutes = 0;
    bool west = **text == '-';
    *offset_s = 0;
    if (skip(text, "Zz") || !skip(text, "+-"))
        return true;
    if (!read_digits(text, 2, 0, 23, &hours))
        return false;
    skip(text, ":");
    if (**text && !read_digits(text, 2, 0, 59, &minutes))
        return false;
    *offset_s = (hours * 60 + minutes) * 60 * (west ? -1 : 1);
    return true;
}

/* The 31st of November would become the first of December. */
static bool is_date(const struct tm *tm)
{
    struct tm same = *tm;
    timegm(&same);
    return same.tm_mday == tm->tm_mday;
}

int time_utc_read(const char *text, time_t *when)
{
    struct tm tm = {.tm_isdst = 0};
    time_t offset_s = 0;
    if (!read_digits(&text, 4, 1970, 9999, &tm.tm_year) || !skip(&text, "-") ||
        !read_digits(&text, 2, 1, 12, &tm.tm_mon) || !skip(&text, "-") ||
        !read_digits(&text, 2, 1, 31, &tm.tm_mday))
        return -1;
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    if (!is_date(&tm))
        return -1;
    if (*text == '\0') {
        *when = timegm(&tm) + LAST_SECOND_OF_DAY;
        return 0;
    }
    if (!skip(&text, "Tt ") || !read_clock(&text, &tm))
        return -1;
    skip(&text, " ");
    if (!read_offset(&text, &offset_s) || *text != '\0')
        return -1;
    *when = timegm(&tm) - offset_s;
    return 0;
}
