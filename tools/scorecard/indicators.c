/* SPDX-License-Identifier: MIT */
/* The rows of a scorecard: indicators.csv, read and checked. What can be wrong in a row is told
 * with its line, before any layer is read. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scorecard.h"

enum { FIRST_LINE = 2, MAX_ID = 10, MAX_TERMS = 16, MAX_VALUES = 32 };

bool rows_look_alike(const indicator *a, const indicator *b)
{
    return strcmp(a->measure->tool, b->measure->tool) == 0 &&
           a->measure->evidence == b->measure->evidence && options_alike(a, b) &&
           strcmp(a->layer, b->layer) == 0 && strcmp(a->filter_text, b->filter_text) == 0 &&
           strcmp(a->facilities, b->facilities) == 0 &&
           strcmp(a->facilities_filter_text, b->facilities_filter_text) == 0;
}

void row_place(scorecard *card, const indicator *row)
{
    cli_place(card->call, cli_format(card->call, "%s/indicators.csv: line %lld (%s)", card->folder,
                                     (long long)row->line, row->id));
}

geo_status row_fails(scorecard *card, const indicator *row, const char *mend, const char *format,
                     ...)
{
    char what[512];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(what, sizeof what, format, args);
    va_end(args);
    row_place(card, row);
    return cli_fail(card->call, GEO_DATA, mend, "%s", what);
}

/* ---- Cells ------------------------------------------------------------------------------- */

/* The text of a cell without blanks around it; "" when empty or the column is not there. */
static const char *cell_of_table(scorecard *card, const geo_layer *table, const char *name,
                                 int64_t row)
{
    char buffer[32];
    size_t size = 0;
    geo_column column = column_of(table, name);
    if (column.n == 0) {
        return "";
    }
    const char *text = cell_text(&column, row, buffer, &size);
    while (size > 0 && text[0] == ' ') {
        text++;
        size--;
    }
    while (size > 0 && text[size - 1] == ' ') {
        size--;
    }
    return cli_format(card->call, "%.*s", (int)size, text);
}

/* ---- Conditions -------------------------------------------------------------------------- */

/* Cut @p text at @p separator; pieces are terminated copies. */
static int64_t cut(scorecard *card, const char *text, char separator, const char **pieces,
                   int64_t room)
{
    int64_t n = 0;
    while (n < room) {
        const char *end = strchr(text, separator);
        size_t size = end != NULL ? (size_t)(end - text) : strlen(text);
        pieces[n++] = cli_format(card->call, "%.*s", (int)size, text);
        if (end == NULL) {
            break;
        }
        text = end + 1;
    }
    return n;
}

static geo_status condition_cell(scorecard *card, const indicator *row, const char *name,
                                 const char *text, conditions *out)
{
    const char *pieces[MAX_TERMS], *values[MAX_VALUES];
    if (text[0] == '\0') {
        return GEO_OK;
    }
    int64_t n = cut(card, text, ';', pieces, MAX_TERMS);
    term *terms = cli_array(card->call, n, sizeof *terms);
    for (int64_t i = 0; i < n; i++) {
        const char *equals = strchr(pieces[i], '=');
        if (equals == NULL || equals == pieces[i] ||
            (equals[-1] == '!' && equals - 1 == pieces[i])) {
            return row_fails(card, row, "write column=value, or column=value|value;column!=value",
                             "%s is '%s', not a condition", name, text);
        }
        terms[i].differs = equals[-1] == '!';
        terms[i].column = cli_format(
            card->call, "%.*s", (int)(equals - pieces[i]) - (terms[i].differs ? 1 : 0), pieces[i]);
        terms[i].value_count = cut(card, equals + 1, '|', values, MAX_VALUES);
        const char **kept = cli_array(card->call, terms[i].value_count, sizeof *kept);
        memcpy(kept, values, (size_t)terms[i].value_count * sizeof *kept);
        terms[i].values = kept;
    }
    *out = (conditions){terms, n};
    return GEO_OK;
}

/* ---- Measure, unit, target --------------------------------------------------------------- */

enum { MAX_NAMES = 64 };

/* "did you mean covered? There are area, covered, ..." */
static const char *mend_name(scorecard *card, const char *text, const char *const *names, int64_t n)
{
    const char *closest = geo_closest_word(text, names, n);
    cli_text out = {NULL, 0, 0};
    if (closest != NULL) {
        cli_text_add(&out, "did you mean %s? There are ", closest);
    }
    for (int64_t i = 0; i < n; i++) {
        cli_text_add(&out, "%s%s", i > 0 ? ", " : "", names[i]);
    }
    const char *kept = cli_format(card->call, "%s", out.data != NULL ? out.data : "");
    cli_text_clear(&out);
    return kept;
}

static geo_status measure_cell(scorecard *card, indicator *row, const char *tool, const char *name)
{
    const char *tools[MAX_NAMES], *names[MAX_NAMES];
    int64_t tool_count = 0, n = 0;
    for (const measure *m = measures; m->name != NULL; m++) {
        bool of_tool = strcmp(m->tool, tool) == 0;
        if (of_tool && strcmp(m->name, name) == 0) {
            row->measure = m;
            return GEO_OK;
        }
        if (tool_count == 0 || strcmp(tools[tool_count - 1], m->tool) != 0) {
            tools[tool_count++] = m->tool;
        }
        if (of_tool) {
            names[n++] = m->name;
        }
    }
    return n == 0 ? row_fails(card, row, mend_name(card, tool, tools, tool_count),
                              "unknown tool '%s'", tool)
                  : row_fails(card, row, mend_name(card, name, names, n),
                              "unknown measure '%s' of %s", name, tool);
}

static geo_status unit_cell(scorecard *card, indicator *row, const char *text)
{
    const char *fit = NULL;
    for (const unit *u = units; u->name != NULL; u++) {
        if (u->dimension != row->measure->dimension) {
            continue;
        }
        if (strcmp(u->name, text) == 0) {
            row->unit = u;
            return GEO_OK;
        }
        fit = u->name;
    }
    const char *mend = fit == NULL || fit[0] == '\0' ? "leave the unit empty"
                                                     : cli_format(card->call, "write %s", fit);
    return row_fails(card, row, mend, "'%s' is no unit of %s", text, row->measure->name);
}

static geo_status target_cell(scorecard *card, indicator *row, const char *text)
{
    char *end = NULL;
    row->target.text = text;
    if (text[0] == '\0') {
        return GEO_OK;
    }
    row->target.given = true;
    row->target.at_least = strncmp(text, ">=", 2) == 0;
    if (row->target.at_least || strncmp(text, "<=", 2) == 0) {
        row->target.value = strtod(text + 2, &end);
    }
    if (end == NULL || end == text + 2 || *end != '\0' || !isfinite(row->target.value)) {
        return row_fails(card, row, "write >=50 or <=50, in the unit of the row",
                         "target '%s' cannot be read", text);
    }
    return GEO_OK;
}

/* ---- Does the row fit its measure? ------------------------------------------------------- */

/* Layers are in the data folder, whatever path leads there. */
static geo_status check_path(scorecard *card, const indicator *row, const char *name)
{
    bool up = strncmp(name, "../", 3) == 0 || strstr(name, "/../") != NULL;
    return up || name[0] == '/'
               ? row_fails(card, row, "name a layer of the study area, or a path in the folder",
                           "'%s' leads out of the folder", name)
               : GEO_OK;
}

static geo_status check_needs(scorecard *card, const indicator *row)
{
    unsigned needs = row->measure->needs, layer = needs & NEEDS_LAYER;
    const struct {
        const char *name;
        bool filled;
        unsigned need, may;
    } cells[] = {
        {"layer", row->layer[0] != '\0', NEEDS_LAYER, layer},
        {"filter", row->filter_text[0] != '\0', 0, layer},
        {"facilities", row->facilities[0] != '\0', NEEDS_FACILITIES, needs & NEEDS_FACILITIES},
        {"facilities_filter", row->facilities_filter_text[0] != '\0', 0, needs & NEEDS_FACILITIES},
        {"column", row->column[0] != '\0', 0, needs & TAKES_COLUMN},
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        if ((needs & cells[i].need) != 0 && !cells[i].filled) {
            return row_fails(card, row, NULL, "measure %s needs a %s", row->measure->name,
                             cells[i].name);
        }
        if (cells[i].may == 0 && cells[i].filled) {
            return row_fails(card, row, "empty that cell", "measure %s takes no %s",
                             row->measure->name, cells[i].name);
        }
    }
    return GEO_OK;
}

/* A name that becomes a column or a file: letters, digits and _ only, so that it stays where it
 * belongs and every format takes it. */
static bool is_plain(const char *name)
{
    return strlen(name) <= MAX_ID &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(name);
}

/* Whether their columns are of one layer, or both are files. */
static bool same_home(const indicator *a, const indicator *b)
{
    bool file_a = a->measure->evidence >= CURVES, file_b = b->measure->evidence >= CURVES;
    return file_a || file_b ? file_a && file_b : strcmp(a->layer, b->layer) == 0;
}

/* Columns that the scorecard has of its own. */
static bool is_taken(const char *id)
{
    static const char *const taken[] = {"name",    "name_zh", "area_id", "status",
                                        "targets", "note",    "crs",     "license"};
    for (size_t k = 0; k < sizeof taken / sizeof *taken; k++) {
        if (strcmp(id, taken[k]) == 0) {
            return true;
        }
    }
    return false;
}

static geo_status check_names(scorecard *card, const indicator *row)
{
    if (is_taken(row->id)) {
        return row_fails(card, row, "give it another id", "the scorecard has a column '%s'",
                         row->id);
    }
    if (row->title[0] == '\0') {
        return row_fails(card, row, "say what the row shows", "it has no title");
    }
    if (row->id[0] == '\0' || !is_plain(row->id) || !is_plain(row->column)) {
        return row_fails(card, row, "at most 10 of a-z, 0-9 and _, such as res_800",
                         "'%s' cannot name a column",
                         is_plain(row->id) && row->id[0] != '\0' ? row->column : row->id);
    }
    for (const indicator *other = card->rows; other < row; other++) {
        if (strcmp(other->id, row->id) == 0) {
            return row_fails(card, row, "give each row its own id", "line %lld has that id too",
                             (long long)other->line);
        }
        if (row->column[0] != '\0' && strcmp(other->column, row->column) == 0 &&
            same_home(other, row) && !rows_look_alike(other, row)) {
            return row_fails(card, row, "give it another column",
                             "column '%s' is filled by line %lld in another way", row->column,
                             (long long)other->line);
        }
    }
    return GEO_OK;
}

/* ---- Rows -------------------------------------------------------------------------------- */

static geo_status row_read(scorecard *card, const geo_layer *table, int64_t i)
{
    geo_status status = GEO_OK;
    indicator *row = &card->rows[i];
#define CELL(name) cell_of_table(card, table, name, i)
    row->line = i + FIRST_LINE;
    row->id = CELL("id");
    row->title = CELL("title");
    row->title_zh = CELL("title_zh");
    row->layer = CELL("layer");
    row->filter_text = CELL("filter");
    row->facilities = CELL("facilities");
    row->facilities_filter_text = CELL("facilities_filter");
    row->options_text = CELL("options");
    row->column = CELL("column");
    row->target_source = CELL("target_source");
    row->answers = CELL("answers");
    CLI_TRY(condition_cell(card, row, "filter", row->filter_text, &row->filter));
    CLI_TRY(condition_cell(card, row, "facilities_filter", row->facilities_filter_text,
                           &row->facilities_filter));
    CLI_TRY(measure_cell(card, row, CELL("tool"), CELL("measure")));
    CLI_TRY(options_read(card, row));
    CLI_TRY(unit_cell(card, row, CELL("unit")));
    CLI_TRY(target_cell(card, row, CELL("target")));
#undef CELL
    CLI_TRY(check_needs(card, row));
    CLI_TRY(check_path(card, row, row->layer));
    CLI_TRY(check_path(card, row, row->facilities));
    CLI_TRY(check_names(card, row));
done:
    return status;
}

/* ---- The table --------------------------------------------------------------------------- */

/* A heading that is nearly one of ours is a mistake that would be passed over: its column would
 * count for nothing. Others are the planner's own. */
static geo_status check_headings(scorecard *card, const char *path, const geo_layer *table)
{
    static const char *const known[] = {
        "id",      "title",         "title_zh", "tool",       "measure",
        "options", "layer",         "filter",   "facilities", "unit",
        "target",  "target_source", "column",   "answers",    "facilities_filter"};
    enum { KNOWN = sizeof known / sizeof *known, REQUIRED = 4 };
    static const char *const required[REQUIRED] = {"id", "title", "tool", "measure"};
    for (int c = 0; c < REQUIRED; c++) {
        if (geo_layer_find(table, required[c]) < 0) {
            return cli_fail(card->call, GEO_DATA, "name it in the first line",
                            "%s: line 1: no column '%s'", path, required[c]);
        }
    }
    for (int64_t c = 0; c < geo_layer_column_count(table); c++) {
        const char *name = geo_layer_column(table, c).info.name;
        const char *closest = geo_closest_word(name, known, KNOWN);
        if (closest != NULL && strcmp(closest, name) != 0 && geo_layer_find(table, closest) < 0) {
            return cli_fail(card->call, GEO_DATA,
                            cli_format(card->call, "did you mean %s?", closest),
                            "%s: line 1: unknown column '%s'", path, name);
        }
    }
    return GEO_OK;
}

geo_status indicators_read(scorecard *card)
{
    geo_status status = GEO_OK;
    geo_layer *table = NULL;
    const char *path = cli_format(card->call, "%s/indicators.csv", card->folder);

    CLI_TRY(geo_table_read(card->ctx, path, &table));
    card->row_count = geo_layer_count(table);
    if (card->row_count == 0) {
        CLI_TRY(cli_fail(card->call, GEO_DATA, "write one row per indicator", "%s: no indicators",
                         path));
    }
    CLI_TRY(check_headings(card, path, table));
    card->rows = cli_array(card->call, card->row_count, sizeof *card->rows);
    for (int64_t i = 0; i < card->row_count; i++) {
        CLI_TRY(row_read(card, table, i));
    }
done:
    geo_layer_destroy(table);
    return status;
}
