/* SPDX-License-Identifier: MIT */
/* A static kd-tree of points in flat arrays. */
#ifndef GEOI_KDTREE_H
#define GEOI_KDTREE_H

#include "base/base.h"

typedef struct geoi_kdtree geoi_kdtree;

/* Build over n points, metres, finite. id [n] is what queries report; NULL = 0 .. n - 1.
 * Coordinates are copied. O(n log n) time, O(n) memory. */
geo_status geoi_kdtree_create(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                              const int64_t *id, geoi_kdtree **out);
void geoi_kdtree_destroy(geoi_kdtree *tree);

/* The up to k points nearest to (x, y) within sqrt(max_d2) (closed; infinity allowed), other
 * than the id `skip` (-1 = none), ordered by (distance, id). Squared distances: compare dx*dx +
 * dy*dy, as everywhere. Returns how many were found. Touches no shared state; never fails. */
int64_t geoi_kdtree_nearest(const geoi_kdtree *tree, double x, double y, int64_t k, double max_d2,
                            int64_t skip, int64_t *id, double *d2);

#endif /* GEOI_KDTREE_H */
