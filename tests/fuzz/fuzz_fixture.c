/* fuzz_fixture.c: the files of a fixture set. The first byte says which of them the
 * others are: g a group, m misconceptions, l the manifest, z a gzip file, i what is
 * packed into one. */
#include "file.h"
#include "fixture.h"
#include "fixture_case.h"
#include "fuzz.h"
#include "gzip.h"
#include "idx.h"
#include "manifest.h"
#include "misconception.h"
#include "oracles.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_UNPACKED = 1 << 16, N_IMAGES = 4 };

/* What readers of a path are given, and its link FOLDER/manifest.json. */
static char path[300], packed[300];
static FILE *file;

static void write_data(const char *name, const void *bytes, size_t n)
{
    char *to = file_path(scratch_folder(), name);
    assert(to && gzip_write_file(to, bytes, n) == 0);
    free(to);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    /* N_IMAGES of 2 x 2, and their labels. */
    static const unsigned char images[32] = {0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0,
                                             2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6},
                               labels[12] = {0, 0, 8, 1, 0, 0, 0, 4, 0, 1, 1, 0};
    (void)argc;
    (void)argv;
    write_data("digits-images.idx3-ubyte.gz", images, sizeof images);
    write_data("digits-labels.idx1-ubyte.gz", labels, sizeof labels);
    snprintf(path, sizeof path, "%s/manifest.json", scratch_folder());
    snprintf(packed, sizeof packed, "%s/packed.gz", scratch_folder());
    file = fopen(path, "w+b");
    assert(file);
    return 0;
}

static void write_file(const uint8_t *bytes, size_t n)
{
    int fd = fileno(file);
    assert(ftruncate(fd, 0) == 0 && pwrite(fd, bytes, n, 0) == (ssize_t)n);
}

/* A failure says one line, whatever failed. */
static bool accepted(int status)
{
    assert(status == 0 || status == -1);
    assert(errors_taken() == (status == 0 ? 0 : 1));
    return status == 0;
}

/* Reads each element: the sanitizer knows how many there are. */
static void check_array(const struct array *array)
{
    for (size_t i = 0; i < array->n; i++)
        assert(array->element == ELEMENT_UINT64 || isfinite(array_number(array, i)));
}

static void check_case(const struct fixture_case *c)
{
    struct array outputs[CONTRACT_MAX_OUTPUTS];
    size_t n_outputs = 0;
    assert(!fixture_case_fault(c) && !call_outputs(&c->call, outputs, &n_outputs));
    assert(c->id && c->name && c->title);
    assert(!c->X_data || c->X_first + call_n_samples(&c->call) <= N_IMAGES);
    for (size_t i = 0; i < c->call.n_inputs; i++)
        check_array(&c->call.inputs[i]);
    assert(c->n_expected == (c->kind == FIXTURE_VALUES ? n_outputs : 0));
    for (size_t i = 0; i < c->n_expected; i++) {
        const struct expected *e = &c->expected[i];
        assert(e->value.n == outputs[i].n && e->value.element == outputs[i].element);
        check_array(&e->value);
        for (size_t j = 0; e->bound && j < e->value.n; j++)
            assert(e->bound[j] >= 0);
    }
    if (c->kind != FIXTURE_DIGITS)
        return;
    const struct digits *d = &c->digits;
    assert(d->min_correct >= 1 && d->min_correct <= d->m_test);
    const struct array X = {"X_test",
                            ELEMENT_DOUBLE,
                            d->m_test * c->call.net.units[0],
                            {d->X_test}},
                       y = {"y_test", ELEMENT_INT, d->m_test, {d->y_test}};
    assert(!c->X_test_data || c->X_test_first + d->m_test <= N_IMAGES);
    check_array(&X);
    check_array(&y);
}

/* What is read can be written, and is then read as the same. */
static void fuzz_group(const char *text, size_t n)
{
    const char *const folders[2] = {scratch_folder(), scratch_folder()};
    struct fixture_group group, again;
    if (!accepted(fixture_group_parse(&group, text, n, "fuzz", folders))) {
        assert(!group.cases && !group.task && !group.group);
        return;
    }
    for (size_t i = 0; i < group.n_cases; i++)
        check_case(&group.cases[i]);

    char *printed = fixture_group_print(&group);
    assert(printed);
    assert(fixture_group_parse(&again, printed, strlen(printed), "again", folders) == 0);
    char *printed_again = fixture_group_print(&again);
    assert(printed_again && strcmp(printed, printed_again) == 0);
    free(printed);
    free(printed_again);
    fixture_group_release(&group);
    fixture_group_release(&again);
}

static void fuzz_misconceptions(const char *text, size_t n)
{
    struct misconceptions all, again;
    if (!accepted(misconceptions_parse(&all, text, n, "fuzz"))) {
        assert(!all.list);
        return;
    }
    for (size_t i = 0; i < all.n; i++) {
        const struct misconception *m = &all.list[i];
        assert(misconception_find(&all, m->id) == m);
        for (size_t a = 0; a < m->n_answers; a++)
            for (size_t o = 0; o < m->answers[a].n_outputs; o++)
                wrong_value_grid(m->answers[a].outputs[o].value,
                                 m->answers[a].outputs[o].n);
    }
    char *printed = misconceptions_print(&all);
    assert(printed);
    assert(misconceptions_parse(&again, printed, strlen(printed), "again") == 0);
    assert(again.n == all.n);
    free(printed);
    misconceptions_release(&again);
    misconceptions_release(&all);
}

static void check_files(const struct manifest_file *files, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        assert(manifest_find(files, n, files[i].name) == &files[i]);
        assert(strlen(files[i].sha256) == MANIFEST_HASH);
        assert(!strchr(files[i].name, '/') && files[i].name[0] != '.');
    }
}

static void fuzz_manifest(const uint8_t *bytes, size_t n)
{
    struct manifest manifest;
    write_file(bytes, n);
    if (!accepted(manifest_read(&manifest, scratch_folder()))) {
        assert(!manifest.name && !manifest.files && !manifest.data);
        return;
    }
    assert(manifest.name && manifest.content_version && manifest.generator);
    check_files(manifest.files, manifest.n_files);
    check_files(manifest.data, manifest.n_data);
    check_files(manifest.misconceptions, manifest.n_misconceptions);
    manifest_release(&manifest);
}

static void fuzz_gzip(const uint8_t *bytes, size_t n)
{
    unsigned char *content;
    size_t n_content;
    write_file(bytes, n);
    if (accepted(gzip_read_file(path, MAX_UNPACKED, &content, &n_content)))
        assert(n_content <= MAX_UNPACKED && content[n_content] == '\0');
    else
        assert(!content);
    free(content);
}

/* Images and labels lie behind a checksum that mutations would break. */
static void fuzz_packed(const uint8_t *bytes, size_t n)
{
    unsigned char *content;
    size_t n_content;
    struct idx idx;
    assert(gzip_write_file(packed, bytes, n) == 0);
    if (accepted(gzip_read_file(packed, MAX_UNPACKED, &content, &n_content)))
        assert(n_content == n && memcmp(content, bytes, n) == 0);
    else
        assert(n > MAX_UNPACKED);
    free(content);
    if (accepted(idx_read(&idx, packed)))
        for (size_t i = 0; i < idx.n * idx.rows * idx.columns; i++)
            assert(idx.bytes[i] == bytes[n - idx.n * idx.rows * idx.columns + i]);
    idx_release(&idx);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    if (n == 0)
        return 0;
    int before = open_descriptors();
    switch (bytes[0]) {
    case 'g': fuzz_group((const char *)bytes + 1, n - 1); break;
    case 'm': fuzz_misconceptions((const char *)bytes + 1, n - 1); break;
    case 'l': fuzz_manifest(bytes + 1, n - 1); break;
    case 'z': fuzz_gzip(bytes + 1, n - 1); break;
    case 'i': fuzz_packed(bytes + 1, n - 1); break;
    default: break;
    }
    assert(open_descriptors() == before);
    return 0;
}
