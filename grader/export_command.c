#include "export_command.h"

#include "error.h"
#include "report/export.h"
#include "standard_output.h"

#include <string.h>

enum { EXIT_WRITTEN = 0, EXIT_USAGE = 2, EXIT_NOT_WRITTEN = 3 };

static int list_formats(FILE *stream)
{
    fputs("formats:\n", stream);
    export_list_formats(stream);
    return stream == stdout && standard_output_flush() != 0 ? EXIT_NOT_WRITTEN
                                                            : EXIT_WRITTEN;
}

static int export_results(const struct options *options, const struct results *results,
                          const struct export_format *format)
{
    struct export e;
    if (!results->complete) {
        error("'%s' is of a run that did not end: grade again", options->operand);
        return EXIT_NOT_WRITTEN;
    }
    if (export_make(&e, results, options->hidden,
                    options->prefix ? options->prefix : "") != 0)
        return EXIT_NOT_WRITTEN;
    int status = export_write(format, &e, options->output);
    export_release(&e);
    return status == 0 ? EXIT_WRITTEN : EXIT_NOT_WRITTEN;
}

int export_command(const struct options *options)
{
    const struct export_format *format = export_format(options->format);
    struct results results;
    if (strcmp(options->format, "help") == 0)
        return list_formats(stdout);
    if (!format) {
        error("there is no format '%s'", options->format);
        list_formats(stderr);
        return EXIT_USAGE;
    }
    if (export_check_destination(format, options->output) != 0 ||
        results_read(&results, options->operand) != 0)
        return EXIT_USAGE;
    int status = export_results(options, &results, format);
    results_release(&results);
    return status;
}
