#include "report/export.h"

#include "error.h"
#include "file.h"
#include "report/export/formats.h"
#include "report/report.h"
#include "standard_output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One text of a format. Either `file` is its name in the folder that holds all texts of the format; or
 * `variable` names what says to which file a service wants it added, and where that is not set it goes to
 * stdout, or nowhere if it is `optional`; or it is the one text, which goes where it is wanted. */
struct export_text {
    export_writer *write;
    const char *file, *variable;
    bool optional;
};

enum { MAX_TEXTS = 2 };

struct export_format {
    const char *name, *purpose;
    struct export_text texts[MAX_TEXTS];
};

static const struct export_format formats[] = {
    {"gradescope",
     "results.json of a Gradescope autograder",
     {{.write = write_gradescope}}},
    {"classroom50", "result.json of Classroom 50", {{.write = write_classroom50}}},
    {"junit",
     "JUnit XML, as most CI services and Artemis read it",
     {{.write = write_junit}}},
    {"github",
     "annotations and a job summary of GitHub Actions",
     {{.write = write_github},
      {.write = write_markdown, .variable = "GITHUB_STEP_SUMMARY", .optional = true}}},
    {"github-classroom",
     "the result of a GitHub Classroom grader",
     {{.write = write_github_classroom, .variable = "GITHUB_OUTPUT"}}},
    {"gitlab",
     "a folder for GitLab CI: junit.xml and gl-code-quality-report.json",
     {{.write = write_junit, .file = "junit.xml"},
      {.write = write_gitlab_code_quality, .file = "gl-code-quality-report.json"}}},
    {"autolab", "the lines that end an Autolab job", {{.write = write_autolab}}},
    {"tap",
     "TAP with a subtest a task, as prove and others read it",
     {{.write = write_tap}}},
    {"check50", "JSON as check50 writes it", {{.write = write_check50}}},
    {"markdown", "a summary for people, GitHub's Markdown", {{.write = write_markdown}}},
    {"csv", "a table, a line a test", {{.write = write_csv}}},
};

enum { N_FORMATS = sizeof formats / sizeof formats[0] };

const struct export_format *export_format(const char *name)
{
    for (int i = 0; i < N_FORMATS; i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}

void export_list_formats(FILE *stream)
{
    for (int i = 0; i < N_FORMATS; i++)
        fprintf(stream, "  %-17s %s\n", formats[i].name, formats[i].purpose);
}

/* ---- where it goes ---- */

static bool is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

int export_check_destination(const struct export_format *format, const char *destination)
{
    if (!format->texts[0].file)
        return destination ? report_check_destination(destination) : 0;
    if (!destination)
        return error("%s writes several files: name a folder, -o DIR", format->name);
    if (!is_folder(destination) && mkdir(destination, 0777) != 0)
        return error("cannot make the folder '%s': %s", destination, strerror(errno));
    return 0;
}

/* Others write to the same file, so that it is added to and never replaced. */
static int append_to(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0666);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "a");
    if (!file) {
        int why = errno;
        if (fd >= 0)
            close(fd);
        return error("cannot write '%s': %s", path, strerror(why));
    }
    bool ok = fputs(text, file) >= 0;
    ok = fclose(file) == 0 && ok;
    return ok ? 0 : error("cannot write '%s': %s", path, strerror(errno));
}

static int print(const char *text)
{
    fputs(text, stdout);
    return standard_output_flush();
}

static int save_in_folder(const char *folder, const char *name, const char *text)
{
    char *path = file_path(folder, name);
    int status = path ? report_save(path, text) : -1;
    free(path);
    return status;
}

static int deliver(const struct export_text *part, const char *text,
                   const char *destination)
{
    const char *path = part->variable ? getenv(part->variable) : NULL;
    if (part->file)
        return save_in_folder(destination, part->file, text);
    if (part->optional)
        return append_to(path, text);
    if (destination)
        return report_save(destination, text);
    return path && path[0] ? append_to(path, text) : print(text);
}

static bool is_wanted(const struct export_text *part)
{
    const char *path = part->variable ? getenv(part->variable) : NULL;
    return part->write && (!part->optional || (path && path[0]));
}

static char *make_text(const struct export_text *part, const struct export *e)
{
    char *text = NULL;
    size_t n_bytes = 0;
    FILE *stream = open_memstream(&text, &n_bytes);
    if (!stream) {
        error("no memory for an export");
        return NULL;
    }
    int status = part->write(e, stream);
    if (status == 0 && ferror(stream))
        status = error("no memory for an export");
    if (fclose(stream) != 0 && status == 0)
        status = error("no memory for an export");
    if (status == 0)
        return text;
    free(text);
    return NULL;
}

int export_write(const struct export_format *format, const struct export *e,
                 const char *destination)
{
    int status = 0;
    for (int i = 0; i < MAX_TEXTS && status == 0; i++) {
        if (!is_wanted(&format->texts[i]))
            continue;
        char *text = make_text(&format->texts[i], e);
        status = text ? deliver(&format->texts[i], text, destination) : -1;
        free(text);
    }
    return status;
}
