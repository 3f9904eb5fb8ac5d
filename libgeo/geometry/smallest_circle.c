/* SPDX-License-Identifier: MIT */
/* The smallest enclosing circle, as three nested loops: a place outside of the circle so far lies
 * on that of the places up to it. Places are taken from the first corner, in an order by chance,
 * which makes such a find rare. */
#include "geometry/hull.h"

enum { SEED = 1 };

/* What rounding of a squared radius may be; more than that is outside. */
static const double SLACK = 1e-14;

typedef struct disc {
    double x, y, r2;
} disc;

typedef struct places {
    int64_t n;
    const double *x, *y; /* from the first corner, in the order they are taken */
} places;

static bool is_outside(const disc *c, const places *p, int64_t i)
{
    double dx = p->x[i] - c->x, dy = p->y[i] - c->y;
    return !(dx * dx + dy * dy <= c->r2 * (1.0 + SLACK));
}

static disc about_two(const places *p, int64_t i, int64_t j)
{
    disc c = {(p->x[i] + p->x[j]) / 2.0, (p->y[i] + p->y[j]) / 2.0, 0.0};
    double dx = p->x[i] - c.x, dy = p->y[i] - c.y;
    c.r2 = dx * dx + dy * dy;
    return c;
}

/* The circle through three; of three in a line that about the two given first. */
static disc about_three(const places *p, int64_t i, int64_t j, int64_t k)
{
    double bx = p->x[j] - p->x[i], by = p->y[j] - p->y[i];
    double cx = p->x[k] - p->x[i], cy = p->y[k] - p->y[i];
    double twice = 2.0 * (bx * cy - by * cx), b2 = bx * bx + by * by, c2 = cx * cx + cy * cy;
    if (twice == 0.0) {
        return about_two(p, i, j);
    }
    double ux = (cy * b2 - by * c2) / twice, uy = (bx * c2 - cx * b2) / twice;
    disc c = {p->x[i] + ux, p->y[i] + uy, ux * ux + uy * uy};
    return c;
}

/* With i and j on it, and those before j inside. */
static disc through_two(const places *p, int64_t i, int64_t j)
{
    disc c = about_two(p, i, j);
    for (int64_t k = 0; k < j; k++) {
        if (is_outside(&c, p, k)) {
            c = about_three(p, i, j, k);
        }
    }
    return c;
}

/* With i on it, and those before i inside. */
static disc through_one(const places *p, int64_t i)
{
    disc c = {p->x[i], p->y[i], 0.0};
    for (int64_t j = 0; j < i; j++) {
        if (is_outside(&c, p, j)) {
            c = through_two(p, i, j);
        }
    }
    return c;
}

static void shuffle(const geoi_hull *hull, double *x, double *y)
{
    for (int64_t i = 0; i < hull->n; i++) {
        int64_t from = (int64_t)(geoi_random_unit(SEED, 0, (uint64_t)i) * (double)(i + 1));
        x[i] = x[from];
        y[i] = y[from];
        x[from] = hull->x[i] - hull->x[0];
        y[from] = hull->y[i] - hull->y[0];
    }
}

geo_status geoi_smallest_circle(geo_ctx *ctx, const geoi_hull *hull, geoi_circle *out)
{
    geo_status status = GEO_OK;
    double *x = NULL, r2 = 0.0;
    *out = (geoi_circle){(double)NAN, (double)NAN, (double)NAN};
    if (hull->n == 0) {
        return GEO_OK;
    }
    GEO_TRY(geoi_array_raw(ctx, 2 * hull->n, sizeof *x, &x));
    places p = {hull->n, x, x + hull->n};
    shuffle(hull, x, x + hull->n);
    disc c = {p.x[0], p.y[0], 0.0};
    for (int64_t i = 1; i < p.n; i++) {
        if (is_outside(&c, &p, i)) {
            c = through_one(&p, i);
        }
    }
    for (int64_t i = 0; i < p.n; i++) { /* nothing is outside, whatever was rounded */
        double dx = p.x[i] - c.x, dy = p.y[i] - c.y;
        r2 = fmax(r2, dx * dx + dy * dy);
    }
    *out = (geoi_circle){hull->x[0] + c.x, hull->y[0] + c.y, sqrt(r2)};
done:
    geoi_release(x);
    return status;
}
