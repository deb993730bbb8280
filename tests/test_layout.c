/* test_layout.c: where arrays lie in the shared regions, seen as the worker would see it. */
#include "layout.h"
#include "suites.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const size_t units[] = {3, 4, 2};

struct regions {
    unsigned char *input, *output;
    struct request request;
};

static void lay_out(struct regions *r, const struct call *call)
{
    struct array outputs[CONTRACT_MAX_OUTPUTS];
    size_t n_outputs;
    r->input = calloc(1, PROTOCOL_REGION_BYTES);
    r->output = calloc(1, PROTOCOL_REGION_BYTES);
    ck_assert_ptr_null(call_outputs(call, outputs, &n_outputs));
    ck_assert_int_eq(
        layout_request(call, outputs, 42, &layout_usual, r->input, r->output), 0);
    memcpy(&r->request, r->input, sizeof r->request);
}

static void release(struct regions *r)
{
    free(r->input);
    free(r->output);
}

static struct call unroll_call(double theta[26])
{
    struct call call = {.function = FUNCTION_UNROLL,
                        .net = {.n_layers = 2, .units = units},
                        .n_inputs = 1};
    for (int i = 0; i < 26; i++)
        theta[i] = i;
    call.inputs[0] = (struct array){"Theta", ELEMENT_DOUBLE, 26, {theta}};
    return call;
}

/* Each array ends at the end of a page, and the page behind it belongs to none. */
START_TEST(test_arrays_end_at_guards)
{
    double theta[26];
    struct call call = unroll_call(theta);
    struct regions r;
    uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);

    lay_out(&r, &call);
    ck_assert_uint_eq(r.request.id, 42);
    ck_assert_uint_eq(r.request.n_inputs, 3); /* units and two matrices */
    for (uint32_t i = 0; i < r.request.n_inputs; i++) {
        const struct wire_array *wire = &r.request.inputs[i];
        ck_assert_uint_eq(wire->end % page, 0);
        ck_assert_uint_eq(wire->offset + wire->n * 8, wire->end);
        if (i > 0)
            ck_assert_uint_ge(wire->offset / page * page,
                              r.request.inputs[i - 1].end + page);
    }
    const double *second =
        (const double *)(const void *)(r.input + r.request.inputs[2].offset);
    ck_assert_uint_eq(r.request.inputs[2].n, 10);
    ck_assert_double_eq(second[0],
                        16); /* Theta^(2) starts behind the 4 x 4 of Theta^(1) */
    release(&r);
}
END_TEST

START_TEST(test_outputs_start_unwritten_and_come_back)
{
    double theta[26], got[26];
    struct call call = unroll_call(theta);
    struct regions r;
    uint64_t first;

    lay_out(&r, &call);
    memcpy(&first, r.output + r.request.outputs[0].offset, sizeof first);
    ck_assert_uint_eq(first, LAYOUT_UNWRITTEN);
    memcpy(r.output + r.request.outputs[0].offset, theta, sizeof theta);
    struct array out = {"theta", ELEMENT_DOUBLE, 26, {got}};
    layout_collect(&call, &r.request, 0, r.output, &out);
    ck_assert_mem_eq(got, theta, sizeof theta);
    ck_assert_ptr_null(layout_underrun(&call, &r.request, LAYOUT_UNWRITTEN, r.output));
    r.output[r.request.outputs[0].offset - 1] ^= 1;
    ck_assert_str_eq(layout_underrun(&call, &r.request, LAYOUT_UNWRITTEN, r.output),
                     "theta");
    release(&r);
}
END_TEST

/* Three labels end a page, so that the last word in front of them is half theirs. */
START_TEST(test_every_byte_in_front_is_looked_at)
{
    static const size_t one_layer[] = {1, 1};
    double theta[2] = {0}, X[3] = {1, 2, 3};
    struct call call = {.function = FUNCTION_PREDICT,
                        .net = {1, (size_t *)one_layer, BP_ONE_VS_ALL, 0},
                        .n_inputs = 2};
    struct regions r;
    call.inputs[0] = (struct array){"theta", ELEMENT_DOUBLE, 2, {theta}};
    call.inputs[1] = (struct array){"X", ELEMENT_DOUBLE, 3, {X}};
    lay_out(&r, &call);
    uint64_t end = r.request.outputs[0].offset, page = r.request.page_bytes;
    ck_assert_uint_eq(end % 8, 4);
    for (uint64_t at = end / page * page; at < end; at++) {
        ck_assert_ptr_null(
            layout_underrun(&call, &r.request, LAYOUT_UNWRITTEN, r.output));
        r.output[at] ^= 1;
        ck_assert_str_eq(layout_underrun(&call, &r.request, LAYOUT_UNWRITTEN, r.output),
                         "y");
        r.output[at] ^= 1;
    }
    release(&r);
}
END_TEST

START_TEST(test_descent_updates_theta_in_place)
{
    double theta[26], X[3] = {1, 2, 3}, lambda = 0, alpha = 1;
    int y = 1;
    uint64_t iterations = 2;
    struct call call = unroll_call(theta);
    struct regions r;

    call.function = FUNCTION_GRADIENT_DESCENT;
    call.n_inputs = 6;
    call.inputs[1] = (struct array){"X", ELEMENT_DOUBLE, 3, {X}};
    call.inputs[2] = (struct array){"y", ELEMENT_INT, 1, {&y}};
    call.inputs[3] = (struct array){"lambda", ELEMENT_DOUBLE, 1, {&lambda}};
    call.inputs[4] = (struct array){"alpha", ELEMENT_DOUBLE, 1, {&alpha}};
    call.inputs[5] = (struct array){"iterations", ELEMENT_UINT64, 1, {&iterations}};
    lay_out(&r, &call);
    ck_assert_uint_eq(r.request.n_inputs, 6); /* units, X, y, lambda, alpha, iterations */
    ck_assert_mem_eq(r.output + r.request.outputs[0].offset, theta, sizeof theta);
    release(&r);
}
END_TEST

struct fault_row {
    const char *why;
    uint64_t region;
    int array;     /* of inputs or outputs; -1: none */
    long from_end; /* offset from the array's end */
    const char *text;
    bool modified_input;
};

static const struct fault_row fault_rows[] = {
    {"a write to a const input", 1, 1, -8, "bp_unroll wrote to its input Theta", true},
    {"a write to the units of the net", 1, 0, -8,
     "bp_unroll wrote to its input net->units", true},
    {"one past an input", 1, 2, 0, "bp_unroll went past the end of Theta", false},
    {"one past an output", 2, 0, 0, "bp_unroll went past the end of theta", false},
    {"far away", 0, -1, 0,
     "bp_unroll used memory that is not its own (segmentation fault)", false},
    {"the stack", 3, -1, 0,
     "bp_unroll ran out of stack: endless recursion, or a very large local array", false},
};

START_TEST(test_faults_are_explained)
{
    const struct fault_row *row = &fault_rows[_i];
    double theta[26];
    struct call call = unroll_call(theta);
    struct regions r;
    char text[160];
    bool modified_input;

    lay_out(&r, &call);
    struct fault fault = {.signal = 11, .region = row->region, .address = 1u << 30};
    const struct wire_array *arrays =
        row->region == 1 ? r.request.inputs : r.request.outputs;
    if (row->array >= 0)
        fault.offset = arrays[row->array].end + (uint64_t)row->from_end;
    layout_explain_fault(&call, &r.request, &fault, text, sizeof text, &modified_input);
    ck_assert_str_eq(text, row->text);
    ck_assert_int_eq(modified_input, row->modified_input);
    release(&r);
}
END_TEST

Suite *layout_suite(void)
{
    Suite *suite = suite_create("layout");
    TCase *tests = tcase_create("regions");
    tcase_add_test(tests, test_arrays_end_at_guards);
    tcase_add_test(tests, test_outputs_start_unwritten_and_come_back);
    tcase_add_test(tests, test_every_byte_in_front_is_looked_at);
    tcase_add_test(tests, test_descent_updates_theta_in_place);
    tcase_add_loop_test(tests, test_faults_are_explained, 0,
                        sizeof fault_rows / sizeof fault_rows[0]);
    suite_add_tcase(suite, tests);
    return suite;
}
