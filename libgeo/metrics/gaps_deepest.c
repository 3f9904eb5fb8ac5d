/* SPDX-License-Identifier: MIT */
/* The deepest point of each gap: the best of all candidates, each asked how far the nearest
 * facility is. Method: Toussaint 1983, doi:10.1007/BF01008046. */
#include "metrics/gaps_internal.h"

#include "geo/proximity.h"
#include "geometry/voronoi.h"
#include "space/kdtree.h"

/* Sites along lines and polygons: the distance over this apart, but so many at most. */
enum { SITES_PER_DISTANCE = 50, MOST_SITES = 4000000 };

typedef struct deepening {
    const geoi_facilities *f;
    geo_gaps *gaps;
    const geoi_outlines *outlines;
    double *x, *y; /* [n] sites: what the nearest one is looked for among */
    int64_t n, x_room, y_room, *row, row_room; /* row: the facility of a site */
    geoi_kdtree *tree;
    double *ends; /* Voronoi edges */
    int64_t edge_count;
    const double *edge; /* the one that is being cut */
} deepening;

/* ---- Sites ------------------------------------------------------------------------------ */

static geo_status add_site(deepening *d, double x, double y, int64_t row)
{
    geo_status status = GEO_OK;
    geo_ctx *ctx = d->f->ctx;
    GEO_TRY(geoi_grow(ctx, &d->x, &d->x_room, d->n + 1, sizeof *d->x));
    GEO_TRY(geoi_grow(ctx, &d->y, &d->y_room, d->n + 1, sizeof *d->y));
    GEO_TRY(geoi_grow(ctx, &d->row, &d->row_room, d->n + 1, sizeof *d->row));
    d->x[d->n] = x;
    d->y[d->n] = y;
    d->row[d->n++] = row;
done:
    return status;
}

/* Positions of one run of facility i, and points between them no more than `step` apart. */
static geo_status add_run(deepening *d, geo_span s, int64_t i, double step)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = d->f->g;
    for (int64_t c = s.begin; c < s.end; c++) {
        GEO_TRY(add_site(d, g->x[c], g->y[c], i));
        if (c + 1 == s.end) {
            break;
        }
        double ex = g->x[c + 1] - g->x[c], ey = g->y[c + 1] - g->y[c];
        double pieces = ceil(sqrt(ex * ex + ey * ey) / step);
        for (double k = 1.0; k < pieces; k += 1.0) {
            GEO_TRY(add_site(d, g->x[c] + ex * k / pieces, g->y[c] + ey * k / pieces, i));
        }
    }
done:
    return status;
}

static double length_of(const geo_geometry *g)
{
    double length = 0.0;
    for (int64_t r = 0; r < g->ring_count; r++) {
        geo_span s = geo_coords(g, r);
        for (int64_t c = s.begin; c + 1 < s.end; c++) {
            length += fabs(g->x[c + 1] - g->x[c]) + fabs(g->y[c + 1] - g->y[c]);
        }
    }
    return length;
}

static geo_status add_sites(deepening *d, double distance_m)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = d->f->g;
    double step = fmax(distance_m / SITES_PER_DISTANCE, length_of(g) / MOST_SITES);
    step = step > 0.0 ? step : 1.0;
    for (int64_t i = 0; i < g->n; i++) {
        geo_span parts = geo_parts(g, i);
        for (int64_t p = parts.begin; p < parts.end; p++) {
            geo_span rings = geo_rings(g, p);
            for (int64_t r = rings.begin; r < rings.end; r++) {
                GEO_TRY(add_run(d, geo_coords(g, r), i, step));
            }
        }
    }
done:
    return status;
}

/* ---- Candidates ----------------------------------------------------------------------------- */

static void consider(const deepening *d, int64_t gap, double x, double y)
{
    geo_gap *best = &d->gaps->gap[gap];
    int64_t site;
    double d2;
    if (geoi_kdtree_nearest(d->tree, x, y, 1, INFINITY, -1, &site, &d2) == 0) {
        return;
    }
    if (best->facility < 0 || d2 > best->depth_m ||
        (d2 == best->depth_m && (x < best->x || (x == best->x && y < best->y)))) {
        best->x = x;
        best->y = y;
        best->depth_m = d2; /* squared until the end */
        best->facility = d->row[site];
    }
}

/* Where the Voronoi edge crosses the outline. */
static bool consider_crossing(void *user, int64_t k)
{
    const deepening *d = user;
    const geoi_outline *o = &d->outlines->edge[k];
    const double *v = d->edge;
    double ex = o->bx - o->ax, ey = o->by - o->ay, vx = v[2] - v[0], vy = v[3] - v[1];
    double side = ex * vy - ey * vx;
    double t = (v[1] - o->ay) * vx - (v[0] - o->ax) * vy;
    double s = (v[1] - o->ay) * ex - (v[0] - o->ax) * ey;
    if (side == 0.0) {
        return true; /* along it: its ends are candidates already */
    }
    t /= -side;
    s /= -side;
    if (t >= 0.0 && t <= 1.0 && s >= 0.0 && s <= 1.0) {
        consider(d, o->gap, o->ax + t * ex, o->ay + t * ey);
    }
    return true;
}

static void consider_vertex(const deepening *d, double x, double y)
{
    int64_t gap = geoi_outlines_locate(d->outlines, x, y);
    if (gap >= 0) {
        consider(d, gap, x, y);
    }
}

static geo_status consider_all(deepening *d)
{
    geo_status status = GEO_OK;
    for (int64_t k = 0; k < d->outlines->n; k++) {
        const geoi_outline *o = &d->outlines->edge[k];
        consider(d, o->gap, o->ax, o->ay);
    }
    for (int64_t k = 0; k < d->edge_count; k++) {
        d->edge = d->ends + 4 * k;
        geo_box box = {fmin(d->edge[0], d->edge[2]), fmin(d->edge[1], d->edge[3]),
                       fmax(d->edge[0], d->edge[2]), fmax(d->edge[1], d->edge[3])};
        geoi_nearby_search(&d->outlines->near, box, consider_crossing, d);
        consider_vertex(d, d->edge[0], d->edge[1]);
        consider_vertex(d, d->edge[2], d->edge[3]);
        if (k % 4096 == 0) {
            GEO_TRY(geoi_progress(d->f->ctx, (double)k / (double)d->edge_count));
        }
    }
done:
    return status;
}

/* ---- Depth ---------------------------------------------------------------------------------- */

/* Of points the distance is known; of lines and polygons it is asked for, for sites are only some
 * of their places. */
static geo_status measure_depths(const deepening *d)
{
    geo_status status = GEO_OK;
    geo_shapes *points = NULL;
    double *x = NULL, *away = NULL;
    int64_t n = d->gaps->count, *index = NULL;
    geo_nearest_options o = geo_nearest_options_default();
    for (int64_t k = 0; k < n; k++) {
        d->gaps->gap[k].depth_m = sqrt(d->gaps->gap[k].depth_m); /* NaN stays */
    }
    if (d->f->discs || d->n == 0) {
        goto done;
    }
    GEO_TRY(geoi_array_raw(d->f->ctx, 3 * n, sizeof *x, &x));
    GEO_TRY(geoi_array_raw(d->f->ctx, n, sizeof *index, &index));
    for (int64_t k = 0; k < n; k++) {
        x[k] = d->gaps->gap[k].x;
        x[n + k] = d->gaps->gap[k].y;
    }
    away = x + 2 * n;
    GEO_TRY(geo_shapes_create_points(d->f->ctx, n, x, x + n, &points));
    o.k = 1;
    GEO_TRY(geo_nearest(d->f->ctx, points, d->f->shapes, &o, index, away));
    for (int64_t k = 0; k < n; k++) {
        d->gaps->gap[k].depth_m = away[k];
        d->gaps->gap[k].facility = index[k];
    }
done:
    geo_shapes_destroy(points);
    geoi_release(x);
    geoi_release(index);
    return status;
}

geo_status geoi_gaps_deepest(const geoi_facilities *f, double distance_m,
                             const geoi_outlines *outlines, geo_gaps *gaps)
{
    geo_status status = GEO_OK;
    deepening d = {.f = f, .gaps = gaps, .outlines = outlines};
    geo_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int64_t k = 0; k < outlines->n; k++) {
        const geoi_outline *o = &outlines->edge[k];
        box = (geo_box){fmin(box.min_x, o->ax), fmin(box.min_y, o->ay), fmax(box.max_x, o->ax),
                        fmax(box.max_y, o->ay)};
    }
    GEO_TRY(add_sites(&d, distance_m));
    if (d.n == 0 || gaps->count == 0) {
        goto done;
    }
    GEO_TRY(geoi_kdtree_create(f->ctx, d.n, d.x, d.y, NULL, &d.tree));
    GEO_TRY(geoi_voronoi_edges(f->ctx, d.n, d.x, d.y, box, &d.ends, &d.edge_count));
    GEO_TRY(consider_all(&d));
    GEO_TRY(measure_depths(&d));
done:
    geoi_kdtree_destroy(d.tree);
    geoi_release(d.x);
    geoi_release(d.y);
    geoi_release(d.row);
    geoi_release(d.ends);
    return status;
}
