/* SPDX-License-Identifier: MIT */
/* What one pair of edges, A and B, adds to the area that a window has in common with itself moved:
 * a second derivative that is constant where the move lies in the parallelogram of the pair, or a
 * jump of the slope across a line where they are parallel (window_covariance.c). */
#ifndef GEOI_WINDOW_LOZENGE_H
#define GEOI_WINDOW_LOZENGE_H

#include "metrics/window_internal.h"

typedef struct geoi_vector {
    double x, y;
} geoi_vector;

static inline double geoi_cross(geoi_vector a, geoi_vector b)
{
    return a.x * b.y - a.y * b.x;
}

typedef struct geoi_lozenge {
    geoi_vector o, p, q; /* a - b, edge A, edge B */
    double k;            /* p x q; 0 when they are as good as parallel */
} geoi_lozenge;

static inline bool geoi_is_flat(const geoi_lozenge *z)
{
    return !(z->k > 0.0 || z->k < 0.0);
}

static inline geoi_lozenge geoi_lozenge_of(const geoi_side *a, const geoi_side *b)
{
    /* The sine of the angle below which edges count as parallel: to either side the error of a
     * pair is about this share of it. */
    const double parallel = 1e-8;
    geoi_lozenge z = {{a->ax - b->ax, a->ay - b->ay},
                      {a->bx - a->ax, a->by - a->ay},
                      {b->bx - b->ax, b->by - b->ay},
                      0.0};
    double k = geoi_cross(z.p, z.q);
    double pp = z.p.x * z.p.x + z.p.y * z.p.y, qq = z.q.x * z.q.x + z.q.y * z.q.y;
    z.k = k * k > parallel * parallel * pp * qq ? k : 0.0;
    return z;
}

/* Cut the stretch from..to to where at + rate * t is within 0..1. */
static inline bool geoi_way_cut(double at, double rate, double *from, double *to)
{
    if (!(rate > 0.0 || rate < 0.0)) {
        return at >= 0.0 && at <= 1.0;
    }
    double t0 = -at / rate, t1 = (1.0 - at) / rate;
    *from = fmax(*from, fmin(t0, t1));
    *to = fmin(*to, fmax(t0, t1));
    return *from < *to;
}

/* What lies on the way from c to c + d. */
typedef struct geoi_way {
    double rise;       /* of the value, besides that by the slope at c */
    geoi_vector slope; /* change of the slope */
} geoi_way;

static inline void geoi_way_add_parallel(const geoi_lozenge *z, geoi_vector w, geoi_vector d,
                                         geoi_way *sum)
{
    double across = geoi_cross(d, z->p), at = geoi_cross(w, z->p);
    double pp = z->p.x * z->p.x + z->p.y * z->p.y;
    double t = -at / across; /* where the line is crossed */
    if (!(t >= 0.0 && t <= 1.0)) {
        return;
    }
    geoi_vector v = {w.x + t * d.x, w.y + t * d.y};
    double s = (v.x * z->p.x + v.y * z->p.y) / pp, ratio = (z->q.x * z->p.x + z->q.y * z->p.y) / pp;
    double t0 = -s / ratio, t1 = (1.0 - s) / ratio;
    double overlap = fmin(fmax(t0, t1), 1.0) - fmax(fmin(t0, t1), 0.0);
    if (overlap > 0.0) {
        double jump = -ratio * overlap;
        sum->rise += jump * fabs(across) * (1.0 - t);
        jump = across > 0.0 ? jump : -jump; /* across is N . d */
        sum->slope.x += jump * z->p.y;
        sum->slope.y -= jump * z->p.x;
    }
}

static inline void geoi_way_add(const geoi_lozenge *z, geoi_vector c, geoi_vector d, geoi_way *sum)
{
    geoi_vector w = {c.x - z->o.x, c.y - z->o.y};
    double from = 0.0, to = 1.0;
    if (geoi_is_flat(z)) {
        geoi_way_add_parallel(z, w, d, sum);
        return;
    }
    double inverse = 1.0 / z->k;
    double ds = geoi_cross(d, z->q) * inverse, dt = geoi_cross(d, z->p) * inverse;
    if (!geoi_way_cut(geoi_cross(w, z->q) * inverse, ds, &from, &to) ||
        !geoi_way_cut(geoi_cross(w, z->p) * inverse, dt, &from, &to)) {
        return;
    }
    double size = fabs(z->k);
    sum->rise -= size * ds * dt * (to - from) * (1.0 - 0.5 * (from + to));
    double share = -0.5 * (to - from) / size;
    double na_d = z->k * dt, nb_d = z->k * ds; /* N . d = d x edge */
    sum->slope.x += share * (z->p.y * nb_d + z->q.y * na_d);
    sum->slope.y += share * (-z->p.x * nb_d - z->q.x * na_d);
}

#endif /* GEOI_WINDOW_LOZENGE_H */
