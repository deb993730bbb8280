#include "report/report.h"

#include "error.h"
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* True for /dev/null, a pipe, a terminal: written to in place, since a rename would put a file
 * where the device was. */
static bool is_special(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && !S_ISREG(info.st_mode);
}

/* The file itself where PATH is a link to it, so that the link stays. */
static char *resolve(const char *path)
{
    char *target = realpath(path, NULL);
    if (!target)
        target = strdup(path);
    if (!target)
        error("no memory for '%s'", path);
    return target;
}

static int write_in_place(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    if (!file)
        return error("cannot write '%s': %s", path, strerror(errno));
    int status = fputs(text, file) < 0 || fflush(file) != 0 ? -1 : 0;
    if (status != 0)
        error("cannot write '%s': %s", path, strerror(errno));
    fclose(file);
    return status;
}

int report_save(const char *path, const char *text)
{
    if (is_special(path))
        return write_in_place(path, text);
    char *target = resolve(path);
    int status = target ? file_replace(target, text, strlen(text)) : -1;
    free(target);
    return status;
}

int report_save_draft(const char *path, const char *text)
{
    if (is_special(path))
        return 0;
    char *target = resolve(path);
    int status = target ? file_replace_unsynced(target, text, strlen(text)) : -1;
    free(target);
    return status;
}

/* The folder of PATH, with its last '/'; "." where there is none. */
static void cut_to_folder(char *path)
{
    char *slash = strrchr(path, '/');
    if (slash)
        slash[1] = '\0';
    else if (path[0] != '\0')
        memcpy(path, ".", sizeof ".");
}

int report_check_destination(const char *path)
{
    struct stat info;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return error("cannot write '%s': it is a folder", path);

    char *place = resolve(path);
    if (!place)
        return -1;
    if (!is_special(path))
        cut_to_folder(place);
    int status = access(place, W_OK);
    if (status != 0)
        error("cannot write '%s': %s", path, strerror(errno));
    free(place);
    return status;
}
