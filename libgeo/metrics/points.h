/* SPDX-License-Identifier: MIT */
/* Shapes that must be points, as two columns: what metrics of points begin with. */
#ifndef GEOI_POINTS_H
#define GEOI_POINTS_H

#include "base/base.h"
#include "geo/space.h"

/* Beyond it, weights times squared metres would overflow, and sums with them. */
#define GEOI_WEIGHT_TOTAL_MAX 1e290

typedef struct geoi_points {
    int64_t n;           /* points there are: features with geometry */
    const double *x, *y; /* [n] */
    const int64_t *row;  /* [n] feature of each, ascending; NULL = 0 .. n - 1 */
} geoi_points;

static inline int64_t geoi_point_row(const geoi_points *points, int64_t i)
{
    return points->row != NULL ? points->row[i] : i;
}

/* Every feature is a point or has no geometry. */
bool geoi_points_only(const geo_shapes *shapes);

/* Borrows from the shapes, or from scratch where some features have no geometry. A multipoint
 * of one member is a point. GEO_DATA names `what` ("origins") and the feature. */
geo_status geoi_points_of(geo_ctx *ctx, const geo_shapes *shapes, const char *what,
                          geoi_points *out);

/* The weights of the points: [n], 1 where weight is NULL; in scratch unless borrowed.
 * GEO_DATA: one is not finite, or negative where `may_be_negative` is false, or their absolute
 * values add up to too much. */
geo_status geoi_point_weights(geo_ctx *ctx, const geoi_points *points, int64_t feature_count,
                              const double *weight, bool may_be_negative, const double **out);

/* GEO_DATA: negative or infinite. NaN, which is unknown, passes. */
geo_status geoi_check_weight(geo_ctx *ctx, int64_t row, double weight);
/* GEO_DATA: too large to compute with. */
geo_status geoi_check_weight_total(geo_ctx *ctx, double total);

#endif /* GEOI_POINTS_H */
