/* test_worker_memory.c: no process that runs student code holds an expected value. A worker that
 * computes nothing is asked every public case; its program and its memory are searched for the bytes of
 * every expected double. */
#define _GNU_SOURCE
#include "fixture.h"
#include "suites.h"
#include "worker_bench.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_VALUES = 1 << 20, SLOTS = 1 << 21, CHUNK = 1 << 20, NEAR = 1 << 21 };

/* A set of the bits of doubles; 0 marks a free slot. */
struct bit_set {
    uint64_t *slots;
    size_t n;
};

static size_t slot_of(const struct bit_set *set, uint64_t bits)
{
    size_t i = (size_t)((bits * UINT64_C(0x9E3779B97F4A7C15)) >> 43);
    while (set->slots[i] && set->slots[i] != bits)
        i = (i + 1) % SLOTS;
    return i;
}

static bool holds(const struct bit_set *set, uint64_t bits)
{
    return bits && set->slots[slot_of(set, bits)] == bits;
}

static void add(struct bit_set *set, uint64_t bits)
{
    size_t i = slot_of(set, bits);
    if (set->slots[i] || !bits)
        return;
    ck_assert_uint_lt(set->n, MAX_VALUES);
    set->slots[i] = bits;
    set->n++;
}

/* Half the bits zero: 0, 1, 0.5, -3 and small integers are in every program. */
static bool is_plain(uint64_t bits)
{
    return (bits & 0xFFFFFFFF) == 0 || bits >> 32 == 0;
}

static void add_inputs(struct bit_set *known, const struct fixture_case *c)
{
    for (size_t i = 0; i < c->call.n_inputs; i++)
        for (size_t k = 0;
             c->call.inputs[i].element == ELEMENT_DOUBLE && k < c->call.inputs[i].n; k++)
            add(known, c->call.inputs[i].u64[k]);
}

static void add_expected(struct bit_set *secret, const struct bit_set *known,
                         const struct fixture_case *c)
{
    for (size_t i = 0; i < c->n_expected; i++)
        for (size_t k = 0;
             c->expected[i].value.element == ELEMENT_DOUBLE && k < c->expected[i].value.n;
             k++) {
            uint64_t bits = c->expected[i].value.u64[k];
            if (!is_plain(bits) && !holds(known, bits))
                add(secret, bits);
        }
}

static void for_each_case(const struct fixture_set *set,
                          void (*visit)(void *, const struct fixture_case *),
                          void *context)
{
    for (size_t g = 0; g < set->n_groups; g++)
        for (size_t i = 0; i < set->groups[g].n_cases; i++)
            visit(context, &set->groups[g].cases[i]);
}

struct search {
    struct worker_bench worker;
    struct bit_set known, secret;
    size_t n_found, n_searched;
    unsigned char *buffer;
};

static void know(void *context, const struct fixture_case *c)
{
    add_inputs(&((struct search *)context)->known, c);
}

static void expect(void *context, const struct fixture_case *c)
{
    struct search *s = context;
    add_expected(&s->secret, &s->known, c);
}

/* ---- searching ---- */

static void search_bytes(struct search *s, const unsigned char *bytes, size_t n,
                         size_t step)
{
    for (size_t i = 0; i + sizeof(uint64_t) <= n; i += step) {
        uint64_t bits;
        memcpy(&bits, bytes + i, sizeof bits);
        s->n_found += holds(&s->secret, bits);
    }
    s->n_searched += n;
}

/* At most MOST bytes from FROM on; what cannot be read is passed over. */
static void search_file(struct search *s, const char *path, off_t from,
                        unsigned long long most, size_t step)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ck_assert_int_ge(fd, 0);
    while (most > 0) {
        ssize_t n = pread(fd, s->buffer, most < CHUNK ? (size_t)most : CHUNK, from);
        if (n <= 0)
            break;
        search_bytes(s, s->buffer, (size_t)n, step);
        from += n;
        most -= (unsigned long long)n;
    }
    close(fd);
}

static long worker_pid(void)
{
    long pid = 0;
    FILE *children = fopen("/proc/thread-self/children", "r");
    ck_assert_ptr_nonnull(children);
    ck_assert_int_eq(fscanf(children, "%ld", &pid), 1);
    fclose(children);
    return pid;
}

/* The shared regions alone, near their start, or all there is. */
static void search_worker(struct search *s, bool all)
{
    char maps[64], memory[64], line[512];
    unsigned long long from, to;
    snprintf(maps, sizeof maps, "/proc/%ld/maps", worker_pid());
    snprintf(memory, sizeof memory, "/proc/%ld/mem", worker_pid());
    FILE *file = fopen(maps, "r");
    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof line, file)) {
        bool shared = strstr(line, "memfd:") != NULL;
        ck_assert_int_eq(sscanf(line, "%llx-%llx", &from, &to), 2);
        if (strstr(line, "[v") || !(shared || all)) /* [vvar], [vdso], [vsyscall] */
            continue;
        unsigned long long most = to - from;
        if (!all && most > NEAR)
            most = NEAR;
        search_file(s, memory, (off_t)from, most, shared ? 8 : 1);
    }
    fclose(file);
}

static void ask(void *context, const struct fixture_case *c)
{
    struct search *s = context;
    const struct call_limits limits = {.cpu_ms = 2000, .wall_ms = 10000};
    struct reply reply;
    if (c->kind != FIXTURE_VALUES)
        return;
    ck_assert_int_eq(session_call(s->worker.session, &c->call, &limits, &reply), 0);
    reply_release(&reply);
    search_worker(s, false);
}

static void open_search(struct search *s, const struct fixture_set *set,
                        const char *source)
{
    *s = (struct search){.buffer = malloc(CHUNK)};
    s->known.slots = calloc(SLOTS, sizeof *s->known.slots);
    s->secret.slots = calloc(SLOTS, sizeof *s->secret.slots);
    ck_assert(s->buffer && s->known.slots && s->secret.slots);
    for_each_case(set, know, s);
    for_each_case(set, expect, s);
    worker_bench_open(&s->worker, source);
}

static void close_search(struct search *s)
{
    worker_bench_close(&s->worker);
    free(s->known.slots);
    free(s->secret.slots);
    free(s->buffer);
}

/* Every function of the template, without a body. */
static char *stubs(void)
{
    char *text = calloc(1, 1 << 16);
    FILE *file = fopen("student_template/backprop.c", "r");
    ck_assert(text && file);
    ck_assert_uint_gt(fread(text, 1, (1 << 16) - 1, file), 1000);
    fclose(file);
    return text;
}

START_TEST(test_no_expected_value_in_a_worker)
{
    struct fixture_set set;
    struct search s;
    char *source = stubs();
    ck_assert_int_eq(fixture_set_load(&set, "fixtures/public"), 0);
    open_search(&s, &set, source);
    ck_assert_uint_gt(s.secret.n, 2000);
    search_file(&s, s.worker.program, 0, 1ULL << 30, 1);
    for_each_case(&set, ask, &s);
    search_worker(&s, true);
    ck_assert_uint_gt(s.n_searched, 50 << 20);
    ck_assert_msg(s.n_found == 0, "%zu expected values found", s.n_found);
    close_search(&s);
    fixture_set_release(&set);
    free(source);
}
END_TEST

/* The search finds what there is: values in a program's data, and what a right function computes. */
START_TEST(test_search_finds)
{
    struct fixture_set set;
    struct search s;
    const struct fixture_case *sigmoid = NULL;
    ck_assert_int_eq(fixture_set_load(&set, "fixtures/public"), 0);
    for (size_t g = 0; g < set.n_groups; g++)
        if (strcmp(set.groups[g].task, "sigmoid") == 0 && !sigmoid)
            sigmoid = &set.groups[g].cases[0];
    ck_assert_ptr_nonnull(sigmoid);
    open_search(&s, &set,
                "#include \"backprop.h\"\n#include <math.h>\n"
                "double bp_sigmoid(double z) { static const double table[] = "
                "{0.37754066879814546, 0.11920292202211755};\n"
                "return z > 2000 ? table[z > 3000] : 1 / (1 + exp(-z)); }\n");
    search_file(&s, s.worker.program, 0, 1ULL << 30, 1);
    ck_assert_uint_gt(s.n_found, 0);
    s.n_found = 0;
    ask(&s, sigmoid);
    ck_assert_uint_gt(s.n_found, 2);
    close_search(&s);
    fixture_set_release(&set);
}
END_TEST

Suite *worker_memory_suite(void)
{
    Suite *suite = suite_create("worker_memory");
    TCase *tests = tcase_create("expected values");
    tcase_add_test(tests, test_no_expected_value_in_a_worker);
    tcase_add_test(tests, test_search_finds);
    suite_add_tcase(suite, tests);
    return suite;
}
