/* SPDX-License-Identifier: MIT */
/* Lee's L of all features and its parts. */
#include "metrics/autocorrelation_question.h"

static void lee_of(const void *user, const double *x, const double *y, double *room,
                   double statistic[GEOI_STATISTICS])
{
    const geoi_question *q = user;
    const geo_weights *w = q->s.weights;
    geoi_sum sum = {0.0, 0.0};
    (void)room;
    for (int64_t i = 0; i < w->n; i++) {
        geoi_sum_add(&sum, geoi_lag(w, i, x) * geoi_lag(w, i, y));
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
static geo_status prepare_lee(geo_ctx *ctx, geoi_question *q, int star, geo_weights **with)
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
    geoi_question q;
    GEO_TRY(geoi_question_create(ctx, weights, x, y, options, &q, out));
    if (geoi_varies(&q)) {
        GEO_TRY(prepare_lee(ctx, &q, star, &with));
        GEO_TRY(geoi_measure_all(ctx, &q, lee_of, q.s.z, q.s.y, false, out));
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

/* ---- Its parts ------------------------------------------------------------------------------ */

typedef struct parts {
    geo_ctx *ctx;
    geoi_question q;           /* of weights as L takes them */
    const geo_weights *others; /* without the features themselves */
    geo_weights *with;
    double scale;
    double *self, *sum; /* [n] its own weight, and what a row is divided by */
    double *mean, *variance, *p;
    uint8_t *exact;
} parts;

static geo_status make_parts(parts *l, int star)
{
    geo_status status = GEO_OK;
    const geo_weights *w = l->q.s.weights;
    l->others = w;
    double **const columns[] = {&l->self, &l->sum, &l->mean, &l->variance, &l->p};
    for (size_t c = 0; c < sizeof columns / sizeof columns[0]; c++) {
        GEO_TRY(geoi_array(l->ctx, w->n, sizeof **columns[c], columns[c]));
    }
    GEO_TRY(geoi_array(l->ctx, w->n, sizeof *l->exact, &l->exact));
    for (int64_t k = 0; k < w->n; k++) {
        double sum = 0.0, most = 0.0;
        for (int64_t at = w->begin[k]; at < w->begin[k + 1]; at++) {
            sum += w->weight[at];
            most = fmax(most, w->weight[at]);
        }
        l->self[k] = star != 0 ? most : 0.0;
        l->sum[k] = star != 0 ? sum + most : 1.0;
    }
    GEO_TRY(prepare_lee(l->ctx, &l->q, star, &l->with));
    l->scale = l->q.n / (l->q.s2 * sqrt(l->q.s.m2) * sqrt(l->q.s.y2));
done:
    return status;
}

static void clear_parts(parts *l)
{
    geo_weights_destroy(l->with);
    geoi_release(l->self);
    geoi_release(l->sum);
    geoi_release(l->mean);
    geoi_release(l->variance);
    geoi_release(l->p);
    geoi_release(l->exact);
    geoi_sample_clear(&l->q.s);
}

static geo_status draw_parts(const parts *l)
{
    const geoi_draw d = {.weights = l->others,
                         .row = l->q.s.row,
                         .pool = l->q.s.z,
                         .other = l->q.s.y,
                         .self = l->self,
                         .mean = l->mean,
                         .variance = l->variance,
                         .p = l->p,
                         .exact = l->exact};
    return geoi_draw_neighbours(l->ctx, &d, &l->q.o);
}

static void put(double *column, int64_t feature, double value)
{
    if (column != NULL) {
        column[feature] = value;
    }
}

static void write_nothing(const parts *l, int64_t n, geo_local *out)
{
    double *const columns[] = {out->value, out->expected, out->variance, out->z, out->p};
    for (int64_t i = 0; i < n; i++) {
        for (size_t c = 0; c < sizeof columns / sizeof columns[0]; c++) {
            put(columns[c], i, (double)NAN);
        }
        if (out->spot != NULL) {
            out->spot[i] = l->q.s.spot[i];
        }
    }
}

static void write_part(const parts *l, int64_t k, geo_local *out)
{
    int64_t i = l->q.s.row[k];
    double of_x = geoi_lag(l->q.s.weights, k, l->q.s.z);
    double of_y = geoi_lag(l->q.s.weights, k, l->q.s.y);
    double value = l->scale * of_x * of_y + 0.0, by = l->scale / (l->sum[k] * l->sum[k]);
    put(out->value, i, value);
    if (out->spot != NULL) {
        out->spot[i] = (uint8_t)side_of(of_x, of_y);
    }
    if (!isnan(l->p[k])) {
        double mean = by * l->mean[k] + 0.0, variance = by * by * l->variance[k];
        bool varies = variance > geoi_slack(value) * geoi_slack(value);
        put(out->p, i, l->p[k]);
        put(out->expected, i, mean);
        put(out->variance, i, varies ? variance : 0.0);
        put(out->z, i, varies ? (value - mean) / sqrt(variance) : (double)NAN);
        out->exact += l->exact[k];
    }
}

geo_status geo_local_lee(geo_ctx *ctx, const geo_weights *weights, const double *x, const double *y,
                         int star, const geo_autocorrelation_options *options, geo_local *out)
{
    geo_status status = GEO_OK;
    parts l = {.ctx = ctx};
    geo_global unused;
    out->exact = 0;
    GEO_TRY(geoi_question_create(ctx, weights, x, y, options, &l.q, &unused));
    out->used = l.q.s.n;
    out->islands = l.q.s.islands;
    out->unknown = l.q.s.unknown;
    write_nothing(&l, weights->n, out);
    if (!geoi_varies(&l.q)) {
        goto done;
    }
    GEO_TRY(make_parts(&l, star));
    GEO_TRY(draw_parts(&l));
    for (int64_t k = 0; k < l.q.s.n; k++) {
        if (l.q.s.spot[l.q.s.row[k]] == GEO_SPOT_NONE) {
            write_part(&l, k, out);
        }
    }
done:
    clear_parts(&l);
    return status;
}
