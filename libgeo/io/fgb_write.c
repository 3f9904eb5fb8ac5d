/* SPDX-License-Identifier: MIT */
/* Columns to FlatGeobuf. First the size of every feature is counted, by the same calls that will
 * write it; so it is known where each begins before the first byte goes out. No coordinate of a
 * layer is NaN, so an empty point, which is written as NaN, NaN, is never one that has lost half of
 * its position. */
#include "io/fgb_internal.h"
#include "io/pieces.h"

enum { GRAIN = 1 << 10 };

/* All positions of a file have a height or none has. With NaN for a height that is missing GDAL
 * takes rings that are closed for open ones. */
static geo_status check_heights(const geoi_fgb *w)
{
    if (!w->shape.heights || !w->shape.flat) {
        return GEO_OK;
    }
    geo_status status =
        geoi_fail(w->ctx, GEO_UNSUPPORTED,
                  "some positions have heights and others not, which FlatGeobuf cannot keep");
    geoi_hint(w->ctx, "write .gpkg or .geojson");
    return status;
}

static void note_none(const geoi_fgb *w)
{
    int64_t n = 0;
    for (int64_t i = 0; w->shape.seen[GEO_NONE] && i < w->g->n; i++) {
        n += w->g->type[i] == GEO_NONE;
    }
    if (n > 0) {
        geoi_note(w->ctx, "%lld %s no geometry, which not all readers of FlatGeobuf take",
                  (long long)n, geoi_plural(n, "feature has", "features have"));
    }
}

/* ---- Sizes ------------------------------------------------------------------------------ */

static geo_status fail_feature(const geoi_fgb *w, int64_t row, const char *what)
{
    geo_status status = geoi_fail(w->ctx, GEO_UNSUPPORTED,
                                  "feature %lld has %s, more than what reads FlatGeobuf takes",
                                  (long long)(geo_layer_first(w->layer) + row) + 1, what);
    geoi_hint(w->ctx, "cut it into several features, or write .gpkg or .geojson");
    return status;
}

static geo_status count_sizes(void *job, int64_t begin, int64_t end)
{
    const geoi_fgb *w = job;
    for (int64_t k = begin; k < end; k++) {
        int64_t row = geoi_fgb_row(w, k);
        geoi_flat f = {0};
        geoi_fgb_put_feature(w, row, &f);
        if (f.at > GEOI_FGB_FEATURE_BYTES) {
            return fail_feature(w, row, "2 GB");
        }
        if (geoi_fgb_tables(w->g, row) > GEOI_FGB_TABLES) {
            return fail_feature(w, row, "a million parts");
        }
        w->begin[k + 1] = f.at;
    }
    return GEO_OK;
}

static geo_status find_begins(geoi_fgb *w)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_array_raw(w->ctx, w->g->n + 1, sizeof *w->begin, &w->begin));
    GEO_TRY(geoi_parallel(w->ctx, w->g->n, GRAIN, count_sizes, w));
    w->begin[0] = 0;
    for (int64_t k = 0; k < w->g->n; k++) {
        w->begin[k + 1] += w->begin[k];
    }
done:
    return status;
}

/* ---- Features --------------------------------------------------------------------------- */

static int64_t length_of(const void *user, int64_t begin, int64_t end)
{
    const geoi_fgb *w = user;
    return w->begin[end] - w->begin[begin];
}

static geo_status make_features(const void *user, int64_t begin, int64_t end, geoi_text *text,
                                int64_t *count)
{
    geo_status status = GEO_OK;
    const geoi_fgb *w = user;
    (void)count;
    GEO_TRY(geoi_grow(w->ctx, &text->bytes, &text->capacity, length_of(w, begin, end), 1));
    geoi_flat f = {.bytes = (uint8_t *)text->bytes};
    for (int64_t k = begin; k < end; k++) {
        geoi_fgb_put_feature(w, geoi_fgb_row(w, k), &f);
    }
    text->length = f.at;
done:
    return status;
}

geo_status geoi_fgb_write(geo_ctx *ctx, const geo_layer *layer, const char *name, bool index,
                          geoi_sink *sink)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = geo_layer_geometry(layer);
    geoi_fgb w = {.ctx = ctx, .layer = layer, .g = g, .name = name};
    geoi_pieces features = {g->n, &w, length_of, make_features};
    w.index = index && g->n > 0; /* a tree has at least one leaf */
    geoi_out_geometry_look(g, &w.shape);
    GEO_TRY(check_heights(&w));
    GEO_TRY(
        geoi_out_columns_plan(ctx, layer, GEOI_OUT_HAS_MOMENTS, "FlatGeobuf", NULL, &w.columns));
    note_none(&w);
    geoi_fgb_plan_features(&w);
    GEO_TRY(geoi_fgb_put_head(&w, sink));
    GEO_TRY(geoi_stage(ctx, 0.0, index ? 0.3 : 0.1, "writing"));
    if (w.index) {
        GEO_TRY(geoi_fgb_order(&w));
    }
    GEO_TRY(find_begins(&w));
    if (w.index) {
        GEO_TRY(geoi_fgb_put_index(&w, sink));
    }
    GEO_TRY(geoi_pieces_put(ctx, &features, index ? 0.3 : 0.1, sink, NULL));
done:
    geoi_out_columns_clear(&w.columns);
    geoi_release(w.order);
    geoi_release(w.begin);
    return status;
}
