/* gradeclass: a whole class into one gradebook, and what is made of it. */
#include "class/class_commands.h"
#include "class/class_options.h"
#include "standard_output.h"

#include <signal.h>
#include <stdio.h>

static int print_text(const char *text)
{
    fputs(text, stdout);
    return standard_output_flush() == 0 ? CLASS_EXIT_DONE : CLASS_EXIT_FAILED;
}

static int run(const struct class_options *options)
{
    if (options->help)
        return print_text(class_options_help(options->command));
    switch (options->command) {
    case CLASS_VERSION: return print_text("gradeclass " GRADECHECK_VERSION "\n");
    case CLASS_GRADE: return class_grade(options);
    case CLASS_SUBMIT: return class_submit(options);
    case CLASS_COLLECT: return class_collect(options);
    case CLASS_WORK: return class_work(options);
    case CLASS_EXPORT: return class_export(options);
    case CLASS_SIMILAR: return class_similar(options);
    case CLASS_REPORT: return class_report(options);
    default: return print_text(class_options_help(options->command));
    }
}

int main(int argc, char **argv)
{
    struct class_options options;
    signal(SIGPIPE, SIG_IGN); /* a reader that is gone is an error, no end */
    signal(SIGXFSZ, SIG_IGN); /* and so is a file at its limit */
    int status =
        class_options_parse(&options, argc, argv) == 0 ? run(&options) : CLASS_EXIT_USAGE;
    class_options_release(&options);
    return status;
}
