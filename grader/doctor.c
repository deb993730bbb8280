#include "doctor.h"

#include "build.h"
#include "error.h"
#include "folder.h"
#include "object.h"
#include "report/screen.h"
#include "sandbox/sandbox.h"
#include "sanitize.h"
#include "session.h"
#include "toolchain.h"

#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { TOOL_MS = 10000, TOOL_BYTES = 4096 };

/* What is under examination. */
struct doctor {
    struct examination *examination;
    const struct installation *installation;
    const char *compiler;
    unsigned required;
    struct sandbox sandbox;
    struct build build;
    struct submission submission;
};

static const char solution[] =
    "#include \"backprop.h\"\n"
    "#include <math.h>\n"
    "double bp_sigmoid(double z) { return 1 / (1 + exp(-z)); }\n";

static void note(struct doctor *doctor, const char *part, const char *name,
                 enum examined_state state, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

static void note(struct doctor *doctor, const char *part, const char *name,
                 enum examined_state state, const char *format, ...)
{
    struct examination *examination = doctor->examination;
    struct examined *row = &examination->rows[examination->n++];
    va_list arguments;
    *row = (struct examined){.part = part, .name = name, .state = state};
    va_start(arguments, format);
    vsnprintf(row->text, sizeof row->text, format, arguments);
    va_end(arguments);
    if (state == EXAMINED_NEEDED)
        examination->fit = false;
}

/* ---- tools ---- */

/* The first line that `TOOL --version` says. */
static int version_of(const struct doctor *doctor, const char *tool, char *text, size_t n)
{
    const char *const argv[] = {tool, "--version", NULL};
    const struct sandbox_command command = {.profile = SANDBOX_COMPILE,
                                            .argv = argv,
                                            .folder = doctor->build.folder,
                                            .output = -1};
    struct sandbox_status status;
    if (sandbox_run(&doctor->sandbox, &command, TOOL_MS, TOOL_BYTES, &status) != 0)
        return -1;
    snprintf(text, n, "%.*s", (int)strcspn(status.output, "\n"), status.output);
    sandbox_status_release(&status);
    return 0;
}

static int examine_compiler(struct doctor *doctor, const struct toolchain *toolchain)
{
    char text[120];
    if (version_of(doctor, toolchain->compiler, text, sizeof text) != 0)
        return -1;
    note(doctor, "Tools", "compiler", EXAMINED_FINE, "%s", text);
    if (version_of(doctor, toolchain->linker, text, sizeof text) != 0)
        return -1;
    note(doctor, "Tools", "binutils", EXAMINED_FINE, "%s", text);
    return 0;
}

static int examine_sanitizers(struct doctor *doctor, const struct toolchain *toolchain)
{
    int built = sanitize_build(toolchain, &doctor->submission);
    if (built > 0)
        note(doctor, "Tools", "sanitizers", EXAMINED_FINE,
             "name the line where a crash comes from");
    else if (built == 0)
        note(doctor, "Tools", "sanitizers", EXAMINED_ABSENT,
             "would name the line where a crash comes from; they come with gcc "
             "(Fedora: libasan, libubsan; with clang: libclang-rt-dev)");
    return built < 0 ? -1 : 0;
}

static void examine_valgrind(struct doctor *doctor)
{
    if (access("/usr/bin/valgrind", X_OK) == 0)
        note(doctor, "Tools", "valgrind", EXAMINED_SPARE,
             "not used for grading; good for a look of your own");
    else
        note(doctor, "Tools", "valgrind", EXAMINED_ABSENT,
             "not used for grading; good for a look of your own "
             "(Debian, Ubuntu: apt-get install valgrind)");
}

/* ---- a worker ---- */

static bool needs_libraries(const char *folder)
{
    struct object program;
    unsigned char *bytes;
    size_t n;
    bool found = false;
    if (folder_read(folder, ".", "worker", 1 << 26, &bytes, &n) != FOLDER_READ_OK ||
        object_parse(&program, bytes, n) != OBJECT_OK)
        return false;
    for (size_t i = 0; i < program.n_sections; i++)
        found = found || strcmp(program.sections[i].name, ".interp") == 0;
    object_release(&program);
    return found;
}

/* Calls the solution, where it was built. */
static int ask_worker(struct doctor *doctor, bool *answers)
{
    const struct session_options options = {.sandbox = &doctor->sandbox,
                                            .worker = doctor->build.worker,
                                            .defined = doctor->build.defined};
    const struct call_limits limits = {.cpu_ms = 2000, .wall_ms = 10000};
    double z = 0;
    struct call call = {.function = FUNCTION_SIGMOID, .n_inputs = 1};
    struct reply reply = {.verdict = VERDICT_SKIPPED};

    *answers = false;
    if (!doctor->build.worker)
        return 0;
    call.inputs[0] = (struct array){"z", ELEMENT_DOUBLE, 1, {&z}};
    struct session *session = session_open(&options);
    int status = session ? session_call(session, &call, &limits, &reply) : -1;
    if (status == 0)
        *answers = reply.verdict == VERDICT_PASS && reply.outputs[0].f64[0] == 0.5;
    reply_release(&reply);
    session_close(session);
    return status;
}

static int examine_worker(struct doctor *doctor)
{
    bool answers;
    if (ask_worker(doctor, &answers) != 0)
        return -1;
    if (!answers)
        note(doctor, "Tools", "worker", EXAMINED_NEEDED,
             "a right solution does not get a right answer through: %.150s",
             doctor->build.diagnostics);
    else if (needs_libraries(doctor->build.folder))
        note(doctor, "Tools", "worker", EXAMINED_FINE,
             "answers; linked with shared libraries, since there is no static libc "
             "(Fedora: glibc-static)");
    else
        note(doctor, "Tools", "worker", EXAMINED_FINE, "answers; linked statically");
    return 0;
}

static int prepare(struct doctor *doctor)
{
    char from[PATH_MAX], to[PATH_MAX];
    if (build_open(&doctor->build) != 0)
        return -1;
    snprintf(from, sizeof from, "%s/solution", doctor->build.folder);
    snprintf(to, sizeof to, "%s/src", doctor->build.folder);
    if (build_add_folder(&doctor->build, "solution") != 0 ||
        folder_write(from, "backprop.c", solution, strlen(solution)) != 0)
        return -1;
    return submission_open(&doctor->submission, from, to) == 0 ? 0 : -1;
}

/* An error line says what is missing, where the toolchain is not there: that is no failure of
 * the examination. */
static int examine_tools(struct doctor *doctor)
{
    const struct build_options options = {.compiler = doctor->compiler, .jobs = 1};
    struct toolchain toolchain;
    if (prepare(doctor) != 0)
        return -1;
    if (toolchain_open(&toolchain, doctor->compiler, &doctor->sandbox,
                       doctor->build.folder) != 0) {
        note(doctor, "Tools", "compiler", EXAMINED_NEEDED,
             "a compiler, ld and objcopy (Debian, Ubuntu: apt-get install gcc libc6-dev "
             "binutils)");
        return 0;
    }
    /* First, since it hands the folder over to the user that tools run as. */
    int status = build_run(&doctor->build, &doctor->submission, doctor->installation,
                           &doctor->sandbox, &options);
    if (status == 0)
        status = examine_compiler(doctor, &toolchain);
    if (status == 0)
        status = examine_worker(doctor);
    if (status == 0)
        status = examine_sanitizers(doctor, &toolchain);
    toolchain_release(&toolchain);
    examine_valgrind(doctor);
    return status;
}

/* ---- layers ---- */

/* Whether they could be had where Landlock is not in force. */
static int spare_layers(const struct doctor *doctor, unsigned *spare)
{
    struct sandbox sandbox;
    if (sandbox_open(&sandbox, doctor->installation->jail, SANDBOX_LANDLOCK) != 0)
        return -1;
    *spare = sandbox.layers & SANDBOX_NAMESPACES;
    sandbox_release(&sandbox);
    return 0;
}

static void note_layer(struct doctor *doctor, const struct layer *layer, unsigned spare)
{
    if (doctor->sandbox.layers & layer->bit) {
        if (layer->bit == SANDBOX_LANDLOCK)
            note(doctor, "Layers", layer->name, EXAMINED_FINE, "%s; ABI %d", layer->holds,
                 doctor->sandbox.landlock_abi);
        else
            note(doctor, "Layers", layer->name, EXAMINED_FINE, "%s", layer->holds);
    } else if ((spare & layer->bit) && !(doctor->required & layer->bit)) {
        note(doctor, "Layers", layer->name, EXAMINED_SPARE,
             "%s; stand in where landlock or seccomp is missing", layer->holds);
    } else {
        note(doctor, "Layers", layer->name,
             doctor->required & layer->bit ? EXAMINED_NEEDED : EXAMINED_ABSENT,
             "%s; needs %s", layer->holds, layer->needs);
    }
}

static void note_profiles(struct doctor *doctor)
{
    static const struct {
        const char *name, *what;
    } profiles[] = {
        {"compile", "reads the system's headers and its folder, writes its folder; 60 s, "
                    "4 GiB"},
        {"link", "as compile"},
        {"run", "opens no file, starts no process, reaches no network; 4 GiB"},
        {"sanitize", "as run, and reads its libraries; 20 s, 2 GiB"},
    };
    char by[80];
    layers_text(doctor->sandbox.layers, by, sizeof by);
    for (size_t i = 0; i < sizeof profiles / sizeof profiles[0]; i++)
        note(doctor, "Profiles", profiles[i].name, EXAMINED_FINE, "%s; by %s",
             profiles[i].what, by);
}

static int examine_layers(struct doctor *doctor)
{
    unsigned spare;
    if (spare_layers(doctor, &spare) != 0)
        return -1;
    for (size_t i = 0; i < N_LAYERS; i++)
        note_layer(doctor, &layer_table[i], spare);
    note_profiles(doctor);
    return 0;
}

int examine(struct examination *examination, const struct installation *installation,
            const char *compiler, unsigned required)
{
    struct doctor doctor = {.examination = examination,
                            .installation = installation,
                            .compiler = compiler,
                            .required = required};
    *examination = (struct examination){.fit = true};
    if (sandbox_open(&doctor.sandbox, installation->jail, 0) != 0)
        return -1;
    int status = examine_tools(&doctor);
    if (status == 0)
        status = examine_layers(&doctor);
    submission_release(&doctor.submission);
    build_release(&doctor.build);
    sandbox_release(&doctor.sandbox);
    return status;
}

/* ---- the table ---- */

enum { NAME = 12, STATE = 24, TEXT = 34 };

static const struct {
    const char *word;
    int ink;
} states[] = {[EXAMINED_FINE] = {"ok", INK_GREEN},
              [EXAMINED_SPARE] = {"there", INK_PLAIN},
              [EXAMINED_ABSENT] = {"absent", INK_YELLOW},
              [EXAMINED_NEEDED] = {"MISSING", INK_RED | INK_BOLD}};

static void draw_row(struct screen *screen, const struct examined *row, bool first)
{
    if (first)
        screen_text(screen, INK_BOLD, " %s", row->part);
    screen_to(screen, NAME);
    screen_text(screen, INK_PLAIN, "%s", row->name);
    screen_to(screen, STATE);
    screen_text(screen, states[row->state].ink, "%s", states[row->state].word);
    screen_to(screen, TEXT);
    screen_wrapped(screen, row->state == EXAMINED_FINE ? INK_PLAIN : INK_DIM, TEXT,
                   row->text);
}

static void draw_head(struct screen *screen)
{
    struct utsname machine;
    screen_text(screen, INK_BOLD, " gradecheck ");
    screen_text(screen, INK_DIM, "%s  ", GRADECHECK_VERSION);
    if (uname(&machine) == 0)
        screen_text(screen, INK_DIM, "%s %s %s, as %s", machine.sysname, machine.release,
                    machine.machine, geteuid() == 0 ? "root" : "an ordinary user");
    screen_end(screen);
}

void report_examination(const struct examination *examination,
                        const struct terminal_style *style, FILE *stream)
{
    struct screen screen = {.stream = stream, .style = style};
    draw_head(&screen);
    for (size_t i = 0; i < examination->n; i++) {
        const struct examined *row = &examination->rows[i];
        bool first = i == 0 || strcmp(row->part, row[-1].part) != 0;
        if (first)
            screen_end(&screen);
        draw_row(&screen, row, first);
    }
    screen_end(&screen);
    screen_text(&screen, INK_BOLD, " %s",
                examination->fit ? "Grading works here."
                                 : "Something that is needed is missing.");
    screen_end(&screen);
}
