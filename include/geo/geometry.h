/* SPDX-License-Identifier: MIT */
/** @file geo/geometry.h
 *  Validity and mending, overlay and buffers (through GEOS), and exact areas of discs.
 */
#ifndef GEO_GEOMETRY_H
#define GEO_GEOMETRY_H

#include "geo/space.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Validity ------------------------------------------------------------------------ */

/** Why a feature is not valid in the sense of OGC 06-103r4 (what GEOS calls it, e.g.
 *  "Self-intersection") and where, in the layer's degrees. */
typedef struct geo_defect {
    int64_t feature;
    const char *reason;
    double lon, lat;
} geo_defect;

typedef struct geo_defects geo_defects;

/** Find every feature whose geometry is not valid, in feature order. Points always are. */
GEO_API GEO_MUST_CHECK geo_status geo_layer_check(geo_ctx *ctx, const geo_layer *layer,
                                                  geo_defects **out);
GEO_API void geo_defects_destroy(geo_defects *defects);
GEO_API int64_t geo_defects_count(const geo_defects *defects);
GEO_API const geo_defect *geo_defects_at(const geo_defects *defects, int64_t index);

/** A copy of @p layer whose invalid geometries are mended (GEOS "structure" method: outer
 *  rings add, holes subtract, a hole outside its ring becomes a part of its own; parts that
 *  collapse are dropped, and elevations of mended features), attributes as they were. A feature
 *  keeps its kind: of polygons only polygons are left, or an empty one.
 *  Other features keep their coordinates to the bit.
 *  @param defects  from geo_layer_check() of this layer */
GEO_API GEO_MUST_CHECK geo_status geo_layer_mend(geo_ctx *ctx, const geo_layer *layer,
                                                 const geo_defects *defects, geo_layer **out);

/** How much land mending has made of holes that lie outside their outer rings: where such a ring
 *  was meant as a hole there is none, where it was meant as an island it is right.
 *  @param before, defects, after  as given to geo_layer_mend(), and made by it
 *  @param[out] m2  [defects] of each of these features, geodesic; 0 = none
 *  Cost: GEOS overlays of the defective features that have holes. */
GEO_API GEO_MUST_CHECK geo_status geo_layer_mended_land(geo_ctx *ctx, const geo_layer *before,
                                                        const geo_defects *defects,
                                                        const geo_layer *after, double *m2);

/* ---- Clipping, in degrees ------------------------------------------------------------- */

/** Where features are cut off: polygons, or a box. Edges are straight lines in degrees, as
 *  GeoJSON has them (RFC 7946, section 3.1.1), so nothing is projected. Immutable. */
typedef struct geo_clip geo_clip;

/** The union of the polygons of @p polygons (copied).
 *  @retval GEO_DATA a feature is no polygon or not valid, or there is none at all */
GEO_API GEO_MUST_CHECK geo_status geo_clip_create(geo_ctx *ctx, const geo_layer *polygons,
                                                  geo_clip **out);
/** A box of degrees; with min_x > max_x one over the antimeridian.
 *  @retval GEO_INVALID it is not in degrees, or encloses nothing */
GEO_API GEO_MUST_CHECK geo_status geo_clip_create_box(geo_ctx *ctx, geo_box box, geo_clip **out);
GEO_API void geo_clip_destroy(geo_clip *clip);

/** What lies inside of the features @p rows [count] of @p layer, in that order, with ids and all
 *  columns; features of which nothing does, and those without geometry, are left out.
 *
 *  A feature that lies within one polygon keeps its coordinates to the bit. What is cut keeps
 *  its kind: of polygons polygons are left, of lines lines (a mere touch is nothing), of points
 *  those inside or on the edge; a part more makes it a Multi type. Elevations of features that
 *  are cut are lost, with a note.
 *  @retval GEO_DATA    a feature that must be cut is not valid (mend the layer first)
 *  @retval GEO_INVALID a row is not one of the layer's */
GEO_API GEO_MUST_CHECK geo_status geo_clip_layer(geo_ctx *ctx, const geo_clip *clip,
                                                 const geo_layer *layer, const int64_t *rows,
                                                 int64_t count, geo_layer **out);

/* ---- Overlay and buffers, in metres -------------------------------------------------- */

typedef enum geo_overlay { GEO_INTERSECTION, GEO_DIFFERENCE, GEO_UNION } geo_overlay;

/** For each polygon feature of @p shapes its overlay with the union of all of @p with.
 *  The result has one feature per feature of @p shapes: a (multi)polygon, or GEO_NONE where
 *  nothing is left. GEO_UNION makes one feature of everything in both; @p with may be NULL.
 *  @retval GEO_DATA a feature is not a polygon, or is not valid (mend it first) */
GEO_API GEO_MUST_CHECK geo_status geo_shapes_overlay(geo_ctx *ctx, geo_overlay kind,
                                                     const geo_shapes *shapes,
                                                     const geo_shapes *with, geo_shapes **out);

/** How much more the areas of all polygons add up to than their union has: 0 when no two overlap.
 *
 *  @param[out] out_m2  what lies in k polygons counts k - 1 times
 *  @retval GEO_DATA    a feature is not a polygon, or is not valid (mend it first)
 *  Cost: O(v log v) for v vertices where polygons share their borders to the bit, or lie apart;
 *  else that of a union. O(v) memory. */
GEO_API GEO_MUST_CHECK geo_status geo_shapes_overlap(geo_ctx *ctx, const geo_shapes *polygons,
                                                     double *out_m2);

/** The union of the polygons of each group: borders within it are gone, those it shares with others
 *  keep their vertices to the bit, as far as both sides have them.
 *
 *  @param group     [n] 0 .. @p groups - 1; -1 = of none, whatever its kind
 *  @param[out] out  [groups] a (multi)polygon each, or GEO_NONE for a group without geometry
 *  @retval GEO_DATA    a feature of a group is not a polygon, or is not valid (mend it first)
 *  @retval GEO_INVALID a group is out of range, or groups is negative
 *  Cost: O(v log v) for v vertices in all, unless many edges cross. O(v) memory. Groups are shared
 *  among threads. */
GEO_API GEO_MUST_CHECK geo_status geo_shapes_dissolve(geo_ctx *ctx, const geo_shapes *polygons,
                                                      const int64_t *group, int64_t groups,
                                                      geo_shapes **out);

/** All places within @p distance_m of each feature (closed), as polygons whose arcs have
 *  @p quad_segments chords to a quarter circle (64: area 0.01 % short of the true disc).
 *  @p dissolve nonzero: one feature, their union. Where nothing is left (a feature without
 *  geometry, a point at distance 0) the result is GEO_NONE.
 *  @retval GEO_INVALID distance_m is not in 0..2.1e7, quad_segments not in 1..1024
 *  @retval GEO_DATA    a polygon is not valid (mend it first) */
GEO_API GEO_MUST_CHECK geo_status geo_shapes_buffer(geo_ctx *ctx, const geo_shapes *shapes,
                                                    double distance_m, int64_t quad_segments,
                                                    int dissolve, geo_shapes **out);

/** Planar area per feature, m2 (holes subtract); @p area is [n]. */
GEO_API void geo_shapes_area(const geo_shapes *shapes, double *area);

/* ---- Exact arithmetic of discs ------------------------------------------------------- */

typedef struct geo_disc_areas {
    double total_m2;        /**< area of the region */
    double sum_m2;          /**< sum over discs of the area of disc and region */
    int64_t reaching_count; /**< discs that share area with the region */
    int64_t outside_count;  /**< of those, discs whose centre is outside the region */
    int64_t depth_count;    /**< greatest depth that occurs, at most max_depth: entries of
                                 at_least_m2 from there on are 0 */
} geo_disc_areas;

/** Area of one polygon feature covered by at least 1, 2, ... discs, by exact circular arcs.
 *
 *  Each disc's circle is cut where other circles cross it; an arc under d other discs bounds
 *  the region of depth d + 1. The arcs inside the region and the pieces of the region's edges
 *  inside the discs enclose the area, summed by Green's theorem.
 *  Equal discs (same centre and radius) count each.
 *
 *  @param feature      index of a polygon or multipolygon of @p region, valid
 *  @param x, y, radius [n] centres and radii, metres; a radius of 0 covers nothing
 *  @param max_depth    length of @p at_least_m2, >= 1
 *  @param[out] at_least_m2 [max_depth] entry k: area under at least k + 1 discs, m2
 *  @param[out] out     the rest
 *  @retval GEO_DATA    not a polygon; a centre or radius is not finite, or a radius negative
 *  @retval GEO_INVALID feature, n or max_depth is out of range
 *  @retval GEO_LIMIT   n is 2^31 or more
 *
 *  Touching is not reaching: a disc that meets the region only by its edge, within rounding,
 *  does not count as reaching.
 *  Cost: O((n + e) log n + k log k), k crossings of circles and edges; where discs lie thick
 *  most are recognised as hidden without looking at their crossings. O(n + e) memory.
 *  Relative error of an area about 1e-12 for radii and regions of planning size; what is less
 *  than that is 0, what is nearer than that to all is all. (1e-9 where three circles touch in
 *  one place without being equal.)
 *  Source: after Aurenhammer 1988, doi:10.1007/BF02187718; depths by sweeping each circle:
 *  Sharir 1985, doi:10.1137/0214006. */
GEO_API GEO_MUST_CHECK geo_status geo_disc_areas_measure(geo_ctx *ctx, const geo_shapes *region,
                                                         int64_t feature, int64_t n,
                                                         const double *x, const double *y,
                                                         const double *radius, int64_t max_depth,
                                                         double *at_least_m2, geo_disc_areas *out);

#ifdef __cplusplus
}
#endif
#endif /* GEO_GEOMETRY_H */
