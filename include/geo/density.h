/* SPDX-License-Identifier: MIT */
/** @file geo/density.h
 *  How much there is about each place: kernel density of points, in a window, on a grid of cells.
 *
 *  Every point spreads what it counts over the plane by a kernel; the density at a place is the
 *  sum of what arrives there, in 1/m2 (times 1e6 in 1/km2). It is a number for each place, not for
 *  the cell around it, and every sum is over the points where they are: none is moved to the middle
 *  of a cell. Points outside the window, without geometry, or whose weight is not known (NaN) are
 *  left out and counted. Points at one place count each.
 */
#ifndef GEO_DENSITY_H
#define GEO_DENSITY_H

#include "geo/window.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Kernels ------------------------------------------------------------------------------- */

/** k(v) with v = d / h: the density at distance d of a point that counts 1 is k(v) / h2, and its
 *  integral over the plane is 1. For the Gaussian the bandwidth h is the standard deviation along
 *  each axis; for the others it is how far they reach (closed: the uniform one counts d = h). */
typedef enum geo_density_kernel {
    GEO_DENSITY_GAUSSIAN,     /**< exp(-v2 / 2) / 2 pi; what is beyond 8 h is left out, which is
                                   less than 1.3e-14 of the peak of each point */
    GEO_DENSITY_QUARTIC,      /**< 3 / pi (1 - v2)2; that of QGIS's and ArcGIS's heat maps */
    GEO_DENSITY_EPANECHNIKOV, /**< 2 / pi (1 - v2) */
    GEO_DENSITY_UNIFORM,      /**< 1 / pi: what there is within h, over the area of the circle */
    GEO_DENSITY_TRIANGULAR,   /**< 3 / pi (1 - v) */
    GEO_DENSITY_TRIWEIGHT     /**< 4 / pi (1 - v2)3 */
} geo_density_kernel;

/** The bandwidth with which @p kernel spreads as widely as a Gaussian of @p sigma_m: with the same
 *  standard deviation along each axis. sigma; root of 8, 6, 4, 20 / 3 and 10 times it for the
 *  others in their order. NaN for no kernel. */
GEO_API double geo_density_bandwidth_of(geo_density_kernel kernel, double sigma_m);
/** The other way: the standard deviation along each axis of @p kernel with @p bandwidth_m. */
GEO_API double geo_density_sigma_of(geo_density_kernel kernel, double bandwidth_m);

/** The mass of @p kernel about (x, y) that is inside the window, 0 to 1. Of the Gaussian that of
 *  geo_window_gaussian_share(); of the others by closed forms along the edges within reach, exact
 *  to about 1e-14. NaN when bandwidth_m is not above 0. Cost: O(e) time. */
GEO_API double geo_density_share(const geo_window *window, geo_density_kernel kernel,
                                 double bandwidth_m, double x, double y);

/* ---- Density ------------------------------------------------------------------------------- */

/** What is done about kernels that reach over the border, where nobody could see. */
typedef enum geo_density_edge {
    GEO_DENSITY_EDGE_UNIFORM, /**< the sum over the share of the kernel about the place that is
                                   inside: right on average where the true density is even */
    GEO_DENSITY_EDGE_POINTS,  /**< each point counts more, by 1 / the share of the kernel about it
                                   that is inside (Diggle 1985, doi:10.2307/2347366; Jones 1993,
                                   doi:10.1007/BF00147776): the integral over the window is exactly
                                   what the points count */
    GEO_DENSITY_EDGE_NONE
} geo_density_edge;

typedef struct geo_density_options {
    size_t struct_size;
    geo_density_kernel kernel;
    double bandwidth_m; /**< above 0, finite; there is no default: see geo_density_bandwidth() */
    geo_density_edge edge;
} geo_density_options;

static inline geo_density_options geo_density_options_default(void)
{
    geo_density_options o = {sizeof(geo_density_options), GEO_DENSITY_GAUSSIAN, 0.0,
                             GEO_DENSITY_EDGE_UNIFORM};
    return o;
}

/** What was summed. */
typedef struct geo_density_sum {
    int64_t used, outside, unplaced; /**< points */
    int64_t unknown;                 /**< points inside whose weight is NaN */
    double total;                    /**< what those used count together */
    int64_t places;                  /**< that got a number */
    double integral;                 /**< on a grid: density times area of the cells that got one;
                                          near total when cells are small. Else NaN */
} geo_density_sum;

/** The density at any places.
 *  @param points  points; features without geometry are left out
 *  @param weight  [features of points] what each counts, >= 0; NaN is unknown; NULL = 1 each
 *  @param places  points; where none is or it is outside the window, the density is NaN
 *  @param[out] density [features of places] 1/m2. Also NaN where less than 1e-9 of the kernel is
 *              inside and the edge correction is uniform
 *  @retval GEO_INVALID an option is out of range, or no bandwidth is given
 *  @retval GEO_DATA    not points; a weight is negative or infinite; less than 1e-9 of the kernel
 *                      about a point is inside and the correction is that of points
 *  Cost: O(n + places (points within reach + e)) time, O(n) memory. The same for any number of
 *  threads. */
GEO_API GEO_MUST_CHECK geo_status geo_density_at(geo_ctx *ctx, const geo_window *window,
                                                 const geo_shapes *points, const double *weight,
                                                 const geo_shapes *places,
                                                 const geo_density_options *options,
                                                 double *density, geo_density_sum *out);

/** Square cells, row by row from the north-west as in a raster: the centre of cell (row, column) is
 *  (column + 0.5) cells east of west_m and (row + 0.5) south of north_m. */
typedef struct geo_density_grid {
    double west_m, north_m, cell_m;
    int64_t columns, rows;
} geo_density_grid;

/** The cells of side @p cell_m that cover the window, at whole multiples of it: the squares of
 *  geo_grid_create() with the same size.
 *  @retval GEO_INVALID cell_m is not above 0
 *  @retval GEO_LIMIT   they would be more than 50 million; the hint says which side would do */
GEO_API GEO_MUST_CHECK geo_status geo_density_grid_over(geo_ctx *ctx, const geo_window *window,
                                                        double cell_m, geo_density_grid *out);

/** The density at the centres of cells, NaN where these are outside the window. The sums are those
 *  of geo_density_at(), to rounding.
 *  @param[out] density [rows * columns] 1/m2
 *  @retval GEO_INVALID as above; or the grid has no cells, or more than 50 million
 *  Cost: O(n + cells + pairs of points and cells within reach) time, about 0.3 ns a pair; memory
 *  O(n + columns + e). With the Gaussian a pair takes no exponential: those of a point are products
 *  of one of its column and one of its row. So are those of the border, when h is no less than a
 *  cell: an edge costs as much as 4 points, or, beyond 0.15 h, as 16 for each h of its length. */
GEO_API GEO_MUST_CHECK geo_status geo_density_on_grid(geo_ctx *ctx, const geo_window *window,
                                                      const geo_shapes *points,
                                                      const double *weight,
                                                      const geo_density_grid *grid,
                                                      const geo_density_options *options,
                                                      double *density, geo_density_sum *out);

/* ---- Bandwidths ---------------------------------------------------------------------------- */

/** How wide to spread, by rules that look at the points inside the window, each once. All but the
 *  last are for one heap of points: of several they smooth too much. */
typedef enum geo_density_rule {
    GEO_DENSITY_SCOTT,     /**< standard deviation (n - 1) along each axis times n^(-1/6): Scott
                                1992, doi:10.1002/9780470316849; bw.scott of spatstat */
    GEO_DENSITY_SILVERMAN, /**< the same times (4 / (d + 2))^(1 / (d + 4)) (Silverman 1986), which
                                is 1 in the plane: the same as Scott's */
    GEO_DENSITY_NRD0,      /**< 0.9 min(standard deviation, interquartile range / 1.34) n^(-1/5) of
                                each axis: Silverman 1986, eq. 3.31, for one dimension; bw.nrd0 of
                                R. Stands up to far outliers */
    GEO_DENSITY_DISTANCE,  /**< 0.9 min(SD, root of (1 / ln 2) D) n^(-1/5) is how far the quartic
                                kernel reaches; SD the standard distance (n), D the median distance
                                from the mean centre: the default search radius of ArcGIS */
    GEO_DENSITY_DIGGLE     /**< the least M(h) = (1/density - 2 K(h)) / pi h2 + J(h) / (pi h2)2, the
                                error of a uniform kernel of radius h if the points are a Cox
                                process (Diggle 1985; Berman & Diggle 1989); sigma = h / 2. K by
                                the translation correction at 512 distances up to the lesser of a
                                quarter of the window's shorter side and root of (1000 / pi
                                density), as bw.diggle of spatstat has it. Follows clusters */
} geo_density_rule;

typedef struct geo_density_width {
    double bandwidth_m; /**< of the kernel that was asked about */
    double sigma_m;     /**< its standard deviation along each axis */
    double sigma_x_m;   /**< what the rule has for each axis, of which sigma_m is the */
    double sigma_y_m;   /**< geometric mean; NaN where it has one for both */
    int at_limit;       /**< nonzero: of Diggle's, the least M is at the first or the last
                             distance, and the true least may be beyond */
    int64_t used, outside, unplaced;
} geo_density_width;

/** The bandwidth of @p kernel by @p rule.
 *  @retval GEO_DATA    fewer than 2 points inside, or they lie at one place or on one level or
 *                      upright line, so that the rule gives 0
 *  @retval GEO_INVALID no such rule or kernel
 *  Cost: O(n log n); Diggle's that of geo_pattern_curve(), at most about 1000 pairs a point where
 *  they are spread evenly. */
GEO_API GEO_MUST_CHECK geo_status geo_density_bandwidth(geo_ctx *ctx, const geo_window *window,
                                                        const geo_shapes *points,
                                                        geo_density_rule rule,
                                                        geo_density_kernel kernel,
                                                        geo_density_width *out);

#ifdef __cplusplus
}
#endif
#endif /* GEO_DENSITY_H */
