/* SPDX-License-Identifier: MIT */
#include "metrics/lattice.h"

#include <math.h>

static const double SQRT3 = 1.73205080756887729353;

geoi_lattice geoi_lattice_of(geo_grid_kind kind, double size)
{
    if (kind == GEO_GRID_SQUARE) {
        return (geoi_lattice){kind, size, size, size, 4};
    }
    return (geoi_lattice){kind, size, size / 2.0, size / (2.0 * SQRT3), 6};
}

/* The centre of a hexagon in units. */
static geoi_cell_place middle(geoi_cell_place cell)
{
    return (geoi_cell_place){2 * cell.column + (cell.row & 1), 3 * cell.row};
}

void geoi_lattice_corners(const geoi_lattice *l, geoi_cell_place cell, double *x, double *y)
{
    static const int square[4][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    static const int hexagon[6][2] = {{1, -1}, {1, 1}, {0, 2}, {-1, 1}, {-1, -1}, {0, -2}};
    bool hexagons = l->kind == GEO_GRID_HEXAGON;
    geoi_cell_place from = hexagons ? middle(cell) : cell;
    for (int i = 0; i < l->corners; i++) {
        const int *step = hexagons ? hexagon[i] : square[i];
        x[i] = (double)(from.column + step[0]) * l->unit_x;
        y[i] = (double)(from.row + step[1]) * l->unit_y;
    }
}

void geoi_lattice_centre(const geoi_lattice *l, geoi_cell_place cell, double *x, double *y)
{
    if (l->kind == GEO_GRID_HEXAGON) {
        *x = (double)middle(cell).column * l->unit_x;
        *y = (double)middle(cell).row * l->unit_y;
    } else {
        *x = ((double)cell.column + 0.5) * l->unit_x;
        *y = ((double)cell.row + 0.5) * l->unit_y;
    }
}

/* One more on each side makes up for any rounding. */
static geo_span between(double from, double to)
{
    return (geo_span){(int64_t)floor(from) - 1, (int64_t)floor(to) + 2};
}

geo_span geoi_lattice_rows(const geoi_lattice *l, double min_y, double max_y)
{
    if (l->kind == GEO_GRID_SQUARE) {
        return between(min_y / l->size, max_y / l->size);
    }
    return between((min_y / l->unit_y - 2.0) / 3.0, (max_y / l->unit_y + 2.0) / 3.0);
}

geo_span geoi_lattice_columns(const geoi_lattice *l, int64_t row, double min_x, double max_x)
{
    if (l->kind == GEO_GRID_SQUARE) {
        return between(min_x / l->size, max_x / l->size);
    }
    double shift = (double)(row & 1);
    return between((min_x / l->unit_x - 1.0 - shift) / 2.0,
                   (max_x / l->unit_x + 1.0 - shift) / 2.0);
}

/* Cut the line by the cell's sides one after the other; what is left must have its middle left of
 * each side, and not on it. */
bool geoi_lattice_crosses(const geoi_lattice *l, geoi_cell_place cell, double ax, double ay,
                          double bx, double by)
{
    double x[GEOI_MOST_CORNERS], y[GEOI_MOST_CORNERS], from = 0.0, to = 1.0;
    geoi_lattice_corners(l, cell, x, y);
    for (int i = 0; i < l->corners; i++) {
        int next = (i + 1) % l->corners;
        double sx = x[next] - x[i], sy = y[next] - y[i];
        double a = sx * (ay - y[i]) - sy * (ax - x[i]); /* positive inside */
        double b = sx * (by - y[i]) - sy * (bx - x[i]);
        if (a <= 0.0 && b <= 0.0) {
            return false;
        }
        if (a < 0.0) {
            from = fmax(from, a / (a - b));
        } else if (b < 0.0) {
            to = fmin(to, a / (a - b));
        }
    }
    return from < to;
}
