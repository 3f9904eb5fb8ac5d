/* SPDX-License-Identifier: MIT */
/* The convex hull of places, what encloses it most tightly, and the hull that follows bays. */
#ifndef GEOI_HULL_H
#define GEOI_HULL_H

#include "layer/builder.h"

/* The corners of the hull of n places, which are sorted by x, then y: counter-clockwise from the
 * first, none on a line between others. hull has room for 2 n. Returns how many: 0, 1 or 2 when
 * there is no place, when all are one, or in one line. Andrew 1979,
 * doi:10.1016/0020-0190(79)90072-3, with exact sides. */
int64_t geoi_convex_hull(int64_t n, const double *x, const double *y, int64_t *hull);

/* Corners of a convex ring, counter-clockwise, the first not repeated. */
typedef struct geoi_hull {
    int64_t n;
    double *x, *y; /* [n] */
} geoi_hull;

/* The hull of any places, in arrays of its own, room for one corner more; release x alone. From
 * any thread. */
geo_status geoi_hull_of_places(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                               geoi_hull *out);
double geoi_hull_area(const geoi_hull *hull);
double geoi_hull_perimeter(const geoi_hull *hull); /* of two corners: there and back */

typedef struct geoi_circle {
    double x, y, radius;
} geoi_circle;

/* The smallest circle with all corners in it; radius NaN without corners. Welzl 1991,
 * doi:10.1007/BFb0038202; O(n) expected, in an order drawn by a fixed seed. GEO_MEMORY. */
geo_status geoi_smallest_circle(geo_ctx *ctx, const geoi_hull *hull, geoi_circle *out);

typedef struct geoi_rectangle {
    double length, width; /* length >= width */
    double azimuth;       /* of the length, degrees clockwise from north, [0, 180) */
} geoi_rectangle;

/* The rectangle of least area with all corners in it; it has a side along one of the hull's.
 * O(n), by rotating calipers. */
geoi_rectangle geoi_smallest_rectangle(const geoi_hull *hull);

/* A direction as degrees clockwise from north, [0, 180). */
double geoi_axis_azimuth(double dx, double dy);

/* Append one feature: the concave hull, a polygon without holes (GEOS), or GEO_NONE when places
 * have no area. ratio: 0..1, see geo/descriptors.h. */
geo_status geoi_concave_hull(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                             double ratio, geoi_geometry_builder *b);

#endif /* GEOI_HULL_H */
