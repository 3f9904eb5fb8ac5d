/* SPDX-License-Identifier: MIT */
/* The table of agglomeration: do features gather, with whom, and at which distance. A line per
 * indicator, the study areas side by side, each with what its number stands on. */
#include <math.h>
#include <string.h>

#include "geo/io.h"
#include "scorecard.h"

bool is_agglomeration(const indicator *row)
{
    static const char *const tools[] = {"cluster", "hotspot", "pattern"};
    for (int k = 0; k < 3; k++) {
        if (strcmp(row->measure->tool, tools[k]) == 0) {
            return true;
        }
    }
    return false;
}

bool has_agglomeration(const scorecard *card)
{
    for (int64_t r = 0; r < card->row_count; r++) {
        if (is_agglomeration(&card->rows[r])) {
            return true;
        }
    }
    return false;
}

static void add_head(const scorecard *card, cli_text *out)
{
    static const char *const parts[] = {"", "_n", "_of", "_p", "_note"};
    cli_text_add(out, "indicator,title,measure,sector,near,unit");
    for (int64_t s = 0; s < card->study_count; s++) {
        for (int k = 0; k < 5; k++) {
            cli_text_add(out, ",");
            csv_field(out, cli_format(card->call, "%s%s", card->studies[s].name, parts[k]), "");
        }
    }
    cli_text_add(out, "\n");
}

static void add_line(scorecard *card, cli_text *out, const indicator *row)
{
    const row_options *o = &row->options;
    bool zh = card->chinese && row->title_zh[0] != '\0';
    csv_field(out, row->id, ",");
    csv_field(out, zh ? row->title_zh : row->title, ",");
    csv_field(out, row->measure->name, ",");
    csv_field(out, o->from != NULL ? o->from : "", ",");
    csv_field(out, o->to != NULL ? o->to : "", ",");
    csv_field(out, row->unit->name, "");
    for (int64_t s = 0; s < card->study_count; s++) {
        const score *cell = cell_of(card, &card->studies[s], row);
        cli_text_add(out, ",");
        csv_number(out, cell->value, ",");
        csv_count(out, cell->n, ",");
        csv_count(out, cell->of, ",");
        csv_number(out, cell->p, ",");
        csv_field(out, notes_of(card, cell), "");
    }
    cli_text_add(out, "\n");
}

geo_status agglomeration_write(scorecard *card, const char *path)
{
    cli_text out = {NULL, 0, 0};
    add_head(card, &out);
    for (int64_t r = 0; r < card->row_count; r++) {
        if (is_agglomeration(&card->rows[r])) {
            add_line(card, &out, &card->rows[r]);
        }
    }
    geo_status status = geo_file_write(card->ctx, path, out.data, out.size, card->overwrite);
    cli_text_clear(&out);
    return status;
}
