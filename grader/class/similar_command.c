#include "class/bar.h"
#include "class/batch_lock.h"
#include "class/class_commands.h"
#include "class/class_options.h"
#include "class/similar_print.h"
#include "class/similar_store.h"
#include "error.h"
#include "file.h"
#include "installation.h"
#include "interrupt.h"
#include "standard_output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { THRESHOLD = 30, TIME_LIMIT_S = 1800 };

/* What a run holds; each part is empty until it is there. */
struct run {
    const struct class_options *options;
    struct installation installation;
    struct gradebook *book;
    struct batch_lock lock;
    char *texts; /* the folder that sim_c reads */
    struct sandbox sandbox;
    bool is_sandboxed;
    char tool[SIM_C_VERSION_BYTES];
    struct similar_template template;
    struct similar_sources sources;
    struct similar similar;
};

static void show_progress(void *context, size_t done, size_t all)
{
    (void)all;
    bar_show(context, done, 0, 0);
}

static int make_folders(struct run *run)
{
    if (batch_lock_take(&run->lock, NULL) != 0 ||
        interrupt_removes(run->lock.folder) != 0 ||
        !(run->texts = file_path(run->lock.folder, "texts")))
        return -1;
    if (mkdir(run->texts, 0755) != 0 || chmod(run->texts, 0755) != 0)
        return error("cannot make '%s': %s", run->texts, strerror(errno));
    return 0;
}

static int read_template(struct run *run)
{
    if (run->options->template_path)
        return similar_template_read(&run->template, run->options->template_path);
    char *path = installation_template();
    int status = path ? similar_template_read(&run->template, path)
                      : error("there is no 'student_template' above the program: "
                              "--template says what students were given");
    free(path);
    return status;
}

static int find_earlier(const struct class_list *also)
{
    struct stat info;
    for (size_t i = 0; i < also->n; i++)
        if (stat(also->items[i], &info) != 0 || !S_ISDIR(info.st_mode))
            return error("--also: '%s' is no folder", also->items[i]);
    return 0;
}

static int start(struct run *run)
{
    if (installation_find(&run->installation) != 0 || make_folders(run) != 0 ||
        sandbox_open(&run->sandbox, run->installation.jail, 0) != 0)
        return CLASS_EXIT_FAILED;
    run->is_sandboxed = true;
    if (sandbox_give_folder(&run->sandbox, run->texts) != 0 ||
        sim_c_version(&run->sandbox, run->texts, run->tool) != 0)
        return CLASS_EXIT_FAILED;
    if (gradebook_open(&run->book, run->options->operand, GRADEBOOK_WRITE) != 0 ||
        read_template(run) != 0 || find_earlier(&run->options->also) != 0)
        return CLASS_EXIT_USAGE;
    return CLASS_EXIT_DONE;
}

static int compare(struct run *run, const struct similar_request *request)
{
    int status = similar_compare(&run->similar, &run->sources, request);
    if (status == 0)
        status =
            similar_store(run->book, &run->similar, &run->sources, request, run->tool);
    return status;
}

static int compare_class(struct run *run)
{
    const struct class_options *o = run->options;
    struct bar bar;
    struct similar_request request = {
        .sim = {.sandbox = &run->sandbox,
                .folder = run->texts,
                .run_tokens = SIMILAR_RUN_TOKENS},
        .threshold = o->threshold ? o->threshold : THRESHOLD,
        .time_limit_s = o->time_limit_s ? o->time_limit_s : TIME_LIMIT_S,
        .progress = show_progress,
        .context = &bar};
    if (similar_sources_read(&run->sources, run->book, &o->also, &run->template,
                             run->lock.folder) != 0)
        return CLASS_EXIT_FAILED;
    size_t n = run->sources.n_class;
    bar_start(&bar, stderr, "comparing",
              (n > 0 ? n * (n - 1) / 2 : 0) + n * (run->sources.n - n), o->quiet);
    int status = compare(run, &request);
    bar_clear(&bar);
    if (status != 0 || (!o->quiet && similar_print(stdout, run->book) != 0) ||
        standard_output_flush() != 0)
        return CLASS_EXIT_FAILED;
    return similar_is_whole(&run->similar, &run->sources) ? CLASS_EXIT_DONE
                                                          : CLASS_EXIT_ATTENTION;
}

int class_similar(const struct class_options *options)
{
    struct run run = {.options = options, .lock = {.fd = -1}};
    int status = start(&run);
    if (status == CLASS_EXIT_DONE)
        status = compare_class(&run);
    similar_release(&run.similar);
    similar_sources_release(&run.sources);
    similar_template_release(&run.template);
    if (run.is_sandboxed)
        sandbox_release(&run.sandbox);
    if (run.lock.folder && batch_lock_release(&run.lock) != 0)
        status = CLASS_EXIT_FAILED;
    free(run.texts);
    gradebook_close(run.book);
    installation_release(&run.installation);
    return status;
}
