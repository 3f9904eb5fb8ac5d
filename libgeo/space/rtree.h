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

/* Kinds of the items, so that one kind can be passed over, whole nodes of it at once; [n] as the
 * boxes were given, a negative kind is unknown and never passed over. */
geo_status geoi_rtree_set_kinds(geo_ctx *ctx, geoi_rtree *tree, const int64_t *kind);

/* A walk from near to far, for questions whose distance is the asker's own. */
typedef struct geoi_rtree_walk {
    /* A squared distance that nothing in the box is nearer than. */
    double (*bound2)(void *user, const geo_box *box);
    /* An item whose box is within the limit. Its status ends the walk unless GEO_OK. */
    geo_status (*visit)(void *user, int64_t item);
    const double *limit; /* squared, closed; read at every step, and may fall during the walk */
    int64_t skip_kind;   /* -1 = none */
    void *user;
} geoi_rtree_walk;

/* Nodes best-first by their bound, the items of a node in their order. Each item at most once,
 * and every item within what the limit is in the end. Fails only for memory and by `visit`. */
geo_status geoi_rtree_walk_near(geo_ctx *ctx, const geoi_rtree *tree, const geoi_rtree_walk *walk);

#endif /* GEOI_RTREE_H */
