/* SPDX-License-Identifier: MIT */
/* Which facilities are near an origin, where both may be any geometry: points, lines, polygons,
 * and groups and collections of them. Polygons are filled: what is inside is at distance 0. */
#ifndef GEOI_SHAPE_SEARCH_H
#define GEOI_SHAPE_SEARCH_H

#include "metrics/edges.h"
#include "space/inside.h"
#include "space/rtree.h"

/* Read-only while it is asked, so any number of threads may. */
typedef struct geoi_shape_index {
    geo_ctx *ctx;
    const geo_geometry *origins;
    geoi_edges from, to; /* of origins and facilities */
    geoi_rtree *tree;    /* over `to` */
    geoi_inside *around; /* the facilities' polygons */
    geoi_inside *within; /* the origins' */
    const int64_t *origin_kind, *facility_kind;
    bool skip_self;
} geoi_shape_index;

/* Clear it whether this succeeds or not. Kinds: as geo_nearest_options has them. */
geo_status geoi_shape_index_create(geo_ctx *ctx, const geo_geometry *origins,
                                   const geo_geometry *facilities, const int64_t *origin_kind,
                                   const int64_t *facility_kind, bool skip_self,
                                   geoi_shape_index *out);
void geoi_shape_index_clear(geoi_shape_index *index);

/* order [origins] of those that have edges, along a Hilbert curve: neighbours share caches. */
geo_status geoi_shape_order(geo_ctx *ctx, const geoi_edges *edges, int64_t *order, int64_t *count);

/* Told of a facility within the limit and where; of one facility perhaps several times, in no
 * stated order but a fixed one. May lower *limit. */
typedef struct geoi_shape_query {
    double limit; /* squared, closed */
    geo_status (*found)(void *user, int64_t facility, const geoi_meeting *meeting);
    void *user;
} geoi_shape_query;

geo_status geoi_shape_search(const geoi_shape_index *index, int64_t origin,
                             geoi_shape_query *query);

#endif /* GEOI_SHAPE_SEARCH_H */
