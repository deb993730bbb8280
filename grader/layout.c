#include "layout.h"

#include "error.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Hands out runs of pages, each with a page left free behind it. Page 0 is taken. */
struct allocator {
    uint64_t page_bytes, next;
};

static int place(struct allocator *allocator, struct wire_array *wire, size_t n,
                 enum element element)
{
    uint64_t bytes = n * element_size(element);
    uint64_t pages = (bytes + allocator->page_bytes - 1) / allocator->page_bytes;
    uint64_t end = allocator->next + (pages ? pages : 1) * allocator->page_bytes;

    if (end + allocator->page_bytes > PROTOCOL_REGION_BYTES)
        return error("a call does not fit into the %d MiB that the worker shares",
                     PROTOCOL_REGION_BYTES >> 20);
    *wire = (struct wire_array){.n = n, .offset = end - bytes, .end = end};
    allocator->next = end + allocator->page_bytes;
    return 0;
}

static size_t layer_parameters(const struct bp_net *net, size_t l)
{
    return net->units[l + 1] * (net->units[l] + 1);
}

/* The wire arrays that argument `array` takes: one, or one a layer where it is a Theta. */
static int place_argument(struct allocator *allocator, const struct call *call,
                          const struct array *array, struct wire_array *wires,
                          uint32_t *n_wires)
{
    if (strcmp(array->name, "Theta") != 0)
        return place(allocator, &wires[(*n_wires)++], array->n, array->element);
    for (size_t l = 0; l < call->net.n_layers; l++)
        if (place(allocator, &wires[(*n_wires)++], layer_parameters(&call->net, l),
                  ELEMENT_DOUBLE) != 0)
            return -1;
    return 0;
}

static void copy_in(unsigned char *region, const struct wire_array *wires, size_t n_wires,
                    const struct array *array)
{
    const unsigned char *from = array->data;
    size_t size = element_size(array->element);
    for (size_t w = 0; w < n_wires; w++) {
        if (wires[w].n > 0)
            memcpy(region + wires[w].offset, from, (size_t)wires[w].n * size);
        from += wires[w].n * size;
    }
}

static int layout_inputs(const struct call *call, struct request *request,
                         struct allocator *allocator, unsigned char *region)
{
    if (function_takes_net(call->function)) {
        struct array units = {
            .name = "units", .element = ELEMENT_UINT64, .n = call->net.n_layers + 1};
        uint64_t numbers[CONTRACT_MAX_LAYERS + 1];
        for (size_t l = 0; l < units.n; l++)
            numbers[l] = call->net.units[l];
        units.u64 = numbers;
        if (place(allocator, &request->inputs[request->n_inputs++], units.n,
                  units.element) != 0)
            return -1;
        copy_in(region, request->inputs, 1, &units);
    }
    /* The theta of descent is updated in place: an output, not an input. */
    size_t first = call->function == FUNCTION_GRADIENT_DESCENT ? 1 : 0;
    for (size_t i = first; i < call->n_inputs; i++) {
        uint32_t before = request->n_inputs;
        if (place_argument(allocator, call, &call->inputs[i], request->inputs,
                           &request->n_inputs) != 0)
            return -1;
        copy_in(region, request->inputs + before, request->n_inputs - before,
                &call->inputs[i]);
    }
    return 0;
}

static int layout_outputs(const struct call *call, const struct array *outputs,
                          struct request *request, struct allocator *allocator,
                          uint64_t fill, unsigned char *region)
{
    for (size_t i = 0; i < function_n_outputs(call->function); i++)
        if (place_argument(allocator, call, &outputs[i], request->outputs,
                           &request->n_outputs) != 0)
            return -1;

    memset(region, 0, sizeof(struct observed));
    for (uint64_t at = allocator->page_bytes; at < allocator->next; at += sizeof fill)
        memcpy(region + at, &fill, sizeof fill);
    if (call->function == FUNCTION_GRADIENT_DESCENT)
        copy_in(region, request->outputs, 1, &call->inputs[0]);
    return 0;
}

const struct surroundings layout_usual = {.fill = LAYOUT_UNWRITTEN};

int layout_request(const struct call *call, const struct array *outputs, uint64_t id,
                   const struct surroundings *surroundings, unsigned char *input_region,
                   unsigned char *output_region)
{
    uint64_t page_bytes = (uint64_t)sysconf(_SC_PAGESIZE);
    uint64_t header = (sizeof(struct request) + page_bytes - 1) / page_bytes * page_bytes;
    uint64_t skip = surroundings->skip_pages * page_bytes;
    struct allocator in = {page_bytes, header + skip},
                     out = {page_bytes, page_bytes + skip};
    struct request request = {
        .id = id,
        .function = (uint32_t)call->function,
        .page_bytes = (uint32_t)page_bytes,
        .perturb = surroundings->perturb,
        .clock_ahead_s = surroundings->clock_ahead_s,
    };

    if (function_takes_net(call->function)) {
        request.n_layers = (uint32_t)call->net.n_layers;
        request.output = (uint32_t)call->net.output;
        request.regularize_bias = (uint32_t)call->net.regularize_bias;
    }
    if (layout_inputs(call, &request, &in, input_region) != 0 ||
        layout_outputs(call, outputs, &request, &out, surroundings->fill,
                       output_region) != 0)
        return -1;
    memcpy(input_region, &request, sizeof request);
    return 0;
}

void layout_nothing(uint64_t id, unsigned char *input_region)
{
    struct request *request = (struct request *)(void *)input_region;
    request->id = id;
    request->function = PROTOCOL_NOTHING;
}

/* The first wire array of output `which`, and how many it has. */
static const struct wire_array *output_wires(const struct call *call,
                                             const struct request *request, size_t which,
                                             size_t *n_wires)
{
    bool layers = call->function == FUNCTION_ROLL;
    *n_wires = layers ? call->net.n_layers : 1;
    return &request->outputs[layers ? 0 : which];
}

void layout_collect(const struct call *call, const struct request *request, size_t which,
                    const unsigned char *output_region, struct array *out)
{
    size_t n_wires, size = element_size(out->element);
    const struct wire_array *wires = output_wires(call, request, which, &n_wires);
    unsigned char *to = out->data;
    for (size_t w = 0; w < n_wires; w++) {
        if (wires[w].n > 0)
            memcpy(to, output_region + wires[w].offset, (size_t)wires[w].n * size);
        to += wires[w].n * size;
    }
}

/* The output that wire array w belongs to, in the words of the contract. */
static const char *output_name(const struct call *call, size_t w)
{
    struct array outputs[CONTRACT_MAX_OUTPUTS];
    size_t n;
    if (call->function == FUNCTION_ROLL)
        return "Theta";
    return call_outputs(call, outputs, &n) == NULL && w < n ? outputs[w].name
                                                            : "an output";
}

static const char *input_name(const struct call *call, size_t w)
{
    size_t skip = function_takes_net(call->function) ? 1 : 0;
    if (w < skip)
        return "net->units";
    if (call->function == FUNCTION_UNROLL)
        return "Theta";
    size_t first = call->function == FUNCTION_GRADIENT_DESCENT ? 1 : 0;
    return function_input_name(call->function, w - skip + first);
}

const char *layout_underrun(const struct call *call, const struct request *request,
                            uint64_t fill, const unsigned char *output_region)
{
    for (size_t w = 0; w < request->n_outputs; w++) {
        const struct wire_array *wire = &request->outputs[w];
        uint64_t at = wire->offset / request->page_bytes * request->page_bytes;
        /* Every byte up to the array: whole words, and what is left of one. */
        for (; at + sizeof fill <= wire->offset; at += sizeof fill)
            if (memcmp(output_region + at, &fill, sizeof fill) != 0)
                return output_name(call, w);
        if (memcmp(output_region + at, &fill, wire->offset - at) != 0)
            return output_name(call, w);
    }
    return NULL;
}

/* The array whose pages, or the free page behind them, hold this offset; -1: none. */
static int array_at(const struct wire_array *wires, size_t n, uint64_t page_bytes,
                    uint64_t offset, bool *behind)
{
    for (size_t w = 0; w < n; w++) {
        uint64_t start = wires[w].offset / page_bytes * page_bytes;
        *behind = offset >= wires[w].end;
        if (offset >= start && offset < wires[w].end + page_bytes)
            return (int)w;
    }
    return -1;
}

void layout_explain_fault(const struct call *call, const struct request *request,
                          const struct fault *fault, char *text, size_t n,
                          bool *modified_input)
{
    const char *function = function_symbol(call->function);
    bool behind = false;
    int w = -1;

    *modified_input = false;
    if (fault->region == 1)
        w = array_at(request->inputs, request->n_inputs, request->page_bytes,
                     fault->offset, &behind);
    else if (fault->region == 2)
        w = array_at(request->outputs, request->n_outputs, request->page_bytes,
                     fault->offset, &behind);

    if (fault->region == 1 && w >= 0) {
        *modified_input = !behind;
        snprintf(text, n,
                 behind ? "%s went past the end of %s" : "%s wrote to its input %s",
                 function, input_name(call, (size_t)w));
    } else if (fault->region == 2 && w >= 0) {
        snprintf(text, n, "%s went past the end of %s", function,
                 output_name(call, (size_t)w));
    } else if (fault->region == 4) {
        *modified_input = true;
        snprintf(text, n, "%s wrote to the struct that its input %s points to", function,
                 function_takes_net(call->function) ? "net or data" : "data");
    } else if (fault->region == 3) {
        snprintf(text, n,
                 "%s ran out of stack: endless recursion, or a very large local array",
                 function);
    } else if (fault->address < request->page_bytes) {
        snprintf(text, n,
                 "%s used a null pointer, or called a function that is defined nowhere",
                 function);
    } else {
        snprintf(text, n, "%s used memory that is not its own (segmentation fault)",
                 function);
    }
}

bool array_is_unwritten(const struct array *array, size_t i)
{
    const uint64_t sign = UINT64_C(1) << 63;
    uint64_t bits;
    if (array->element == ELEMENT_INT)
        return array->i32[i] == (int)(LAYOUT_UNWRITTEN & 0xFFFFFFFF);
    memcpy(&bits, &array->u64[i], sizeof bits);
    return (bits & ~sign) == LAYOUT_UNWRITTEN; /* -x keeps the payload of a NaN */
}
