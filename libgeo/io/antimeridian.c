/* SPDX-License-Identifier: MIT */
/* Which features cross the antimeridian, and what they become. */
#include "io/antimeridian_internal.h"

#include "layer/parts.h"

/* ---- Looking ---------------------------------------------------------------------------- */

static bool ring_leaps(const geo_geometry *g, geo_span at)
{
    for (int64_t i = at.begin; i + 1 < at.end; i++) {
        if (geoi_leaps(g->x[i], g->x[i + 1])) {
            return true;
        }
    }
    return false;
}

/* A line, or the outer ring of a polygon: holes that leap alone lie outside of it. */
static bool part_leaps(const geo_geometry *g, int64_t p)
{
    geo_span rings = geo_rings(g, p);
    return rings.begin < rings.end && ring_leaps(g, geo_coords(g, rings.begin));
}

static bool feature_leaps(const geo_geometry *g, int64_t i)
{
    geo_span parts = geo_parts(g, i);
    for (int64_t p = parts.begin; p < parts.end; p++) {
        if (part_leaps(g, p)) {
            return true;
        }
    }
    return false;
}

/* ---- Polygons --------------------------------------------------------------------------- */

/* Along a ring around a pole: the mean latitude by way in longitude; 0 of any other. */
static double mean_latitude(const geo_geometry *g, geo_span at)
{
    double way = 0.0, sum = 0.0;
    for (int64_t i = at.begin; i + 1 < at.end; i++) {
        double step = g->x[i + 1] - g->x[i];
        if (geoi_leaps(g->x[i], g->x[i + 1])) {
            step += step > 0.0 ? -360.0 : 360.0;
        }
        way += step;
        sum += step * (g->y[i] + g->y[i + 1]) / 2.0;
    }
    return fabs(way) > 180.0 ? sum / way : 0.0;
}

static bool holds(const geoi_cutter *c, geoi_run ring, double x, double y)
{
    bool inside = false;
    for (int64_t i = ring.begin; i + 1 < ring.end; i++) {
        geoi_place a = c->at[i], b = c->at[i + 1];
        if ((a.y > y) != (b.y > y) && x < a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x)) {
            inside = !inside;
        }
    }
    return inside;
}

/* The new polygon that a hole that does not leap lies in; the first one if none. */
static int64_t home_of(const geoi_cutter *c, const geo_geometry *g, geo_span hole)
{
    for (int64_t i = hole.begin; i < hole.end; i++) {
        for (int64_t k = 0; k < c->ring_count; k++) {
            if (holds(c, c->ring[k], g->x[i], g->y[i])) {
                return k;
            }
        }
    }
    return 0;
}

static geo_status cut_polygon(geoi_cutter *c, const geo_geometry *g, geo_span rings)
{
    geo_status status = GEO_OK;
    double latitude = 0.0;
    for (int64_t r = rings.begin; r < rings.end; r++) {
        geo_span at = geo_coords(g, r);
        if (ring_leaps(g, at)) {
            GEO_TRY(geoi_cut_ring(c, g, at, true));
            latitude += mean_latitude(g, at);
        }
    }
    GEO_TRY(geoi_join_chains(c, latitude));
done:
    return status;
}

/* ---- Building --------------------------------------------------------------------------- */

static geo_status build_ring(geoi_geometry_builder *b, const geoi_cutter *c, geoi_run run)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_geometry_ring(c->ctx, b));
    for (int64_t i = run.begin; i < run.end; i++) {
        GEO_TRY(geoi_geometry_add(c->ctx, b, c->at[i].x, c->at[i].y, c->at[i].z));
    }
done:
    return status;
}

static geo_status copy_ring(geo_ctx *ctx, geoi_geometry_builder *b, const geo_geometry *g,
                            int64_t r)
{
    geo_status status = GEO_OK;
    geo_span at = geo_coords(g, r);
    GEO_TRY(geoi_geometry_ring(ctx, b));
    GEO_TRY(geoi_geometry_add_many(ctx, b, g->x + at.begin, g->y + at.begin,
                                   g->z != NULL ? g->z + at.begin : NULL, at.end - at.begin));
done:
    return status;
}

/* The pieces that were cut, each with the holes that lie in it. */
static geo_status build_pieces(geoi_geometry_builder *b, const geoi_cutter *c,
                               const geo_geometry *g, int64_t p, unsigned kind)
{
    geo_status status = GEO_OK;
    geo_span rings = geo_rings(g, p);
    for (int64_t k = 0; k < c->ring_count; k++) {
        GEO_TRY(geoi_geometry_part(c->ctx, b, k == 0 ? kind : kind & ~(unsigned)GEO_PART_FIRST));
        GEO_TRY(build_ring(b, c, c->ring[k]));
        for (int64_t r = rings.begin + 1; r < rings.end; r++) {
            geo_span hole = geo_coords(g, r);
            if (!ring_leaps(g, hole) && home_of(c, g, hole) == k) {
                GEO_TRY(copy_ring(c->ctx, b, g, r));
            }
        }
    }
done:
    return status;
}

static geo_status copy_part(geo_ctx *ctx, geoi_geometry_builder *b, const geo_geometry *g,
                            int64_t p, unsigned kind)
{
    geo_status status = GEO_OK;
    geo_span rings = geo_rings(g, p);
    GEO_TRY(geoi_geometry_part(ctx, b, kind));
    for (int64_t r = rings.begin; r < rings.end; r++) {
        GEO_TRY(copy_ring(ctx, b, g, r));
    }
done:
    return status;
}

/* Cut part p, of a basic type, into c->ring; none when it stays as it is. */
static geo_status cut_part(geoi_cutter *c, const geo_geometry *g, int64_t p, unsigned basic)
{
    geo_status status = GEO_OK;
    geo_span rings = geo_rings(g, p);
    c->count = c->chain_count = c->ring_count = 0;
    if (!part_leaps(g, p)) {
        return GEO_OK;
    }
    if (basic == GEO_POLYGON) {
        return cut_polygon(c, g, rings);
    }
    GEO_TRY(geoi_cut_ring(c, g, geo_coords(g, rings.begin), false));
    GEO_TRY(geoi_grow(c->ctx, &c->ring, &c->ring_room, c->chain_count, sizeof *c->ring));
    for (int64_t k = 0; k < c->chain_count; k++) {
        if (c->chain[k].end - c->chain[k].begin >= 2) { /* else it only touched the antimeridian */
            c->ring[c->ring_count++] = c->chain[k];
        }
    }
done:
    return status;
}

/* ---- Features --------------------------------------------------------------------------- */

/* Part p of a Multi type or a collection. */
static geo_status add_part(geoi_cutter *c, geoi_geometry_builder *b, const geo_geometry *g,
                           int64_t p, unsigned basic)
{
    geo_status status = GEO_OK;
    unsigned kind = g->part_kind != NULL ? g->part_kind[p] : 0;
    GEO_TRY(cut_part(c, g, p, basic));
    if (c->ring_count == 0) {
        return copy_part(c->ctx, b, g, p, kind);
    }
    if (kind != 0 && c->ring_count > 1) {
        kind |= GEO_PART_MULTI;
    }
    GEO_TRY(build_pieces(b, c, g, p, kind));
done:
    return status;
}

static geo_status cut_feature(geoi_cutter *c, geoi_geometry_builder *b, const geo_geometry *g,
                              int64_t i)
{
    geo_status status = GEO_OK;
    unsigned type = g->type[i];
    geo_span parts = geo_parts(g, i);
    if (type == GEO_LINESTRING || type == GEO_POLYGON) {
        GEO_TRY(cut_part(c, g, parts.begin, type));
        if (c->ring_count == 0) {
            return geoi_geometry_copy_feature(c->ctx, b, g, i);
        }
        unsigned multi = c->ring_count > 1 ? GEO_MULTIPOINT - GEO_POINT : 0;
        GEO_TRY(geoi_geometry_feature(c->ctx, b, (geo_geometry_type)(type + multi)));
        GEO_TRY(build_pieces(b, c, g, parts.begin, 0));
        goto done;
    }
    GEO_TRY(geoi_geometry_feature(c->ctx, b, (geo_geometry_type)type));
    for (int64_t p = parts.begin; p < parts.end; p++) {
        GEO_TRY(add_part(c, b, g, p, geoi_part_type(g, i, p)));
    }
done:
    return status;
}

geo_status geoi_cut_at_antimeridian(geo_ctx *ctx, const geo_geometry *g, geoi_geometry_builder *out,
                                    int64_t *cut)
{
    geo_status status = GEO_OK;
    geoi_cutter c = {.ctx = ctx};
    int64_t first = 0;
    *cut = 0;
    while (first < g->n && !feature_leaps(g, first)) {
        first++;
    }
    if (first == g->n) {
        return GEO_OK;
    }
    for (int64_t i = 0; i < g->n; i++) {
        bool leaps = i >= first && feature_leaps(g, i);
        GEO_TRY(leaps ? cut_feature(&c, out, g, i) : geoi_geometry_copy_feature(ctx, out, g, i));
        *cut += leaps;
    }
    GEO_TRY(geoi_geometry_finish(ctx, out));
done:
    if (status != GEO_OK) {
        geoi_geometry_clear(out);
    }
    geoi_release(c.at);
    geoi_release(c.chain);
    geoi_release(c.ring);
    return status;
}
