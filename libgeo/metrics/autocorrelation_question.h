/* SPDX-License-Identifier: MIT */
/* What statistics of all features begin and end with (autocorrelation_question.c). */
#ifndef GEOI_AUTOCORRELATION_QUESTION_H
#define GEOI_AUTOCORRELATION_QUESTION_H

#include "base/sum.h"
#include "metrics/autocorrelation_internal.h"
#include "space/weights_internal.h"

typedef struct geoi_question {
    geo_autocorrelation_options o;
    geoi_sample s;
    geo_weight_sums w;
    double n, s0, s1, s2;
} geoi_question;

/* Clear q->s whatever happens. */
geo_status geoi_question_create(geo_ctx *ctx, const geo_weights *weights, const double *x,
                                const double *y, const geo_autocorrelation_options *options,
                                geoi_question *q, geo_global *out);

/* Is there anything to say? */
bool geoi_varies(const geoi_question *q);

/* Fill in the value by `statistic` of the values as they are, and deal them out. */
geo_status geoi_measure_all(geo_ctx *ctx, const geoi_question *q, geoi_statistic_fn statistic,
                            const double *x, const double *y, bool x_stays, geo_global *out);

/* z and p of a variance, if it is one. */
void geoi_conclude_normal(const geoi_question *q, double variance, geo_global *g);
void geoi_conclude_random(const geoi_question *q, double variance, geo_global *g);

/* sum of w_ij a_j over the neighbours of i */
static inline double geoi_lag(const geo_weights *w, int64_t i, const double *a)
{
    double sum = 0.0;
    for (int64_t at = w->begin[i]; at < w->begin[i + 1]; at++) {
        sum += w->weight[at] * a[w->neighbour[at]];
    }
    return sum;
}

/* sum of a_i w_ij b_j: a row at a time, rows with compensation */
double geoi_product(const geo_weights *w, const double *a, const double *b);

#endif /* GEOI_AUTOCORRELATION_QUESTION_H */
