/* SPDX-License-Identifier: MIT */
/* Arithmetic of one circle, seen from its centre: the order of places around it, the ray from it
 * to the east, and where another circle crosses it. */
#ifndef GEOI_DISC_TURN_H
#define GEOI_DISC_TURN_H

#include "geometry/disc_region.h"

/* Centres nearer than this (squared, metres) are one place: directions between them have no
 * digits left. */
static const double GEOI_SAME_PLACE2 = 1e-200;

/* An angle that grows from 0 to 4 around the circle, without trigonometry: its order is that
 * of the true angle, and opposite places are 2 apart. */
static inline double geoi_turn_of(double x, double y)
{
    double size = fabs(x) + fabs(y);
    if (!(size > 0.0)) {
        return 0.0;
    }
    if (x < 0.0) {
        return 2.0 - y / size;
    }
    return y < 0.0 ? 4.0 + y / size : y / size;
}

/* Does the piece from p to q, all of it outside the disc, cross the ray to the east? Upwards
 * is +1. A place on the ray belongs to its upper side, as geoi_turn_of() has it. */
static inline int32_t geoi_crosses_ray(double px, double py, double qx, double qy)
{
    if ((py >= 0.0) == (qy >= 0.0)) {
        return 0;
    }
    double side = px * qy - py * qx;
    if (qy >= 0.0) {
        return side > 0.0 ? 1 : 0;
    }
    return side < 0.0 ? -1 : 0;
}

/* How often what is outside the disc of an edge, cut by its circle, crosses the ray. */
static inline int32_t geoi_edge_crosses_ray(const geoi_edge *e, const geoi_cut *cut, double cx,
                                            double cy)
{
    double ax = e->ax - cx, ay = e->ay - cy, bx = e->bx - cx, by = e->by - cy;
    int32_t times = 0;
    if (!cut->a_in) {
        times += cut->count > 0 ? geoi_crosses_ray(ax, ay, cut->px[0], cut->py[0])
                                : geoi_crosses_ray(ax, ay, bx, by);
    }
    if (cut->count > 0 && !cut->b_in) {
        times += geoi_crosses_ray(cut->px[cut->count - 1], cut->py[cut->count - 1], bx, by);
    }
    return times;
}

/* The places where two circles cross: the other disc covers this circle from `start` on
 * counter-clockwise to `end`, up to half of it, or (long_way) half and more. */
typedef struct geoi_covered_arc {
    double start_x, start_y, end_x, end_y; /* from this centre */
    bool long_way;
} geoi_covered_arc;

/* The other disc, of radius r, is at (dx, dy). Computed from the centre of the lower of the two,
 * along (a) and across (h) the line to the higher one, so that both see the same places. */
static inline geoi_covered_arc geoi_circles_cross(double own_r, double dx, double dy, double r,
                                                  bool lower)
{
    double tx = lower ? -dx : dx, ty = lower ? -dy : dy;
    double own = lower ? r : own_r, other = lower ? own_r : r;
    double d2 = tx * tx + ty * ty, d = sqrt(d2);
    double along = (d2 + (own - other) * (own + other)) / (2.0 * d);
    double across = sqrt(fmax(0.0, (own - along) * (own + along)));
    double ux = tx / d, uy = ty / d;
    double left_x = along * ux - across * uy, left_y = along * uy + across * ux;
    double right_x = along * ux + across * uy, right_y = along * uy - across * ux;
    if (lower) {
        return (geoi_covered_arc){left_x - tx, left_y - ty, right_x - tx, right_y - ty, along > d};
    }
    return (geoi_covered_arc){right_x, right_y, left_x, left_y, along < 0.0};
}

/* How often the covered arc covers the easternmost point. Arcs of nearly nothing or nearly all may
 * have their ends the wrong way round, also across that point, so it is what brings their length
 * nearest to the truth. */
static inline int32_t geoi_covers_east(double start_key, double end_key, bool long_way)
{
    double least = long_way ? 1.0 : -1.0; /* and less than 4 more: lengths in turns of 4 */
    return (int32_t)ceil((least - (end_key - start_key)) / 4.0);
}

#endif /* GEOI_DISC_TURN_H */
