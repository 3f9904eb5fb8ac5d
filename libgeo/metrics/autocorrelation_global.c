/* SPDX-License-Identifier: MIT */
/* Statistics of all features, with their analytic moments (Cliff & Ord 1981; of G: Getis & Ord
 * 1992). Each is a sum over pairs, taken again for each permutation. */
#include "base/sum.h"
#include "metrics/autocorrelation_internal.h"
#include "space/weights_internal.h"

/* What all of them begin with. */
typedef struct question {
    geo_autocorrelation_options o;
    geoi_sample s;
    geo_weight_sums w;
    double n, s0, s1, s2;
} question;

static geo_status question_create(geo_ctx *ctx, const geo_weights *weights, const double *x,
                                  const double *y, const geo_autocorrelation_options *options,
                                  question *q, geo_global *out)
{
    geo_status status = GEO_OK;
    *q = (question){.n = 0.0};
    GEO_TRY(geoi_sample_create(ctx, weights, x, y, options, &q->o, &q->s));
    *out = geoi_nothing(&q->s);
    GEO_TRY(geo_weights_sums(ctx, q->s.weights, &q->w));
    q->n = (double)q->s.n;
    q->s0 = q->w.s0;
    q->s1 = q->w.s1;
    q->s2 = q->w.s2;
done:
    return status;
}

/* Is there anything to say? */
static bool varies(const question *q)
{
    return q->s.n > 1 && q->s0 > 0.0 && q->s.m2 > 0.0 && (q->s.y == NULL || q->s.y2 > 0.0);
}

static void conclude(const question *q, double variance, double *var, double *z, double *p,
                     const geo_global *g)
{
    if (variance > 0.0 && isfinite(variance)) {
        *var = variance;
        *z = (g->value - g->expected) / sqrt(variance);
        *p = geo_p_of_z(*z, q->o.tail);
    }
}

static void conclude_normal(const question *q, double variance, geo_global *g)
{
    conclude(q, variance, &g->var_normal, &g->z_normal, &g->p_normal, g);
}

static void conclude_random(const question *q, double variance, geo_global *g)
{
    conclude(q, variance, &g->var_random, &g->z_random, &g->p_random, g);
}

static double mean_power(const question *q, int power)
{
    geoi_sum sum = {0.0, 0.0};
    for (int64_t i = 0; i < q->s.n; i++) {
        double square = q->s.z[i] * q->s.z[i];
        geoi_sum_add(&sum, power == 3 ? square * q->s.z[i] : square * square);
    }
    return geoi_sum_value(&sum) / q->n;
}

/* Fill in the value by `statistic` of the values as they are, and deal them out. */
static geo_status measure(geo_ctx *ctx, const question *q, geoi_statistic_fn statistic,
                          const double *x, const double *y, bool x_stays, geo_global *out)
{
    geo_status status = GEO_OK;
    double got[GEOI_STATISTICS], *room = NULL;
    geo_global *const results[GEOI_STATISTICS] = {out};
    const geoi_dealing d = {.n = q->s.n,
                            .x = x,
                            .y = y,
                            .x_stays = x_stays,
                            .statistic = statistic,
                            .user = q,
                            .count = 1};
    GEO_TRY(geoi_array_raw(ctx, q->s.n, sizeof *room, &room));
    statistic(q, x, y, room, got);
    out->value = got[0];
    GEO_TRY(geoi_deal(ctx, &d, &q->o, results));
done:
    geoi_release(room);
    return status;
}

/* sum of w_ij a_j over the neighbours of i */
static inline double lag(const geo_weights *w, int64_t i, const double *a)
{
    double sum = 0.0;
    for (int64_t at = w->begin[i]; at < w->begin[i + 1]; at++) {
        sum += w->weight[at] * a[w->neighbour[at]];
    }
    return sum;
}

/* sum of a_i w_ij b_j: a row at a time, rows with compensation */
static double product(const geo_weights *w, const double *a, const double *b)
{
    geoi_sum sum = {0.0, 0.0};
    for (int64_t i = 0; i < w->n; i++) {
        geoi_sum_add(&sum, a[i] * lag(w, i, b));
    }
    return geoi_sum_value(&sum);
}

/* ---- Moran ------------------------------------------------------------------------------- */

static void moran_of(const void *user, const double *x, const double *y, double *room,
                     double statistic[GEOI_STATISTICS])
{
    const question *q = user;
    (void)y, (void)room;
    statistic[0] = product(q->s.weights, x, x) / (q->s0 * q->s.m2);
}

static void moran_moments(const question *q, geo_global *out)
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
    conclude_normal(q, normal, out);
    conclude_random(q, dealt, out);
}

geo_status geo_moran(geo_ctx *ctx, const geo_weights *weights, const double *x,
                     const geo_autocorrelation_options *options, geo_global *out)
{
    geo_status status = GEO_OK;
    question q;
    GEO_TRY(question_create(ctx, weights, x, NULL, options, &q, out));
    if (varies(&q)) {
        GEO_TRY(measure(ctx, &q, moran_of, q.s.z, NULL, false, out));
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
    const question *q = user;
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

static void geary_moments(const question *q, geo_global *out)
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
    conclude_normal(q, normal, out);
    conclude_random(q, dealt, out);
}

geo_status geo_geary(geo_ctx *ctx, const geo_weights *weights, const double *x,
                     const geo_autocorrelation_options *options, geo_global *out)
{
    geo_status status = GEO_OK;
    question q;
    GEO_TRY(question_create(ctx, weights, x, NULL, options, &q, out));
    if (varies(&q)) {
        GEO_TRY(measure(ctx, &q, geary_of, q.s.z, NULL, false, out));
        out->expected = 1.0;
        geary_moments(&q, out);
    }
done:
    geoi_sample_clear(&q.s);
    return status;
}

/* ---- G ------------------------------------------------------------------------------------ */

/* Of the square of the sum: less is but rounding. */
static const double ROUNDING = 1e-12;

/* By the sum of the weights, so that its size is about 1, whatever they are in. */
static void getis_of(const void *user, const double *x, const double *y, double *room,
                     double statistic[GEOI_STATISTICS])
{
    const question *q = user;
    geoi_sum sum = {0.0, 0.0}, squares = {0.0, 0.0};
    (void)y, (void)room;
    for (int64_t i = 0; i < q->s.n; i++) {
        geoi_sum_add(&sum, x[i]);
        geoi_sum_add(&squares, x[i] * x[i]);
    }
    double all = geoi_sum_value(&sum), pairs = all * all - geoi_sum_value(&squares);
    bool known = pairs > ROUNDING * all * all; /* else one place has it all */
    statistic[0] = known ? product(q->s.weights, x, x) / q->s0 / pairs : (double)NAN;
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

static void getis_moments(const question *q, const double *x, geo_global *out)
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
    conclude_random(q, second - out->expected * out->expected, out);
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
    question q;
    double *amount = NULL;
    GEO_TRY(question_create(ctx, weights, x, NULL, options, &q, out));
    GEO_TRY(check_positive(ctx, weights->n, x));
    if (varies(&q)) {
        GEO_TRY(geoi_array_raw(ctx, q.s.n, sizeof *amount, &amount));
        double most = 0.0;
        for (int64_t k = 0; k < q.s.n; k++) {
            most = fmax(most, x[q.s.row[k]]);
        }
        for (int64_t k = 0; k < q.s.n; k++) {
            amount[k] = x[q.s.row[k]] / most;
        }
        GEO_TRY(measure(ctx, &q, getis_of, amount, NULL, false, out));
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

/* ---- Two columns --------------------------------------------------------------------------- */

static void bivariate_of(const void *user, const double *x, const double *y, double *room,
                         double statistic[GEOI_STATISTICS])
{
    const question *q = user;
    (void)room;
    statistic[0] = product(q->s.weights, x, y) / (q->s0 * sqrt(q->s.m2) * sqrt(q->s.y2));
}

/* sum a_j y_j with y dealt out has the variance sum (a - mean)^2 sum y^2 / (n - 1). */
static geo_status bivariate_moments(geo_ctx *ctx, const question *q, geo_global *out)
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
    conclude_random(q, variance / (q->s0 * q->s0 * q->s.m2), out);
done:
    geoi_release(a);
    return status;
}

geo_status geo_moran_bivariate(geo_ctx *ctx, const geo_weights *weights, const double *x,
                               const double *y, const geo_autocorrelation_options *options,
                               geo_global *out)
{
    geo_status status = GEO_OK;
    question q;
    GEO_TRY(question_create(ctx, weights, x, y, options, &q, out));
    if (varies(&q)) {
        GEO_TRY(measure(ctx, &q, bivariate_of, q.s.z, q.s.y, true, out));
        out->expected = 0.0;
        GEO_TRY(bivariate_moments(ctx, &q, out));
    }
done:
    geoi_sample_clear(&q.s);
    return status;
}

static void lee_of(const void *user, const double *x, const double *y, double *room,
                   double statistic[GEOI_STATISTICS])
{
    const question *q = user;
    const geo_weights *w = q->s.weights;
    geoi_sum sum = {0.0, 0.0};
    (void)room;
    for (int64_t i = 0; i < w->n; i++) {
        geoi_sum_add(&sum, lag(w, i, x) * lag(w, i, y));
    }
    /* n / sum of squared row sums, over n root of both variances; s2 holds the former */
    statistic[0] = geoi_sum_value(&sum) / (q->s2 * sqrt(q->s.m2) * sqrt(q->s.y2));
}

/* Each row with the feature itself, by its largest weight (1 in a row of none), of sum 1. */
static geo_status add_self(geo_ctx *ctx, const geo_weights *w, geo_weights **out)
{
    geo_status status = GEO_OK;
    geo_weights *with = NULL;
    GEO_TRY(geoi_weights_room(ctx, w->n, w->begin[w->n] + w->n, &with));
    for (int64_t i = 0; i < w->n; i++) {
        int64_t to = w->begin[i] + i, count = w->begin[i + 1] - w->begin[i];
        double most = 0.0;
        for (int64_t at = w->begin[i]; at < w->begin[i + 1]; at++, to++) {
            with->neighbour[to] = w->neighbour[at];
            with->weight[to] = w->weight[at];
            most = fmax(most, w->weight[at]);
        }
        with->neighbour[to] = (int32_t)i;
        with->weight[to] = count > 0 ? most : 1.0;
        with->begin[i + 1] = to + 1;
    }
    GEO_TRY(geoi_weights_finish(ctx, with));
    GEO_TRY(geo_weights_code(ctx, with, GEO_CODING_W, out));
done:
    geo_weights_destroy(with);
    return status;
}

/* What Lee's L needs of the weights: s2 becomes the sum of the squared row sums. */
static geo_status prepare_lee(geo_ctx *ctx, question *q, int star, geo_weights **with)
{
    geo_status status = GEO_OK;
    if (star != 0) {
        GEO_TRY(add_self(ctx, q->s.weights, with));
        q->s.weights = *with;
    }
    geoi_sum squares = {0.0, 0.0};
    for (int64_t i = 0; i < q->s.n; i++) {
        geoi_sum row = {0.0, 0.0};
        for (int64_t at = q->s.weights->begin[i]; at < q->s.weights->begin[i + 1]; at++) {
            geoi_sum_add(&row, q->s.weights->weight[at]);
        }
        geoi_sum_add(&squares, geoi_sum_value(&row) * geoi_sum_value(&row));
    }
    q->s2 = geoi_sum_value(&squares);
done:
    return status;
}

geo_status geo_lee(geo_ctx *ctx, const geo_weights *weights, const double *x, const double *y,
                   int star, const geo_autocorrelation_options *options, geo_global *out)
{
    geo_status status = GEO_OK;
    geo_weights *with = NULL;
    question q;
    GEO_TRY(question_create(ctx, weights, x, y, options, &q, out));
    if (varies(&q)) {
        GEO_TRY(prepare_lee(ctx, &q, star, &with));
        GEO_TRY(measure(ctx, &q, lee_of, q.s.z, q.s.y, false, out));
    }
done:
    geo_weights_destroy(with);
    geoi_sample_clear(&q.s);
    return status;
}

static geo_spot side_of(double x, double y)
{
    return x > 0.0   ? (y > 0.0   ? GEO_SPOT_HH
                        : y < 0.0 ? GEO_SPOT_HL
                                  : GEO_SPOT_NONE)
           : x < 0.0 ? (y > 0.0   ? GEO_SPOT_LH
                        : y < 0.0 ? GEO_SPOT_LL
                                  : GEO_SPOT_NONE)
                     : GEO_SPOT_NONE;
}

geo_status geo_local_lee(geo_ctx *ctx, const geo_weights *weights, const double *x, const double *y,
                         int star, const geo_autocorrelation_options *options, double *value,
                         uint8_t *spot)
{
    geo_status status = GEO_OK;
    geo_weights *with = NULL;
    question q;
    geo_global unused;
    GEO_TRY(question_create(ctx, weights, x, y, options, &q, &unused));
    for (int64_t i = 0; i < weights->n; i++) {
        value[i] = (double)NAN;
        spot[i] = q.s.spot[i];
    }
    if (varies(&q)) {
        GEO_TRY(prepare_lee(ctx, &q, star, &with));
        double scale = q.n / (q.s2 * sqrt(q.s.m2) * sqrt(q.s.y2));
        for (int64_t k = 0; k < q.s.n; k++) {
            double of_x = lag(q.s.weights, k, q.s.z), of_y = lag(q.s.weights, k, q.s.y);
            if (q.s.spot[q.s.row[k]] == GEO_SPOT_NONE) {
                value[q.s.row[k]] = scale * of_x * of_y + 0.0;
                spot[q.s.row[k]] = (uint8_t)side_of(of_x, of_y);
            }
        }
    }
done:
    geo_weights_destroy(with);
    geoi_sample_clear(&q.s);
    return status;
}
