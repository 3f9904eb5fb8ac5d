/* SPDX-License-Identifier: MIT */
/* Which facilities reach a region at all. */
#ifndef GEOI_OFFSET_REACH_H
#define GEOI_OFFSET_REACH_H

#include "geo/geometry.h"
#include "geometry/disc_region.h"
#include "geometry/polygons.h"

/* Set the counts of *out: of features that share area with the region, polygon i of `areas`, and
 * of those that lie apart from it. To touch, within rounding, is not to share. */
geo_status geoi_offsets_count(geo_ctx *ctx, const geo_geometry *areas, int64_t i,
                              const geoi_disc_region *region, const geoi_near_features *features,
                              geo_disc_areas *out);

#endif /* GEOI_OFFSET_REACH_H */
