#include "class/sim_c.h"

#include "error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES = 24, N_OPTIONS = 10, MAX_OUTPUT_BYTES = 64 << 20, VERSION_MS = 10000 };

static const char sim_c[] = "sim_c";

/* ---- what it is ---- */

static int read_version(const struct sandbox_status *status, char *version)
{
    static const char head[] = "Build ";
    const char *text = status->output ? status->output : "";
    if (!status->exited || strncmp(text, head, strlen(head)) != 0)
        return error("'sim_c -v' says nothing known: is it that of similarity-tester 3?");
    snprintf(version, SIM_C_VERSION_BYTES, "%s, %.*s", sim_c, (int)strcspn(text, "\n"),
             text);
    return 0;
}

static int find(void)
{
    static const char *const folders[] = {"/usr/local/bin", "/usr/bin", "/bin"};
    char path[64];
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", folders[i], sim_c);
        FILE *file = fopen(path, "r");
        if (file) {
            fclose(file);
            return 0;
        }
    }
    return error("'sim_c' is missing: install similarity-tester (scripts/setup class)");
}

int sim_c_version(const struct sandbox *sandbox, const char *folder,
                  char version[SIM_C_VERSION_BYTES])
{
    static const char *const argv[] = {sim_c, "-v", NULL};
    const struct sandbox_command command = {
        .profile = SANDBOX_COMPILE, .argv = argv, .folder = folder, .output = -1};
    struct sandbox_status status;
    if (find() != 0 || sandbox_run(sandbox, &command, VERSION_MS, 4096, &status) != 0)
        return -1;
    int found = read_version(&status, version);
    sandbox_status_release(&status);
    return found;
}

/* ---- a call ---- */

/* Its arguments: options, and names of files, each at its own place in `names`. */
struct call {
    size_t n;
    const char **argv;
    char (*names)[NAME_BYTES];
    size_t n_names;
};

static int begin(struct call *call, size_t n_texts)
{
    *call = (struct call){.argv = calloc(N_OPTIONS + n_texts + 2, sizeof *call->argv),
                          .names = calloc(n_texts + 2, sizeof *call->names)};
    if (call->argv && call->names)
        return 0;
    free(call->argv);
    free(call->names);
    return error("out of memory");
}

static void end(struct call *call)
{
    free(call->argv);
    free(call->names);
}

static void add(struct call *call, const char *argument)
{
    call->argv[call->n++] = argument;
}

static void add_number(struct call *call, const char *before, size_t number)
{
    char *name = call->names[call->n_names++];
    snprintf(name, NAME_BYTES, "%s%zu", before, number);
    add(call, name);
}

static enum sim_c_end run(const struct sim_c *sim, const struct call *call,
                          int deadline_ms, struct sim_output *output)
{
    const struct sandbox_command command = {.profile = SANDBOX_COMPILE,
                                            .argv = call->argv,
                                            .folder = sim->folder,
                                            .output = -1};
    struct sandbox_status status;
    if (sandbox_run(sim->sandbox, &command, deadline_ms, MAX_OUTPUT_BYTES, &status) != 0)
        return SIM_C_FAILED;
    enum sim_c_end end = SIM_C_STUCK;
    if (status.exited && status.code == 0 && !status.output_cut && status.output &&
        strlen(status.output) == status.output_bytes)
        switch (sim_output_read(output, status.output, sim->n_texts, sim->tokens)) {
        case 0: end = SIM_C_DONE; break;
        case -1: end = SIM_C_FAILED; break;
        default: break;
        }
    sandbox_status_release(&status);
    return end;
}

/* -e: each pair by itself. -u: lines as they come; sorted, they take sim_c longer than the rest. */
enum sim_c_end sim_c_shares(const struct sim_c *sim, const size_t *firsts,
                            size_t n_firsts, const size_t *seconds, size_t n_seconds,
                            int percent, int deadline_ms, struct sim_output *output)
{
    struct call call;
    if (begin(&call, n_firsts + n_seconds + 2) != 0)
        return SIM_C_FAILED;
    add(&call, sim_c);
    add(&call, seconds ? "-peuS" : "-peu");
    add_number(&call, "-r", (size_t)sim->run_tokens);
    add_number(&call, "-t", (size_t)percent);
    for (size_t i = 0; i < n_firsts; i++)
        add_number(&call, "", firsts[i]);
    if (seconds)
        add(&call, "/");
    for (size_t i = 0; i < n_seconds; i++)
        add_number(&call, "", seconds[i]);
    enum sim_c_end how = run(sim, &call, deadline_ms, output);
    end(&call);
    return how;
}

enum sim_c_end sim_c_runs(const struct sim_c *sim, size_t first, size_t second,
                          int deadline_ms, struct sim_output *output)
{
    struct call call;
    if (begin(&call, 4) != 0)
        return SIM_C_FAILED;
    add(&call, sim_c);
    add(&call, "-nesa");
    add_number(&call, "-r", (size_t)sim->run_tokens);
    add_number(&call, "", first);
    add_number(&call, "", second);
    enum sim_c_end how = run(sim, &call, deadline_ms, output);
    end(&call);
    return how;
}
