/* worker.c: the program that the student's objects are linked into. It holds no expected value and
 * decides nothing: it maps the two regions, calls what it is asked to call, and says when it is
 * done. Everything it says is untrusted, since the student's code shares its memory. */
#include "worker/calls.h"
#include "worker/clock.h"
#include "worker/exponentials.h"
#include "worker/protocol.h"

#include <malloc.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Seen by the fault handler, which can take no argument. */
static unsigned char *input_region, *output_region;
static unsigned char alternate_stack[1 << 16];
static const unsigned char *stack_top;

static void report_fault(int signal_number, siginfo_t *info, void *context)
{
    (void)context;
    struct fault *fault = &((struct observed *)(void *)output_region)->fault;
    unsigned char *address = info->si_addr;

    fault->address = (uint64_t)(uintptr_t)address;
    if (address >= input_region && address < input_region + PROTOCOL_REGION_BYTES) {
        fault->region = 1;
        fault->offset = (uint64_t)(address - input_region);
    } else if (address >= output_region &&
               address < output_region + PROTOCOL_REGION_BYTES) {
        fault->region = 2;
        fault->offset = (uint64_t)(address - output_region);
    } else if (call_arguments_hold(address)) {
        fault->region = 4;
    } else if (address < stack_top && stack_top - address < (1 << 28)) {
        fault->region = 3;
    }
    fault->signal = (uint64_t)signal_number;
    /* SA_RESETHAND: the instruction runs again, and now it ends the process. A signal that was
     * sent, by raise() for one, does not come again by itself. */
    if (info->si_code <= 0)
        raise(signal_number);
}

static void watch_faults(void)
{
    stack_t stack = {.ss_sp = alternate_stack, .ss_size = sizeof alternate_stack};
    struct sigaction action = {.sa_sigaction = report_fault,
                               .sa_flags = SA_SIGINFO | SA_ONSTACK | (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    sigaltstack(&stack, NULL);
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
}

static unsigned char *map(int fd, size_t n_bytes, int protection)
{
    void *base = mmap(NULL, n_bytes, protection, MAP_SHARED, fd, 0);
    if (base == MAP_FAILED)
        _exit(PROTOCOL_EXIT);
    return base;
}

/* The structs that functions are passed lie behind `observed`, in the page that is never closed; functions see them in
 * another mapping of that page, which is never opened: to open and close one for each call takes longer than
 * many a call. */
static void open_regions(size_t page_bytes)
{
    input_region = map(PROTOCOL_INPUT_FD, PROTOCOL_REGION_BYTES, PROT_READ);
    output_region =
        map(PROTOCOL_OUTPUT_FD, PROTOCOL_REGION_BYTES, PROT_READ | PROT_WRITE);
    const unsigned char *view = map(PROTOCOL_OUTPUT_FD, page_bytes, PROT_READ);
    close(PROTOCOL_INPUT_FD);
    close(PROTOCOL_OUTPUT_FD);
    mprotect(input_region + page_bytes, PROTOCOL_REGION_BYTES - page_bytes, PROT_NONE);
    mprotect(output_region + page_bytes, PROTOCOL_REGION_BYTES - page_bytes, PROT_NONE);
    _Static_assert(PROTOCOL_ARGUMENTS + CALL_ARGUMENTS_BYTES <= 4096,
                   "one page holds it");
    call_arguments_lie(output_region + PROTOCOL_ARGUMENTS, view + PROTOCOL_ARGUMENTS);
}

static uint64_t first_page(const struct wire_array *array, uint64_t page_bytes)
{
    return array->offset / page_bytes * page_bytes;
}

/* Opens or closes the pages of the array, and of it alone. */
static void set_access(unsigned char *region, const struct wire_array *array,
                       uint64_t page_bytes, int protection)
{
    uint64_t start = first_page(array, page_bytes);
    if (start != array->end &&
        mprotect(region + start, (size_t)(array->end - start), protection) != 0)
        _exit(PROTOCOL_EXIT);
}

/* Whether array i lies on the pages on which the one of another request lay. */
static bool in_place(const struct wire_array *arrays, size_t n,
                     const struct wire_array *others, size_t n_others, size_t i,
                     uint64_t page_bytes)
{
    return i < n && i < n_others && arrays[i].end == others[i].end &&
           first_page(&arrays[i], page_bytes) == first_page(&others[i], page_bytes);
}

/* Opens what was closed, closes what was open: the pages of these arrays alone are open then. */
static void move_access(unsigned char *region, const struct wire_array *from,
                        size_t n_from, const struct wire_array *to, size_t n_to,
                        uint64_t page_bytes, int protection)
{
    for (size_t i = 0; i < n_from; i++)
        if (!in_place(from, n_from, to, n_to, i, page_bytes))
            set_access(region, &from[i], page_bytes, PROT_NONE);
    for (size_t i = 0; i < n_to; i++)
        if (!in_place(from, n_from, to, n_to, i, page_bytes))
            set_access(region, &to[i], page_bytes, protection);
}

#if defined __GLIBC__ && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
/* This object may be linked where the C library is older than the one it was compiled with. */
#pragma weak mallinfo2
#endif

/* What malloc() has given and not got back; 0 where that cannot be told. */
static uint64_t allocated_bytes(void)
{
#if defined __GLIBC__ && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
    if (!mallinfo2)
        return 0;
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
#else
    return 0;
#endif
}

/* Memory that is read before it is set is then seen to be. */
static void perturb_malloc(const struct request *request)
{
#ifdef M_PERTURB
    mallopt(M_PERTURB, (int)request->perturb);
#else
    (void)request;
#endif
}

/* The pages of this request, and no others. They stay open until one comes whose arrays lie
 * elsewhere: many have the same shapes, and system calls are what a small request costs. */
static void open_arrays(const struct request *request)
{
    static struct request opened;
    move_access(input_region, opened.inputs, opened.n_inputs, request->inputs,
                request->n_inputs, request->page_bytes, PROT_READ);
    move_access(output_region, opened.outputs, opened.n_outputs, request->outputs,
                request->n_outputs, request->page_bytes, PROT_READ | PROT_WRITE);
    opened = *request;
}

static void answer(const struct request *request)
{
    open_arrays(request);
    struct observed *observed = (struct observed *)(void *)output_region;
    perturb_malloc(request);
    clock_set_ahead(request->clock_ahead_s);
    observed->taken_up = request->id;
    uint64_t taken = exponentials_taken(), allocated = allocated_bytes();
    call_function(request, input_region, output_region);
    observed->exponentials = exponentials_taken() - taken;
    taken = allocated_bytes();
    observed->kept_bytes = taken > allocated ? taken - allocated : 0;
    fflush(stdout);
    /* Fails where the call has moved them: it is the one to blame. */
    for (size_t i = 0; i < request->n_outputs; i++)
        set_access(output_region, &request->outputs[i], request->page_bytes,
                   PROT_READ | PROT_WRITE);
}

int main(void)
{
    size_t page_bytes = (size_t)sysconf(_SC_PAGESIZE);
    uint64_t id;

    stack_top = (const unsigned char *)&id;
    open_regions(page_bytes);
    watch_faults();

    const struct request *request = (const struct request *)(const void *)input_region;
    ssize_t n;
    while ((n = read(PROTOCOL_REQUEST_FD, &id, sizeof id)) == (ssize_t)sizeof id) {
        if (id != request->id)
            _exit(PROTOCOL_EXIT);
        if (request->function != PROTOCOL_NOTHING)
            answer(request);
        if (write(PROTOCOL_REPLY_FD, &id, sizeof id) != (ssize_t)sizeof id)
            _exit(PROTOCOL_EXIT);
    }
    _exit(n == 0 ? 0 : PROTOCOL_EXIT);
}
