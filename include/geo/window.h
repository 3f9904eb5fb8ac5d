/* SPDX-License-Identifier: MIT */
/** @file geo/window.h
 *  The area in which points could have been seen: what a pattern of points is measured within.
 *
 *  Points are of the plane, in metres; a window is any area of it, with holes and in several
 *  parts. Its questions touch no shared state: any number of threads may ask one window.
 */
#ifndef GEO_WINDOW_H
#define GEO_WINDOW_H

#include "geo/space.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct geo_window geo_window; /**< immutable */

/** The union of the polygons of @p areas (copied).
 *  @retval GEO_DATA  a feature is no polygon or not valid, or all together have no area
 *  @retval GEO_LIMIT 2^31 - 1 edges or more
 *  Cost: O(e log e) time, O(e) memory for e edges. */
GEO_API GEO_MUST_CHECK geo_status geo_window_create(geo_ctx *ctx, const geo_shapes *areas,
                                                    geo_window **out);
/** A rectangle. What is asked of it has closed forms, as with areas that are one.
 *  @retval GEO_INVALID it has no area, or a side is not finite */
GEO_API GEO_MUST_CHECK geo_status geo_window_create_box(geo_ctx *ctx, geo_box box,
                                                        geo_window **out);
/** The rectangle about @p points, wider by (n + 1) / (n - 1): that in which n points spread
 *  evenly would have them as its extent (Ripley & Rasson 1977, doi:10.2307/3213451).
 *  @retval GEO_DATA fewer than 2 points, or all on one level or upright line: within
 *                   a millionth of their extent */
GEO_API GEO_MUST_CHECK geo_status geo_window_create_around(geo_ctx *ctx, const geo_shapes *points,
                                                           geo_window **out);
GEO_API void geo_window_destroy(geo_window *window);

GEO_API double geo_window_area(const geo_window *window);     /**< m2 */
GEO_API double geo_window_boundary(const geo_window *window); /**< length of all edges, m */
GEO_API geo_box geo_window_extent(const geo_window *window);
/** Is it a rectangle with level and upright sides? */
GEO_API int geo_window_is_box(const geo_window *window);

/** Is (x, y) in it or on its border? */
GEO_API int geo_window_contains(const geo_window *window, double x, double y);
/** The distance from (x, y) to the nearest place of the border, m, from inside or outside. */
GEO_API double geo_window_border_m(const geo_window *window, double x, double y);
/** The area it has in common with itself moved by (dx, dy), m2: the set covariance.
 *  Cost: an overlay. The metrics, which ask for millions, use its being piecewise quadratic.
 *  @retval GEO_DATA dx or dy is not finite */
GEO_API GEO_MUST_CHECK geo_status geo_window_overlap(geo_ctx *ctx, const geo_window *window,
                                                     double dx, double dy, double *area);
/** The share of the circle about (x, y) that is inside, 0 to 1; (x, y) inside, radius > 0.
 *  Cost: O(e) time. */
GEO_API double geo_window_circle_share(const geo_window *window, double x, double y,
                                       double radius_m);

/** The mass of a round Gaussian about (x, y) that is inside, 0 to 1: what kernel densities divide
 *  by near the border. Exact to about 1e-13. Cost: O(e within 9 sigma) time beyond the first. */
GEO_API double geo_window_gaussian_share(const geo_window *window, double x, double y,
                                         double sigma_m);

/** Draw @p n places of it, uniform and independent. Place i of @p item depends on the seed, item
 *  and i alone. @param[out] x, y [n] */
GEO_API GEO_MUST_CHECK geo_status geo_window_draw(geo_ctx *ctx, const geo_window *window,
                                                  uint64_t seed, uint64_t item, int64_t n,
                                                  double *x, double *y);

#ifdef __cplusplus
}
#endif
#endif /* GEO_WINDOW_H */
