/* SPDX-License-Identifier: MIT */
/** @file geo/descriptors.h
 *  What groups of points are like: where their middle is, how far they spread and in which
 *  direction, the outline that holds them and how compact it is, and which sector prevails.
 */
#ifndef GEO_DESCRIPTORS_H
#define GEO_DESCRIPTORS_H

#include "geo/space.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Compactness of polygons ----------------------------------------------------------- */

/** A polygon's form. Ratios are NaN where the area is 0. */
typedef struct geo_compactness {
    double area_m2, perimeter_m; /**< holes subtract from the area and add to the perimeter */
    double polsby_popper;        /**< 4 pi A / P^2: 1 for a disc, near 0 for a ribbon */
    double schwartzberg;         /**< P / (2 sqrt(pi A)): 1 for a disc, more for all others */
    double shape_index;          /**< P / (4 sqrt(A)): 1 for a square, 0.886 for a disc */
    double convexity;            /**< A / area of the convex hull, at most 1 */
    double reock;                /**< A / area of the smallest circle around it */
    double hull_area_m2, hull_perimeter_m;        /**< of the convex hull */
    double circle_x, circle_y, circle_radius_m;   /**< the smallest circle around it */
    double rectangle_length_m, rectangle_width_m; /**< of the rectangle of least area around it,
                                                       at any angle; its longer and shorter side */
    double rectangle_azimuth; /**< of the longer side, degrees clockwise from grid north,
                                   [0, 180) */
} geo_compactness;

/** The compactness of each polygon or multipolygon; NaN throughout for a feature without geometry.
 *
 *  @param[out] out [features]
 *  @retval GEO_DATA  a feature is of another kind
 *  Cost: O(v log v) for v vertices of a feature.
 *  Source: Polsby & Popper 1991 (Yale Law & Policy Review 9); Schwartzberg 1966 (Minnesota Law
 *  Review 50); Reock 1961, doi:10.2307/2109043; circle: Welzl 1991, doi:10.1007/BFb0038202;
 *  rectangle: rotating calipers, Toussaint 1983 (MELECON). */
GEO_API GEO_MUST_CHECK geo_status geo_compactness_measure(geo_ctx *ctx, const geo_shapes *polygons,
                                                          geo_compactness *out);

/* ---- Clusters of points ---------------------------------------------------------------- */

typedef enum geo_outline {
    GEO_OUTLINE_CONVEX,  /**< the convex hull */
    GEO_OUTLINE_CONCAVE, /**< a hull that follows bays: one polygon with all points in it */
    GEO_OUTLINE_ELLIPSE  /**< the standard deviational ellipse, as a polygon of 128 corners */
} geo_outline;

typedef struct geo_descriptor_options {
    size_t struct_size;
    geo_outline outline;   /**< what is drawn; default GEO_OUTLINE_CONVEX */
    double concave_ratio;  /**< how long an edge of the concave hull may be: 0 = as the shortest
                                of the Delaunay triangulation, 1 = as the longest, which is the
                                convex hull; default 0.3 */
    double ellipse_factor; /**< what both axes are multiplied by, > 0; default 1, one standard
                                deviation along each; sqrt(2) is what ArcGIS draws */
    const int64_t *sector; /**< [features] 0 .. sector_count - 1, -1 = unknown; NULL = none */
    int64_t sector_count;
} geo_descriptor_options;

static inline geo_descriptor_options geo_descriptor_options_default(void)
{
    geo_descriptor_options o = {
        sizeof(geo_descriptor_options), GEO_OUTLINE_CONVEX, 0.3, 1.0, NULL, 0};
    return o;
}

/** One cluster. Places are metres of the frame. What is weighted is NaN when all weights are 0. */
typedef struct geo_descriptor {
    int64_t points;
    double weight;                 /**< their total */
    double mean_x, mean_y;         /**< every point counts 1 */
    double weighted_x, weighted_y; /**< points count their weight */
    double median_x, median_y;     /**< where the weighted sum of distances is least */
    double median_m;               /**< the weighted mean distance from there */
    double standard_distance_m;    /**< root of the weighted mean squared distance to the weighted
                                        mean (divided by the total weight, not by n - 1) */
    double ellipse_major_m, ellipse_minor_m; /**< half axes of the standard deviational ellipse,
                                                  the factor included; NaN for fewer than 3
                                                  points; the minor is 0 for points in a line */
    double ellipse_azimuth; /**< of the major axis, degrees clockwise from grid north, [0, 180);
                                 90 where all directions are equal */
    double hull_area_m2, hull_perimeter_m; /**< of the convex hull; area 0 for points in a line,
                                                whose perimeter is there and back */
    double density_km2;                    /**< points per km2 of the convex hull; NaN when 0 */
    double weight_density_km2;             /**< the same of weight */
    int64_t sector;                        /**< of the most weight, the lower at equal; -1 = none */
    double sector_share;     /**< its share of the weight whose sector is known; NaN = none */
    geo_compactness outline; /**< of what is drawn; NaN where nothing is */
} geo_descriptor;

typedef struct geo_descriptors geo_descriptors;

/** Describe each cluster of points.
 *
 *  @param points  [n] points; those without geometry are in no cluster
 *  @param weight  [n] finite, >= 0; NULL = 1 each
 *  @param label   [n] 0 .. cluster_count - 1, -1 = of none
 *  @retval GEO_DATA    not a point, or a weight is unusable
 *  @retval GEO_INVALID a label, sector or option is out of range
 *
 *  An outline is missing (GEO_NONE) for fewer than 3 points, and for points that lie in a line.
 *  The median of points in a line may be any place between the two in the middle: one of them
 *  is given. The order of input changes nothing beyond rounding.
 *  Cost: O(n log n); the median takes some tens of passes over a cluster. O(n) memory.
 *  Source: median: Weiszfeld 1937 with the step of Vardi & Zhang 2000,
 *  doi:10.1073/pnas.97.4.1423, and Newton's near the end; ellipse: Lefever 1926,
 *  doi:10.1086/214027, Yuill 1971, doi:10.2307/490885; convex hull: Andrew 1979,
 *  doi:10.1016/0020-0190(79)90072-3, with exact sides; concave hull: the chi-shape of Duckham et
 *  al. 2008, doi:10.1016/j.patcog.2008.03.023, by GEOS. */
GEO_API GEO_MUST_CHECK geo_status geo_descriptors_create(geo_ctx *ctx, const geo_shapes *points,
                                                         const double *weight, const int64_t *label,
                                                         int64_t cluster_count,
                                                         const geo_descriptor_options *options,
                                                         geo_descriptors **out);
GEO_API void geo_descriptors_destroy(geo_descriptors *descriptors);
GEO_API int64_t geo_descriptors_count(const geo_descriptors *descriptors);
GEO_API const geo_descriptor *geo_descriptors_at(const geo_descriptors *descriptors, int64_t index);
/** The outlines, a feature for each cluster. */
GEO_API const geo_shapes *geo_descriptors_shapes(const geo_descriptors *descriptors);

#ifdef __cplusplus
}
#endif
#endif /* GEO_DESCRIPTORS_H */
