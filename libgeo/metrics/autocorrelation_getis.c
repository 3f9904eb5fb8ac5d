/* SPDX-License-Identifier: MIT */
/* G of all features, with its analytic moments (Getis & Ord 1992). */
#include "metrics/autocorrelation_question.h"

/* Of the square of the sum: less is but rounding. */
static const double ROUNDING = 1e-12;

/* By the sum of the weights, so that its size is about 1, whatever they are in. */
static void getis_of(const void *user, const double *x, const double *y, double *room,
                     double statistic[GEOI_STATISTICS])
{
    const geoi_question *q = user;
    geoi_sum sum = {0.0, 0.0}, squares = {0.0, 0.0};
    (void)y, (void)room;
    for (int64_t i = 0; i < q->s.n; i++) {
        geoi_sum_add(&sum, x[i]);
        geoi_sum_add(&squares, x[i] * x[i]);
    }
    double all = geoi_sum_value(&sum), pairs = all * all - geoi_sum_value(&squares);
    bool known = pairs > ROUNDING * all * all; /* else one place has it all */
    statistic[0] = known ? geoi_product(q->s.weights, x, x) / q->s0 / pairs : (double)NAN;
}

static double sum_power(const double *x, int64_t n, int power)
{
    geoi_sum sum = {0.0, 0.0};
    for (int64_t i = 0; i < n; i++) {
        geoi_sum_add(&sum, power == 1   ? x[i]
                           : power == 2 ? x[i] * x[i]
                           : power == 3 ? x[i] * x[i] * x[i]
                                        : x[i] * x[i] * x[i] * x[i]);
    }
    return geoi_sum_value(&sum);
}

static void getis_moments(const geoi_question *q, const double *x, geo_global *out)
{
    double n = q->n, s0 = q->s0, s1 = q->s1, s2 = q->s2;
    if (q->s.n < 4) {
        return;
    }
    double m1 = sum_power(x, q->s.n, 1), m2 = sum_power(x, q->s.n, 2);
    double m3 = sum_power(x, q->s.n, 3), m4 = sum_power(x, q->s.n, 4);
    double b0 = (n * n - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * s0 * s0;
    double b1 = -((n * n - n) * s1 - 2.0 * n * s2 + 6.0 * s0 * s0);
    double b2 = -(2.0 * n * s1 - (n + 3.0) * s2 + 6.0 * s0 * s0);
    double b3 = 4.0 * (n - 1.0) * s1 - 2.0 * (n + 1.0) * s2 + 8.0 * s0 * s0;
    double b4 = s1 - s2 + s0 * s0;
    double pairs = m1 * m1 - m2, below = n * (n - 1.0) * (n - 2.0) * (n - 3.0);
    double second =
        (b0 * m2 * m2 + b1 * m4 + b2 * m1 * m1 * m2 + b3 * m1 * m3 + b4 * m1 * m1 * m1 * m1) /
        (pairs * pairs * below);
    geoi_conclude_random(q, second - out->expected * out->expected, out);
}

static geo_status check_positive(geo_ctx *ctx, int64_t n, const double *x)
{
    for (int64_t i = 0; i < n; i++) {
        if (x[i] < 0.0) {
            geo_status status = geoi_fail(ctx, GEO_DATA, "the value of feature %lld is %g, below 0",
                                          (long long)i + 1, x[i]);
            geoi_hint(ctx, "G is of amounts; Moran's I takes any number");
            return status;
        }
    }
    return GEO_OK;
}

geo_status geo_getis_g(geo_ctx *ctx, const geo_weights *weights, const double *x,
                       const geo_autocorrelation_options *options, geo_global *out)
{
    geo_status status = GEO_OK;
    geoi_question q;
    double *amount = NULL;
    GEO_TRY(geoi_question_create(ctx, weights, x, NULL, options, &q, out));
    GEO_TRY(check_positive(ctx, weights->n, x));
    if (geoi_varies(&q)) {
        GEO_TRY(geoi_array_raw(ctx, q.s.n, sizeof *amount, &amount));
        double most = 0.0;
        for (int64_t k = 0; k < q.s.n; k++) {
            most = fmax(most, x[q.s.row[k]]);
        }
        for (int64_t k = 0; k < q.s.n; k++) {
            amount[k] = x[q.s.row[k]] / most;
        }
        GEO_TRY(geoi_measure_all(ctx, &q, getis_of, amount, NULL, false, out));
        out->value *= q.s0;
        out->perm_mean *= q.s0;
        out->perm_variance *= q.s0 * q.s0;
        out->expected = q.s0 / (q.n * (q.n - 1.0));
        getis_moments(&q, amount, out);
    }
done:
    geoi_release(amount);
    geoi_sample_clear(&q.s);
    return status;
}
