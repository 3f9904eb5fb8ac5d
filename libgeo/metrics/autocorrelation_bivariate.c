/* SPDX-License-Identifier: MIT */
/* Moran's I of one column and another of the neighbours. */
#include "metrics/autocorrelation_question.h"

static void bivariate_of(const void *user, const double *x, const double *y, double *room,
                         double statistic[GEOI_STATISTICS])
{
    const geoi_question *q = user;
    (void)room;
    statistic[0] = geoi_product(q->s.weights, x, y) / (q->s0 * sqrt(q->s.m2) * sqrt(q->s.y2));
}

/* sum a_j y_j with y dealt out has the variance sum (a - mean)^2 sum y^2 / (n - 1). */
static geo_status bivariate_moments(geo_ctx *ctx, const geoi_question *q, geo_global *out)
{
    geo_status status = GEO_OK;
    const geo_weights *w = q->s.weights;
    double *a = NULL;
    GEO_TRY(geoi_array(ctx, q->s.n, sizeof *a, &a));
    for (int64_t i = 0; i < w->n; i++) {
        for (int64_t at = w->begin[i]; at < w->begin[i + 1]; at++) {
            a[w->neighbour[at]] += q->s.z[i] * w->weight[at];
        }
    }
    geoi_sum sum = {0.0, 0.0}, squares = {0.0, 0.0};
    for (int64_t j = 0; j < q->s.n; j++) {
        geoi_sum_add(&sum, a[j]);
    }
    double mean = geoi_sum_value(&sum) / q->n;
    for (int64_t j = 0; j < q->s.n; j++) {
        geoi_sum_add(&squares, (a[j] - mean) * (a[j] - mean));
    }
    double variance = geoi_sum_value(&squares) * q->n / (q->n - 1.0);
    geoi_conclude_random(q, variance / (q->s0 * q->s0 * q->s.m2), out);
done:
    geoi_release(a);
    return status;
}

geo_status geo_moran_bivariate(geo_ctx *ctx, const geo_weights *weights, const double *x,
                               const double *y, const geo_autocorrelation_options *options,
                               geo_global *out)
{
    geo_status status = GEO_OK;
    geoi_question q;
    GEO_TRY(geoi_question_create(ctx, weights, x, y, options, &q, out));
    if (geoi_varies(&q)) {
        GEO_TRY(geoi_measure_all(ctx, &q, bivariate_of, q.s.z, q.s.y, true, out));
        out->expected = 0.0;
        GEO_TRY(bivariate_moments(ctx, &q, out));
    }
done:
    geoi_sample_clear(&q.s);
    return status;
}
