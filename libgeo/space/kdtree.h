/* SPDX-License-Identifier: MIT */
/* A static kd-tree of points in flat arrays. Queries touch no shared state and never fail:
 * any number of threads may ask one tree. Squared distances are dx * dx + dy * dy, as
 * everywhere; closed balls. */
#ifndef GEOI_KDTREE_H
#define GEOI_KDTREE_H

#include "base/base.h"

typedef struct geoi_kdtree geoi_kdtree;

/* Build over n points, metres, finite. id [n] is what queries report; NULL = 0 .. n - 1.
 * Coordinates are copied. O(n log n) time, O(n) memory. */
geo_status geoi_kdtree_create(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                              const int64_t *id, geoi_kdtree **out);
void geoi_kdtree_destroy(geoi_kdtree *tree);

/* The up to k points nearest to (x, y) within sqrt(max_d2) (infinity allowed), other than the
 * id `skip` (-1 = none), ordered by (distance, id). Returns how many were found. */
int64_t geoi_kdtree_nearest(const geoi_kdtree *tree, double x, double y, int64_t k, double max_d2,
                            int64_t skip, int64_t *id, double *d2);

/* The points within sqrt(d2) of a box, in no stated order, into x, y and id [capacity].
 * Returns how many, or -1 when there are more than fit. */
int64_t geoi_kdtree_gather(const geoi_kdtree *tree, geo_box box, double d2, int64_t capacity,
                           double *x, double *y, int64_t *id);

/* The ids in the order in which the tree keeps its points: what is near in it is near in the
 * plane, so that who asks for all points does it quickest in this order. */
const int64_t *geoi_kdtree_order(const geoi_kdtree *tree);

/* A link of a spanning tree: the square of its length, and the two ids. */
typedef struct geoi_link {
    double w2;
    int64_t low, high;
} geoi_link;

/* The minimum spanning tree of all points under max(distance^2, floor2[a], floor2[b]); of links
 * of one length the one of lower ids first, (low, high), so that there is one such tree. The
 * places should differ, and the ids be 0 .. n - 1. link [n - 1] in no stated order.
 * GEO_LIMIT: more than 2^31 - 1 points. */
geo_status geoi_kdtree_span(geo_ctx *ctx, const geoi_kdtree *tree, const double *floor2,
                            geoi_link *link);

/* The points of a tree, to be taken away one by one; the ids must be 0 .. n - 1. */
typedef struct geoi_remaining geoi_remaining;
geo_status geoi_remaining_create(geo_ctx *ctx, const geoi_kdtree *tree, geoi_remaining **out);
void geoi_remaining_destroy(geoi_remaining *remaining);
bool geoi_remaining_has(const geoi_remaining *remaining, int64_t id);
void geoi_remaining_take(geoi_remaining *remaining, int64_t id); /* one that is there */

/* Of those that remain the least by max(distance^2, floor2), which becomes *w2 and is at most
 * max2; of equals the lowest id. -1 when there is none. */
int64_t geoi_remaining_nearest(const geoi_remaining *remaining, double x, double y, double floor2,
                               double max2, double *w2);

/* The points of a tree with ranks, such as their places among the leaves of a tree of clusters:
 * rank [n] by id, which is not copied; the ids must be 0 .. n - 1. */
typedef struct geoi_ranked geoi_ranked;
geo_status geoi_ranked_create(geo_ctx *ctx, const geoi_kdtree *tree, const int32_t *rank,
                              geoi_ranked **out);
void geoi_ranked_destroy(geoi_ranked *ranked);

/* Tells of each point exactly sqrt(d2) from (x, y) whose rank is in [begin, end). */
void geoi_ranked_ring(const geoi_ranked *ranked, double x, double y, double d2, int32_t begin,
                      int32_t end, void (*found)(void *user, int64_t id), void *user);

/* Give every point the weight weight[id] (finite, >= 0; NULL = 1), for the call below. */
geo_status geoi_kdtree_weigh(geo_ctx *ctx, geoi_kdtree *tree, const double *weight);

/* The weight of the points within sqrt(d2) of (x, y); adding stops at `enough`. Whole nodes
 * inside the ball count at once. Added in the order of the tree, with compensation. */
double geoi_kdtree_weight_within(const geoi_kdtree *tree, double x, double y, double d2,
                                 double enough);

#endif /* GEOI_KDTREE_H */
