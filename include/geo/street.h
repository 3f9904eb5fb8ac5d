/* SPDX-License-Identifier: MIT */
/** @file geo/street.h
 *  Streets that are known by what it costs to go along them: how much longer the way is than the
 *  straight line, how much of the streets is within reach, and how much of a circle one gets to on
 *  foot. Costs come from any table (geo/cost.h): nothing here searches a network.
 */
#ifndef GEO_STREET_H
#define GEO_STREET_H

#include "geo/cost.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Detours ------------------------------------------------------------------------------- */

/** The detour index of all pairs used: metres along the way over metres of the straight line.
 *  The four indices are NaN without such a pair. */
typedef struct geo_street_detours {
    int64_t used;    /**< pairs */
    int64_t near;    /**< pairs left out: less than the least distance apart */
    int64_t nowhere; /**< pairs left out: one of them has no place */
    int64_t shorter; /**< of those used: their way is shorter than the straight line by more than
                          one in a thousand, which no way is. Costs are then in another unit, or of
                          other places */
    double mean;  /**< mean of the pairs' indices, in which near pairs weigh as much as far ones */
    double ratio; /**< sum of the ways over the sum of the straight lines: the sturdier one */
    double least, largest;
} geo_street_detours;

/** How much longer ways are than straight lines.
 *
 *  @param costs    metres: a table whose unit is "m", or not known
 *  @param origins, destinations  points, as many as the table has of each; those without geometry
 *                  are in no pair that counts
 *  @param least_m  > 0: pairs nearer to each other than this say little and are left out; 1 is
 *                  usual
 *  @param[out] ratio [origins] sum of the ways from each over the sum of their straight lines; NaN
 *                  when no pair counts; or NULL
 *  @retval GEO_DATA    a feature is not a point
 *  @retval GEO_INVALID the table is in another unit or of other numbers of places, or least_m is
 *                      not above 0
 *  Cost: O(pairs) time, O(origins + destinations) memory. */
GEO_API GEO_MUST_CHECK geo_status geo_street_detour(geo_ctx *ctx, const geo_costs *costs,
                                                    const geo_shapes *origins,
                                                    const geo_shapes *destinations, double least_m,
                                                    double *ratio, geo_street_detours *out);

/* ---- Reach --------------------------------------------------------------------------------- */

/** Streets within reach, summed over those that are known. */
typedef struct geo_street_reach {
    double length;   /**< of all */
    double covered;  /**< within reach from either end */
    double share;    /**< covered / length; NaN when the length is 0 */
    int64_t used;    /**< streets */
    int64_t unknown; /**< left out: their length or the cost of an end is NaN */
} geo_street_reach;

/** How much of each street can be reached within a limit, by what its two ends cost:
 *  min(L, clamp(limit - from, 0, L) + clamp(limit - to, 0, L)).
 *
 *  Facilities have to be at ends: a street with one in its middle is to be given as two.
 *  @param length    [n] finite and >= 0, in the unit of the costs; NaN = unknown
 *  @param from, to  [n] cost of reaching its first and its last end, >= 0; infinity = not reached,
 *                   and in a one-way street for the end that it leads to
 *  @param limit     >= 0, finite
 *  @param[out] covered  [n] the length within reach; NaN where unknown; or NULL
 *  @retval GEO_DATA    a length is negative or infinite, or a cost negative
 *  @retval GEO_INVALID n is negative, or the limit is not what it has to be
 *  Cost: O(n). */
GEO_API GEO_MUST_CHECK geo_status geo_street_covered(geo_ctx *ctx, int64_t n, const double *length,
                                                     const double *from, const double *to,
                                                     double limit, double *covered,
                                                     geo_street_reach *out);

/** The pedestrian catchment ratio: the area one gets to along streets over that of the circle
 *  about the facility, area / (pi radius^2) (Schlossberg & Brown 2004, doi:10.3141/1887-05). An
 *  endless fine grid of streets gives 2 / pi. NaN unless area_m2 >= 0 and radius_m > 0, both
 *  finite. */
GEO_API double geo_street_catchment(double area_m2, double radius_m);

#ifdef __cplusplus
}
#endif
#endif /* GEO_STREET_H */
