/* SPDX-License-Identifier: MIT */
/* Features that have a value, and the weights among them: what all of autocorrelation is about. */
#ifndef GEOI_AUTOCORRELATION_INTERNAL_H
#define GEOI_AUTOCORRELATION_INTERNAL_H

#include "base/base.h"
#include "geo/autocorrelation.h"

/* Those that are used, renumbered. Values are deviations from the mean, divided by the largest of
 * them: statistics do not depend on it, and nothing overflows. */
typedef struct geoi_sample {
    int64_t n, islands, unknown;
    int64_t *row;     /* [n] feature of each */
    uint8_t *spot;    /* [features] GEO_SPOT_NONE, _ISOLATED or _UNKNOWN */
    geo_weights *own; /* NULL when borrowed */
    const geo_weights *weights;
    double *z, *y; /* [n]; y NULL without a second column */
    double m2, y2; /* means of the squares; 0 when all are equal */
} geoi_sample;

/* Check options (NULL = the defaults) and values; y may be NULL. Clear it whatever happens. */
geo_status geoi_sample_create(geo_ctx *ctx, const geo_weights *weights, const double *x,
                              const double *y, const geo_autocorrelation_options *options,
                              geo_autocorrelation_options *checked, geoi_sample *out);
void geoi_sample_clear(geoi_sample *sample);

/* GEO_DATA: neither 1 nor 0, nor NaN (join_counts.c). */
geo_status geoi_check_colours(geo_ctx *ctx, int64_t n, const double *black);

/* Nothing but the counts is known yet. */
geo_global geoi_nothing(const geoi_sample *sample);

/* At least as extreme: the slack within which two statistics are equal. */
static inline double geoi_slack(double statistic)
{
    return 1e-12 * fmax(1.0, fabs(statistic));
}

/* p of so many at least as great and at least as small; `exact`: the result itself is one of
 * `total`. */
double geoi_p_of_counts(int64_t greater, int64_t less, int64_t total, bool exact, geo_tail tail);

/* ---- Permutations of all (autocorrelation_permute.c) -------------------------------------- */

enum { GEOI_STATISTICS = 3 };

/* Statistics of values dealt out: feature i of n gets x[i] and, when there are two columns, y[i];
 * `room` [n] is scratch. */
typedef void (*geoi_statistic_fn)(const void *user, const double *x, const double *y, double *room,
                                  double statistic[GEOI_STATISTICS]);

typedef struct geoi_dealing {
    int64_t n;
    const double *x, *y; /* y NULL = one column */
    bool x_stays;        /* y alone is dealt out */
    geoi_statistic_fn statistic;
    const void *user;
    int count; /* of statistics */
} geoi_dealing;

/* Deal out and fill in what permutations tell of each statistic, whose value is set. */
geo_status geoi_deal(geo_ctx *ctx, const geoi_dealing *d, const geo_autocorrelation_options *o,
                     geo_global *const out[GEOI_STATISTICS]);

/* ---- Permutations of neighbours (local_permute.c) ------------------------------------------ */

/* The statistic of feature i is factor[i] sum w_j f(pool[j]) over its neighbours j. */
typedef struct geoi_draw {
    const geo_weights *weights;
    const int64_t *row;   /* [n] what the feature is called, for its stream of random numbers */
    const double *pool;   /* [n] */
    const double *own;    /* [n] f(v) = (own[i] - v)^2; NULL: f(v) = v */
    const double *factor; /* [n] only its sign counts; NULL = 1 */
    /* With a second column the statistic is (self[i] pool[i] + sum w_j pool[j]) times the same of
     * the other, and permutations tell its mean and variance; else NULL. */
    const double *other, *self;
    double *mean, *variance; /* [n] */
    double *p;               /* [n] NaN for islands */
    uint8_t *exact;          /* [n] */
} geoi_draw;
geo_status geoi_draw_neighbours(geo_ctx *ctx, const geoi_draw *d,
                                const geo_autocorrelation_options *o);

#endif /* GEOI_AUTOCORRELATION_INTERNAL_H */
