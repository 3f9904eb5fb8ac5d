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

/* geo_shapes_area() of one feature. */
double geoi_feature_area(const geo_geometry *g, int64_t i);

/* GEO_INVALID unless GEOS can make buffers of these. */
geo_status geoi_check_buffer(geo_ctx *ctx, double distance_m, int64_t quad_segments);

/* The features `which` [n] of g, of any kind, and how far each reaches: radius[feature], or
 * distance where radius is NULL. Buffers have quad_segments chords to a quarter circle. */
typedef struct geoi_near_features {
    const geo_geometry *g;
    const int64_t *which;
    int64_t n;
    double distance;
    const double *radius;
    int64_t quad_segments;
} geoi_near_features;

static inline double geoi_reach_of(const geoi_near_features *f, int64_t feature)
{
    return f->radius != NULL ? f->radius[feature] : f->distance;
}

/* The parts of polygon i within the distance, and beyond: one feature appended to each builder
 * that is not NULL, GEO_NONE when there is no such part. */
geo_status geoi_reach_draw(geo_ctx *ctx, const geo_geometry *areas, int64_t i,
                           const geoi_near_features *facilities, geoi_geometry_builder *served,
                           geoi_geometry_builder *unserved);

/* common [n]: the area that polygon i of g shares with each of the polygons `which` of `with`. */
geo_status geoi_polygon_shares(geo_ctx *ctx, const geo_geometry *g, int64_t i,
                               const geo_geometry *with, const int64_t *which, int64_t n,
                               double *common);

#endif /* GEOI_POLYGONS_H */
