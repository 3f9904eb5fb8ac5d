/* SPDX-License-Identifier: MIT */
/* Lines cut where they meet edges of zones. The middle of a piece tells whose all of it is. */
#include "base/sort_values.h"
#include "metrics/zones_internal.h"

static bool add_edge(void *user, int64_t edge)
{
    geoi_cutter *c = user;
    if (c->edge_count == c->edge_room) {
        return false;
    }
    c->edge[c->edge_count++] = edge;
    return true;
}

static geo_status add_cut(geo_ctx *ctx, geoi_cutter *c, double at)
{
    if (!(at > 0.0 && at < 1.0)) {
        return GEO_OK;
    }
    geo_status status = geoi_grow(ctx, &c->at, &c->room, c->count + 1, sizeof *c->at);
    if (status == GEO_OK) {
        c->at[c->count++] = at;
    }
    return status;
}

typedef struct segment {
    double ax, ay, dx, dy;
} segment;

/* Where the edge meets the segment; where it lies along it, at its ends. */
static geo_status cut_by_edge(geo_ctx *ctx, const geo_zones *z, int64_t edge, const segment *s,
                              geoi_cutter *c)
{
    geo_status status = GEO_OK;
    int64_t end = z->edge_end[edge];
    double px = z->g->x[end - 1] - s->ax, py = z->g->y[end - 1] - s->ay;
    double qx = z->g->x[end] - s->ax, qy = z->g->y[end] - s->ay;
    double p = s->dx * py - s->dy * px, q = s->dx * qy - s->dy * qx; /* which side of it */
    double along = s->dx * s->dx + s->dy * s->dy;
    if ((p > 0.0 && q > 0.0) || (p < 0.0 && q < 0.0)) {
        return GEO_OK;
    }
    if (fabs(p - q) > 0.0) {
        double t = p / (p - q);
        double x = px + t * (qx - px), y = py + t * (qy - py);
        return add_cut(ctx, c, (x * s->dx + y * s->dy) / along);
    }
    GEO_TRY(add_cut(ctx, c, (px * s->dx + py * s->dy) / along));
    GEO_TRY(add_cut(ctx, c, (qx * s->dx + qy * s->dy) / along));
done:
    return status;
}

/* A search that finds more edges than there is room for is made again with more. */
static geo_status find_edges(geo_ctx *ctx, const geo_zones *z, const segment *s, geoi_cutter *c)
{
    geo_box box = {fmin(s->ax, s->ax + s->dx), fmin(s->ay, s->ay + s->dy),
                   fmax(s->ax, s->ax + s->dx), fmax(s->ay, s->ay + s->dy)};
    geo_status status = GEO_OK;
    do {
        int64_t room = 2 * c->edge_room + 64;
        if (c->edge_count == c->edge_room) {
            GEO_TRY(geoi_grow(ctx, &c->edge, &c->edge_room, room, sizeof *c->edge));
        }
        c->edge_count = 0;
        geoi_rtree_search(z->edges, box, add_edge, c);
    } while (c->edge_count == c->edge_room);
done:
    return status;
}

static geo_status cut_segment(geo_ctx *ctx, const geo_zones *z, int64_t unit, const segment *s,
                              geoi_cutter *c, geoi_parts *parts)
{
    geo_status status = GEO_OK;
    double length = hypot(s->dx, s->dy), from = 0.0;
    c->count = 0;
    GEO_TRY(find_edges(ctx, z, s, c));
    for (int64_t k = 0; k < c->edge_count; k++) {
        GEO_TRY(cut_by_edge(ctx, z, c->edge[k], s, c));
    }
    if (c->count > 1) {
        geoi_sort_values(c->count, c->at);
    }
    for (int64_t k = 0; k <= c->count; k++) {
        double to = k < c->count ? c->at[k] : 1.0, middle = from + (to - from) / 2.0;
        if (to > from) {
            int64_t zone = geoi_zone_of(z, s->ax + middle * s->dx, s->ay + middle * s->dy);
            GEO_TRY(
                geoi_parts_add(ctx, parts, (geo_zone_part){unit, zone, 0.0, (to - from) * length}));
        }
        from = to;
    }
done:
    return status;
}

geo_status geoi_cut_line(geo_ctx *ctx, const geo_zones *zones, const geo_geometry *g, int64_t i,
                         geoi_cutter *c, geoi_parts *parts)
{
    geo_status status = GEO_OK;
    geo_span in = geo_parts(g, i);
    for (int64_t p = in.begin; p < in.end; p++) {
        geo_span rings = geo_rings(g, p);
        for (int64_t r = rings.begin; r < rings.end; r++) {
            geo_span at = geo_coords(g, r);
            for (int64_t k = at.begin + 1; k < at.end; k++) {
                segment s = {g->x[k - 1], g->y[k - 1], g->x[k] - g->x[k - 1],
                             g->y[k] - g->y[k - 1]};
                bool moves = fabs(s.dx) > 0.0 || fabs(s.dy) > 0.0;
                GEO_TRY(moves ? cut_segment(ctx, zones, i, &s, c, parts) : GEO_OK);
            }
        }
    }
done:
    return status;
}

void geoi_cutter_clear(geoi_cutter *c)
{
    geoi_release(c->at);
    geoi_release(c->edge);
    *c = (geoi_cutter){0};
}
