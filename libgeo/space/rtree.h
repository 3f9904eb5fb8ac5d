/* SPDX-License-Identifier: MIT */
/* A packed Hilbert R-tree of boxes: static, in flat arrays (Kamel & Faloutsos 1993,
 * doi:10.1145/170088.170403; packing as in FlatGeobuf's index, redone here). */
#ifndef GEOI_RTREE_H
#define GEOI_RTREE_H

#include "base/base.h"

typedef struct geoi_rtree geoi_rtree;

/* n boxes, finite; an empty box (min > max) is never found. O(n log n). */
geo_status geoi_rtree_create(geo_ctx *ctx, int64_t n, const geo_box *boxes, geoi_rtree **out);
void geoi_rtree_destroy(geoi_rtree *tree);

/* Call `visit` with the index of every box that meets `query` (closed), in no stated order,
 * until it returns false. */
typedef bool (*geoi_rtree_visit)(void *user, int64_t index);
void geoi_rtree_search(const geoi_rtree *tree, geo_box query, geoi_rtree_visit visit, void *user);

/* What is asked for: the up to k nearest to (x, y) within sqrt(max_d2) (closed), by each item's
 * own squared distance. owner[item] is what is counted and reported (a facility of many
 * segments), each owner once at its nearest; NULL = the item itself. */
typedef double (*geoi_rtree_distance2)(void *user, int64_t item, double x, double y);
typedef struct geoi_rtree_query {
    double x, y;
    int64_t k;
    double max_d2;
    int64_t skip; /* owner to leave out, or -1 */
    const int64_t *owner;
    geoi_rtree_distance2 distance2;
    void *user;
} geoi_rtree_query;

/* Best-first, into id and d2 [k], ordered by (distance, owner). Fails only for memory. */
geo_status geoi_rtree_nearest(geo_ctx *ctx, const geoi_rtree *tree, const geoi_rtree_query *query,
                              int64_t *id, double *d2, int64_t *found);

#endif /* GEOI_RTREE_H */
