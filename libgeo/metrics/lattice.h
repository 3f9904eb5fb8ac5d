/* SPDX-License-Identifier: MIT */
/* The plane cut into equal squares or hexagons. Corners are whole multiples of two units, so that
 * neighbours have them in common to the bit. */
#ifndef GEOI_LATTICE_H
#define GEOI_LATTICE_H

#include "geo/grid.h"

#include "base/base.h"

enum { GEOI_MOST_CORNERS = 6 };

typedef struct geoi_lattice {
    geo_grid_kind kind;
    double size;
    double unit_x, unit_y; /* of corners: the size; of hexagons half of it, and half a side */
    int corners;
} geoi_lattice;

typedef struct geoi_cell_place {
    int64_t column, row;
} geoi_cell_place;

geoi_lattice geoi_lattice_of(geo_grid_kind kind, double size);

/* Corners, counter-clockwise; x and y have room for GEOI_MOST_CORNERS. */
void geoi_lattice_corners(const geoi_lattice *l, geoi_cell_place cell, double *x, double *y);
void geoi_lattice_centre(const geoi_lattice *l, geoi_cell_place cell, double *x, double *y);

/* Rows that may have cells between two y, and columns of a row between two x; never too few. */
geo_span geoi_lattice_rows(const geoi_lattice *l, double min_y, double max_y);
geo_span geoi_lattice_columns(const geoi_lattice *l, int64_t row, double min_x, double max_x);

/* Does some of the line from (ax, ay) to (bx, by) lie inside of the cell, not only on its edge? */
bool geoi_lattice_crosses(const geoi_lattice *l, geoi_cell_place cell, double ax, double ay,
                          double bx, double by);

#endif /* GEOI_LATTICE_H */
