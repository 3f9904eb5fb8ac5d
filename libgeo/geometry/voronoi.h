/* SPDX-License-Identifier: MIT */
/* Edges of the Voronoi diagram of points (through GEOS). */
#ifndef GEOI_VORONOI_H
#define GEOI_VORONOI_H

#include "base/base.h"

/* Where the nearest of n points changes, as straight edges: *ends [4 * *count], x and y of one end
 * and of the other, to be released. Edges reach at least as far as `box`. Equal points count
 * once; of fewer than two there are none. O(n log n). */
geo_status geoi_voronoi_edges(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                              geo_box box, double **ends, int64_t *count);

#endif /* GEOI_VORONOI_H */
