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

static const char submit_help[] =
    "Usage: gradeclass submit SUBMISSIONS --db GRADEBOOK --slurm --shared FOLDER "
    "[options]\n"
    "\n"
    "Hands to Slurm, as an array job, what 'gradeclass grade' would grade here. Called\n"
    "again, it submits what is new and what came to nothing, and nothing that is in "
    "work.\n"
    "'gradeclass collect FOLDER --db GRADEBOOK' takes the results into the gradebook.\n"
    "\n"
    "  --shared FOLDER  that all nodes see at the same path, as they see this program;\n"
    "                   made where it is not there, for this gradebook alone\n"
    "  --chunk N        sets of files a task (default: chosen by their number)\n"
    "  -j, --jobs N     tasks at a time (default: as many as Slurm starts)\n"
    "  --sbatch ARG     an argument for sbatch, as --sbatch --partition=short; may be\n"
    "                   given again\n"
    "  --db, --roster, --times, --fixtures, --key, --sets, --only, --regrade, --cc,\n"
    "  --dry-run        as 'gradeclass grade --help' says\n"
    "  -q, --quiet      no progress, no summary\n"
    "  -h, --help       this text\n"
    "\n"
    "Exit: 0 all is submitted, or needs nothing; 1 some could not be read; 2 usage;\n"
    "3 sbatch or squeue failed (nothing is submitted then), or the gradebook or the\n"
    "folder cannot be written.\n";

static const char collect_help[] =
    "Usage: gradeclass collect FOLDER --db GRADEBOOK [options]\n"
    "\n"
    "Takes the results that are in FOLDER, which 'gradeclass submit --shared FOLDER'\n"
    "made, into the gradebook, and submits again what ended without one: three times\n"
    "in all. What was taken is not taken again.\n"
    "\n"
    "  --db FILE        the gradebook\n"
    "  --wait           until everything is there\n"
    "  -q, --quiet      no progress, no summary\n"
    "  -h, --help       this text\n"
    "\n"
    "Exit: 0 everything is in the gradebook; 1 some is still in work, or cannot be\n"
    "graded; 2 usage; 3 some failed three times, Slurm does not answer, or the\n"
    "gradebook cannot be written. What was collected is kept.\n";

static const char work_help[] =
    "Usage: gradeclass work FOLDER --chunk N\n"
    "\n"
    "What task N of a job runs, FOLDER being the job's: 'gradeclass submit' writes it\n"
    "into job.sh. To run it by hand does no harm: what has a result is passed over.\n"
    "\n"
    "Exit: 0 all units of the task have a result; 3 some have none.\n";

static const char export_help[] =
    "Usage: gradeclass export GRADEBOOK --format NAME [options]\n"
    "\n"
    "Writes each student's mark, made of the gradebook and a policy.\n"
    "\n"
    "  --format NAME    csv, canvas, moodle, jsonl or pages; 'help' says what each is\n"
    "  -o, --output F   the file (default: standard output), for pages a folder\n"
    "  --policy FILE    TOML: deadline, late days, which attempt counts, overrides\n"
    "                   (default: the last attempt, as it was measured)\n"
    "  --into FILE      canvas, moodle: the platform's own export; a copy of it is\n"
    "                   written with the points filled in and nothing else changed\n"
    "  --column NAME    of that file: the column that gets the points\n"
    "  --anonymous      csv, jsonl, pages: pseudonyms, and nothing else that tells who\n"
    "                   somebody is\n"
    "  -h, --help       this text\n"
    "\n"
    "Exit: 0 written; 1 written, but a student of the gradebook is not in the "
    "platform's\n"
    "file, or the other way round, or the grader failed on one; 2 usage, a file that\n"
    "cannot be used; 3 the gradebook, the machine.\n";

static const char similar_help[] =
    "Usage: gradeclass similar GRADEBOOK [options]\n"
    "\n"
    "Measures how much of each student's text is also in the others'. Of each student\n"
    "the last attempt counts, without what the template gave. What was found is kept in\n"
    "the gradebook, and 'gradeclass report' shows both texts of a pair side by side. It\n"
    "says what was measured, and nothing about how it came about.\n"
    "\n"
    "  --also FOLDER     submissions of an earlier year, compared with this class; may\n"
    "                    be given again\n"
    "  --template PATH   what students were given: a file or a folder (default: the\n"
    "                    installation's)\n"
    "  --threshold N     pairs from N % on, of the shorter text (default: 30)\n"
    "  --time-limit S    stop after S seconds, say what is missing (default: 1800)\n"
    "  -q, --quiet       no progress, no list\n"
    "  -h, --help        this text\n"
    "\n"
    "Exit: 0 all was compared; 1 some was not; 2 usage; 3 sim_c is missing, or the\n"
    "gradebook cannot be written.\n";

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
    case CLASS_SUBMIT: return submit_help;
    case CLASS_COLLECT: return collect_help;
    case CLASS_WORK: return work_help;
    case CLASS_EXPORT: return export_help;
    case CLASS_SIMILAR: return similar_help;
    case CLASS_REPORT: return report_help;
    default: return help;
    }
}
