#include "misconception.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ELEMENTS = 160 }; /* of all outputs of a case that is covered */

bool misconception_covers(const char *group, const struct fixture_case *c)
{
    static const char *const left_out[] = {"saturated", "scaled", "extremes"};
    size_t n = 0;
    for (size_t i = 0; i < sizeof left_out / sizeof left_out[0]; i++)
        if (strcmp(group, left_out[i]) == 0)
            return false;
    for (size_t i = 0; i < c->n_expected; i++)
        n += c->expected[i].value.n;
    return c->kind == FIXTURE_VALUES && n <= MAX_ELEMENTS;
}

double wrong_value_grid(const double *value, size_t n)
{
    double size = 0;
    for (size_t i = 0; i < n; i++)
        size = fmax(size, fabs(value[i]));
    return size > 0 ? pow(10, floor(log10(size)) - 9) : 0;
}

static int by_id(const void *key, const void *element)
{
    return strcmp(key, ((const struct misconception *)element)->id);
}

const struct misconception *misconception_find(const struct misconceptions *all,
                                               const char *id)
{
    return all->n > 0 ? bsearch(id, all->list, all->n, sizeof *all->list, by_id) : NULL;
}

const struct wrong_answer *misconception_answer(const struct misconception *m,
                                                const char *case_id)
{
    for (size_t i = 0; i < m->n_answers; i++)
        if (strcmp(m->answers[i].case_id, case_id) == 0)
            return &m->answers[i];
    return NULL;
}

void misconception_release(struct misconception *m)
{
    for (size_t i = 0; i < m->n_answers; i++) {
        for (size_t o = 0; o < CONTRACT_MAX_OUTPUTS; o++)
            free(m->answers[i].outputs[o].value);
        free(m->answers[i].case_id);
    }
    free(m->answers);
    free(m->id);
    free(m->title);
    free(m->happened);
    free(m->formula);
    free(m->thought);
    free(m->advice);
    *m = (struct misconception){.id = NULL};
}

void misconceptions_release(struct misconceptions *all)
{
    for (size_t i = 0; i < all->n; i++)
        misconception_release(&all->list[i]);
    free(all->list);
    *all = (struct misconceptions){.n = 0};
}
