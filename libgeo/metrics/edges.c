/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "metrics/edges.h"

#include "layer/box.h"
#include "layer/parts.h"

/* ---- Making --------------------------------------------------------------------------- */

static geoi_edge make_edge(const geo_geometry *g, int64_t i, int64_t j)
{
    bool ordered = g->x[i] < g->x[j] || (g->x[i] == g->x[j] && g->y[i] <= g->y[j]);
    int64_t a = ordered ? i : j, b = ordered ? j : i;
    return (geoi_edge){g->x[a], g->y[a], g->x[b], g->y[b]};
}

static void add_part(geoi_edges *e, const geo_geometry *g, int64_t feature, int64_t part)
{
    bool points = geoi_part_type(g, feature, part) == GEO_POINT;
    geo_span rings = geo_rings(g, part);
    for (int64_t r = rings.begin; r < rings.end; r++) {
        geo_span at = geo_coords(g, r);
        bool alone = points || at.end - at.begin == 1; /* a line of one position is a point */
        for (int64_t i = alone ? at.begin : at.begin + 1; i < at.end; i++) {
            e->owner[e->n] = feature;
            e->edge[e->n++] = make_edge(g, alone ? i : i - 1, i);
        }
    }
}

static int64_t run_length(int64_t count)
{
    return count > 0 ? (int64_t)ceil(sqrt((double)count)) : 1;
}

static void add_runs(geoi_edges *e, int64_t feature)
{
    int64_t begin = e->first[feature], end = e->first[feature + 1], at = e->run_first[feature];
    int64_t length = run_length(end - begin);
    for (int64_t i = begin; i < end; i++) {
        geo_box box = geoi_edge_box(&e->edge[i]), *run = &e->run[at];
        *run = (i - begin) % length == 0
                   ? box
                   : (geo_box){fmin(run->min_x, box.min_x), fmin(run->min_y, box.min_y),
                               fmax(run->max_x, box.max_x), fmax(run->max_y, box.max_y)};
        at += (i + 1 - begin) % length == 0 || i + 1 == end;
    }
    e->run_first[feature + 1] = at;
}

geo_status geoi_edges_create(geo_ctx *ctx, const geo_geometry *g, geoi_edges *out)
{
    geo_status status = GEO_OK;
    *out = (geoi_edges){.features = g->n};
    GEO_TRY(geoi_array_raw(ctx, g->coord_count, sizeof *out->edge, &out->edge));
    GEO_TRY(geoi_array_raw(ctx, g->coord_count, sizeof *out->owner, &out->owner));
    GEO_TRY(geoi_array(ctx, g->n + 1, sizeof *out->first, &out->first));
    GEO_TRY(geoi_array(ctx, g->n + 1, sizeof *out->run_first, &out->run_first));
    for (int64_t i = 0; i < g->n; i++) {
        geo_span parts = geo_parts(g, i);
        for (int64_t p = parts.begin; p < parts.end && g->type[i] != GEO_NONE; p++) {
            add_part(out, g, i, p);
        }
        out->first[i + 1] = out->n;
    }
    GEO_TRY(geoi_array_raw(ctx, out->n, sizeof *out->run, &out->run));
    for (int64_t i = 0; i < g->n; i++) {
        add_runs(out, i);
    }
done:
    return status;
}

void geoi_edges_clear(geoi_edges *edges)
{
    geoi_release(edges->edge);
    geoi_release(edges->owner);
    geoi_release(edges->first);
    geoi_release(edges->run_first);
    geoi_release(edges->run);
    *edges = (geoi_edges){0};
}

geo_status geoi_edges_boxes(geo_ctx *ctx, const geoi_edges *edges, geo_box **out)
{
    geo_status status = geoi_array_raw(ctx, edges->n, sizeof **out, out);
    for (int64_t i = 0; status == GEO_OK && i < edges->n; i++) {
        (*out)[i] = geoi_edge_box(&edges->edge[i]);
    }
    return status;
}

/* ---- Two edges ------------------------------------------------------------------------ */

double geoi_edge_reach(const geoi_edge *e, double x, double y, double *at_x, double *at_y)
{
    double vx = e->bx - e->ax, vy = e->by - e->ay;
    double dx = x - e->ax, dy = y - e->ay;
    double along = dx * vx + dy * vy, length2 = vx * vx + vy * vy;
    if (along > 0.0 && along < length2) { /* by the cross product: exactly 0 on the edge */
        double share = along / length2, across = vx * dy - vy * dx;
        *at_x = e->ax + share * vx;
        *at_y = e->ay + share * vy;
        return across * (across / length2);
    }
    bool at_end = along >= length2; /* measured from the end itself: edges that meet there agree */
    *at_x = at_end ? e->bx : e->ax;
    *at_y = at_end ? e->by : e->ay;
    dx = x - *at_x;
    dy = y - *at_y;
    return dx * dx + dy * dy;
}

/* On which side of a an end of b lies: twice the area of the triangle. */
static double side_of(const geoi_edge *a, double x, double y)
{
    return (a->bx - a->ax) * (y - a->ay) - (a->by - a->ay) * (x - a->ax);
}

static bool cross(const geoi_edge *a, const geoi_edge *b, geoi_meeting *out)
{
    double b0 = side_of(a, b->ax, b->ay), b1 = side_of(a, b->bx, b->by);
    if (!((b0 < 0.0 && b1 > 0.0) || (b0 > 0.0 && b1 < 0.0))) {
        return false;
    }
    double a0 = side_of(b, a->ax, a->ay), a1 = side_of(b, a->bx, a->by);
    if (!((a0 < 0.0 && a1 > 0.0) || (a0 > 0.0 && a1 < 0.0))) {
        return false;
    }
    double share = a0 / (a0 - a1);
    out->d2 = 0.0;
    out->ax = out->bx = a->ax + share * (a->bx - a->ax);
    out->ay = out->by = a->ay + share * (a->by - a->ay);
    return true;
}

static void keep_nearer(geoi_meeting *best, double d2, double ax, double ay, double bx, double by)
{
    if (d2 < best->d2) {
        *best = (geoi_meeting){d2, ax, ay, bx, by};
    }
}

geoi_meeting geoi_edges_meet(const geoi_edge *a, const geoi_edge *b)
{
    double x, y, d2 = geoi_edge_reach(b, a->ax, a->ay, &x, &y);
    geoi_meeting best = {d2, a->ax, a->ay, x, y};
    bool a_is_point = a->ax == a->bx && a->ay == a->by;
    bool b_is_point = b->ax == b->bx && b->ay == b->by;
    if (a_is_point) {
        return best;
    }
    d2 = geoi_edge_reach(b, a->bx, a->by, &x, &y);
    keep_nearer(&best, d2, a->bx, a->by, x, y);
    d2 = geoi_edge_reach(a, b->ax, b->ay, &x, &y);
    keep_nearer(&best, d2, x, y, b->ax, b->ay);
    if (b_is_point) {
        return best;
    }
    d2 = geoi_edge_reach(a, b->bx, b->by, &x, &y);
    keep_nearer(&best, d2, x, y, b->bx, b->by);
    geoi_meeting crossing;
    return best.d2 > 0.0 && cross(a, b, &crossing) ? crossing : best;
}

/* ---- A feature ------------------------------------------------------------------------ */

double geoi_edges_bound2(const geoi_edges *edges, int64_t feature, const geo_box *box)
{
    double least = (double)INFINITY;
    for (int64_t r = edges->run_first[feature]; r < edges->run_first[feature + 1]; r++) {
        least = fmin(least, geoi_box_bound2(&edges->run[r], box));
    }
    return least;
}

static bool search_run(const geoi_edges *edges, int64_t feature, int64_t run, const geoi_edge *b,
                       const geo_box *box, double *limit, geoi_meeting *out)
{
    int64_t begin = edges->first[feature], end = edges->first[feature + 1];
    int64_t length = run_length(end - begin);
    bool found = false;
    begin += (run - edges->run_first[feature]) * length;
    end = begin + length < end ? begin + length : end;
    for (int64_t i = begin; i < end; i++) {
        geo_box own = geoi_edge_box(&edges->edge[i]);
        if (!(geoi_box_bound2(&own, box) <= *limit)) {
            continue;
        }
        geoi_meeting m = geoi_edges_meet(&edges->edge[i], b);
        if (m.d2 <= *limit) {
            *limit = m.d2;
            *out = m;
            found = true;
        }
    }
    return found;
}

bool geoi_edges_nearest(const geoi_edges *edges, int64_t feature, const geoi_edge *b, double limit,
                        geoi_meeting *out)
{
    int64_t begin = edges->run_first[feature], end = edges->run_first[feature + 1], first = begin;
    geo_box box = geoi_edge_box(b);
    double least = (double)INFINITY;
    bool found = false;
    for (int64_t r = begin; r < end && end - begin > 1; r++) {
        double bound = geoi_box_bound2(&edges->run[r], &box);
        if (bound < least) {
            least = bound;
            first = r;
        }
    }
    /* The most promising run before the others: it makes the limit small. */
    for (int64_t i = begin; i < end; i++) {
        int64_t run = i == begin ? first : i <= first ? i - 1 : i;
        if (geoi_box_bound2(&edges->run[run], &box) <= limit) {
            found |= search_run(edges, feature, run, b, &box, &limit, out);
        }
    }
    return found;
}
