/* SPDX-License-Identifier: MIT */
/* Windows of point patterns, from the inside. */
#ifndef GEOI_WINDOW_INTERNAL_H
#define GEOI_WINDOW_INTERNAL_H

#include "geo/window.h"

#include "base/base.h"
#include "space/inside.h"

/* An edge of the border: the window lies to its left. */
typedef struct geoi_side {
    double ax, ay, bx, by;
} geoi_side;

/* Edges sorted into cells of the extent; a cell without edges is inside or outside as a whole. */
typedef struct geoi_window_cells {
    double min_x, min_y, width, height; /* of the grid's origin; of a cell */
    int64_t columns, rows;
    int64_t *begin;  /* [columns * rows + 1] into edge */
    int32_t *edge;   /* edges that meet the cell */
    uint8_t *inside; /* [columns * rows] of cells without edges */
    int64_t open_count;
    int32_t *open; /* [open_count] cells that have some of the window */
} geoi_window_cells;

struct geo_window {
    bool box; /* level and upright sides: extent is all there is to know */
    geo_box extent;
    double area, boundary;
    int64_t n;
    geoi_side *side;     /* [n] edges of all rings, none of length 0 */
    geo_shapes *shape;   /* one feature */
    geoi_inside *search; /* of it */
    geoi_window_cells cells;
};

/* Gauss and Legendre's 16 places of -1..1: those above 0, and their weights (window_circle.c). */
extern const double geoi_legendre_place[8], geoi_legendre_weight[8];

/* The share of a circle inside, its centre anywhere, when no other edges [n] meet it; edge NULL =
 * all are looked at (window_circle.c). */
double geoi_circle_share(const geo_window *window, int64_t n, const int32_t *edge, double x,
                         double y, double radius_m);

/* Standard deviations: beyond them lies 1e-18 of a Gaussian. */
#define GEOI_GAUSSIAN_FAR 9.0

/* As geo_window_gaussian_share(), of the edges [n] with a level so near to that of the place, but
 * for those so far to the left of it; edge NULL = all are looked at (window_circle.c). */
double geoi_gaussian_share(const geo_window *window, int64_t n, const int32_t *edge, double x,
                           double y, double sigma_m);

/* The cells of a window that has its sides (window_cells.c). */
geo_status geoi_window_cells_create(geo_ctx *ctx, geo_window *w);
void geoi_window_cells_clear(geoi_window_cells *cells);

/* Distance squared from (x, y) to a side. */
static inline double geoi_side_reach2(const geoi_side *s, double x, double y)
{
    double ex = s->bx - s->ax, ey = s->by - s->ay, px = x - s->ax, py = y - s->ay;
    double along = (px * ex + py * ey) / (ex * ex + ey * ey);
    along = along < 0.0 ? 0.0 : along > 1.0 ? 1.0 : along;
    double dx = px - along * ex, dy = py - along * ey;
    return dx * dx + dy * dy;
}

/* The set covariance of a window for vectors no longer than a reach. */
typedef struct geoi_covariance geoi_covariance;
geo_status geoi_covariance_create(geo_ctx *ctx, const geo_window *w, double reach_m,
                                  geoi_covariance **out);
void geoi_covariance_destroy(geoi_covariance *covariance);
/* The area that the window and itself moved by (dx, dy) have in common. Any number of threads. */
double geoi_covariance_at(const geoi_covariance *covariance, double dx, double dy);

#endif /* GEOI_WINDOW_INTERNAL_H */
