/* SPDX-License-Identifier: MIT */
#include "gap_oracle.h"

static bool in_polygon(const geo_geometry *g, int64_t i, double x, double y)
{
    bool in = false;
    geo_span s, parts = geo_parts(g, i), rings = geo_rings(g, parts.begin);
    for (int64_t r = rings.begin; r < rings.end; r++) {
        s = geo_coords(g, r);
        for (int64_t c = s.begin; c + 1 < s.end; c++) {
            double ay = g->y[c], by = g->y[c + 1];
            if ((ay <= y) != (by <= y) &&
                g->x[c] + (y - ay) / (by - ay) * (g->x[c + 1] - g->x[c]) > x) {
                in = !in;
            }
        }
    }
    return in;
}

typedef struct oracle {
    const geo_geometry *g;
    int64_t gap, n;
    const double *x, *y;
    double best;
} oracle;

double depth_at(int64_t n, const double *site_x, const double *site_y, double x, double y)
{
    double least = HUGE_VAL;
    for (int64_t k = 0; k < n; k++) {
        double dx = site_x[k] - x, dy = site_y[k] - y;
        least = fmin(least, dx * dx + dy * dy);
    }
    return sqrt(least);
}

static void try_place(oracle *o, double x, double y)
{
    o->best = fmax(o->best, depth_at(o->n, o->x, o->y, x, y));
}

static void try_inside(oracle *o, double x, double y)
{
    if (in_polygon(o->g, o->gap, x, y)) {
        try_place(o, x, y);
    }
}

static void try_circumcentre(oracle *o, int64_t i, int64_t j, int64_t k)
{
    double bx = o->x[j] - o->x[i], by = o->y[j] - o->y[i];
    double cx = o->x[k] - o->x[i], cy = o->y[k] - o->y[i], d = 2 * (bx * cy - by * cx);
    double b2 = bx * bx + by * by, c2 = cx * cx + cy * cy;
    if (d < 0 || d > 0) {
        try_inside(o, o->x[i] + (cy * b2 - by * c2) / d, o->y[i] + (bx * c2 - cx * b2) / d);
    }
}

/* Where the bisector of two sites meets the edge from c. */
static void try_bisector(oracle *o, int64_t i, int64_t j, int64_t c)
{
    double nx = o->x[j] - o->x[i], ny = o->y[j] - o->y[i];
    double mx = 0.5 * (o->x[i] + o->x[j]), my = 0.5 * (o->y[i] + o->y[j]);
    double ax = o->g->x[c], ay = o->g->y[c];
    double ex = o->g->x[c + 1] - ax, ey = o->g->y[c + 1] - ay, slope = ex * nx + ey * ny;
    double t = ((mx - ax) * nx + (my - ay) * ny) / slope;
    if ((slope < 0 || slope > 0) && t >= 0 && t <= 1) {
        try_place(o, ax + t * ex, ay + t * ey);
    }
}

double deepest_of_all(const geo_geometry *g, int64_t gap, int64_t n, const double *site_x,
                      const double *site_y)
{
    oracle o = {g, gap, n, site_x, site_y, 0};
    geo_span s = geo_feature_coords(g, gap), parts = geo_parts(g, gap);
    geo_span rings = geo_rings(g, parts.begin);
    for (int64_t c = s.begin; c < s.end; c++) {
        try_place(&o, g->x[c], g->y[c]);
    }
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = 0; j < i; j++) {
            for (int64_t r = rings.begin; r < rings.end; r++) {
                geo_span ring = geo_coords(g, r);
                for (int64_t c = ring.begin; c + 1 < ring.end; c++) {
                    try_bisector(&o, i, j, c);
                }
            }
            for (int64_t k = 0; k < j; k++) {
                try_circumcentre(&o, i, j, k);
            }
        }
    }
    return o.best;
}
