#include "operators.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- What a token is --------------------------------------------------------------- */

bool is_type(const struct source *source, size_t i)
{
    static const char *const words[] = {"void",   "int",    "unsigned", "char",
                                        "double", "size_t", "uint64_t", "struct",
                                        "enum",   "const",  "static",   NULL};
    return token_is_one_of(source, i, words);
}

bool is_in_declaration(const struct source *source, size_t i)
{
    static const char *const before[] = {";", "{", "}", NULL};
    while (!token_is_one_of(source, i - 1, before) &&
           !(token_is(source, i - 1, "(") && token_is(source, i - 2, "for")))
        i--;
    return is_type(source, i);
}

bool is_in_loop_step(const struct source *source, size_t i)
{
    size_t semicolons = 0, depth = source->tokens[i].parentheses;
    if (depth == 0)
        return false;
    for (; !(token_is(source, i, "(") && source->tokens[i].parentheses < depth); i--)
        semicolons += token_is(source, i, ";");
    return semicolons == 2;
}

bool ends_operand(const struct source *source, size_t i)
{
    static const char *const keywords[] = {"return", "sizeof", "else", NULL};
    const struct token *token = &source->tokens[i];
    return token->kind == TOKEN_NUMBER || token_is(source, i, ")") ||
           token_is(source, i, "]") ||
           (token->kind == TOKEN_NAME && !is_type(source, i) &&
            !token_is_one_of(source, i, keywords));
}

size_t local_array(const struct collection *c, size_t i)
{
    const struct source *source = c->source;
    const struct function *function = &source->functions[c->function];
    for (size_t j = function->body; j < i; j++)
        if (is_type(source, j) && tokens_equal(source, j + 1, i) &&
            token_is(source, j + 2, "["))
            return strtoul(source->text + source->tokens[j + 3].at, NULL, 10);
    return 0;
}

/* The token becomes TEXT. */
static void replace(struct collection *c, size_t i, enum mutation kind, const char *text)
{
    const struct token *token = &c->source->tokens[i];
    collection_add(c, i,
                   &(struct change){.kind = kind,
                                    .first = i,
                                    .last = i,
                                    .before = text,
                                    .after = "",
                                    .label = c->source->text + token->at,
                                    .n_label = token->n_bytes,
                                    .shown = *text ? text : "removed"});
}

/* ---- Operators --------------------------------------------------------------------- */

static const struct {
    const char *token;
    enum mutation kind;
    const char *others[3];
} operators[] = {
    {"<", MUTATION_RELATIONAL, {"<=", ">=", "!="}},
    {"<=", MUTATION_RELATIONAL, {"<", ">", "=="}},
    {">", MUTATION_RELATIONAL, {">=", "<=", "<"}},
    {">=", MUTATION_RELATIONAL, {">", "<", "<="}},
    {"==", MUTATION_RELATIONAL, {"!=", "<=", ">="}},
    {"!=", MUTATION_RELATIONAL, {"==", "<", ">"}},
    {"+", MUTATION_ARITHMETIC, {"-", "*"}},
    {"-", MUTATION_ARITHMETIC, {"+", "*"}},
    {"*", MUTATION_ARITHMETIC, {"/", "+"}},
    {"/", MUTATION_ARITHMETIC, {"*", "+"}},
    {">>", MUTATION_ARITHMETIC, {"<<"}},
    {"^", MUTATION_ARITHMETIC, {"|", "&"}},
    {"+=", MUTATION_ASSIGNMENT, {"=", "-=", "*="}},
    {"-=", MUTATION_ASSIGNMENT, {"=", "+="}},
    {"*=", MUTATION_ASSIGNMENT, {"=", "/=", "+="}},
    {"/=", MUTATION_ASSIGNMENT, {"=", "*="}},
    {"=", MUTATION_ASSIGNMENT, {"+=", "-="}},
    {"++", MUTATION_INCREMENT, {"--", ""}},
    {"--", MUTATION_INCREMENT, {"++", ""}},
    {"&&", MUTATION_LOGICAL, {"||"}},
    {"||", MUTATION_LOGICAL, {"&&"}},
    {"!", MUTATION_LOGICAL, {""}},
};

/* An operator of one operand, `*p` or `-z`, is none of the table's; initial values are no
 * assignments; a loop without its increment has no end. */
static bool is_operator(const struct source *source, size_t i, size_t row, size_t other)
{
    if (operators[row].kind == MUTATION_ARITHMETIC)
        return ends_operand(source, i - 1) && !token_is(source, i + 1, "sizeof");
    if (operators[row].kind == MUTATION_ASSIGNMENT)
        return !is_in_loop_step(source, i) &&
               !(token_is(source, i, "=") && is_in_declaration(source, i));
    if (operators[row].kind == MUTATION_INCREMENT && !*operators[row].others[other])
        return !is_in_loop_step(source, i);
    return true;
}

static void change_operator(struct collection *c, size_t i)
{
    for (size_t row = 0; row < COUNT(operators); row++) {
        if (!token_is(c->source, i, operators[row].token))
            continue;
        for (size_t k = 0; k < COUNT(operators[row].others); k++)
            if (operators[row].others[k] && is_operator(c->source, i, row, k))
                replace(c, i, operators[row].kind, operators[row].others[k]);
    }
}

/* -z becomes z, and exp(z) becomes exp(-(z)). */
static void change_sign(struct collection *c, size_t i)
{
    const struct source *source = c->source;
    if (token_is(source, i, "-") && !ends_operand(source, i - 1))
        replace(c, i, MUTATION_SIGN, "");
    if (token_is(source, i, "exp") && !token_is(source, i + 2, "-"))
        collection_add(c, i,
                       &(struct change){.kind = MUTATION_SIGN,
                                        .first = i + 1,
                                        .last = token_closing(source, i + 1),
                                        .before = "(-",
                                        .keep = true,
                                        .after = ")",
                                        .label = "exp",
                                        .n_label = 3,
                                        .shown = "-"});
}

/* ---- Constants --------------------------------------------------------------------- */

/* sum[1] may become sum[0], but not sum[4] of four elements. */
static bool is_within(const struct collection *c, size_t i, unsigned long value)
{
    if (!token_is(c->source, i - 1, "[") || !token_is(c->source, i + 1, "]"))
        return true;
    size_t n = local_array(c, i - 2);
    return n == 0 || value < n;
}

static void change_integer(struct collection *c, size_t i, unsigned long value)
{
    unsigned long others[] = {value + 1, value > 0 ? value - 1 : 1, 0};
    for (size_t k = 0; k < COUNT(others); k++) {
        char text[32];
        snprintf(text, sizeof text, "%lu", others[k]);
        bool endless = others[k] == 0 && is_in_loop_step(c->source, i);
        if (others[k] != value && !endless && is_within(c, i, others[k]))
            replace(c, i, MUTATION_CONSTANT, text);
    }
}

static void change_constant(struct collection *c, size_t i)
{
    const struct token *token = &c->source->tokens[i];
    const char *digits = c->source->text + token->at;
    char text[64];
    bool is_size = token_is(c->source, i - 1, "[") && is_type(c->source, i - 3);
    if (token->kind != TOKEN_NUMBER || is_size)
        return;
    if (memchr(digits, 'x', token->n_bytes)) {
        static const char *const steps[] = {"+1", "-1", "*0"};
        for (size_t k = 0; k < COUNT(steps); k++) {
            snprintf(text, sizeof text, "(%.*s%s)", (int)token->n_bytes, digits,
                     steps[k]);
            replace(c, i, MUTATION_CONSTANT, text);
        }
    } else if (memchr(digits, '.', token->n_bytes)) {
        double value = strtod(digits, NULL), others[] = {value + 1, value - 1, 0};
        for (size_t k = 0; k < COUNT(others); k++) {
            snprintf(text, sizeof text, others[k] < 0 ? "(%g)" : "%g", others[k]);
            replace(c, i, MUTATION_CONSTANT, text);
        }
    } else {
        change_integer(c, i, strtoul(digits, NULL, 10));
    }
}

/* ---- Names ------------------------------------------------------------------------- */

static const struct {
    const char *name, *other;
} calls[] = {
    {"fabs", ""},
    {"sqrt", ""},
    {"log1p", "log"},
    {"fmax", "fmin"},
    {"exp", "expm1"},
    {"bp_sigmoid", "bp_sigmoid_gradient"},
    {"bp_sigmoid_gradient", "bp_sigmoid"},
    {"n_weights", "n_activations"},
    {"bp_cost", "-bp_cost"},
    {"bp_cost_gradient", "0*bp_cost_gradient"},
    {"n_activations", "bp_n_parameters"},
    {"bp_n_parameters", "n_activations"},
};

/* log1p(x) becomes log(x), and log(1 + x), which has lost the digits of a small x. */
static void change_call(struct collection *c, size_t i)
{
    if (!token_is(c->source, i + 1, "("))
        return;
    for (size_t k = 0; k < COUNT(calls); k++)
        if (token_is(c->source, i, calls[k].name))
            replace(c, i, MUTATION_CALL, calls[k].other);
    if (token_is(c->source, i, "log1p"))
        collection_add(c, i,
                       &(struct change){.kind = MUTATION_CALL,
                                        .first = i,
                                        .last = i + 1,
                                        .before = "log(1 + ",
                                        .after = "",
                                        .label = "log1p",
                                        .n_label = 5,
                                        .shown = "log(1+"});
}

/* Variables that are of the same type and taken for each other; each pair both ways. */
static const char *const pairs[][2] = {
    {"x", "y"},
    {"dx", "dy"},
    {"df", "x"},
    {"df", "y"},
    {"w", "x"},
    {"dw", "dx"},
    {"a", "b"},
    {"n", "i"},
    {"i", "j"},
    {"i", "k"},
    {"j", "n_in"},
    {"i", "m"},
    {"numerator", "denominator"},
    {"dnumerator", "ddenominator"},
    {"dsum", "ddenominator"},
    {"sum", "numerator"},
    {"theta1", "theta2"},
    {"a1", "a2"},
    {"z1", "z2"},
    {"x", "a1"},
    {"delta1", "delta2"},
    {"n_in", "n_out"},
    {"a", "delta"},
    {"a", "below"},
    {"a", "x"},
    {"delta", "below"},
    {"above", "below"},
    {"row", "below"},
    {"row", "a"},
    {"l", "L"},
    {"k", "K"},
    {"i", "K"},
    {"s", "l"},
    {"best", "k"},
    {"max", "sum"},
    {"largest", "label"},
    {"k", "label"},
    {"k", "largest"},
    {"losses", "squares"},
    {"lambda", "losses"},
    {"lambda", "squares"},
    {"lambda", "alpha"},
    {"theta", "grad"},
    {"theta", "moved"},
    {"theta", "a"},
    {"theta", "x"},
    {"theta", "Theta"},
    {"z", "a"},
    {"z", "e"},
    {"sum", "lambda"},
    {"norms", "difference"},
    {"iterations", "n"},
    {"u", "seed"},
};

/* Is token I a variable that is read or written, rather than declared, called or a
 * member? */
static bool is_variable(const struct collection *c, size_t i)
{
    const struct source *source = c->source;
    if (source->tokens[i].kind != TOKEN_NAME || is_type(source, i) ||
        is_type(source, i - 1) || token_is(source, i + 1, "(") ||
        token_is(source, i - 1, "->") || token_is(source, i - 1, "."))
        return false;
    if (token_is(source, i - 1, "*") && is_type(source, i - 2))
        return false;
    return !(token_is(source, i - 1, ")") && token_is(source, i - 2, "void"));
}

/* Is there an earlier token of this name, from the parameters on? */
static bool is_in_scope(const struct collection *c, size_t i, const char *name)
{
    for (size_t j = c->source->functions[c->function].name + 1; j < i; j++)
        if (token_is(c->source, j, name) && !token_is(c->source, j - 1, "->") &&
            !token_is(c->source, j - 1, "."))
            return true;
    return false;
}

static void change_name(struct collection *c, size_t i)
{
    if (!is_variable(c, i) || is_in_loop_step(c->source, i))
        return;
    for (size_t k = 0; k < COUNT(pairs); k++)
        for (size_t side = 0; side < 2; side++)
            if (token_is(c->source, i, pairs[k][side]) &&
                is_in_scope(c, i, pairs[k][side]) && is_in_scope(c, i, pairs[k][!side]))
                replace(c, i, MUTATION_NAME, pairs[k][!side]);
}

void operators_of_token(struct collection *c, size_t token)
{
    change_operator(c, token);
    change_sign(c, token);
    change_constant(c, token);
    change_call(c, token);
    change_name(c, token);
}
