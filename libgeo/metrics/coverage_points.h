/* SPDX-License-Identifier: MIT */
/* Places and the facilities that reach them: counted, and gone through pair by pair. */
#ifndef GEOI_COVERAGE_POINTS_H
#define GEOI_COVERAGE_POINTS_H

#include "metrics/coverage_internal.h"

/* What is asked of places: at each of m distances (or each facility's own radius) all facilities,
 * and those of each type. */
typedef struct geoi_reaching {
    const geoi_facilities *facilities;
    const double *distance; /* [m] */
    int64_t m;
    const int64_t *type; /* [features], -1 = none; NULL without types */
    int64_t types;
} geoi_reaching;

/* How many facilities reach each of n places: count[(i * m + j) * (1 + types)] of all, and the
 * entries after it of each type. `once`: no matter how many, one is as good as many. */
geo_status geoi_points_reached(geo_ctx *ctx, const geoi_reaching *q, int64_t n, const double *x,
                               const double *y, bool once, int64_t *count);

/* Facility `k`, a feature, reaches place `i`. */
typedef void (*geoi_pair_fn)(void *user, int64_t i, int64_t k);

/* Call `pair` with each pair within one distance (or the facilities' own radii), from this thread
 * and in an order that does not depend on their number. */
geo_status geoi_points_pairs(geo_ctx *ctx, const geoi_facilities *f, double distance, int64_t n,
                             const double *x, const double *y, bool once, geoi_pair_fn pair,
                             void *user);

#endif /* GEOI_COVERAGE_POINTS_H */
