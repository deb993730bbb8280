/* From the JSON of a group to its cases. What is read here has the right types; whether it makes
 * sense is fixture_case_fault()'s. */
#include "fixture.h"
#include "fixture_case.h"
#include "fixture_data.h"
#include "fixture_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What all cases of a file share. */
struct reader {
    const char *const *data_folders;
    size_t n_elements; /* of named inputs: a short file can name much */
};

/* Where the array under KEY comes from, and where its name is remembered. */
struct samples {
    bool images;    /* else labels */
    size_t columns; /* of an image */
    char **name;
    size_t *first;
};

static int parse_named(struct reader *r, const struct json_object *parent,
                       const char *key, const struct samples *samples,
                       struct array *array)
{
    static const char *const image_keys[] = {"data", "first", "rows", "divisor", NULL};
    static const char *const label_keys[] = {"data", "first", "rows", NULL};
    struct json_object o;
    struct fixture_data data = {.images = samples->images, .columns = samples->columns};
    size_t divisor = FIXTURE_DATA_DIVISOR;
    if (json_open_member(&o, parent, key, samples->images ? image_keys : label_keys) <
            0 ||
        json_copy_name(&o, "data", false, samples->name) < 0 ||
        json_size(&o, "first", &data.first) < 0 || json_size(&o, "rows", &data.n) < 0 ||
        (samples->images && json_size(&o, "divisor", &divisor) < 0))
        return -1;
    if (divisor != FIXTURE_DATA_DIVISOR)
        return json_refuse(&o, "the divisor is not %d", FIXTURE_DATA_DIVISOR);

    char place[512];
    snprintf(place, sizeof place, "'%s': %s%s", parent->file, parent->where, key);
    data.name = *samples->name;
    *samples->first = data.first;
    if (fixture_data_read(array, &data, r->data_folders, place) < 0)
        return -1;
    r->n_elements += array->n;
    if (r->n_elements <= FIXTURE_MAX_ELEMENTS)
        return 0;
    free(array->data);
    array->data = NULL;
    return json_refuse(&o, "the named inputs have more than %d elements together",
                       FIXTURE_MAX_ELEMENTS);
}

/* The array under KEY, held or named. */
static int parse_samples(struct reader *r, const struct json_object *o, const char *key,
                         const struct samples *samples, struct array *array)
{
    if (cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(o->json, key)))
        return parse_named(r, o, key, samples, array);
    return json_array(o, key, array);
}

/* The samples under the keys X and Y, Y's labels from the same place in their file as X's images. */
static int check_first(const struct json_object *o, const char *key, const char *X_data,
                       const char *y_data, size_t *X_first, size_t y_first)
{
    if (X_data && y_data && *X_first != y_first)
        return json_refuse(o, "'first' of '%s' is not that of its images", key);
    if (!X_data && y_data)
        *X_first = y_first;
    return 0;
}

static int parse_net(const struct json_object *parent, struct bp_net *net)
{
    static const char *const keys[] = {"units", "output", "regularize_bias", NULL};
    struct json_object o;
    size_t *units = NULL, n = 0;
    bool bias = false;
    if (json_open_member(&o, parent, "net", keys) < 0 ||
        json_sizes(&o, "units", &units, &n) < 0)
        return -1;
    net->units = units;
    if (n < 2 || n > CONTRACT_MAX_LAYERS + 1)
        return json_refuse(&o, "'units' lists %zu layers, not 2 to %d", n,
                           CONTRACT_MAX_LAYERS + 1);
    net->n_layers = n - 1;

    int output = json_choice(&o, "output", fixture_output_names);
    if (output < 0 || json_bool(&o, "regularize_bias", &bias) < 0)
        return -1;
    net->output = (enum bp_output)output;
    net->regularize_bias = bias;
    return net_n_parameters(net) > 0
               ? 0
               : json_refuse(&o, "a layer has no unit, or the net is too large");
}

/* Digits start from the submission's own answer to the seed; zeros stand in for it. */
static int stand_in_theta(const struct json_object *o, const struct bp_net *net,
                          struct array *theta)
{
    theta->n = net_n_parameters(net);
    theta->data = calloc(theta->n, sizeof(double));
    return theta->data ? 0 : json_refuse(o, "no memory");
}

static int parse_inputs(struct reader *r, const struct json_object *parent,
                        struct fixture_case *c)
{
    struct call *call = &c->call;
    const char *keys[CONTRACT_MAX_INPUTS + 1] = {NULL};
    size_t skip = c->kind == FIXTURE_DIGITS ? 1 : 0, y_first = 0;
    for (size_t i = skip; i < function_n_inputs(call->function); i++)
        keys[i - skip] = function_input_name(call->function, i);

    struct json_object o;
    if (json_open_member(&o, parent, "inputs", keys) < 0)
        return -1;
    bool net = function_takes_net(call->function);
    struct samples X = {true, net ? call->net.units[0] : 0, &c->X_data, &c->X_first};
    struct samples y = {false, 1, &c->y_data, &y_first};
    call->n_inputs = function_n_inputs(call->function);
    for (size_t i = 0; i < call->n_inputs; i++) {
        struct array *array = &call->inputs[i];
        array->name = function_input_name(call->function, i);
        array->element = function_input_element(call->function, i);
        int rc;
        if (i < skip)
            rc = stand_in_theta(&o, &call->net, array);
        else if (net && strcmp(array->name, "X") == 0)
            rc = parse_samples(r, &o, array->name, &X, array);
        else if (net && strcmp(array->name, "y") == 0)
            rc = parse_samples(r, &o, array->name, &y, array);
        else
            rc = json_array(&o, array->name, array);
        if (rc < 0)
            return -1;
    }
    return check_first(&o, "y", c->X_data, c->y_data, &c->X_first, y_first);
}

static int parse_bounds(const struct json_object *parent, struct fixture_case *c,
                        const struct array *outputs, const char *const *keys)
{
    struct json_object o;
    if (json_open_member(&o, parent, "bounds", keys) < 0)
        return -1;
    for (size_t i = 0; i < c->n_expected; i++) {
        struct array bound = {.element = ELEMENT_DOUBLE};
        if (!json_has(&o, outputs[i].name))
            continue;
        if (json_array(&o, outputs[i].name, &bound) < 0)
            return -1;
        c->expected[i].bound = bound.f64;
        if (bound.n != outputs[i].n)
            return json_refuse(&o, "'%s' has %zu elements, not %zu", outputs[i].name,
                               bound.n, outputs[i].n);
    }
    return 0;
}

static int parse_expected(const struct json_object *parent, struct fixture_case *c)
{
    struct array outputs[CONTRACT_MAX_OUTPUTS];
    size_t n_outputs = 0;
    const char *wrong = call_outputs(&c->call, outputs, &n_outputs);
    if (wrong)
        return json_refuse(parent, "%s", wrong);

    const char *keys[CONTRACT_MAX_OUTPUTS + 1] = {NULL};
    for (size_t i = 0; i < n_outputs; i++)
        keys[i] = outputs[i].name;
    struct json_object o;
    if (json_open_member(&o, parent, "expected", keys) < 0)
        return -1;
    c->n_expected = n_outputs;
    for (size_t i = 0; i < n_outputs; i++) {
        struct array *value = &c->expected[i].value;
        value->name = outputs[i].name;
        value->element = outputs[i].element;
        if (json_array(&o, value->name, value) < 0)
            return -1;
        if (value->n != outputs[i].n)
            return json_refuse(&o, "'%s' has %zu elements, not %zu", value->name,
                               value->n, outputs[i].n);
    }
    return json_has(parent, "bounds") ? parse_bounds(parent, c, outputs, keys) : 0;
}

static int parse_digits(struct reader *r, const struct json_object *parent,
                        struct fixture_case *c)
{
    static const char *const keys[] = {"seed", "X_test", "y_test", "min_correct", NULL};
    struct digits *d = &c->digits;
    struct array X = {.element = ELEMENT_DOUBLE}, y = {.element = ELEMENT_INT};
    size_t s_0 = c->call.net.units[0], y_first = 0;
    struct samples images = {true, s_0, &c->X_test_data, &c->X_test_first};
    struct samples labels = {false, 1, &c->y_test_data, &y_first};
    struct json_object o;
    if (json_open_member(&o, parent, "digits", keys) < 0 ||
        json_uint64(&o, "seed", &d->seed) < 0 ||
        json_size(&o, "min_correct", &d->min_correct) < 0 ||
        parse_samples(r, &o, "X_test", &images, &X) < 0)
        return -1;
    d->X_test = X.f64;
    if (parse_samples(r, &o, "y_test", &labels, &y) < 0)
        return -1;
    d->y_test = y.i32;
    d->m_test = y.n;
    if (X.n != y.n * s_0)
        return json_refuse(&o, "'y_test' does not have a label for each sample");
    return check_first(&o, "y_test", c->X_test_data, c->y_test_data, &c->X_test_first,
                       y_first);
}

/* What kind of case it is, and of which function; o->where then has its name. */
static int parse_head(struct json_object *o, struct fixture_case *c)
{
    if (json_copy_name(o, "name", false, &c->name) < 0)
        return -1;
    snprintf(o->where, sizeof o->where, "case '%s': ", c->name);
    if (json_copy_string(o, "title", &c->title) < 0)
        return -1;
    int kind = json_choice(o, "kind", fixture_kind_names);
    const char *symbol = kind < 0 ? NULL : json_string(o, "function");
    if (!symbol)
        return -1;
    c->kind = (enum fixture_kind)kind;
    c->call.function = function_by_symbol(symbol);
    if (c->call.function == FUNCTION_COUNT)
        return json_refuse(o, "no function '%.64s' in the contract", symbol);
    if (c->kind == FIXTURE_DIGITS && c->call.function != FUNCTION_GRADIENT_DESCENT)
        return json_refuse(o, "kind 'digits' goes with bp_gradient_descent alone");
    if (json_has(o, "net") && !function_takes_net(c->call.function))
        return json_refuse(o, "%s takes no net", symbol);
    if (c->kind != FIXTURE_VALUES && (json_has(o, "expected") || json_has(o, "bounds")))
        return json_refuse(o, "only kind 'values' has expected values");
    if (c->kind != FIXTURE_DIGITS && json_has(o, "digits"))
        return json_refuse(o, "only kind 'digits' has held-out digits");
    return 0;
}

static int parse_case(struct reader *r, const cJSON *json, const char *file, size_t i,
                      struct fixture_case *c)
{
    static const char *const keys[] = {"name",   "title",    "kind",   "function", "net",
                                       "inputs", "expected", "bounds", "digits",   NULL};
    struct json_object o;
    char where[32];
    snprintf(where, sizeof where, "cases[%zu]: ", i);
    if (json_open(&o, json, file, where, keys) < 0 || parse_head(&o, c) < 0)
        return -1;
    if (function_takes_net(c->call.function) && parse_net(&o, &c->call.net) < 0)
        return -1;
    if (parse_inputs(r, &o, c) < 0 ||
        (c->kind == FIXTURE_VALUES && parse_expected(&o, c) < 0) ||
        (c->kind == FIXTURE_DIGITS && parse_digits(r, &o, c) < 0))
        return -1;
    const char *fault = fixture_case_fault(c);
    return fault ? json_refuse(&o, "%s", fault) : 0;
}

static int set_id(const struct json_object *o, const struct fixture_group *group,
                  size_t i)
{
    struct fixture_case *c = &group->cases[i];
    for (size_t j = 0; j < i; j++)
        if (strcmp(group->cases[j].name, c->name) == 0)
            return json_refuse(o, "two cases are named '%s'", c->name);

    size_t size = strlen(group->task) + strlen(group->group) + strlen(c->name) + 3;
    c->id = malloc(size);
    if (!c->id)
        return json_refuse(o, "no memory");
    snprintf(c->id, size, "%s/%s/%s", group->task, group->group, c->name);
    return 0;
}

static int parse_group(struct fixture_group *group, const cJSON *json, const char *file,
                       const char *const *data_folders)
{
    static const char *const keys[] = {"format", "version", "task",
                                       "group",  "cases",   NULL};
    struct json_object o;
    if (json_open(&o, json, file, "", keys) < 0 ||
        json_check_format(&o, FIXTURE_FORMAT, FIXTURE_FORMAT_VERSION) < 0 ||
        json_copy_name(&o, "task", false, &group->task) < 0 ||
        json_copy_name(&o, "group", false, &group->group) < 0)
        return -1;

    size_t n = 0, i = 0;
    const cJSON *cases = json_list(&o, "cases", &n);
    if (!cases)
        return -1;
    if (n == 0 || n > FIXTURE_MAX_CASES)
        return json_refuse(&o, "%zu cases, not 1 to %d", n, FIXTURE_MAX_CASES);
    group->cases = calloc(n, sizeof *group->cases);
    if (!group->cases)
        return json_refuse(&o, "no memory");
    group->n_cases = n;

    struct reader r = {data_folders, 0};
    for (const cJSON *child = cases->child; child; child = child->next, i++)
        if (parse_case(&r, child, file, i, &group->cases[i]) < 0 ||
            set_id(&o, group, i) < 0)
            return -1;
    return 0;
}

int fixture_group_parse(struct fixture_group *group, const char *text, size_t n_bytes,
                        const char *name, const char *const data_folders[2])
{
    memset(group, 0, sizeof *group);
    cJSON *json = json_parse(text, n_bytes, name);
    int rc = json ? parse_group(group, json, name, data_folders) : -1;
    cJSON_Delete(json);
    if (rc < 0)
        fixture_group_release(group);
    return rc;
}

void fixture_group_release(struct fixture_group *group)
{
    for (size_t i = 0; i < group->n_cases; i++)
        fixture_case_release(&group->cases[i]);
    free(group->cases);
    free(group->task);
    free(group->group);
    memset(group, 0, sizeof *group);
}
