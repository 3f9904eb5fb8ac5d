/* SPDX-License-Identifier: MIT */
/* Areas that polygons have in common with others. */
#ifndef GEOI_COMMON_AREAS_H
#define GEOI_COMMON_AREAS_H

#include "base/base.h"
#include "geo/layer.h"
#include "geometry/nearby.h"
#include "layer/builder.h"

typedef struct geoi_shares geoi_shares;

/* Polygons `of` of a geometry, whose boxes `near` has, to be asked about; both are borrowed. A
 * chunk of work makes its own, for GEOS serves one thread. `geoi_shares_destroy` accepts NULL. */
geo_status geoi_shares_create(geo_ctx *ctx, const geo_geometry *of, const geoi_nearby *near,
                              geoi_shares **out);
void geoi_shares_destroy(geoi_shares *s);

/* What polygon i of g, which is valid or GEO_DATA, has in common with each: of the `count` ones
 * that it shares area with, ascending, which[] and m2[] (valid until the next call), and its own
 * area. */
typedef struct geoi_share {
    int64_t count;
    const int64_t *which;
    const double *m2;
    double own_m2;
} geoi_share;
/* When `pieces` is not NULL, the land itself is appended to it: one feature for each of which[]. */
geo_status geoi_shares_of(geoi_shares *s, const geo_geometry *g, int64_t i,
                          geoi_geometry_builder *pieces, geoi_share *out);

#endif /* GEOI_COMMON_AREAS_H */
