#include "toolchain_check.h"

#include "error.h"
#include "folder.h"
#include "furnishing.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

static const char probe[] = "#include \"backprop.h\"\n"
                            "#include <math.h>\n"
                            "#include <stdio.h>\n"
                            "#include <stdlib.h>\n"
                            "double bp_sigmoid(double z) { return 1 / (1 + exp(-z)); }\n";

/* The line that tells most: the first with an error in it, else the first. */
static int tool_error(const char *tool, const char *path,
                      const struct sandbox_status *status)
{
    const char *text = status->output_bytes > 0 ? status->output : "it says nothing";
    const char *line = strstr(text, "error");
    while (line && line > text && line[-1] != '\n')
        line--;
    if (!line)
        line = text;
    return error("the %s '%s' does not work here: %.*s", tool, path,
                 (int)strcspn(line, "\n"), line);
}

int toolchain_check(const struct toolchain *usual,
                    const struct installation *installation)
{
    static const char *const objects[] = {"obj/probe.o", NULL};
    struct toolchain toolchain = *usual;
    struct sandbox_status status = {.output = NULL};
    char folder[PATH_MAX], source[PATH_MAX + 8];

    snprintf(folder, sizeof folder, "%s/probe", usual->folder);
    snprintf(source, sizeof source, "%s/src", folder);
    toolchain.folder = folder;
    if (folder_make(usual->folder, "probe") != 0 || folder_make(folder, "src") != 0 ||
        folder_write(source, "probe.c", probe, strlen(probe)) != 0 ||
        furnishing_put(folder, installation, usual->sandbox) != 0)
        return -1;

    int outcome = toolchain_compile(&toolchain, "src/probe.c", objects[0], &status);
    if (outcome == 0 && !tool_succeeded(&status))
        outcome = tool_error("compiler", toolchain.compiler, &status);
    if (outcome == 0) {
        sandbox_status_release(&status);
        outcome = toolchain_link(&toolchain, objects, &status);
        if (outcome == 0 && !tool_succeeded(&status))
            outcome = tool_error("linker of", toolchain.compiler, &status);
    }
    sandbox_status_release(&status);
    if (outcome == 0)
        outcome = folder_remove(folder); /* there may be another check */
    return outcome;
}
