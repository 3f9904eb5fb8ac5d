/* SPDX-License-Identifier: MIT */
#include "geometry/offset_reach.h"

#include "geometry/geos.h"
#include "geometry/orient.h"

enum { GRAIN = 16, REACHES = 1, APART = 2 };

typedef struct counting {
    geo_ctx *ctx;
    const geo_geometry *areas;
    int64_t area;
    const geoi_disc_region *region;
    const geoi_near_features *features;
    uint8_t *what; /* [features] */
} counting;

/* The edge of a feature that looks for the region. */
typedef struct looking {
    const geoi_disc_region *region;
    geoi_edge edge;
    double best2; /* squared distance, what is nearer counts */
} looking;

/* ---- Distances --------------------------------------------------------------------------- */

static double from_place2(const geoi_edge *e, double x, double y)
{
    double ex = e->bx - e->ax, ey = e->by - e->ay, length2 = ex * ex + ey * ey;
    double t = length2 > 0.0 ? ((x - e->ax) * ex + (y - e->ay) * ey) / length2 : 0.0;
    t = fmin(1.0, fmax(0.0, t));
    double dx = e->ax + t * ex - x, dy = e->ay + t * ey - y;
    return dx * dx + dy * dy;
}

static int side_of(const geoi_edge *e, double x, double y)
{
    return geoi_orient(e->ax, e->ay, e->bx, e->by, x, y);
}

static double from_edge2(const geoi_edge *p, const geoi_edge *q)
{
    if (side_of(p, q->ax, q->ay) * side_of(p, q->bx, q->by) < 0 &&
        side_of(q, p->ax, p->ay) * side_of(q, p->bx, p->by) < 0) {
        return 0.0;
    }
    return fmin(fmin(from_place2(p, q->ax, q->ay), from_place2(p, q->bx, q->by)),
                fmin(from_place2(q, p->ax, p->ay), from_place2(q, p->bx, p->by)));
}

static bool look_at(void *user, int64_t k)
{
    looking *l = user;
    l->best2 = fmin(l->best2, from_edge2(&l->edge, &l->region->edge[k]));
    return l->best2 > 0.0;
}

/* No nearer than that the edge is to the region, or 0 if it meets it. */
static void look(looking *l, geoi_edge e)
{
    double reach = sqrt(l->best2);
    geo_box box = {fmin(e.ax, e.bx) - reach, fmin(e.ay, e.by) - reach, fmax(e.ax, e.bx) + reach,
                   fmax(e.ay, e.by) + reach};
    l->edge = e;
    if (!geoi_boxes_meet(&box, &l->region->box)) {
        return;
    }
    if (geoi_disc_region_has(l->region, e.ax, e.ay) ||
        geoi_disc_region_has(l->region, e.bx, e.by)) {
        l->best2 = 0.0;
        return;
    }
    geoi_nearby_search(&l->region->near, box, look_at, l);
}

/* ---- Features ---------------------------------------------------------------------------- */

/* A part of the region lies in a polygon of the feature. */
static geo_status surrounds(const counting *job, int64_t feature, bool *yes)
{
    const geo_geometry *g = job->features->g, *areas = job->areas;
    geoi_disc_region solid = {.origin_x = job->region->origin_x, .origin_y = job->region->origin_y};
    *yes = false;
    if ((geoi_kinds_of(g, feature) & GEOI_KEEP_POLYGONS) == 0) {
        return GEO_OK;
    }
    geo_status status = geoi_disc_region_fill(job->ctx, &solid, g, feature);
    geo_span parts = geo_parts(areas, job->area);
    for (int64_t p = parts.begin; status == GEO_OK && !*yes && p < parts.end; p++) {
        geo_span rings = geo_rings(areas, p);
        geo_span s = rings.begin < rings.end ? geo_coords(areas, rings.begin) : (geo_span){0, 0};
        *yes = s.begin < s.end && geoi_disc_region_has(&solid, areas->x[s.begin] - solid.origin_x,
                                                       areas->y[s.begin] - solid.origin_y);
    }
    geoi_disc_region_clear(&solid);
    return status;
}

/* Along a run of positions; one alone is an edge of no length. */
static void look_along(looking *l, const geo_geometry *g, geo_span s)
{
    double ox = l->region->origin_x, oy = l->region->origin_y;
    for (int64_t k = s.begin; k < s.end && l->best2 > 0.0; k++) {
        int64_t next = k + 1 < s.end ? k + 1 : k;
        if (next > k || k == s.begin) {
            look(l, (geoi_edge){g->x[k] - ox, g->y[k] - oy, g->x[next] - ox, g->y[next] - oy});
        }
    }
}

static geo_status judge(const counting *job, int64_t feature, double r, uint8_t *what)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = job->features->g;
    geo_box b = job->region->box;
    double slack = 1e-12 * (r + b.max_x - b.min_x + b.max_y - b.min_y);
    looking l = {.region = job->region, .best2 = r > slack ? (r - slack) * (r - slack) : 0.0};
    double within2 = l.best2;
    bool around;
    geo_span parts = geo_parts(g, feature);
    for (int64_t p = parts.begin; p < parts.end; p++) {
        geo_span rings = geo_rings(g, p);
        for (int64_t k = rings.begin; k < rings.end; k++) {
            look_along(&l, g, geo_coords(g, k));
        }
    }
    if (l.best2 > 0.0) {
        GEO_TRY(surrounds(job, feature, &around));
        l.best2 = around ? 0.0 : l.best2;
    }
    *what = l.best2 < within2 ? REACHES : 0;
    *what |= *what != 0 && l.best2 > 0.0 ? APART : 0;
done:
    return status;
}

/* At distance 0 a polygon reaches what it shares. */
static geo_status judge_solid(const counting *job, int64_t feature, uint8_t *what)
{
    double common = 0.0;
    if ((geoi_kinds_of(job->features->g, feature) & GEOI_KEEP_POLYGONS) == 0) {
        return GEO_OK;
    }
    geo_status status = geoi_polygon_shares(job->ctx, job->areas, job->area, job->features->g,
                                            &feature, 1, &common);
    *what = common > 0.0 ? REACHES : 0;
    return status;
}

static geo_status judge_chunk(void *user, int64_t begin, int64_t end)
{
    const counting *job = user;
    geo_status status = GEO_OK;
    for (int64_t k = begin; k < end; k++) {
        int64_t feature = job->features->which[k];
        double r = geoi_reach_of(job->features, feature);
        if (r > 0.0) {
            GEO_TRY(judge(job, feature, r, &job->what[k]));
        } else if (r == 0.0) {
            GEO_TRY(judge_solid(job, feature, &job->what[k]));
        }
    }
done:
    return status;
}

geo_status geoi_offsets_count(geo_ctx *ctx, const geo_geometry *areas, int64_t i,
                              const geoi_disc_region *region, const geoi_near_features *features,
                              geo_disc_areas *out)
{
    geo_status status = GEO_OK;
    counting job = {ctx, areas, i, region, features, NULL};
    GEO_TRY(geoi_array(ctx, features->n, sizeof *job.what, &job.what));
    GEO_TRY(geoi_parallel(ctx, features->n, GRAIN, judge_chunk, &job));
    for (int64_t k = 0; k < features->n; k++) {
        out->reaching_count += (job.what[k] & REACHES) != 0;
        out->outside_count += (job.what[k] & APART) != 0;
    }
done:
    geoi_release(job.what);
    return status;
}
