/* SPDX-License-Identifier: MIT */
/* Tables as the main output of a tool: results that are no layer. */
#include <math.h>
#include <string.h>

#include "call.h"

/* ---- Cells ---------------------------------------------------------------------------------- */

/* 12 digits, as far as results are the same on any machine. */
static void add_number(cli_text *text, double value, bool json)
{
    if (isfinite(value)) {
        cli_text_add(text, "%.12g", value + 0.0); /* of -0 makes 0 */
    } else if (json) {
        cli_text_add(text, "null");
    }
}

/* In quotes where it must be; with --escape-formulas a ' comes first where spreadsheets would
 * run it. */
static void add_csv_text(const cli_call *call, cli_text *text, const char *value)
{
    if (value == NULL) {
        return;
    }
    bool formula =
        call->common.escape_formulas && value[0] != '\0' && strchr("=+-@\t\r", value[0]) != NULL;
    bool quote = strpbrk(value, ",\"\r\n") != NULL;
    cli_text_add(text, "%s%s", quote ? "\"" : "", formula ? "'" : "");
    for (; *value != '\0'; value++) {
        cli_text_add(text, "%s%c", *value == '"' ? "\"" : "", *value);
    }
    cli_text_add(text, "%s", quote ? "\"" : "");
}

static void add_cell(const cli_call *call, cli_text *text, const cli_table_column *c, int64_t row,
                     bool json)
{
    if (c->number != NULL) {
        add_number(text, c->number[row], json);
    } else if (json) {
        cli_text_json(text, c->text[row]);
    } else {
        add_csv_text(call, text, c->text[row]);
    }
}

/* ---- The whole ------------------------------------------------------------------------------- */

static void add_csv(const cli_call *call, cli_text *text, int64_t n, const cli_table_column *c)
{
    for (int k = 0; c[k].name != NULL; k++) {
        cli_text_add(text, "%s%s", k > 0 ? "," : "", c[k].name);
    }
    cli_text_add(text, "\n");
    for (int64_t i = 0; i < n; i++) {
        for (int k = 0; c[k].name != NULL; k++) {
            cli_text_add(text, "%s", k > 0 ? "," : "");
            add_cell(call, text, &c[k], i, false);
        }
        cli_text_add(text, "\n");
    }
}

static void add_json(cli_call *call, cli_text *text, int64_t n, const cli_table_column *c)
{
    cli_text_add(text, "{\"geo:run\": %s,\n\"rows\": [", cli_run_json(call, n));
    for (int64_t i = 0; i < n; i++) {
        cli_text_add(text, "%s{", i > 0 ? ",\n" : "\n");
        for (int k = 0; c[k].name != NULL; k++) {
            cli_text_add(text, "%s\"%s\": ", k > 0 ? ", " : "", c[k].name);
            add_cell(call, text, &c[k], i, true);
        }
        cli_text_add(text, "}");
    }
    cli_text_add(text, "\n]}\n");
}

/* JSON for standard output and .json. */
static geo_status choose(cli_call *call, bool *json)
{
    geo_format format = (geo_format)call->common.format;
    const char *output = call->common.output;
    size_t length = strlen(output);
    bool named = length >= 5 && strcmp(output + length - 5, ".json") == 0;
    *json = format == GEO_FORMAT_AUTO && (named || strcmp(output, "-") == 0);
    if (*json || format == GEO_FORMAT_CSV ||
        (format == GEO_FORMAT_AUTO && geo_format_of(output) == GEO_FORMAT_CSV)) {
        return GEO_OK;
    }
    return cli_fail(call, GEO_INVALID, "-o FILE.json or FILE.csv, or --format csv",
                    "the result is a table, not a layer: it is written as JSON or CSV");
}

geo_status cli_check_table(cli_call *call)
{
    bool json;
    if (call->common.style == 1) {
        return cli_fail(call, GEO_INVALID, "leave --style out", "a table has no style");
    }
    return choose(call, &json);
}

geo_status cli_write_table(cli_call *call, int64_t n, const cli_table_column *columns)
{
    geo_status status = GEO_OK;
    cli_text text = {NULL, 0, 0};
    bool json;
    CLI_TRY(choose(call, &json));
    if (json) {
        add_json(call, &text, n, columns);
    } else {
        add_csv(call, &text, n, columns);
    }
    CLI_TRY(cli_write_text(call, call->common.output, text.data, text.size));
done:
    cli_text_clear(&text);
    return status;
}
