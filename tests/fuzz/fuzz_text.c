/* fuzz_text.c: text of strangers on its way to a terminal or a file: printable(), what
 * compilers and sanitizers say. */
#include "diagnostics.h"
#include "fuzz.h"
#include "input.h"
#include "oracles.h"
#include "printable.h"
#include "sanitize.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SOURCES = 3 };

/* Bytes without a NUL behind them, so that a look past their end is seen. */
static char *exact_copy(const char *bytes, size_t n)
{
    char *copy = malloc(n ? n : 1);
    assert(copy);
    memcpy(copy, bytes, n);
    return copy;
}

static void check_printable(const char *raw, size_t n)
{
    char *text = printable(raw, n), *again = text ? printable(text, strlen(text)) : NULL;
    assert(text && again);
    assert(strlen(text) >= n && text_is_safe(text, strlen(text), true));
    assert(strcmp(text, again) == 0); /* what is safe stays as it is */
    free(text);
    free(again);
}

static void check_name(const char *name)
{
    char *text = printable_name(name);
    assert(text && text_is_safe(text, strlen(text), false));
    free(text);
}

static void check_diagnostics(const char *raw, size_t n, const struct submission *s,
                              size_t max_bytes)
{
    char *text = diagnostics_text(raw, n, s, max_bytes);
    assert(text && strlen(text) <= max_bytes);
    assert(text_is_safe(text, strlen(text), true));
    free(text);
}

static void check_finding(struct input input, const struct submission *s)
{
    char *said = input_text(&input, input.n, "");
    struct finding finding;
    bool found = sanitizer_finding(said, s, &finding);
    assert(found == (finding.line > 0));
    assert(text_is_safe(finding.what, strnlen(finding.what, sizeof finding.what), true));
    assert(!strchr(finding.what, '\n')); /* a tab may be in it */
    assert(text_is_safe(finding.file, strnlen(finding.file, sizeof finding.file), false));
    free(said);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct input input = {bytes, n};
    struct source sources[MAX_SOURCES];
    char *names[MAX_SOURCES];
    size_t max_bytes = input_size(&input, 4096);
    struct submission s = {.n_sources = input_byte(&input) % (MAX_SOURCES + 1),
                           .sources = sources};
    static char copy[] = "source-1.c";
    for (size_t i = 0; i < s.n_sources; i++) {
        names[i] = input_text(&input, 255, "/");
        check_name(names[i]);
        /* Plain names are kept, others are made. */
        sources[i] = (struct source){.name = names[i], .copy = i ? names[i] : copy};
    }

    char *raw = exact_copy((const char *)input.bytes, input.n);
    check_printable(raw, input.n);
    check_diagnostics(raw, input.n, &s, max_bytes);
    free(raw);
    check_finding(input, &s);
    for (size_t i = 0; i < s.n_sources; i++)
        free(names[i]);
    assert(errors_taken() == 0);
    return 0;
}
