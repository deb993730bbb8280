#include "report_samples.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- inputs that all cases share ---- */

static const size_t units[] = {3, 4, 2};
static double numbers[78] = {0.5, -1.25, 3, 2, 1.0 / 3, 100};
static int labels[] = {0, 1, 1, 0, 1};
static uint64_t counts[] = {7, 20};

static enum function function_of(const char *task, const char *group)
{
    static const struct {
        const char *task, *group; /* NULL: any */
        enum function function;
    } table[] = {
        {"sigmoid", "gradient", FUNCTION_SIGMOID_GRADIENT},
        {"sigmoid", NULL, FUNCTION_SIGMOID},
        {"gates", "max", FUNCTION_MAX_BACKWARD},
        {"gates", NULL, FUNCTION_MUL_BACKWARD},
        {"neuron", "forward", FUNCTION_NEURON_FORWARD},
        {"neuron", NULL, FUNCTION_NEURON_BACKWARD},
        {"graph", NULL, FUNCTION_GRAPH_BACKWARD},
        {"chain", "cost", FUNCTION_CHAIN_COST},
        {"chain", NULL, FUNCTION_CHAIN_GRADIENT},
        {"unroll", "count", FUNCTION_N_PARAMETERS},
        {"unroll", "roll", FUNCTION_ROLL},
        {"unroll", NULL, FUNCTION_UNROLL},
        {"forward", NULL, FUNCTION_FORWARD},
        {"cost", NULL, FUNCTION_COST},
        {"backprop", NULL, FUNCTION_BACKPROP_SAMPLE},
        {"gradient", NULL, FUNCTION_COST_GRADIENT},
        {"numgrad", NULL, FUNCTION_NUMERICAL_GRADIENT},
        {"reldiff", NULL, FUNCTION_RELATIVE_DIFFERENCE},
        {"init", NULL, FUNCTION_RANDOM_INIT},
        {"descent", NULL, FUNCTION_GRADIENT_DESCENT},
        {"predict", NULL, FUNCTION_PREDICT},
        {"digits", NULL, FUNCTION_GRADIENT_DESCENT},
    };
    size_t i = 0;
    while (strcmp(table[i].task, task) != 0 ||
           (table[i].group && strcmp(table[i].group, group) != 0))
        i++;
    return table[i].function;
}

/* How many elements an input has, for the net 3-4-2 with 5 samples. */
static size_t input_size(enum function function, const char *name)
{
    static const struct {
        const char *name;
        size_t n;
    } sizes[] = {{"X", 15},   {"w", 4},       {"lambda", 1}, {"alpha", 1},
                 {"seed", 2}, {"epsilon", 1}, {"label", 1},  {"iterations", 1}};
    if (function == FUNCTION_NEURON_FORWARD || function == FUNCTION_NEURON_BACKWARD)
        return strcmp(name, "w") == 0 ? 4 : 3;
    if (function == FUNCTION_BACKPROP_SAMPLE && strcmp(name, "x") == 0)
        return 3;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        if (strcmp(sizes[i].name, name) == 0)
            return sizes[i].n;
    if (strcmp(name, "coefficients") == 0)
        return 78;
    if (function_takes_net(function) || function == FUNCTION_NUMERICAL_GRADIENT)
        return strcmp(name, "y") == 0 ? 5 : 26;
    return function == FUNCTION_RELATIVE_DIFFERENCE ? 4 : 3;
}

static void fill_call(struct call *call, enum function function)
{
    call->function = function;
    if (function_takes_net(function))
        call->net = (struct bp_net){2, units, BP_SOFTMAX, 0};
    call->n_inputs = function_n_inputs(function);
    for (size_t i = 0; i < call->n_inputs; i++) {
        struct array *input = &call->inputs[i];
        input->name = function_input_name(function, i);
        input->element = function_input_element(function, i);
        input->n = input_size(function, input->name);
        input->data = input->element == ELEMENT_DOUBLE ? (void *)numbers
                      : input->element == ELEMENT_INT  ? (void *)labels
                                                       : (void *)counts;
    }
}

static void fill_case(struct fixture_case *c, enum function function, char *id)
{
    struct array outputs[CONTRACT_MAX_OUTPUTS];
    static char title[] = "the lecture's example";
    c->id = id;
    c->title = title;
    fill_call(&c->call, function);
    const char *wrong = call_outputs(&c->call, outputs, &c->n_expected);
    ck_assert_msg(!wrong, "%s: %s", id, wrong);
    for (size_t i = 0; i < c->n_expected; i++)
        c->expected[i].value = outputs[i];
}

/* ---- a result ---- */

static void fill_task(struct sample *sample, int t)
{
    struct task_result *task = &sample->result.tasks[t];
    task->rubric = &rubric[t];
    task->graded = true;
    task->likely_cause = -1;
    for (size_t g = 0; rubric[t].groups[g].id; g++, task->n_groups++) {
        struct group_result *group = &task->groups[g];
        group->rubric = &rubric[t].groups[g];
        group->points = group->rubric->points;
        group->n_cases = 1;
        group->cases = calloc(1, sizeof *group->cases);
        ck_assert_ptr_nonnull(group->cases);
        snprintf(sample->ids[t][g], sizeof sample->ids[t][g], "%s/%s/lecture",
                 rubric[t].id, group->rubric->id);
        fill_case(&sample->cases[t][g], function_of(rubric[t].id, group->rubric->id),
                  sample->ids[t][g]);
        group->cases[0] = (struct case_result){.fixture = &sample->cases[t][g],
                                               .verdict = VERDICT_PASS,
                                               .points = group->points,
                                               .max_points = group->points,
                                               .cpu_s = 0.25};
    }
}

struct case_result *sample_case(struct sample *sample, const char *task,
                                const char *group)
{
    int t = rubric_task_index(task);
    return sample->result.tasks[t].groups[rubric_group_index(&rubric[t], group)].cases;
}

struct case_result *sample_fail(struct sample *sample, const char *task,
                                const char *group, enum verdict verdict)
{
    int t = rubric_task_index(task);
    struct case_result *c = sample_case(sample, task, group);
    c->verdict = verdict;
    c->points = 0;
    sample->result.tasks[t].groups[rubric_group_index(&rubric[t], group)].points = 0;
    return c;
}

static void fail_task(struct sample *sample, const char *task, enum verdict verdict)
{
    int t = rubric_task_index(task);
    for (size_t g = 0; rubric[t].groups[g].id; g++)
        sample_fail(sample, task, rubric[t].groups[g].id, verdict);
}

static void set_element(struct case_result *c, int output, size_t index, double got,
                        double expected, double bound, size_t n_wrong)
{
    struct evidence *e = &c->evidence;
    e->has_element = true;
    e->output = output;
    e->index = index;
    e->got = got;
    e->expected = expected;
    e->bound = bound;
    e->n_wrong = n_wrong;
    e->n_elements = c->fixture->expected[output].value.n;
}

static void set_message(struct case_result *c, const char *message)
{
    snprintf(c->evidence.message, sizeof c->evidence.message, "%s", message);
}

void sample_add_up(struct sample *sample)
{
    struct result *result = &sample->result;
    result->score = result->max_score = 0;
    for (int t = 0; t < RUBRIC_TASKS; t++) {
        struct task_result *task = &result->tasks[t];
        task->points = 0;
        for (size_t g = 0; g < task->n_groups; g++) {
            struct group_result *group = &task->groups[g];
            if (task->forfeit[0])
                group->points = group->cases[0].points = 0;
            task->points += group->points;
        }
        if (!task->graded)
            continue;
        result->score += task->points;
        result->max_score += rubric[t].points;
    }
    for (int t = 0; t < RUBRIC_TASKS; t++)
        for (int b = 0; rubric[t].builds_on[b]; b++) {
            int base = rubric_task_index(rubric[t].builds_on[b]);
            if (task_failed(&result->tasks[t]) && result->tasks[t].likely_cause < 0 &&
                task_failed(&result->tasks[base]))
                result->tasks[t].likely_cause = base;
        }
}

/* ---- the kinds ---- */

static void replace(char **text, const char *by)
{
    free(*text);
    *text = strdup(by);
    ck_assert_ptr_nonnull(*text);
}

static void make_stub(struct sample *s)
{
    for (int t = 0; t < RUBRIC_TASKS; t++)
        fail_task(s, rubric[t].id, VERDICT_WRONG);
    set_element(sample_case(s, "sigmoid", "value"), 0, 1, 0, 0.22270013882530884, 1e-16,
                3);
    fail_task(s, "gates", VERDICT_UNWRITTEN);
    set_element(sample_case(s, "gates", "add"), 0, 0, NAN, 1.5, 0, 3);
    fail_task(s, "unroll", VERDICT_WRONG);
    set_element(sample_case(s, "unroll", "count"), 0, 0, 0, 26, 0, 1);
}

static void make_one_root(struct sample *s)
{
    set_element(sample_fail(s, "forward", "softmax", VERDICT_WRONG), 0, 9,
                0.73105857863000490, 0.73105857863004879, 3.1e-17, 7);
    set_element(sample_fail(s, "forward", "saturated", VERDICT_NOT_FINITE), 0, 0,
                INFINITY, 0.5, 1e-17, 1);
    set_element(sample_fail(s, "cost", "softmax", VERDICT_WRONG), 0, 0, 1.25, 1.5, 1e-15,
                1);
    sample_fail(s, "gradient", "softmax", VERDICT_WRONG);
    sample_fail(s, "descent", "steps", VERDICT_WRONG);
    set_message(sample_fail(s, "digits", "held-out", VERDICT_WRONG),
                "812 of 1000 held-out digits are read right, 900 are asked for");
}

static void make_several(struct sample *s)
{
    set_element(sample_fail(s, "chain", "gradient", VERDICT_WRONG), 0, 3, 0.0125, -0.0125,
                1e-18, 6);
    set_message(sample_fail(s, "unroll", "roll", VERDICT_CRASH),
                "wrote past the end of Theta^(2)");
    sample_fail(s, "reldiff", "extremes", VERDICT_TIMEOUT);
    set_element(sample_fail(s, "backprop", "one-vs-all", VERDICT_UNWRITTEN), 1, 4, NAN,
                0.1, 1e-17, 2);
    snprintf(
        s->result.tasks[rubric_task_index("gradient")].forfeit, 240, "%s",
        "The gradient takes 530 times as long as the cost for 265 parameters: this is "
        "numerical differentiation, not backpropagation.");
}

static void make_unbuilt(struct sample *s)
{
    for (int t = 0; t < RUBRIC_TASKS; t++)
        fail_task(s, rubric[t].id, VERDICT_SKIPPED);
    s->result.built = false;
    s->result.n_failed = 1;
    replace(&s->result.diagnostics,
            "backprop.c: In function \u2018bp_sigmoid\u2019:\n"
            "backprop.c:3:9: warning: unused variable \u2018x\u2019 [-Wunused-variable]\n"
            "    3 |     int x;\n"
            "      |         ^\n"
            "backprop.c:12:5: error: \u2018exq\u2019 undeclared (first use in this "
            "function); "
            "did you mean \u2018exp\u2019?\n"
            "   12 |\treturn 1 / (1 + exq(-z));\n"
            "      |\t                ^~~\n");
}

static void make_partly(struct sample *s)
{
    make_unbuilt(s);
    for (int t = 0; t < RUBRIC_TASKS; t++)
        for (size_t g = 0; g < s->result.tasks[t].n_groups; g++) {
            struct group_result *group = &s->result.tasks[t].groups[g];
            group->points = group->cases[0].points = group->rubric->points;
            group->cases[0].verdict = VERDICT_PASS;
        }
    fail_task(s, "sigmoid", VERDICT_NOT_BUILT);
    s->result.built = true;
    s->result.n_sources = 2;
    replace(&s->result.undefined, "norm2, bp_sigmoid");
    replace(&s->result.notes, "links.c: a link, left aside\n");
    replace(&s->result.student_output, "hello from bp_cost\n");
}

static void make_hostile(struct sample *s)
{
    static char title[] = "a title\x1b[2J that clears";
    replace(&s->result.submission, "evil\x1b[31m\n::error::/folder\xff");
    replace(&s->result.diagnostics, "a\x1b]0;title\x07.c:1:1: warning: \u202egnol yrev\n"
                                    "100 / 100 points\n");
    replace(&s->result.undefined, "x\x1b[2K\r100 / 100");
    struct case_result *c = sample_fail(s, "cost", "softmax", VERDICT_CRASH);
    set_message(c, "no function \x1b[32mpass\x1b[0m\n 100 / 100 \u2066\xc3");
    s->cases[rubric_task_index("cost")][1].title = title;
}

static void make_one_task(struct sample *s, const char *id)
{
    for (int t = 0; t < RUBRIC_TASKS; t++)
        if (strcmp(rubric[t].id, id) != 0) {
            struct task_result *task = &s->result.tasks[t];
            for (size_t g = 0; g < task->n_groups; g++)
                free(task->groups[g].cases);
            *task = (struct task_result){.rubric = &rubric[t], .likely_cause = -1};
        }
}

static void make_kind(struct sample *s, enum sample_kind kind)
{
    switch (kind) {
    case SAMPLE_PERFECT: break;
    case SAMPLE_STUB: make_stub(s); break;
    case SAMPLE_ONE_ROOT: make_one_root(s); break;
    case SAMPLE_SEVERAL: make_several(s); break;
    case SAMPLE_UNBUILT: make_unbuilt(s); break;
    case SAMPLE_UNLINKED:
        make_unbuilt(s);
        s->result.n_failed = 0;
        replace(&s->result.diagnostics, "ld: a.o: multiple definition of 'bp_cost'\n");
        break;
    case SAMPLE_PARTLY: make_partly(s); break;
    case SAMPLE_HIDDEN:
        make_several(s);
        s->set.hidden = s->result.secret = true;
        replace(&s->result.student_output, "X[0] printed\n");
        break;
    case SAMPLE_HOSTILE: make_hostile(s); break;
    case SAMPLE_ONE_TASK:
        make_one_root(s);
        make_one_task(s, "forward");
        break;
    case SAMPLE_ONE_TASK_OK: make_one_task(s, "forward"); break;
    }
}

struct sample *sample_make(enum sample_kind kind)
{
    static char public_name[] = "public", hidden_name[] = "hidden", version[] = "1";
    struct sample *s = calloc(1, sizeof *s);
    ck_assert_ptr_nonnull(s);
    s->set.name = kind == SAMPLE_HIDDEN ? hidden_name : public_name;
    s->set.version = version;
    s->result.fixtures = &s->set;
    s->result.started = 1795816800; /* 2026-11-27T22:00:00Z */
    s->result.complete = true;
    s->result.built = true;
    s->result.n_sources = 1;
    s->result.seconds = 1.9375;
    s->result.peak_memory_kib = 4760;
    s->result.build_seconds = 0.5;
    replace(&s->result.submission, "student_template");
    replace(&s->result.diagnostics, "");
    replace(&s->result.student_output, "");
    replace(&s->result.layers, "rlimits, landlock, seccomp");
    replace(&s->result.lacking, "");
    for (int t = 0; t < RUBRIC_TASKS; t++)
        fill_task(s, t);
    make_kind(s, kind);
    sample_add_up(s);
    return s;
}

void sample_free(struct sample *sample)
{
    result_release(&sample->result);
    free(sample);
}
