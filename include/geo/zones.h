/* SPDX-License-Identifier: MIT */
/** @file geo/zones.h
 *  What lies in each of some zones: points, lines, polygons and the cells of rasters, counted,
 *  added up and averaged.
 *
 *  First units are divided among zones (geo_zones_locate() for places, geo_zones_divide() for any
 *  geometry), then their values are added up (geo_zone_totals), in as many calls as one likes, so
 *  that rasters need not be in memory.
 *
 *  Every place belongs to one zone, the first in order of those it is in or on the edge of, or to
 *  none. So the totals of all zones and of what is outside are those of all units. Only of polygons
 *  is more than one zone given its share where zones overlap.
 */
#ifndef GEO_ZONES_H
#define GEO_ZONES_H

#include "geo/space.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Dividing ------------------------------------------------------------------------ */

/** Zones made ready to be searched. */
typedef struct geo_zones geo_zones;

/** @param zones  polygons, valid; those without geometry hold nothing. Borrowed: keep it
 *  @retval GEO_DATA  a zone is not a polygon, or not valid
 *  Cost: O(e log e) time, O(e) memory for e edges. */
GEO_API GEO_MUST_CHECK geo_status geo_zones_create(geo_ctx *ctx, const geo_shapes *zones,
                                                   geo_zones **out);
GEO_API void geo_zones_destroy(geo_zones *zones);
GEO_API int64_t geo_zones_count(const geo_zones *zones);

/** The zone of each of @p n places: -1 where there is none, and for a place that is NaN.
 *  @param x, y       [n] metres
 *  @param[out] zone  [n] */
GEO_API GEO_MUST_CHECK geo_status geo_zones_locate(geo_ctx *ctx, const geo_zones *zones, int64_t n,
                                                   const double *x, const double *y, int64_t *zone);

/** Some of a unit that is in one zone. */
typedef struct geo_zone_part {
    int64_t unit, zone; /**< zone -1: what is outside of all */
    double share;       /**< of the unit, 0 to 1 */
    double amount;      /**< 1 for a point (1/k for one of a group of k), metres of a line, m2 of a
                             polygon */
} geo_zone_part;

typedef struct geo_zone_parts geo_zone_parts;

/** Divide each unit among the zones: points by their place, lines by length, polygons by area.
 *
 *  A line of no length or a polygon of no area is where its first position is. A unit without
 *  geometry has no parts.
 *  @param units  any but collections; polygons valid
 *  @retval GEO_DATA  a unit is a collection, or a polygon not valid
 *  Cost: O(log e) per position of points and lines, and as much for each edge that is crossed; of
 *  polygons a GEOS intersection for each zone they are partly in. */
GEO_API GEO_MUST_CHECK geo_status geo_zones_divide(geo_ctx *ctx, const geo_zones *zones,
                                                   const geo_shapes *units, geo_zone_parts **out);
GEO_API void geo_zone_parts_destroy(geo_zone_parts *parts);
GEO_API int64_t geo_zone_parts_count(const geo_zone_parts *parts);
/** All of them, by unit and within it by zone, outside first. */
GEO_API const geo_zone_part *geo_zone_parts_all(const geo_zone_parts *parts);

/* ---- Adding up ----------------------------------------------------------------------- */

/** Totals that grow. */
typedef struct geo_zone_totals geo_zone_totals;

/** @param zones  how many there are */
GEO_API GEO_MUST_CHECK geo_status geo_zone_totals_create(geo_ctx *ctx, int64_t zones,
                                                         geo_zone_totals **out);
GEO_API void geo_zone_totals_destroy(geo_zone_totals *totals);

/** Add @p n parts of units.
 *  @param zone    [n] -1 = outside
 *  @param share   [n] of the unit that the part is; NULL = 1 each
 *  @param amount  [n] as in geo_zone_part; NULL = 1 each
 *  @param value   [n] of the unit; NaN = unknown; NULL = none is asked for
 *  @param weight  [n] of the unit, >= 0, by which the mean weighs it beside the amount; NaN =
 *                 unknown; NULL = 1 each
 *  @retval GEO_DATA    a value or weight is infinite, or a weight negative (the message counts
 *                      parts from 1)
 *  @retval GEO_INVALID a zone is out of range */
GEO_API GEO_MUST_CHECK geo_status geo_zone_totals_add(geo_ctx *ctx, geo_zone_totals *totals,
                                                      int64_t n, const int64_t *zone,
                                                      const double *share, const double *amount,
                                                      const double *value, const double *weight);

/** What one zone has. Values and weights that are unknown count only as such. */
typedef struct geo_zone_total {
    int64_t count;   /**< parts */
    int64_t unknown; /**< of those, parts without a value or weight */
    double amount;   /**< their number, metres or m2 */
    double sum;      /**< of value x share: what is spread evenly over a unit, as people are; 0
                          without parts, NaN when all are unknown */
    double mean;     /**< of the values, weighed by amount x weight; NaN without any */
    double min, max; /**< of the values; NaN without any */
} geo_zone_total;

/** @param zone  -1 = outside. @return all 0 and NaN for a zone that is out of range */
GEO_API geo_zone_total geo_zone_totals_at(const geo_zone_totals *totals, int64_t zone);

#ifdef __cplusplus
}
#endif
#endif /* GEO_ZONES_H */
