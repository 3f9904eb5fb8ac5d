/* SPDX-License-Identifier: MIT */
/* What the two ways to find the nearest share: by points, and by shapes. */
#ifndef GEOI_NEAREST_INTERNAL_H
#define GEOI_NEAREST_INTERNAL_H

#include "metrics/points.h"

typedef struct geoi_nearest_job {
    geo_ctx *ctx;
    geoi_points origins;
    const int64_t *order; /* [origins.n] along a curve: neighbours share caches and work */
    int64_t k;
    double max_d2;
    bool skip_self;
    int64_t *index;     /* [features * k], -1 where nothing was written */
    double *distance_m; /* [features * k], NaN where nothing was written */
} geoi_nearest_job;

geo_status geoi_nearest_points(geoi_nearest_job *job, const geoi_points *facilities);
geo_status geoi_nearest_shapes(geoi_nearest_job *job, const geo_geometry *facilities);

#endif /* GEOI_NEAREST_INTERNAL_H */
