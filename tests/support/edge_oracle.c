/* SPDX-License-Identifier: MIT */
#include "edge_oracle.h"

#include <math.h>
#include <stdbool.h>

static bool is_point_part(const geo_geometry *g, int64_t feature, int64_t part)
{
    unsigned type =
        g->type[feature] == GEO_COLLECTION ? g->part_kind[part] & GEO_PART_TYPE : g->type[feature];
    return type == GEO_POINT || type == GEO_MULTIPOINT;
}

static bool is_area_part(const geo_geometry *g, int64_t feature, int64_t part)
{
    unsigned type =
        g->type[feature] == GEO_COLLECTION ? g->part_kind[part] & GEO_PART_TYPE : g->type[feature];
    return type == GEO_POLYGON || type == GEO_MULTIPOLYGON;
}

static double to_edge(double x, double y, double ax, double ay, double bx, double by)
{
    double vx = bx - ax, vy = by - ay, length2 = vx * vx + vy * vy;
    double t = length2 > 0.0 ? ((x - ax) * vx + (y - ay) * vy) / length2 : 0.0;
    t = fmin(1.0, fmax(0.0, t));
    return hypot(ax + t * vx - x, ay + t * vy - y);
}

static double turn(const double *a, const double *b, const double *c)
{
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

static double between_edges(const double *a, const double *b, const double *c, const double *d)
{
    if (turn(a, b, c) * turn(a, b, d) < 0.0 && turn(c, d, a) * turn(c, d, b) < 0.0) {
        return 0.0;
    }
    double one = fmin(to_edge(a[0], a[1], c[0], c[1], d[0], d[1]),
                      to_edge(b[0], b[1], c[0], c[1], d[0], d[1]));
    double two = fmin(to_edge(c[0], c[1], a[0], a[1], b[0], b[1]),
                      to_edge(d[0], d[1], a[0], a[1], b[0], b[1]));
    return fmin(one, two);
}

/* Even-odd over the rings of one part. */
static bool is_in_part(const geo_geometry *g, int64_t part, double x, double y)
{
    bool in = false;
    geo_span rings = geo_rings(g, part);
    for (int64_t r = rings.begin; r < rings.end; r++) {
        geo_span at = geo_coords(g, r);
        for (int64_t i = at.begin; i + 1 < at.end; i++) {
            double ay = g->y[i], by = g->y[i + 1];
            if ((ay > y) != (by > y) &&
                x < g->x[i] + (y - ay) / (by - ay) * (g->x[i + 1] - g->x[i])) {
                in = !in;
            }
        }
    }
    return in;
}

static bool is_in(const geo_geometry *g, int64_t feature, double x, double y)
{
    geo_span parts = geo_parts(g, feature);
    for (int64_t p = parts.begin; p < parts.end; p++) {
        if (is_area_part(g, feature, p) && is_in_part(g, p, x, y)) {
            return true;
        }
    }
    return false;
}

/* Call once for each edge (a point is one of length 0) of a feature. */
static double edges_to(const geo_geometry *g, int64_t feature, const double *c, const double *d)
{
    double least = (double)INFINITY;
    geo_span parts = geo_parts(g, feature);
    for (int64_t p = parts.begin; p < parts.end; p++) {
        geo_span rings = geo_rings(g, p);
        for (int64_t r = rings.begin; r < rings.end; r++) {
            geo_span at = geo_coords(g, r);
            int64_t step = is_point_part(g, feature, p) ? 0 : 1;
            for (int64_t i = at.begin; i + step < at.end; i++) {
                double a[] = {g->x[i], g->y[i]}, b[] = {g->x[i + step], g->y[i + step]};
                least = fmin(least, between_edges(a, b, c, d));
            }
        }
    }
    return least;
}

double slow_distance(const geo_geometry *g, int64_t i, const geo_geometry *h, int64_t j)
{
    double least = (double)INFINITY;
    geo_span parts = geo_parts(h, j);
    for (int64_t p = parts.begin; p < parts.end; p++) {
        geo_span rings = geo_rings(h, p);
        for (int64_t r = rings.begin; r < rings.end; r++) {
            geo_span at = geo_coords(h, r);
            int64_t step = is_point_part(h, j, p) ? 0 : 1;
            for (int64_t e = at.begin; e + step < at.end; e++) {
                double c[] = {h->x[e], h->y[e]}, d[] = {h->x[e + step], h->y[e + step]};
                least = fmin(least, edges_to(g, i, c, d));
                least = is_in(g, i, c[0], c[1]) ? 0.0 : least;
            }
        }
    }
    geo_span own = geo_feature_coords(g, i);
    for (int64_t v = own.begin; v < own.end; v++) {
        least = parts.begin < parts.end && is_in(h, j, g->x[v], g->y[v]) ? 0.0 : least;
    }
    return least;
}

double slow_distance_from(double x, double y, const geo_geometry *g, int64_t feature)
{
    double at[] = {x, y};
    return is_in(g, feature, x, y) ? 0.0 : edges_to(g, feature, at, at);
}
