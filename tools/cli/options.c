/* SPDX-License-Identifier: MIT */
/* The command line against the table. First every argument finds its option, then, unless help is
 * asked for, the texts become values; so --help shows defaults wherever it stands. */
#include <string.h>

#include "call.h"

/* ---- Find ---------------------------------------------------------------------------- */

static int find_name(const cli_call *call, const char *name, size_t size)
{
    for (int i = 0; call->options[i].name != NULL; i++) {
        if (strlen(call->options[i].name) == size &&
            memcmp(call->options[i].name, name, size) == 0) {
            return i;
        }
    }
    return -1;
}

static int find_letter(const cli_call *call, char letter)
{
    for (int i = 0; call->options[i].name != NULL; i++) {
        if (call->options[i].letter == letter) {
            return i;
        }
    }
    return -1;
}

static bool takes_value(const cli_option *option)
{
    return cli_type_about(option->type)->placeholder != NULL;
}

/* What was meant by an unknown name: the only one it begins, or the nearest. */
static const char *meant(const cli_call *call, const char *name)
{
    const char *words[CLI_MAX_OPTIONS], *begun = NULL;
    int n = 0, begins = 0;
    for (int i = 0; call->options[i].name != NULL; i++) {
        if (!call->options[i].hidden) {
            words[n++] = call->options[i].name;
            if (name[0] != '\0' && strncmp(words[n - 1], name, strlen(name)) == 0) {
                begun = words[n - 1];
                begins++;
            }
        }
    }
    return begins == 1 ? begun : geo_closest_word(name, words, n);
}

static bool tell_unknown(cli_call *call, const char *argument, const char *name)
{
    const char *near = meant(call, name);
    if (near != NULL) {
        cli_wrong(call, cli_format(call, "--%s", near), "unknown option %s", argument);
    } else {
        cli_wrong(call, cli_format(call, "%s --help", call->tool->name), "unknown option %s",
                  argument);
    }
    return false;
}

/* ---- Match --------------------------------------------------------------------------- */

static bool keep(cli_call *call, int i, const char *text)
{
    if (call->text[i] != NULL) {
        cli_wrong(call, NULL, "--%s is given twice", call->options[i].name);
        return false;
    }
    call->text[i] = text;
    return true;
}

/* The value of option @p i: @p attached, or the next argument. */
static bool keep_value(cli_call *call, int i, const char *attached, int *at)
{
    if (attached != NULL) {
        return keep(call, i, attached);
    }
    const char *next = *at + 1 < call->argc ? call->argv[*at + 1] : NULL;
    if (next == NULL || (strncmp(next, "--", 2) == 0 && next[2] != '\0')) {
        const cli_option *o = &call->options[i];
        const char *example = cli_type_about(o->type)->example;
        cli_wrong(call,
                  cli_format(call, "--%s %s", o->name, example != NULL ? example : o->choices[0]),
                  "--%s needs a value", o->name);
        return false;
    }
    ++*at;
    return keep(call, i, next);
}

static bool match_long(cli_call *call, int *at)
{
    const char *argument = call->argv[*at], *name = argument + 2;
    size_t size = strcspn(name, "=");
    const char *attached = name[size] == '=' ? name + size + 1 : NULL;
    int i = find_name(call, name, size);
    if (i < 0 && strncmp(name, "no-", 3) == 0) {
        i = find_name(call, name + 3, size - 3);
        i = i >= 0 && call->options[i].type == CLI_TYPE_SWITCH ? i : -1;
    }
    if (i < 0) {
        char *typed = cli_format(call, "%.*s", (int)size, name);
        return tell_unknown(call, cli_format(call, "--%s", typed), typed);
    }
    if (takes_value(&call->options[i])) {
        return keep_value(call, i, attached, at);
    }
    if (attached != NULL) {
        cli_wrong(call, NULL, "--%.*s takes no value", (int)size, name);
        return false;
    }
    return keep(call, i, name);
}

/* "-q", "-qo file", "-ofile" */
static bool match_letters(cli_call *call, int *at)
{
    const char *word = call->argv[*at] + 1;
    if (word[1] != '\0' && find_name(call, word, strcspn(word, "=")) >= 0) {
        return tell_unknown(call, call->argv[*at], word); /* "-method" lacks a dash */
    }
    for (const char *letter = word; *letter != '\0'; letter++) {
        int i = find_letter(call, *letter);
        if (i < 0) {
            char *typed = cli_format(call, "-%c", *letter);
            return tell_unknown(call, typed, word);
        }
        if (takes_value(&call->options[i])) {
            return keep_value(call, i, letter[1] != '\0' ? letter + 1 : NULL, at);
        }
        if (!keep(call, i, call->options[i].name)) {
            return false;
        }
    }
    return true;
}

/* "--method hdbscan" for a word that an option has among its choices; else NULL. */
static const char *choice_of(cli_call *call, const char *word)
{
    for (int i = 0; call->options[i].name != NULL; i++) {
        const cli_option *o = &call->options[i];
        for (int k = 0; o->choices != NULL && o->choices[k] != NULL; k++) {
            if (strcmp(o->choices[k], word) == 0) {
                return cli_format(call, "--%s %s", o->name, word);
            }
        }
    }
    return NULL;
}

/* One operand too many: it, or one before it, may be the choice of an option or another layer. */
static const char *mend_operand(cli_call *call, int count, const char *text)
{
    const char *mend = choice_of(call, text);
    for (int i = 0; i < count && mend == NULL; i++) {
        mend = choice_of(call, call->operands[i]);
    }
    for (int i = 0; call->options[i].name != NULL && mend == NULL; i++) {
        if (call->options[i].type == CLI_TYPE_LAYER && call->text[i] == NULL) {
            mend = cli_format(call, "--%s %s", call->options[i].name, text);
        }
    }
    return mend;
}

static bool keep_operand(cli_call *call, int *count, const char *text)
{
    const cli_operand *operands = call->tool->operands;
    if (operands == NULL || operands[*count].name == NULL) {
        cli_wrong(call, mend_operand(call, *count, text), "unexpected operand \"%s\"", text);
        return false;
    }
    call->operands[(*count)++] = text;
    return true;
}

static bool match_all(cli_call *call, int *operand_count)
{
    bool only_operands = false;
    for (int at = 1; at < call->argc; at++) {
        const char *argument = call->argv[at];
        bool good;
        if (only_operands || argument[0] != '-' || argument[1] == '\0') {
            good = keep_operand(call, operand_count, argument);
        } else if (strcmp(argument, "--") == 0) {
            good = only_operands = true;
        } else if (argument[1] == '-') {
            good = match_long(call, &at);
        } else {
            good = match_letters(call, &at);
        }
        if (!good) {
            return false;
        }
    }
    return true;
}

/* ---- Values -------------------------------------------------------------------------- */

static bool read_operands(cli_call *call, int count)
{
    const cli_operand *operands = call->tool->operands;
    for (int i = 0; operands != NULL && operands[i].name != NULL; i++) {
        if (i < count) {
            *(const char **)operands[i].value = call->operands[i];
        } else if (!operands[i].optional) {
            cli_text usage = {NULL, 0, 0};
            cli_usage(&usage, call->tool);
            cli_wrong(call, cli_format(call, "%s %s", call->tool->name, usage.data),
                      "%s is missing", operands[i].name);
            cli_text_clear(&usage);
            return false;
        }
    }
    return true;
}

static bool read_options(cli_call *call)
{
    for (int i = 0; call->options[i].name != NULL; i++) {
        const cli_option *o = &call->options[i];
        if (call->text[i] != NULL) {
            if (!cli_value_parse(call, o, call->text[i])) {
                return false;
            }
        } else if (o->required) {
            const char *example = cli_type_about(o->type)->example;
            cli_wrong(
                call,
                cli_format(call, "--%s %s", o->name, example != NULL ? example : o->choices[0]),
                "--%s is missing", o->name);
            return false;
        }
    }
    return true;
}

/* Options whose variables are in cli_common and ask for a text instead of a run. */
static bool read_questions(cli_call *call)
{
    const void *questions[] = {&call->common.help, &call->common.version, &call->common.describe,
                               &call->common.man,  &call->common.summary, &call->common.completion};
    for (int i = 0; call->options[i].name != NULL; i++) {
        for (size_t k = 0; k < sizeof questions / sizeof questions[0]; k++) {
            if (call->text[i] != NULL && call->options[i].value == questions[k] &&
                !cli_value_parse(call, &call->options[i], call->text[i])) {
                return false;
            }
        }
    }
    return true;
}

bool cli_parse(cli_call *call)
{
    int operand_count = 0;
    if (!match_all(call, &operand_count) || !read_questions(call)) {
        return false;
    }
    return cli_asks(&call->common) || (read_operands(call, operand_count) && read_options(call));
}

bool cli_given(const cli_call *call, const void *value)
{
    for (int i = 0; call->options[i].name != NULL; i++) {
        if (call->options[i].value == value) {
            return call->text[i] != NULL;
        }
    }
    return false;
}
