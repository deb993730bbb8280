#include "class/batch.h"

#include "class/class_commands.h"
#include "class/stage.h"
#include "class/unpack.h"
#include "error.h"
#include "file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* A platform's export of all submissions, as one archive. */
static const struct unpack_limits export_limits = {.max_entries = 200000,
                                                   .max_files = 100000,
                                                   .max_file_bytes = (size_t)64 << 20,
                                                   .max_bytes = (size_t)8 << 30,
                                                   .takes = NULL};

static const char export_folder[] = "submissions";

/* ---- the submissions ---- */

static int read_archive(struct batch *batch, const char *path)
{
    char message[STAGE_MESSAGE_BYTES];
    size_t n_files;
    int status = -1;
    char *folder = file_path(batch->lock.folder, export_folder);
    if (!folder || mkdir(folder, 0755) != 0)
        error("cannot unpack '%s'", path);
    else
        switch (unpack(path, folder, &export_limits, &n_files, message, sizeof message)) {
        case UNPACKED: status = intake_read(&batch->intake, folder); break;
        case UNPACK_REFUSED: error("'%s': %s", path, message); break;
        case UNPACK_FAILED: break;
        }
    free(folder);
    return status;
}

static int read_submissions(struct batch *batch)
{
    struct stat info;
    const char *path = batch->options->operand;
    if (stat(path, &info) == 0 && S_ISREG(info.st_mode) && unpack_is_archive(path))
        return read_archive(batch, path);
    return intake_read(&batch->intake, path);
}

/* ---- whose they are ---- */

/* Of a stranger: what the name says, with the platform's number, since two may have the same name. */
static char *stranger_id(const struct handed_in *item)
{
    char *id = malloc(strlen(item->key) + strlen(item->platform) + 2);
    if (!id) {
        error("out of memory");
        return NULL;
    }
    strcpy(id, item->key);
    if (item->platform[0])
        strcat(strcat(id, "_"), item->platform);
    return id;
}

static int find_owner(struct batch *batch, size_t i)
{
    const struct handed_in *item = &batch->intake.items[i];
    struct owner *owner = &batch->owners[i];
    long found = roster_find(&batch->roster, item);
    owner->on_roster = found >= 0;
    owner->ambiguous = found == ROSTER_AMBIGUOUS;
    owner->id = found >= 0 ? strdup(batch->roster.students[found].id) : stranger_id(item);
    return owner->id ? 0 : error("out of memory");
}

static int find_owners(struct batch *batch)
{
    int status = 0;
    batch->owners = calloc(batch->intake.n, sizeof *batch->owners);
    batch->chosen = calloc(batch->intake.n, sizeof *batch->chosen);
    if (!batch->owners || !batch->chosen)
        return error("out of memory");
    for (size_t i = 0; i < batch->intake.n && status == 0; i++)
        status = find_owner(batch, i);
    return status;
}

static int put_students(struct batch *batch)
{
    int status = gradebook_begin(batch->book);
    if (status != 0)
        return -1;
    for (size_t i = 0; i < batch->roster.n && status == 0; i++)
        status = gradebook_put_student(batch->book, &batch->roster.students[i]);
    for (size_t i = 0; i < batch->intake.n && status == 0; i++) {
        const struct handed_in *item = &batch->intake.items[i];
        const struct student stranger = {.id = batch->owners[i].id,
                                         .name = "",
                                         .email = item->email,
                                         .section = "",
                                         .login = "",
                                         .platform = item->platform};
        if (!batch->owners[i].on_roster)
            status = gradebook_put_student(batch->book, &stranger);
    }
    if (status == 0 && gradebook_commit(batch->book) == 0)
        return 0;
    gradebook_roll_back(batch->book);
    return -1;
}

/* ---- which of them ---- */

static bool is_asked_for(const struct batch *batch, const char *id)
{
    const struct class_list *only = &batch->options->only;
    for (size_t i = 0; i < only->n; i++)
        if (strcasecmp(only->items[i], id) == 0)
            return true;
    return only->n == 0;
}

static bool has_owner(const struct batch *batch, const char *id)
{
    for (size_t i = 0; i < batch->intake.n; i++)
        if (strcasecmp(batch->owners[i].id, id) == 0)
            return true;
    return false;
}

static int choose(struct batch *batch)
{
    const struct class_list *only = &batch->options->only;
    for (size_t i = 0; i < only->n; i++)
        if (!has_owner(batch, only->items[i]))
            return error("--only: '%s' has handed nothing in in '%s'", only->items[i],
                         batch->options->operand);
    for (size_t i = 0; i < batch->intake.n; i++)
        if (is_asked_for(batch, batch->owners[i].id))
            batch->chosen[batch->n_chosen++] = i;
    return 0;
}

/* ---- all of it ---- */

static int open_inputs(struct batch *batch)
{
    const struct class_options *o = batch->options;
    if (o->roster && roster_read(&batch->roster, o->roster) != 0)
        return CLASS_EXIT_USAGE;
    if (o->times && times_read(&batch->times, o->times) != 0)
        return CLASS_EXIT_USAGE;
    if (!o->key && fixture_folder_find(&batch->set, o->fixtures) != 0)
        return CLASS_EXIT_USAGE;
    return CLASS_EXIT_DONE;
}

static int open_sets(struct batch *batch)
{
    const struct class_options *o = batch->options;
    char *beside = file_beside(o->db, ".sets");
    if (!beside)
        return CLASS_EXIT_FAILED;
    int status = student_sets_open(&batch->sets, &batch->grader, o->key,
                                   o->sets ? o->sets : beside);
    free(beside);
    return status == 0 ? CLASS_EXIT_DONE : CLASS_EXIT_USAGE;
}

static int open_gradebook(struct batch *batch)
{
    const struct class_options *o = batch->options;
    if (o->dry_run && access(o->db, F_OK) != 0)
        return CLASS_EXIT_DONE;
    if (gradebook_open(&batch->book, o->db,
                       o->dry_run ? GRADEBOOK_READ : GRADEBOOK_CREATE) != 0 ||
        gradebook_last_attempt(batch->book, &batch->last_attempt) != 0)
        return CLASS_EXIT_FAILED;
    return CLASS_EXIT_DONE;
}

static int open_all(struct batch *batch)
{
    int status = open_inputs(batch);
    if (status == CLASS_EXIT_DONE &&
        grader_find(&batch->grader, batch->options->compiler) != 0)
        status = CLASS_EXIT_FAILED;
    if (status == CLASS_EXIT_DONE && batch->options->key)
        status = open_sets(batch);
    if (status == CLASS_EXIT_DONE &&
        batch_lock_take(&batch->lock,
                        batch->options->dry_run ? NULL : batch->options->db) != 0)
        status = CLASS_EXIT_FAILED;
    /* A set that one student alone has is not read again. */
    if (status == CLASS_EXIT_DONE && !batch->options->key &&
        grader_cache_in(&batch->grader, batch->lock.folder) != 0)
        status = CLASS_EXIT_FAILED;
    if (status == CLASS_EXIT_DONE && read_submissions(batch) != 0)
        status = CLASS_EXIT_USAGE;
    if (status == CLASS_EXIT_DONE && find_owners(batch) != 0)
        status = CLASS_EXIT_FAILED;
    if (status == CLASS_EXIT_DONE && choose(batch) != 0)
        status = CLASS_EXIT_USAGE;
    if (status == CLASS_EXIT_DONE)
        status = open_gradebook(batch);
    if (status == CLASS_EXIT_DONE && !batch->options->dry_run && put_students(batch) != 0)
        status = CLASS_EXIT_FAILED;
    return status;
}

int batch_open(struct batch *batch, const struct class_options *options)
{
    *batch = (struct batch){.options = options, .lock = {.fd = -1}};
    int status = open_all(batch);
    if (status != CLASS_EXIT_DONE)
        batch_close(batch);
    return status;
}

void batch_close(struct batch *batch)
{
    for (size_t i = 0; i < batch->intake.n && batch->owners; i++)
        free(batch->owners[i].id);
    free(batch->owners);
    free(batch->chosen);
    gradebook_close(batch->book);
    intake_release(&batch->intake);
    roster_release(&batch->roster);
    times_release(&batch->times);
    student_sets_close(&batch->sets);
    fixture_folder_release(&batch->set);
    grader_release(&batch->grader);
    batch_lock_release(&batch->lock);
    *batch = (struct batch){.lock = {.fd = -1}};
}
