/* SPDX-License-Identifier: MIT */
/* How much of a kernel is inside of a window, along its edges.
 *
 * By Green's theorem it is the integral over the angle, seen from the centre, of the mass Q within
 * the distance of the border of what is both in the window and in reach: along the circle in reach
 * Q is 1, which gives the share of the circle; along an edge p away, s from the foot of the
 * perpendicular, the angle is p / (p^2 + s^2) ds. Q(r) is r^2 times a polynomial but for one root,
 * so that no pole is left, wherever the centre is. */
#include "metrics/density_internal.h"

static const double TURN = 6.283185307179586476925;

/* ---- Kernels --------------------------------------------------------------------------------- */

/* Variance along an axis of the kernel with bandwidth 1 is 1 over this. */
static double squared_factor(geo_density_kernel kernel)
{
    static const double factor[] = {1.0, 8.0, 6.0, 4.0, 20.0 / 3.0, 10.0};
    return (unsigned)kernel <= GEO_DENSITY_TRIWEIGHT ? factor[kernel] : (double)NAN;
}

double geo_density_bandwidth_of(geo_density_kernel kernel, double sigma_m)
{
    return sigma_m * sqrt(squared_factor(kernel));
}

double geo_density_sigma_of(geo_density_kernel kernel, double bandwidth_m)
{
    return bandwidth_m / sqrt(squared_factor(kernel));
}

/* ---- One edge -------------------------------------------------------------------------------- */

/* Q(r) = 1 - (1 - r^2)^m: the integral over s of Q / r^2, which is the sum of the powers below m of
 * 1 - r^2 = c - s^2. */
static double powers_along(int m, double c, double s)
{
    double s2 = s * s, sum = s;
    if (m > 1) {
        sum += s * (c - s2 / 3.0);
    }
    if (m > 2) {
        sum += s * (c * (c - s2 * (2.0 / 3.0)) + s2 * s2 / 5.0);
    }
    if (m > 3) {
        sum += s * (c * (c * (c - s2) + s2 * s2 * 0.6) - s2 * s2 * s2 / 7.0);
    }
    return sum;
}

/* The same of Q(r) = 3 r^2 - 2 r^3. */
static double root_along(double p, double s)
{
    double away = fabs(p), r = sqrt(p * p + s * s);
    return 3.0 * s - s * r - (away > 0.0 ? p * p * asinh(s / away) : 0.0);
}

static double along(geo_density_kernel kernel, double p, double s)
{
    static const int power[] = {0, 3, 2, 1, 0, 4};
    return kernel == GEO_DENSITY_TRIANGULAR ? root_along(p, s)
                                            : powers_along(power[kernel], 1.0 - p * p, s);
}

/* What one edge adds, its ends in bandwidths from the centre. */
static double along_edge(geo_density_kernel kernel, double ax, double ay, double bx, double by)
{
    double ex = bx - ax, ey = by - ay, length = sqrt(ex * ex + ey * ey);
    double p = (ax * ey - ay * ex) / length, half2 = 1.0 - p * p;
    if (!(half2 > 0.0)) {
        return 0.0;
    }
    double half = sqrt(half2), from = (ax * ex + ay * ey) / length,
           to = (bx * ex + by * ey) / length;
    from = fmax(from, -half);
    to = fmin(to, half);
    return from < to ? p * (along(kernel, p, to) - along(kernel, p, from)) / TURN : 0.0;
}

/* ---- The window ------------------------------------------------------------------------------ */

static bool is_near(const geoi_side *s, const geo_box *box, double reach)
{
    return fmin(s->ax, s->bx) <= box->max_x + reach && fmax(s->ax, s->bx) >= box->min_x - reach &&
           fmin(s->ay, s->by) <= box->max_y + reach && fmax(s->ay, s->by) >= box->min_y - reach;
}

geo_box geoi_box_of(const double *x, const double *y, int64_t begin, int64_t end)
{
    geo_box box = {(double)INFINITY, (double)INFINITY, -(double)INFINITY, -(double)INFINITY};
    for (int64_t i = begin; i < end; i++) {
        box = (geo_box){fmin(box.min_x, x[i]), fmin(box.min_y, y[i]), fmax(box.max_x, x[i]),
                        fmax(box.max_y, y[i])};
    }
    return box;
}

/* Of a Gaussian, edges however far to the right count. */
int64_t geoi_edges_for(const geoi_density *d, geo_box box, int32_t *edge)
{
    int64_t n = 0;
    bool gaussian = d->o.kernel == GEO_DENSITY_GAUSSIAN;
    double reach = gaussian ? GEOI_GAUSSIAN_FAR * d->o.bandwidth_m : d->reach;
    box.max_x = gaussian ? (double)INFINITY : box.max_x;
    for (int64_t i = 0; i < d->w->n; i++) {
        if (is_near(&d->w->side[i], &box, reach)) {
            edge[n++] = (int32_t)i;
        }
    }
    return n;
}

double geoi_share_of(const geo_window *w, geo_density_kernel kernel, double h, int64_t n,
                     const int32_t *edge, double x, double y)
{
    const geo_box at = {x, y, x, y};
    if (kernel == GEO_DENSITY_GAUSSIAN) {
        return geoi_gaussian_share(w, n, edge, x, y, h);
    }
    double share = geoi_circle_share(w, n, edge, x, y, h);
    for (int64_t i = 0; i < (edge != NULL ? n : w->n); i++) {
        const geoi_side *s = &w->side[edge != NULL ? edge[i] : i];
        if (is_near(s, &at, h)) {
            share += along_edge(kernel, (s->ax - x) / h, (s->ay - y) / h, (s->bx - x) / h,
                                (s->by - y) / h);
        }
    }
    return fmin(fmax(share, 0.0), 1.0);
}

double geo_density_share(const geo_window *window, geo_density_kernel kernel, double bandwidth_m,
                         double x, double y)
{
    if (!(bandwidth_m > 0.0 && isfinite(bandwidth_m) && isfinite(x) && isfinite(y)) ||
        (unsigned)kernel > GEO_DENSITY_TRIWEIGHT) {
        return (double)NAN;
    }
    return geoi_share_of(window, kernel, bandwidth_m, 0, NULL, x, y);
}
