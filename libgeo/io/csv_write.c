/* SPDX-License-Identifier: MIT */
/* The CSV writer: rows become text on all threads, a batch at a time, as in geojson_write.c. */
#include "io/csv_write.h"

#include "base/number.h"
#include "io/json.h"
#include "io/out_columns.h"
#include "io/wkt_write.h"

enum { PIECES = 16, PIECE_ROWS = 2048 };

typedef struct csv_piece {
    geoi_text text, cell;
    int64_t formulas;
} csv_piece;

typedef struct csv_writer {
    geo_ctx *ctx;
    const geo_geometry *g;
    geoi_out_columns columns;
    bool *whole; /* of a column of reals: all are integers, so ".0" keeps it one of reals */
    bool points, placeless, escape;
    int decimals;
    int64_t first; /* row of the batch */
    csv_piece piece[PIECES];
} csv_writer;

/* ---- Cells ------------------------------------------------------------------------------ */

/* What a spreadsheet may run instead of showing it (CWE-1236). A number is but a number. */
static bool is_formula(const char *text, int64_t length)
{
    static const char begins[] = {'=', '+', '-', '@', '\t', '\r'};
    double value;
    int64_t integer;
    bool is_integer;
    if (length == 0 || memchr(begins, text[0], sizeof begins) == NULL) {
        return false;
    }
    return geoi_number_parse(text, text + length, &value, &is_integer, &integer) != text + length;
}

/* Blanks at the ends would be lost on readers that trim. */
static bool needs_quotes(const char *text, int64_t length)
{
    if (length == 0 || text[0] == ' ' || text[0] == '\t' || text[length - 1] == ' ' ||
        text[length - 1] == '\t') {
        return true;
    }
    for (int64_t i = 0; i < length; i++) {
        if (text[i] == ',' || text[i] == '"' || text[i] == '\n' || text[i] == '\r') {
            return true;
        }
    }
    return false;
}

geo_status geoi_csv_append_text(geo_ctx *ctx, geoi_text *out, const char *text, int64_t length,
                                bool escape, int64_t *formulas)
{
    geo_status status = GEO_OK;
    bool formula = is_formula(text, length), quotes = needs_quotes(text, length);
    *formulas += formula;
    if (quotes) {
        GEO_TRY(geoi_text_append(ctx, out, "\"", 1));
    }
    if (formula && escape) {
        GEO_TRY(geoi_text_append(ctx, out, "'", 1));
    }
    for (const char *s = text, *end = text + length; s < end;) {
        const char *quote = memchr(s, '"', (size_t)(end - s));
        const char *stop = quote != NULL ? quote + 1 : end;
        GEO_TRY(geoi_text_append(ctx, out, s, stop - s));
        if (quote != NULL) {
            GEO_TRY(geoi_text_append(ctx, out, "\"", 1));
        }
        s = stop;
    }
    if (quotes) {
        GEO_TRY(geoi_text_append(ctx, out, "\"", 1));
    }
done:
    return status;
}

static geo_status put_text(csv_writer *w, csv_piece *p, const char *text, int64_t length)
{
    return geoi_csv_append_text(w->ctx, &p->text, text, length, w->escape, &p->formulas);
}

static geo_status put_real(csv_writer *w, csv_piece *p, double v, bool whole)
{
    char number[32];
    int n = geoi_number_format(v, number);
    if (whole && memchr(number, 'e', (size_t)n) == NULL) {
        number[n++] = '.';
        number[n++] = '0';
    }
    return geoi_text_append(w->ctx, &p->text, number, n);
}

/* A JSON string is written as the text it is, anything else as JSON. */
static geo_status put_json(csv_writer *w, csv_piece *p, const char *json, int64_t length)
{
    geo_status status = GEO_OK;
    geoi_json j = {0};
    geoi_json_text text = {json, length};
    if (length > 1 && json[0] == '"') {
        geoi_json_init(&j, w->ctx, json, length);
        GEO_TRY(geoi_json_string(&j, &text));
    }
    GEO_TRY(put_text(w, p, text.bytes, text.length));
done:
    geoi_json_clear(&j);
    return status;
}

static geo_status put_value(csv_writer *w, csv_piece *p, int64_t column, int64_t row)
{
    const geoi_out_column *f = &w->columns.column[column];
    const geo_column *c = &f->column;
    char number[24];
    if (geo_column_is_null(c, row)) {
        return GEO_OK;
    }
    switch (c->type) {
    case GEO_BOOL:
        return c->flags[row] ? geoi_text_append(w->ctx, &p->text, "true", 4)
                             : geoi_text_append(w->ctx, &p->text, "false", 5);
    case GEO_INT:
        return geoi_text_append(w->ctx, &p->text, number,
                                geoi_integer_format(c->ints[row], number));
    case GEO_REAL:
        return put_real(w, p, c->reals[row], w->whole[column]);
    case GEO_JSON:
        return put_json(w, p, c->text + c->text_begin[row], geoi_text_length(c, row));
    case GEO_TEXT:
    case GEO_DATETIME:
        break;
    }
    return put_text(w, p, c->text + c->text_begin[row], geoi_text_length(c, row));
}

/* ---- Rows ------------------------------------------------------------------------------- */

static geo_status put_point(csv_writer *w, csv_piece *p, int64_t row)
{
    geo_status status = GEO_OK;
    geo_span at = geo_feature_coords(w->g, row);
    char number[2][64];
    int n[2] = {0, 0};
    if (at.begin < at.end) {
        n[0] = geoi_number_fixed(w->g->x[at.begin], w->decimals, number[0]);
        n[1] = geoi_number_fixed(w->g->y[at.begin], w->decimals, number[1]);
    }
    GEO_TRY(geoi_text_append(w->ctx, &p->text, number[0], n[0]));
    GEO_TRY(geoi_text_append(w->ctx, &p->text, ",", 1));
    GEO_TRY(geoi_text_append(w->ctx, &p->text, number[1], n[1]));
done:
    return status;
}

/* Alone on its line, a missing geometry needs quotes: the line would be blank. */
static geo_status put_wkt(csv_writer *w, csv_piece *p, int64_t row)
{
    geo_status status = GEO_OK;
    p->cell.length = 0;
    if (w->g->type[row] != GEO_NONE) {
        GEO_TRY(geoi_wkt_append(w->ctx, w->g, row, w->decimals, &p->cell));
    }
    if (p->cell.length > 0 || w->columns.count == 0) {
        GEO_TRY(put_text(w, p, p->cell.bytes, p->cell.length));
    }
done:
    return status;
}

static geo_status put_row(csv_writer *w, csv_piece *p, int64_t row)
{
    geo_status status = GEO_OK;
    if (!w->placeless) {
        GEO_TRY(w->points ? put_point(w, p, row) : put_wkt(w, p, row));
    }
    for (int64_t i = 0; i < w->columns.count; i++) {
        GEO_TRY(geoi_text_append(w->ctx, &p->text, ",", w->placeless && i == 0 ? 0 : 1));
        GEO_TRY(put_value(w, p, i, row));
    }
    GEO_TRY(geoi_text_append(w->ctx, &p->text, "\r\n", 2));
done:
    return status;
}

static geo_status put_piece(void *job, int64_t begin, int64_t end)
{
    geo_status status = GEO_OK;
    csv_writer *w = job;
    for (int64_t k = begin; k < end; k++) {
        int64_t from = w->first + k * PIECE_ROWS, to = from + PIECE_ROWS;
        w->piece[k].text.length = 0;
        for (int64_t row = from; row < to && row < w->g->n; row++) {
            GEO_TRY(put_row(w, &w->piece[k], row));
        }
    }
done:
    return status;
}

static geo_status put_rows(csv_writer *w, geoi_sink *sink)
{
    geo_status status = GEO_OK;
    double n = (double)w->g->n;
    for (w->first = 0; w->first < w->g->n; w->first += (int64_t)PIECES * PIECE_ROWS) {
        int64_t next = w->first + (int64_t)PIECES * PIECE_ROWS;
        next = next < w->g->n ? next : w->g->n;
        int64_t pieces = (next - w->first + PIECE_ROWS - 1) / PIECE_ROWS;
        GEO_TRY(geoi_stage(w->ctx, (double)w->first / n, (double)next / n, "writing"));
        GEO_TRY(geoi_parallel(w->ctx, pieces, 1, put_piece, w));
        for (int64_t k = 0; k < pieces; k++) {
            GEO_TRY(sink->put(w->ctx, sink->user, w->piece[k].text.bytes, w->piece[k].text.length));
        }
    }
done:
    return status;
}

/* ---- The whole -------------------------------------------------------------------------- */

static bool are_points(const geo_geometry *g)
{
    for (int64_t i = 0; i < g->n; i++) {
        geo_span at = geo_feature_coords(g, i);
        if (g->type[i] != GEO_NONE && (g->type[i] != GEO_POINT || at.begin == at.end)) {
            return false;
        }
    }
    for (int64_t c = 0; g->z != NULL && c < g->coord_count; c++) {
        if (!isnan(g->z[c])) {
            return false;
        }
    }
    return true;
}

/* A table of other things than places. Of no rows nobody knows: those are of places. */
static bool is_placeless(const geo_geometry *g)
{
    for (int64_t i = 0; i < g->n; i++) {
        if (g->type[i] != GEO_NONE) {
            return false;
        }
    }
    return g->n > 0;
}

static bool is_whole(const geo_column *c)
{
    for (int64_t i = 0; c->type == GEO_REAL && i < c->n; i++) {
        if (!geo_column_is_null(c, i) && c->reals[i] != trunc(c->reals[i])) {
            return false;
        }
    }
    return c->type == GEO_REAL;
}

static geo_status put_head(csv_writer *w, geoi_sink *sink)
{
    geo_status status = GEO_OK;
    csv_piece *p = &w->piece[0];
    const char *place = w->placeless ? "" : w->points ? "lon,lat" : "geometry";
    GEO_TRY(geoi_array(w->ctx, w->columns.count, sizeof *w->whole, &w->whole));
    GEO_TRY(geoi_text_append(w->ctx, &p->text, place, (int64_t)strlen(place)));
    for (int64_t i = 0; i < w->columns.count; i++) {
        const geoi_out_column *c = &w->columns.column[i];
        w->whole[i] = is_whole(&c->column);
        GEO_TRY(geoi_text_append(w->ctx, &p->text, ",", w->placeless && i == 0 ? 0 : 1));
        GEO_TRY(put_text(w, p, c->name, (int64_t)strlen(c->name)));
    }
    GEO_TRY(geoi_text_append(w->ctx, &p->text, "\r\n", 2));
    GEO_TRY(sink->put(w->ctx, sink->user, p->text.bytes, p->text.length));
done:
    return status;
}

static void note_formulas(const csv_writer *w)
{
    int64_t n = 0;
    for (int k = 0; k < PIECES; k++) {
        n += w->piece[k].formulas;
    }
    if (n > 0 && w->escape) {
        geoi_note(w->ctx, "%lld %s", (long long)n,
                  geoi_plural(n, "cell that spreadsheets would run as a formula got a ' before it",
                              "cells that spreadsheets would run as formulas got a ' before them"));
    } else if (n > 0) {
        geoi_note(w->ctx,
                  "%lld %s with = + - @, a tab or a carriage return, which spreadsheets may run as "
                  "formulas; --escape-formulas puts a ' before %s",
                  (long long)n, geoi_plural(n, "cell begins", "cells begin"),
                  geoi_plural(n, "it", "them"));
    }
}

geo_status geoi_csv_write(geo_ctx *ctx, const geo_layer *layer, const geo_write_options *o,
                          geoi_sink *sink)
{
    static const char *const places[] = {"lon", "lat", NULL}, *const shapes[] = {"geometry", NULL};
    geo_status status = GEO_OK;
    csv_writer w = {.ctx = ctx,
                    .g = geo_layer_geometry(layer),
                    .decimals = (int)o->decimals,
                    .escape = o->escape_formulas != 0};
    w.points = are_points(w.g);
    GEO_TRY(geoi_out_columns_plan(ctx, layer, GEOI_OUT_PLAIN_IDS, "CSV", w.points ? places : shapes,
                                  &w.columns));
    w.placeless = w.columns.count > 0 && is_placeless(w.g);
    GEO_TRY(put_head(&w, sink));
    GEO_TRY(put_rows(&w, sink));
    note_formulas(&w);
done:
    geoi_out_columns_clear(&w.columns);
    geoi_release(w.whole);
    for (int k = 0; k < PIECES; k++) {
        geoi_release(w.piece[k].text.bytes);
        geoi_release(w.piece[k].cell.bytes);
    }
    return status;
}
