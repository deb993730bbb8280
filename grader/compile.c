#include "compile.h"

#include "folder.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

/* Objects are kept in memory: as much as this, and together four times as much. */
enum { MAX_OBJECT_BYTES = 1 << 24, MAX_JOBS = 64 };

/* What the threads share. */
struct queue {
    const struct toolchain *toolchain;
    struct compiled *compiled;
    size_t n;
    atomic_size_t next;
    atomic_bool failed;
};

static size_t max_object_bytes(size_t n_sources)
{
    size_t share = 4 * (size_t)MAX_OBJECT_BYTES / n_sources;
    return share < MAX_OBJECT_BYTES ? share : MAX_OBJECT_BYTES;
}

static void explain(struct compiled *c)
{
    const struct sandbox_status *status = &c->status;
    if (status->timed_out)
        snprintf(c->fault, sizeof c->fault, "the compiler did not come to an end");
    else if (!status->exited)
        snprintf(c->fault, sizeof c->fault,
                 "the compiler was ended by signal %d: too much memory or time?",
                 status->signal);
    else if (status->output_bytes == 0)
        snprintf(c->fault, sizeof c->fault, "the compiler failed without a message");
}

static int load_object(const struct toolchain *toolchain, size_t max_bytes,
                       struct compiled *c)
{
    unsigned char *bytes;
    size_t n_bytes;
    const char *name = c->path + strlen("obj/");

    switch (folder_read(toolchain->folder, "obj", name, max_bytes, &bytes, &n_bytes)) {
    case FOLDER_READ_FAILED: return -1;
    case FOLDER_READ_REFUSED:
        snprintf(c->fault, sizeof c->fault,
                 "the compiler made no object, or one larger than %zu MiB",
                 max_bytes >> 20);
        return 0;
    case FOLDER_READ_OK: break;
    }
    switch (object_parse(&c->object, bytes, n_bytes)) {
    case OBJECT_FAILED: return -1;
    case OBJECT_DAMAGED:
        snprintf(c->fault, sizeof c->fault, "the compiler made a damaged object");
        return 0;
    case OBJECT_OK: break;
    }
    c->in_doubt = false;
    c->built = !object_refused(&c->object, c->fault, sizeof c->fault);
    return 0;
}

static int compile(const struct toolchain *toolchain, size_t max_bytes,
                   struct compiled *c)
{
    char source[272];
    snprintf(source, sizeof source, "src/%s", c->source->copy);
    sandbox_status_release(&c->status);
    c->due = false;
    c->in_doubt = true;
    c->fault[0] = '\0';
    if (toolchain_compile(toolchain, source, c->path, &c->status) != 0)
        return -1;
    if (tool_succeeded(&c->status))
        return load_object(toolchain, max_bytes, c);
    explain(c);
    return 0;
}

static void *work(void *context)
{
    struct queue *queue = context;
    size_t i;
    while (!queue->failed && (i = queue->next++) < queue->n)
        if (queue->compiled[i].due &&
            compile(queue->toolchain, max_object_bytes(queue->n), &queue->compiled[i]) !=
                0)
            queue->failed = true;
    return NULL;
}

void compile_open(struct compiled *compiled, const struct submission *submission)
{
    for (size_t i = 0; i < submission->n_sources; i++) {
        const struct source *source = &submission->sources[i];
        compiled[i] = (struct compiled){.source = source, .due = true};
        snprintf(compiled[i].path, sizeof compiled[i].path, "obj/%.*so",
                 (int)strlen(source->copy) - 1, source->copy);
    }
}

int compile_run(const struct toolchain *toolchain, struct compiled *compiled, size_t n,
                int jobs)
{
    struct queue queue = {.toolchain = toolchain, .compiled = compiled, .n = n};
    pthread_t threads[MAX_JOBS];
    int n_threads = 0;

    /* This thread is one of the jobs. Where a thread cannot be had, the others do its
     * part. */
    while (n_threads < MAX_JOBS && n_threads + 1 < jobs && (size_t)n_threads + 1 < n &&
           pthread_create(&threads[n_threads], NULL, work, &queue) == 0)
        n_threads++;
    work(&queue);
    for (int i = 0; i < n_threads; i++)
        pthread_join(threads[i], NULL);
    return queue.failed ? -1 : 0;
}

void compile_release(struct compiled *compiled, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        object_release(&compiled[i].object);
        sandbox_status_release(&compiled[i].status);
    }
}
