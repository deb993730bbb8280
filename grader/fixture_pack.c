/* One function a structure, for both directions: what is written is what is read. */
#include "fixture_pack.h"

#include "error.h"

#include <stdlib.h>
#include <string.h>

struct pack {
    bool reading, failed;
    unsigned char *out; /* written so far */
    size_t capacity;
    const unsigned char *in; /* to be read */
    size_t at, n;            /* n: as much as there is of either */
};

/* ---- bytes and lists ---- */

static void make_room(struct pack *p, size_t n)
{
    if (p->capacity - p->at >= n)
        return;
    size_t wanted = 2 * (p->capacity + n);
    unsigned char *larger = realloc(p->out, wanted);
    if (!larger) {
        p->failed = true;
        return;
    }
    p->out = larger;
    p->capacity = wanted;
}

/* DATA, n bytes of it, goes out or comes in. */
static void pack_bytes(struct pack *p, void *data, size_t n)
{
    if (p->reading)
        p->failed = p->failed || n > p->n - p->at;
    else
        make_room(p, n);
    if (p->failed || n == 0)
        return;
    if (p->reading)
        memcpy(data, p->in + p->at, n);
    else
        memcpy(p->out + p->at, data, n);
    p->at += n;
}

#define PACK(p, value) pack_bytes(p, &(value), sizeof(value))

/* Room for a list of n elements, in what is read. Each takes a byte of the input at least, so that a
 * wrong n cannot ask for much. */
static void *new_list(struct pack *p, size_t n, size_t element_bytes)
{
    void *list = NULL;
    if (!p->failed && n <= p->n - p->at)
        list = calloc(n + 1, element_bytes);
    p->failed = p->failed || !list;
    return list;
}

/* N numbers, n known on both sides; NULL stays NULL. */
static void pack_numbers(struct pack *p, void **numbers, size_t n, size_t element_bytes)
{
    bool there = *numbers != NULL;
    PACK(p, there);
    if (p->reading)
        *numbers = NULL;
    if (p->failed || !there)
        return;
    if (p->reading && n <= (p->n - p->at) / element_bytes)
        *numbers = malloc((n + 1) * element_bytes);
    if (*numbers)
        pack_bytes(p, *numbers, n * element_bytes);
    else
        p->failed = true;
}

static void pack_text(struct pack *p, char **text)
{
    void *characters = *text;
    size_t n = *text ? strlen(*text) + 1 : 0;
    PACK(p, n);
    pack_numbers(p, &characters, n, 1);
    *text = characters;
}

/* ---- a set ---- */

/* Its name is in static storage, and the caller's. */
static void pack_array(struct pack *p, struct array *array)
{
    PACK(p, array->element);
    PACK(p, array->n);
    pack_numbers(p, &array->data, array->n, element_size(array->element));
}

static void pack_call(struct pack *p, struct call *call)
{
    void *units = (void *)call->net.units;
    PACK(p, call->function);
    PACK(p, call->net.n_layers);
    PACK(p, call->net.output);
    PACK(p, call->net.regularize_bias);
    pack_numbers(p, &units, call->net.n_layers + 1, sizeof *call->net.units);
    call->net.units = units;
    PACK(p, call->n_inputs);
    for (size_t i = 0; i < CONTRACT_MAX_INPUTS && !p->failed; i++) {
        pack_array(p, &call->inputs[i]);
        if (i < call->n_inputs)
            call->inputs[i].name = function_input_name(call->function, i);
    }
}

static void pack_expected(struct pack *p, struct fixture_case *c)
{
    struct array outputs[CONTRACT_MAX_OUTPUTS] = {{.name = NULL}};
    size_t n_outputs;
    PACK(p, c->n_expected);
    if (p->failed || call_outputs(&c->call, outputs, &n_outputs) != NULL)
        p->failed = true;
    for (size_t i = 0; i < CONTRACT_MAX_OUTPUTS && !p->failed; i++) {
        struct expected *expected = &c->expected[i];
        void *bound = expected->bound;
        pack_array(p, &expected->value);
        pack_numbers(p, &bound, expected->value.n, sizeof *expected->bound);
        expected->bound = bound;
        if (i < c->n_expected)
            expected->value.name = outputs[i].name;
    }
}

static void pack_digits(struct pack *p, struct fixture_case *c)
{
    struct digits *digits = &c->digits;
    void *X = digits->X_test, *y = digits->y_test;
    PACK(p, digits->seed);
    PACK(p, digits->m_test);
    PACK(p, digits->min_correct);
    size_t columns = c->call.net.units ? c->call.net.units[0] : 0;
    pack_numbers(p, &X, digits->m_test * columns, sizeof *digits->X_test);
    pack_numbers(p, &y, digits->m_test, sizeof *digits->y_test);
    digits->X_test = X;
    digits->y_test = y;
}

static void pack_case(struct pack *p, struct fixture_case *c)
{
    pack_text(p, &c->id);
    pack_text(p, &c->name);
    pack_text(p, &c->title);
    PACK(p, c->kind);
    pack_call(p, &c->call);
    pack_expected(p, c);
    pack_digits(p, c);
    pack_text(p, &c->X_data);
    pack_text(p, &c->y_data);
    pack_text(p, &c->X_test_data);
    pack_text(p, &c->y_test_data);
    PACK(p, c->X_first);
    PACK(p, c->X_test_first);
}

static void pack_group(struct pack *p, struct fixture_group *group)
{
    pack_text(p, &group->task);
    pack_text(p, &group->group);
    PACK(p, group->n_cases);
    if (p->reading)
        group->cases = new_list(p, group->n_cases, sizeof *group->cases);
    for (size_t i = 0; i < group->n_cases && !p->failed; i++)
        pack_case(p, &group->cases[i]);
    if (!group->cases)
        group->n_cases = 0;
}

static void pack_set(struct pack *p, struct fixture_set *set)
{
    pack_text(p, &set->name);
    pack_text(p, &set->version);
    PACK(p, set->hidden);
    pack_text(p, &set->misconceptions);
    pack_text(p, &set->misconceptions_sha256);
    PACK(p, set->n_groups);
    if (p->reading)
        set->groups = new_list(p, set->n_groups, sizeof *set->groups);
    for (size_t i = 0; i < set->n_groups && !p->failed; i++)
        pack_group(p, &set->groups[i]);
    if (!set->groups)
        set->n_groups = 0;
}

/* ---- misconceptions ---- */

static void pack_answer(struct pack *p, struct wrong_answer *answer)
{
    pack_text(p, &answer->case_id);
    PACK(p, answer->n_outputs);
    for (size_t o = 0; o < CONTRACT_MAX_OUTPUTS && !p->failed; o++) {
        struct wrong_output *output = &answer->outputs[o];
        void *value = output->value;
        PACK(p, output->known);
        PACK(p, output->n);
        pack_numbers(p, &value, output->n, sizeof *output->value);
        output->value = value;
    }
}

static void pack_misconception(struct pack *p, struct misconception *m)
{
    pack_text(p, &m->id);
    pack_text(p, &m->title);
    pack_text(p, &m->happened);
    pack_text(p, &m->formula);
    pack_text(p, &m->thought);
    pack_text(p, &m->advice);
    PACK(p, m->functions);
    PACK(p, m->n_answers);
    if (p->reading)
        m->answers = new_list(p, m->n_answers, sizeof *m->answers);
    for (size_t i = 0; i < m->n_answers && !p->failed; i++)
        pack_answer(p, &m->answers[i]);
    if (!m->answers)
        m->n_answers = 0;
}

static void pack_misconceptions(struct pack *p, struct misconceptions *all)
{
    PACK(p, all->n);
    if (p->reading)
        all->list = new_list(p, all->n, sizeof *all->list);
    for (size_t i = 0; i < all->n && !p->failed; i++)
        pack_misconception(p, &all->list[i]);
    if (!all->list)
        all->n = 0;
}

/* ---- out and in ---- */

static unsigned char *packed(struct pack *p, size_t *n_bytes)
{
    if (p->failed) {
        free(p->out);
        error("out of memory");
        return NULL;
    }
    *n_bytes = p->at;
    return p->out;
}

/* Writing changes nothing, whatever its type says: the copy is of the outermost structure alone. */
unsigned char *fixture_pack_set(const struct fixture_set *set, size_t *n_bytes)
{
    struct pack p = {.reading = false};
    struct fixture_set copy = *set;
    pack_set(&p, &copy);
    return packed(&p, n_bytes);
}

unsigned char *fixture_pack_misconceptions(const struct misconceptions *all,
                                           size_t *n_bytes)
{
    struct pack p = {.reading = false};
    struct misconceptions copy = *all;
    pack_misconceptions(&p, &copy);
    return packed(&p, n_bytes);
}

int fixture_unpack_set(struct fixture_set *set, const unsigned char *bytes,
                       size_t n_bytes)
{
    struct pack p = {.reading = true, .in = bytes, .n = n_bytes};
    *set = (struct fixture_set){.name = NULL};
    pack_set(&p, set);
    if (!p.failed && p.at == p.n)
        return 0;
    fixture_set_release(set);
    return -1;
}

int fixture_unpack_misconceptions(struct misconceptions *all, const unsigned char *bytes,
                                  size_t n_bytes)
{
    struct pack p = {.reading = true, .in = bytes, .n = n_bytes};
    *all = (struct misconceptions){.n = 0};
    pack_misconceptions(&p, all);
    if (!p.failed && p.at == p.n)
        return 0;
    misconceptions_release(all);
    return -1;
}
