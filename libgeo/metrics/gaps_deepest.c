/* SPDX-License-Identifier: MIT */
/* The deepest point of each gap. Among points it is the best of all candidates, each asked how far
 * the nearest facility is. Method: Toussaint 1983, doi:10.1007/BF01008046. */
#include "metrics/gaps_internal.h"

#include "geometry/voronoi.h"
#include "space/kdtree.h"

typedef struct deepening {
    const geoi_facilities *f;
    geo_gaps *gaps;
    const geoi_outlines *outlines;
    double *x, *y;   /* [n] sites: facilities that are points */
    int64_t n, *row; /* row: the facility of a site */
    geoi_kdtree *tree;
    double *ends; /* Voronoi edges */
    int64_t edge_count;
    const double *edge; /* the one that is being cut */
} deepening;

/* ---- Sites ------------------------------------------------------------------------------ */

static int64_t count_positions(const geo_geometry *g)
{
    int64_t count = 0;
    for (int64_t i = 0; i < g->n; i++) {
        geo_span s = geo_feature_coords(g, i);
        count += s.end - s.begin;
    }
    return count;
}

static geo_status add_sites(deepening *d)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = d->f->g;
    int64_t room = count_positions(g);
    GEO_TRY(geoi_array_raw(d->f->ctx, room, sizeof *d->x, &d->x));
    GEO_TRY(geoi_array_raw(d->f->ctx, room, sizeof *d->y, &d->y));
    GEO_TRY(geoi_array_raw(d->f->ctx, room, sizeof *d->row, &d->row));
    for (int64_t i = 0; i < g->n; i++) {
        geo_span s = geo_feature_coords(g, i);
        for (int64_t c = s.begin; c < s.end; c++) {
            d->x[d->n] = g->x[c];
            d->y[d->n] = g->y[c];
            d->row[d->n++] = i;
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

/* ---- All gaps ------------------------------------------------------------------------------- */

static geo_status find_among_points(const geoi_facilities *f, const geoi_outlines *outlines,
                                    geo_gaps *gaps)
{
    geo_status status = GEO_OK;
    deepening d = {.f = f, .gaps = gaps, .outlines = outlines};
    geo_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int64_t k = 0; k < outlines->n; k++) {
        const geoi_outline *o = &outlines->edge[k];
        box = (geo_box){fmin(box.min_x, o->ax), fmin(box.min_y, o->ay), fmax(box.max_x, o->ax),
                        fmax(box.max_y, o->ay)};
    }
    GEO_TRY(add_sites(&d));
    GEO_TRY(geoi_kdtree_create(f->ctx, d.n, d.x, d.y, NULL, &d.tree));
    GEO_TRY(geoi_voronoi_edges(f->ctx, d.n, d.x, d.y, box, &d.ends, &d.edge_count));
    GEO_TRY(consider_all(&d));
    for (int64_t k = 0; k < gaps->count; k++) {
        gaps->gap[k].depth_m = sqrt(gaps->gap[k].depth_m); /* NaN stays */
    }
done:
    geoi_kdtree_destroy(d.tree);
    geoi_release(d.x);
    geoi_release(d.y);
    geoi_release(d.row);
    geoi_release(d.ends);
    return status;
}

geo_status geoi_gaps_deepest(const geoi_facilities *f, const geoi_outlines *outlines,
                             geo_gaps *gaps)
{
    if (gaps->count == 0 || count_positions(f->g) == 0) {
        return GEO_OK;
    }
    return f->discs ? find_among_points(f, outlines, gaps) : geoi_gaps_search(f, outlines, gaps);
}
