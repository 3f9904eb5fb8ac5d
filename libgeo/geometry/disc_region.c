/* SPDX-License-Identifier: MIT */
#include "geometry/disc_region.h"

#include "base/sum.h"
#include "layer/box.h"
#include "layer/parts.h"

/* ---- Making the region ---------------------------------------------------------------- */

static geo_status check_kind(geo_ctx *ctx, const geo_geometry *g, int64_t i)
{
    if (g->type[i] == GEO_POLYGON || g->type[i] == GEO_MULTIPOLYGON) {
        return GEO_OK;
    }
    geo_status status =
        geoi_fail(ctx, GEO_DATA, "feature %lld is a %s, not a polygon", (long long)i + 1,
                  geo_geometry_type_name((geo_geometry_type)g->type[i]));
    geoi_hint(ctx, "give polygons as areas, or buffer the lines or points first");
    return status;
}

/* The ring's edges, turned so that the region is on their left. */
static void add_ring(geoi_disc_region *region, const geo_geometry *g, geo_span s, bool hole)
{
    int64_t first = region->n;
    geoi_sum area = {0};
    for (int64_t i = s.begin; i + 1 < s.end; i++) {
        geoi_edge e = {g->x[i] - region->origin_x, g->y[i] - region->origin_y,
                       g->x[i + 1] - region->origin_x, g->y[i + 1] - region->origin_y};
        if (e.ax != e.bx || e.ay != e.by) {
            geoi_sum_add(&area, 0.5 * (e.ax * e.by - e.ay * e.bx));
            region->edge[region->n++] = e;
        }
    }
    bool clockwise = geoi_sum_value(&area) < 0.0;
    for (int64_t k = first; clockwise != hole && k < region->n; k++) {
        geoi_edge e = region->edge[k];
        region->edge[k] = (geoi_edge){e.bx, e.by, e.ax, e.ay};
    }
}

static geo_status index_edges(geo_ctx *ctx, geoi_disc_region *region)
{
    geo_status status = geoi_nearby_init(ctx, &region->near, region->n);
    if (status != GEO_OK) {
        return status;
    }
    geoi_sum area = {0};
    for (int64_t k = 0; k < region->n; k++) {
        const geoi_edge *e = &region->edge[k];
        region->near.boxes[k] = (geo_box){fmin(e->ax, e->bx), fmin(e->ay, e->by),
                                          fmax(e->ax, e->bx), fmax(e->ay, e->by)};
        geoi_sum_add(&area, 0.5 * (e->ax * e->by - e->ay * e->bx));
    }
    region->area = fmax(0.0, geoi_sum_value(&area));
    return geoi_nearby_build(ctx, &region->near);
}

geo_status geoi_disc_region_fill(geo_ctx *ctx, geoi_disc_region *region, const geo_geometry *g,
                                 int64_t i)
{
    geo_span all = geo_feature_coords(g, i), parts = geo_parts(g, i);
    geo_box box = geoi_feature_box(g, i);
    region->box = (geo_box){box.min_x - region->origin_x, box.min_y - region->origin_y,
                            box.max_x - region->origin_x, box.max_y - region->origin_y};
    geo_status status =
        geoi_array_raw(ctx, all.end - all.begin, sizeof *region->edge, &region->edge);
    if (status != GEO_OK) {
        return status;
    }
    for (int64_t p = parts.begin; p < parts.end; p++) {
        geo_span rings = geo_rings(g, p);
        for (int64_t r = rings.begin; geoi_part_type(g, i, p) == GEO_POLYGON && r < rings.end;
             r++) {
            add_ring(region, g, geo_coords(g, r), r > rings.begin);
        }
    }
    return index_edges(ctx, region);
}

geo_status geoi_disc_region_init(geo_ctx *ctx, geoi_disc_region *region, const geo_geometry *g,
                                 int64_t i)
{
    geo_status status = check_kind(ctx, g, i);
    if (status != GEO_OK) {
        return status;
    }
    geo_span all = geo_feature_coords(g, i);
    if (all.begin < all.end) {
        geo_box box = geoi_feature_box(g, i);
        region->origin_x = floor(0.5 * box.min_x + 0.5 * box.max_x);
        region->origin_y = floor(0.5 * box.min_y + 0.5 * box.max_y);
    }
    return geoi_disc_region_fill(ctx, region, g, i);
}

void geoi_disc_region_clear(geoi_disc_region *region)
{
    geoi_nearby_clear(&region->near);
    geoi_release(region->edge);
    *region = (geoi_disc_region){0};
}

/* ---- Where a place lies ---------------------------------------------------------------- */

typedef struct locating {
    const geoi_disc_region *region;
    double x, y;
    bool on_edge;
    int winding;
} locating;

static bool count_crossing(void *user, int64_t k)
{
    locating *l = user;
    const geoi_edge *e = &l->region->edge[k];
    double ax = e->ax - l->x, ay = e->ay - l->y, bx = e->bx - l->x, by = e->by - l->y;
    double side = ax * by - ay * bx;
    if (side == 0.0 && fmin(ax, bx) <= 0.0 && fmax(ax, bx) >= 0.0 && fmin(ay, by) <= 0.0 &&
        fmax(ay, by) >= 0.0) {
        l->on_edge = true;
        return false;
    }
    if (ay < 0.0 && by >= 0.0 && side > 0.0) {
        l->winding++;
    } else if (ay >= 0.0 && by < 0.0 && side < 0.0) {
        l->winding--;
    }
    return true;
}

bool geoi_disc_region_has(const geoi_disc_region *region, double x, double y)
{
    locating l = {region, x, y, false, 0};
    geo_box ray = {x, y, region->box.max_x, y};
    if (x <= region->box.max_x) {
        geoi_nearby_search(&region->near, ray, count_crossing, &l);
    }
    return l.on_edge || l.winding != 0;
}

/* ---- Edge and circle -------------------------------------------------------------------- */

static void add_cut(geoi_cut *cut, double t, double ax, double ay, double ex, double ey,
                    int32_t leaving)
{
    int k = cut->count++;
    cut->t[k] = fmin(1.0, fmax(0.0, t));
    cut->px[k] = ax + cut->t[k] * ex;
    cut->py[k] = ay + cut->t[k] * ey;
    cut->leaving[k] = leaving;
}

void geoi_cut_edge(const geoi_edge *edge, double cx, double cy, double r, geoi_cut *cut)
{
    double ax = edge->ax - cx, ay = edge->ay - cy, bx = edge->bx - cx, by = edge->by - cy;
    cut->count = 0;
    cut->a_in = ax * ax + ay * ay <= r * r;
    cut->b_in = bx * bx + by * by <= r * r;
    if (cut->a_in && cut->b_in) {
        return; /* a disc is convex */
    }
    double ex = bx - ax, ey = by - ay, length2 = ex * ex + ey * ey, length = sqrt(length2);
    double distance = fabs(ax * by - ay * bx) / length; /* of the centre from the line */
    double foot = -(ax * ex + ay * ey) / length2;
    double half2 = (r - distance) * (r + distance);
    double half = half2 > 0.0 ? sqrt(half2) / length : 0.0;
    if (cut->a_in) {
        add_cut(cut, foot + half, ax, ay, ex, ey, 1);
    } else if (cut->b_in) {
        add_cut(cut, foot - half, ax, ay, ex, ey, -1);
    } else if (half2 > 0.0 && foot > 0.0 && foot < 1.0) {
        add_cut(cut, foot - half, ax, ay, ex, ey, -1);
        add_cut(cut, foot + half, ax, ay, ex, ey, 1);
    }
}
