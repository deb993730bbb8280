#include "furnishing.h"

#include "contract.h"
#include "error.h"
#include "folder.h"

#include <limits.h>
#include <stdio.h>

enum { MAX_FILE_BYTES = 1 << 24 };

static int copy_in(const char *folder, const char *name, const char *from,
                   const char *from_name)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof path, "%s%s%s", from, from_name ? "/" : "",
                     from_name ? from_name : "");
    if (n >= (int)sizeof path)
        return error("the path '%s' is too long", from);
    return folder_copy(folder, name, path, MAX_FILE_BYTES);
}

static int write_symbols(const char *folder)
{
    char text[FUNCTION_COUNT * 40];
    size_t n = 0;
    for (int f = 0; f < FUNCTION_COUNT; f++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s\n",
                              function_symbol((enum function)f));
    return folder_write(folder, "symbols", text, n);
}

/* Our files are copied, since the user that the sandbox drops to may not reach where they
 * lie. All of them are there before the first tool runs: afterwards a link might lie in
 * the place. */
int furnishing_put(const char *folder, const struct installation *installation,
                   const struct sandbox *sandbox)
{
    char path[PATH_MAX];

    if (folder_make(folder, "obj") != 0 || folder_make(folder, "include") != 0)
        return -1;
    snprintf(path, sizeof path, "%s/include", folder);
    if (copy_in(path, "backprop.h", installation->include, "backprop.h") != 0 ||
        copy_in(folder, "worker.o", installation->worker, NULL) != 0 ||
        (installation->prelinked &&
         copy_in(folder, "prelinked.o", installation->prelinked, NULL) != 0) ||
        write_symbols(folder) != 0)
        return -1;
    return sandbox_give_folder(sandbox, folder);
}
