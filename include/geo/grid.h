/* SPDX-License-Identifier: MIT */
/** @file geo/grid.h
 *  Grids of equal square or hexagonal cells, to measure by where districts are too coarse.
 */
#ifndef GEO_GRID_H
#define GEO_GRID_H

#include "geo/space.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum geo_grid_kind {
    GEO_GRID_SQUARE, /**< cell (c, r) is c to c + 1 sizes east and r to r + 1 sizes north of the
                          origin of the frame's system */
    GEO_GRID_HEXAGON /**< with two sides to the east and west; the centre of cell (c, r) is c sizes
                          east, half a size more in odd rows, and r * 0.866... sizes north */
} geo_grid_kind;

typedef struct geo_grid_options {
    size_t struct_size;
    geo_grid_kind kind;
    double size_m; /**< side of a square; of a hexagon the distance between opposite sides (its area
                        is 0.866... size_m^2); above 0, at most 1e6; default 500 */
} geo_grid_options;

static inline geo_grid_options geo_grid_options_default(void)
{
    geo_grid_options o = {sizeof(geo_grid_options), GEO_GRID_SQUARE, 500.0};
    return o;
}

/** The cells that share area with @p within, as polygons in degrees.
 *
 *  Cells lie at whole multiples of the size in the system of @p frame, so two grids of one system
 *  and size share theirs, and each has the same name in both: the column cell, such as
 *  "s250_1764_17711" or "h500_882_-20452", holds kind, size, column and row. Neighbours share
 *  their corners to the bit. Order: row by row from the south-west. To cut the cells to their area,
 *  use geo_clip_layer().
 *
 *  @param extent  degrees: cells that share area with the smallest rectangle of the frame around
 *                 this box; or NULL
 *  @param within  polygons of the frame, valid: cells that share area with one of them; or NULL.
 *                 Exactly one of the two is given
 *  @retval GEO_INVALID size_m or kind is out of range, both or none of extent and within is given
 *  @retval GEO_DATA    a feature is no polygon or not valid; the extent is empty
 *  @retval GEO_LIMIT   there would be more than 50 million cells in the box around it
 *  Cost: O(cells of that box + crossings of cells and edges). */
GEO_API GEO_MUST_CHECK geo_status geo_grid_create(geo_ctx *ctx, const geo_frame *frame,
                                                  const geo_box *extent, const geo_shapes *within,
                                                  const geo_grid_options *options, geo_layer **out);

#ifdef __cplusplus
}
#endif
#endif /* GEO_GRID_H */
