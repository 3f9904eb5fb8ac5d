/* SPDX-License-Identifier: MIT */
/** @file geo/sdg.h
 *  Indicators of Sustainable Development Goal 11, from numbers that other modules measure: areas
 *  (geo/geometry.h), people within a distance (geo/demand.h), costs along streets (geo/access.h).
 *  Undefined values are NaN, never 0.
 */
#ifndef GEO_SDG_H
#define GEO_SDG_H

#include "geo/coverage.h"

#ifdef __cplusplus
extern "C" {
#endif

/** 11.2.1: the share of people with convenient access to public transport, who have a stop of low
 *  capacity (bus, tram) within 500 m or one of high capacity (rail, ferry) within 1 km.
 *
 *  The indicator asks for distances along streets. These here are the caller's: from a table of
 *  costs along streets (geo_access_closest()) the result is the indicator; from straight lines it
 *  is larger, and has to be called "straight line, not network" wherever it is told.
 *  @param people         [n] >= 0; NaN = unknown; NULL = 1 each
 *  @param low_m, high_m  [n] metres to the nearest stop of each kind, >= 0; NaN or infinity = none
 *  @param[out] out       covered and share are of people served; share is 0 to 1
 *  @retval GEO_DATA      a number of people is negative or infinite, or a distance negative
 *  @retval GEO_INVALID   n is negative
 *  Source: UN-Habitat, metadata of 11.2.1, September 2021. Cost: O(n). */
GEO_API GEO_MUST_CHECK geo_status geo_sdg_transport(geo_ctx *ctx, int64_t n, const double *people,
                                                    const double *low_m, const double *high_m,
                                                    geo_demand_total *out);

/** A city at two dates. */
typedef struct geo_sdg_growth {
    double built_m2[2]; /**< built-up land then and now, >= 0; NaN = unknown */
    double people[2];   /**< >= 0; NaN = unknown */
    double years;       /**< between them, > 0 */
} geo_sdg_growth;

/** 11.3.1 and its companions; a number is NaN when it is undefined or needs one that is unknown. */
typedef struct geo_sdg_land {
    double land_rate;   /**< LCR a year: (V1 - V0) / V0 / years; NaN when V0 is 0 */
    double people_rate; /**< PGR a year: ln(P1 / P0) / years; NaN when either is 0 */
    double ratio; /**< LCR / PGR; NaN when |PGR| < 1e-6. It tells how thriftily a city grows only
                       where both signs are 1: look at them before it is told */
    double per_head_m2[2];  /**< built-up land a head; NaN without people */
    double per_head_change; /**< of the latter, as a share of what it was */
    int land_sign;          /**< 1 = built-up land grew, -1 = shrank, 0 = neither or not known */
    int people_sign;        /**< the same of people, 0 when |PGR| < 1e-6 */
} geo_sdg_land;

/** 11.3.1: ratio of the land consumption rate to the population growth rate.
 *
 *  @param logarithmic  nonzero: LCR is ln(V1 / V0) / years, as before 2021 and in many tables that
 *                      were published; NaN when either is 0
 *  @param[out] out     [n]
 *  @retval GEO_DATA    an area or a number of people is negative or infinite, or the years are not
 *                      above 0 and finite
 *  @retval GEO_INVALID n is negative
 *  Source: UN-Habitat, metadata of 11.3.1, 2021. Cost: O(n). */
GEO_API GEO_MUST_CHECK geo_status geo_sdg_land_use(geo_ctx *ctx, int64_t n,
                                                   const geo_sdg_growth *city, int logarithmic,
                                                   geo_sdg_land *out);

/** 11.7.1: the share of built-up land that is open space for public use or streets.
 *
 *  @param open_m2, street_m2, built_m2  [n] finite and >= 0, or NaN = unknown; the first two are
 *                      of the built-up land and do not overlap
 *  @param[out] share   [n] 0 to 1; NaN when something is unknown or no land is built up
 *  @retval GEO_DATA    an area is negative or infinite, or the two are more than all by more than
 *                      one in a million
 *  @retval GEO_INVALID n is negative
 *  Source: UN-Habitat, metadata of 11.7.1. Cost: O(n). */
GEO_API GEO_MUST_CHECK geo_status geo_sdg_open_space(geo_ctx *ctx, int64_t n, const double *open_m2,
                                                     const double *street_m2,
                                                     const double *built_m2, double *share);

#ifdef __cplusplus
}
#endif
#endif /* GEO_SDG_H */
