/* SPDX-License-Identifier: MIT */
/* What the other rooms may ask about polygons without knowing of GEOS. */
#ifndef GEOI_POLYGONS_H
#define GEOI_POLYGONS_H

#include "geo/space.h"
#include "layer/builder.h"

/* The features `which` [n] of g (NULL = 0 .. n - 1) are valid polygons and multipolygons, or
 * without geometry. GEO_DATA: one is not; the message begins with `what` ("study areas") and
 * names the feature. Parallel over features. */
geo_status geoi_polygons_check(geo_ctx *ctx, const geo_geometry *g, const int64_t *which, int64_t n,
                               const char *what);

/* GEO_INVALID unless GEOS can make buffers of these. */
geo_status geoi_check_buffer(geo_ctx *ctx, double distance_m, int64_t quad_segments);

/* What the surroundings of some facilities share with one polygon, m2. */
typedef struct geoi_reach {
    double covered;            /* within the distance of one or more */
    double overlap;            /* of two or more */
    double sum;                /* over facilities */
    int64_t reaching, outside; /* facilities that share area; of these, those that lie apart */
} geoi_reach;

/* Polygon i of `areas` against the facilities `near` [n] of any kind, by buffers of
 * quad_segments chords to a quarter circle. */
geo_status geoi_reach_measure(geo_ctx *ctx, const geo_geometry *areas, int64_t i,
                              const geo_geometry *facilities, const int64_t *near, int64_t n,
                              double distance_m, int64_t quad_segments, geoi_reach *out);

/* The parts of polygon i within the distance, and beyond: one feature appended to each builder
 * that is not NULL, GEO_NONE when there is no such part. */
geo_status geoi_reach_draw(geo_ctx *ctx, const geo_geometry *areas, int64_t i,
                           const geo_geometry *facilities, const int64_t *near, int64_t n,
                           double distance_m, int64_t quad_segments, geoi_geometry_builder *served,
                           geoi_geometry_builder *unserved);

#endif /* GEOI_POLYGONS_H */
