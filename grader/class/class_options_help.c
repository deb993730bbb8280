#include "class/class_options.h"

static const char help[] =
    "Usage: gradeclass grade SUBMISSIONS --db GRADEBOOK [options]\n"
    "       gradeclass export GRADEBOOK --format NAME [options]\n"
    "       gradeclass report GRADEBOOK -o SITE [options]\n"
    "       gradeclass similar GRADEBOOK [options]\n"
    "       gradeclass submit SUBMISSIONS --db GRADEBOOK --slurm --shared FOLDER\n"
    "       gradeclass collect FOLDER --db GRADEBOOK [options]\n"
    "       gradeclass --help | --version\n"
    "\n"
    "Grades a whole class into a gradebook, one SQLite file, and makes of it what an\n"
    "instructor needs. A call that was ended goes on where it stopped.\n"
    "\n"
    "  gradeclass grade submissions --db class.db --roster roster.csv\n"
    "  gradeclass export class.db --format csv\n"
    "  gradeclass report class.db -o site\n"
    "  gradeclass grade --help         every option of a command\n";

static const char grade_help[] =
    "Usage: gradeclass grade SUBMISSIONS --db GRADEBOOK [options]\n"
    "\n"
    "Grades what is in the folder SUBMISSIONS: a folder, a .c file, a .zip or a .tar.gz\n"
    "for each student, or a learning platform's export of them. What was graded\n"
    "before, with the same files, fixtures and grader, is not graded again.\n"
    "\n"
    "  --db FILE        the gradebook; made where it is not there\n"
    "  --roster FILE    CSV with a header: id, and any of name, email, section, login,\n"
    "                   platform (the learning platform's number)\n"
    "  --times FILE     CSV with a header: id, submitted_at; else a file's own time\n"
    "  --fixtures DIR   a set for all (default: the public set)\n"
    "  --key FILE       a hidden set of each student's own, made with this key\n"
    "  --sets DIR       where those lie and are made (default: GRADEBOOK.sets)\n"
    "  --only ID        this student alone; may be given again\n"
    "  --regrade        again, even if nothing has changed\n"
    "  --dry-run        print who would be graded and why, and change nothing\n"
    "  --cc COMMAND     the compiler (default: gcc, or else clang)\n"
    "  -j, --jobs N     submissions at a time (default: the number of cores)\n"
    "  --pass N         exit 1 when a student's last attempt has fewer points\n"
    "  -q, --quiet      no progress, no summary\n"
    "  -h, --help       this text\n"
    "\n"
    "Exit: 0 every submission has its points; 1 some could not be read, or have less\n"
    "than --pass; 2 usage; 3 the grader failed on some, or the gradebook cannot be\n"
    "written.\n";

static const char report_help[] =
    "Usage: gradeclass report GRADEBOOK -o SITE [options]\n"
    "\n"
    "Writes the folder SITE: SITE/index.html shows the class, and leads to a page of "
    "each\n"
    "student. Browsers open it from the disk and from a server. A site that is there is\n"
    "replaced when the new one is whole; a folder that holds something else is refused.\n"
    "\n"
    "  -o, --output DIR   the site\n"
    "  --policy FILE      TOML: which attempt counts, late days, exceptions\n"
    "  --anonymous        no name, id, group, file name or exact time; students are "
    "numbered\n"
    "                     in an order drawn at random\n"
    "  -q, --quiet        no progress, no summary\n"
    "  -h, --help         this text\n"
    "\n"
    "Exit: 0 written; 2 usage, or no such gradebook; 3 it could not be written.\n";

const char *class_options_help(enum class_command command)
{
    switch (command) {
    case CLASS_GRADE: return grade_help;
    case CLASS_REPORT: return report_help;
    default: return help;
    }
}
