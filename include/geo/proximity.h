/* SPDX-License-Identifier: MIT */
/** @file geo/proximity.h
 *  Proximity: the nearest facilities, and all within a distance, between any two layers of any
 *  geometry. Straight lines in metres.
 */
#ifndef GEO_PROXIMITY_H
#define GEO_PROXIMITY_H

#include <math.h>

#include "geo/space.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Which facilities count for an origin, and how many of them. */
typedef struct geo_nearest_options {
    size_t struct_size;
    int64_t k;             /**< how many, >= 1; default 1 */
    double max_distance_m; /**< ignore facilities farther away (closed); default infinity */
    int skip_self;         /**< nonzero: facility i is not a neighbour of origin i; default 0 */
    /** Types as numbers of the caller's choice: facilities of the origin's own type are passed
     *  over. Both or neither; a negative type is unknown and the same as none. Default NULL. */
    const int64_t *origin_type;   /**< [n] */
    const int64_t *facility_type; /**< [m] */
} geo_nearest_options;

static inline geo_nearest_options geo_nearest_options_default(void)
{
    geo_nearest_options o = {sizeof(geo_nearest_options), 1, (double)INFINITY, 0, NULL, NULL};
    return o;
}

/** The @p k nearest facilities of every origin, nearest first; ties go to the lower index.
 *
 *  Distances are exact in the plane between the nearest places of the two: 0 where they meet,
 *  and inside a polygon. Any geometry may be near any other.
 *  @param origins      [n] those without geometry have no neighbours
 *  @param facilities   [m] those without geometry are never found
 *  @param[out] index   [n * k] facility indices, -1 where there are fewer than k
 *  @param[out] distance_m [n * k] metres, NaN where index is -1
 *  @retval GEO_INVALID k < 1, max_distance_m is negative or NaN, or only one side has types
 *  Cost: O((n k + m) log m) time for points, O(n + m) memory beside the outputs; of lines and
 *  polygons n and m count edges, and a long origin looks at the root of its edges at each step.
 *  Source: Bentley 1975, doi:10.1145/361002.361007; Hjaltason & Samet 1999,
 *  doi:10.1145/320248.320255. */
GEO_API GEO_MUST_CHECK geo_status geo_nearest(geo_ctx *ctx, const geo_shapes *origins,
                                              const geo_shapes *facilities,
                                              const geo_nearest_options *options, int64_t *index,
                                              double *distance_m);

/** An origin, a facility, and where they are nearest to each other, metres. */
typedef struct geo_pair {
    int64_t origin, facility; /**< facility -1 = there is none: the rest is NaN */
    double distance_m;
    double origin_x, origin_y;     /**< on (or in) the origin */
    double facility_x, facility_y; /**< on (or in) the facility */
} geo_pair;

/** As geo_nearest(), with the places: @p pairs [n * k]. Of several places as near one is told. */
GEO_API GEO_MUST_CHECK geo_status geo_nearest_pairs(geo_ctx *ctx, const geo_shapes *origins,
                                                    const geo_shapes *facilities,
                                                    const geo_nearest_options *options,
                                                    geo_pair *pairs);

typedef struct geo_pairs geo_pairs;

/** All pairs within options->max_distance_m (closed) by (origin, facility); k is not looked at.
 *  For points far apart in their thousands geo_costs_measure() (geo/cost.h) needs no memory.
 *  @retval GEO_INVALID the distance is negative or NaN, or only one side has types
 *  Cost: as geo_nearest() with the pairs added to k; 56 bytes of memory a pair, twice. */
GEO_API GEO_MUST_CHECK geo_status geo_within_pairs(geo_ctx *ctx, const geo_shapes *origins,
                                                   const geo_shapes *facilities,
                                                   const geo_nearest_options *options,
                                                   geo_pairs **out);
GEO_API void geo_pairs_destroy(geo_pairs *pairs);
GEO_API int64_t geo_pairs_count(const geo_pairs *pairs);
/** [count]; lives as long as @p pairs. */
GEO_API const geo_pair *geo_pairs_all(const geo_pairs *pairs);

/** How many facilities lie within @p distance_m of every origin (closed), and their weight.
 *
 *  @param origins, facilities  any geometry; distances as in geo_nearest()
 *  @param weight      [m] finite; NULL = 1 each
 *  @param skip_self   as above
 *  @param[out] count  [n] facilities; 0 where there are none
 *  @param[out] sum    [n] of their weights, added in index order; or NULL
 *  @retval GEO_DATA    a weight is not finite
 *  @retval GEO_INVALID distance_m is negative or NaN
 *  Cost: of points O((n + m) log m + pairs) time, O(n + m) memory; of counts alone, pairs well
 *  inside the distance cost nothing. Others as geo_within_pairs(), without the memory. */
GEO_API GEO_MUST_CHECK geo_status geo_within(geo_ctx *ctx, const geo_shapes *origins,
                                             const geo_shapes *facilities, double distance_m,
                                             const double *weight, int skip_self, int64_t *count,
                                             double *sum);

/** The same of what @p options lets count (its max_distance_m is the distance, k is not looked
 *  at): facilities of other types only. */
GEO_API GEO_MUST_CHECK geo_status geo_within_others(geo_ctx *ctx, const geo_shapes *origins,
                                                    const geo_shapes *facilities,
                                                    const geo_nearest_options *options,
                                                    const double *weight, int64_t *count,
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

/** Quantiles of @p n values by the rules of geo_summarize(): @p quantile [count], for each
 *  @p share [count] in 0..1; all NaN where there is nothing.
 *  @retval GEO_DATA    a weight is negative or infinite
 *  @retval GEO_INVALID a share is not in 0..1 */
GEO_API GEO_MUST_CHECK geo_status geo_quantiles(geo_ctx *ctx, int64_t n, const double *value,
                                                const double *weight, int64_t count,
                                                const double *share, double *quantile);

/* ---- Hausdorff distance ---------------------------------------------------------------- */

/** How far the farthest place of one layer is from another: where, and the place there that is
 *  nearest to it. Metres. */
typedef struct geo_hausdorff {
    double distance_m;     /**< NaN when either layer has no geometry */
    int64_t from_feature;  /**< feature of the farthest place, -1 = none */
    int64_t to_feature;    /**< feature of the place nearest to it */
    double from_x, from_y; /**< the farthest place */
    double to_x, to_y;     /**< the place nearest to it */
} geo_hausdorff;

typedef enum geo_hausdorff_kind {
    GEO_HAUSDORFF_CONTINUOUS, /**< every place of points and edges */
    GEO_HAUSDORFF_VERTICES    /**< only vertices of @p from; what is called discrete */
} geo_hausdorff_kind;

/** The directed Hausdorff distance from all of @p from to all of @p to: the largest distance of a
 *  place of @p from to its nearest place of @p to. The symmetric one is the larger of both ways.
 *
 *  Polygons count by their rings (as for ST_HausdorffDistance), on both sides. Distances to
 *  edges are exact. GEO_HAUSDORFF_CONTINUOUS looks between the vertices of @p from too, by branch
 *  and bound: what it tells is attained at the place told, and at most 1e-6 m (or 1e-12 of the
 *  distance) below the true maximum. Of vertices alone and of points it is exact.
 *  Cost: O((n + m) log m) for n and m edges, and about 30 searches for each place between
 *  vertices that may hold the maximum.
 *  Source: Hausdorff 1914; bounds by convexity as in the method of Tang, Lee & Kim 2009,
 *  doi:10.1145/1531326.1531380. */
GEO_API GEO_MUST_CHECK geo_status geo_hausdorff_measure(geo_ctx *ctx, const geo_shapes *from,
                                                        const geo_shapes *to,
                                                        geo_hausdorff_kind kind,
                                                        geo_hausdorff *out);

#ifdef __cplusplus
}
#endif
#endif /* GEO_PROXIMITY_H */
