/* SPDX-License-Identifier: MIT */
/** @file geo/cost.h
 *  Cost tables: what it costs to get from each origin to each destination within reach. Metrics
 *  of access ask for costs by rows and do not care where they come from: straight lines are
 *  measured when a row is asked for, so that no table need ever sit in memory; a table that was
 *  computed elsewhere (minutes by network, fares) is read from a file (geo/cost_file.h).
 */
#ifndef GEO_COST_H
#define GEO_COST_H

#include <math.h>

#include "geo/space.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Costs from n origins to m destinations, immutable; may be used by several threads at once.
 *  A pair that is not there is out of reach, which is not the same as a cost of 0. */
typedef struct geo_costs geo_costs;

/** Some rows of a table. Row i of them, of origin first + i, holds the entries
 *  begin[i] .. begin[i + 1] - 1 of the two arrays, by ascending destination. */
typedef struct geo_cost_rows {
    int64_t first, count;
    const int64_t *begin;       /**< [count + 1] */
    const int32_t *destination; /**< indices of destinations */
    const double *cost;         /**< finite, >= 0 */
} geo_cost_rows;

/** Straight-line metres between points, of pairs at most @p cutoff_m apart (closed).
 *  Rows are measured when asked for: O(n + m) memory, O(log m + entries) per row.
 *
 *  @param origins, destinations  points (or multipoints of one); what has no geometry is in no
 *                                pair. Not kept: they may be destroyed afterwards
 *  @param cutoff_m    > 0; infinity = every pair (a full table: n * m entries)
 *  @param skip_self   nonzero: no pair (i, i)
 *  @retval GEO_DATA    a feature is not a point
 *  @retval GEO_INVALID cutoff_m is not above 0
 *  @retval GEO_LIMIT   2^31 destinations or more */
GEO_API GEO_MUST_CHECK geo_status geo_costs_measure(geo_ctx *ctx, const geo_shapes *origins,
                                                    const geo_shapes *destinations, double cutoff_m,
                                                    int skip_self, geo_costs **out);

/** A table from pairs, in any order (copied).
 *  @param origin, destination, cost  [pairs] indices from 0, and costs
 *  @param unit  what a cost is in, "m", "min", "CNY"; "" = not known. At most 31
 *               bytes, without blanks, delimiters or quotes
 *  @retval GEO_DATA    an index is out of range, a cost negative or not finite, or a pair there
 *                      twice (the message names the pairs, counted from 1) */
GEO_API GEO_MUST_CHECK geo_status geo_costs_create(geo_ctx *ctx, int64_t origins,
                                                   int64_t destinations, int64_t pairs,
                                                   const int64_t *origin,
                                                   const int64_t *destination, const double *cost,
                                                   const char *unit, geo_costs **out);

/** The same costs seen from the other side: origins become destinations.
 *  Straight lines stay unmeasured; a table is turned in O(pairs). */
GEO_API GEO_MUST_CHECK geo_status geo_costs_transpose(geo_ctx *ctx, const geo_costs *costs,
                                                      geo_costs **out);
GEO_API void geo_costs_destroy(geo_costs *costs);

GEO_API int64_t geo_costs_origins(const geo_costs *costs);
GEO_API int64_t geo_costs_destinations(const geo_costs *costs);
GEO_API const char *geo_costs_unit(const geo_costs *costs);
/** Largest cost the table can hold: the cut-off of geo_costs_measure(), infinity of a table. */
GEO_API double geo_costs_cutoff(const geo_costs *costs);

/** Room for the rows of one asker at a time; each thread has its own. */
typedef struct geo_cost_reader geo_cost_reader;
GEO_API GEO_MUST_CHECK geo_status geo_cost_reader_create(geo_ctx *ctx, const geo_costs *costs,
                                                         geo_cost_reader **out);
GEO_API void geo_cost_reader_destroy(geo_cost_reader *reader);
/** Rows @p first .. first + count - 1; valid until the next call or the reader's end.
 *  @retval GEO_INVALID the range is not within the origins */
GEO_API GEO_MUST_CHECK geo_status geo_cost_reader_rows(geo_ctx *ctx, geo_cost_reader *reader,
                                                       int64_t first, int64_t count,
                                                       geo_cost_rows *out);

#ifdef __cplusplus
}
#endif
#endif /* GEO_COST_H */
