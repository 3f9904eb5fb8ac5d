/* SPDX-License-Identifier: MIT */
/** @file geo/agglomeration.h
 *  Do the establishments of a sector gather more than all do, at which distance, and with whom?
 *  Duranton and Overman's Kd, Marcon and Puech's M, and co-location quotients.
 *
 *  All of them compare with the sites that there are, never with empty land. Chance deals
 *  establishments out to the sites again; what is dealt depends on the seed and the number of the
 *  simulation alone. Where there are no more arrangements than simulations asked for, M and
 *  co-location take each once, and p is exact. Otherwise p = (1 + those at least as extreme) / (1 +
 *  simulations). Ties within 1e-12 of the size of the statistic, or of 1, are equal.
 *
 *  NaN is undefined. All functions fail with GEO_INVALID when an option is out of range.
 */
#ifndef GEO_AGGLOMERATION_H
#define GEO_AGGLOMERATION_H

#include "geo/autocorrelation.h"
#include "geo/cost.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Kd ---------------------------------------------------------------------------------- */

typedef struct geo_kd_options {
    size_t struct_size;
    double bandwidth; /**< of the kernel, m (with costs: their unit), > 0; 0 = by the rule below */
    double reach;     /**< largest distance, m (likewise), > 0; 0 = the median between all sites */
    int64_t steps;    /**< distances are 0, reach / steps, ..., reach; 1 to 10,000; default 100 */
    int64_t simulations; /**< 0 (none: bands are NaN) to 1,000,000; default 1000 */
    double alpha;        /**< default 0.05, above 0, below 0.5: at each distance the local band
                              leaves out so much below and as much above, 2 alpha in all; the
                              global one leaves out alpha of the simulations over all distances */
    uint64_t seed;       /**< default 1 */
    int64_t exact;       /**< nonzero: add every pair by itself, however long that takes */
} geo_kd_options;

static inline geo_kd_options geo_kd_options_default(void)
{
    geo_kd_options o = {sizeof(geo_kd_options), 0.0, 0.0, 100, 1000, 0.05, 1, 0};
    return o;
}

/** Arrays [steps + 1] of the caller's, or NULL for what is not wanted, and what the call tells. */
typedef struct geo_kd {
    double *r;                      /**< distances */
    double *value;                  /**< Kd: the density of distances between pairs */
    double *mean;                   /**< of the simulations */
    double *local_low, *local_high; /**< quantiles alpha and 1 - alpha at each distance (type 7) */
    double *global_low, *global_high; /**< 1 - alpha of the simulations stay within everywhere */
    double *localised;                /**< what value has above the global band */
    double *dispersed;                /**< what it lacks below it; 0 if localised anywhere */
    double bandwidth, reach;          /**< set by the call, as are all of the following */
    double localisation, dispersion;  /**< integrals of the two: shares of all pairs */
    int64_t sites, members;           /**< places, and those of the sector */
    int64_t unknown;                  /**< members without a weight, left out of the sector */
    int64_t kept;                     /**< simulations that the global band is drawn around */
} geo_kd;

/** How often are establishments of a sector r apart (Duranton & Overman 2005,
 *  doi:10.1111/0034-6527.00362)?
 *
 *      Kd(r) = 1 / (h sum w) sum over pairs of w (phi((r - d) / h) + phi((r + d) / h))
 *
 *  with w the product of the weights of the two, phi the standard normal density (reflected at
 *  0), and h = 0.9 min(sd, IQR / 1.34) m^(-1/5) of the m distances between members, of all pairs
 *  (dbmss leaves out those beyond twice the reach); sd if the IQR is 0. Simulations put the
 *  members with their weights on as many sites drawn without replacement, and have the same h.
 *
 *  The global band: simulations that are the first with the lowest or highest value at any distance
 *  are left out, again and again until at most (1 - alpha) of all are left, and the band moves back
 *  from those towards the band before by (share to keep less share kept), as in dbmss. NaN when
 *  none is left: ask for more simulations.
 *
 *  Unless exact, distances are shared out to bins of h / 32, which moves no value by more than
 *  1e-4 / h; and simulations of many members are counted on a plane of cells of h / 2, which moves
 *  theirs by less than 1e-4 of the highest. The reach of more than 20,000 sites is that
 *  of 20,000 of them drawn by the seed.
 *
 *  @param sites   points; one without geometry is no site
 *  @param member  [features] nonzero: of the sector
 *  @param weight  [features] >= 0, such as employment, or NaN = unknown; NULL = 1 each
 *  @retval GEO_DATA  a weight is negative or infinite; half of all pairs of sites are at one place,
 *                    so that there is no reach; the bandwidth is less than a 10,000th of it; or one
 *                    of the two is 1e140 or more
 *  All NaN but the counts: fewer than two members with a weight; without a bandwidth by the rule,
 *  which is then 0, as all pairs are equally far apart or there is but one.
 *  Cost: O(m^2) once, and O(m^2) or O(p log p) a simulation for a plane of p cells, whichever is
 *  less; memory O(n + simulations * steps). */
GEO_API GEO_MUST_CHECK geo_status geo_kd_measure(geo_ctx *ctx, const geo_shapes *sites,
                                                 const uint8_t *member, const double *weight,
                                                 const geo_kd_options *options, geo_kd *out);

/** The same with distances from a table of costs between n sites, in its unit. The distance of a
 *  pair is the mean of both ways, or that of the only one; a pair out of reach of each other
 *  counts in no sum, and in no rule.
 *  @param member, weight  [n]
 *  @retval GEO_DATA  also when origins and destinations differ in number
 *  Cost: O(pairs of the table) once and for each simulation. */
GEO_API GEO_MUST_CHECK geo_status geo_kd_costs(geo_ctx *ctx, const geo_costs *costs,
                                               const uint8_t *member, const double *weight,
                                               const geo_kd_options *options, geo_kd *out);

/* ---- M ----------------------------------------------------------------------------------- */

typedef struct geo_chance_options {
    size_t struct_size;
    int64_t simulations; /**< 0 (none: their results are NaN) to 10,000,000; default 999 */
    uint64_t seed;       /**< default 1 */
    geo_tail tail;       /**< default GEO_TAIL_TWO_SIDED */
    int keep_weights;    /**< M: nonzero: weights stay where they are and types alone are dealt
                              out, as dbmss has it under random labelling; 0: both together */
    double alpha;        /**< M: at each radius alone the band leaves out half of it below and
                              half above; no test of all radii; default 0.05, above 0, below 1 */
} geo_chance_options;

static inline geo_chance_options geo_chance_options_default(void)
{
    geo_chance_options o = {sizeof(geo_chance_options), 999, 1, GEO_TAIL_TWO_SIDED, 0, 0.05};
    return o;
}

/** Arrays [radii] of the caller's, or NULL for what is not wanted. */
typedef struct geo_m {
    double *value;
    double *mean, *low, *high; /**< of the simulations; low and high quantiles (type 7) */
    double *p;
    int64_t *used;       /**< members with a neighbour within the radius */
    int64_t simulations; /**< made, or of all there are when exact; set by the call */
    int exact;
} geo_m;

/** Which sectors, of which establishments, within which distances. */
typedef struct geo_m_question {
    const int32_t *type;  /**< [n] the sector of each, >= 0; -1 = of none, but a neighbour */
    const double *weight; /**< [n] >= 0 and finite; NULL = 1 each */
    int32_t of, with;     /**< S and T; equal: does the sector gather? Else: is T near S? */
    const double *radius; /**< [radii] ascending, >= 0, in the unit of the costs */
    int64_t radii;        /**< at most 60,000 */
} geo_m_question;

/** What share of the neighbours of a sector's establishments is of sector T, against its share
 *  of all (Marcon & Puech 2010, doi:10.1093/jeg/lbp056)? 1 is what chance would have; 2 is twice.
 *
 *      M(r) = sum over i in S of (w_T(i, r) / w(i, r)) / sum over i in S of ((W_T - [i in T] w_i) /
 *             (W - w_i))
 *
 *  with w(i, r) the weight of all others at most r from i and W that of all. Members without any
 *  weight around them are left out of both sums.
 *
 *  @param costs   distances between n sites, straight or of a table (a pair is that from i); with a
 *                 cut-off of at least the largest radius
 *  @retval GEO_DATA  a weight is negative or not finite; origins and destinations differ in number
 *  Cost: O(pairs within the largest radius) time a simulation; 6 bytes of memory a pair. */
GEO_API GEO_MUST_CHECK geo_status geo_m_measure(geo_ctx *ctx, const geo_costs *costs,
                                                const geo_m_question *question,
                                                const geo_chance_options *options, geo_m *out);

/* ---- Co-location ------------------------------------------------------------------------- */

/** Arrays [types * types] of the caller's, or NULL: entry a * types + b is of a towards b. */
typedef struct geo_colocation {
    double *count;       /**< of a, whose nearest other is a b; shared out where several are */
    double *quotient;    /**< that over what is expected; NaN where nothing is */
    double *mean, *p;    /**< of the simulations: of the quotient */
    int64_t *points;     /**< [types] */
    int64_t used;        /**< points with a type and a neighbour; set by the call */
    int64_t simulations; /**< made, or of all there are when exact */
    int exact;
} geo_colocation;

/** Is the nearest other of an A a B more often than chance would have it (Leslie & Kronenfeld
 *  2011, doi:10.1111/j.1538-4632.2011.00821.x)?
 *
 *      CLQ = (N_ab / N_a) / (N_b' / (N - 1)), N_b' = N_b, or N_b - 1 if b = a
 *
 *  Others at the same least distance share one count. Types are dealt out to the points by chance.
 *  @param points  points; one without geometry or type (-1) is left out
 *  @param type    [features] 0 .. types - 1, or -1
 *  @retval GEO_INVALID  a type is none of them
 *  @retval GEO_DATA     a feature is no point
 *  Cost: O(n log n), and O(n + types^2) a simulation; memory O(n), and types^2 doubles for each
 *  simulation: 80 MB for 100 types and 999 of them. */
GEO_API GEO_MUST_CHECK geo_status geo_colocation_measure(geo_ctx *ctx, const geo_shapes *points,
                                                         const int32_t *type, int64_t types,
                                                         const geo_chance_options *options,
                                                         geo_colocation *out);

/** The same with the cheapest others by a table of n sites. One that reaches none is left out of
 *  N_a, but not of the others.
 *  @retval GEO_DATA  also when origins and destinations differ in number
 *  Cost: O(pairs of the table), and as above a simulation. */
GEO_API GEO_MUST_CHECK geo_status geo_colocation_costs(geo_ctx *ctx, const geo_costs *costs,
                                                       const int32_t *type, int64_t types,
                                                       const geo_chance_options *options,
                                                       geo_colocation *out);

#ifdef __cplusplus
}
#endif
#endif /* GEO_AGGLOMERATION_H */
