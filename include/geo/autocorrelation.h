/* SPDX-License-Identifier: MIT */
/** @file geo/autocorrelation.h
 *  Is a value like that of its neighbours, on the whole and place by place? Moran, Geary,
 *  Getis-Ord, join counts and Lee, with analytic moments and permutation inference.
 *
 *  Who is a neighbour is told by weights (geo/weights.h), coded beforehand as wished. A value that
 *  is NaN is unknown: its feature and all pairs with it are left out and counted; the weights of
 *  other pairs stay as they are (geo_weights_keep() before geo_weights_code() standardises rows
 *  without them). n, means and moments are of the features that are left.
 *
 *  Permutations: values are dealt out at random to all features (global), or of a feature's k
 *  neighbours replaced by k of the n - 1 others without replacement, the feature keeping its own
 *  (local), each afresh. Where there are no more arrangements than permutations asked for,
 *  each is taken once and p is exact. Otherwise p = (1 + those at least as extreme) / (1 +
 *  permutations). Ties within 1e-12 of the size of the statistic, or of 1, are equal. What is
 *  drawn depends on the seed and the feature or permutation alone.
 *
 *  All functions fail with GEO_DATA when a value is infinite or too large to compute with, and
 *  with GEO_INVALID when an option is out of range.
 *
 *  Cost: of all features O(pairs) a permutation, and as much more for dealing out n values; memory
 *  O(n) for each thread. Of each feature O(pairs) draws a permutation, about 1 ns each for a
 *  thread where a feature has 16 neighbours or fewer and others are many, else some 10 ns; memory
 *  O(n + pairs).
 */
#ifndef GEO_AUTOCORRELATION_H
#define GEO_AUTOCORRELATION_H

#include "geo/weights.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Which results count as at least as extreme as the one that is there. */
typedef enum geo_tail {
    GEO_TAIL_FOLDED,    /**< the smaller of both tails, as GeoDa and PySAL tell it: at most 1/2, but
                             for ties */
    GEO_TAIL_TWO_SIDED, /**< twice that, at most 1 */
    GEO_TAIL_GREATER,
    GEO_TAIL_LESS
} geo_tail;

typedef enum geo_islands {
    GEO_ISLANDS_DROP, /**< features without neighbours are left out, as if unknown */
    GEO_ISLANDS_KEEP  /**< they count in n and in the mean, and add nothing to the numerator */
} geo_islands;

typedef struct geo_autocorrelation_options {
    size_t struct_size;
    geo_islands islands;  /**< default GEO_ISLANDS_DROP */
    geo_tail tail;        /**< default GEO_TAIL_FOLDED */
    int64_t permutations; /**< 0 (none: their results are NaN) to 10,000,000; default 999 */
    uint64_t seed;        /**< default 1 */
} geo_autocorrelation_options;

static inline geo_autocorrelation_options geo_autocorrelation_options_default(void)
{
    geo_autocorrelation_options o = {sizeof(geo_autocorrelation_options), GEO_ISLANDS_DROP,
                                     GEO_TAIL_FOLDED, 999, 1};
    return o;
}

/* ---- On the whole ---------------------------------------------------------------------- */

/** One statistic of all features. NaN is undefined: everything but the counts when all values are
 *  equal, no pair is left, or n < 2; analytic variances when n < 4, but that of bivariate Moran,
 *  which is known from n = 2 on. p of z is of the normal distribution. */
typedef struct geo_global {
    double value, expected;
    double var_normal, z_normal, p_normal; /**< if values were drawn from a normal distribution */
    double var_random, z_random, p_random; /**< if they were dealt out at random */
    double perm_mean, perm_variance;       /**< of the permutations (divided by their number) */
    double perm_z;                         /**< (value - perm_mean) / root of perm_variance */
    double perm_p;
    int64_t permutations;           /**< made, or of all there are when exact */
    int exact;                      /**< nonzero: each arrangement was taken once */
    int64_t used, islands, unknown; /**< features; islands among those with a value */
} geo_global;

/** Moran's I = n / S0 z'Wz / z'z with z = x - mean; expected -1 / (n - 1). Moments: Cliff & Ord
 *  1981. @param x [n of the weights] */
GEO_API GEO_MUST_CHECK geo_status geo_moran(geo_ctx *ctx, const geo_weights *weights,
                                            const double *x,
                                            const geo_autocorrelation_options *options,
                                            geo_global *out);

/** Geary's C = (n - 1) sum w_ij (x_i - x_j)^2 / (2 S0 z'z); expected 1. Below 1, and with z below
 *  0, neighbours are alike (spdep has the sign of z the other way). */
GEO_API GEO_MUST_CHECK geo_status geo_geary(geo_ctx *ctx, const geo_weights *weights,
                                            const double *x,
                                            const geo_autocorrelation_options *options,
                                            geo_global *out);

/** Getis and Ord's general G = sum w_ij x_i x_j / sum of x_i x_j over i != j; expected S0 / (n (n -
 *  1)). Meant for weights of 1. var_normal is NaN. Getis & Ord 1992,
 *  doi:10.1111/j.1538-4632.1992.tb00261.x. @retval GEO_DATA also when a value is negative */
GEO_API GEO_MUST_CHECK geo_status geo_getis_g(geo_ctx *ctx, const geo_weights *weights,
                                              const double *x,
                                              const geo_autocorrelation_options *options,
                                              geo_global *out);

/** Is x like the y of the neighbours? I_xy = sum w_ij zx_i zy_j / S0 with both divided by their
 *  standard deviation (of n). x stays and y is dealt out, as PySAL does: expected 0; var_normal is
 *  NaN (spdep's moran_bv deals out pairs of x and y: of St. Louis, HR8893 and HR7984, I = .2064 has
 *  the folded p .033 here and .0026 there). A feature without either is unknown. */
GEO_API GEO_MUST_CHECK geo_status geo_moran_bivariate(geo_ctx *ctx, const geo_weights *weights,
                                                      const double *x, const double *y,
                                                      const geo_autocorrelation_options *options,
                                                      geo_global *out);

/** Lee's L = n / sum (row sum)^2 sum (W zx)_i (W zy)_i / root (zx'zx zy'zy) (Lee 2001,
 *  doi:10.1007/s101090100064). Pairs (x, y) are dealt out together. Only the permutations tell
 *  what is expected; the analytic moments are NaN.
 *  @param star  nonzero: each feature is its own neighbour too, with its largest weight, and rows
 *               are standardised (the W* of the paper); 0: the weights as they are */
GEO_API GEO_MUST_CHECK geo_status geo_lee(geo_ctx *ctx, const geo_weights *weights, const double *x,
                                          const double *y, int star,
                                          const geo_autocorrelation_options *options,
                                          geo_global *out);

/** Joins of features that have something (black) or not (white), each pair half for either way.
 *  var_random is that of dealing out as many (nonfree sampling), var_normal is NaN. */
typedef struct geo_joins {
    geo_global bb, ww, bw;
    double free_bb, free_ww, free_bw; /**< expected if each had it by a throw of its own */
    double joins;                     /**< all: S0 / 2 */
    int64_t black;
} geo_joins;

/** @param black  [n] 1, 0, or NaN = unknown
 *  @retval GEO_DATA another number */
GEO_API GEO_MUST_CHECK geo_status geo_join_counts(geo_ctx *ctx, const geo_weights *weights,
                                                  const double *black,
                                                  const geo_autocorrelation_options *options,
                                                  geo_joins *out);

/* ---- Place by place ---------------------------------------------------------------------- */

/** A feature and its neighbours. */
typedef enum geo_spot {
    GEO_SPOT_NONE,     /**< not significant, or undefined: at the mean, or the neighbours are */
    GEO_SPOT_HH,       /**< high among high: a hot spot */
    GEO_SPOT_LL,       /**< low among low: a cold spot */
    GEO_SPOT_LH,       /**< low among high */
    GEO_SPOT_HL,       /**< high among low */
    GEO_SPOT_ISOLATED, /**< without neighbours */
    GEO_SPOT_UNKNOWN,  /**< without a value */
    GEO_SPOT_ALIKE,    /**< local Geary: like its neighbours, but not on one side of the mean */
    GEO_SPOT_UNLIKE    /**< local Geary: unlike its neighbours */
} geo_spot;

/** Results of each feature: arrays [n] of the caller's, or NULL for what is not wanted. NaN for
 *  islands and features without a value, and for all when all values are equal. expected, variance
 *  and z are exact for the permutations described above. */
typedef struct geo_local {
    double *value, *expected, *variance, *z;
    double *p;                      /**< of the permutations; of the tail that was asked for */
    uint8_t *spot;                  /**< geo_spot, whether significant or not */
    int64_t used, islands, unknown; /**< set by the call */
    int64_t exact;                  /**< features whose p is exact */
} geo_local;

/** Local Moran: I_i = z_i sum w_ij z_j / m2, m2 = z'z / n, so that with rows of sum 1 the mean of
 *  all is Moran's I (Anselin 1995, doi:10.1111/j.1538-4632.1995.tb00338.x; PySAL and GeoDa have
 *  (n - 1) / n times this). */
GEO_API GEO_MUST_CHECK geo_status geo_local_moran(geo_ctx *ctx, const geo_weights *weights,
                                                  const double *x,
                                                  const geo_autocorrelation_options *options,
                                                  geo_local *out);

/** The same of x and the y of the neighbours, each divided by its standard deviation (of n). */
GEO_API GEO_MUST_CHECK geo_status geo_local_moran_bivariate(
    geo_ctx *ctx, const geo_weights *weights, const double *x, const double *y,
    const geo_autocorrelation_options *options, geo_local *out);

/** Getis and Ord's G_i as a standard normal variate (Ord & Getis 1995,
 *  doi:10.1111/j.1538-4632.1995.tb00912.x): value and z are the same. HH is hot, LL cold.
 *  @param star  nonzero: Gi*, with the feature itself among its neighbours, by the largest
 *               weight of its row; its moments are those of the paper, n values drawn from all */
GEO_API GEO_MUST_CHECK geo_status geo_local_g(geo_ctx *ctx, const geo_weights *weights,
                                              const double *x, int star,
                                              const geo_autocorrelation_options *options,
                                              geo_local *out);

/** Local Geary: c_i = sum w_ij (x_i - x_j)^2 / m2 (Anselin 2019, doi:10.1111/gean.12164; GeoDa
 *  and spdep divide by z'z / (n - 1)). Small is alike. A spot is HH or LL where it is smaller than
 *  expected and both sides are above or below the mean, else GEO_SPOT_ALIKE or
 *  GEO_SPOT_UNLIKE. */
GEO_API GEO_MUST_CHECK geo_status geo_local_geary(geo_ctx *ctx, const geo_weights *weights,
                                                  const double *x,
                                                  const geo_autocorrelation_options *options,
                                                  geo_local *out);

/** Local join count: how many neighbours of a feature that has something have it too, sum w_ij b_i
 *  b_j (Anselin & Li 2019, doi:10.1007/s10109-019-00299-x). A spot is HH where one has, HL where
 *  none does. Features that have it not have the value 0, and no z nor p: there is nothing to
 *  test. Meant for weights of 1.
 *  @param black  [n] 1, 0, or NaN = unknown
 *  @retval GEO_DATA another number */
GEO_API GEO_MUST_CHECK geo_status geo_local_joins(geo_ctx *ctx, const geo_weights *weights,
                                                  const double *black,
                                                  const geo_autocorrelation_options *options,
                                                  geo_local *out);

/** The part of each feature in Lee's L, of which the mean is L. A spot tells on which sides of their
 *  means x and y of the neighbours are, x first. Neighbours are drawn with both their values, x and
 *  y of the feature stay; expected, variance and z are those of the permutations, NaN without any,
 *  and exact where p is.
 *  @param star  as of geo_lee()
 *  Draws cost some 5 ns each. */
GEO_API GEO_MUST_CHECK geo_status geo_local_lee(geo_ctx *ctx, const geo_weights *weights,
                                                const double *x, const double *y, int star,
                                                const geo_autocorrelation_options *options,
                                                geo_local *out);

/* ---- Many tests -------------------------------------------------------------------------- */

/** The p of a standard normal variate; NaN of NaN. Cost: O(1). */
GEO_API double geo_p_of_z(double z, geo_tail tail);

/** Up to which p results are significant if the share of false ones among them shall be at most
 *  alpha (Benjamini & Hochberg 1995; Caldas de Castro & Singer 2006,
 *  doi:10.1111/j.0016-7363.2006.00682.x): k alpha / m for the largest k whose p is that low.
 *  @param p  [n] NaN = not tested: m counts the others
 *  @param alpha  above 0, below 1
 *  @param[out] threshold  NaN when nothing is
 *  @param[out] count      how many are
 *  @retval GEO_INVALID  alpha is out of range, or n negative
 *  @retval GEO_DATA     a p is below 0 or above 1
 *  Cost: O(n log n) time, O(n) memory. */
GEO_API GEO_MUST_CHECK geo_status geo_false_discovery(geo_ctx *ctx, int64_t n, const double *p,
                                                      double alpha, double *threshold,
                                                      int64_t *count);

/** The same if the chance of any false one shall be at most alpha: alpha / m (Bonferroni). NaN
 *  when nothing is tested. Errors as above. Cost: O(n). */
GEO_API GEO_MUST_CHECK geo_status geo_bonferroni(geo_ctx *ctx, int64_t n, const double *p,
                                                 double alpha, double *threshold, int64_t *count);

/* ---- Rates ------------------------------------------------------------------------------- */

/** Rates as deviations from what is expected of them, so that those of few people do not stand
 *  out by chance: z = (e_i / p_i - b) / root v_i with b = sum e / sum p, v_i = a + b / p_i and a
 *  the variance between places, s2 - b / (mean of p), 0 if negative (Assunção & Reis 1999). Moran
 *  of z is the empirical-Bayes index.
 *  @param events      [n] >= 0, or NaN = unknown
 *  @param population  [n] > 0, or NaN = unknown; 0 is unknown
 *  @param[out] z      [n] NaN where unknown, or when there is no event at all
 *  @retval GEO_DATA a number is negative or infinite
 *  Cost: O(n). */
GEO_API GEO_MUST_CHECK geo_status geo_standard_rates(geo_ctx *ctx, int64_t n, const double *events,
                                                     const double *population, double *z);

#ifdef __cplusplus
}
#endif
#endif /* GEO_AUTOCORRELATION_H */
