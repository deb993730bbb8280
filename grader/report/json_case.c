#include "report/json_case.h"

#include "fixture_json.h"
#include "layout.h"
#include "report/json_member.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What a page can still show, and a person still look through. */
enum { MAX_INPUT_VALUES = 32, MAX_OUTPUT_VALUES = 4096, MAX_MISCLASSIFIED = 40 };

/* ---- the worst element ---- */

static bool add_element(cJSON *object, const struct case_result *c, bool secret)
{
    const struct evidence *e = &c->evidence;
    const struct fixture_case *fixture = c->fixture;
    char place[200];
    cJSON *element = cJSON_AddObjectToObject(object, "element");

    case_element_place(fixture, e->output, e->index, place, sizeof place);
    return element &&
           json_add_text(element, "output", fixture->expected[e->output].value.name) &&
           json_add_count(element, "index", e->index) &&
           json_add_text(element, "place", place) &&
           (secret || (json_add_double(element, "got", e->got) &&
                       json_add_double(element, "expected", e->expected) &&
                       json_add_double(element, "bound", e->bound) &&
                       json_add_double(element, "difference", e->got - e->expected))) &&
           json_add_count(element, "n_wrong", e->n_wrong) &&
           json_add_count(element, "n_elements", e->n_elements);
}

/* ---- what was called ---- */

static bool add_net(cJSON *object, const struct call *call)
{
    if (!function_takes_net(call->function))
        return true;
    cJSON *net = cJSON_AddObjectToObject(object, "net");
    return net &&
           json_add_sizes(net, "units", call->net.units, call->net.n_layers + 1) == 0 &&
           json_add_text(net, "output",
                         call->net.output == BP_SOFTMAX ? "softmax" : "one-vs-all") &&
           json_add_bool(net, "regularize_bias", call->net.regularize_bias != 0) == 0;
}

static void write_number(const void *context, size_t i, char *text)
{
    const struct array *array = context;
    if (array->element == ELEMENT_DOUBLE)
        json_print_double(array->f64[i], text);
    else if (array->element == ELEMENT_INT)
        snprintf(text, JSON_ELEMENT_BYTES, "%d", array->i32[i]);
    else /* from 2^53 on not every reader of numbers holds it */
        snprintf(text, JSON_ELEMENT_BYTES,
                 array->u64[i] >> 53 ? "\"%" PRIu64 "\"" : "%" PRIu64, array->u64[i]);
}

static bool add_array(cJSON *list, const struct array *array)
{
    cJSON *object = json_append_object(list);
    return object && json_add_text(object, "name", array->name) &&
           json_add_count(object, "n", array->n) &&
           (array->n > MAX_INPUT_VALUES ||
            json_add_list(object, "values", array->n, write_number, array));
}

static bool add_inputs(cJSON *object, const struct call *call)
{
    cJSON *list = cJSON_AddArrayToObject(object, "inputs");
    bool ok = list != NULL;
    for (size_t i = 0; ok && i < call->n_inputs; i++)
        ok = add_array(list, &call->inputs[i]);
    return ok;
}

/* ---- what came, and what should have come ---- */

static void write_got(const void *context, size_t i, char *text)
{
    const struct array *array = context;
    if (array_is_unwritten(array, i))
        snprintf(text, JSON_ELEMENT_BYTES, "null");
    else
        write_number(array, i, text);
}

/* Rounded up: who compares with it accepts all that is right. */
static void write_bound(const void *context, size_t i, char *text)
{
    const double *bound = context;
    snprintf(text, JSON_ELEMENT_BYTES, "%.3g", bound[i] * 1.005);
}

static bool add_output(cJSON *list, const struct expected *expected,
                       const struct array *got)
{
    const struct array *value = &expected->value;
    cJSON *object = json_append_object(list);
    if (!object || !json_add_text(object, "name", value->name) ||
        !json_add_count(object, "n", value->n))
        return false;
    if (value->n > MAX_OUTPUT_VALUES)
        return true;
    return json_add_list(object, "expected", value->n, write_number, value) &&
           json_add_list(object, "got", value->n, write_got, got) &&
           (!expected->bound ||
            json_add_list(object, "bound", value->n, write_bound, expected->bound));
}

static bool add_outputs(cJSON *object, const struct case_result *c)
{
    if (c->n_got == 0)
        return true;
    cJSON *list = cJSON_AddArrayToObject(object, "outputs");
    bool ok = list != NULL;
    for (size_t i = 0; ok && i < c->fixture->n_expected && i < c->n_got; i++)
        ok = add_output(list, &c->fixture->expected[i], &c->got[i]);
    return ok;
}

/* ---- digits that were read wrong ---- */

enum { DIGIT_WIDTH = 8, DIGIT_MAXIMUM = 16 };

/* Pixels lie in the set as 0..1. */
static void write_pixel(const void *context, size_t i, char *text)
{
    const double *pixels = context;
    snprintf(text, JSON_ELEMENT_BYTES, "%.0f", pixels[i] * DIGIT_MAXIMUM);
}

static bool add_misclassified(cJSON *list, const struct digits *digits, size_t i,
                              int predicted)
{
    const size_t n = (size_t)DIGIT_WIDTH * DIGIT_WIDTH;
    cJSON *object = json_append_object(list);
    return object && json_add_count(object, "index", i) &&
           cJSON_AddNumberToObject(object, "label", digits->y_test[i]) &&
           cJSON_AddNumberToObject(object, "predicted", predicted) &&
           json_add_list(object, "pixels", n, write_pixel, digits->X_test + n * i);
}

static bool add_digits(cJSON *object, const struct case_result *c)
{
    const struct digits *digits = &c->fixture->digits;
    size_t n_correct = 0, n_listed = 0;
    if (!c->predicted || c->fixture->call.net.units[0] != DIGIT_WIDTH * DIGIT_WIDTH)
        return true;
    cJSON *json = cJSON_AddObjectToObject(object, "digits");
    cJSON *list = cJSON_AddArrayToObject(json, "misclassified");
    bool ok = json && list;
    for (size_t i = 0; ok && i < digits->m_test; i++) {
        if (c->predicted[i] == digits->y_test[i])
            n_correct++;
        else if (n_listed++ < MAX_MISCLASSIFIED)
            ok = add_misclassified(list, digits, i, c->predicted[i]);
    }
    return ok && cJSON_AddNumberToObject(json, "width", DIGIT_WIDTH) &&
           cJSON_AddNumberToObject(json, "height", DIGIT_WIDTH) &&
           cJSON_AddNumberToObject(json, "maximum", DIGIT_MAXIMUM) &&
           json_add_count(json, "n_test", digits->m_test) &&
           json_add_count(json, "n_correct", n_correct) &&
           json_add_count(json, "min_correct", digits->min_correct);
}

/* ---- the case ---- */

static bool add_details(cJSON *object, const struct case_result *c)
{
    const struct call *call = &c->fixture->call;
    return json_add_text(object, "function", function_symbol(call->function)) &&
           add_net(object, call) && add_digits(object, c) &&
           (c->verdict == VERDICT_PASS ||
            (add_inputs(object, call) && add_outputs(object, c)));
}

bool json_add_case(cJSON *cases, const struct case_result *c, const char *group,
                   bool secret)
{
    cJSON *object = json_append_object(cases);
    return object && json_add_text(object, "id", c->fixture->id) &&
           json_add_text(object, "title", secret ? NULL : c->fixture->title) &&
           json_add_text(object, "group", group) &&
           json_add_text(object, "verdict", verdict_name(c->verdict)) &&
           json_add_points(object, c->points, c->max_points) &&
           json_add_optional_text(object, "message", c->evidence.message) &&
           (!c->evidence.has_element || add_element(object, c, secret)) &&
           (secret || add_details(object, c)) &&
           json_add_double(object, "cpu_s", c->cpu_s);
}
