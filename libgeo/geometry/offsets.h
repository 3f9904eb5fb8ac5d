/* SPDX-License-Identifier: MIT */
/* Exact areas within a distance of lines, polygons and groups of points. */
#ifndef GEOI_OFFSETS_H
#define GEOI_OFFSETS_H

#include "geo/geometry.h"
#include "geometry/polygons.h"

/* As geo_disc_areas_measure(), of what is within reach of each of the features: polygon i of
 * `areas`, valid. One of distance 0 covers itself. GEO_LIMIT: outlines that nearly coincide
 * could not be told apart. */
geo_status geoi_offsets_measure(geo_ctx *ctx, const geo_geometry *areas, int64_t i,
                                const geoi_near_features *features, int64_t max_depth,
                                double *at_least_m2, geo_disc_areas *out);

#endif /* GEOI_OFFSETS_H */
