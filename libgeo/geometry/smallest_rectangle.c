/* SPDX-License-Identifier: MIT */
/* Rotating calipers (Toussaint 1983, MELECON): while the side that the rectangle lies on goes
 * round the hull, so do the corners that touch its three other sides. */
#include "geometry/hull.h"

double geoi_axis_azimuth(double dx, double dy)
{
    double degrees = atan2(dx, dy) * (180.0 / 3.14159265358979323846);
    degrees = degrees < 0.0 ? degrees + 180.0 : degrees;
    return degrees >= 180.0 ? 0.0 : degrees;
}

/* The corner farthest along (dx, dy), from `at` on, as long as it goes further. */
static int64_t advance(const geoi_hull *h, int64_t at, double dx, double dy)
{
    for (int64_t step = 0; step < h->n; step++) {
        int64_t next = at + 1 < h->n ? at + 1 : 0;
        if (!((h->x[next] - h->x[at]) * dx + (h->y[next] - h->y[at]) * dy > 0.0)) {
            break;
        }
        at = next;
    }
    return at;
}

static double along(const geoi_hull *h, int64_t from, int64_t to, double dx, double dy)
{
    return (h->x[to] - h->x[from]) * dx + (h->y[to] - h->y[from]) * dy;
}

static geoi_rectangle laid(double along_side, double across, double dx, double dy)
{
    bool turned = across > along_side;
    return (geoi_rectangle){turned ? across : along_side, turned ? along_side : across,
                            turned ? geoi_axis_azimuth(-dy, dx) : geoi_axis_azimuth(dx, dy)};
}

geoi_rectangle geoi_smallest_rectangle(const geoi_hull *hull)
{
    const double none = (double)NAN;
    geoi_rectangle best = {none, none, none};
    int64_t right = 1, top = 1, left = 1;
    if (hull->n == 1) {
        best.length = best.width = 0.0;
    }
    for (int64_t i = 0; i < hull->n && hull->n > 1; i++) {
        int64_t next = i + 1 < hull->n ? i + 1 : 0;
        double dx = hull->x[next] - hull->x[i], dy = hull->y[next] - hull->y[i];
        double length = sqrt(dx * dx + dy * dy);
        dx /= length, dy /= length;
        right = advance(hull, i == 0 ? next : right, dx, dy);
        top = advance(hull, i == 0 ? right : top, -dy, dx);
        left = advance(hull, i == 0 ? top : left, -dx, -dy);
        geoi_rectangle one =
            laid(along(hull, left, right, dx, dy), along(hull, i, top, -dy, dx), dx, dy);
        if (i == 0 || one.length * one.width < best.length * best.width) {
            best = one;
        }
    }
    return best;
}
