/* SPDX-License-Identifier: MIT */
/** @file geo/concentration.h
 *  Zones and sectors: what is a zone specialised in, how mixed is it, and is a sector more
 *  concentrated than its few large establishments alone would make it?
 */
#ifndef GEO_CONCENTRATION_H
#define GEO_CONCENTRATION_H

#include "geo/geo.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Tables of zones and sectors ------------------------------------------------------------ */

/** How a zone's total is shared among N sectors, or a sector's among N zones; logarithms are
 *  natural. All but the first two are NaN without anything to share. */
typedef struct geo_mix {
    double total;
    int64_t present;     /**< sectors (zones) with more than nothing: Hill number of order 0 */
    double hhi;          /**< Herfindahl-Hirschman: sum of s^2, 1 / N to 1 */
    double hhi_relative; /**< (hhi - 1 / N) / (1 - 1 / N), 0 to 1; NaN when N is 1 */
    double entropy;      /**< H = - sum of s ln s */
    double evenness;     /**< H / ln N, the land-use mix: N is all there are, not those present */
    double hill1, hill2; /**< exp(H) and 1 / hhi: as many alike would be as mixed */
    double krugman;      /**< sum of |s - share in all|, 0 to 2; the zone itself is in all */
    double hachman;      /**< 1 / sum of (LQ s): 1 is as mixed as all */
    double theil;        /**< sum of s ln(s / share in all): 0 is as all */
} geo_mix;

/** Arrays of the caller's, or NULL for what is not wanted. */
typedef struct geo_mixes {
    double *quotient;   /**< [zones * sectors] location quotients: a sector's share of the zone over
                             its share of all; NaN where either has nothing */
    geo_mix *zone;      /**< [zones] */
    geo_mix *sector;    /**< [sectors] how it is shared among the zones */
    double information; /**< sum over all of E_is / E ln(E_is E / (E_i E_s)): the mean of theil,
                             weighted by the totals, of zones and of sectors; set by the call */
} geo_mixes;

/** @param amount  [zones * sectors] zone by zone: employment or establishments, finite and >= 0
 *  @param shrink  nonzero: quotients of zones with little in them are drawn towards 1, by
 *                 empirical Bayes over the zones with anything, for each sector (Marshall 1991):
 *
 *      LQ = (b + (E_is / E_i - b) a / (a + b / E_i)) / b
 *      b = E_s / E, a = max(0, (sum over i of E_i (E_is / E_i - b)^2 - b zones) / E)
 *
 *  @param[out] out  arrays of the caller
 *  @retval GEO_DATA     an amount is negative or not finite, or they are too large to add
 *  @retval GEO_INVALID  zones or sectors is negative
 *  Cost: O(zones * sectors). */
GEO_API GEO_MUST_CHECK geo_status geo_mix_measure(geo_ctx *ctx, int64_t zones, int64_t sectors,
                                                  const double *amount, int shrink, geo_mixes *out);

/* ---- Establishments ------------------------------------------------------------------------- */

/** A sector's establishments over zones. NaN as told. */
typedef struct geo_concentration {
    int64_t plants;         /**< establishments with more than nothing */
    double total;           /**< their sizes */
    double g;               /**< sum of (s_i - x_i)^2; NaN without any */
    double h;               /**< Herfindahl of their sizes; NaN without any */
    double ellison_glaeser; /**< gamma: 0 is as by throwing plants of these sizes on a map of x,
                               above 0.05 much, below 0.02 little (Ellison & Glaeser 1997,
                                 doi:10.1086/262098). NaN with one plant, or all x in one zone */
    double maurel_sedillot; /**< (Maurel & Sedillot 1999, doi:10.1016/S0166-0462(99)00020-6) */
} geo_concentration;

/** The establishments, and the zones they are held against. */
typedef struct geo_plants {
    int64_t n;
    const int64_t *zone;   /**< [n] 0 .. zones - 1; -1 = of none: left out */
    const int64_t *sector; /**< [n] 0 .. sectors - 1; -1 = of none: counts in x alone */
    const double *size;    /**< [n] >= 0 and finite, or NaN = unknown: left out; NULL = 1 each */
    int64_t zones, sectors;
    const double *area; /**< [zones] what x is the share of, >= 0 and finite; NULL = all sizes */
} geo_plants;

/** @param[out] out  [sectors]
 *  @retval GEO_DATA     a size or area is negative or not finite
 *  @retval GEO_INVALID  a zone or sector is none of them
 *  Cost: O(n + zones * sectors). */
GEO_API GEO_MUST_CHECK geo_status geo_concentration_measure(geo_ctx *ctx, const geo_plants *plants,
                                                            geo_concentration *out);

#ifdef __cplusplus
}
#endif
#endif /* GEO_CONCENTRATION_H */
