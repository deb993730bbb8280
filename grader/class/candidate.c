#include "class/candidate.h"

#include "class/staged_files.h"
#include "class/time_utc.h"
#include "error.h"
#include "file.h"
#include "folder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- staging ---- */

static int stage_in(struct candidate *c, const struct handed_in *item)
{
    char *submission = file_path(c->folder, "submission");
    int status = -1;
    if (!submission)
        error("out of memory");
    else if (mkdir(c->folder, 0755) != 0 || mkdir(submission, 0755) != 0)
        error("cannot make '%s': %s", submission, strerror(errno));
    else
        status = stage(&c->staged, item, submission);
    free(submission);
    return status;
}

/* As it is told for the student, or by the platform, or by the file itself. */
static void find_time(struct candidate *c, const struct batch *batch)
{
    const char *student = batch->owners[c->item].id;
    const time_t *told = times_find(&batch->times, student);
    time_t when;
    if (told)
        when = *told;
    else if (time_utc_read(batch->intake.items[c->item].when, &when) != 0)
        when = c->staged.changed_at;
    time_utc_write(c->submitted_at, when);
}

static int borrow_set(struct candidate *c, const struct batch *batch)
{
    c->set = (struct fixture_folder){.path = strdup(batch->set.path)};
    if (!c->set.path)
        return error("out of memory");
    memcpy(c->set.id, batch->set.id, sizeof c->set.id);
    return 0;
}

int candidate_find_set(struct candidate *c)
{
    return fixture_folder_find(&c->set, c->set_path);
}

static int set_of(struct candidate *c, const struct batch *batch)
{
    if (!batch->sets.folder)
        return borrow_set(c, batch);
    if (c->staged.refusal[0])
        return 0;
    c->set_path = student_sets_path(&batch->sets, batch->owners[c->item].id);
    if (!c->set_path)
        return -1;
    return student_sets_is_made(c->set_path) ? candidate_find_set(c) : 0;
}

int candidate_stage(struct candidate *c, struct batch *batch, size_t item,
                    const char *folder)
{
    *c = (struct candidate){.item = item, .folder = strdup(folder)};
    if (!c->folder)
        return error("out of memory");
    if (stage_in(c, &batch->intake.items[item]) != 0 || set_of(c, batch) != 0)
        return -1;
    find_time(c, batch);
    return 0;
}

/* ---- looking it up ---- */

int candidate_look_up(struct candidate *c, struct batch *batch)
{
    char submitted_at[TIME_UTC_BYTES];
    c->attempt = (struct attempt){.student = batch->owners[c->item].id,
                                  .source = batch->intake.items[c->item].source,
                                  .content = c->staged.content,
                                  .fixtures = c->set.id,
                                  .grader = batch->grader.id,
                                  .submitted_at = c->submitted_at,
                                  .machine = batch->grader.machine};
    if (batch->book) {
        if (gradebook_standing(batch->book, &c->attempt, &c->standing, submitted_at) !=
                0 ||
            gradebook_same(batch->book, &c->attempt,
                           batch->options->regrade ? batch->last_attempt : 0,
                           &c->same) != 0)
            return -1;
        memcpy(c->submitted_at, submitted_at, sizeof c->submitted_at);
    }
    c->action = c->standing == ATTEMPT_CURRENT && !batch->options->regrade
                    ? CANDIDATE_IS_CURRENT
                : c->staged.refusal[0] ? CANDIDATE_IS_REFUSED
                : c->same              ? CANDIDATE_IS_SAME
                                       : CANDIDATE_IS_TO_GRADE;
    return 0;
}

int candidate_keep_files(const struct candidate *c, struct batch *batch)
{
    struct staged_files files;
    char *folder = file_path(c->folder, "submission");
    int status = folder ? staged_files_read(&files, folder) : -1;
    if (status == 0) {
        status =
            gradebook_keep_files(batch->book, c->staged.content, files.files, files.n);
        staged_files_release(&files);
    }
    free(folder);
    return status;
}

const char *candidate_reason(const struct candidate *c)
{
    static const char *const reasons[] = {[ATTEMPT_NEW] = "new",
                                          [ATTEMPT_CHANGED] = "other files",
                                          [ATTEMPT_STALE] = "another set or grader",
                                          [ATTEMPT_CURRENT] = "asked for"};
    return reasons[c->standing];
}

int candidate_release(struct candidate *c)
{
    struct stat info;
    int status = c->folder && lstat(c->folder, &info) == 0 ? folder_remove(c->folder) : 0;
    fixture_folder_release(&c->set);
    free(c->set_path);
    free(c->folder);
    *c = (struct candidate){.folder = NULL};
    return status;
}
