/* SPDX-License-Identifier: MIT */
/* --man: the man page's source, from the same tables as --help. No date: equal builds are equal. */
#include <ctype.h>
#include <string.h>

#include "call.h"

/* Add @p text with what troff would take as its own escaped. */
static void add_escaped(cli_text *out, const char *text)
{
    bool line_start = true;
    for (; *text != '\0'; text++) {
        if (line_start && (*text == '.' || *text == '\'')) {
            cli_text_add(out, "\\&");
        }
        if (*text == '\\') {
            cli_text_add(out, "\\e");
        } else if (*text == '-') {
            cli_text_add(out, "\\-");
        } else {
            cli_text_add(out, "%c", *text);
        }
        line_start = *text == '\n';
    }
}

static void add_paragraphs(cli_text *out, const char *text)
{
    while (*text != '\0') {
        size_t size = strcspn(text, "\n");
        cli_text line = {NULL, 0, 0};
        cli_text_add(&line, "%.*s", (int)size, text);
        if (size > 0) {
            cli_text_add(out, ".PP\n");
            add_escaped(out, line.data);
            cli_text_add(out, "\n");
        }
        cli_text_clear(&line);
        text += size + (text[size] == '\n');
    }
}

static void add_item(cli_text *out, const char *heading, const char *about)
{
    cli_text_add(out, ".TP\n\\fB");
    add_escaped(out, heading);
    cli_text_add(out, "\\fR\n");
    add_escaped(out, about);
    cli_text_add(out, "\n");
}

static void add_upper(cli_text *out, const char *text)
{
    for (; *text != '\0'; text++) {
        cli_text_add(out, "%c", toupper((unsigned char)*text));
    }
}

static void add_head(cli_text *out, const cli_tool *tool)
{
    cli_text usage = {NULL, 0, 0};
    cli_usage(&usage, tool);
    cli_text_add(out, ".TH ");
    add_upper(out, tool->name);
    cli_text_add(out, " 1 \"\" \"geo %s\" \"Spatial planning analysis\"\n.SH NAME\n",
                 geo_version());
    add_escaped(out, tool->name);
    cli_text_add(out, " \\- ");
    add_escaped(out, tool->summary);
    cli_text_add(out, "\n.SH SYNOPSIS\n.B ");
    add_escaped(out, tool->name);
    cli_text_add(out, "\n");
    add_escaped(out, usage.data);
    cli_text_add(out, "\n");
    cli_text_clear(&usage);
    if (tool->about != NULL) {
        cli_text_add(out, ".SH DESCRIPTION\n");
        add_paragraphs(out, tool->about);
    }
}

static void add_group(cli_text *out, const cli_call *call, const char *group)
{
    for (int i = 0; call->options[i].name != NULL; i++) {
        const cli_option *o = &call->options[i];
        if (o->hidden || strcmp(cli_group_of(o), group) != 0) {
            continue;
        }
        cli_text heading = {NULL, 0, 0}, about = {NULL, 0, 0};
        cli_option_heading(&heading, o);
        cli_option_about(&about, o);
        add_item(out, heading.data, about.data);
        cli_text_clear(&heading);
        cli_text_clear(&about);
    }
}

static void add_column(cli_text *out, const cli_column *c, const char *about)
{
    cli_text heading = {NULL, 0, 0};
    cli_text_add(&heading, "%s (%s%s%s)", c->name, geo_column_type_name(c->type),
                 c->unit != NULL ? ", " : "", c->unit != NULL ? c->unit : "");
    add_item(out, heading.data, about);
    cli_text_clear(&heading);
}

static void add_columns(cli_text *out, const cli_column *columns)
{
    cli_text_add(out, ".SH COLUMNS ADDED\n");
    for (const cli_column *c = columns; c->name != NULL; c++) {
        add_column(out, c, c->help);
    }
}

static void add_tables(cli_text *out, const cli_table *tables)
{
    cli_text_add(out, ".SH TABLES\n");
    for (const cli_table *t = tables; t->of != NULL; t++) {
        cli_text_add(out, ".SS columns of ");
        add_escaped(out, t->of);
        cli_text_add(out, "\n");
        for (const cli_column *c = t->columns; c->name != NULL; c++) {
            cli_text about = {NULL, 0, 0};
            cli_table_column_about(&about, c);
            add_column(out, c, about.data);
            cli_text_clear(&about);
        }
    }
}

void cli_man(cli_text *out, const cli_call *call)
{
    const cli_tool *tool = call->tool;
    add_head(out, tool);
    if (tool->operands != NULL) {
        cli_text_add(out, ".SH OPERANDS\n");
    }
    for (const cli_operand *o = tool->operands; o != NULL && o->name != NULL; o++) {
        add_item(out, o->name, o->help);
    }
    cli_text_add(out, ".SH OPTIONS\n");
    for (const char *group = cli_next_group(call, NULL); group != NULL;
         group = cli_next_group(call, group)) {
        cli_text_add(out, ".SS ");
        add_escaped(out, group);
        cli_text_add(out, "\n");
        add_group(out, call, group);
    }
    if (tool->columns != NULL && tool->columns[0].name != NULL) {
        add_columns(out, tool->columns);
    }
    if (tool->tables != NULL) {
        add_tables(out, tool->tables);
    }
    if (tool->examples != NULL) {
        cli_text_add(out, ".SH EXAMPLES\n");
    }
    for (const cli_example *e = tool->examples; e != NULL && e->what != NULL; e++) {
        cli_text_add(out, ".PP\n");
        add_escaped(out, e->what);
        cli_text_add(out, ":\n.PP\n.nf\n");
        add_escaped(out, e->command);
        cli_text_add(out, "\n.fi\n");
    }
    cli_text_add(out, ".SH EXIT STATUS\n");
    for (const cli_exit_text *e = cli_exit_texts(); e->text != NULL; e++) {
        cli_text_add(out, ".TP\n.B %d\n%s\n", e->code, e->text);
    }
}
