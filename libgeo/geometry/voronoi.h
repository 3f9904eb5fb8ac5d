/* SPDX-License-Identifier: MIT */
/* Cells of the Voronoi diagram of points, one by one: any thread may ask for any cell. */
#ifndef GEOI_VORONOI_H
#define GEOI_VORONOI_H

#include "space/kdtree.h"

/* A corner, and the edge from it to the next one. */
typedef struct geoi_cell_corner {
    double x, y; /* from the cell's own place */
    int64_t
        nearest; /* the site nearest to it, and the square of how far that is; -1 = to be asked */
    double d2;
    int64_t other; /* the site beyond the edge that begins here; -1 = the frame */
} geoi_cell_corner;

/* A convex polygon, counter-clockwise; starts as {0}, and keeps its room from cell to cell. */
typedef struct geoi_cell {
    geoi_cell_corner *corner, *spare;
    int64_t n, room, spare_room;
} geoi_cell;

/* What of the frame is nearer to site `own` than to any other of the tree (x and y are those of its
 * ids). Of sites in one place that of the lowest id has a cell, the others have n = 0. Corners are
 * where they are to the last digits of coordinates: sites on a circle meet in one corner.
 * About O(log n) per corner; on failure (GEO_MEMORY) the room may be used again. */
geo_status geoi_voronoi_cell(geo_ctx *ctx, const geoi_kdtree *tree, const double *x,
                             const double *y, int64_t own, geo_box frame, geoi_cell *cell);
void geoi_voronoi_cell_clear(geoi_cell *cell);

#endif /* GEOI_VORONOI_H */
