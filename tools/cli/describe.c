/* SPDX-License-Identifier: MIT */
/* --describe: the tables as JSON, for the QGIS provider and other programs. */
#include <math.h>

#include "call.h"

static void add_member(cli_text *out, const char *key, const char *value)
{
    cli_text_add(out, ", \"%s\": ", key);
    cli_text_json(out, value);
}

static void add_range(cli_text *out, const cli_option *o)
{
    if (o->min == 0.0 && o->max == 0.0 && !o->above_min) {
        return;
    }
    cli_text_add(out, ", \"%s\": ", o->above_min ? "above" : "min");
    cli_text_number(out, o->min);
    if (o->max > o->min && isfinite(o->max)) {
        cli_text_add(out, ", \"%s\": ", o->below_max ? "below" : "max");
        cli_text_number(out, o->max);
    }
}

static void add_option(cli_text *out, const cli_option *o)
{
    const cli_type_info *info = cli_type_about(o->type);
    cli_text_add(out, "{\"name\": ");
    cli_text_json(out, o->name);
    if (o->letter != 0) {
        cli_text_add(out, ", \"letter\": \"%c\"", o->letter);
    }
    add_member(out, "type", info->name);
    add_member(out, "unit", info->unit);
    cli_text_add(out, ", \"default\": ");
    cli_value_json(out, o);
    add_range(out, o);
    if (o->choices != NULL) {
        cli_text_add(out, ", \"choices\": [");
        for (int i = 0; o->choices[i] != NULL; i++) {
            cli_text_add(out, "%s", i > 0 ? ", " : "");
            cli_text_json(out, o->choices[i]);
        }
        cli_text_add(out, "]");
    }
    if (o->of != NULL) {
        add_member(out, "of", o->of);
    }
    cli_text_add(out, ", \"required\": %s", o->required ? "true" : "false");
    add_member(out, "group", cli_group_of(o));
    add_member(out, "help", o->help);
    cli_text_add(out, "}");
}

static void add_operands(cli_text *out, const cli_operand *operands)
{
    const char *comma = "";
    for (const cli_operand *o = operands; o != NULL && o->name != NULL; o++) {
        cli_text_add(out, "%s\n    {\"name\": ", comma);
        cli_text_json(out, o->name);
        add_member(out, "type", cli_type_about(o->type)->name);
        cli_text_add(out, ", \"required\": %s", o->optional ? "false" : "true");
        add_member(out, "help", o->help);
        cli_text_add(out, "}");
        comma = ",";
    }
}

static void add_columns(cli_text *out, const cli_column *columns)
{
    const char *comma = "";
    for (const cli_column *c = columns; c != NULL && c->name != NULL; c++) {
        cli_text_add(out, "%s\n    {\"name\": ", comma);
        cli_text_json(out, c->name);
        add_member(out, "type", geo_column_type_name(c->type));
        add_member(out, "unit", c->unit);
        add_member(out, "alias", c->alias);
        add_member(out, "alias_zh", c->alias_zh);
        add_member(out, "help", c->help);
        cli_text_add(out, "}");
        comma = ",";
    }
}

/* Only of tools that write any. */
static void add_tables(cli_text *out, const cli_table *tables)
{
    const char *comma = "";
    if (tables == NULL) {
        return;
    }
    cli_text_add(out, ",\n  \"tables\": [");
    for (const cli_table *t = tables; t->of != NULL; t++) {
        cli_text_add(out, "%s\n    {\"of\": ", comma);
        cli_text_json(out, t->of);
        cli_text_add(out, ", \"columns\": [");
        add_columns(out, t->columns);
        cli_text_add(out, "]}");
        comma = ",";
    }
    cli_text_add(out, "\n  ]");
}

void cli_describe(cli_text *out, const cli_call *call)
{
    const cli_tool *tool = call->tool;
    const char *comma = "";
    cli_text_add(out, "{\n  \"name\": ");
    cli_text_json(out, tool->name);
    cli_text_add(out, ",\n  \"version\": ");
    cli_text_json(out, geo_version());
    cli_text_add(out, ",\n  \"summary\": ");
    cli_text_json(out, tool->summary);
    cli_text_add(out, ",\n  \"about\": ");
    cli_text_json(out, tool->about);
    cli_text_add(out, ",\n  \"operands\": [");
    add_operands(out, tool->operands);
    cli_text_add(out, "\n  ],\n  \"options\": [");
    for (int i = 0; call->options[i].name != NULL; i++) {
        if (!call->options[i].hidden) {
            cli_text_add(out, "%s\n    ", comma);
            add_option(out, &call->options[i]);
            comma = ",";
        }
    }
    cli_text_add(out, "\n  ],\n  \"columns\": [");
    add_columns(out, tool->columns);
    cli_text_add(out, "\n  ]");
    add_tables(out, tool->tables);
    cli_text_add(out, "\n}\n");
}
