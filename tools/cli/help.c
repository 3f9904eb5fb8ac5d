/* SPDX-License-Identifier: MIT */
/* --help: usage, examples, operands, options by group, columns, exit codes. */
#include <math.h>
#include <string.h>

#include "call.h"

enum { HELP_COLUMN = 28, LINE_WIDTH = 90 };

/* ---- Parts that the man page has as well ----------------------------------------------- */

void cli_option_heading(cli_text *out, const cli_option *o)
{
    const char *placeholder = cli_type_about(o->type)->placeholder;
    if (o->letter != 0) {
        cli_text_add(out, "-%c, ", o->letter);
    }
    cli_text_add(out, o->type == CLI_TYPE_SWITCH ? "--[no-]%s" : "--%s", o->name);
    if (placeholder != NULL) {
        cli_text_add(out, " %s", placeholder);
    }
}

/* A default that may not be given stands for something else. */
static bool stands_for_other(const cli_option *o)
{
    bool number = o->type == CLI_TYPE_DISTANCE || o->type == CLI_TYPE_DURATION ||
                  o->type == CLI_TYPE_REAL || o->type == CLI_TYPE_SHARE;
    return number && o->above_min && !(*(const double *)o->value > o->min);
}

void cli_option_about(cli_text *out, const cli_option *o)
{
    cli_text value = {NULL, 0, 0};
    cli_text_add(out, "%s", o->help);
    for (int i = 0; o->choices != NULL && o->choices[i] != NULL; i++) {
        cli_text_add(out, "%s%s", i == 0 ? "; one of " : ", ", o->choices[i]);
    }
    cli_value_text(&value, o);
    if (o->required) {
        cli_text_add(out, " (required)");
    } else if (o->unless != NULL && (value.size == 0 || stands_for_other(o))) {
        cli_text_add(out, " [%s]", o->unless);
    } else if (value.size > 0) {
        cli_text_add(out, " [%s]", value.data);
    }
    cli_text_clear(&value);
}

void cli_usage(cli_text *out, const cli_tool *tool)
{
    cli_text_add(out, "[options]");
    for (int i = 0; tool->options[i].name != NULL; i++) {
        const cli_option *o = &tool->options[i];
        if (o->required) {
            cli_text_add(out, " --%s %s", o->name, cli_type_about(o->type)->placeholder);
        }
    }
    for (const cli_operand *o = tool->operands; o != NULL && o->name != NULL; o++) {
        cli_text_add(out, o->optional ? " [%s]" : " %s", o->name);
    }
}

const cli_exit_text *cli_exit_texts(void)
{
    static const cli_exit_text texts[] = {
        {CLI_DONE, "done"},
        {CLI_FAILED, "failed: data, a file, memory; no output is kept"},
        {CLI_USAGE, "wrong command line: an option, a value or a field that is not there"},
        {CLI_SKIPPED, "done, but some features could not be used; standard error tells which"},
        {CLI_FOUND, "a check found something"},
        {CLI_INTERRUPTED, "interrupted; 143 when asked to end"},
        {0, NULL},
    };
    return texts;
}

/* ---- Layout -------------------------------------------------------------------------- */

/* Add @p text in lines of LINE_WIDTH, each after @p indent blanks, where the cursor is already.
 * A new line in it begins a paragraph. */
static void add_wrapped(cli_text *out, const char *text, size_t indent)
{
    size_t at = indent;
    bool first = true;
    while (*text != '\0') {
        size_t word = strcspn(text, " \n");
        if (!first && at + 1 + word > LINE_WIDTH) {
            cli_text_add(out, "\n%*s", (int)indent, "");
            at = indent;
            first = true;
        }
        cli_text_add(out, "%s%.*s", first ? "" : " ", (int)word, text);
        at += word + (first ? 0 : 1);
        first = false;
        text += word;
        if (text[0] == '\n') {
            cli_text_add(out, "\n\n%*s", (int)indent, "");
            at = indent;
            first = true;
        }
        text += *text == '\n' ? strspn(text, "\n") : *text != '\0';
    }
    cli_text_add(out, "\n");
}

static void add_row(cli_text *out, const char *heading, const char *about)
{
    size_t size = strlen(heading) + 2;
    cli_text_add(out, "  %s", heading);
    if (size + 2 > HELP_COLUMN) {
        cli_text_add(out, "\n");
        size = 0;
    }
    cli_text_add(out, "%*s", (int)(HELP_COLUMN - size), "");
    add_wrapped(out, about, HELP_COLUMN);
}

static void add_option(cli_text *out, const cli_option *o)
{
    cli_text heading = {NULL, 0, 0}, about = {NULL, 0, 0};
    cli_text_add(&heading, "%s", o->letter == 0 ? "    " : "");
    cli_option_heading(&heading, o);
    cli_option_about(&about, o);
    add_row(out, heading.data, about.data);
    cli_text_clear(&heading);
    cli_text_clear(&about);
}

static void add_options(cli_text *out, const cli_call *call)
{
    for (const char *group = cli_next_group(call, NULL); group != NULL;
         group = cli_next_group(call, group)) {
        cli_text_add(out, "\n%s:\n", group);
        for (int i = 0; call->options[i].name != NULL; i++) {
            const cli_option *o = &call->options[i];
            if (!o->hidden && strcmp(cli_group_of(o), group) == 0) {
                add_option(out, o);
            }
        }
    }
}

static void add_column(cli_text *out, const cli_column *c, const char *about)
{
    cli_text heading = {NULL, 0, 0};
    cli_text_add(&heading, "%-11s %-5s %s", c->name, geo_column_type_name(c->type),
                 c->unit != NULL ? c->unit : "");
    add_row(out, heading.data, about);
    cli_text_clear(&heading);
}

static void add_columns(cli_text *out, const cli_column *columns)
{
    if (columns == NULL || columns[0].name == NULL) {
        return;
    }
    cli_text_add(out, "\ncolumns added:\n");
    for (const cli_column *c = columns; c->name != NULL; c++) {
        add_column(out, c, c->help);
    }
}

void cli_table_column_about(cli_text *out, const cli_column *column)
{
    bool more = column->help != NULL && column->help[0] != '\0';
    cli_text_add(out, "%s%s%s", column->alias, more ? ": " : "", more ? column->help : "");
}

static void add_tables(cli_text *out, const cli_table *tables)
{
    for (const cli_table *t = tables; t != NULL && t->of != NULL; t++) {
        cli_text_add(out, "\ncolumns of %s:\n", t->of);
        for (const cli_column *c = t->columns; c->name != NULL; c++) {
            cli_text about = {NULL, 0, 0};
            cli_table_column_about(&about, c);
            add_column(out, c, about.data);
            cli_text_clear(&about);
        }
    }
}

void cli_help(cli_text *out, const cli_call *call)
{
    const cli_tool *tool = call->tool;
    cli_text_add(out, "%s - %s\n\nusage: %s ", tool->name, tool->summary, tool->name);
    cli_usage(out, tool);
    cli_text_add(out, "\n");
    if (tool->examples != NULL) {
        cli_text_add(out, "\nexamples:\n");
    }
    for (const cli_example *e = tool->examples; e != NULL && e->what != NULL; e++) {
        cli_text_add(out, "  # %s\n  %s\n", e->what, e->command);
    }
    if (tool->about != NULL) {
        cli_text_add(out, "\n");
        add_wrapped(out, tool->about, 0);
    }
    if (tool->operands != NULL) {
        cli_text_add(out, "\noperands:\n");
    }
    for (const cli_operand *o = tool->operands; o != NULL && o->name != NULL; o++) {
        add_row(out, o->name, o->help);
    }
    add_options(out, call);
    add_columns(out, tool->columns);
    add_tables(out, tool->tables);
    cli_text_add(out, "\nexit codes:\n");
    for (const cli_exit_text *e = cli_exit_texts(); e->text != NULL; e++) {
        cli_text_add(out, "  %-3d  %s\n", e->code, e->text);
    }
}
