#include "error.h"
#include "fixture.h"
#include "fixture_case.h"
#include "fixture_data.h"
#include "fixture_json.h"

#include <string.h>

static int add_net(cJSON *json, const struct bp_net *net)
{
    cJSON *object = cJSON_AddObjectToObject(json, "net");
    if (!object || json_add_sizes(object, "units", net->units, net->n_layers + 1) < 0 ||
        json_add_string(object, "output", fixture_output_names[net->output]) < 0)
        return -1;
    return json_add_bool(object, "regularize_bias", net->regularize_bias != 0);
}

/* {"data": "digits-images", "first": 0, "rows": 20, "divisor": 16} */
static int add_named(cJSON *json, const char *key, const char *name, size_t first,
                     size_t rows, bool images)
{
    cJSON *object = cJSON_AddObjectToObject(json, key);
    if (!object || json_add_string(object, "data", name) < 0 ||
        json_add_size(object, "first", first) < 0 ||
        json_add_size(object, "rows", rows) < 0)
        return -1;
    return images ? json_add_size(object, "divisor", FIXTURE_DATA_DIVISOR) : 0;
}

static int add_input(cJSON *json, const struct fixture_case *c, size_t i)
{
    const struct array *array = &c->call.inputs[i];
    const char *key = function_input_name(c->call.function, i);
    if (c->kind == FIXTURE_DIGITS && strcmp(key, "theta") == 0)
        return 0; /* the submission's own answer to the seed */
    if (c->X_data && strcmp(key, "X") == 0)
        return add_named(json, key, c->X_data, c->X_first,
                         array->n / c->call.net.units[0], true);
    if (c->y_data && strcmp(key, "y") == 0)
        return add_named(json, key, c->y_data, c->X_first, array->n, false);
    return json_add_array(json, key, array);
}

/* Only where there are some: all outputs may be exact. */
static int add_bounds(cJSON *json, const struct fixture_case *c,
                      const struct array *outputs)
{
    cJSON *bounds = NULL;
    for (size_t i = 0; i < c->n_expected; i++) {
        if (!c->expected[i].bound)
            continue;
        if (!bounds)
            bounds = cJSON_AddObjectToObject(json, "bounds");
        struct array array = {.element = ELEMENT_DOUBLE, .n = c->expected[i].value.n};
        array.f64 = c->expected[i].bound;
        if (!bounds || json_add_array(bounds, outputs[i].name, &array) < 0)
            return -1;
    }
    return 0;
}

static int add_expected(cJSON *json, const struct fixture_case *c)
{
    struct array outputs[CONTRACT_MAX_OUTPUTS];
    size_t n_outputs = 0;
    call_outputs(&c->call, outputs, &n_outputs);
    cJSON *expected = cJSON_AddObjectToObject(json, "expected");
    if (!expected)
        return -1;
    for (size_t i = 0; i < n_outputs; i++)
        if (json_add_array(expected, outputs[i].name, &c->expected[i].value) < 0)
            return -1;
    return add_bounds(json, c, outputs);
}

static int add_digits(cJSON *json, const struct fixture_case *c)
{
    const struct digits *d = &c->digits;
    struct array X = {.element = ELEMENT_DOUBLE, .n = d->m_test * c->call.net.units[0]};
    struct array y = {.element = ELEMENT_INT, .n = d->m_test};
    X.f64 = d->X_test;
    y.i32 = d->y_test;
    cJSON *object = cJSON_AddObjectToObject(json, "digits");
    if (!object || json_add_uint64(object, "seed", d->seed) < 0)
        return -1;
    if ((c->X_test_data ? add_named(object, "X_test", c->X_test_data, c->X_test_first,
                                    d->m_test, true)
                        : json_add_array(object, "X_test", &X)) < 0)
        return -1;
    if ((c->y_test_data ? add_named(object, "y_test", c->y_test_data, c->X_test_first,
                                    d->m_test, false)
                        : json_add_array(object, "y_test", &y)) < 0)
        return -1;
    return json_add_size(object, "min_correct", d->min_correct);
}

static int add_case(cJSON *json, const struct fixture_case *c)
{
    if (!json || json_add_string(json, "name", c->name) < 0 ||
        json_add_string(json, "title", c->title) < 0 ||
        json_add_string(json, "kind", fixture_kind_names[c->kind]) < 0 ||
        json_add_string(json, "function", function_symbol(c->call.function)) < 0)
        return -1;
    if (function_takes_net(c->call.function) && add_net(json, &c->call.net) < 0)
        return -1;

    cJSON *inputs = cJSON_AddObjectToObject(json, "inputs");
    for (size_t i = 0; i < c->call.n_inputs; i++)
        if (!inputs || add_input(inputs, c, i) < 0)
            return -1;
    if (c->kind == FIXTURE_VALUES)
        return add_expected(json, c);
    return c->kind == FIXTURE_DIGITS ? add_digits(json, c) : 0;
}

static int check_group(const struct fixture_group *group)
{
    if (!json_is_name(group->task, false) || !json_is_name(group->group, false))
        return error("cannot write group %s/%s: that is no name", group->task,
                     group->group);
    if (group->n_cases == 0 || group->n_cases > FIXTURE_MAX_CASES)
        return error("cannot write group %s/%s: it has %zu cases", group->task,
                     group->group, group->n_cases);
    for (size_t i = 0; i < group->n_cases; i++) {
        const char *fault = fixture_case_fault(&group->cases[i]);
        if (fault)
            return error("cannot write case %s/%s/%s: %s", group->task, group->group,
                         group->cases[i].name ? group->cases[i].name : "?", fault);
    }
    return 0;
}

char *fixture_group_print(const struct fixture_group *group)
{
    if (check_group(group) < 0)
        return NULL;

    char *text = NULL;
    cJSON *json = cJSON_CreateObject(), *cases = NULL;
    if (!json || json_add_string(json, "format", FIXTURE_FORMAT) < 0 ||
        json_add_size(json, "version", FIXTURE_FORMAT_VERSION) < 0 ||
        json_add_string(json, "task", group->task) < 0 ||
        json_add_string(json, "group", group->group) < 0)
        goto out;
    cases = cJSON_AddArrayToObject(json, "cases");
    for (size_t i = 0; i < group->n_cases; i++)
        if (!cases || add_case(json_append_object(cases), &group->cases[i]) < 0)
            goto out;
    text = json_print(json);
out:
    if (!text)
        error("no memory to write group %s/%s", group->task, group->group);
    cJSON_Delete(json);
    return text;
}
