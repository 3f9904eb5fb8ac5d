/* SPDX-License-Identifier: MIT */
/* Middle and spread of a cluster, by moments about its own points. */
#include "geometry/hull.h"
#include "metrics/descriptors_internal.h"

/* A direction's sine and cosine, as an angle from east, and half axes along and across it. */
typedef struct axes {
    double east, north;
} axes;

static void find_means(const geoi_members *m, geo_descriptor *out)
{
    geoi_sum x = {0}, y = {0}, wx = {0}, wy = {0}, w = {0};
    for (int64_t i = 0; i < m->n; i++) {
        double dx = m->x[i] - m->x[0], dy = m->y[i] - m->y[0];
        geoi_sum_add(&x, dx);
        geoi_sum_add(&y, dy);
        geoi_sum_add(&wx, m->weight[i] * dx);
        geoi_sum_add(&wy, m->weight[i] * dy);
        geoi_sum_add(&w, m->weight[i]);
    }
    out->points = m->n;
    out->weight = geoi_sum_value(&w);
    out->mean_x = m->x[0] + geoi_sum_value(&x) / (double)m->n;
    out->mean_y = m->y[0] + geoi_sum_value(&y) / (double)m->n;
    bool any = out->weight > 0.0;
    out->weighted_x = any ? m->x[0] + geoi_sum_value(&wx) / out->weight : (double)NAN;
    out->weighted_y = any ? m->y[0] + geoi_sum_value(&wy) / out->weight : (double)NAN;
}

/* Half the angle of (xx - yy, 2 xy) is that of the major axis from east: the same direction as
 * Yuill's tangent, without the difference of nearly equal numbers in it. */
static axes major_axis(const geoi_members *m, const geo_descriptor *d, double *mean_d2)
{
    geoi_sum xx = {0}, yy = {0}, xy = {0};
    for (int64_t i = 0; i < m->n; i++) {
        double dx = m->x[i] - d->weighted_x, dy = m->y[i] - d->weighted_y;
        geoi_sum_add(&xx, m->weight[i] * dx * dx);
        geoi_sum_add(&yy, m->weight[i] * dy * dy);
        geoi_sum_add(&xy, m->weight[i] * dx * dy);
    }
    double a = geoi_sum_value(&xx), b = geoi_sum_value(&yy);
    double angle = 0.5 * atan2(2.0 * geoi_sum_value(&xy), a - b);
    *mean_d2 = (a + b) / d->weight;
    return (axes){cos(angle), sin(angle)};
}

/* Along the axes themselves: then the minor one does not lose its digits to the major one. */
static void measure_axes(const geoi_members *m, axes to, bool in_line, geo_descriptor *d)
{
    geoi_sum major = {0}, minor = {0};
    for (int64_t i = 0; i < m->n; i++) {
        double dx = m->x[i] - d->weighted_x, dy = m->y[i] - d->weighted_y;
        double along = dx * to.east + dy * to.north, across = dy * to.east - dx * to.north;
        geoi_sum_add(&major, m->weight[i] * along * along);
        geoi_sum_add(&minor, m->weight[i] * across * across);
    }
    d->ellipse_major_m = sqrt(geoi_sum_value(&major) / d->weight);
    d->ellipse_minor_m = in_line ? 0.0 : sqrt(geoi_sum_value(&minor) / d->weight);
    d->ellipse_azimuth = geoi_axis_azimuth(to.east, to.north);
}

void geoi_describe_spread(const geoi_members *m, bool in_line, geo_descriptor *out)
{
    const double none = (double)NAN;
    double mean_d2 = none;
    find_means(m, out);
    out->standard_distance_m = out->ellipse_major_m = out->ellipse_minor_m = none;
    out->ellipse_azimuth = none;
    if (!(out->weight > 0.0)) {
        return;
    }
    axes major = major_axis(m, out, &mean_d2);
    out->standard_distance_m = sqrt(mean_d2);
    if (m->n >= 3) {
        measure_axes(m, major, in_line, out);
    }
}
