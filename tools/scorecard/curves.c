/* SPDX-License-Identifier: MIT */
/* The curves behind a number: Kd and what chance does, as a table and as a drawing. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "geo/io.h"
#include "pattern/plot.h"
#include "scorecard.h"

/* The first of the rows that fill one column writes it. */
const char *curves_path(scorecard *card, const study_area *study, const indicator *row)
{
    bool first = true;
    for (const indicator *other = card->rows; other < row && first; other++) {
        first = other->measure->evidence != CURVES || strcmp(other->column, row->column) != 0;
    }
    return first && row->measure->evidence == CURVES && row->column[0] != '\0'
               ? cli_format(card->call, "%s/%s/%s", card->out, study->name, row->column)
               : NULL;
}

static geo_status write_table(scorecard *card, const char *path, const kd_curves *c)
{
    cli_text out = {NULL, 0, 0};
    cli_text_add(&out, "r_m,kd,mean,local_low,local_high,global_low,global_high\n");
    for (int64_t t = 0; t < c->n; t++) {
        const double values[] = {c->r[t],          c->value[t],      c->mean[t],
                                 c->local_low[t],  c->local_high[t], c->global_low[t],
                                 c->global_high[t]};
        for (int k = 0; k < 7; k++) {
            csv_number(&out, values[k], k < 6 ? "," : "\n");
        }
    }
    geo_status status = geo_file_write(card->ctx, cli_format(card->call, "%s.csv", path), out.data,
                                       out.size, card->overwrite);
    cli_text_clear(&out);
    return status;
}

static geo_status write_drawing(scorecard *card, const study_area *study, const indicator *row,
                                const char *path, const kd_curves *c)
{
    cli_call *call = card->call;
    const score *cell = cell_of(card, study, row);
    cli_text svg = {NULL, 0, 0};
    const plot p = {.title = cli_format(call, "%s, %s", row->options.from, study->title),
                    .subtitle = cli_format(call,
                                           "Duranton and Overman's Kd of %" PRId64 " among %" PRId64
                                           "; global band, alpha %.3g, %" PRId64 " simulations",
                                           cell->n, cell->of, row->options.alpha, c->simulations),
                    .x_label = "distance between two of them, m",
                    .y_label = "density of pairs, 1/m",
                    .band_name = "global band of chance",
                    .expected_name = "mean of chance",
                    .n = c->n,
                    .x = c->r,
                    .observed = c->value,
                    .low = c->global_low,
                    .high = c->global_high,
                    .expected = c->mean};
    plot_draw(&p, &svg);
    geo_status status = geo_file_write(card->ctx, cli_format(call, "%s.svg", path), svg.data,
                                       svg.size, card->overwrite);
    cli_text_clear(&svg);
    return status;
}

geo_status curves_write(scorecard *card, study_area *study, const indicator *row)
{
    geo_status status = GEO_OK;
    const char *path = curves_path(card, study, row);
    const kd_curves *c = cell_of(card, study, row)->curves;
    if (path == NULL || c == NULL) {
        return GEO_OK;
    }
    CLI_TRY(write_table(card, path, c));
    CLI_TRY(write_drawing(card, study, row, path, c));
done:
    return status;
}
