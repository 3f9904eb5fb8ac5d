/* SPDX-License-Identifier: MIT */
/* Features cut at polygons, in degrees: the edges of GeoJSON are straight lines there (RFC 7946,
 * section 3.1.1), so nothing is projected and what touched before touches after.
 *
 * A feature is compared with the parts whose boxes meet its own. One that lies within a single
 * part is taken as it is, to the bit. Else each kind of its parts (points, lines, polygons) is
 * intersected with the union of the parts it meets; of a kind only that kind is kept. */
#include "geometry/clip.h"

#include "geometry/polygons.h"
#include "layer/box.h"

enum { GRAIN = 1024 };

/* ---- Making ------------------------------------------------------------------------------- */

static geo_status index_parts(geo_ctx *ctx, geo_clip *clip)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = &clip->polygons.g;
    GEO_TRY(geoi_nearby_init(ctx, &clip->parts, g->part_count));
    GEO_TRY(geoi_array_raw(ctx, g->part_count, sizeof *clip->owner, &clip->owner));
    for (int64_t i = 0; i < g->n; i++) {
        geo_span parts = geo_parts(g, i);
        for (int64_t p = parts.begin; p < parts.end; p++) {
            geo_span rings = geo_rings(g, p);
            clip->parts.boxes[p] = geoi_extent_of(g, geo_coords(g, rings.begin));
            clip->owner[p] = i;
        }
    }
    GEO_TRY(geoi_nearby_build(ctx, &clip->parts));
done:
    return status;
}

geo_status geo_clip_create(geo_ctx *ctx, const geo_layer *polygons, geo_clip **out)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = geo_layer_geometry(polygons);
    geo_clip *clip = NULL;
    *out = NULL;
    GEO_TRY(geoi_stage(ctx, 0.0, 1.0, "checking polygons"));
    GEO_TRY(geoi_polygons_check(ctx, g, NULL, g->n, "the layer to clip with"));
    if (g->part_count == 0) {
        return geoi_fail(ctx, GEO_DATA, "the layer to clip with has no polygon");
    }
    GEO_TRY(geoi_array(ctx, 1, sizeof *clip, &clip));
    GEO_TRY(geoi_geometry_copy(ctx, &clip->polygons, g));
    GEO_TRY(index_parts(ctx, clip));
    *out = clip;
    clip = NULL;
done:
    geo_clip_destroy(clip);
    return status;
}

static geo_status add_rectangle(geo_ctx *ctx, geoi_geometry_builder *b, double west, double south,
                                double east, double north)
{
    geo_status status = GEO_OK;
    const double x[] = {west, east, east, west, west};
    const double y[] = {south, south, north, north, south};
    GEO_TRY(geoi_geometry_feature(ctx, b, GEO_POLYGON));
    GEO_TRY(geoi_geometry_part(ctx, b, 0));
    GEO_TRY(geoi_geometry_ring(ctx, b));
    GEO_TRY(geoi_geometry_add_many(ctx, b, x, y, NULL, 5));
done:
    return status;
}

static geo_status check_box(geo_ctx *ctx, geo_box box)
{
    bool inside = box.min_x >= -180.0 && box.min_x <= 180.0 && box.max_x >= -180.0 &&
                  box.max_x <= 180.0 && box.min_y >= -90.0 && box.max_y <= 90.0;
    geo_status status = GEO_OK;
    if (!inside || !(box.min_y < box.max_y) || box.min_x == box.max_x) { /* or it is no number */
        status = geoi_fail(ctx, GEO_INVALID,
                           "%.10g,%.10g,%.10g,%.10g is no box of degrees: west, south, east, north",
                           box.min_x, box.min_y, box.max_x, box.max_y);
        geoi_hint(ctx, "such as 116.2,39.9,116.4,40.1");
    }
    return status;
}

geo_status geo_clip_create_box(geo_ctx *ctx, geo_box box, geo_clip **out)
{
    geo_status status = GEO_OK;
    geo_clip *clip = NULL;
    *out = NULL;
    GEO_TRY(check_box(ctx, box));
    GEO_TRY(geoi_array(ctx, 1, sizeof *clip, &clip));
    clip->box = true;
    if (box.min_x > box.max_x) { /* over the antimeridian, as RFC 7946, section 5.2 writes it */
        if (box.min_x < 180.0) {
            GEO_TRY(add_rectangle(ctx, &clip->polygons, box.min_x, box.min_y, 180.0, box.max_y));
        }
        if (box.max_x > -180.0) {
            GEO_TRY(add_rectangle(ctx, &clip->polygons, -180.0, box.min_y, box.max_x, box.max_y));
        }
    } else {
        GEO_TRY(add_rectangle(ctx, &clip->polygons, box.min_x, box.min_y, box.max_x, box.max_y));
    }
    GEO_TRY(geoi_geometry_finish(ctx, &clip->polygons));
    GEO_TRY(index_parts(ctx, clip));
    *out = clip;
    clip = NULL;
done:
    geo_clip_destroy(clip);
    return status;
}

void geo_clip_destroy(geo_clip *clip)
{
    if (clip != NULL) {
        geoi_geometry_clear(&clip->polygons);
        geoi_nearby_clear(&clip->parts);
        geoi_release(clip->owner);
        geoi_release(clip);
    }
}

/* ---- A layer -------------------------------------------------------------------------------- */

typedef struct clipping {
    geo_ctx *ctx;
    const geo_clip *clip;
    const geo_layer *layer;
    const int64_t *rows;         /* [n] */
    uint8_t *fate;               /* [n] */
    geoi_geometry_builder *made; /* [chunks] */
} clipping;

static geo_status clip_chunk(void *job, int64_t begin, int64_t end)
{
    clipping *c = job;
    geo_status status = GEO_OK;
    geoi_clip_worker w = {.ctx = c->ctx, .clip = c->clip, .layer = c->layer};
    geoi_geometry_builder *b = &c->made[begin / GRAIN];
    GEO_TRY(geoi_clip_start(&w));
    for (int64_t k = begin; k < end; k++) {
        geoi_clip_fate found;
        geoi_geometry_mark before = geoi_geometry_place(b);
        GEO_TRY(geoi_clip_feature(&w, c->rows[k], b, &found));
        if (found == GEOI_CLIP_OUTSIDE) {
            geoi_geometry_back(b, before);
        }
        c->fate[k] = (uint8_t)found;
    }
    GEO_TRY(geoi_geometry_finish(c->ctx, b));
done:
    geoi_clip_clear(&w);
    return status;
}

/* The features of which something is left: *kept [count] are their rows. */
static geo_status gather(clipping *c, int64_t n, geoi_geometry_builder *all, int64_t *kept,
                         int64_t *count)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = geo_layer_geometry(c->layer);
    int64_t flattened = 0;
    *count = 0;
    for (int64_t k = 0; k < n; k++) {
        if (c->fate[k] != GEOI_CLIP_OUTSIDE) {
            kept[(*count)++] = c->rows[k];
        }
        flattened += c->fate[k] == GEOI_CLIP_CUT && g->z != NULL;
    }
    for (int64_t chunk = 0; chunk * GRAIN < n; chunk++) {
        GEO_TRY(geoi_geometry_append(c->ctx, all, &c->made[chunk].g));
    }
    GEO_TRY(geoi_geometry_finish(c->ctx, all));
    if (flattened > 0) {
        geoi_note(c->ctx, "%lld %s", (long long)flattened,
                  geoi_plural(flattened, "feature that was cut lost its elevations",
                              "features that were cut lost their elevations"));
    }
done:
    return status;
}

static geo_status check_rows(geo_ctx *ctx, const geo_layer *layer, const int64_t *rows,
                             int64_t count)
{
    for (int64_t k = 0; k < count; k++) {
        if (rows[k] < 0 || rows[k] >= geo_layer_count(layer)) {
            return geoi_fail(ctx, GEO_INVALID, "row %lld is not one of the layer's %lld",
                             (long long)rows[k] + 1, (long long)geo_layer_count(layer));
        }
    }
    return GEO_OK;
}

geo_status geo_clip_layer(geo_ctx *ctx, const geo_clip *clip, const geo_layer *layer,
                          const int64_t *rows, int64_t count, geo_layer **out)
{
    geo_status status = GEO_OK;
    clipping c = {.ctx = ctx, .clip = clip, .layer = layer, .rows = rows};
    geoi_geometry_builder all = {0};
    geo_layer *chosen = NULL;
    int64_t *kept = NULL, left = 0, chunks = (count + GRAIN - 1) / GRAIN;
    *out = NULL;
    GEO_TRY(check_rows(ctx, layer, rows, count));
    GEO_TRY(geoi_array(ctx, count, 1, &c.fate));
    GEO_TRY(geoi_array_raw(ctx, count, sizeof *kept, &kept));
    GEO_TRY(geoi_array(ctx, chunks, sizeof *c.made, &c.made));
    GEO_TRY(geoi_stage(ctx, 0.0, 1.0, "clipping"));
    GEO_TRY(geoi_parallel(ctx, count, GRAIN, clip_chunk, &c));
    GEO_TRY(gather(&c, count, &all, kept, &left));
    GEO_TRY(geo_layer_select(ctx, layer, kept, left, &chosen));
    GEO_TRY(geoi_layer_replace_geometry(ctx, chosen, &all));
    *out = chosen;
    chosen = NULL;
done:
    for (int64_t k = 0; c.made != NULL && k < chunks; k++) {
        geoi_geometry_clear(&c.made[k]);
    }
    geoi_release(c.made);
    geoi_release(c.fate);
    geoi_release(kept);
    geoi_geometry_clear(&all);
    geo_layer_destroy(chosen);
    return status;
}
