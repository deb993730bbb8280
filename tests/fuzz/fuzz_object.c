/* fuzz_object.c: an ELF file that a compiler of a student's sources may have left. */
#include "contract.h"
#include "fingerprint.h"
#include "fuzz.h"
#include "names.h"
#include "object.h"
#include "oracles.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static struct object parse(const uint8_t *bytes, size_t n)
{
    struct object object;
    unsigned char *copy = malloc(n ? n : 1); /* no byte more: a look behind is seen */
    assert(copy);
    memcpy(copy, bytes, n);
    enum object_outcome outcome = object_parse(&object, copy, n);
    assert(outcome == OBJECT_OK || (outcome == OBJECT_DAMAGED && !object.bytes &&
                                    !object.sections && !object.symbols));
    return object;
}

static bool is_within(const struct object *object, const char *name)
{
    const char *bytes = (const char *)object->bytes, *end = bytes + object->n_bytes;
    return name >= bytes && name < end && memchr(name, '\0', (size_t)(end - name));
}

static void check_parts(const struct object *object)
{
    for (size_t i = 0; i < object->n_sections; i++)
        assert(is_within(object, object->sections[i].name));
    for (size_t i = 0; i < object->n_symbols; i++)
        assert(is_within(object, object->symbols[i].name));
    for (size_t i = 0; i < object->n_symbols && i < 8; i++) {
        const struct symbol *found = object_find(object, object->symbols[i].name);
        assert(found && strcmp(found->name, object->symbols[i].name) == 0);
        assert(found->place != SYMBOL_UNDEFINED ||
               object->symbols[i].place == SYMBOL_UNDEFINED);
    }
}

static void check_reason(const struct object *object)
{
    char reason[240];
    memset(reason, 'x', sizeof reason);
    if (object_refused(object, reason, sizeof reason))
        assert(memchr(reason, '\0', sizeof reason) &&
               text_is_safe(reason, strlen(reason), false));
}

/* The names of an object that two sources gave, against PROGRAM. */
static bool has_undefined(const struct object *object)
{
    for (size_t i = 0; i < object->n_symbols; i++)
        if (object->symbols[i].place == SYMBOL_UNDEFINED)
            return true;
    return false;
}

static void check_names(const struct object *object, const struct object *program)
{
    static char first[] = "a.c", second[] = "b\xff.c";
    const struct source sources[] = {{first, first}, {second, first}};
    const struct compiled compiled[] = {
        {.source = &sources[0], .built = true, .object = *object},
        {.source = &sources[1], .built = true, .object = *object}};
    bool defined[FUNCTION_COUNT] = {false};
    char *twice = NULL, *undefined = NULL;
    size_t n_bytes;

    names_defined(compiled, 2, defined);
    for (int f = 0; f < FUNCTION_COUNT; f++)
        assert(!defined[f] || object_find(object, function_symbol((enum function)f)));

    FILE *out = open_memstream(&twice, &n_bytes);
    assert(out && names_defined_twice(compiled, 2, out) >= 0 && fclose(out) == 0);
    assert(text_is_safe(twice, strlen(twice), true));
    free(twice);

    assert(names_undefined(compiled, 2, program, &undefined) == 0);
    if (undefined)
        assert(text_is_safe(undefined, strlen(undefined), false));
    assert(program != object || !undefined || has_undefined(object));
    free(undefined);
}

/* The same bytes give the same fingerprints, wherever they lie. */
static void check_fingerprints(const struct object *object)
{
    const struct object *const objects[] = {object, object};
    struct fingerprints once, again, twice;
    assert(fingerprints_take(&once, objects, 1) == 0);
    struct object copy = parse(object->bytes, object->n_bytes);
    const struct object *const copies[] = {&copy};
    assert(copy.bytes && fingerprints_take(&again, copies, 1) == 0);
    object_release(&copy);
    assert(once.known == again.known &&
           (!once.known || fingerprints_equal(&once, &again)));
    assert(fingerprints_take(&twice, objects, 2) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct object object = parse(bytes, n);
    const struct object nothing = {.bytes = NULL};
    if (object.bytes) {
        check_parts(&object);
        check_reason(&object);
        check_names(&object, &object);
        check_names(&object, &nothing);
        check_fingerprints(&object);
        object_release(&object);
    }
    assert(errors_taken() == 0);
    return 0;
}
