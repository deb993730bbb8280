#include "class/class_commands.h"
#include "class/class_options.h"
#include "class/site.h"
#include "error.h"
#include "installation.h"
#include "standard_output.h"

#include <stdio.h>
#include <stdlib.h>

static int write_site(const struct class_options *options, struct gradebook *book,
                      const char *viewer)
{
    struct site_class class;
    size_t n_pages;
    if (site_class_read(&class, book, options->policy, options->anonymous) != 0)
        return CLASS_EXIT_FAILED;
    struct site_source source = {
        .book = book, .class = &class, .viewer = viewer, .quiet = options->quiet};
    int status = site_write(&source, options->output, &n_pages);
    if (status == 0 && !options->quiet)
        printf("%zu students, %zu pages: open %s/index.html\n", class.n_students, n_pages,
               options->output);
    site_class_release(&class);
    return status == 0 && standard_output_flush() == 0 ? CLASS_EXIT_DONE
                                                       : CLASS_EXIT_FAILED;
}

int class_report(const struct class_options *options)
{
    char *site = installation_site();
    struct gradebook *book = NULL;
    int status = CLASS_EXIT_FAILED;
    if (!site)
        error("no 'site' beside the program: run 'make viewer'");
    else if (gradebook_open(&book, options->operand, GRADEBOOK_READ) != 0)
        status = CLASS_EXIT_USAGE;
    else
        status = write_site(options, book, site);
    gradebook_close(book);
    free(site);
    return status;
}
