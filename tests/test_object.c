/* test_object.c: reading ELF files that are damaged. What right ones hold is asked in
 * test_build.c, where compilers make them. */
#include "object.h"
#include "scratch.h"
#include "suites.h"

#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct file {
    unsigned char *bytes;
    size_t n;
};

/* An object as gcc makes it, with symbols of all kinds. */
static struct file compile(const struct scratch *s)
{
    static const char source[] =
        "int common __attribute__((common)); extern int missing; static int local = 3;\n"
        "__attribute__((weak)) int weak(void) { return missing + common + local++; }\n"
        "int strong(void) { return weak(); } int data = 4; _Thread_local int tls;\n";
    char command[600];
    struct file file = {.bytes = malloc(1 << 20)};

    scratch_write(s, "a.c", source, strlen(source));
    snprintf(command, sizeof command, "gcc -std=gnu11 -O1 -c %s -o %s",
             scratch_path(s, "a.c"), scratch_path(s, "a.o"));
    ck_assert_int_eq(system(command), 0);
    FILE *stream = fopen(scratch_path(s, "a.o"), "rb");
    ck_assert_ptr_nonnull(stream);
    file.n = fread(file.bytes, 1, 1 << 20, stream);
    fclose(stream);
    return file;
}

/* Parses a copy that has just the size, so that sanitizers see a step past the end, and
 * looks at all there is to be seen. */
static enum object_outcome examine(const unsigned char *bytes, size_t n)
{
    struct object object;
    char reason[64];
    unsigned char *copy = malloc(n ? n : 1);
    size_t length = 0;

    memcpy(copy, bytes, n);
    enum object_outcome outcome = object_parse(&object, copy, n);
    object_refused(&object, reason, sizeof reason);
    for (size_t i = 0; i < object.n_symbols; i++)
        length += strlen(object.symbols[i].name);
    for (size_t i = 0; i < object.n_sections; i++)
        length += strlen(object.sections[i].name);
    ck_assert_msg(outcome == OBJECT_OK || length == 0, "empty after a failure");
    object_find(&object, "strong");
    object_release(&object);
    return outcome;
}

struct symbol_row {
    const char *name;
    enum symbol_binding binding;
    enum symbol_place place;
};

static const struct symbol_row symbols[] = {
    {"strong", SYMBOL_GLOBAL, SYMBOL_CODE},
    {"weak", SYMBOL_WEAK, SYMBOL_CODE},
    {"data", SYMBOL_GLOBAL, SYMBOL_DATA},
    {"tls", SYMBOL_GLOBAL, SYMBOL_DATA},
    {"missing", SYMBOL_GLOBAL, SYMBOL_UNDEFINED},
    {"common", SYMBOL_GLOBAL, SYMBOL_COMMON},
    {"local", SYMBOL_LOCAL, SYMBOL_DATA},
};

START_TEST(symbols_are_told_apart)
{
    struct scratch s;
    struct object object;
    scratch_open(&s);
    struct file file = compile(&s);
    ck_assert_int_eq(object_parse(&object, file.bytes, file.n), OBJECT_OK);
    for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
        const struct symbol *symbol = object_find(&object, symbols[i].name);
        ck_assert_msg(symbol, "%s", symbols[i].name);
        ck_assert_msg(symbol->binding == symbols[i].binding, "%s", symbols[i].name);
        ck_assert_msg(symbol->place == symbols[i].place, "%s", symbols[i].name);
    }
    ck_assert_ptr_null(object_find(&object, "stron"));
    object_release(&object);
    scratch_close(&s);
}
END_TEST

START_TEST(cut_off_anywhere)
{
    struct scratch s;
    scratch_open(&s);
    struct file file = compile(&s);
    ck_assert_int_eq(examine(file.bytes, file.n), OBJECT_OK);
    for (size_t n = 0; n < file.n; n++) /* the section headers are last */
        ck_assert_int_eq(examine(file.bytes, n), OBJECT_DAMAGED);
    free(file.bytes);
    scratch_close(&s);
}
END_TEST

/* Every byte of the file takes values that go wrong where they are offsets, sizes or
 * counts. */
START_TEST(any_byte_changed)
{
    static const unsigned char values[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
    struct scratch s;
    scratch_open(&s);
    struct file file = compile(&s);
    for (size_t i = 0; i < file.n; i++) {
        unsigned char kept = file.bytes[i];
        for (size_t v = 0; v < sizeof values; v++) {
            file.bytes[i] = values[v];
            examine(file.bytes, file.n); /* need not fail, but must come back */
        }
        file.bytes[i] = kept;
    }
    free(file.bytes);
    scratch_close(&s);
}
END_TEST

#define HEADER(member) offsetof(ElfW(Ehdr), member), sizeof((ElfW(Ehdr) *)NULL)->member
#define STRINGS(member) offsetof(ElfW(Shdr), member), sizeof((ElfW(Shdr) *)NULL)->member

struct damage {
    const char *why;
    bool in_strings; /* in the header of the section of names; else in the file's */
    size_t offset, n;
    uint64_t value;
};

static const struct damage damages[] = {
    {"no ELF file", false, 0, 1, 'M'},
    {"of another word size", false, EI_CLASS, 1, 7},
    {"of another byte order", false, EI_DATA, 1, 7},
    {"section headers behind the end", false, HEADER(e_shoff), 1 << 30},
    {"offset that wraps round", false, HEADER(e_shoff), UINT64_MAX - 8},
    {"no sections", false, HEADER(e_shnum), 0},
    {"more sections than fit", false, HEADER(e_shnum), 0xfff0},
    {"section headers of another size", false, HEADER(e_shentsize), 1},
    {"names in a section that is not there", false, HEADER(e_shstrndx), 0xfff1},
    {"names in a section of another kind", false, HEADER(e_shstrndx), 0},
    {"names behind the end", true, STRINGS(sh_offset), 1 << 30},
    {"names that wrap round", true, STRINGS(sh_size), UINT64_MAX},
    {"no names at all", true, STRINGS(sh_size), 0},
    {"names that do not end", true, STRINGS(sh_size), 3},
};

START_TEST(one_field_changed)
{
    const struct damage *row = &damages[_i];
    struct scratch s;
    ElfW(Ehdr) header;
    scratch_open(&s);
    struct file file = compile(&s);
    memcpy(&header, file.bytes, sizeof header);
    size_t strings = header.e_shoff + header.e_shstrndx * sizeof(ElfW(Shdr));
    unsigned char *field = file.bytes + row->offset + (row->in_strings ? strings : 0);
    for (size_t i = 0; i < row->n; i++) /* little end first, as on every machine tested */
        field[i] = (unsigned char)(row->value >> 8 * i);
    ck_assert_msg(examine(file.bytes, file.n) == OBJECT_DAMAGED, "%s", row->why);
    free(file.bytes);
    scratch_close(&s);
}
END_TEST

START_TEST(names_without_an_end)
{
    struct scratch s;
    ElfW(Ehdr) header;
    ElfW(Shdr) names;
    scratch_open(&s);
    struct file file = compile(&s);
    memcpy(&header, file.bytes, sizeof header);
    memcpy(&names, file.bytes + header.e_shoff + header.e_shstrndx * sizeof names,
           sizeof names);
    file.bytes[names.sh_offset + names.sh_size - 1] = 'x';
    ck_assert_int_eq(examine(file.bytes, file.n), OBJECT_DAMAGED);
    free(file.bytes);
    scratch_close(&s);
}
END_TEST

Suite *object_suite(void)
{
    Suite *suite = suite_create("object");
    TCase *damaged = tcase_create("damaged");
    tcase_add_test(damaged, symbols_are_told_apart);
    tcase_add_test(damaged, cut_off_anywhere);
    tcase_add_test(damaged, any_byte_changed);
    tcase_add_loop_test(damaged, one_field_changed, 0,
                        sizeof damages / sizeof damages[0]);
    tcase_add_test(damaged, names_without_an_end);
    suite_add_tcase(suite, damaged);
    return suite;
}
