/* SPDX-License-Identifier: MIT */
/* The deepest points of gaps among lines and polygons. Squares over each gap are divided as long as
 * they may hold a place that is deeper than the best one known, since no place in a square is
 * farther from a facility than its centre by more than half the diagonal. Method: as for poles of
 * inaccessibility, Garcia-Castellanos & Lombardo 2007, doi:10.1080/14702540801897809, with that
 * bound in place of sampling. */
#include "metrics/gaps_internal.h"

#include "geo/proximity.h"

/* A place may be less deep than the deepest by this share and length. */
static const double NEAR_SHARE = 1e-3, NEAR_M = 1e-3;

typedef struct square {
    double x, y, half;
    int64_t gap;
} square;

/* Those of one size, and how deep their centres are. */
typedef struct squares {
    square *at;
    double *x, *away; /* x: [2 n], then y */
    int64_t *facility;
    int64_t n, room, x_room, away_room, facility_room;
} squares;

typedef struct search {
    const geoi_facilities *f;
    geo_gaps *gaps;
    const geoi_outlines *outlines;
    squares now, next;
    int64_t looked_for; /* the gap whose outline is looked for */
    bool found;
} search;

static geo_status add_square(const search *s, squares *to, square one)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_grow(s->f->ctx, &to->at, &to->room, to->n + 1, sizeof *to->at));
    to->at[to->n++] = one;
done:
    return status;
}

/* Corners of outlines, as squares without extent, and a square around each gap. */
static geo_status begin(search *s)
{
    geo_status status = GEO_OK;
    const geoi_outlines *o = s->outlines;
    for (int64_t k = 0; k < o->n;) {
        int64_t gap = o->edge[k].gap;
        geo_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
        for (; k < o->n && o->edge[k].gap == gap; k++) {
            const geoi_outline *e = &o->edge[k];
            box = (geo_box){fmin(box.min_x, e->ax), fmin(box.min_y, e->ay), fmax(box.max_x, e->ax),
                            fmax(box.max_y, e->ay)};
            GEO_TRY(add_square(s, &s->now, (square){e->ax, e->ay, 0.0, gap}));
        }
        GEO_TRY(
            add_square(s, &s->now,
                       (square){0.5 * (box.min_x + box.max_x), 0.5 * (box.min_y + box.max_y),
                                0.5 * fmax(box.max_x - box.min_x, box.max_y - box.min_y), gap}));
    }
done:
    return status;
}

static geo_status measure_centres(search *s)
{
    geo_status status = GEO_OK;
    geo_shapes *points = NULL;
    geo_ctx *ctx = s->f->ctx;
    squares *c = &s->now;
    geo_nearest_options options = geo_nearest_options_default();
    options.k = 1;
    GEO_TRY(geoi_grow(ctx, &c->x, &c->x_room, 2 * c->n, sizeof *c->x));
    GEO_TRY(geoi_grow(ctx, &c->away, &c->away_room, c->n, sizeof *c->away));
    GEO_TRY(geoi_grow(ctx, &c->facility, &c->facility_room, c->n, sizeof *c->facility));
    for (int64_t k = 0; k < c->n; k++) {
        c->x[k] = c->at[k].x;
        c->x[c->n + k] = c->at[k].y;
    }
    GEO_TRY(geo_shapes_create_points(ctx, c->n, c->x, c->x + c->n, &points));
    GEO_TRY(geo_nearest(ctx, points, s->f->shapes, &options, c->facility, c->away));
done:
    geo_shapes_destroy(points);
    return status;
}

/* The deeper one; of equals the western one, then the southern. */
static void consider(const search *s, int64_t k)
{
    const square *c = &s->now.at[k];
    geo_gap *best = &s->gaps->gap[c->gap];
    double away = s->now.away[k];
    if (best->facility < 0 || away > best->depth_m ||
        (away == best->depth_m && (c->x < best->x || (c->x == best->x && c->y < best->y)))) {
        best->x = c->x;
        best->y = c->y;
        best->depth_m = away;
        best->facility = s->now.facility[k];
    }
}

static bool is_outline(void *user, int64_t k)
{
    search *s = user;
    s->found = s->outlines->edge[k].gap == s->looked_for;
    return !s->found;
}

static bool meets_outline(search *s, const square *c)
{
    s->looked_for = c->gap;
    s->found = false;
    geo_box box = {c->x - c->half, c->y - c->half, c->x + c->half, c->y + c->half};
    geoi_nearby_search(&s->outlines->near, box, is_outline, s);
    return s->found;
}

static geo_status divide(search *s, const square *c)
{
    geo_status status = GEO_OK;
    double half = 0.5 * c->half;
    for (int corner = 0; corner < 4; corner++) {
        double x = c->x + (corner & 1 ? half : -half), y = c->y + (corner & 2 ? half : -half);
        GEO_TRY(add_square(s, &s->next, (square){x, y, half, c->gap}));
    }
done:
    return status;
}

/* All centres come first, so that what is divided does not depend on their order. */
static geo_status step(search *s)
{
    geo_status status = GEO_OK;
    squares *c = &s->now;
    for (int64_t k = 0; k < c->n; k++) {
        bool corner = c->at[k].half == 0.0;
        if (corner || geoi_outlines_locate(s->outlines, c->at[k].x, c->at[k].y) == c->at[k].gap) {
            consider(s, k);
        }
    }
    s->next.n = 0;
    for (int64_t k = 0; k < c->n; k++) {
        const square *one = &c->at[k];
        double best = s->gaps->gap[one->gap].depth_m, reach = sqrt(2.0) * one->half;
        double near = NEAR_M + NEAR_SHARE * best;
        bool deeper = reach > near && c->away[k] + reach > best + near;
        if (deeper && (geoi_outlines_locate(s->outlines, one->x, one->y) == one->gap ||
                       meets_outline(s, one))) {
            GEO_TRY(divide(s, one));
        }
    }
    squares swapped = s->now;
    s->now = s->next;
    s->next = swapped;
done:
    return status;
}

static void clear(squares *c)
{
    geoi_release(c->at);
    geoi_release(c->x);
    geoi_release(c->away);
    geoi_release(c->facility);
}

geo_status geoi_gaps_search(const geoi_facilities *f, const geoi_outlines *outlines, geo_gaps *gaps)
{
    geo_status status = GEO_OK;
    search s = {.f = f, .gaps = gaps, .outlines = outlines};
    GEO_TRY(begin(&s));
    while (s.now.n > 0) {
        GEO_TRY(measure_centres(&s));
        GEO_TRY(step(&s));
    }
done:
    clear(&s.now);
    clear(&s.next);
    return status;
}
