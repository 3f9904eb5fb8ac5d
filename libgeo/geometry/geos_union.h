/* SPDX-License-Identifier: MIT */
/* Unions of many: neighbours first, in parallel, then what they have become. */
#ifndef GEOI_GEOS_UNION_H
#define GEOI_GEOS_UNION_H

#include "geometry/geos.h"
#include "geometry/polygons.h"

/* The union of `members` [n], consumed whatever happens; the array stays the caller's. */
geo_status geoi_geos_union(geoi_geos *geos, GEOSGeometry **members, int64_t n, GEOSGeometry **out);

/* The union of the buffers of the features (which = NULL: 0 .. n - 1), with the threads
 * of the context. distance 0: the polygons themselves. */
geo_status geoi_geos_buffer_union(geoi_geos *geos, const geoi_near_features *features,
                                  GEOSGeometry **out);

/* The buffer of feature i: all places within the distance, as polygons. */
geo_status geoi_geos_buffer(geoi_geos *geos, const geo_geometry *g, int64_t i, double distance,
                            int64_t quad_segments, GEOSGeometry **out);

#endif /* GEOI_GEOS_UNION_H */
