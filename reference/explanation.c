#include "explanation.h"

#include "error.h"
#include "file.h"
#include "fixture_json.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_BYTES = 1 << 14, N_SECTIONS = 4 };

static const char *const headings[N_SECTIONS] = {
    "## What happened", "## Formula", "## How it comes about", "## What to try"};

static bool is_blank(const char *line, size_t n)
{
    return strspn(line, " \t\r") >= n;
}

/* Appends a line to a paragraph. */
static int append(char **text, const char *line, size_t n)
{
    size_t used = *text ? strlen(*text) : 0;
    while (n > 0 && strchr(" \t\r", line[n - 1]))
        n--;
    while (n > 0 && strchr(" \t", *line)) {
        line++;
        n--;
    }
    char *longer = realloc(*text, used + n + 2);
    if (!longer)
        return error("out of memory");
    *text = longer;
    if (used > 0)
        longer[used++] = ' ';
    memcpy(longer + used, line, n);
    longer[used + n] = '\0';
    return 0;
}

/* The section that a heading opens, or -1. */
static int section_of(const char *line, size_t n)
{
    for (int s = 0; s < N_SECTIONS; s++)
        if (n >= strlen(headings[s]) &&
            strncmp(line, headings[s], strlen(headings[s])) == 0 &&
            is_blank(line + strlen(headings[s]), n - strlen(headings[s])))
            return s;
    return -1;
}

static int read_line(struct misconception *m, char **const sections[N_SECTIONS],
                     int *section, const char *line, size_t n, const char *path)
{
    if (is_blank(line, n))
        return 0;
    if (n > 2 && strncmp(line, "# ", 2) == 0 && !m->title)
        return append(&m->title, line + 2, n - 2);
    if (n > 2 && strncmp(line, "## ", 3) == 0) {
        *section = section_of(line, n);
        return *section < 0
                   ? error("'%s': no section is called '%.*s'", path, (int)n, line)
                   : 0;
    }
    return *section < 0 ? error("'%s': text stands in front of '%s'", path, headings[0])
                        : append(sections[*section], line, n);
}

static int check(const struct misconception *m, char **const sections[N_SECTIONS],
                 const char *path)
{
    if (!m->title || !json_is_line(m->title))
        return error("'%s' does not begin with '# ' and a title in ASCII", path);
    for (int s = 0; s < N_SECTIONS; s++) {
        const char *text = *sections[s];
        if (!text)
            return error("'%s': nothing stands under '%s'", path, headings[s]);
        for (; *text; text++)
            if (*text < ' ' || *text > '~')
                return error("'%s': write '%s' in plain ASCII", path, headings[s] + 3);
    }
    return 0;
}

int explanation_read(struct misconception *m, const char *path)
{
    char **const sections[N_SECTIONS] = {&m->happened, &m->formula, &m->thought,
                                         &m->advice};
    unsigned char *bytes;
    size_t n_bytes;
    int section = -1, status = 0;
    if (file_read(path, MAX_BYTES, &bytes, &n_bytes) != 0)
        return -1;
    const char *line = (const char *)bytes;
    while (status == 0 && *line) {
        size_t n = strcspn(line, "\n");
        status = read_line(m, sections, &section, line, n, path);
        line += n + (line[n] != '\0');
    }
    free(bytes);
    return status == 0 ? check(m, sections, path) : -1;
}
