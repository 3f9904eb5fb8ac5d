/* SPDX-License-Identifier: MIT */
/* Moran and Geary of all features, with their analytic moments (Cliff & Ord 1981). Each is a sum
 * over pairs, taken again for each permutation. */
#include "metrics/autocorrelation_question.h"

static double mean_power(const geoi_question *q, int power)
{
    geoi_sum sum = {0.0, 0.0};
    for (int64_t i = 0; i < q->s.n; i++) {
        double square = q->s.z[i] * q->s.z[i];
        geoi_sum_add(&sum, power == 3 ? square * q->s.z[i] : square * square);
    }
    return geoi_sum_value(&sum) / q->n;
}

/* ---- Moran ------------------------------------------------------------------------------- */

static void moran_of(const void *user, const double *x, const double *y, double *room,
                     double statistic[GEOI_STATISTICS])
{
    const geoi_question *q = user;
    (void)y, (void)room;
    statistic[0] = geoi_product(q->s.weights, x, x) / (q->s0 * q->s.m2);
}

static void moran_moments(const geoi_question *q, geo_global *out)
{
    double n = q->n, s0 = q->s0, s1 = q->s1, s2 = q->s2, e = out->expected;
    if (q->s.n < 4) {
        return;
    }
    double b2 = mean_power(q, 4) / (q->s.m2 * q->s.m2);
    double normal = (n * n * s1 - n * s2 + 3.0 * s0 * s0) / ((n * n - 1.0) * s0 * s0) - e * e;
    double dealt = (n * ((n * n - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * s0 * s0) -
                    b2 * ((n * n - n) * s1 - 2.0 * n * s2 + 6.0 * s0 * s0)) /
                       ((n - 1.0) * (n - 2.0) * (n - 3.0) * s0 * s0) -
                   e * e;
    geoi_conclude_normal(q, normal, out);
    geoi_conclude_random(q, dealt, out);
}

geo_status geo_moran(geo_ctx *ctx, const geo_weights *weights, const double *x,
                     const geo_autocorrelation_options *options, geo_global *out)
{
    geo_status status = GEO_OK;
    geoi_question q;
    GEO_TRY(geoi_question_create(ctx, weights, x, NULL, options, &q, out));
    if (geoi_varies(&q)) {
        GEO_TRY(geoi_measure_all(ctx, &q, moran_of, q.s.z, NULL, false, out));
        out->expected = -1.0 / (q.n - 1.0);
        moran_moments(&q, out);
    }
done:
    geoi_sample_clear(&q.s);
    return status;
}

/* ---- Geary ------------------------------------------------------------------------------- */

static void geary_of(const void *user, const double *x, const double *y, double *room,
                     double statistic[GEOI_STATISTICS])
{
    const geoi_question *q = user;
    const geo_weights *w = q->s.weights;
    geoi_sum sum = {0.0, 0.0};
    (void)y, (void)room;
    for (int64_t i = 0; i < w->n; i++) {
        double row = 0.0;
        for (int64_t at = w->begin[i]; at < w->begin[i + 1]; at++) {
            double off = x[i] - x[w->neighbour[at]];
            row += w->weight[at] * off * off;
        }
        geoi_sum_add(&sum, row);
    }
    statistic[0] = (q->n - 1.0) * geoi_sum_value(&sum) / (2.0 * q->s0 * q->s.m2 * q->n);
}

static void geary_moments(const geoi_question *q, geo_global *out)
{
    double n = q->n, s0 = q->s0, s1 = q->s1, s2 = q->s2;
    if (q->s.n < 4) {
        return;
    }
    double b2 = mean_power(q, 4) / (q->s.m2 * q->s.m2);
    double normal = ((2.0 * s1 + s2) * (n - 1.0) - 4.0 * s0 * s0) / (2.0 * (n + 1.0) * s0 * s0);
    double dealt = ((n - 1.0) * s1 * (n * n - 3.0 * n + 3.0 - (n - 1.0) * b2) -
                    0.25 * (n - 1.0) * s2 * (n * n + 3.0 * n - 6.0 - (n * n - n + 2.0) * b2) +
                    s0 * s0 * (n * n - 3.0 - (n - 1.0) * (n - 1.0) * b2)) /
                   (n * (n - 2.0) * (n - 3.0) * s0 * s0);
    geoi_conclude_normal(q, normal, out);
    geoi_conclude_random(q, dealt, out);
}

geo_status geo_geary(geo_ctx *ctx, const geo_weights *weights, const double *x,
                     const geo_autocorrelation_options *options, geo_global *out)
{
    geo_status status = GEO_OK;
    geoi_question q;
    GEO_TRY(geoi_question_create(ctx, weights, x, NULL, options, &q, out));
    if (geoi_varies(&q)) {
        GEO_TRY(geoi_measure_all(ctx, &q, geary_of, q.s.z, NULL, false, out));
        out->expected = 1.0;
        geary_moments(&q, out);
    }
done:
    geoi_sample_clear(&q.s);
    return status;
}
