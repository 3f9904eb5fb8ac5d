/* SPDX-License-Identifier: MIT */
/* The pieces of edges and the arcs that bound the depths of discs in a region, as runs of chords:
 * what disc_arcs.c and disc_edges.c measure, drawn. */
#include "geometry/disc_draw.h"

#include "geometry/disc_circle.h"

static const double PI = 3.14159265358979323846;

enum { GRAIN = 256 };

typedef struct run {
    int64_t n; /* positions */
    int32_t jump;
    double r;
} run;

/* What one chunk draws. */
typedef struct sheet {
    double *x, *y;
    int64_t n, x_room, y_room;
    run *run;
    int64_t run_count, run_room;
} sheet;

typedef struct drawing {
    geoi_disc_job job;
    int64_t quad_segments;
    double *unit_x, *unit_y; /* [4 quad_segments] vertices of a circle of radius 1 */
    sheet *sheets;           /* [chunks] */
} drawing;

/* ---- Sheets --------------------------------------------------------------------------------- */

static geo_status add_position(geo_ctx *ctx, sheet *s, double x, double y)
{
    geo_status status = GEO_OK;
    if (s->n == s->x_room || s->n == s->y_room) {
        GEO_TRY(geoi_grow(ctx, &s->x, &s->x_room, s->n + 1, sizeof *s->x));
        GEO_TRY(geoi_grow(ctx, &s->y, &s->y_room, s->n + 1, sizeof *s->y));
    }
    s->x[s->n] = x;
    s->y[s->n++] = y;
done:
    return status;
}

/* The positions from `first` on are a run. */
static geo_status add_run(geo_ctx *ctx, sheet *s, int64_t first, int64_t jump, double r)
{
    geo_status status = geoi_grow(ctx, &s->run, &s->run_room, s->run_count + 1, sizeof *s->run);
    if (status == GEO_OK) {
        s->run[s->run_count++] = (run){s->n - first, (int32_t)jump, r};
    }
    return status;
}

static void clear_sheet(sheet *s)
{
    geoi_release(s->x);
    geoi_release(s->y);
    geoi_release(s->run);
}

/* ---- Arcs ----------------------------------------------------------------------------------- */

/* Vertices of the circle's polygon to step over, so that chords are longer than what the
 * linework tells apart. */
static int64_t stride_of(const drawing *d, double r)
{
    double chord = r * 0.5 * PI / (double)d->quad_segments;
    int64_t stride = 1;
    while (stride < d->quad_segments && chord * (double)stride < 2.0 * GEOI_LINEWORK_TOLERANCE) {
        stride *= 2;
    }
    return stride;
}

/* From (px, py) on by `angle` to (qx, qy), from the centre. */
static geo_status draw_arc(const drawing *d, const geoi_circle *w, double px, double py,
                           double angle, double qx, double qy, sheet *s)
{
    geo_status status = GEO_OK;
    geo_ctx *ctx = d->job.ctx;
    int64_t first = s->n, around = 4 * d->quad_segments, stride = stride_of(d, w->r);
    double step = 2.0 * PI / (double)around * (double)stride, begin = atan2(py, px);
    begin += begin < 0.0 ? 2.0 * PI : 0.0;
    double near = 2.0 * GEOI_LINEWORK_TOLERANCE / w->r; /* to an end: would become one with it */
    GEO_TRY(add_position(ctx, s, w->cx + px, w->cy + py));
    for (double k = floor((begin + near) / step) + 1.0; k * step < begin + angle - near; k += 1.0) {
        int64_t vertex = (int64_t)k * stride % around;
        GEO_TRY(add_position(ctx, s, w->cx + w->r * d->unit_x[vertex],
                             w->cy + w->r * d->unit_y[vertex]));
    }
    GEO_TRY(add_position(ctx, s, w->cx + qx, w->cy + qy));
    GEO_TRY(add_run(ctx, s, first, 1, w->r));
done:
    return status;
}

static geo_status draw_arcs(const drawing *d, const geoi_circle *w, sheet *s)
{
    geo_status status = GEO_OK;
    int64_t n = w->events.count, depth = w->depth;
    int32_t inside = w->inside;
    if (n == 0 && inside != 0 && depth < d->job.limit) {
        GEO_TRY(draw_arc(d, w, w->r, 0.0, 2.0 * PI, w->r, 0.0, s));
    }
    for (int64_t i = 0; i < n; i++) {
        const geoi_event *from = &w->events.at[i > 0 ? i - 1 : n - 1], *to = &w->events.at[i];
        if (inside > 0 && depth >= 0 && depth < d->job.limit) {
            double turn = to->key - from->key + (i > 0 ? 0.0 : 4.0);
            double angle = geoi_angle_between(from, to, turn);
            GEO_TRY(draw_arc(d, w, from->px, from->py, angle, to->px, to->py, s));
        }
        depth += to->depth;
        inside += to->inside;
    }
done:
    return status;
}

static geo_status draw_circles(void *user, int64_t begin, int64_t end)
{
    const drawing *d = user;
    geo_status status = GEO_OK;
    geoi_circle w = {.job = &d->job};
    for (int64_t i = begin; i < end; i++) {
        bool bounds;
        GEO_TRY(geoi_circle_begin(&w, i));
        GEO_TRY(geoi_circle_cut(&w, &bounds));
        if (bounds) {
            GEO_TRY(draw_arcs(d, &w, &d->sheets[begin / GRAIN]));
        }
    }
done:
    geoi_circle_clear(&w);
    return status;
}

/* ---- Edges ---------------------------------------------------------------------------------- */

static geo_status draw_piece(const drawing *d, const geoi_edge *e, double from, double to,
                             int64_t depth, sheet *s)
{
    geo_status status = GEO_OK;
    geo_ctx *ctx = d->job.ctx;
    int64_t first = s->n, limit = d->job.limit;
    double ex = e->bx - e->ax, ey = e->by - e->ay;
    GEO_TRY(add_position(ctx, s, e->ax + from * ex, e->ay + from * ey));
    GEO_TRY(to < 1.0 ? add_position(ctx, s, e->ax + to * ex, e->ay + to * ey)
                     : add_position(ctx, s, e->bx, e->by));
    GEO_TRY(add_run(ctx, s, first, (depth < limit ? depth : limit) - GEOI_AROUND_REGION, 0.0));
done:
    return status;
}

/* A piece goes on while its depth counts as the same. */
static geo_status draw_edge(const drawing *d, const geoi_edge_cuts *w, sheet *s)
{
    geo_status status = GEO_OK;
    int64_t depth = w->depth, limit = d->job.limit;
    double from = 0.0;
    for (int64_t i = 0; i < w->events.count; i++) {
        int64_t next = depth + w->events.at[i].depth;
        if ((next < limit ? next : limit) != (depth < limit ? depth : limit)) {
            GEO_TRY(draw_piece(d, w->edge, from, w->events.at[i].key, depth, s));
            from = w->events.at[i].key;
        }
        depth = next;
    }
    GEO_TRY(draw_piece(d, w->edge, from, 1.0, depth, s));
done:
    return status;
}

static geo_status draw_edges(void *user, int64_t begin, int64_t end)
{
    const drawing *d = user;
    geo_status status = GEO_OK;
    geoi_edge_cuts w = {.job = &d->job};
    for (int64_t k = begin; k < end; k++) {
        GEO_TRY(geoi_edge_cut(&w, k));
        GEO_TRY(draw_edge(d, &w, &d->sheets[begin / GRAIN]));
    }
done:
    geoi_events_clear(&w.events);
    return status;
}

/* ---- Together ------------------------------------------------------------------------------- */

static geo_status collect(geoi_linework *w, const sheet *s)
{
    geo_status status = GEO_OK;
    int64_t first = 0;
    for (int64_t k = 0; k < s->run_count; k++) {
        const run *r = &s->run[k];
        GEO_TRY(geoi_linework_add(w, s->x + first, s->y + first, r->n, r->jump, r->r));
        first += r->n;
    }
done:
    return status;
}

static geo_status draw_all(drawing *d, int64_t n, geoi_chunk_fn fn, geoi_linework *w)
{
    geo_status status = GEO_OK;
    geo_ctx *ctx = d->job.ctx;
    int64_t chunks = (n + GRAIN - 1) / GRAIN;
    GEO_TRY(geoi_array(ctx, chunks, sizeof *d->sheets, &d->sheets));
    GEO_TRY(geoi_parallel(ctx, n, GRAIN, fn, d));
    for (int64_t c = 0; c < chunks; c++) {
        GEO_TRY(collect(w, &d->sheets[c]));
        clear_sheet(&d->sheets[c]);
        d->sheets[c] = (sheet){0};
    }
done:
    for (int64_t c = 0; d->sheets != NULL && c < chunks; c++) {
        clear_sheet(&d->sheets[c]);
    }
    geoi_release(d->sheets);
    d->sheets = NULL;
    return status;
}

static geo_status make_units(drawing *d)
{
    geo_status status = GEO_OK;
    int64_t n = 4 * d->quad_segments;
    GEO_TRY(geoi_array_raw(d->job.ctx, n, sizeof *d->unit_x, &d->unit_x));
    GEO_TRY(geoi_array_raw(d->job.ctx, n, sizeof *d->unit_y, &d->unit_y));
    for (int64_t k = 0; k < n; k++) {
        double angle = 2.0 * PI * (double)k / (double)n;
        d->unit_x[k] = cos(angle);
        d->unit_y[k] = sin(angle);
    }
done:
    return status;
}

/* Circles that nearly coincide either do so when they are rounded, or cross where it can be
 * computed. */
static double rounded(double value, double origin, double unit)
{
    return origin + round((value - origin) / unit) * unit;
}

static geo_status pick_rounded(geo_ctx *ctx, const geoi_disc_drawing *drawn,
                               const geoi_disc_region *region, geoi_discs *discs)
{
    geo_status status = GEO_OK;
    double *x = NULL;
    int64_t n = drawn->n;
    GEO_TRY(geoi_array_raw(ctx, 3 * n, sizeof *x, &x));
    double *y = x + n, *r = x + 2 * n;
    for (int64_t i = 0; i < n; i++) {
        x[i] = rounded(drawn->x[i], region->origin_x, drawn->unit);
        y[i] = rounded(drawn->y[i], region->origin_y, drawn->unit);
        r[i] = rounded(drawn->radius[i], 0.0, drawn->unit);
    }
    GEO_TRY(geoi_discs_pick(ctx, region, n, x, y, r, discs));
done:
    geoi_release(x);
    return status;
}

geo_status geoi_disc_linework(geo_ctx *ctx, const geoi_disc_drawing *drawn, geoi_linework *w,
                              double *origin_x, double *origin_y)
{
    geo_status status = GEO_OK;
    geoi_disc_region region = {0};
    geoi_discs discs = {0};
    drawing d = {.quad_segments = drawn->quad_segments};
    d.job = (geoi_disc_job){.ctx = ctx, .region = &region, .discs = &discs};
    *w = (geoi_linework){.ctx = ctx};
    GEO_TRY(geoi_disc_region_init(ctx, &region, drawn->g, drawn->i));
    *origin_x = region.origin_x;
    *origin_y = region.origin_y;
    GEO_TRY(pick_rounded(ctx, drawn, &region, &discs));
    d.job.limit = drawn->limit < discs.n ? drawn->limit : discs.n;
    d.job.limit = d.job.limit > 1 ? d.job.limit : 1;
    GEO_TRY(geoi_discs_crowd(ctx, d.job.limit, &discs));
    GEO_TRY(make_units(&d));
    GEO_TRY(draw_all(&d, region.n, draw_edges, w)); /* first: its positions stay */
    GEO_TRY(draw_all(&d, discs.n, draw_circles, w));
done:
    geoi_release(d.unit_x);
    geoi_release(d.unit_y);
    geoi_discs_clear(&discs);
    geoi_disc_region_clear(&region);
    return status;
}
