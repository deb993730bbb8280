#include "class/grading.h"

#include "error.h"
#include "file.h"
#include "printable.h"
#include "sandbox/tied_child.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { GRADED = 0, BELOW_PASS = 1, REFUSED = 2 }; /* gradecheck's exit status */

#define MAX_ERROR_BYTES ((size_t)64 << 10)

static const char results_name[] = "results.json", errors_name[] = "errors";

/* ---- start ---- */

/* Its own temporary files lie beside the submission, so that nothing is left behind when it is killed. */
static int start(struct grading *grading, const struct grader *grader,
                 const char *fixtures, int results, int errors)
{
    char temporary[4096];
    char *argv[] = {grader->gradecheck,
                    "grade",
                    "submission",
                    "--json",
                    "-",
                    "--quiet",
                    "--jobs",
                    "1",
                    "--fixtures",
                    (char *)fixtures,
                    grader->compiler ? "--cc" : NULL,
                    grader->compiler,
                    NULL};
    const char *path = getenv("PATH");
    char search[4096], cache[4096];
    snprintf(temporary, sizeof temporary, "TMPDIR=%s", grading->folder);
    snprintf(search, sizeof search, "PATH=%s",
             path ? path : "/usr/local/bin:/usr/bin:/bin");
    snprintf(cache, sizeof cache, "GRADECHECK_CACHE=%s",
             grader->cache ? grader->cache : "");
    char *environment[] = {search, temporary, cache, "LC_ALL=C.UTF-8", NULL};
    grading->pid = tied_child_start(argv, grading->folder, environment, results, errors);
    return grading->pid < 0 ? -1 : 0;
}

int grading_start(struct grading *grading, const struct grader *grader,
                  const char *fixtures, const char *folder)
{
    *grading = (struct grading){.folder = strdup(folder)};
    int results = -1, errors = -1, status = -1;
    if (!grading->folder)
        error("out of memory");
    else if ((results = file_create(folder, results_name)) >= 0 &&
             (errors = file_create(folder, errors_name)) >= 0)
        status = start(grading, grader, fixtures, results, errors);
    if (results >= 0)
        close(results);
    if (errors >= 0)
        close(errors);
    if (status != 0)
        grading_release(grading);
    return status;
}

/* ---- end ---- */

/* The first line that gradecheck wrote to stderr, without its name in front. */
static char *error_line(const struct grading *grading)
{
    static const char prefix[] = "gradecheck: ";
    unsigned char *bytes = NULL;
    size_t n_bytes;
    char *path = file_path(grading->folder, errors_name), *line = NULL;
    if (path && file_read(path, MAX_ERROR_BYTES, &bytes, &n_bytes) == 0) {
        char *text = (char *)bytes;
        text[strcspn(text, "\n")] = '\0';
        if (strncmp(text, prefix, sizeof prefix - 1) == 0)
            text += sizeof prefix - 1;
        line = printable_name(text);
    }
    free(bytes);
    free(path);
    return line;
}

static int conclude(struct grading *grading, enum grading_outcome outcome)
{
    grading->outcome = outcome;
    grading->message = error_line(grading);
    return grading->message ? 0 : -1;
}

static int read_results(struct grading *grading)
{
    unsigned char *bytes;
    size_t n_bytes;
    char *path = file_path(grading->folder, results_name);
    int status = path ? file_read(path, RESULTS_MAX_BYTES, &bytes, &n_bytes) : -1;
    if (status == 0) {
        grading->json = (char *)bytes;
        status = results_parse(&grading->results, grading->json, n_bytes, path);
    }
    free(path);
    return status;
}

static int conclude_failure(struct grading *grading, const char *what)
{
    grading->outcome = GRADING_FAILED;
    grading->message = strdup(what);
    return grading->message ? 0 : error("out of memory");
}

int grading_end(struct grading *grading, int status)
{
    char what[80];
    grading->pid = 0;
    if (WIFSIGNALED(status)) {
        snprintf(what, sizeof what, "gradecheck was ended by signal %d",
                 WTERMSIG(status));
        return conclude_failure(grading, what);
    }
    switch (WEXITSTATUS(status)) {
    case GRADED:
    case BELOW_PASS:
        grading->outcome = GRADING_GRADED;
        if (read_results(grading) != 0)
            return conclude_failure(grading, "the results of gradecheck cannot be read");
        return grading->results.complete
                   ? 0
                   : conclude_failure(grading, "gradecheck ended before it was done");
    case REFUSED: return conclude(grading, GRADING_REFUSED);
    default: return conclude(grading, GRADING_FAILED);
    }
}

void grading_release(struct grading *grading)
{
    results_release(&grading->results);
    free(grading->json);
    free(grading->message);
    free(grading->folder);
    *grading = (struct grading){.pid = 0};
}
