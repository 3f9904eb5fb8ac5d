/* SPDX-License-Identifier: MIT */
/** @file geo/demand.h
 *  Accounts of demand: how much of it is reached by no facility, by one, by several; how much by
 *  each facility and by that one alone; by distance, zone and type of facility. Demand is added in
 *  batches of any size, so that a raster's cells need never be in memory together.
 */
#ifndef GEO_DEMAND_H
#define GEO_DEMAND_H

#include "geo/coverage.h"
#include "geo/zones.h"

#ifdef __cplusplus
extern "C" {
#endif

/** An account being drawn up. It belongs to one thread at a time. */
typedef struct geo_demand geo_demand;

typedef struct geo_demand_options {
    size_t struct_size;
    int64_t most;        /**< demand is told apart by 0, 1, ... facilities that reach it; the last
                              class is `most` or more; >= 1, default 3 */
    int64_t zones;       /**< units may bear a zone 0 .. zones - 1; default 0 */
    int64_t types;       /**< facilities may be of a type 0 .. types - 1; default 0 */
    const int64_t *type; /**< [facilities] -1 = of none; NULL = all are of none */
    int by_facility;     /**< nonzero: account for each facility as well */
    const double *radius_m; /**< as in geo_coverage_options */
    int64_t quad_segments;  /**< as in geo_coverage_options */
    int inside; /**< nonzero: only what is in a zone counts. The rest is in no sum over all and of
                     no facility, and neither used nor unknown; without zones that is everything.
                     Sums over all are then those of the zones, and count a unit that
                     geo_demand_add_divided() cuts once for each of them. Wrong weights are refused
                     all the same; a polygon that does not count as a whole has the share NaN and
                     the count 0, a point those it has anyhow. Default 0 */
} geo_demand_options;

static inline geo_demand_options geo_demand_options_default(void)
{
    geo_demand_options o = {sizeof(geo_demand_options), 3, 0, 0, NULL, 0, NULL, 64, 0};
    return o;
}

/** Begin an account with nothing in it.
 *  @param facilities   any geometry, kept by address until geo_demand_destroy(); the options'
 *                      arrays are copied
 *  @param distances_m  [m] as for geo_coverage_demand(): each on its own, in any order
 *  @retval GEO_INVALID as of geo_coverage_demand(); or most < 1, a negative count of zones or
 *                      types, or a type that is none of them */
GEO_API GEO_MUST_CHECK geo_status geo_demand_create(geo_ctx *ctx, const geo_shapes *facilities,
                                                    const double *distances_m, int64_t m,
                                                    const geo_demand_options *options,
                                                    geo_demand **out);
GEO_API void geo_demand_destroy(geo_demand *account); /**< NULL is allowed */

/** Add units: points, which are reached or not, or polygons, of which a share of the area is.
 *
 *  @param units       [n] points or polygons, valid; those without geometry count as unknown
 *  @param weight      [n] >= 0, NaN = unknown; NULL = 1 each
 *  @param zone        [n] 0 .. zones - 1, or -1 for none; NULL = none. A unit of no zone counts
 *                     in the sum over all
 *  @param[out] share, count  [n * m] as of geo_coverage_demand(); or NULL
 *  @retval GEO_DATA    a unit is neither, or not valid; a weight is negative or infinite. Then
 *                      nothing may be added any more
 *  @retval GEO_INVALID a zone is out of range
 *
 *  Cost for points O((n + facilities) log facilities + pairs) time; for polygons that of
 *  geo_disc_areas_measure() per unit, distance and type. By facility also one such measure per
 *  pair of facility and polygon, with the facilities that overlap it. O(n + facilities) memory. */
GEO_API GEO_MUST_CHECK geo_status geo_demand_add(geo_ctx *ctx, geo_demand *account,
                                                 const geo_shapes *units, const double *weight,
                                                 const int64_t *zone, double *share,
                                                 int64_t *count);

/** Add units, and divide them among zones by where they are.
 *
 *  A point is of the first zone that it is in or on the edge of. A polygon is divided by area,
 *  as by geo_zones_divide(): each zone that it shares land with has that share of its weight,
 *  reached as that land is. Sums over all units are those of geo_demand_add(), to the bit; where
 *  zones do not overlap, those of all zones and of what is outside add up to them. (With `inside`
 *  they are the sums of the parts, as are those of facilities.)
 *
 *  @param zones  as many as the account has
 *  @retval GEO_INVALID they are not as many
 *  Errors else as of geo_demand_add(). Cost: that of geo_demand_add(), for polygons that several
 *  zones share twice, and a GEOS intersection for each of these and each of those zones. */
GEO_API GEO_MUST_CHECK geo_status geo_demand_add_divided(geo_ctx *ctx, geo_demand *account,
                                                         const geo_shapes *units,
                                                         const double *weight,
                                                         const geo_zones *zones, double *share,
                                                         int64_t *count);

/** In place of a type of facility: any facility; and a facility of every type. */
enum { GEO_ANY_TYPE = -1, GEO_EVERY_TYPE = -2 };

/** What is reached, summed over the units whose weight and place are known. */
typedef struct geo_demand_row {
    double weight;     /**< all there is */
    double covered;    /**< within reach of one facility or more */
    double twice;      /**< of two or more */
    double share;      /**< covered / weight; NaN when the weight is 0 */
    double redundancy; /**< twice / covered; NaN when nothing is covered */
    double mean_depth; /**< facilities that reach it, mean over the weight; NaN when that is 0 */
    int64_t used;      /**< units counted */
    int64_t unknown;   /**< units left out */
} geo_demand_row;

/** Read the account at distance @p j.
 *
 *  @param zone  a zone; -1 = all units, also those of no zone
 *  @param type  a type: only its facilities count; GEO_ANY_TYPE: all do. With GEO_EVERY_TYPE
 *               `covered` is what one facility of each type reaches, and what is said of several
 *               facilities is NaN; so is `covered` when polygons meet more than 8 types
 *  @param[out] by_count [most + 1] the weight reached by just so many facilities, the last by
 *               `most` or more; or NULL
 *  @retval GEO_INVALID there is no such distance, zone or type */
GEO_API GEO_MUST_CHECK geo_status geo_demand_read(geo_ctx *ctx, const geo_demand *account,
                                                  int64_t j, int64_t zone, int64_t type,
                                                  geo_demand_row *row, double *by_count);

/** Of each facility at distance @p j, whatever its type.
 *  @param[out] reach [facilities] the weight within its reach; 0 for one without geometry
 *  @param[out] sole  [facilities] of that, what no other facility reaches: what would be lost if
 *                    this one alone were closed
 *  @retval GEO_INVALID there is no such distance, or by_facility was not asked for */
GEO_API GEO_MUST_CHECK geo_status geo_demand_facilities(geo_ctx *ctx, const geo_demand *account,
                                                        int64_t j, double *reach, double *sole);

#ifdef __cplusplus
}
#endif
#endif /* GEO_DEMAND_H */
