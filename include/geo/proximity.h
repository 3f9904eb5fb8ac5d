/* SPDX-License-Identifier: MIT */
/** @file geo/proximity.h
 *  Proximity: the nearest facilities, and all within a distance. Straight lines in metres.
 */
#ifndef GEO_PROXIMITY_H
#define GEO_PROXIMITY_H

#include <math.h>

#include "geo/space.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct geo_nearest_options {
    size_t struct_size;
    int64_t k;             /**< how many, >= 1; default 1 */
    double max_distance_m; /**< ignore facilities farther away (closed); default infinity */
    int skip_self;         /**< nonzero: facility i is not a neighbour of origin i; default 0 */
} geo_nearest_options;

static inline geo_nearest_options geo_nearest_options_default(void)
{
    geo_nearest_options o = {sizeof(geo_nearest_options), 1, (double)INFINITY, 0};
    return o;
}

/** The @p k nearest facilities of every origin, nearest first; ties go to the lower index.
 *
 *  @param origins      [n] points (or multipoints of one). One without geometry has no neighbours
 *  @param facilities   [m] any geometry; the distance is to its nearest place, 0 inside a
 *                      polygon. Those without geometry are never found
 *  @param[out] index   [n * k] facility indices, -1 where there are fewer than k
 *  @param[out] distance_m [n * k] metres, NaN where index is -1
 *  @retval GEO_DATA    an origin is not a point
 *  @retval GEO_INVALID k < 1 or max_distance_m is negative or NaN
 *  Cost: O((n k + m) log m) time for points, O(n + m) memory beside the outputs.
 *  Source: Bentley 1975, doi:10.1145/361002.361007. */
GEO_API GEO_MUST_CHECK geo_status geo_nearest(geo_ctx *ctx, const geo_shapes *origins,
                                              const geo_shapes *facilities,
                                              const geo_nearest_options *options, int64_t *index,
                                              double *distance_m);

/** How many facilities lie within @p distance_m of every origin (closed), and their weight.
 *
 *  @param origins, facilities  points
 *  @param weight      [m] finite; NULL = 1 each
 *  @param skip_self   as above
 *  @param[out] count  [n] facilities; 0 where there are none
 *  @param[out] sum    [n] of their weights, added in index order; or NULL
 *  @retval GEO_DATA    a feature is not a point, or a weight is not finite
 *  @retval GEO_INVALID distance_m is negative or NaN
 *  Cost: O((n + m) log m + pairs) time, O(n + m) memory; of counts alone, pairs well inside the
 *  distance cost nothing. */
GEO_API GEO_MUST_CHECK geo_status geo_within(geo_ctx *ctx, const geo_shapes *origins,
                                             const geo_shapes *facilities, double distance_m,
                                             const double *weight, int skip_self, int64_t *count,
                                             double *sum);

/** Summary of @p n values, NaN left out. Undefined values are NaN.
 *  Quantiles are type 7 of Hyndman & Fan 1996 without weights, and the lower inverse of the
 *  weighted distribution function with them. */
typedef struct geo_summary {
    int64_t used, unknown;
    double mean, median, p90, min, max, sum;
} geo_summary;

/** @param weight [n] finite and >= 0, or NaN = unknown; NULL = 1 each. A value of weight 0 is
 *                 used, and changes nothing.
 *  @retval GEO_DATA a weight is negative or infinite */
GEO_API GEO_MUST_CHECK geo_status geo_summarize(geo_ctx *ctx, int64_t n, const double *value,
                                                const double *weight, geo_summary *out);

#ifdef __cplusplus
}
#endif
#endif /* GEO_PROXIMITY_H */
