#include "error.h"
#include "report/export/formats.h"

int export_write_json(cJSON *root, bool ok, bool on_one_line, FILE *stream)
{
    char *text = !ok           ? NULL
                 : on_one_line ? cJSON_PrintUnformatted(root)
                               : cJSON_Print(root);
    if (text) {
        fputs(text, stream);
        fputc('\n', stream);
    }
    bool written = text != NULL;
    cJSON_free(text);
    cJSON_Delete(root);
    return written ? 0 : error("no memory for an export");
}
