/* SPDX-License-Identifier: MIT */
/** @file geo/hierarchy.h
 *  Clusters of points at every density at once: HDBSCAN* and its tree, OPTICS; and what helps to
 *  choose a density: distances to the k-th neighbour, how far two clusterings agree.
 */
#ifndef GEO_HIERARCHY_H
#define GEO_HIERARCHY_H

#include <math.h>

#include "geo/space.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- HDBSCAN* ------------------------------------------------------------------------ */

typedef enum geo_selection {
    GEO_SELECT_EXCESS = 0, /**< excess of mass: the antichain of largest total stability */
    GEO_SELECT_LEAVES = 1  /**< the leaves of the tree: the finest clusters */
} geo_selection;

typedef enum geo_ties {
    GEO_TIES_TOGETHER = 0, /**< links of one length part at once (Campello et al.): the clusters do
                                not depend on the order of input */
    GEO_TIES_BINARY = 1    /**< one after another by (length, lower, higher point), as others do */
} geo_ties;

typedef struct geo_hdbscan_options {
    size_t struct_size;
    int64_t min_points;       /**< the core distance reaches this many points, the point itself
                                   included, >= 1; default 5 */
    int64_t min_cluster_size; /**< points of a cluster, >= 2; default 5 */
    geo_selection selection;
    geo_ties ties;
    int allow_single;  /**< nonzero: all points may be one cluster, if that is most stable */
    double merge_m;    /**< clusters that part at less than this are not parted (Malzer & Baum
                            2020, doi:10.1109/MFI49285.2020.9235263), >= 0; default 0 */
    double shortest_m; /**< shorter distances count as this, so that points at one place are not
                            infinitely dense, >= 0; default 0 */
} geo_hdbscan_options;

static inline geo_hdbscan_options geo_hdbscan_options_default(void)
{
    geo_hdbscan_options o = {sizeof(geo_hdbscan_options), 5, 5,   GEO_SELECT_EXCESS,
                             GEO_TIES_TOGETHER,           0, 0.0, 0.0};
    return o;
}

/** What becomes of each point; arrays that are NULL are not wanted. A point without geometry has
 *  label -1, probability 0, outlier NaN, node -1 and leaves at NaN. */
typedef struct geo_membership {
    int64_t *label;      /**< [n] cluster, numbered by first point; -1 = noise */
    double *probability; /**< [n] 1 / distance at which the point leaves, over the largest of those
                              that leave the cluster itself, at most 1; 0 for noise */
    double *outlier;     /**< [n] GLOSH: 0 = in the densest of its surroundings, to 1 */
    int64_t *node;       /**< [n] node of the tree that the point leaves last */
    double *leave_m;     /**< [n] at which distance */
    int64_t cluster_count;
} geo_membership;

typedef struct geo_hierarchy geo_hierarchy;

/** The nodes of the condensed tree, parents before children; node 0 holds all points. */
typedef struct geo_hierarchy_nodes {
    int64_t n;
    const int64_t *parent;   /**< [n] -1 for node 0 */
    const int64_t *size;     /**< [n] points when it comes to be */
    const double *birth_m;   /**< [n] the distance at which it parts from others; inf for node 0 */
    const double *death_m;   /**< [n] the least at which points or nodes still leave it */
    const double *stability; /**< [n] sum over points of 1 / leaving - 1 / birth, in 1/m; inf where
                                  enough points are at one place */
    const int64_t *label;    /**< [n] the cluster that it is, or -1 */
} geo_hierarchy_nodes;

/** Hierarchical clusters of density, exactly: core distances, the minimum spanning tree of mutual
 *  reachability (the largest of both core distances and the distance), its tree of links condensed
 *  to nodes of min_cluster_size points, and of those the most stable.
 *
 *  A cluster of equal stability to its children's sum is preferred to them. Selected, node 0 has
 *  all points. Where min_points points are at one place and no shortest_m is given, density is
 *  infinite: such a place is a cluster if it has min_cluster_size points, and its probability and
 *  outlier are the limits (1 or 0).
 *  Conventions: hdbscan and scikit-learn part ties one after another and give node 0, if it is
 *  selected, only the points that stay longest; R's dbscan gives probabilities by core distance,
 *  and lets points live on in nodes of fewer than min_cluster_size: stability and outlier are
 *  larger there (0, 1, 2.1, 3.3, 10, 11.1, 12.3, 13.6, 30 with 3 and 3: the last has the outlier
 *  1 - 2.1 / 17.7 = .8814 here, 1 - 1.2 / 17.7 = .9322 there; the stabilities with 2 and 3 are
 *  2.964 and 2.672 here, 3.15 and 2.82 there).
 *
 *  @param points     [n] points; at least min_points have geometry, or none has
 *  @param[out] out   arrays of the caller; cluster_count is filled
 *  @param[out] tree  or NULL
 *  @retval GEO_DATA    not a point; fewer points than min_points
 *  @retval GEO_INVALID an option is out of range
 *  @retval GEO_LIMIT   more than 2^30 points
 *  Cost: O(n log n) expected time for moderate min_points, O(n) memory.
 *  Source: Campello, Moulavi & Sander 2013, doi:10.1007/978-3-642-37456-2_14; Campello et al.
 *  2015, doi:10.1145/2733381; the tree: March, Ram & Gray 2010, doi:10.1145/1835804.1835882. */
GEO_API GEO_MUST_CHECK geo_status geo_hdbscan(geo_ctx *ctx, const geo_shapes *points,
                                              const geo_hdbscan_options *options,
                                              geo_membership *out, geo_hierarchy **tree);

GEO_API void geo_hierarchy_destroy(geo_hierarchy *tree);

/** A view, as long as the tree lives. */
GEO_API geo_hierarchy_nodes geo_hierarchy_view(const geo_hierarchy *tree);

/* ---- OPTICS -------------------------------------------------------------------------- */

typedef struct geo_optics_options {
    size_t struct_size;
    int64_t min_points;       /**< the core distance reaches this many points, the point itself
                                   included, >= 1; default 5 */
    int64_t min_cluster_size; /**< points of a cluster, >= 2; default 5 */
    double eps_m;             /**< nothing farther is looked at, > 0; default infinite */
    double xi;                /**< a slope is steep when the reach falls or rises by this share, in
                                   (0, 1); default 0.05 */
    int correct_ends;         /**< nonzero: a cluster ends at a point that was reached from within
                                   (Schubert & Gertz 2018); default 1 */
} geo_optics_options;

static inline geo_optics_options geo_optics_options_default(void)
{
    geo_optics_options o = {sizeof(geo_optics_options), 5, 5, (double)INFINITY, 0.05, 1};
    return o;
}

/** Arrays of the caller; those that are NULL are not wanted. */
typedef struct geo_optics {
    int64_t *place;  /**< [n] in the order, from 0; -1 without geometry */
    double *reach_m; /**< [n] reachability; NaN where undefined: the first of a group */
    double *core_m;  /**< [n] core distance; NaN where it is more than eps */
    int64_t *label;  /**< [n] cluster of the xi method, numbered by first point; -1 = none */
    int64_t cluster_count;
} geo_optics;

/** The order in which clusters of any density are side by side, and the clusters between its
 *  steep slopes.
 *
 *  Of points equally near the lower comes first; the walk begins at the first point, and where
 *  nothing is within eps again at the first that was not visited. Of nested clusters the smallest
 *  are kept.
 *  Conventions: as in scikit-learn, whose releases before 1.3 look for predecessors in the wrong
 *  place: compare with correct_ends 0 there.
 *
 *  @param points    [n] points; at least min_points have geometry, or none has
 *  @retval GEO_DATA    not a point; fewer points than min_points
 *  @retval GEO_INVALID an option is out of range
 *  Order of input decides where the walk begins and between equals; and as all points within a
 *  core distance are equally reachable, there are many, so that clusters of xi may gain or lose
 *  points at their ends when it changes. Cut at any reach, the order always has the same core
 *  points together: those of DBSCAN*.
 *  Cost: O(n log n) expected time for moderate min_points, with any eps: steps that a spanning tree
 *  of mutual reachability rules out are not looked at, the order is that of all steps. O(n)
 *  memory. The walk itself is on one thread.
 *  Source: Ankerst, Breunig, Kriegel & Sander 1999, doi:10.1145/304181.304187. */
GEO_API GEO_MUST_CHECK geo_status geo_optics_order(geo_ctx *ctx, const geo_shapes *points,
                                                   const geo_optics_options *options,
                                                   geo_optics *out);

/* ---- Choosing a density -------------------------------------------------------------- */

/** The distance from each point to its k-th nearest, itself the first of them: what HDBSCAN* and
 *  OPTICS call core distance, and the eps at which it becomes a core point of DBSCAN.
 *  @param points           [n]
 *  @param k                >= 1, and at most the number of points, if there are any
 *  @param[out] distance_m  [n] NaN without geometry
 *  @retval GEO_DATA    not a point, or fewer than k
 *  @retval GEO_INVALID k is below 1
 *  Cost: O(n log n) expected time for moderate k, O(n) memory. */
GEO_API GEO_MUST_CHECK geo_status geo_k_distances(geo_ctx *ctx, const geo_shapes *points, int64_t k,
                                                  double *distance_m);

/** Where the curve of sorted values bends upwards: the value that lies farthest below the chord
 *  from the first to the last, both axes scaled to 0..1; at equal distance the lower.
 *  @param values     [n] those that are not finite are left out
 *  @param[out] rank  its place among the sorted values, from 0; -1 when there is none
 *  @param[out] knee  NaN when there is none: no value is below the chord
 *  Source: Satopaa, Albrecht, Irwin & Raghavan 2011, doi:10.1109/ICDCSW.2011.20, without its
 *  smoothing and with the one knee that stands out most. Cost: O(n log n) time, O(n) memory. */
GEO_API GEO_MUST_CHECK geo_status geo_knee(geo_ctx *ctx, int64_t n, const double *values,
                                           int64_t *rank, double *knee);

/** How far two clusterings of the same points agree: 1 = the same but for names, 0 = as by chance,
 *  negative = less. Points of a negative label are one group among the others, as elsewhere.
 *  Two clusterings that are the same have 1, also where chance leaves nothing else.
 *  @param a, b        [n] labels, any numbers
 *  @param[out] index  exact in its counts up to n = 10^8
 *  Cost: O(n) time and memory.
 *  Source: Hubert & Arabie 1985, doi:10.1007/BF01908075. */
GEO_API GEO_MUST_CHECK geo_status geo_adjusted_rand(geo_ctx *ctx, int64_t n, const int64_t *a,
                                                    const int64_t *b, double *index);

#ifdef __cplusplus
}
#endif
#endif /* GEO_HIERARCHY_H */
