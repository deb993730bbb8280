/* Functions with the names of the worker's own. */
#define _GNU_SOURCE
#include <stddef.h>

struct request;
void call_function(const struct request *request, const unsigned char *inputs,
                   unsigned char *outputs);
void answer(const struct request *request);
void report_fault(int number, void *info, void *context);
void set_access(void *region, const void *arrays, unsigned long n);
int function_takes_net(int function);

void call_function(const struct request *request, const unsigned char *inputs,
                   unsigned char *outputs)
{
    (void)request, (void)inputs, (void)outputs;
}

void answer(const struct request *request)
{
    (void)request;
}

void report_fault(int number, void *info, void *context)
{
    (void)number, (void)info, (void)context;
}

void set_access(void *region, const void *arrays, unsigned long n)
{
    (void)region, (void)arrays, (void)n;
}

int function_takes_net(int function)
{
    return function > 100;
}
