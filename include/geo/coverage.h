/* SPDX-License-Identifier: MIT */
/** @file geo/coverage.h
 *  Coverage: which share of land and of demand lies within a distance of a facility.
 *  "Within" is closed: a place exactly at the distance is covered.
 */
#ifndef GEO_COVERAGE_H
#define GEO_COVERAGE_H

#include "geo/space.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct geo_coverage_options {
    size_t struct_size;
    int64_t quad_segments; /**< chords to a quarter circle where facilities are lines or polygons
                                and in drawn regions; default 64 (area 0.01 % short). Areas by
                                point facilities are exact */
    const double *radius_m; /**< [facilities] how far each reaches, 0..2.1e7, in place of one
                                 distance for all; NaN reaches nothing. Then distances_m is not
                                 looked at and may be NULL, and m is 1. NULL = distances_m */
} geo_coverage_options;

static inline geo_coverage_options geo_coverage_options_default(void)
{
    geo_coverage_options o = {sizeof(geo_coverage_options), 64, NULL};
    return o;
}

/* ---- Land ---------------------------------------------------------------------------- */

/** One study area at one distance, m2. Undefined values are NaN, never 0. */
typedef struct geo_area_coverage {
    double total_m2;
    double covered_m2;   /**< within the distance of at least one facility */
    double uncovered_m2; /**< total - covered */
    double overlap_m2;   /**< within the distance of two facilities or more */
    double share;        /**< covered / total; NaN when the area is 0 */
    double mean_depth;   /**< facilities within the distance, mean over the area */
    int64_t reaching;    /**< facilities that cover some of the area */
    int64_t outside;     /**< of those, facilities outside it */
} geo_area_coverage;

/** Coverage of each of the n study areas at each of the m @p distances_m.
 *
 *  @param areas        polygons and multipolygons, valid. A feature without geometry gets NaN
 *  @param facilities   any geometry; those without are ignored. A group of points (or lines,
 *                      polygons) is one facility: it counts once where its members overlap
 *  @param distances_m  [m] finite, >= 0
 *  @param[out] out     [n * m] filled by the call: area i at distance j is out[i * m + j]
 *  @retval GEO_DATA    an area is not a polygon, or an area or a facility is not valid
 *  @retval GEO_INVALID m < 1, a distance is not in 0..2.1e7, or quad_segments not in 1..1024;
 *                      radius_m is given and m is not 1
 *  Cost: that of geo_disc_areas_measure() per area and distance when all facilities are
 *  points; else of a GEOS union of their buffers. */
GEO_API GEO_MUST_CHECK geo_status geo_coverage_areas(geo_ctx *ctx, const geo_shapes *areas,
                                                     const geo_shapes *facilities,
                                                     const double *distances_m, int64_t m,
                                                     const geo_coverage_options *options,
                                                     geo_area_coverage *out);

/** Classes of multiplicity: how much of each area lies within reach of exactly 0, 1, 2, ...
 *  facilities. The first `most` columns are those of just so many; the last is of `most` or more.
 *
 *  @param facilities  points; others, and groups of points, are GEO_UNSUPPORTED
 *  @param most        >= 1
 *  @param[out] area_m2 [n * (most + 1)] area i under k facilities is area_m2[i * (most + 1) + k];
 *                     NaN without geometry. The sum over k is the area to the last digits
 *  Errors as above, cost as of geo_disc_areas_measure() with max_depth = most. */
GEO_API GEO_MUST_CHECK geo_status geo_coverage_classes(geo_ctx *ctx, const geo_shapes *areas,
                                                       const geo_shapes *facilities,
                                                       double distance_m, int64_t most,
                                                       const geo_coverage_options *options,
                                                       double *area_m2);

/** Draw it: per study area the polygons that are served and those that are not.
 *  Either may be NULL. Features are those of @p areas; nothing left = GEO_NONE. Errors as above. */
GEO_API GEO_MUST_CHECK geo_status geo_coverage_regions(geo_ctx *ctx, const geo_shapes *areas,
                                                       const geo_shapes *facilities,
                                                       double distance_m,
                                                       const geo_coverage_options *options,
                                                       geo_shapes **served, geo_shapes **unserved);

/* ---- Demand -------------------------------------------------------------------------- */

/** Share of each demand unit within each distance of a facility.
 *
 *  A point counts 1 or 0. A polygon counts the covered share of its area (areal weighting:
 *  people are taken to live evenly over it); one of no area counts as its first position.
 *
 *  @param demand      [n] points or polygons, valid
 *  @param[out] share  [n * m] unit i at distance j is share[i * m + j]; NaN without geometry
 *  @param[out] count  [n * m] facilities within the distance of a point, or that reach a
 *                     polygon; or NULL
 *  Errors and cost as above. */
GEO_API GEO_MUST_CHECK geo_status geo_coverage_demand(geo_ctx *ctx, const geo_shapes *demand,
                                                      const geo_shapes *facilities,
                                                      const double *distances_m, int64_t m,
                                                      const geo_coverage_options *options,
                                                      double *share, int64_t *count);

/** Demand within reach: sums over units whose weight and share are known. */
typedef struct geo_demand_total {
    double weight;   /**< sum of weights */
    double covered;  /**< sum of weight * share */
    double share;    /**< covered / weight; NaN when the weight is 0 */
    int64_t used;    /**< units counted */
    int64_t unknown; /**< units left out: their weight or share is NaN */
} geo_demand_total;

/** @param share   [n] taken every @p stride entries, so that a column of the above can be given
 *  @param weight  [n] >= 0, NaN = unknown; NULL = 1 each
 *  @retval GEO_DATA    a weight is negative or infinite (the message names the row)
 *  @retval GEO_INVALID n is negative, or stride less than 1 */
GEO_API GEO_MUST_CHECK geo_status geo_coverage_total(geo_ctx *ctx, int64_t n, const double *share,
                                                     int64_t stride, const double *weight,
                                                     geo_demand_total *out);

#ifdef __cplusplus
}
#endif
#endif /* GEO_COVERAGE_H */
