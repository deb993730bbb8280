/* A page a student, of the attempt that counts, as 'gradecheck report' makes it. */
#include "class/anonymous.h"
#include "class/class_commands.h"
#include "class/exports.h"
#include "class/id_path.h"
#include "error.h"
#include "file.h"
#include "installation.h"
#include "report/page.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- nobody is to be known ---- */

static char *anonymous_json(const char *json, const char *name)
{
    cJSON *results = cJSON_Parse(json);
    char *text = NULL;
    if (cJSON_IsObject(results)) {
        anonymous_results(results);
        if (cJSON_AddStringToObject(results, "submission", name))
            text = cJSON_PrintUnformatted(results);
    }
    cJSON_Delete(results);
    if (!text)
        error("the results of %s cannot be made anonymous", name);
    return text;
}

/* ---- a page ---- */

static char *page_of(const struct export_row *row, const char *viewer, const char *json)
{
    char *hidden = row->pseudonym[0] ? anonymous_json(json, row->pseudonym) : NULL;
    if (row->pseudonym[0] && !hidden)
        return NULL;
    char *data = page_data_of(hidden ? hidden : json, export_name(row));
    char *text = data ? page_text(viewer, data) : NULL;
    free(data);
    cJSON_free(hidden);
    return text;
}

static int write_page(const struct class_export *e, const struct export_row *row,
                      const char *viewer)
{
    char *json = gradebook_json(e->book, row->mark->attempt);
    char *text = json ? page_of(row, viewer, json) : NULL;
    char *path = text ? id_path(e->options->output, "", export_name(row), ".html",
                                ID_PATH_LETTERS "@_-+.")
                      : NULL;
    int status = path ? file_replace_unsynced(path, text, strlen(text)) : -1;
    free(path);
    free(text);
    free(json);
    return status;
}

static int write_pages(const struct class_export *e, const char *viewer)
{
    const char *folder = e->options->output;
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        error("cannot make the folder '%s': %s", folder, strerror(errno));
        return CLASS_EXIT_FAILED;
    }
    for (size_t i = 0; i < e->marks->n; i++)
        if (e->rows[i].mark->attempt && write_page(e, &e->rows[i], viewer) != 0)
            return CLASS_EXIT_FAILED;
    return CLASS_EXIT_DONE;
}

int export_pages(const struct class_export *e, FILE *stream)
{
    struct installation installation = {.jail = NULL};
    int status = CLASS_EXIT_FAILED;
    (void)stream;
    if (installation_find(&installation) == 0) {
        if (installation.viewer)
            status = write_pages(e, installation.viewer);
        else
            error("no 'viewer.html' beside the program: run 'make viewer'");
    }
    installation_release(&installation);
    return status;
}
