/* SPDX-License-Identifier: MIT */
/* Lines and polygons that cross the antimeridian, cut there as RFC 7946 asks (section 3.1.9). */
#ifndef GEOI_ANTIMERIDIAN_H
#define GEOI_ANTIMERIDIAN_H

#include "layer/builder.h"

/* Does the line from one longitude to the next take the short way over the antimeridian? From
 * -180 to 180 it does not: these are the edges of the world. */
static inline bool geoi_leaps(double from, double to)
{
    double way = fabs(to - from);
    return way > 180.0 && way < 360.0;
}

/* A copy of g in `out`, which starts as {0}, with every line and polygon that leaps cut in parts:
 * a basic type becomes its Multi type. A ring around a pole gets the pole's edge, that of the
 * pole it is nearer to. A polygon of which nothing would be left stays as it is. *cut counts the
 * features; when it is 0, out is empty. */
geo_status geoi_cut_at_antimeridian(geo_ctx *ctx, const geo_geometry *g, geoi_geometry_builder *out,
                                    int64_t *cut);

#endif /* GEOI_ANTIMERIDIAN_H */
