#include "worker_bench.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void build(struct worker_bench *w, const char *text)
{
    char source[96], command[512];
    snprintf(w->folder, sizeof w->folder, "/tmp/gradecheck-session-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(w->folder));
    ck_assert_int_eq(chmod(w->folder, 0755), 0);
    snprintf(source, sizeof source, "%s/s.c", w->folder);
    snprintf(w->program, sizeof w->program, "%s/worker", w->folder);
    FILE *file = fopen(source, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
    snprintf(command, sizeof command,
             "gcc -w -O0 -I%s/include %s %s/worker.o -static -o %s -lm "
             "-Wl,--unresolved-symbols=ignore-all",
             BUILD_FOLDER, source, BUILD_FOLDER, w->program);
    ck_assert_int_eq(system(command), 0);
}

void worker_bench_open(struct worker_bench *w, const char *source)
{
    build(w, source);
    ck_assert_int_eq(sandbox_open(&w->sandbox, BUILD_FOLDER "/jail", 0), 0);
    for (int f = 0; f < FUNCTION_COUNT; f++)
        w->defined[f] = strstr(source, function_symbol((enum function)f)) != NULL;
    const struct session_options options = {
        .sandbox = &w->sandbox, .worker = w->program, .defined = w->defined};
    w->session = session_open(&options);
    ck_assert_ptr_nonnull(w->session);
}

void worker_bench_close(struct worker_bench *w)
{
    char command[128];
    session_close(w->session);
    sandbox_release(&w->sandbox);
    snprintf(command, sizeof command, "rm -rf %s", w->folder);
    ck_assert_int_eq(system(command), 0);
}
