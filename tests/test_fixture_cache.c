/* test_fixture_cache.c: what the cache gives back is what the files hold, and it is made anew as soon as
 * anything about them or about itself is not as it was. */
#include "fixture_cache.h"

#include "scratch.h"
#include "suites.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- a copy of the public set, old enough, and a cache ---- */

static void copy_set(const struct scratch *s)
{
    char here[200], command[500];
    ck_assert_ptr_nonnull(getcwd(here, sizeof here));
    snprintf(command, sizeof command, "cp -R '%s/fixtures/public' '%s/fixtures/data' .",
             here, here);
    scratch_run(s, command);
    scratch_settle();
}

/* The copy of those that do not change it, made once, since it has to grow old. */
static struct scratch common;

static void open_common(void)
{
    scratch_open(&common);
    copy_set(&common);
    scratch_run(&common, "cp -R public hidden && sed -i '/\"hidden\":/s/false/true/' "
                         "hidden/manifest.json && "
                         "grep -q '\"hidden\":.*true' hidden/manifest.json && sleep 1.2");
}

static void close_common(void)
{
    scratch_close(&common);
}

/* Opens a scratch folder with a cache, and with a set that is its own or the common one. */
static void open_cache(struct scratch *s, bool own_set)
{
    scratch_open(s);
    if (own_set)
        copy_set(s);
    setenv("GRADECHECK_CACHE", scratch_path(s, "cache"), 1);
}

/* The numbers of the files in the cache, in sum: another one when any of them is written again. */
static unsigned long long cache_state(const struct scratch *s, int *n_files)
{
    unsigned long long sum = 0;
    *n_files = 0;
    DIR *folder = opendir(scratch_path(s, "cache"));
    for (struct dirent *entry; folder && (entry = readdir(folder));)
        if (entry->d_name[0] != '.') {
            sum += entry->d_ino;
            ++*n_files;
        }
    if (folder)
        closedir(folder);
    return sum;
}

/* All that is in a set, as text. */
static char *print_all(const struct fixture_set *set, const struct misconceptions *all)
{
    char *text = NULL;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    ck_assert_ptr_nonnull(out);
    fprintf(out, "%s %s %d\n", set->name, set->version, set->hidden);
    for (size_t g = 0; g < set->n_groups; g++) {
        char *group = fixture_group_print(&set->groups[g]);
        ck_assert_ptr_nonnull(group);
        fputs(group, out);
        free(group);
        for (size_t i = 0; i < set->groups[g].n_cases; i++) {
            const struct fixture_case *c = &set->groups[g].cases[i];
            fprintf(out, "%s", c->id);
            for (size_t k = 0; k < c->call.n_inputs; k++) {
                const struct array *input = &c->call.inputs[k];
                fprintf(out, " %s", input->name);
                for (size_t e = 0; e < input->n; e++)
                    fprintf(out, " %a", array_number(input, e));
            }
            for (size_t k = 0; k < c->n_expected; k++)
                fprintf(out, " %s", c->expected[k].value.name);
            for (size_t e = 0; e < c->digits.m_test; e++)
                fprintf(out, " %d", c->digits.y_test[e]);
        }
    }
    char *causes = misconceptions_print(all);
    ck_assert_ptr_nonnull(causes);
    fputs(causes, out);
    free(causes);
    fclose(out);
    return text;
}

/* The set of *s is loaded. */
static char *load(const struct scratch *s, bool through_cache)
{
    struct fixture_set set;
    struct misconceptions all;
    const char *folder = scratch_path(s, "public");
    ck_assert_int_eq(
        (through_cache ? fixture_cache_load : fixture_set_load)(&set, folder), 0);
    ck_assert_int_eq((through_cache ? fixture_cache_misconceptions
                                    : fixture_set_misconceptions)(&set, &all),
                     0);
    char *text = print_all(&set, &all);
    misconceptions_release(&all);
    fixture_set_release(&set);
    return text;
}

/* ---- tests ---- */

START_TEST(test_the_same)
{
    struct scratch s;
    int n_files;
    open_cache(&s, false);
    char *expected = load(&common, false), *first = load(&common, true);
    unsigned long long state = cache_state(&s, &n_files);
    ck_assert_int_eq(n_files, 2);
    char *second = load(&common, true);
    ck_assert_uint_eq(cache_state(&s, &n_files), state);
    ck_assert_msg(strcmp(first, expected) == 0, "the first differs");
    ck_assert_msg(strcmp(second, expected) == 0, "the second, out of the cache, differs");
    ck_assert_str_eq(scratch_errors(&s), "");
    free(expected);
    free(first);
    free(second);
    scratch_close(&s);
}
END_TEST

/* What is done between two calls, and whether the cache is then written again: it was not used. */
static const struct {
    const char *why, *command;
    bool own_set, again;
} changes[] = {
    {"nothing", "true", false, false},
    {"a file that is not in the set", "touch public/notes.txt", true, false},
    {"a group's file written again, with its old time",
     "cp -p public/cost-softmax.json.gz x && cat x >public/cost-softmax.json.gz && "
     "touch -r x public/cost-softmax.json.gz && rm x && sleep 1.2",
     true, true},
    {"the manifest touched", "touch public/manifest.json && sleep 1.2", true, true},
    {"images of its own", "mkdir public/data && cp data/* public/data/ && sleep 1.2",
     true, true},
    {"an entry cut short",
     "for f in cache/*; do head -c 5000 \"$f\" >x && cat x >\"$f\"; done; rm x", false,
     true},
    {"an entry with a wrong byte",
     "for f in cache/*; do printf '\\001' | dd of=\"$f\" bs=1 seek=3000 conv=notrunc "
     "2>/dev/null; done",
     false, true},
    {"an entry emptied", "for f in cache/*; do : >\"$f\"; done", false, true},
    {"an entry that all may write", "chmod 666 cache/*", false, true},
    {"an entry that is a link",
     "for f in cache/*; do mv \"$f\" \"$f.moved\" && ln -s \"$PWD/$f.moved\" \"$f\"; "
     "done",
     false, true},
};

START_TEST(test_changes)
{
    struct scratch s;
    int n_files;
    open_cache(&s, changes[_i].own_set);
    const struct scratch *set = changes[_i].own_set ? &s : &common;
    char *expected = load(set, false);
    free(load(set, true));
    scratch_run(&s, changes[_i].command);
    unsigned long long before = cache_state(&s, &n_files);
    char *text = load(set, true);
    ck_assert_msg((cache_state(&s, &n_files) != before) == changes[_i].again, "%s",
                  changes[_i].why);
    ck_assert_msg(strcmp(text, expected) == 0, "%s: it differs", changes[_i].why);
    ck_assert_str_eq(scratch_errors(&s), "");
    scratch_run(&s, "rm -rf public/data");
    free(text);
    free(expected);
    scratch_close(&s);
}
END_TEST

START_TEST(test_damage_is_seen)
{
    struct scratch s;
    struct fixture_set set;
    open_cache(&s, true);
    free(load(&s, true));
    scratch_run(
        &s, "gzip -dc public/cost-softmax.json.gz | sed 's/0\\.5/0.6/' | gzip -c >x && "
            "cat x >public/cost-softmax.json.gz && rm x");
    ck_assert_int_eq(fixture_cache_load(&set, scratch_path(&s, "public")), -1);
    ck_assert_ptr_nonnull(strstr(scratch_errors(&s), "cost-softmax.json.gz' "));
    ck_assert_ptr_null(set.groups);
    scratch_run(&s, "rm public/cost-softmax.json.gz");
    ck_assert_int_eq(fixture_cache_load(&set, scratch_path(&s, "public")), -1);
    ck_assert_ptr_nonnull(strstr(scratch_errors(&s), "cost-softmax.json.gz'"));
    scratch_close(&s);
}
END_TEST

/* Where the cache is, or that there is none. */
static const struct {
    const char *why, *cache, *caches, *home, *command;
    bool hidden, kept;
} places[] = {
    {"named", "c", NULL, NULL, "true", false, true},
    {"named, for a hidden set", "c", NULL, NULL, "true", true, true},
    {"among the user's caches", NULL, "xdg", NULL, "mkdir xdg", false, true},
    {"at home", NULL, NULL, "home", "mkdir home", false, true},
    {"a hidden set is not kept at home", NULL, NULL, "home", "mkdir home", true, false},
    {"no home", NULL, NULL, "none", "true", false, false},
    {"no place at all", NULL, NULL, NULL, "true", false, false},
    {"a folder that others may write", "c", NULL, NULL, "mkdir -m 777 c", false, false},
    {"a link to a folder", "c", NULL, NULL, "mkdir d && ln -s d c", false, false},
    {"a file", "c", NULL, NULL, "touch c", false, false},
};

static void set_folder(const struct scratch *s, const char *variable, const char *name)
{
    if (name)
        setenv(variable, scratch_path(s, name), 1);
    else
        unsetenv(variable);
}

START_TEST(test_places)
{
    struct scratch s;
    struct fixture_set set;
    const char *folder = scratch_path(&common, places[_i].hidden ? "hidden" : "public");
    scratch_open(&s);
    scratch_run(&s, places[_i].command);
    set_folder(&s, "GRADECHECK_CACHE", places[_i].cache);
    set_folder(&s, "XDG_CACHE_HOME", places[_i].caches);
    set_folder(&s, "HOME", places[_i].home);
    ck_assert_int_eq(fixture_cache_load(&set, folder), 0);
    ck_assert_int_eq(set.hidden, places[_i].hidden);
    fixture_set_release(&set);
    char command[300];
    snprintf(command, sizeof command,
             "%s test -n \"$(find c d xdg home -type f -size +1k 2>/dev/null)\"",
             places[_i].kept ? "" : "!");
    scratch_run(&s, command);
    ck_assert_str_eq(scratch_errors(&s), "");
    scratch_run(&s, "rm -rf home xdg");
    scratch_close(&s);
}
END_TEST

START_TEST(test_not_before_it_is_settled)
{
    struct scratch s;
    int n_files;
    open_cache(&s, true);
    scratch_run(&s, "touch public/manifest.json");
    free(load(&s, true));
    cache_state(&s, &n_files);
    ck_assert_int_eq(n_files, 1); /* the misconceptions, whose file is old */
    scratch_close(&s);
}
END_TEST

Suite *fixture_cache_suite(void)
{
    Suite *suite = suite_create("fixture_cache");
    TCase *cache = tcase_create("cache");
    tcase_add_unchecked_fixture(cache, open_common, close_common);
    tcase_add_test(cache, test_the_same);
    tcase_add_loop_test(cache, test_changes, 0, sizeof changes / sizeof changes[0]);
    tcase_add_test(cache, test_damage_is_seen);
    tcase_add_loop_test(cache, test_places, 0, sizeof places / sizeof places[0]);
    tcase_add_test(cache, test_not_before_it_is_settled);
    suite_add_tcase(suite, cache);
    return suite;
}
