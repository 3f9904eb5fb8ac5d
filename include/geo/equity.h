/* SPDX-License-Identifier: MIT */
/** @file geo/equity.h
 *  Equity: how evenly something is shared among people; and how jobs and homes match.
 */
#ifndef GEO_EQUITY_H
#define GEO_EQUITY_H

#include "geo/geo.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Distribution -------------------------------------------------------------------- */

/** How a value is shared among people. Undefined values are NaN: all when no one is counted, the
 *  first four after the mean when the mean is 0. */
typedef struct geo_equity {
    int64_t used, unknown; /**< units with and without a value and a weight */
    double weight;         /**< people in those used */
    double mean;           /**< per head */
    double gini;           /**< 0 = all have the same, towards 1 = one has all */
    double theil;          /**< Theil's T in nats: 0 = all the same, ln(people) = one has all */
    double hoover; /**< the share that would have to change hands for all to have the same */
    double palma;  /**< what the best 10 % have over what the worst 40 % have, cut within a
                        unit where need be; NaN when the latter have nothing */
    double below;  /**< share of people with less than the standard (FGT-0) */
    double above;  /**< share of people with more than it */
} geo_equity;

/** @param value    [n] finite and >= 0, or NaN = unknown
 *  @param weight   [n] people, finite and >= 0, or NaN = unknown; NULL = 1 each
 *  @param standard what everyone ought to have; NaN = none: below and above are NaN
 *  @retval GEO_DATA a value or weight is negative or infinite (the message names it), or they are
 *                   too large to add
 *  Gini = 1 - sum p_k (L_k + L_(k-1)) over units by ascending value, with p_k the share of people
 *  and L_k that of the value up to unit k.
 *  Cost: O(n log n) time, O(n) memory. */
GEO_API GEO_MUST_CHECK geo_status geo_equity_measure(geo_ctx *ctx, int64_t n, const double *value,
                                                     const double *weight, double standard,
                                                     geo_equity *out);

/** Theil's T of all is that between the means of groups and that within them. */
typedef struct geo_theil {
    double total, between, within;
} geo_theil;

/** The same for each of @p groups groups, and Theil's T taken apart.
 *  @param group         [n] 0 .. groups - 1, or -1 = of none, which is left out
 *  @param[out] each     [groups]
 *  @param[out] theil    or NULL
 *  @retval GEO_INVALID  a group is none of them. Other errors as above */
GEO_API GEO_MUST_CHECK geo_status geo_equity_groups(geo_ctx *ctx, int64_t n, const double *value,
                                                    const double *weight, const int64_t *group,
                                                    int64_t groups, double standard,
                                                    geo_equity *each, geo_theil *theil);

/** The Lorenz curve: what share of the value the worst-off share of people has.
 *  @param[out] people, access  [n + 1] from (0, 0) to (1, 1) by ascending value, equals in their
 *                              order, a point for each unit with people
 *  @param[out] count           points; 0 when the curve is undefined (no people, or a mean of 0)
 *  Errors and cost as geo_equity_measure(). */
GEO_API GEO_MUST_CHECK geo_status geo_equity_lorenz(geo_ctx *ctx, int64_t n, const double *value,
                                                    const double *weight, double *people,
                                                    double *access, int64_t *count);

/* ---- Jobs and homes ------------------------------------------------------------------ */

/** Of all units with both numbers. */
typedef struct geo_balance {
    int64_t used, unknown;
    double jobs, residents;
    double ratio;    /**< jobs over residents; NaN without residents */
    double mismatch; /**< spatial mismatch, 0 to 100: the percentage of residents (or jobs) that
                          would have to move for both to be spread alike; NaN without either */
} geo_balance;

/** Jobs against residents: 50 sum |r_i / R - e_i / E| (Martin 2004).
 *  @param jobs, residents  [n] finite and >= 0, or NaN = unknown, which leaves the unit out
 *  @param[out] ratio       [n] jobs per resident; NaN without residents; or NULL
 *  @param[out] gap         [n] share of jobs less share of residents; or NULL
 *  @retval GEO_DATA as above */
GEO_API GEO_MUST_CHECK geo_status geo_balance_measure(geo_ctx *ctx, int64_t n, const double *jobs,
                                                      const double *residents, double *ratio,
                                                      double *gap, geo_balance *out);

/** Self-containment: of a unit's jobs, and of its employed residents, the share of those who
 *  both live and work there.
 *  @param both           [n] who live and work in the unit
 *  @param jobs, workers  [n] those who work there, and those who live there and work anywhere
 *  @param[out] of_jobs, of_workers  [n] NaN where the divisor is 0 or something is unknown
 *  @retval GEO_DATA a number is negative or infinite, or both exceeds one of the others */
GEO_API GEO_MUST_CHECK geo_status geo_self_containment(geo_ctx *ctx, int64_t n, const double *both,
                                                       const double *jobs, const double *workers,
                                                       double *of_jobs, double *of_workers);

#ifdef __cplusplus
}
#endif
#endif /* GEO_EQUITY_H */
