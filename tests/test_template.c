/* test_template.c: what the template brings for editors. A Makefile that prints stands in for the
 * project's, so that a task is run in a moment, in both places where one may lie. */
#include "rubric.h"
#include "scratch.h"
#include "suites.h"
#include "text_file.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FOLDER "student_template/.vscode/"

static const char makefile[] = "grade watch:\n"
                               "\t@echo '$@ SUBMISSION=$(SUBMISSION) TASK=$(TASK) V=$(V) "
                               "SINCE=$(SINCE)'\n"
                               ".PHONY: grade watch\n";

/* All of the text has to be JSON: no comment, nothing behind it. */
static cJSON *parse(const char *path)
{
    char *text = text_file_read(path);
    ck_assert_msg(text, "%s", path);
    cJSON *json = cJSON_ParseWithOpts(text, NULL, 1);
    ck_assert_msg(json, "%s is no JSON", path);
    free(text);
    return json;
}

static const char *text_of(const cJSON *object, const char *key)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(object, key));
    ck_assert_msg(text, "no '%s'", key);
    return text;
}

static const cJSON *task_called(const cJSON *json, const char *label)
{
    const cJSON *task;
    cJSON_ArrayForEach(task, cJSON_GetObjectItem(json, "tasks"))
    {
        if (strcmp(text_of(task, "label"), label) == 0)
            return task;
    }
    ck_abort_msg("no task '%s'", label);
    return NULL;
}

/* COMMAND with the pick list's answer in its place. */
static void fill_in(const char *command, const char *answer, char *text, size_t n)
{
    static const char input[] = "${input:task}";
    const char *at = strstr(command, input);
    if (at)
        snprintf(text, n, "%.*s%s%s", (int)(at - command), command, answer,
                 at + sizeof input - 1);
    else
        snprintf(text, n, "%s", command);
}

/* What the command prints, run as the tasks' shell would in FOLDER. */
static void run_in(const char *folder, const char *command, char *printed, int n)
{
    ck_assert_int_eq(chdir(folder), 0);
    unsetenv("MAKEFLAGS");
    unsetenv("MFLAGS");
    FILE *pipe = popen(command, "r"); /* /bin/sh -c */
    ck_assert_ptr_nonnull(pipe);
    ck_assert_ptr_nonnull(fgets(printed, n, pipe));
    ck_assert_int_eq(pclose(pipe), 0);
}

static const struct {
    const char *label, *above, *beside; /* where the Makefile lies */
} tasks[] = {
    {"grade", "grade SUBMISSION=my own TASK= V= SINCE=last\n",
     "grade SUBMISSION= TASK= V= SINCE=last\n"},
    {"grade one task", "grade SUBMISSION=my own TASK=descent V=1 SINCE=last\n",
     "grade SUBMISSION= TASK=descent V=1 SINCE=last\n"},
    {"watch", "watch SUBMISSION=my own TASK= V= SINCE=\n",
     "watch SUBMISSION= TASK= V= SINCE=\n"},
};

START_TEST(task_finds_the_makefile)
{
    char command[400], printed[200];
    struct scratch s;
    cJSON *json = parse(FOLDER "tasks.json");
    const cJSON *shell =
        cJSON_GetObjectItem(cJSON_GetObjectItem(json, "options"), "shell");
    ck_assert_str_eq(text_of(shell, "executable"), "/bin/sh");
    fill_in(text_of(task_called(json, tasks[_i].label), "command"), "descent", command,
            sizeof command);
    ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(json, "tasks")),
                     sizeof tasks / sizeof tasks[0]);
    scratch_open(&s);
    scratch_folder(&s, "my own");
    scratch_write(&s, "Makefile", makefile, strlen(makefile));
    run_in(scratch_path(&s, "my own"), command, printed, sizeof printed);
    ck_assert_str_eq(printed, tasks[_i].above);
    run_in(s.folder, command, printed, sizeof printed);
    ck_assert_str_eq(printed, tasks[_i].beside);
    scratch_close(&s);
    cJSON_Delete(json);
}
END_TEST

START_TEST(pick_list_is_the_rubric)
{
    cJSON *json = parse(FOLDER "tasks.json");
    const cJSON *inputs = cJSON_GetObjectItem(json, "inputs");
    ck_assert_int_eq(cJSON_GetArraySize(inputs), 1);
    ck_assert_str_eq(text_of(cJSON_GetArrayItem(inputs, 0), "id"), "task");
    const cJSON *options = cJSON_GetObjectItem(cJSON_GetArrayItem(inputs, 0), "options");
    ck_assert_int_eq(cJSON_GetArraySize(options), RUBRIC_TASKS);
    for (int t = 0; t < RUBRIC_TASKS; t++)
        ck_assert_str_eq(cJSON_GetStringValue(cJSON_GetArrayItem(options, t)),
                         rubric[t].id);
    cJSON_Delete(json);
}
END_TEST

START_TEST(settings_are_json)
{
    cJSON *settings = parse(FOLDER "settings.json");
    cJSON *extensions = parse(FOLDER "extensions.json");
    ck_assert(cJSON_IsObject(settings) && cJSON_IsObject(extensions));
    cJSON_Delete(settings);
    cJSON_Delete(extensions);
}
END_TEST

/* What clangd is told is what the contract compiles with. */
START_TEST(clangd_compiles_as_the_contract_says)
{
    char *text = text_file_read("student_template/compile_flags.txt");
    ck_assert_ptr_nonnull(text);
    ck_assert_str_eq(text, "-std=c11\n-Wall\n-Wextra\n-I.\n");
    free(text);
    if (system("command -v clangd >/dev/null") != 0)
        return;
    ck_assert_int_eq(system("clangd --check=student_template/backprop.c >/dev/null 2>&1"),
                     0);
}
END_TEST

Suite *template_suite(void)
{
    Suite *suite = suite_create("template");
    TCase *tcase = tcase_create("editors");
    tcase_add_loop_test(tcase, task_finds_the_makefile, 0,
                        sizeof tasks / sizeof tasks[0]);
    tcase_add_test(tcase, pick_list_is_the_rubric);
    tcase_add_test(tcase, settings_are_json);
    tcase_add_test(tcase, clangd_compiles_as_the_contract_says);
    suite_add_tcase(suite, tcase);
    return suite;
}
