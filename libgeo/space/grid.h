/* SPDX-License-Identifier: MIT */
/* Points sorted into square cells: the index for "all within r" when r is known beforehand. */
#ifndef GEOI_GRID_H
#define GEOI_GRID_H

#include "base/base.h"

/* Cells are numbered row by row from the south-west; points of a cell stand together, in
 * ascending original index. Only as many cells as O(n): when the extent is too wide for the
 * side asked, the side is enlarged. Public fields, read-only after create. */
typedef struct geoi_grid {
    int64_t n;
    double min_x, min_y, side;
    int64_t columns, rows;
    int64_t *cell_begin; /* [columns * rows + 1] into the arrays below */
    double *x, *y;       /* [n] in cell order */
    int64_t *id;         /* [n] original index */
} geoi_grid;

/* n points, metres, finite (skip[i] nonzero leaves point i out; NULL = none); side > 0. */
geo_status geoi_grid_create(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                            const uint8_t *skip, double side, geoi_grid **out);
void geoi_grid_destroy(geoi_grid *grid);

/* Column and row of a place, clamped into the grid. */
int64_t geoi_grid_column(const geoi_grid *grid, double x);
int64_t geoi_grid_row(const geoi_grid *grid, double y);

#endif /* GEOI_GRID_H */
