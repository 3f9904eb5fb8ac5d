/* SPDX-License-Identifier: MIT */
/* Points and their weights: what metrics of points begin with. */
#ifndef GEOI_POINTS_H
#define GEOI_POINTS_H

#include "space/point_columns.h"

/* Beyond it, weights times squared metres would overflow, and sums with them. */
#define GEOI_WEIGHT_TOTAL_MAX 1e290

/* The weights of the points: [n], 1 where weight is NULL; in scratch unless borrowed.
 * GEO_DATA: one is not finite, or negative where `may_be_negative` is false, or their absolute
 * values add up to too much. */
geo_status geoi_point_weights(geo_ctx *ctx, const geoi_points *points, int64_t feature_count,
                              const double *weight, bool may_be_negative, const double **out);

/* GEO_DATA: one of the weights [n] is not finite, or they add up to too much. */
geo_status geoi_check_finite_weights(geo_ctx *ctx, int64_t n, const double *weight);

/* GEO_DATA: negative or infinite. NaN, which is unknown, passes. */
geo_status geoi_check_weight(geo_ctx *ctx, int64_t row, double weight);
/* GEO_DATA: too large to compute with. */
geo_status geoi_check_weight_total(geo_ctx *ctx, double total);

#endif /* GEOI_POINTS_H */
