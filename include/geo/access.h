/* SPDX-License-Identifier: MIT */
/** @file geo/access.h
 *  Access: how much of what facilities offer can be got from each place, and how many share it.
 *  Costs come by rows (geo/cost.h), straight lines or any table; no metric sees a coordinate.
 *
 *  In all of this header i is one of n places (origins of the costs) and j one of m facilities
 *  (destinations); c is the cost from i to j, f(c) its weight, W_ij = f(c_ij), and 0 beyond the
 *  cut-off. A place whose demand is NaN is left out: it is in no sum, and its score is NaN. A
 *  facility whose supply is NaN is left out likewise. Both are counted.
 */
#ifndef GEO_ACCESS_H
#define GEO_ACCESS_H

#include <math.h>

#include "geo/cost.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Decay --------------------------------------------------------------------------- */

/** How the weight of a cost c falls with it. Costs and scales are in the unit of the table. */
typedef enum geo_decay_form {
    GEO_DECAY_NONE,          /**< 1 */
    GEO_DECAY_POWER,         /**< max(c, c_min)^-beta */
    GEO_DECAY_EXPONENTIAL,   /**< exp(-beta c); half as much every ln 2 / beta */
    GEO_DECAY_GAUSSIAN,      /**< exp(-c^2 / (2 scale^2)) */
    GEO_DECAY_GAUSSIAN_BETA, /**< exp(-c^2 / beta), as Luo & Qi 2009 write it */
    GEO_DECAY_LINEAR,        /**< max(0, 1 - c / scale) */
    GEO_DECAY_LOGISTIC,      /**< 1 / (1 + exp(beta (c - scale))) */
    GEO_DECAY_LOG_LOGISTIC,  /**< 1 / (1 + (c / scale)^beta) */
    GEO_DECAY_DAI,           /**< (exp(-(c / scale)^2 / 2) - exp(-1/2)) / (1 - exp(-1/2)), 0 beyond
                                  scale; Dai 2010 */
    GEO_DECAY_EPANECHNIKOV,  /**< 1 - (c / scale)^2, 0 beyond scale */
    GEO_DECAY_QUARTIC,       /**< the square of that */
    GEO_DECAY_STEP           /**< step_weight[k] of the first k with c <= step_cost[k], else 0 */
} geo_decay_form;

typedef struct geo_decay {
    size_t struct_size;
    geo_decay_form form;
    double beta;               /**< > 0 where the form has one; no default */
    double scale;              /**< > 0 where the form has one; no default */
    double c_min;              /**< power: what smaller costs count as, > 0; default 1 */
    int64_t steps;             /**< step: how many, >= 1 */
    const double *step_cost;   /**< [steps] finite, >= 0, ascending */
    const double *step_weight; /**< [steps] finite, >= 0 */
} geo_decay;

static inline geo_decay geo_decay_default(void)
{
    geo_decay d = {sizeof(geo_decay), GEO_DECAY_NONE, (double)NAN, (double)NAN, 1.0, 0, NULL, NULL};
    return d;
}

/** The weights of @p n costs.
 *  @param cost        [n] >= 0; infinity weighs what the form tends to
 *  @param[out] weight [n]; may be @p cost
 *  @retval GEO_INVALID a parameter of the form is missing or out of range, or a weight could be
 *                      above 1e100 (c_min or a step) */
GEO_API GEO_MUST_CHECK geo_status geo_decay_weights(geo_ctx *ctx, const geo_decay *decay, int64_t n,
                                                    const double *cost, double *weight);

typedef struct geo_access_options {
    size_t struct_size;
    double cutoff;          /**< costs above it are out of reach (closed), > 0; default infinity */
    const geo_decay *decay; /**< NULL = 1 within the cut-off */
} geo_access_options;

static inline geo_access_options geo_access_options_default(void)
{
    geo_access_options o = {sizeof(geo_access_options), (double)INFINITY, NULL};
    return o;
}

/* ---- Without competition ------------------------------------------------------------- */

/** What can be reached: A_i = sum over j of supply_j W_ij. Without decay these are cumulative
 *  opportunities; with it Hansen's accessibility.
 *
 *  @param supply      [m] finite and >= 0, or NaN = unknown; NULL = 1 each
 *  @param[out] score  [n] 0 where nothing is in reach
 *  @param[out] reach  [n] facilities in reach that weigh anything; or NULL
 *  @retval GEO_DATA    a supply is negative or infinite (the message names it), or a sum too large
 *  @retval GEO_INVALID the cut-off is not above 0, or the decay is wrong
 *  Cost: O(entries) time, O(m) memory.
 *  Source: Hansen 1959, doi:10.1080/01944365908978307. */
GEO_API GEO_MUST_CHECK geo_status geo_access_opportunities(geo_ctx *ctx, const geo_costs *costs,
                                                           const double *supply,
                                                           const geo_access_options *options,
                                                           double *score, int64_t *reach);

/** The closest facility; ties go to the lower index.
 *  @param cutoff         ignore what costs more (closed), > 0; infinity = any
 *  @param[out] facility  [n] -1 where there is none
 *  @param[out] cost      [n] NaN where there is none
 *  @retval GEO_INVALID the cut-off is not above 0
 *  Cost: O(entries) time. For mean, maximum and percentiles see geo_summarize(). */
GEO_API GEO_MUST_CHECK geo_status geo_access_closest(geo_ctx *ctx, const geo_costs *costs,
                                                     double cutoff, int64_t *facility,
                                                     double *cost);

/* ---- Floating catchments ------------------------------------------------------------- */

typedef enum geo_catchment_method {
    GEO_2SFCA,  /**< R_j = S_j / sum P_i W_ij, A_i = sum W_ij R_j. Luo & Wang 2003,
                     doi:10.1068/b29120; with decay it is E2SFCA, Luo & Qi 2009,
                     doi:10.1016/j.healthplace.2009.06.002 */
    GEO_3SFCA,  /**< G_ij = W_ij / sum over j of W_ij, R_j = S_j / sum P_i G_ij W_ij,
                     A_i = sum G_ij W_ij R_j. Wan, Zou & Sternberg 2012,
                     doi:10.1080/13658816.2011.624987 */
    GEO_M2SFCA, /**< R_j as 2SFCA, A_i = sum W_ij^2 R_j: what lies far off is lost, not moved.
                     Delamater 2013, doi:10.1016/j.healthplace.2013.07.012 */
    GEO_BFCA    /**< U_ij = W_ij / sum over j of W_ij, V_ij = W_ij / sum over i of W_ij,
                     R_j = S_j / sum P_i U_ij, A_i = sum V_ij R_j. Paez, Higgins & Vivona 2019,
                     doi:10.1371/journal.pone.0218773 */
} geo_catchment_method;

/** Arrays of the caller's that are filled, each of which may be NULL; and counts. */
typedef struct geo_catchments {
    double *score;     /**< [n] A_i; 0 where no facility is in reach */
    int64_t *reach;    /**< [n] facilities in reach that weigh anything */
    double *ratio;     /**< [m] R_j; 0 where the catchment is empty */
    double *load;      /**< [m] what R_j divides by; 0 = the catchment is empty */
    double *catchment; /**< [m] people in the catchment: sum of P_i where W_ij > 0 */
    int64_t demand_unknown, supply_unknown; /**< left out, with NaN in their arrays */
    int64_t unserved;                       /**< places with no facility in reach */
    int64_t empty;                          /**< facilities with an empty catchment */
} geo_catchments;

/** What each place gets of facilities that are shared with all who can reach them.
 *
 *  For 2SFCA and 3SFCA the sum of P_i A_i is the sum of S_j over catchments that are not empty;
 *  for M2SFCA it is at most that where weights are at most 1; for BFCA the sum of A_i is that of
 *  R_j.
 *
 *  @param demand  [n] P_i, finite and >= 0, or NaN = unknown; NULL = 1 each
 *  @param supply  [m] S_j, finite and >= 0, or NaN = unknown; NULL = 1 each
 *  @param[in,out] out  arrays to fill; without them only counts
 *  @retval GEO_DATA    a demand or a supply is negative or infinite (the message names it), the
 *                      demand adds up to 0, or a sum is too large
 *  @retval GEO_INVALID as geo_access_opportunities()
 *  Cost: O(entries) time, two readings of the costs (three for 3SFCA and BFCA); O(n + m) memory
 *  and what geo_costs_transpose() takes. Sums are the same for any threads: they carry what
 *  rounding loses, so their order decides no more than the last bit. */
GEO_API GEO_MUST_CHECK geo_status geo_access_catchments(geo_ctx *ctx, const geo_costs *costs,
                                                        geo_catchment_method method,
                                                        const double *demand, const double *supply,
                                                        const geo_access_options *options,
                                                        geo_catchments *out);

/* ---- Choice -------------------------------------------------------------------------- */

typedef struct geo_huff_options {
    size_t struct_size;
    double alpha;  /**< exponent of the attraction, >= 0; default 1 */
    double beta;   /**< exponent of the cost, >= 0; default 2 */
    double c_min;  /**< what smaller costs count as, > 0; default 1 */
    double cutoff; /**< as in geo_access_options */
} geo_huff_options;

static inline geo_huff_options geo_huff_options_default(void)
{
    geo_huff_options o = {sizeof(geo_huff_options), 1.0, 2.0, 1.0, (double)INFINITY};
    return o;
}

/** Called on the caller's thread, place after place: the chance that place @p i goes to each of
 *  @p count facilities, by ascending index. @return 0 to stop: the call fails with GEO_CANCELLED */
typedef int (*geo_huff_fn)(int64_t i, int64_t count, const int32_t *facility, const double *chance,
                           void *user);

/** Arrays of the caller's that are filled, each of which may be NULL; and counts. */
typedef struct geo_huff {
    int64_t *reach;     /**< [n] facilities in reach that attract */
    int64_t *likeliest; /**< [n] the one with the greatest chance, the lower of equals; -1 = none */
    double *chance;     /**< [n] its chance; NaN where there is none */
    double *visits;     /**< [m] sum of P_i times the chance of i going there */
    double *share;      /**< [m] of all visits; NaN when there are none */
    geo_huff_fn flow;   /**< told of every chance at the end; or NULL */
    void *flow_user;
    int64_t demand_unknown, supply_unknown; /**< left out */
    int64_t unserved;                       /**< places with nothing in reach: they go nowhere */
} geo_huff;

/** Who goes where: the chance of j among all that i can reach is
 *  S_j^alpha c_ij^-beta / sum over k of S_k^alpha c_ik^-beta. Errors and cost as above; the demand
 *  may add up to 0. Source: Huff 1963, doi:10.2307/3144521. */
GEO_API GEO_MUST_CHECK geo_status geo_access_huff(geo_ctx *ctx, const geo_costs *costs,
                                                  const double *demand, const double *attraction,
                                                  const geo_huff_options *options, geo_huff *out);

#ifdef __cplusplus
}
#endif
#endif /* GEO_ACCESS_H */
