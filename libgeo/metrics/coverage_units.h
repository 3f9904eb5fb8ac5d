/* SPDX-License-Identifier: MIT */
/* Units of demand sorted by what they are: places, and polygons with an area. */
#ifndef GEOI_COVERAGE_UNITS_H
#define GEOI_COVERAGE_UNITS_H

#include "base/base.h"
#include "geo/space.h"

typedef struct geoi_units {
    const geo_shapes *shapes;
    const geo_geometry *g;
    double *total;  /* [n] m2 */
    int64_t *point; /* [point_count] units that are one place */
    double *x, *y;  /* [point_count] */
    int64_t point_count;
    int64_t *polygon; /* [polygon_count] units with an area */
    int64_t polygon_count;
} geoi_units;

/* Units in neither list have no geometry. In scratch. GEO_DATA: one is of another kind, or a
 * polygon not valid. */
geo_status geoi_units_sort(geo_ctx *ctx, const geo_shapes *shapes, geoi_units *out);

#endif /* GEOI_COVERAGE_UNITS_H */
