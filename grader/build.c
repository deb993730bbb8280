/* A student's failure and ours look alike from here: a tool that ends with another status
 * than 0. They are told apart by giving the same tool something of ours to do: where that
 * fails too, it is our failure (a full disk, no C library, no memory left), and no mark
 * is given. Where it works, the student's is done again, since a machine that is too busy
 * may have recovered in between. What tools say is shown and never asked. */
#include "build.h"

#include "build_cache.h"
#include "compile.h"
#include "diagnostics.h"
#include "error.h"
#include "file.h"
#include "fingerprint.h"
#include "folder.h"
#include "furnishing.h"
#include "names.h"
#include "printable.h"
#include "toolchain.h"
#include "toolchain_check.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    MAX_DIAGNOSTICS_BYTES = 1 << 16,
    LINK_DIAGNOSTICS_BYTES = 1 << 12, /* of them, kept for the linker */
    MAX_NAMES_BYTES = 1 << 20,        /* of the list of those of the C library */
    MAX_PROGRAM_BYTES = 1 << 26
};

/* A build under way. */
struct job {
    struct build *build;
    const struct submission *submission;
    const struct installation *installation;
    const struct sandbox *sandbox;
    struct toolchain toolchain;
    int jobs;
    struct compiled *compiled; /* of each source */
    FILE *diagnostics;
};

/* ---- the folder ---- */

int build_open(struct build *build)
{
    char folder[PATH_MAX], below[PATH_MAX];
    const char *tmpdir = getenv("TMPDIR");
    if (!tmpdir || !*tmpdir)
        tmpdir = "/tmp";

    *build = (struct build){.folder = NULL};
    if (!realpath(tmpdir, below))
        return error("cannot use the folder for temporary files '%s': %s", tmpdir,
                     strerror(errno));
    if (snprintf(folder, sizeof folder, "%s/gradecheck-XXXXXX", below) > PATH_MAX - 300)
        return error("the path of the folder for temporary files is too long: '%s'",
                     below);
    if (!mkdtemp(folder))
        return error("cannot make a temporary folder in '%s': %s", below,
                     strerror(errno));
    build->folder = strdup(folder);
    build->diagnostics = calloc(1, 1);
    if (!build->folder || !build->diagnostics)
        error("out of memory");
    else if (folder_make(folder, "src") == 0)
        return 0;
    folder_remove(folder);
    free(build->folder);
    build->folder = NULL;
    build_release(build);
    return -1;
}

int build_add_folder(const struct build *build, const char *name)
{
    return folder_make(build->folder, name);
}

void build_release(struct build *build)
{
    if (build->folder)
        folder_remove(build->folder);
    free(build->folder);
    free(build->worker);
    free(build->diagnostics);
    free(build->undefined);
    *build = (struct build){.folder = NULL};
}

/* ---- compiling ---- */

static int print_diagnostics(const struct job *job, const struct sandbox_status *status,
                             size_t max_bytes)
{
    if (status->output_bytes == 0)
        return 0;
    char *text = diagnostics_text(status->output, status->output_bytes, job->submission,
                                  max_bytes);
    if (!text)
        return -1;
    fputs(text, job->diagnostics);
    free(text);
    return 0;
}

/* What each source may say is what those before it have left, in equal parts. */
static int print_all_diagnostics(const struct job *job)
{
    size_t left = MAX_DIAGNOSTICS_BYTES - LINK_DIAGNOSTICS_BYTES;
    for (size_t i = 0; i < job->submission->n_sources; i++) {
        const struct compiled *c = &job->compiled[i];
        long start = ftell(job->diagnostics);
        if (c->fault[0]) {
            char *name = printable_name(c->source->name);
            if (!name)
                return -1;
            printable_cut(name, 255);
            fprintf(job->diagnostics, "%s: %s\n", name, c->fault);
            free(name);
        }
        if (print_diagnostics(job, &c->status, left / (job->submission->n_sources - i)) !=
            0)
            return -1;
        size_t used = (size_t)(ftell(job->diagnostics) - start);
        left -= used < left ? used : left;
    }
    return 0;
}

/* That the failure at hand is the student's: returns 0, or -1 after one error line. */
static int check_tools(const struct job *job)
{
    return toolchain_check(&job->toolchain, job->installation);
}

/* What failed in doubt is due again, except what took all the time there is. */
static bool find_doubts(const struct job *job)
{
    bool in_doubt = false;
    for (size_t i = 0; i < job->submission->n_sources; i++) {
        struct compiled *c = &job->compiled[i];
        c->due = c->in_doubt && !c->status.timed_out;
        in_doubt = in_doubt || c->in_doubt;
    }
    return in_doubt;
}

static int compile(const struct job *job)
{
    size_t n = job->submission->n_sources;
    compile_open(job->compiled, job->submission);
    if (compile_run(&job->toolchain, job->compiled, n, job->jobs) != 0)
        return -1;
    if (find_doubts(job) && (check_tools(job) != 0 ||
                             compile_run(&job->toolchain, job->compiled, n, job->jobs)))
        return -1;
    for (size_t i = 0; i < n; i++)
        job->build->n_failed += !job->compiled[i].built;
    return print_all_diagnostics(job);
}

/* Where it is a quick build. */
static int take_fingerprints(const struct job *job)
{
    const struct object *objects[SUBMISSION_MAX_FILES];
    size_t n = job->submission->n_sources;
    if (!job->toolchain.quick || job->build->n_failed > 0)
        return 0;
    for (size_t i = 0; i < n; i++)
        objects[i] = &job->compiled[i].object;
    return fingerprints_take(&job->build->fingerprints, objects, n);
}

/* ---- linking ---- */

static int find_undefined(const struct job *job)
{
    struct build *build = job->build;
    size_t n_sources = job->submission->n_sources, n_bytes;
    struct object program;
    unsigned char *bytes;

    switch (
        folder_read(build->folder, ".", "worker", MAX_PROGRAM_BYTES, &bytes, &n_bytes)) {
    case FOLDER_READ_FAILED: return -1;
    case FOLDER_READ_REFUSED: return 0; /* too large to look into */
    case FOLDER_READ_OK: break;
    }
    switch (object_parse(&program, bytes, n_bytes)) {
    case OBJECT_FAILED: return -1;
    case OBJECT_DAMAGED: return 0;
    case OBJECT_OK: break;
    }
    int status = names_undefined(job->compiled, n_sources, &program, &build->undefined);
    object_release(&program);
    return status;
}

static int describe_worker(const struct job *job)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/worker", job->build->folder);
    job->build->worker = strdup(path);
    if (!job->build->worker)
        return error("out of memory");
    names_defined(job->compiled, job->submission->n_sources, job->build->defined);
    return 0;
}

static bool has_common_symbol(const struct object *object)
{
    for (size_t i = 0; i < object->n_symbols; i++)
        if (object->symbols[i].place == SYMBOL_COMMON)
            return true;
    return false;
}

/* How the worker with the C library in it, where it is at hand, and the objects go together. */
enum prelinked_way { PRELINKED_NOT, PRELINKED_ALONE, PRELINKED_JOINED };

static int find_prelinked_way(const struct job *job, enum prelinked_way *way)
{
    size_t n = job->submission->n_sources, n_bytes;
    unsigned char *known;
    bool all = false, own = false;
    *way = PRELINKED_NOT;
    if (!job->installation->prelinked || !job->toolchain.gold)
        return 0;
    if (file_read(job->installation->prelinked_names, MAX_NAMES_BYTES, &known,
                  &n_bytes) != 0)
        return -1;
    int status = names_compare(job->compiled, n, (const char *)known, &all, &own);
    free(known);
    for (size_t i = 0; i < n && own; i++)
        own = !job->compiled[i].built || !has_common_symbol(&job->compiled[i].object);
    if (status == 0 && all)
        *way = own ? PRELINKED_ALONE : PRELINKED_JOINED;
    return status;
}

/* *LINKED: that made a worker. */
static int link_prelinked(const struct job *job, const char *const *objects, bool *linked)
{
    struct sandbox_status status;
    enum prelinked_way way;
    *linked = false;
    if (find_prelinked_way(job, &way) != 0)
        return -1;
    if (way == PRELINKED_NOT)
        return 0;
    if (toolchain_link_prelinked(&job->toolchain, objects, way == PRELINKED_JOINED,
                                 &status) != 0)
        return -1;
    *linked = tool_succeeded(&status);
    sandbox_status_release(&status);
    return *linked ? describe_worker(job) : 0;
}

static int link_in_full(const struct job *job, const char *const *objects)
{
    struct sandbox_status status;
    if (toolchain_link(&job->toolchain, objects, &status) != 0)
        return -1;
    if (!tool_succeeded(&status)) {
        sandbox_status_release(&status);
        if (check_tools(job) != 0 ||
            toolchain_link(&job->toolchain, objects, &status) != 0)
            return -1;
    }
    int outcome;
    if (tool_succeeded(&status)) {
        outcome = describe_worker(job);
        if (outcome == 0)
            outcome = find_undefined(job);
    } else {
        fputs("the linker refuses what the compiler made:\n", job->diagnostics);
        outcome = print_diagnostics(job, &status, LINK_DIAGNOSTICS_BYTES / 2);
    }
    sandbox_status_release(&status);
    return outcome;
}

static int link_built(const struct job *job)
{
    const char *objects[SUBMISSION_MAX_FILES + 1] = {NULL};
    size_t n_objects = 0, n = job->submission->n_sources;

    for (size_t i = 0; i < n; i++)
        if (job->compiled[i].built)
            objects[n_objects++] = job->compiled[i].path;
    if (n_objects == 0)
        return 0;
    long n_twice = names_defined_twice(job->compiled, n, job->diagnostics);
    if (n_twice != 0)
        return n_twice < 0 ? -1 : 0;
    bool linked;
    if (link_prelinked(job, objects, &linked) != 0)
        return -1;
    return linked ? 0 : link_in_full(job, objects);
}

/* ---- all of it ---- */

/* With job->diagnostics, which become the build's. */
static int compile_and_link(struct job *job)
{
    char *diagnostics = NULL;
    size_t n_bytes;
    int status = -1;

    job->diagnostics = open_memstream(&diagnostics, &n_bytes);
    job->compiled = calloc(job->submission->n_sources, sizeof *job->compiled);
    if (!job->diagnostics || !job->compiled)
        error("out of memory");
    else if (compile(job) == 0 && take_fingerprints(job) == 0)
        status = link_built(job);

    if (job->diagnostics && fclose(job->diagnostics) != 0)
        status = error("out of memory");
    if (status == 0) {
        free(job->build->diagnostics);
        job->build->diagnostics = diagnostics;
    } else {
        free(diagnostics);
    }
    if (job->compiled)
        compile_release(job->compiled, job->submission->n_sources);
    free(job->compiled);
    return status;
}

static int take_or_make(struct job *job)
{
    const struct build_inputs inputs = {job->submission, job->installation, job->sandbox,
                                        &job->toolchain};
    struct cache_entry entry;
    bool taken;
    if (!build_cache_find(&entry, job->build, &inputs))
        return compile_and_link(job);
    if (build_cache_take(&entry, job->build, &taken) != 0)
        return -1;
    if (taken)
        return 0;
    int status = compile_and_link(job);
    if (status == 0)
        build_cache_keep(&entry, job->build, job->submission);
    return status;
}

int build_run(struct build *build, const struct submission *submission,
              const struct installation *installation, const struct sandbox *sandbox,
              const struct build_options *options)
{
    struct job job = {.build = build,
                      .submission = submission,
                      .installation = installation,
                      .sandbox = sandbox,
                      .jobs = options->jobs};
    if (toolchain_open(&job.toolchain, options->compiler, sandbox, build->folder) != 0)
        return -1;
    job.toolchain.quick = options->quick;
    int status = furnishing_put(build->folder, installation, sandbox);
    if (status == 0)
        status = options->cached ? take_or_make(&job) : compile_and_link(&job);
    toolchain_release(&job.toolchain);
    return status;
}
