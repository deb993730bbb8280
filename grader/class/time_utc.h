/* time_utc.h: points in time as the gradebook keeps them, "2026-11-29T12:00:00Z": they sort as texts. */
#ifndef GRADER_CLASS_TIME_UTC_H
#define GRADER_CLASS_TIME_UTC_H

#include <time.h>

enum { TIME_UTC_BYTES = sizeof "2026-11-29T12:00:00Z" };

void time_utc_now(char text[TIME_UTC_BYTES]);

/* Years are 1970..9999; what lies outside becomes the nearest within. */
void time_utc_write(char text[TIME_UTC_BYTES], time_t when);

/* Reads ISO 8601 as people and services write it: "2026-11-29", "2026-11-29 12:00", with seconds, with
 * fractions, 'T' or a space between, then 'Z' or an offset like +01:00; none means UTC. A date alone is its
 * last second: as a deadline it includes the day. Returns 0, or -1, silently, when it is none. */
int time_utc_read(const char *text, time_t *when);

#endif
