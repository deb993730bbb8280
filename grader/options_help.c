#include "options.h"

static const char help[] =
    "Usage: gradecheck grade FOLDER [options]\n"
    "       gradecheck watch FOLDER [options]\n"
    "       gradecheck explain [TASK|CAUSE] [options]\n"
    "       gradecheck report RESULTS -o FILE\n"
    "       gradecheck export RESULTS --format NAME [options]\n"
    "       gradecheck doctor [options]\n"
    "       gradecheck --help | --version\n"
    "\n"
    "Grades a submission of the backpropagation exercise, a folder of .c and .h\n"
    "files: compiles it, calls its functions, compares what they compute, and gives\n"
    "points.\n"
    "\n"
    "  gradecheck grade student_template                  the report on the terminal\n"
    "  gradecheck grade student_template --task forward   one task alone, or a list\n"
    "  gradecheck grade --help                            every option\n"
    "  gradecheck watch student_template                  again at each save\n"
    "  gradecheck explain cost                            a task, its formula\n"
    "  gradecheck explain delta-sign                      a cause that a report names\n"
    "  gradecheck report results.json -o report.html      the results as a page\n"
    "  gradecheck export results.json --format junit      for another service\n"
    "  gradecheck doctor                                  what this machine offers\n";

static const char explain_help[] =
    "Usage: gradecheck explain [TASK|CAUSE] [options]\n"
    "\n"
    "Explains a task of the exercise (its formula, the topic of the lecture, what\n"
    "usually goes wrong), or a cause that a report names (what happened, the formula,\n"
    "how it comes about, what to try). Without a name: all tasks.\n"
    "\n"
    "  --fixtures DIR  the set whose causes are known (default: the public set)\n"
    "  --color WHEN    auto (default), always or never; auto honours NO_COLOR\n"
    "  --ascii         draw without UTF-8 (default: as the locale says)\n"
    "  -h, --help      this text\n";

static const char report_help[] =
    "Usage: gradecheck report RESULTS -o FILE [options]\n"
    "\n"
    "Makes a page of what 'gradecheck grade --json' wrote: one HTML file that needs\n"
    "no network, with diagnoses, formulas and pictures of what went wrong.\n"
    "\n"
    "  -o, --output FILE  where the page goes\n"
    "  --viewer FILE      the built viewer (default: viewer.html beside the program)\n"
    "  -h, --help         this text\n"
    "\n"
    "Exit status: 0 done; 2 a wrong command line or no results; 3 it could not be\n"
    "made.\n";

static const char doctor_help[] =
    "Usage: gradecheck doctor [options]\n"
    "\n"
    "Tries what grading needs on this machine: compiler, linker, a worker that\n"
    "answers, sanitizers, and the layers that hold student code. Says what is\n"
    "missing, and how to get it.\n"
    "\n"
    "  --require LIST  layers that have to be in force (landlock,seccomp)\n"
    "  --cc NAME       the compiler (default: the first of gcc, cc, clang)\n"
    "  --color WHEN    auto (default), always or never; auto honours NO_COLOR\n"
    "  --ascii         draw without UTF-8 (default: as the locale says)\n"
    "  -h, --help      this text\n"
    "\n"
    "Exit status: 0 all is there; 1 something needed or required is missing; 2 a\n"
    "wrong command line; 3 it could not be found out.\n";

static const char grade_help[] =
    "Usage: gradecheck grade FOLDER [options]\n"
    "\n"
    "  --task LIST     these tasks alone, as in --task cost,gradient\n"
    "  --since FILE    tell what has changed since the run that wrote FILE\n"
    "  --json FILE     write the results as JSON, too; -: to stdout, and no report\n"
    "  --fixtures DIR  the cases to grade with (default: the public set)\n"
    "  --staff         show inputs and expected values of a hidden set, too\n"
    "  --sanitize      name the line at which ASan or UBSan stops in a failing task\n"
    "  --pass N        exit with 1 when the score is below N points\n"
    "  --seed N        draw the inputs of random checks again as in a run before\n"
    "  --require LIST  no mark unless these layers hold the code (landlock,seccomp);\n"
    "                  default: none, and those two with a hidden set\n"
    "  --without LIST  leave layers out, to see what they do\n"
    "  --no-sandbox    leave all layers out but limits\n"
    "  --jobs N        compile N files at once (default: one for each core)\n"
    "  --cc NAME       the compiler (default: the first of gcc, cc, clang)\n"
    "  --color WHEN    auto (default), always or never; auto honours NO_COLOR\n"
    "  --ascii         draw without UTF-8 (default: as the locale says)\n"
    "  -v, --verbose   every failing case, warnings, what the submission printed\n"
    "  -q, --quiet     the score alone\n"
    "  -h, --help      this text\n"
    "\n"
    "Exit status: 0 graded; 1 graded, below --pass; 2 a wrong command line or no\n"
    "submission; 3 the grader itself failed and gave no mark.\n";

static const char watch_help[] =
    "Usage: gradecheck watch FOLDER [options]\n"
    "\n"
    "Grades FOLDER, and again whenever a .c or .h file in it is saved, until Ctrl-C.\n"
    "The tasks whose functions were changed come first, then all; a save that changes\n"
    "no function, as of a comment, is not graded. What is new and what is lost since\n"
    "the run before stands below the report.\n"
    "\n"
    "  --bell          ring the terminal when a run has ended\n"
    "  --notify        tell the desktop, by notify-send\n"
    "\n"
    "It takes the options of 'gradecheck grade --help', but --pass and --since:\n"
    "--task, --json, --fixtures, --staff, --sanitize, --seed, --require, --without,\n"
    "--no-sandbox, --jobs, --cc, --color, --ascii, --verbose, --quiet.\n"
    "\n"
    "Exit status: 0 ended by Ctrl-C; 2 a wrong command line, no such folder, or no\n"
    "longer; 3 the grader itself failed.\n";

static const char export_help[] =
    "Usage: gradecheck export RESULTS --format NAME [options]\n"
    "\n"
    "Writes a results.json (-: stdin), which `grade --json` made, in the form that\n"
    "another service reads.\n"
    "\n"
    "  --format NAME      which form; help lists them\n"
    "  -o, --output FILE  write there (gitlab: a folder); default: stdout\n"
    "  --hidden WHAT      of a hidden set show: score (default), a row a task with its\n"
    "                     points; none, the total alone; names, every group with its\n"
    "                     verdict\n"
    "  --prefix DIR       the submission's folder, put before the names of its files\n"
    "  -h, --help         this text\n"
    "\n"
    "Exit status: 0 written; 2 a wrong command line, or no result of gradecheck; 3 it\n"
    "could not be written, or the run that it is of did not end.\n";

const char *options_help(enum command command)
{
    switch (command) {
    case COMMAND_GRADE: return grade_help;
    case COMMAND_WATCH: return watch_help;
    case COMMAND_EXPLAIN: return explain_help;
    case COMMAND_DOCTOR: return doctor_help;
    case COMMAND_REPORT: return report_help;
    case COMMAND_EXPORT: return export_help;
    default: return help;
    }
}
