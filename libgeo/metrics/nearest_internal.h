/* SPDX-License-Identifier: MIT */
/* What the two ways to find the nearest share: by points, and by shapes. */
#ifndef GEOI_NEAREST_INTERNAL_H
#define GEOI_NEAREST_INTERNAL_H

#include "geo/proximity.h"

#include "metrics/edges.h"
#include "metrics/points.h"

/* Points: in `order` [origins.n] along a curve, so that neighbours share caches and work. */
typedef struct geoi_nearest_job {
    geo_ctx *ctx;
    geoi_points origins;
    const int64_t *order;
    int64_t k;
    double max_d2;
    bool skip_self;
    int64_t *index;     /* [features * k], -1 where nothing was written */
    double *distance_m; /* [features * k], NaN where nothing was written */
} geoi_nearest_job;

geo_status geoi_nearest_points(geoi_nearest_job *job, const geoi_points *facilities);

/* Any shapes; options checked. All is written but what has no neighbours. */
geo_status geoi_nearest_shapes(geo_ctx *ctx, const geo_shapes *origins,
                               const geo_shapes *facilities, const geo_nearest_options *options,
                               int64_t *index, double *distance_m, geo_pair *pairs);

/* Counts and sums of what is within, of any shapes; options checked. */
geo_status geoi_within_shapes(geo_ctx *ctx, const geo_shapes *origins, const geo_shapes *facilities,
                              const geo_nearest_options *options, const double *weight,
                              int64_t *count, double *sum);

/* Both layers are points and no types are told apart: what kd-trees and strips are for. */
static inline bool geoi_pairs_are_plain(const geo_shapes *origins, const geo_shapes *facilities,
                                        const geo_nearest_options *o)
{
    return o->origin_type == NULL && geoi_points_only(origins) && geoi_points_only(facilities);
}

/* k is not looked at. */
geo_status geoi_check_pairing(geo_ctx *ctx, const geo_nearest_options *o);

#endif /* GEOI_NEAREST_INTERNAL_H */
