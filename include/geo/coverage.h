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
    int64_t quad_segments;  /**< chords to a quarter circle in drawn regions; default 64 (area
                                 0.01 % short). Measured areas are those of true arcs */
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
 *  @retval GEO_LIMIT   outlines about lines and polygons nearly coincide and cannot be told apart
 *
 *  Areas are bounded by true arcs and straight edges: about points, those of
 *  geo_disc_areas_measure() (geo/geometry.h); about lines, polygons and groups, where a disc lies
 *  about every vertex and a rectangle along every edge, with a relative error of about 1e-10.
 *  Cost: O((n + e) log n + k log k) per area and distance, n facilities or their vertices, e edges
 *  of the area and k crossings of outlines. */
GEO_API GEO_MUST_CHECK geo_status geo_coverage_areas(geo_ctx *ctx, const geo_shapes *areas,
                                                     const geo_shapes *facilities,
                                                     const double *distances_m, int64_t m,
                                                     const geo_coverage_options *options,
                                                     geo_area_coverage *out);

/** Classes of multiplicity: how much of each area lies within reach of exactly 0, 1, 2, ...
 *  facilities. The first `most` columns are those of just so many; the last is of `most` or more.
 *
 *  @param facilities  any geometry, as above
 *  @param most        >= 1
 *  @param[out] area_m2 [n * (most + 1)] area i under k facilities is area_m2[i * (most + 1) + k];
 *                     NaN without geometry. The sum over k is the area to the last digits
 *  Errors and cost as above. */
GEO_API GEO_MUST_CHECK geo_status geo_coverage_classes(geo_ctx *ctx, const geo_shapes *areas,
                                                       const geo_shapes *facilities,
                                                       double distance_m, int64_t most,
                                                       const geo_coverage_options *options,
                                                       double *area_m2);

/** Where exactly so many facilities reach: one feature of a depth map. */
typedef struct geo_depth {
    int64_t area;   /**< the study area */
    int64_t count;  /**< facilities that reach every place of it; the last may be "or more" */
    double area_m2; /**< of the true arcs */
} geo_depth;

typedef struct geo_depths geo_depths;

/** The depth map: the arrangement of the discs within each study area as (multi)polygons, one to
 *  an area and a number of facilities (0, 1, 2, ...) that occurs there.
 *
 *  Areas are those of geo_disc_areas_measure(); polygons have chords in the place of arcs, and
 *  what is thinner than 1.6 cm is not drawn: a depth of which nothing is left is GEO_NONE.
 *  @param facilities  points; others, and groups of points, are GEO_UNSUPPORTED
 *  @param most        numbers that are told apart; more count as the last. 0 = all
 *  @retval GEO_LIMIT  an area cannot be drawn: circles of many kilometres that nearly coincide
 *  Errors else as above. Cost: O((n + k) log n) for k crossings of circles, and memory O(k). */
GEO_API GEO_MUST_CHECK geo_status geo_coverage_depths(geo_ctx *ctx, const geo_shapes *areas,
                                                      const geo_shapes *facilities,
                                                      double distance_m, int64_t most,
                                                      const geo_coverage_options *options,
                                                      geo_depths **out);
GEO_API void geo_depths_destroy(geo_depths *depths);
GEO_API int64_t geo_depths_count(const geo_depths *depths);
/** By area, then by number of facilities. */
GEO_API const geo_depth *geo_depths_at(const geo_depths *depths, int64_t index);
GEO_API const geo_shapes *geo_depths_shapes(const geo_depths *depths);

/** Draw it: per study area the polygons that are served and those that are not.
 *  Either may be NULL. Features are those of @p areas; nothing left = GEO_NONE. Errors as above. */
GEO_API GEO_MUST_CHECK geo_status geo_coverage_regions(geo_ctx *ctx, const geo_shapes *areas,
                                                       const geo_shapes *facilities,
                                                       double distance_m,
                                                       const geo_coverage_options *options,
                                                       geo_shapes **served, geo_shapes **unserved);

/* ---- Gaps ---------------------------------------------------------------------------- */

/** A connected part of a study area that no facility reaches. */
typedef struct geo_gap {
    int64_t area;       /**< the study area it is part of */
    double area_m2;     /**< by true arcs where facilities are points, else as drawn */
    double perimeter_m; /**< of all its rings, as drawn */
    double people;      /**< sum of the weights inside; NaN unless people are given */
    double x, y;        /**< its deepest point: the place farthest from every facility */
    double depth_m;     /**< how far that is from the nearest; NaN when there is none */
    int64_t facility;   /**< the nearest: the lowest of several; -1 when there is none */
} geo_gap;

typedef struct geo_gap_options {
    size_t struct_size;
    double least_area_m2;     /**< smaller parts are slivers and left out; default 5000 (0.5 ha) */
    double least_width_m;     /**< so are parts of less area to their perimeter; default 25 */
    const geo_shapes *people; /**< points or polygons where people are, or NULL */
    const double *weight; /**< [people] how many, >= 0; NaN = unknown, left out; NULL = 1 each */
    geo_coverage_options coverage;
} geo_gap_options;

static inline geo_gap_options geo_gap_options_default(void)
{
    geo_gap_options o = {sizeof(geo_gap_options),       5000.0, 25.0, NULL, NULL,
                         geo_coverage_options_default()};
    return o;
}

typedef struct geo_gaps geo_gaps;

/** The gaps of all study areas, area by area.
 *
 *  A gap's deepest point is the centre of the largest empty circle that is centred in it: one of
 *  the vertices of the Voronoi diagram of the facilities inside the gap, of the crossings of its
 *  edges with the gap's outline, and of the vertices of the outline (Toussaint 1983). Among
 *  lines and polygons it is found by dividing squares, and is less deep than the deepest place by
 *  at most a thousandth and 1 mm (Garcia-Castellanos & Lombardo 2007); its depth is exact.
 *  A point counts among the people of the gap that it is in; a polygon by the share of its area
 *  (areal weighting), one of no area by its first position.
 *
 *  @param distance_m  as in geo_coverage_areas(); ignored where options->coverage has radius_m
 *  @retval GEO_DATA    as in geo_coverage_areas(), or a weight is negative or infinite
 *  @retval GEO_INVALID a least size is negative or NaN
 *  Cost: O(n log n) beyond that of drawing the gaps; people in polygons are overlaid by GEOS. */
GEO_API GEO_MUST_CHECK geo_status geo_coverage_gaps(geo_ctx *ctx, const geo_shapes *areas,
                                                    const geo_shapes *facilities, double distance_m,
                                                    const geo_gap_options *options, geo_gaps **out);
GEO_API void geo_gaps_destroy(geo_gaps *gaps);
GEO_API int64_t geo_gaps_count(const geo_gaps *gaps);
GEO_API const geo_gap *geo_gaps_at(const geo_gaps *gaps, int64_t index);
/** One polygon to a gap. */
GEO_API const geo_shapes *geo_gaps_shapes(const geo_gaps *gaps);
/** How many slivers were left out, and how much land they are. */
GEO_API int64_t geo_gaps_sliver_count(const geo_gaps *gaps);
GEO_API double geo_gaps_sliver_m2(const geo_gaps *gaps);

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
