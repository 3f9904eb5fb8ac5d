/* SPDX-License-Identifier: MIT */
/* Kernel density, from the inside. Nothing here but geoi_density_create() uses scratch: it may run
 * within a chunk. */
#ifndef GEOI_DENSITY_INTERNAL_H
#define GEOI_DENSITY_INTERNAL_H

#include "geo/density.h"

#include "metrics/pattern_internal.h"

/* Standard deviations that the Gaussian reaches. */
#define GEOI_DENSITY_FAR 8.0
/* Of a kernel about a place, what must be inside of the window. */
#define GEOI_LEAST_SHARE 1e-9

/* How far the kernel reaches. */
static inline double geoi_density_reach(const geo_density_options *o)
{
    return o->kernel == GEO_DENSITY_GAUSSIAN ? GEOI_DENSITY_FAR * o->bandwidth_m : o->bandwidth_m;
}

/* ---- Shares (density_share.c) --------------------------------------------------------- */

/* As geo_density_share(), of the edges of geoi_edges_for() alone; NULL = all. */
double geoi_share_of(const geo_window *w, geo_density_kernel kernel, double h, int64_t n,
                     const int32_t *edge, double x, double y);

/* ---- What is summed (density_sources.c) ----------------------------------------------- */

typedef struct geoi_density {
    geo_ctx *ctx;
    const geo_window *w;
    geo_density_options o;
    double reach;
    geoi_spot_cells cells;
    double *weight; /* [cells.n] in the order of cells, with the constant of the kernel, and over
                       the point's own share where the correction is that of points */
} geoi_density;

/* Checks all but places. Sums are filled but for places and integral. To be cleared. */
geo_status geoi_density_create(geo_ctx *ctx, const geo_window *w, const geo_shapes *points,
                               const double *weight, const geo_density_options *options,
                               geoi_density *out, geo_density_sum *sum);
void geoi_density_clear(geoi_density *density);

/* A box around places begin to end. */
geo_box geoi_box_of(const double *x, const double *y, int64_t begin, int64_t end);
/* The edges of the window that can change the share of the kernel about a place in the box, into
 * edge [edges of the window]; returns how many. */
int64_t geoi_edges_for(const geoi_density *d, geo_box box, int32_t *edge);

/* ---- A grid (density_grid.c) ---------------------------------------------------------- */

static inline double geoi_centre_x(const geo_density_grid *g, int64_t column)
{
    return g->west_m + ((double)column + 0.5) * g->cell_m;
}

static inline double geoi_centre_y(const geo_density_grid *g, int64_t row)
{
    return g->north_m - ((double)row + 0.5) * g->cell_m;
}

/* Rows of a grid that are worked on together. */
typedef struct geoi_band {
    const geo_density_grid *g;
    int64_t row, rows;
    double *value; /* [rows * columns] */
} geoi_band;

/* Columns and rows of the band, begin to end, with centres within reach of (x, y) and perhaps some
 * more on either side. False when there are none. */
bool geoi_band_near(const geoi_band *b, double x, double y, double reach, geo_span *columns,
                    geo_span *rows);

/* Add what the spots spread over the band (density_spread.c). room [2 * columns + rows]. Fails
 * when it is to stop. */
geo_status geoi_band_spread(const geoi_density *d, const geoi_band *b, double *room);

/* exp(-((first + k step) / h)^2 / 2), k = 0 .. n - 1. One after another they are products, a step
 * of much less than h apart. */
void geoi_gaussians(int64_t n, double first, double step, double h, double *out);

/* ---- The border on a grid (density_border.c) ------------------------------------------ */

/* Shares of the kernel about the centres of the band: share [rows * columns]. */
geo_status geoi_border_shares(const geoi_density *d, const geoi_band *b, double *share);

#endif /* GEOI_DENSITY_INTERNAL_H */
