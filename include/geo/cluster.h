/* SPDX-License-Identifier: MIT */
/** @file geo/cluster.h
 *  Clusters of points: DBSCAN, k-means and clusters of a maximum radius.
 */
#ifndef GEO_CLUSTER_H
#define GEO_CLUSTER_H

#include "geo/space.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- DBSCAN -------------------------------------------------------------------------- */

typedef struct geo_dbscan_options {
    size_t struct_size;
    double eps_m;         /**< neighbours are this near (closed), > 0 and <= 2.1e7; default 500 */
    double min_weight;    /**< a core point's neighbours, itself included, weigh at least this,
                               > 0; default 5 (the MinPts of the paper) */
    int core_only;        /**< nonzero: border points are noise: DBSCAN* (Campello, Moulavi & Sander
                               2013, doi:10.1007/978-3-642-37456-2_14); default 0 */
    const double *time_s; /**< [n] when each point is; neighbours are then also within time_eps_s
                               of each other (Birant & Kut 2007, doi:10.1016/j.datak.2006.01.013,
                               without their test of means). Where not finite the point is noise.
                               NULL = time does not matter */
    double time_eps_s;    /**< closed, > 0 if there are times; default 0 */
} geo_dbscan_options;

static inline geo_dbscan_options geo_dbscan_options_default(void)
{
    geo_dbscan_options o = {sizeof(geo_dbscan_options), 500.0, 5.0, 0, NULL, 0.0};
    return o;
}

typedef enum geo_dbscan_role { GEO_NOISE = 0, GEO_BORDER = 1, GEO_CORE = 2 } geo_dbscan_role;

/** Clusters of density: connected groups of core points, and the border points around them.
 *
 *  Deterministic: a border point belongs to the cluster of its nearest core point, at equal
 *  distance to that of the lower index; clusters are numbered 0, 1, ... by their lowest core
 *  point. Order of input changes nothing but numbering.
 *
 *  @param points       [n] points; one without geometry is noise
 *  @param weight       [n] finite, >= 0; NULL = 1 each
 *  @param[out] label   [n] cluster, -1 for noise
 *  @param[out] role    [n] geo_dbscan_role; or NULL
 *  @param[out] cluster_count  number of clusters
 *  @retval GEO_DATA    not a point, or a weight is negative or not finite
 *  @retval GEO_INVALID an option is out of range
 *  @retval GEO_LIMIT   eps is less than about 1e-9 of the extent
 *  Cost: O(n log n) expected time on cells of side eps / sqrt(2), O(n) memory; with times the
 *  points within about 3 eps and 3 time_eps_s of each other are compared pair by pair at worst.
 *  Source: Ester, Kriegel, Sander & Xu 1996 (KDD-96); cells: Gunawan 2013 (TU Eindhoven). */
GEO_API GEO_MUST_CHECK geo_status geo_dbscan(geo_ctx *ctx, const geo_shapes *points,
                                             const double *weight,
                                             const geo_dbscan_options *options, int64_t *label,
                                             uint8_t *role, int64_t *cluster_count);

/* ---- k-means ------------------------------------------------------------------------- */

typedef struct geo_kmeans_options {
    size_t struct_size;
    int64_t k;              /**< clusters, >= 1; default 8 */
    uint64_t seed;          /**< of the k-means++ start; default 1 */
    int64_t max_iterations; /**< >= 1; default 300 */
    const double *start_x;  /**< [k] centres to start from, m; NULL = k-means++ */
    const double *start_y;  /**< [k] */
} geo_kmeans_options;

static inline geo_kmeans_options geo_kmeans_options_default(void)
{
    geo_kmeans_options o = {sizeof(geo_kmeans_options), 8, 1, 300, NULL, NULL};
    return o;
}

typedef struct geo_kmeans_summary {
    double inertia;     /**< weighted sum of squared distances to the centres, m2 */
    int64_t iterations; /**< assignments made */
    int converged;      /**< nonzero: the last assignment changed nothing */
} geo_kmeans_summary;

/** Partition into k clusters about their weighted means (Lloyd's iteration to its fixed point).
 *
 *  Ties go to the lower centre. A cluster without weight takes the point farthest from its
 *  centre; it stays where it is when all points are at their centres (fewer places than k).
 *
 *  @param points        [n] points, at least k; one without geometry gets label -1
 *  @param weight        [n] finite, >= 0; NULL = 1 each
 *  @param[out] label    [n]
 *  @param[out] center_x [k] metres
 *  @param[out] center_y [k]
 *  @param[out] summary  or NULL
 *  @retval GEO_DATA    not a point; a weight unusable, or all 0; fewer points than k
 *  @retval GEO_INVALID an option is out of range
 *  Cost: O(n k) time per iteration at worst; where clusters are large, blocks of points that
 *  lie within one of them cost one addition (filtering). O(n + k) memory.
 *  Source: Lloyd 1982, doi:10.1109/TIT.1982.1056489; start: Arthur & Vassilvitskii 2007
 *  (SODA '07); filtering: Kanungo et al. 2002, doi:10.1109/TPAMI.2002.1017616. */
GEO_API GEO_MUST_CHECK geo_status geo_kmeans(geo_ctx *ctx, const geo_shapes *points,
                                             const double *weight,
                                             const geo_kmeans_options *options, int64_t *label,
                                             double *center_x, double *center_y,
                                             geo_kmeans_summary *summary);

/* ---- Maximum radius ------------------------------------------------------------------- */

/** Clusters no point of which is farther than @p radius_m (closed) from the point its cluster is
 *  about: farthest-first traversal. The first centre is the point nearest to the middle of all
 *  (of their box); each next is the point farthest from all centres so far, until none is farther
 *  than the radius. Every point belongs to its nearest centre, at equal distance to the earlier;
 *  farthest and nearest points at equal distance give way to the lower index.
 *
 *  Centres are more than the radius apart, so no partition into clusters of half the radius,
 *  about any places, has fewer. The order of input changes nothing but ties.
 *
 *  @param points      [n] points; one without geometry gets label -1
 *  @param radius_m    finite, > 0
 *  @param[out] label  [n]
 *  @param[out] center [n] the features that clusters 0, 1, ... are about; or NULL
 *  @param[out] cluster_count  number of clusters
 *  @retval GEO_DATA    not a point
 *  @retval GEO_INVALID the radius is out of range
 *  Cost: O(c n / 64 + n) for c clusters; O(n + c) memory.
 *  Source: Gonzalez 1985, doi:10.1016/0304-3975(85)90224-5. */
GEO_API GEO_MUST_CHECK geo_status geo_radius_clusters(geo_ctx *ctx, const geo_shapes *points,
                                                      double radius_m, int64_t *label,
                                                      int64_t *center, int64_t *cluster_count);

#ifdef __cplusplus
}
#endif
#endif /* GEO_CLUSTER_H */
