/* SPDX-License-Identifier: MIT */
/* Which rings are simple beyond doubt: every two edges are told apart by their boxes, or by the
 * sign of a determinant that is larger than its rounding error (Shewchuk 1997,
 * doi:10.1007/PL00009321, first filter). What is not so plain is left to GEOS. */
#include "geometry/plain.h"

#include <float.h>
#include <math.h>

enum { MOST_EDGES = 256 };

static const double LARGEST = 1e12; /* GEOS is not given more: see geoi_geos_read() */

/* Edge e runs from vertex e to vertex e + 1; its box is beside. */
typedef struct ring {
    const double *x, *y;
    int n; /* edges */
    double min_x[MOST_EDGES], max_x[MOST_EDGES], min_y[MOST_EDGES], max_y[MOST_EDGES];
} ring;

/* 1: c is left of the line from a to b, -1: right; 0: on it, or too near it to be sure. */
static int side(const ring *r, int a, int b, int c)
{
    double left = (r->x[b] - r->x[a]) * (r->y[c] - r->y[a]);
    double right = (r->y[b] - r->y[a]) * (r->x[c] - r->x[a]);
    double bound = (3.0 + 16.0 * DBL_EPSILON) * (DBL_EPSILON / 2.0) * (fabs(left) + fabs(right));
    double det = left - right;
    return fabs(det) > bound + DBL_MIN ? (det > 0.0) - (det < 0.0) : 0;
}

/* Edges that share no vertex. */
static bool apart(const ring *r, int e, int f)
{
    return side(r, e, e + 1, f) * side(r, e, e + 1, f + 1) == 1 ||
           side(r, f, f + 1, e) * side(r, f, f + 1, e + 1) == 1;
}

/* Do the edges a-b and b-c meet in b alone? They do unless c lies back along b-a. */
static bool turns(const ring *r, int a, int b, int c)
{
    double along = (r->x[b] - r->x[a]) * (r->x[c] - r->x[b]);
    double up = (r->y[b] - r->y[a]) * (r->y[c] - r->y[b]);
    bool onwards = along + up > 4.0 * DBL_EPSILON * (fabs(along) + fabs(up)) + DBL_MIN;
    return onwards || side(r, a, b, c) != 0;
}

/* No edge after the next one of e comes near e, but the last one, where it is e's other
 * neighbour. */
static bool edge_is_apart(const ring *r, int e)
{
    int first = e + 2, end = e == 0 ? r->n - 1 : r->n, meeting = 0;
    for (int f = first; f < end; f++) { /* without branches, for the vector unit */
        meeting += (r->min_x[f] <= r->max_x[e]) & (r->max_x[f] >= r->min_x[e]) &
                   (r->min_y[f] <= r->max_y[e]) & (r->max_y[f] >= r->min_y[e]);
    }
    for (int f = first; meeting > 0 && f < end; f++) {
        bool boxes_meet = r->min_x[f] <= r->max_x[e] && r->max_x[f] >= r->min_x[e] &&
                          r->min_y[f] <= r->max_y[e] && r->max_y[f] >= r->min_y[e];
        meeting -= boxes_meet;
        if (boxes_meet && !apart(r, e, f)) {
            return false;
        }
    }
    return true;
}

static bool all_near(const double *x, const double *y, int64_t positions)
{
    int64_t near = 0;
    for (int64_t k = 0; k < positions; k++) {
        near += (fabs(x[k]) <= LARGEST) & (fabs(y[k]) <= LARGEST); /* NaN is not */
    }
    return near == positions;
}

static bool ring_is_simple(const double *x, const double *y, int64_t positions)
{
    ring r = {.x = x, .y = y, .n = (int)positions - 1};
    if (r.n < 3 || x[0] != x[r.n] || y[0] != y[r.n]) {
        return false;
    }
    for (int e = 0; e < r.n; e++) {
        r.min_x[e] = x[e] < x[e + 1] ? x[e] : x[e + 1];
        r.max_x[e] = x[e] < x[e + 1] ? x[e + 1] : x[e];
        r.min_y[e] = y[e] < y[e + 1] ? y[e] : y[e + 1];
        r.max_y[e] = y[e] < y[e + 1] ? y[e + 1] : y[e];
    }
    for (int e = 0; e < r.n; e++) {
        int next = e + 2 <= r.n ? e + 2 : 1;
        if (!turns(&r, e, e + 1, next) || !edge_is_apart(&r, e)) {
            return false;
        }
    }
    return true;
}

bool geoi_plainly_valid(const geo_geometry *g, int64_t i)
{
    unsigned type = g->type[i];
    geo_span parts = geo_parts(g, i);
    bool polygon = type == GEO_POLYGON || type == GEO_MULTIPOLYGON;
    if ((!polygon && type != GEO_LINESTRING) || parts.end - parts.begin != 1) {
        return false;
    }
    geo_span rings = geo_rings(g, parts.begin);
    if (rings.end - rings.begin != 1) {
        return false;
    }
    geo_span c = geo_coords(g, rings.begin);
    const double *x = g->x + c.begin, *y = g->y + c.begin;
    int64_t positions = c.end - c.begin;
    if (!polygon) { /* a line is valid when it leads anywhere */
        return positions > 1 && (x[0] != x[1] || y[0] != y[1]) && all_near(x, y, positions);
    }
    return positions <= MOST_EDGES + 1 && all_near(x, y, positions) &&
           ring_is_simple(x, y, positions);
}
