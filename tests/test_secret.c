/* test_secret.c: hidden sets: the key, and what two keys, or two students, have in common. */
#include "cases.h"
#include "digits.h"
#include "prove.h"
#include "scratch.h"
#include "secret.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* RFC 4231, test cases 1, 2, 3, 4, 6 and 7. A key or text of one repeated byte is given by that
 * byte and its count. */
struct vector {
    const char *why;
    const char *key, *text;
    unsigned char key_byte, text_byte;
    size_t n_key, n_text;
    const char *mac;
};

static const struct vector vectors[] = {
    {"1: a key of 20 bytes", NULL, "Hi There", 0x0b, 0, 20, 8,
     "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
    {"2: a key shorter than the mac", "Jefe", "what do ya want for nothing?", 0, 0, 4, 28,
     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    {"3: key and text together longer than a block", NULL, NULL, 0xaa, 0xdd, 20, 50,
     "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
    {"6: a key longer than a block", NULL,
     "Test Using Larger Than Block-Size Key - Hash Key First", 0xaa, 0, 131, 54,
     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
    {"7: key and text longer than a block", NULL,
     "This is a test using a larger than block-size key and a larger than block-size "
     "data. "
     "The key needs to be hashed before being used by the HMAC algorithm.",
     0xaa, 0, 131, 152,
     "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
};

START_TEST(hmac_is_that_of_the_standard)
{
    const struct vector *v = &vectors[_i];
    unsigned char key[160], text[160], mac[SECRET_BYTES];
    char hex[2 * SECRET_BYTES + 1];

    memset(key, v->key_byte, sizeof key);
    memset(text, v->text_byte, sizeof text);
    if (v->key)
        memcpy(key, v->key, v->n_key);
    if (v->text)
        memcpy(text, v->text, v->n_text);
    secret_hmac(mac, key, v->n_key, text, v->n_text);
    for (int i = 0; i < SECRET_BYTES; i++)
        snprintf(hex + 2 * i, 3, "%02x", mac[i]);
    ck_assert_msg(strcmp(hex, v->mac) == 0, "%s: %s", v->why, hex);
}
END_TEST

/* ---- key files ---- */

static const char key_text[] = "0123456789abcdef0123456789ABCDEF";

struct refusal {
    const char *why;
    size_t n_bytes; /* of key_text in the file */
    mode_t mode;
    const char *student, *message; /* a part of the line */
};

static const struct refusal refusals[] = {
    {"one byte short", 31, 0600, NULL, "32"},
    {"empty", 0, 0600, NULL, "32"},
    {"open to others", 32, 0644, NULL, "chmod 600"},
    {"open to the group", 32, 0640, NULL, "chmod 600"},
    {"an empty id", 32, 0600, "", "student"},
    {"an id that is a path", 32, 0600, "../a", "student"},
    {"an id with a space", 32, 0600, "a b", "student"},
};

START_TEST(bad_keys_are_refused)
{
    const struct refusal *row = &refusals[_i];
    struct scratch s;
    struct secret secret;
    scratch_open(&s);
    const char *path = scratch_write(&s, "key", key_text, row->n_bytes);
    ck_assert_int_eq(chmod(path, row->mode), 0);
    ck_assert_msg(secret_read(&secret, path, row->student) == -1, "%s", row->why);
    const char *line = scratch_errors(&s);
    ck_assert_msg(strstr(line, row->message) != NULL, "%s: %s", row->why, line);
    ck_assert_ptr_eq(strchr(line, '\n'), line + strlen(line) - 1);
    scratch_close(&s);
}
END_TEST

START_TEST(a_good_key_file_is_read)
{
    struct scratch s;
    struct secret from_file, from_bytes;
    scratch_open(&s);
    const char *path = scratch_write(&s, "key", key_text, 32);
    ck_assert_int_eq(chmod(path, 0600), 0);
    ck_assert_int_eq(secret_read(&from_file, path, "alice"), 0);
    ck_assert_int_eq(secret_derive(&from_bytes, key_text, 32, "alice"), 0);
    ck_assert_mem_eq(from_file.key, from_bytes.key, SECRET_BYTES);
    scratch_close(&s);
}
END_TEST

/* ---- sets ---- */

static struct fixture_set hidden_set(const struct digits_samples *digits, const char *key,
                                     const char *student)
{
    struct fixture_set set = {.name = NULL};
    struct cases cases;
    struct secret secret;
    struct proof_totals *totals;

    ck_assert_int_eq(secret_derive(&secret, key, strlen(key), student), 0);
    ck_assert_int_eq(cases_init_hidden(&cases, &set, &secret, digits), 0);
    ck_assert_int_eq(cases_add_all(&cases), 0);
    totals = calloc(set.n_groups, sizeof *totals);
    ck_assert_int_eq(prove_drawn_set(&cases, 2, totals, NULL), 0);
    free(totals);
    return set;
}

static bool same_inputs(const struct fixture_case *a, const struct fixture_case *b)
{
    const struct call *x = &a->call, *y = &b->call;
    if (a->digits.seed != b->digits.seed || x->n_inputs != y->n_inputs ||
        x->net.n_layers != y->net.n_layers)
        return false;
    for (size_t l = 0; x->net.n_layers > 0 && l <= x->net.n_layers; l++)
        if (x->net.units[l] != y->net.units[l])
            return false;
    for (size_t i = 0; i < x->n_inputs; i++)
        if (x->inputs[i].n != y->inputs[i].n ||
            memcmp(x->inputs[i].data, y->inputs[i].data,
                   x->inputs[i].n * element_size(x->inputs[i].element)) != 0)
            return false;
    return true;
}

/* How many cases have the same inputs in both sets; fails unless they have the same groups. */
static size_t count_same(const struct fixture_set *a, const struct fixture_set *b)
{
    size_t n_same = 0;
    ck_assert_uint_eq(a->n_groups, b->n_groups);
    for (size_t g = 0; g < a->n_groups; g++) {
        ck_assert_str_eq(a->groups[g].group, b->groups[g].group);
        ck_assert_uint_eq(a->groups[g].n_cases, b->groups[g].n_cases);
        for (size_t i = 0; i < a->groups[g].n_cases; i++)
            n_same += same_inputs(&a->groups[g].cases[i], &b->groups[g].cases[i]);
    }
    return n_same;
}

struct pair {
    const char *why, *key, *student, *other_key, *other_student;
    bool same;
};

static const struct pair pairs[] = {
    {"the same student twice", key_text, "alice", key_text, "alice", true},
    {"two students", key_text, "alice", key_text, "bob", false},
    {"ids that differ in one letter", key_text, "s1001", key_text, "s1002", false},
    {"a student and the course", key_text, "alice", key_text, NULL, false},
    {"another key", key_text, "alice", "0123456789abcdef0123456789ABCDEG", "alice",
     false},
};

START_TEST(sets_have_nothing_or_all_in_common)
{
    const struct pair *pair = &pairs[_i];
    struct digits_samples digits;
    ck_assert_int_eq(digits_read(&digits, "fixtures/data"), 0);
    struct fixture_set a = hidden_set(&digits, pair->key, pair->student);
    struct fixture_set b = hidden_set(&digits, pair->other_key, pair->other_student);
    size_t n_same = count_same(&a, &b), n_cases = 0;
    for (size_t g = 0; g < a.n_groups; g++) {
        n_cases += a.groups[g].n_cases;
        char *text = fixture_group_print(&a.groups[g]);
        char *other = fixture_group_print(&b.groups[g]);
        ck_assert_msg((strcmp(text, other) == 0) == pair->same, "%s: %s/%s", pair->why,
                      a.groups[g].task, a.groups[g].group);
        free(text);
        free(other);
    }
    ck_assert_msg(n_same == (pair->same ? n_cases : 0), "%s: %zu of %zu cases alike",
                  pair->why, n_same, n_cases);
    fixture_set_release(&a);
    fixture_set_release(&b);
    digits_release(&digits);
}
END_TEST

START_TEST(a_set_holds_neither_key_nor_student)
{
    struct digits_samples digits;
    ck_assert_int_eq(digits_read(&digits, "fixtures/data"), 0);
    struct fixture_set set = hidden_set(&digits, key_text, "alice");
    ck_assert(set.hidden);
    ck_assert_str_eq(set.name, "hidden");
    for (size_t g = 0; g < set.n_groups; g++) {
        char *text = fixture_group_print(&set.groups[g]);
        ck_assert_ptr_null(strstr(text, "alice"));
        ck_assert_ptr_null(strstr(text, key_text));
        free(text);
    }
    fixture_set_release(&set);
    digits_release(&digits);
}
END_TEST

/* What must not be committed: git ignores where hidden sets and keys go, and tracks none. */
START_TEST(the_repository_holds_nothing_hidden)
{
    if (system("git rev-parse --git-dir >/dev/null 2>&1") != 0)
        return; /* a copy without history */
    ck_assert_int_eq(system("git check-ignore -q fixtures/hidden/x"), 0);
    ck_assert_int_eq(system("git check-ignore -q fixtures/hidden-alice/x"), 0);
    ck_assert_int_eq(system("git check-ignore -q course.key"), 0);
    ck_assert_int_ne(system("git ls-files | grep -E '^fixtures/hidden|[.]key$'"), 0);
    ck_assert_int_ne(system("git grep -lE '\"hidden\": *true' -- fixtures"), 0);
}
END_TEST

Suite *secret_suite(void)
{
    Suite *suite = suite_create("secret");
    TCase *keys = tcase_create("keys"), *sets = tcase_create("sets");
    tcase_add_loop_test(keys, hmac_is_that_of_the_standard, 0,
                        sizeof vectors / sizeof vectors[0]);
    tcase_add_loop_test(keys, bad_keys_are_refused, 0,
                        sizeof refusals / sizeof refusals[0]);
    tcase_add_test(keys, a_good_key_file_is_read);
    tcase_add_loop_test(sets, sets_have_nothing_or_all_in_common, 0,
                        sizeof pairs / sizeof pairs[0]);
    tcase_add_test(sets, a_set_holds_neither_key_nor_student);
    tcase_add_test(sets, the_repository_holds_nothing_hidden);
    suite_add_tcase(suite, keys);
    suite_add_tcase(suite, sets);
    return suite;
}
