/* SPDX-License-Identifier: MIT */
/* Costs from GeoJSON: the properties of its features, whatever their geometry. */
#include "base/number.h"
#include "io/cost_read.h"
#include "io/geojson_read.h"
#include "io/json.h"
#include "io/out_columns.h"

enum { NUMBER = 32, REPORT_EVERY = 4096 };

typedef struct line_columns {
    geo_column origin, destination, cost;
} line_columns;

static geo_status find_column(geo_ctx *ctx, const geo_layer *layer, const char *const *words,
                              const char *what, geo_column *out)
{
    for (int64_t k = 0; words[k] != NULL; k++) {
        int64_t at = geo_layer_find(layer, words[k]);
        if (at >= 0) {
            *out = geo_layer_column(layer, at);
            return GEO_OK;
        }
    }
    geo_status status = geoi_fail(ctx, GEO_DATA, "its features have no property \"%s\"", what);
    geoi_hint(ctx, "call the properties origin, destination and cost (or cost_min, cost_m)");
    return status;
}

static geo_status find_columns(geo_ctx *ctx, const geo_layer *layer, line_columns *c,
                               char unit[GEOI_COST_UNIT_SIZE])
{
    static const char *const plain[] = {"cost", NULL};
    geo_status status = GEO_OK;
    GEO_TRY(find_column(ctx, layer, geoi_origin_words, "origin", &c->origin));
    GEO_TRY(find_column(ctx, layer, geoi_destination_words, "destination", &c->destination));
    for (int64_t i = 0; i < geo_layer_column_count(layer); i++) {
        c->cost = geo_layer_column(layer, i);
        if (geoi_cost_title(c->cost.info.name, (int64_t)strlen(c->cost.info.name), unit)) {
            return GEO_OK;
        }
    }
    GEO_TRY(find_column(ctx, layer, plain, "cost", &c->cost));
done:
    return status;
}

/* A cell as the text it would be in CSV; empty when null. Columns of mixed values are of JSON. */
typedef struct cell {
    char number[NUMBER];
    geoi_json json;
    geoi_json_text text;
} cell;

static geo_status read_text(const geo_column *c, int64_t row, cell *out)
{
    out->text = (geoi_json_text){c->text + c->text_begin[row], geoi_text_length(c, row)};
    out->json.begin = out->json.at = out->text.bytes;
    out->json.end = out->text.bytes + out->text.length;
    bool quoted = c->type == GEO_JSON && out->text.length > 0 && out->text.bytes[0] == '"';
    return quoted ? geoi_json_string(&out->json, &out->text) : GEO_OK;
}

static geo_status read_cell(const geo_column *c, int64_t row, cell *out)
{
    out->text = (geoi_json_text){out->number, 0};
    if (geo_column_is_null(c, row)) {
        return GEO_OK;
    }
    switch (c->type) {
    case GEO_INT:
        out->text.length = geoi_integer_format(c->ints[row], out->number);
        break;
    case GEO_REAL:
        out->text.length = geoi_number_format(c->reals[row], out->number);
        break;
    case GEO_BOOL:
        out->text.bytes = c->flags[row] ? "true" : "false";
        out->text.length = (int64_t)strlen(out->text.bytes);
        break;
    case GEO_TEXT:
    case GEO_DATETIME:
    case GEO_JSON:
        return read_text(c, row, out);
    }
    return GEO_OK;
}

static geo_status find(geo_ctx *ctx, const geoi_names *names, const geo_column *c, int64_t row,
                       cell *room, int64_t *out)
{
    geo_status status = GEO_OK;
    GEO_TRY(read_cell(c, row, room));
    *out = geoi_names_find(names, room->text.bytes, room->text.length);
    if (*out < 0) {
        GEO_TRY(geoi_names_unknown(ctx, names, room->text.bytes, room->text.length));
    }
done:
    return status;
}

static geo_status read_feature(geo_ctx *ctx, const line_columns *c, int64_t row, cell *room,
                               geoi_pairs *out)
{
    geo_status status = GEO_OK;
    int64_t origin, destination;
    double cost;
    GEO_TRY(find(ctx, out->origins, &c->origin, row, room, &origin));
    GEO_TRY(find(ctx, out->destinations, &c->destination, row, room, &destination));
    GEO_TRY(read_cell(&c->cost, row, room));
    GEO_TRY(geoi_cost_parse(ctx, room->text.bytes, room->text.length,
                            "leave out the features of pairs that are out of reach", &cost));
    GEO_TRY(geoi_pairs_add(ctx, out, origin, destination, cost));
done:
    if (status == GEO_DATA) {
        geoi_where(ctx, "feature %lld", (long long)row + 1);
    }
    return status;
}

geo_status geoi_cost_lines_read(geo_ctx *ctx, const char *bytes, int64_t size, geoi_pairs *out)
{
    geo_status status = GEO_OK;
    geoi_geojson_options how = {.source = "costs", .crs_is_known = true};
    geoi_layer_builder *builder = NULL;
    geo_layer *layer = NULL;
    char *crs = NULL;
    line_columns c;
    cell room;
    geoi_json_init(&room.json, ctx, "", 0);
    if (size == 0) { /* a sequence of nothing */
        return GEO_OK;
    }
    GEO_TRY(geoi_geojson_read(ctx, bytes, size, &how, &builder, &crs));
    GEO_TRY(geoi_layer_builder_finish(ctx, builder, &layer));
    int64_t n = geo_layer_count(layer);
    if (n > 0) {
        GEO_TRY(find_columns(ctx, layer, &c, out->unit));
    }
    for (int64_t i = 0; i < n; i++) {
        GEO_TRY(read_feature(ctx, &c, i, &room, out));
        if (i % REPORT_EVERY == 0) {
            GEO_TRY(geoi_progress(ctx, (double)i / (double)n));
        }
    }
done:
    geoi_json_clear(&room.json);
    geo_layer_destroy(layer);
    geoi_layer_builder_destroy(builder);
    geoi_release(crs);
    return status;
}
