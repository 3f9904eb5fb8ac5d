/* SPDX-License-Identifier: MIT */
/** @file geo/weights.h
 *  Spatial weights: who is whose neighbour, and how much. Made from geometry or groups, or read
 *  from the files of GeoDa, PySAL and ArcGIS (geo/weights_file.h); autocorrelation
 *  (geo/autocorrelation.h) asks for nothing else.
 */
#ifndef GEO_WEIGHTS_H
#define GEO_WEIGHTS_H

#include "geo/space.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Weights ------------------------------------------------------------------------- */

/** Weights among n features, immutable; may be used by several threads at once. A weight is 1e-100
 *  to 1e100: a pair of less is no pair, more is an error. No feature is a neighbour of itself. One
 *  without neighbours is an island. */
typedef struct geo_weights geo_weights;

/** The neighbours of feature i are the entries begin[i] .. begin[i + 1] - 1 of the two arrays, by
 *  ascending index. Not all weights are symmetric: i may be a neighbour of j, and j none of i. */
typedef struct geo_weight_rows {
    int64_t n;
    const int64_t *begin;     /**< [n + 1] */
    const int32_t *neighbour; /**< indices of features */
    const double *weight;     /**< 1e-100 to 1e100 */
} geo_weight_rows;
GEO_API geo_weight_rows geo_weights_rows(const geo_weights *weights);
GEO_API void geo_weights_destroy(geo_weights *weights);

/** Weights of @p n features from pairs, in any order (copied).
 *  @param from, to  [pairs] indices from 0
 *  @param weight    [pairs] 0 to 1e100; NULL = 1 each
 *  @retval GEO_DATA    an index is out of range, a weight negative or not finite, a feature paired
 *                      with itself, or a pair there twice (the message names pairs from 1)
 *  @retval GEO_INVALID n or pairs is negative
 *  @retval GEO_LIMIT   2^31 features or more
 *  Cost: O(n + pairs log pairs). */
GEO_API GEO_MUST_CHECK geo_status geo_weights_create(geo_ctx *ctx, int64_t n, int64_t pairs,
                                                     const int64_t *from, const int64_t *to,
                                                     const double *weight, geo_weights **out);

/* ---- From geometry --------------------------------------------------------------------- */

typedef enum geo_contiguity { GEO_QUEEN, GEO_ROOK } geo_contiguity;

/** Polygons that share a vertex (queen) or an edge (rook): weight 1 each, symmetric.
 *  Boundaries must have their vertices in common: where one has a vertex in the middle of the
 *  other's edge, that vertex is shared only if @p snap_m reaches one of the other.
 *
 *  @param polygons  [n] polygons and multipolygons; one without geometry is an island
 *  @param snap_m    vertices at most this far apart are one (and so are chains of such), >= 0;
 *                   0: equal coordinates
 *  @retval GEO_DATA    a feature is neither a polygon nor empty
 *  @retval GEO_INVALID snap_m is negative or not finite
 *  Cost: O(v log v + m) for v vertices and m pairs of features found at each vertex (queen) or edge
 *  (rook), where a pair counts each time it is found: k polygons that meet at one vertex are k^2.
 *  With @p snap_m also the pairs of vertices that are this near. */
GEO_API GEO_MUST_CHECK geo_status geo_weights_contiguity(geo_ctx *ctx, const geo_shapes *polygons,
                                                         geo_contiguity kind, double snap_m,
                                                         geo_weights **out);

/* The functions below ask for points (geo_shapes_centroids() makes them of other shapes); a feature
 * without geometry is an island. They fail with GEO_DATA when a feature is no point, or a weight
 * too large for a number, and with GEO_INVALID when an argument is out of range. */

/** The k nearest others of each, weight 1 each; at equal distance those of lower index, with a note
 *  that tells for how many features that decided. Where there are fewer, all, with a note. Not
 *  symmetric.
 *  @param k  1 to 1e6. Cost: O(n (k + log n)). */
GEO_API GEO_MUST_CHECK geo_status geo_weights_nearest(geo_ctx *ctx, const geo_shapes *points,
                                                      int64_t k, geo_weights **out);

/** Others at most @p radius_m apart (closed), weight 1 each; symmetric. @p radius_m >= 0.
 *  A radius of geo_weights_full_band() reaches the pairs it comes from.
 *  Cost: O(n log n + pairs). */
GEO_API GEO_MUST_CHECK geo_status geo_weights_band(geo_ctx *ctx, const geo_shapes *points,
                                                   double radius_m, geo_weights **out);

/** The shortest radius with which no point is an island: the longest of the distances from each
 *  to its nearest other. NaN for fewer than two points. Cost: O(n log n). */
GEO_API GEO_MUST_CHECK geo_status geo_weights_full_band(geo_ctx *ctx, const geo_shapes *points,
                                                        double *radius_m);

/** Others at most @p cutoff_m apart (closed), weight max(d, least_m)^-power; symmetric.
 *  @param power  finite, >= 0
 *  @param least_m  what shorter distances count as, > 0: 1 m is usual
 *  Cost: as of geo_weights_band(), with the cut-off as the radius. */
GEO_API GEO_MUST_CHECK geo_status geo_weights_inverse(geo_ctx *ctx, const geo_shapes *points,
                                                      double power, double least_m, double cutoff_m,
                                                      geo_weights **out);

/** K(d / h) of others with d < h, without the constant that makes K integrate to 1 in PySAL and
 *  spdep; u = d / h. What is at d = h exactly has weight 0 but with the uniform kernel (closed)
 *  and the Gaussian (closed, cut off at h). */
typedef enum geo_kernel {
    GEO_KERNEL_UNIFORM,      /**< 1 */
    GEO_KERNEL_TRIANGULAR,   /**< 1 - u */
    GEO_KERNEL_EPANECHNIKOV, /**< 1 - u^2 */
    GEO_KERNEL_QUARTIC,      /**< (1 - u^2)^2 */
    GEO_KERNEL_GAUSSIAN      /**< exp(-u^2 / 2) */
} geo_kernel;

/** Kernel weights with a bandwidth that is the same for all (symmetric) or each point's own (not
 *  symmetric).
 *  @param bandwidth_m  > 0; or 0: of each the distance to its k-th nearest other, and only these
 *                      k (at equal distance those of lower index) can be neighbours
 *  @param k            1 to 1e6; looked at when bandwidth_m is 0
 *  Cost: as of geo_weights_band(), or of geo_weights_nearest(). */
GEO_API GEO_MUST_CHECK geo_status geo_weights_kernel(geo_ctx *ctx, const geo_shapes *points,
                                                     geo_kernel kernel, double bandwidth_m,
                                                     int64_t k, geo_weights **out);

/** Those joined by an edge of the Delaunay triangulation, weight 1 each, symmetric. Points at one
 *  place are neighbours of each other, and all have the neighbours of the place. Points in
 *  one line are joined along it.
 *  Where four or more lie on one circle the triangulation is one of several.
 *  Cost: O(n log n + pairs); q points at one place make q^2 pairs. */
GEO_API GEO_MUST_CHECK geo_status geo_weights_delaunay(geo_ctx *ctx, const geo_shapes *points,
                                                       geo_weights **out);

/** Those between which no third lies: the closed disc with the pair as diameter holds no other
 *  place; weight 1 each, symmetric, part of the Delaunay triangulation (Gabriel & Sokal 1969,
 *  doi:10.2307/2412323). Points at one place as above. spdep takes the open disc: only where a
 *  third lies on the circle itself, as in lattices, it joins more. Cost: as of
 *  geo_weights_delaunay(). */
GEO_API GEO_MUST_CHECK geo_status geo_weights_gabriel(geo_ctx *ctx, const geo_shapes *points,
                                                      geo_weights **out);

/** Features of one group are neighbours of each other, weight 1 each, symmetric.
 *  @param group  [n] any number >= 0; -1 = of none, an island
 *  @retval GEO_INVALID n is negative
 *  @retval GEO_LIMIT   2^31 features or more
 *  Cost: O(n log n + pairs); a group of q makes q^2 pairs. */
GEO_API GEO_MUST_CHECK geo_status geo_weights_block(geo_ctx *ctx, int64_t n, const int64_t *group,
                                                    geo_weights **out);

/* ---- Of weights ------------------------------------------------------------------------ */

/** How weights are scaled; neighbours stay the same (Tiefelsdorf, Griffith & Boots 1999,
 *  doi:10.1068/a310165). n of C and S counts the features that are no islands. */
typedef enum geo_coding {
    GEO_CODING_B, /**< as they are */
    GEO_CODING_W, /**< each row has the sum 1 */
    GEO_CODING_C, /**< all have the sum n */
    GEO_CODING_U, /**< all have the sum 1 */
    GEO_CODING_S  /**< each row divided by the root of its sum of squares, all have the sum n:
                       variances are alike */
} geo_coding;
/** The weights with that coding. @retval GEO_INVALID there is no such coding. Cost: O(pairs). */
GEO_API GEO_MUST_CHECK geo_status geo_weights_code(geo_ctx *ctx, const geo_weights *weights,
                                                   geo_coding coding, geo_weights **out);

/** Whoever is a neighbour of the other becomes one both ways; weight (w_ij + w_ji) / 2 with 0
 *  where there is no pair, or with @p larger nonzero the larger of both. Cost: O(pairs). */
GEO_API GEO_MUST_CHECK geo_status geo_weights_symmetric(geo_ctx *ctx, const geo_weights *weights,
                                                        int larger, geo_weights **out);

/** The same among as many features, but without the pairs of those that are not kept: what has
 *  no value should go before rows are standardised.
 *  @param keep  [n] nonzero: stays. Cost: O(n + pairs). */
GEO_API GEO_MUST_CHECK geo_status geo_weights_keep(geo_ctx *ctx, const geo_weights *weights,
                                                   const uint8_t *keep, geo_weights **out);

typedef struct geo_weight_sums {
    int64_t pairs, islands;
    int64_t components;  /**< parts that no pair joins, whichever way it goes; an island is one */
    int64_t least, most; /**< fewest and most neighbours of a feature; 0 without features */
    int symmetric;       /**< nonzero: w_ij = w_ji everywhere */
    double s0;           /**< sum of w_ij */
    double s1;           /**< sum of (w_ij + w_ji)^2, halved */
    double s2;           /**< sum over i of (row sum + column sum)^2 */
} geo_weight_sums;
/** Cost: O(n + pairs) time, O(n) memory. */
GEO_API GEO_MUST_CHECK geo_status geo_weights_sums(geo_ctx *ctx, const geo_weights *weights,
                                                   geo_weight_sums *out);

#ifdef __cplusplus
}
#endif
#endif /* GEO_WEIGHTS_H */
