#include "toolchain.h"

#include "error.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TOOL_DEADLINE_MS = 60000, TOOL_OUTPUT_BYTES = 1 << 16, MAX_ARGUMENTS = 96 };

#define INSTALL_CC "install one (Debian, Ubuntu: apt-get install gcc libc6-dev)"
#define INSTALL_BINUTILS "install binutils (Debian, Ubuntu: apt-get install binutils)"

/* ---- finding ---- */

/* Where distributions put programs; the caller's PATH has no say in what handles student
 * code. */
static char *find_program(const char *name)
{
    static const char *const folders[] = {"/usr/bin", "/bin", "/usr/local/bin"};
    char path[PATH_MAX];

    if (strchr(name, '/'))
        return access(name, X_OK) == 0 ? realpath(name, NULL) : NULL;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        int n = snprintf(path, sizeof path, "%s/%s", folders[i], name);
        if (n < (int)sizeof path && access(path, X_OK) == 0)
            return strdup(path);
    }
    return NULL;
}

static int find_compiler(struct toolchain *toolchain, const char *compiler)
{
    static const char *const usual[] = {"gcc", "cc", "clang"};
    if (compiler) {
        toolchain->compiler = find_program(compiler);
        return toolchain->compiler ? 0
                                   : error("no compiler '%s' on this machine: " INSTALL_CC
                                           ", or name another",
                                           compiler);
    }
    for (size_t i = 0; i < sizeof usual / sizeof usual[0] && !toolchain->compiler; i++)
        toolchain->compiler = find_program(usual[i]);
    return toolchain->compiler ? 0 : error("no C compiler on this machine: " INSTALL_CC);
}

/* `cc` says nothing, but the file that it is a link to does. */
static enum compiler_kind kind_of(const char *compiler)
{
    char path[PATH_MAX];
    const char *file = realpath(compiler, path) ? path : compiler;
    const char *slash = strrchr(file, '/');
    const char *name = slash ? slash + 1 : file;
    return strstr(name, "clang") ? COMPILER_CLANG
           : strstr(name, "gcc") ? COMPILER_GCC
                                 : COMPILER_OTHER;
}

int toolchain_open(struct toolchain *toolchain, const char *compiler,
                   const struct sandbox *sandbox, const char *folder)
{
    *toolchain = (struct toolchain){.sandbox = sandbox, .folder = folder};
    int status = find_compiler(toolchain, compiler);
    if (status == 0) {
        toolchain->kind = kind_of(toolchain->compiler);
        toolchain->linker = find_program("ld");
        if (!toolchain->linker)
            status = error("no linker 'ld' on this machine: " INSTALL_BINUTILS);
    }
    if (status == 0) {
        toolchain->objcopy = find_program("objcopy");
        if (!toolchain->objcopy)
            status = error("no 'objcopy' on this machine: " INSTALL_BINUTILS);
    }
    toolchain->gold = find_program("ld.gold");
    if (status != 0)
        toolchain_release(toolchain);
    return status;
}

void toolchain_release(struct toolchain *toolchain)
{
    free(toolchain->compiler);
    free(toolchain->linker);
    free(toolchain->objcopy);
    free(toolchain->gold);
    *toolchain = (struct toolchain){.compiler = NULL};
}

/* ---- running ---- */

struct arguments {
    const char *items[MAX_ARGUMENTS + 1];
    size_t n;
};

static void add(struct arguments *arguments, const char *const *items)
{
    for (; *items && arguments->n < MAX_ARGUMENTS; items++)
        arguments->items[arguments->n++] = *items;
}

#define ADD(arguments, ...) add(arguments, (const char *const[]){__VA_ARGS__, NULL})

static int run(const struct toolchain *toolchain, enum sandbox_profile profile,
               const struct arguments *arguments, struct sandbox_status *status)
{
    const struct sandbox_command command = {
        .profile = profile,
        .argv = arguments->items,
        .folder = toolchain->folder,
        .output = -1,
    };
    return sandbox_run(toolchain->sandbox, &command, TOOL_DEADLINE_MS, TOOL_OUTPUT_BYTES,
                       status);
}

/* OPTIONS: those of the kind of build, NULL-terminated. */
static int compile(const struct toolchain *toolchain, const char *const *options,
                   const char *source, const char *object, struct sandbox_status *status)
{
    struct arguments arguments = {.n = 0};
    ADD(&arguments, toolchain->compiler, "-std=c11", "-Wall", "-Wextra", "-I", "src",
        "-I", "include");
    add(&arguments, options);
    /* None of these changes what the program means. The first lets __FILE__, which
     * assert() prints, be the student's name; pipes spare a file. */
    if (toolchain->kind == COMPILER_GCC)
        ADD(&arguments, "-fmacro-prefix-map=src/=", "-pipe", "-fdiagnostics-color=never",
            "-fmax-errors=20");
    if (toolchain->kind == COMPILER_CLANG)
        ADD(&arguments, "-fmacro-prefix-map=src/=", "-fno-color-diagnostics",
            "-ferror-limit=20");
    ADD(&arguments, "-c", source, "-o", object);
    return run(toolchain, SANDBOX_COMPILE, &arguments, status);
}

int toolchain_compile(const struct toolchain *toolchain, const char *source,
                      const char *object, struct sandbox_status *status)
{
    static const char *const official[] = {"-O2", "-MD", NULL}, *const quick[] = {
                                                                    "-O0",
                                                                    "-ffunction-sections",
                                                                    "-fdata-sections",
                                                                    NULL};
    return compile(toolchain, toolchain->quick ? quick : official, source, object,
                   status);
}

#define SANITIZERS "-fsanitize=address,undefined"

int toolchain_compile_sanitized(const struct toolchain *toolchain, const char *source,
                                const char *object, struct sandbox_status *status)
{
    static const char *const options[] = {"-O0",
                                          "-g",
                                          "-w",
                                          SANITIZERS,
                                          "-fno-sanitize-recover=undefined",
                                          "-fno-omit-frame-pointer",
                                          NULL};
    return compile(toolchain, options, source, object, status);
}

bool tool_succeeded(const struct sandbox_status *status)
{
    return !status->timed_out && status->exited && status->code == 0;
}

/* ---- linking ---- */

/* Objects of sources do not start with a dot (submission.h). */
#define MERGED "obj/.merged.o"
#define STUDENT "obj/.student.o"

static int merge_objects(const struct toolchain *toolchain, const char *const *objects,
                         struct sandbox_status *status)
{
    struct arguments arguments = {.n = 0};
    /* -d: a common symbol gets its place here, since a local one cannot be common. */
    ADD(&arguments, toolchain->linker, "-r", "-d", "-z", "muldefs", "-o", MERGED);
    add(&arguments, objects);
    return run(toolchain, SANDBOX_LINK, &arguments, status);
}

/* What worker/exponentials.c counts and worker/clock.c answers: calls of what no object defines
 * itself. */
static const char *const wrapped[] = {
    "--wrap=time", "--wrap=gettimeofday", "--wrap=clock_gettime", "--wrap=timespec_get",
    "--wrap=exp",  "--wrap=exp2",         "--wrap=expm1",         "--wrap=tanh",
    "--wrap=expf", "--wrap=exp2f",        "--wrap=expm1f",        "--wrap=tanhf",
    "--wrap=expl", "--wrap=exp2l",        "--wrap=expm1l",        "--wrap=tanhl",
    "--wrap=cexp", "--wrap=ctanh",        "--wrap=cexpl",         NULL};

/* For the linker, through the compiler. */
static void add_wrapped(struct arguments *arguments)
{
    for (size_t i = 0; wrapped[i]; i++)
        ADD(arguments, "-Xlinker", wrapped[i]);
}

/* -no-pie: address 0 is address 0, wherever the kernel loads the program. */
static int link_program(const struct toolchain *toolchain, const char *kind, bool gold,
                        struct sandbox_status *status)
{
    struct arguments arguments = {.n = 0};
    ADD(&arguments, toolchain->compiler, kind, "-Wl,-z,noexecstack",
        "-Wl,--unresolved-symbols=ignore-all", "-o", "worker", "worker.o", STUDENT,
        "-lm");
    add_wrapped(&arguments);
    if (gold)
        ADD(&arguments, "-fuse-ld=gold");
    if (toolchain->kind == COMPILER_GCC)
        ADD(&arguments, "-fno-use-linker-plugin"); /* only for -flto, and it takes 3 ms */
    return run(toolchain, SANDBOX_LINK, &arguments, status);
}

/* One object of the student's, STUDENT, with the contract's names alone to be seen. */
static int join(const struct toolchain *toolchain, const char *const *objects,
                struct sandbox_status *status)
{
    struct arguments arguments = {.n = 0};
    if (merge_objects(toolchain, objects, status) != 0)
        return -1;
    if (!tool_succeeded(status))
        return 0;
    sandbox_status_release(status);
    ADD(&arguments, toolchain->objcopy, "--keep-global-symbols=symbols", MERGED, STUDENT);
    return run(toolchain, SANDBOX_LINK, &arguments, status);
}

int toolchain_link_sanitized(const struct toolchain *toolchain,
                             const char *const *objects, struct sandbox_status *status)
{
    struct arguments arguments = {.n = 0};
    if (join(toolchain, objects, status) != 0)
        return -1;
    if (!tool_succeeded(status))
        return 0;
    sandbox_status_release(status);
    ADD(&arguments, toolchain->compiler, SANITIZERS, "-no-pie",
        "-Wl,--unresolved-symbols=ignore-all", "-o", "sanitized", "worker.o", STUDENT,
        "-lm");
    add_wrapped(&arguments);
    return run(toolchain, SANDBOX_LINK, &arguments, status);
}

int toolchain_link(const struct toolchain *toolchain, const char *const *objects,
                   struct sandbox_status *status)
{
    const struct {
        const char *kind;
        bool gold;
    } ways[] = {{"-static", true}, {"-static", false}, {"-no-pie", false}};
    if (join(toolchain, objects, status) != 0)
        return -1;
    bool linked = false, joined = tool_succeeded(status);
    for (size_t i = 0; joined && !linked && i < sizeof ways / sizeof ways[0]; i++) {
        if (ways[i].gold && !toolchain->gold)
            continue;
        sandbox_status_release(status);
        if (link_program(toolchain, ways[i].kind, ways[i].gold, status) != 0)
            return -1;
        linked = tool_succeeded(status);
    }
    return 0;
}

int toolchain_link_prelinked(const struct toolchain *toolchain,
                             const char *const *objects, bool joined,
                             struct sandbox_status *status)
{
    static const char *const student[] = {STUDENT, NULL};
    struct arguments arguments = {.n = 0};
    if (joined) {
        if (join(toolchain, objects, status) != 0)
            return -1;
        if (!tool_succeeded(status))
            return 0;
        sandbox_status_release(status);
    }
    ADD(&arguments, toolchain->gold, "-s", "-static", "--eh-frame-hdr", "-z",
        "noexecstack", "--unresolved-symbols=ignore-all", "-o", "worker", "prelinked.o");
    add(&arguments, joined ? student : objects);
    add(&arguments, wrapped);
    return run(toolchain, SANDBOX_LINK, &arguments, status);
}
