/* SPDX-License-Identifier: MIT */
/** @file geo/pattern.h
 *  Do points gather or keep apart, more than chance would have them, and at which distance?
 *
 *  Points are looked at within a window (geo/window.h). Those outside of it, and features without
 *  geometry, are left out and counted. Points at one place count each. Within r is d <= r,
 *  compared squared, with r squared as it is given.
 */
#ifndef GEO_PATTERN_H
#define GEO_PATTERN_H

#include "geo/window.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Curves over distance ----------------------------------------------------------------- */

typedef enum geo_pattern_statistic {
    GEO_PATTERN_K,    /**< points within r of a point, over their density (Ripley 1976,
                           doi:10.2307/3212829); pi r2 by chance */
    GEO_PATTERN_L,    /**< root of K / pi, less r (Besag 1977): above 0 they gather */
    GEO_PATTERN_PAIR, /**< pair correlation g: density at r of a point over that of all; 1 */
    GEO_PATTERN_F,    /**< share of places with a point within r */
    GEO_PATTERN_G,    /**< share of points with another within r */
    GEO_PATTERN_J     /**< (1 - G) / (1 - F), van Lieshout & Baddeley 1996,
                           doi:10.1111/j.1467-9574.1996.tb01501.x; below 1 they gather */
} geo_pattern_statistic;

/** What is done about the neighbours that nobody could see beyond the border. */
typedef enum geo_edge_correction {
    GEO_EDGE_DEFAULT, /**< translation of K, L and g; Kaplan-Meier of F, G and J, border with an
                           intensity */
    GEO_EDGE_NONE,
    GEO_EDGE_BORDER,      /**< only points farther than r from the border, b >= r (the reduced
                               sample; spatstat has b > r); not for g */
    GEO_EDGE_TRANSLATION, /**< a pair counts |W| / |W and W moved by the pair| (Ohser 1983);
                               exact in any window. K, L, g */
    GEO_EDGE_ISOTROPIC,   /**< 1 / share inside of the circle about a point through the other
                               (Ripley 1976). K, L, g */
    GEO_EDGE_KAPLAN_MEIER /**< distances beyond the border are censored (Baddeley & Gill 1997,
                               doi:10.1214/aos/1034276629). F, G, J without an intensity */
} geo_edge_correction;

typedef struct geo_pattern_options {
    size_t struct_size;
    geo_pattern_statistic statistic;
    geo_edge_correction correction;
    double most_weight; /**< the correction makes a pair count 1 or more, but never more than this,
                             >= 1; default 100, as in spatstat; infinity = however much */
    double bandwidth_m; /**< of g: the Epanechnikov kernel reaches root of 5 times as far; 0 =
                             0.15 / root of (5 density) (Stoyan & Stoyan 1994) */
    double spacing_m;   /**< of F: distance of the places it looks from; 0 = 1/128 of the longer
                             side of the extent */
} geo_pattern_options;

static inline geo_pattern_options geo_pattern_options_default(void)
{
    geo_pattern_options o = {
        sizeof(geo_pattern_options), GEO_PATTERN_K, GEO_EDGE_DEFAULT, 100.0, 0.0, 0.0};
    return o;
}

/** Points, and what is known of them. */
typedef struct geo_pattern {
    const geo_window *window;
    const geo_shapes *points;
    const geo_shapes *others;       /**< these about the points (cross): K, L and g of them, how far
                                         the nearest is (G), F of them alone, and J of both; NULL =
                                         of the points themselves */
    const double *intensity;        /**< [features of points] expected density there, 1/m2, > 0:
                                         inhomogeneous; or NULL. K, L and g: Baddeley, Moller &
                                         Waagepetersen 2000, doi:10.1111/1467-9574.00144; no
                                         renormalisation, as spatstat has it by renormalise=FALSE.
                                         F, G and J: van Lieshout 2011,
                                         doi:10.1111/j.1467-9574.2011.00482.x, cross Cronie & van
                                         Lieshout 2016, arXiv:1407.3089: as of points
                                         thinned to the least intensity of all that are looked for
                                         (spatstat takes 0.95 of it unless it is given lmin) */
    const double *others_intensity; /**< [features of others] with both of the above */
} geo_pattern;

/** A curve at the distances that were asked for. */
typedef struct geo_curve {
    double *value;                   /**< [r_count] of the caller's; NaN where undefined */
    double *expected;                /**< [r_count] by chance; or NULL */
    int64_t used, outside, unplaced; /**< points */
    int64_t others_used, others_outside, others_unplaced; /**< 0 without others */
} geo_curve;

/** A quarter of the shorter side of the window's extent: as far as it is wise to look. */
GEO_API double geo_pattern_reach_m(const geo_window *window);

/** One statistic at each of the distances.
 *  @param r  [r_count] m, ascending, >= 0, finite; 1 to 1,000,000 of them
 *  @param[out] out  arrays of the caller
 *  @retval GEO_DATA    not points; an intensity is not above 0; fewer than 2 points (1 and 1
 *                      with others, 1 for F) inside; F: no place to look from is inside
 *  @retval GEO_INVALID an option is out of range, or does not go with the statistic; r does not
 *                      ascend
 *  @retval GEO_LIMIT   F: the spacing makes too many places
 *  K = |W| / (n (n - 1)) sum of the weights of ordered pairs within r; cross |W| / (n m);
 *  border n-r = points with b >= r: sum of their pairs / (density n-r).
 *  Cost: O(n + pairs within the last r) time, about 5 ns a pair in a rectangle; O(n) memory. F, G
 *  and J: O(p log n) for p places or points; with an intensity O(p r_count + their pairs). */
GEO_API GEO_MUST_CHECK geo_status geo_pattern_curve(geo_ctx *ctx, const geo_pattern *pattern,
                                                    int64_t r_count, const double *r,
                                                    const geo_pattern_options *options,
                                                    geo_curve *out);

/** The density of @p points at each of them, of all but itself: a Gaussian of standard deviation
 *  @p sigma_m about each other, over its share within the window (uniform edge correction).
 *  @param[out] intensity [features] 1/m2; NaN outside and without geometry
 *  @retval GEO_DATA    not points
 *  @retval GEO_INVALID sigma_m is not above 0
 *  Cost: O(n (e + points within 8 sigma)). */
GEO_API GEO_MUST_CHECK geo_status geo_pattern_intensity(geo_ctx *ctx, const geo_window *window,
                                                        const geo_shapes *points, double sigma_m,
                                                        double *intensity);

/* ---- Envelopes of chance ------------------------------------------------------------------- */

typedef enum geo_envelope_kind {
    GEO_ENVELOPE_POINTWISE,  /**< the k-th lowest and highest at each r: a test at one r that was
                                  chosen beforehand, alpha = 2 k / (simulations + 1); no global
                                  test, so p is NaN */
    GEO_ENVELOPE_DEVIATION,  /**< global: the mean of all curves, the one observed among them, and
                                  the least distance that at most alpha of them go beyond (MAD,
                                  Ripley 1977) */
    GEO_ENVELOPE_RANK_LENGTH /**< global: what the least extreme 1 - alpha of all curves span, in
                                  order of their extreme ranks, ties by how often (extreme rank
                                  length; Myllymaki et al. 2017, doi:10.1111/rssb.12172) */
} geo_envelope_kind;

typedef struct geo_envelope_options {
    size_t struct_size;
    geo_envelope_kind kind;
    int64_t rank;  /**< k of the pointwise kind, 1 to simulations / 2; default 1 */
    double alpha;  /**< of the global kinds: the share of chance's curves that leave the envelope
                        anywhere; above 0, below 1, and simulations + 1 >= 1 / alpha, so that one
                        may; default 0.05, which needs 19 */
    int relabel;   /**< with others, nonzero: who is a point and who another is dealt out afresh;
                        0: the others are drawn afresh in the window, the points stay */
    uint64_t seed; /**< default 1 */
    int64_t simulations; /**< 1 to 100,000; default 99 */
} geo_envelope_options;

static inline geo_envelope_options geo_envelope_options_default(void)
{
    geo_envelope_options o = {
        sizeof(geo_envelope_options), GEO_ENVELOPE_POINTWISE, 1, 0.05, 0, 1, 99};
    return o;
}

typedef struct geo_envelope {
    double *low, *high; /**< [r_count] of the caller's */
    double *mean;       /**< [r_count] of the simulations; or NULL */
    double p;           /**< (1 + simulations at least as extreme) / (simulations + 1) */
    double alpha;       /**< pointwise: of the test at one r, by the rank; global: as asked for */
} geo_envelope;

/** What the curve of a pattern would be by chance: of as many points, uniform and independent in
 *  the window; of others see relabel. Simulation s depends on the seed and s alone.
 *  @param curve     as filled by geo_pattern_curve() with the same arguments
 *  @retval GEO_INVALID an option is out of range; simulations are too few for alpha
 *  @retval GEO_UNSUPPORTED  the pattern has an intensity
 *  Cost: simulations times that of the curve, divided among the threads; memory r_count doubles a
 *  simulation, and as much again for the ranks of the rank-length kind. */
GEO_API GEO_MUST_CHECK geo_status geo_pattern_envelope(geo_ctx *ctx, const geo_pattern *pattern,
                                                       int64_t r_count, const double *r,
                                                       const geo_pattern_options *options,
                                                       const geo_envelope_options *envelope,
                                                       const geo_curve *curve, geo_envelope *out);

/** The same of any curves: @p observed [r_count] and @p simulated [simulations][r_count], of
 *  which the seed and relabel of the options say nothing. Distances at which a curve is NaN are
 *  NaN and count nowhere.
 *  @retval GEO_INVALID r_count is below 1; an option is out of range; simulations are too few for
 *                      alpha
 *  Cost: O(r_count s log s) for s simulations; memory r_count doubles a simulation for the ranks of
 *  the rank-length kind, else O(r_count + s). */
GEO_API GEO_MUST_CHECK geo_status geo_envelope_of(geo_ctx *ctx, int64_t r_count,
                                                  const double *observed, const double *simulated,
                                                  const geo_envelope_options *options,
                                                  geo_envelope *out);

/* ---- Tests of the whole -------------------------------------------------------------------- */

typedef struct geo_clark_evans {
    double mean_m, expected_m; /**< distance to the nearest other point */
    double ratio;              /**< below 1 they gather */
    double error_m;            /**< standard error by chance, 0.26136 / root of (n density) */
    double z, p;               /**< of the normal distribution, both tails; no edge correction */
    /* With Donnelly's correction (1978), of rectangles: NaN in other windows. */
    double donnelly_expected_m, donnelly_ratio;
    double donnelly_error_m; /**< his own error; spatstat takes error_m */
    double donnelly_z, donnelly_p;
    double drawn_ratio, drawn_p; /**< over the mean of the simulations, and its p, both tails; NaN
                                      without any */
    int64_t used, outside, unplaced;
} geo_clark_evans;

/** Clark & Evans 1954, doi:10.2307/1931034. All NaN for fewer than 2 points.
 *  @param simulations  0 = none, to 100,000; each of as many points, uniform in the window
 *  @retval GEO_DATA    not points
 *  @retval GEO_INVALID simulations are out of range
 *  Cost: O(n log n), and as much for each simulation. */
GEO_API GEO_MUST_CHECK geo_status geo_clark_evans_test(geo_ctx *ctx, const geo_window *window,
                                                       const geo_shapes *points,
                                                       int64_t simulations, uint64_t seed,
                                                       geo_clark_evans *out);

typedef struct geo_quadrats {
    int64_t count;   /**< quadrats that have some of the window */
    double expected; /**< points of a whole one; below 5 the test is rough */
    double chi2, df; /**< sum of (seen - expected)2 / expected, by area; count - 1 */
    double ratio;    /**< chi2 / df: variance over mean where all are whole; above 1 they gather */
    double p_gathered, p_apart, p; /**< upper, lower, both tails of chi2 */
    int64_t used, outside, unplaced;
} geo_quadrats;

/** Count points in @p columns times @p rows equal rectangles over the window's extent, cut off at
 *  its border; each has its lower and left side, and the last ones the other side as well.
 *  @param[out] seen, area  [columns * rows] points and m2 of each, row by row from the south-west;
 *                          or NULL
 *  @retval GEO_DATA    not points
 *  @retval GEO_INVALID columns or rows are not in 1..10,000, or both are 1
 *  Cost: O(n + columns * rows), and the cutting of the window's border by the quadrats it meets. */
GEO_API GEO_MUST_CHECK geo_status geo_quadrat_test(geo_ctx *ctx, const geo_window *window,
                                                   const geo_shapes *points, int64_t columns,
                                                   int64_t rows, int64_t *seen, double *area,
                                                   geo_quadrats *out);

#ifdef __cplusplus
}
#endif
#endif /* GEO_PATTERN_H */
