/* SPDX-License-Identifier: MIT */
/** @file geo/regions.h
 *  Regions of zones: connected groups of zones that are alike, of a number that is given (SKATER)
 *  or as many as possible with enough in each (max-p).
 */
#ifndef GEO_REGIONS_H
#define GEO_REGIONS_H

#include "geo/weights.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Both take zones with who touches whom (geo/weights.h; a pair in either direction joins both,
 * weights do not matter) and some columns of values. A zone with an unknown value (NaN) is left
 * out, as if it were not there: label -1. */

/* ---- SKATER ---------------------------------------------------------------------------- */

typedef struct geo_skater_options {
    size_t struct_size;
    int64_t regions;        /**< how many to make, >= 1; default 5 */
    int standardize;        /**< nonzero: each column less its mean, by its standard deviation;
                                 default 1 */
    int by_part;            /**< nonzero: where the zones fall into parts that do not touch, each
                                 part has a tree of its own. 0, the default: that is an error */
    const double *floor_of; /**< [n] what regions need enough of, >= 0, NaN = unknown; NULL =
                                 none */
    double floor;           /**< each region has at least this (closed); default 0 */
} geo_skater_options;

static inline geo_skater_options geo_skater_options_default(void)
{
    geo_skater_options o = {sizeof(geo_skater_options), 5, 1, 0, NULL, 0.0};
    return o;
}

typedef struct geo_skater_summary {
    int64_t regions;  /**< made: fewer than asked for when no more cut leaves enough on each side */
    int64_t parts;    /**< of zones that touch */
    int64_t left_out; /**< zones without a value */
    double tree_cost; /**< sum of the tree's edges: distances among values as they are compared */
    double ssd_total; /**< sum of squared differences from the mean of all */
    double ssd_within; /**< from the mean of each region */
} geo_skater_summary;

/** Cut the minimum spanning tree of zones into regions: each time where the sum of squared
 *  differences from the regions' means falls most.
 *
 *  The cost of joining two neighbours is the Euclidean distance of their values. Ties: edges by
 *  their lower zone, then the higher; so do cuts of equal gain. Regions are numbered by their
 *  lowest zone.
 *
 *  @param columns    number of columns of values, >= 1
 *  @param value      [columns * n] column after column
 *  @param[out] label [n]
 *  @param[out] summary  or NULL
 *  @retval GEO_DATA    a value is infinite; no column tells zones apart; zones fall into parts
 *                      and by_part is 0; a part has less than the floor; no zone has values
 *  @retval GEO_INVALID an option is out of range; fewer zones than regions, or more parts
 *  Cost: O(e log e + cuts * zones of the tree that is cut * columns). O(n columns + e) memory.
 *  Source: Assuncao, Neves, Camara & Da Costa Freitas 2006, doi:10.1080/13658810600665111. spdep
 *  sums distances where the paper, and this, sum their squares; so do its results differ. */
GEO_API GEO_MUST_CHECK geo_status geo_skater(geo_ctx *ctx, const geo_weights *weights,
                                             int64_t columns, const double *value,
                                             const geo_skater_options *options, int64_t *label,
                                             geo_skater_summary *summary);

/* ---- Max-p ------------------------------------------------------------------------------- */

typedef struct geo_max_p_options {
    size_t struct_size;
    int standardize;  /**< as above */
    int by_part;      /**< as above */
    uint64_t seed;    /**< of what is left to chance; default 1 */
    int64_t starts;   /**< partitions grown, of which the best are improved, 1 to 1e6;
                           default 200 */
    int64_t tabu;     /**< moves for which a zone may not go back, >= 0; default 10 */
    int64_t patience; /**< moves without a new best after which to stop, >= 0; default 200 */
} geo_max_p_options;

static inline geo_max_p_options geo_max_p_options_default(void)
{
    geo_max_p_options o = {sizeof(geo_max_p_options), 1, 0, 1, 200, 10, 200};
    return o;
}

typedef struct geo_max_p_summary {
    int64_t regions;      /**< p */
    int64_t parts;        /**< of zones that touch */
    int64_t left_out;     /**< zones without a value or amount */
    double heterogeneity; /**< sum over the pairs of zones of a region, each pair once, and over
                               columns of |x_i - x_j|, values as they are compared */
    double grown;         /**< what it was before zones were moved, of the best that was grown */
    int64_t bound;        /**< no partition has more regions: sum of the parts' amounts / floor */
} geo_max_p_summary;

/** As many connected regions as possible that each have enough of something (closed: >= floor),
 *  then as alike within as possible.
 *
 *  NP-hard, so this is a search: regions are grown from zones drawn by chance, what is left over
 *  goes to the neighbour it is most like, regions that can be cut into two are; of `starts` such
 *  partitions those with most regions are improved by moving zones at borders (tabu search). The
 *  same seed gives the same regions, whatever the order of input: chance looks at zones in the
 *  order of their values and amounts (of equal ones in that of the input). Regions are numbered by
 *  their lowest zone.
 *
 *  @param columns, value  as above
 *  @param amount     [n] what regions need enough of, >= 0; NaN = unknown, the zone is left out
 *  @param floor      > 0
 *  @param[out] label [n]
 *  @param[out] summary  or NULL
 *  @retval GEO_DATA    as above, or an amount is negative or infinite
 *  @retval GEO_INVALID an option or the floor is out of range
 *  Cost: a start O(n (d + r) columns) for regions of r zones and d neighbours; a move O(r^2).
 *  Source: Duque, Anselin & Rey 2012, doi:10.1111/j.1467-9787.2011.00743.x. */
GEO_API GEO_MUST_CHECK geo_status geo_max_p(geo_ctx *ctx, const geo_weights *weights,
                                            int64_t columns, const double *value,
                                            const double *amount, double floor,
                                            const geo_max_p_options *options, int64_t *label,
                                            geo_max_p_summary *summary);

#ifdef __cplusplus
}
#endif
#endif /* GEO_REGIONS_H */
