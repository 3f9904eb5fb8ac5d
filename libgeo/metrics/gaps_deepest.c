/* SPDX-License-Identifier: MIT */
/* The deepest point of each gap. Among points it is the best of all candidates: corners of the
 * outline, corners of Voronoi cells in the gap, and where edges of cells cross the outline, each
 * asked how far the nearest facility is. Method: Toussaint 1983, doi:10.1007/BF01008046. */
#include "metrics/gaps_internal.h"

#include "geometry/voronoi.h"

/* Sites are gone through in waves of chunks, so that what they find is never much at once. */
enum { CHUNK = 128, CHUNKS = 64 };

/* A place that a gap may be deepest at. */
typedef struct candidate {
    double x, y, d2;
    int64_t gap, site; /* the nearest */
} candidate;

/* What one chunk of sites finds. */
typedef struct finds {
    candidate *list;
    int64_t n, room;
} finds;

typedef struct deepening {
    const geoi_facilities *f;
    geo_gaps *gaps;
    const geoi_outlines *outlines;
    geo_box frame;
    double *x, *y;   /* [n] sites: facilities that are points */
    int64_t n, *row; /* row: the facility of a site */
    geoi_kdtree *tree;
    int64_t first; /* site of the wave, in the order of the tree */
    finds found[CHUNKS];
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

static geo_status find(const deepening *d, finds *out, candidate c)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_grow(d->f->ctx, &out->list, &out->room, out->n + 1, sizeof *out->list));
    out->list[out->n++] = c;
done:
    return status;
}

static void consider(const deepening *d, const candidate *c)
{
    geo_gap *best = &d->gaps->gap[c->gap];
    if (best->facility < 0 || c->d2 > best->depth_m ||
        (c->d2 == best->depth_m && (c->x < best->x || (c->x == best->x && c->y < best->y)))) {
        best->x = c->x;
        best->y = c->y;
        best->depth_m = c->d2; /* squared until the end */
        best->facility = d->row[c->site];
    }
}

/* One end of an outline's edge, or where it is crossed. */
static candidate ask_at(const deepening *d, int64_t gap, double x, double y)
{
    candidate c = {.x = x, .y = y, .gap = gap};
    geoi_kdtree_nearest(d->tree, x, y, 1, INFINITY, -1, &c.site, &c.d2);
    return c;
}

/* An edge of a cell, on its way through the outlines. */
typedef struct crossing {
    const deepening *d;
    finds *out;
    double v[4];
    geo_status status;
} crossing;

static bool find_crossing(void *user, int64_t k)
{
    crossing *c = user;
    const geoi_outline *o = &c->d->outlines->edge[k];
    const double *v = c->v;
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
        c->status = find(c->d, c->out, ask_at(c->d, o->gap, o->ax + t * ex, o->ay + t * ey));
    }
    return c->status == GEO_OK;
}

static geo_status find_in_cell(const deepening *d, int64_t own, const geoi_cell *cell, finds *out)
{
    geo_status status = GEO_OK;
    double x = d->x[own], y = d->y[own];
    for (int64_t k = 0; k < cell->n; k++) {
        const geoi_cell_corner *a = &cell->corner[k],
                               *b = &cell->corner[k + 1 < cell->n ? k + 1 : 0];
        crossing c = {d, out, {x + a->x, y + a->y, x + b->x, y + b->y}, GEO_OK};
        int64_t gap = geoi_outlines_locate(d->outlines, c.v[0], c.v[1]);
        if (gap >= 0) {
            GEO_TRY(find(d, out, (candidate){c.v[0], c.v[1], a->d2, gap, a->nearest}));
        }
        if (a->other > own) { /* the other cell has this edge, too */
            geo_box box = {fmin(c.v[0], c.v[2]), fmin(c.v[1], c.v[3]), fmax(c.v[0], c.v[2]),
                           fmax(c.v[1], c.v[3])};
            geoi_nearby_search(&d->outlines->near, box, find_crossing, &c);
            GEO_TRY(c.status);
        }
    }
done:
    return status;
}

static geo_status find_among_sites(void *job, int64_t begin, int64_t end)
{
    geo_status status = GEO_OK;
    deepening *d = job;
    geoi_cell cell = {0};
    const int64_t *order = geoi_kdtree_order(d->tree) + d->first;
    for (int64_t k = begin; k < end; k++) {
        GEO_TRY(geoi_voronoi_cell(d->f->ctx, d->tree, d->x, d->y, order[k], d->frame, &cell));
        GEO_TRY(find_in_cell(d, order[k], &cell, &d->found[begin / CHUNK]));
    }
done:
    geoi_voronoi_cell_clear(&cell);
    return status;
}

/* ---- All gaps ------------------------------------------------------------------------------- */

static geo_status consider_all(deepening *d)
{
    geo_status status = GEO_OK;
    for (int64_t k = 0; k < d->outlines->n; k++) {
        const geoi_outline *o = &d->outlines->edge[k];
        candidate c = ask_at(d, o->gap, o->ax, o->ay);
        consider(d, &c);
        if (k % 4096 == 0) {
            GEO_TRY(geoi_listen(d->f->ctx));
        }
    }
    for (; d->first < d->n; d->first += CHUNK * CHUNKS) {
        int64_t left = d->n - d->first, now = left < CHUNK * CHUNKS ? left : CHUNK * CHUNKS;
        double from = 0.6 + 0.2 * (double)d->first / (double)d->n;
        GEO_TRY(geoi_stage(d->f->ctx, from, from + 0.2 * (double)now / (double)d->n,
                           "finding the deepest points"));
        GEO_TRY(geoi_parallel(d->f->ctx, now, CHUNK, find_among_sites, d));
        for (int c = 0; c < CHUNKS; c++) {
            for (int64_t k = 0; k < d->found[c].n; k++) {
                consider(d, &d->found[c].list[k]);
            }
            d->found[c].n = 0;
        }
    }
done:
    return status;
}

/* A frame about all outlines: candidates are in a gap or on its edge. */
static geo_box frame_of(const geoi_outlines *outlines)
{
    geo_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int64_t k = 0; k < outlines->n; k++) {
        const geoi_outline *o = &outlines->edge[k];
        box = (geo_box){fmin(box.min_x, o->ax), fmin(box.min_y, o->ay), fmax(box.max_x, o->ax),
                        fmax(box.max_y, o->ay)};
    }
    double more = 0.01 * (box.max_x - box.min_x + box.max_y - box.min_y) + 1.0;
    return (geo_box){box.min_x - more, box.min_y - more, box.max_x + more, box.max_y + more};
}

static geo_status find_among_points(const geoi_facilities *f, const geoi_outlines *outlines,
                                    geo_gaps *gaps)
{
    geo_status status = GEO_OK;
    deepening d = {.f = f, .gaps = gaps, .outlines = outlines, .frame = frame_of(outlines)};
    GEO_TRY(add_sites(&d));
    GEO_TRY(geoi_kdtree_create(f->ctx, d.n, d.x, d.y, NULL, &d.tree));
    GEO_TRY(consider_all(&d));
    for (int64_t k = 0; k < gaps->count; k++) {
        gaps->gap[k].depth_m = sqrt(gaps->gap[k].depth_m); /* NaN stays */
    }
done:
    for (int c = 0; c < CHUNKS; c++) {
        geoi_release(d.found[c].list);
    }
    geoi_kdtree_destroy(d.tree);
    geoi_release(d.x);
    geoi_release(d.y);
    geoi_release(d.row);
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
