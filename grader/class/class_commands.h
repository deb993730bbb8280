/* class_commands.h: what gradeclass does, a function a command, each in the file of its name
 * (grade_command.c, ...). Each returns the exit status of the program. */
#ifndef GRADER_CLASS_COMMANDS_H
#define GRADER_CLASS_COMMANDS_H

struct class_options;

enum {
    CLASS_EXIT_DONE = 0,
    CLASS_EXIT_ATTENTION =
        1,                /* done, but something wants to be looked at, as --help says */
    CLASS_EXIT_USAGE = 2, /* the command line, or a file named there */
    CLASS_EXIT_FAILED = 3 /* the grader, the gradebook, the machine */
};

int class_grade(const struct class_options *options);
int class_submit(const struct class_options *options);
int class_collect(const struct class_options *options);
int class_work(const struct class_options *options);
int class_export(const struct class_options *options);
int class_similar(const struct class_options *options);
int class_report(const struct class_options *options);

#endif
