/* hostile_traces.h: what a hostile submission may leave behind, and must not. Each look writes a line
 * for each trace to OUT and tells whether there was none. */
#ifndef TESTS_HOSTILE_TRACES_H
#define TESTS_HOSTILE_TRACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Names and sizes in FOLDER and below, a line each, sorted; the caller frees it. */
char *traces_listing(const char *folder);

/* FOLDER is as BEFORE says. */
bool traces_unchanged(const char *folder, const char *before, FILE *out);

/* No file whose name begins with hostile- lies in FOLDER; those that do are removed. */
bool traces_no_files(const char *folder, FILE *out);

/* No child is left to this process, which is a subreaper; those that are, are ended. */
bool traces_no_processes(FILE *out);

/* TEXT, printed to a terminal, is valid UTF-8 without a character that would steer it. */
bool traces_harmless(const char *text, size_t n, FILE *out);

#endif
