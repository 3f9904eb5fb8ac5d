/* SPDX-License-Identifier: MIT */
/* The two halves of the boundary of "under at least k discs": arcs of circles that are inside
 * the region, and pieces of the region's edges that are inside discs. */
#ifndef GEOI_DISC_INTERNAL_H
#define GEOI_DISC_INTERNAL_H

#include "base/sum.h"
#include "geometry/disc_region.h"
#include "space/grid.h"

/* Discs that may reach the region, from its origin: in the caller's order, or when they are many
 * in one in which neighbours are near each other. */
typedef struct geoi_discs {
    int64_t n;
    double *x, *y, *r;
    geoi_nearby near;   /* a little wider than the discs: whatever rounds into one is found */
    geoi_grid *crowd;   /* of centres; NULL when they are few */
    double crowd_least; /* centres in nine cells that are likely to hide a circle between them */
} geoi_discs;

/* Those of n discs that may reach the region; starts as {0}. GEO_DATA: one is no disc. Clear
 * whatever comes of it. */
geo_status geoi_discs_pick(geo_ctx *ctx, const geoi_disc_region *region, int64_t n, const double *x,
                           const double *y, const double *radius, geoi_discs *discs);
void geoi_discs_clear(geoi_discs *discs);
double geoi_discs_area(const geoi_discs *discs);
/* Make the grid of centres, when they are many; `limit` depths are told apart. */
geo_status geoi_discs_crowd(geo_ctx *ctx, int64_t limit, geoi_discs *discs);

typedef struct geoi_disc_job {
    geo_ctx *ctx;
    const geoi_disc_region *region;
    const geoi_discs *discs;
    int64_t limit;   /* depths that are told apart; what is deeper counts as the last */
    int64_t grain;   /* items to a chunk */
    geoi_sum *sums;  /* [chunks * (limit + 1)] a chunk's areas by depth, then all its arcs' or
                        edges' for the sum over discs */
    int64_t *counts; /* [chunks * 2] discs that reach the region, of those centred outside */
} geoi_disc_job;

/* Chunk functions for geoi_parallel over discs and over edges. Areas of arcs: entry d is
 * bounded by circles under d other discs. Of edges: entry d by pieces under d + 1 discs. */
geo_status geoi_disc_arcs(void *job, int64_t begin, int64_t end);
geo_status geoi_disc_edges(void *job, int64_t begin, int64_t end);

#endif /* GEOI_DISC_INTERNAL_H */
