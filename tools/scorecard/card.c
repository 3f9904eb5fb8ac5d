/* SPDX-License-Identifier: MIT */
/* The card as files: a feature per study area with an attribute per indicator, and a long table
 * with a line per study area and indicator. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "geo/io.h"
#include "scorecard.h"

const char *target_met(const indicator *row, const score *cell)
{
    if (!row->target.given || isnan(cell->value) || cell->partial) {
        return "";
    }
    bool met =
        row->target.at_least ? cell->value >= row->target.value : cell->value <= row->target.value;
    return met ? "yes" : "no";
}

/* ---- The layer --------------------------------------------------------------------------- */

/* All notes on one study area's numbers: "res_800: 8 units, each counted at one point; ...". */
static const char *notes_of_study(scorecard *card, const study_area *study)
{
    cli_text text = {NULL, 0, 0};
    cli_text_add(&text, "%s", study->note);
    for (int64_t r = 0; r < card->row_count; r++) {
        const score *cell = cell_of(card, study, &card->rows[r]);
        for (int i = 0; i < cell->note_count; i++) {
            cli_text_add(&text, "%s%s: %s", text.size > 0 ? "; " : "", card->rows[r].id,
                         card->notes[cell->notes[i]]);
        }
    }
    const char *kept = cli_format(card->call, "%s", text.data != NULL ? text.data : "");
    cli_text_clear(&text);
    return kept;
}

static const char *targets_of_study(scorecard *card, const study_area *study)
{
    cli_text text = {NULL, 0, 0};
    for (int64_t r = 0; r < card->row_count; r++) {
        const indicator *row = &card->rows[r];
        const char *met = target_met(row, cell_of(card, study, row));
        if (met[0] != '\0') {
            cli_text_add(&text, "%s%s %s: %s", text.size > 0 ? "; " : "", row->id, row->target.text,
                         met);
        }
    }
    const char *kept = text.data != NULL ? cli_format(card->call, "%s", text.data) : NULL;
    cli_text_clear(&text);
    return kept;
}

static const char *or_null(const char *text)
{
    return text[0] != '\0' ? text : NULL;
}

static geo_status add_texts(scorecard *card, geo_layer *layer)
{
    enum { NAME, NAME_ZH, AREA_ID, STATUS, TARGETS, NOTE, CRS, LICENCE, COLUMNS };
    static const geo_column_info info[COLUMNS] = {{"name", "name", "名称", NULL},
                                                  {"name_zh", "Chinese name", "中文名称", NULL},
                                                  {"area_id", "folder", "文件夹", NULL},
                                                  {"status", "status", "状态", NULL},
                                                  {"targets", "targets met", "目标", NULL},
                                                  {"note", "notes", "说明", NULL},
                                                  {"crs", "measured in", "量测坐标系", NULL},
                                                  {"license", "licences", "许可", NULL}};
    geo_status status = GEO_OK;
    const stored **all = cli_array(card->call, card->layer_count, sizeof(const stored *));
    for (int64_t i = 0; i < card->layer_count; i++) {
        all[i] = &card->layers[i];
    }
    const char *licence = licences_of(card, all, card->layer_count);
    for (int c = 0; c < COLUMNS; c++) {
        const char **values = cli_array(card->call, card->study_count, sizeof *values);
        for (int64_t s = 0; s < card->study_count; s++) {
            const study_area *study = &card->studies[s];
            const char *texts[COLUMNS] = {study->title,
                                          or_null(study->title_zh),
                                          study->name,
                                          or_null(study->status),
                                          targets_of_study(card, study),
                                          or_null(notes_of_study(card, study)),
                                          geo_frame_crs(study->frame),
                                          or_null(licence)};
            values[s] = texts[c];
        }
        CLI_TRY(geo_layer_add_texts(card->ctx, layer, &info[c], GEO_TEXT, values));
    }
done:
    return status;
}

static geo_status add_indicator(scorecard *card, const indicator *row, geo_layer *layer)
{
    const geo_column_info info = {row->id, row->title, or_null(row->title_zh),
                                  or_null(row->unit->name)};
    double *values = cli_array(card->call, card->study_count, sizeof *values);
    for (int64_t s = 0; s < card->study_count; s++) {
        values[s] = cell_of(card, &card->studies[s], row)->value;
    }
    if (geo_layer_find(layer, row->id) >= 0) {
        return row_fails(card, row, "give it another id", "the scorecard has that column");
    }
    return geo_layer_add_reals(card->ctx, layer, &info, values, NULL);
}

geo_status scorecard_layer_write(scorecard *card, const char *path)
{
    geo_status status = GEO_OK;
    geo_layer *layer = NULL;
    const geo_layer **parts = cli_array(card->call, card->study_count, sizeof(const geo_layer *));
    for (int64_t s = 0; s < card->study_count; s++) {
        parts[s] = card->studies[s].boundary.stored->file->layer;
    }
    CLI_TRY(layers_join(card, "scorecard", parts, card->study_count, &layer));
    CLI_TRY(add_texts(card, layer));
    for (int64_t r = 0; r < card->row_count; r++) {
        CLI_TRY(add_indicator(card, &card->rows[r], layer));
    }
    CLI_TRY(layer_save(card, path, layer, GEO_STYLE_CATEGORIES, "name"));
done:
    geo_layer_destroy(layer);
    return status;
}

/* ---- The table --------------------------------------------------------------------------- */

void csv_field(cli_text *out, const char *text, const char *end)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        cli_text_add(out, "%s%s", text, end);
        return;
    }
    cli_text_add(out, "\"");
    for (; *text != '\0'; text++) {
        cli_text_add(out, *text == '"' ? "\"\"" : "%c", *text);
    }
    cli_text_add(out, "\"%s", end);
}

void csv_number(cli_text *out, double value, const char *end)
{
    if (!isnan(value)) {
        cli_text_add(out, "%.12g", value);
    }
    cli_text_add(out, "%s", end);
}

void csv_count(cli_text *out, int64_t value, const char *end)
{
    csv_number(out, value < 0 ? (double)NAN : (double)value, end);
}

const char *notes_of(scorecard *card, const score *cell)
{
    cli_text notes = {NULL, 0, 0};
    for (int i = 0; i < cell->note_count; i++) {
        cli_text_add(&notes, "%s%s", i > 0 ? "; " : "", card->notes[cell->notes[i]]);
    }
    const char *kept = cli_format(card->call, "%s", notes.data != NULL ? notes.data : "");
    cli_text_clear(&notes);
    return kept;
}

static void add_line(scorecard *card, cli_text *out, const study_area *study, const indicator *row)
{
    const score *cell = cell_of(card, study, row);
    csv_field(out, study->name, ",");
    csv_field(out, row->id, ",");
    csv_field(out, card->chinese && row->title_zh[0] != '\0' ? row->title_zh : row->title, ",");
    csv_number(out, cell->value, ",");
    csv_field(out, row->unit->name, ",");
    csv_count(out, cell->n, ",");
    csv_count(out, cell->of, ",");
    csv_number(out, cell->p, ",");
    csv_field(out, row->target.text, ",");
    csv_field(out, target_met(row, cell), ",");
    csv_field(out, study->status, ",");
    csv_field(out, notes_of(card, cell), ",");
    csv_field(out, row->target_source, ",");
    csv_field(out, row->answers, ",");
    csv_field(out, method_of(card, row), "\n");
}

geo_status scorecard_table_write(scorecard *card, const char *path)
{
    cli_text out = {NULL, 0, 0};
    cli_text_add(&out,
                 "city,indicator,title,value,unit,n,of,p,target,met,status,note,target_source,"
                 "answers,method\n");
    for (int64_t r = 0; r < card->row_count; r++) {
        for (int64_t s = 0; s < card->study_count; s++) {
            add_line(card, &out, &card->studies[s], &card->rows[r]);
        }
    }
    geo_status status = geo_file_write(card->ctx, path, out.data, out.size, card->overwrite);
    cli_text_clear(&out);
    return status;
}
