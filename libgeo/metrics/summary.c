/* SPDX-License-Identifier: MIT */
/* Hyndman & Fan 1996, doi:10.1080/00031305.1996.10473566, type 7; with weights the lower
 * inverse of the distribution function: the least value at or below which the share q of all
 * weight lies. Values are sorted once, by their bits. */
#include "geo/proximity.h"

#include "base/sum.h"
#include "metrics/points.h"
#include "space/order.h"

typedef struct sorted_values {
    int64_t n;
    double *value, *weight; /* weight NULL = 1 each */
} sorted_values;

/* ---- Values that are known ------------------------------------------------------------ */

static bool is_known(const double *value, const double *weight, int64_t i)
{
    return !isnan(value[i]) && (weight == NULL || !isnan(weight[i]));
}

static geo_status check_weights(geo_ctx *ctx, int64_t n, const double *weight)
{
    geo_status status = GEO_OK;
    for (int64_t i = 0; i < n && weight != NULL; i++) {
        GEO_TRY(geoi_check_weight(ctx, i, weight[i]));
    }
done:
    return status;
}

/* Known values that weigh something, ascending. */
static geo_status sort_values(geo_ctx *ctx, int64_t n, const double *value, const double *weight,
                              sorted_values *out)
{
    geo_status status = GEO_OK;
    uint64_t *key;
    int64_t *from, *order, kept = 0;
    GEO_TRY(geoi_scratch(ctx, n, sizeof *key, &key));
    GEO_TRY(geoi_scratch(ctx, n, sizeof *from, &from));
    GEO_TRY(geoi_scratch(ctx, n, sizeof *order, &order));
    GEO_TRY(geoi_scratch(ctx, n, sizeof *out->value, &out->value));
    GEO_TRY(geoi_scratch(ctx, weight != NULL ? n : 0, sizeof *out->weight, &out->weight));
    for (int64_t i = 0; i < n; i++) {
        if (is_known(value, weight, i) && (weight == NULL || weight[i] > 0.0)) {
            key[kept] = geoi_double_key(value[i]);
            from[kept++] = i;
        }
    }
    GEO_TRY(geoi_sort_keys(ctx, kept, 64, key, order));
    for (int64_t i = 0; i < kept; i++) {
        out->value[i] = value[from[order[i]]];
        if (weight != NULL) {
            out->weight[i] = weight[from[order[i]]];
        }
    }
    out->n = kept;
    out->weight = weight != NULL ? out->weight : NULL;
done:
    return status;
}

/* ---- Quantiles ------------------------------------------------------------------------ */

static double plain_quantile(const sorted_values *v, double q)
{
    double place = (double)(v->n - 1) * q;
    int64_t below = (int64_t)floor(place);
    double share = place - (double)below;
    if (share == 0.0 || isinf(v->value[below])) {
        return v->value[below]; /* there is no way between infinities */
    }
    return v->value[below] + share * (v->value[below + 1] - v->value[below]);
}

static double weighted_quantile(const sorted_values *v, double q, double total)
{
    geoi_sum below = {0.0, 0.0};
    for (int64_t i = 0; i < v->n; i++) {
        geoi_sum_add(&below, v->weight[i]);
        if (geoi_sum_value(&below) >= q * total) {
            return v->value[i];
        }
    }
    return v->value[v->n - 1];
}

/* In input order. An infinite value makes the compensation NaN, so it is left out then. */
static double sum_of(int64_t n, const double *value, const double *weight, double *total)
{
    geoi_sum sum = {0.0, 0.0}, weights = {0.0, 0.0};
    for (int64_t i = 0; i < n; i++) {
        double w = weight != NULL ? weight[i] : 1.0;
        if (is_known(value, weight, i) && w > 0.0) {
            geoi_sum_add(&sum, w * value[i]);
            geoi_sum_add(&weights, w);
        }
    }
    *total = geoi_sum_value(&weights);
    return isfinite(sum.high) ? geoi_sum_value(&sum) : sum.high;
}

/* Of values there are; `total` is their weight. */
static double quantile_of(const sorted_values *v, double q, double total)
{
    return v->weight != NULL ? weighted_quantile(v, q, total) : plain_quantile(v, q);
}

geo_status geo_summarize(geo_ctx *ctx, int64_t n, const double *value, const double *weight,
                         geo_summary *out)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geo_summary s = {0, 0, (double)NAN, (double)NAN, (double)NAN, (double)NAN, (double)NAN, 0.0};
    sorted_values sorted = {0, NULL, NULL};
    *out = (geo_summary){0};
    GEO_TRY(check_weights(ctx, n, weight));
    GEO_TRY(sort_values(ctx, n, value, weight, &sorted));
    for (int64_t i = 0; i < n; i++) {
        s.used += is_known(value, weight, i);
    }
    s.unknown = n - s.used;
    if (sorted.n > 0) {
        double total;
        s.sum = sum_of(n, value, weight, &total);
        s.mean = s.sum / total;
        s.min = sorted.value[0];
        s.max = sorted.value[sorted.n - 1];
        s.median = quantile_of(&sorted, 0.5, total);
        s.p90 = quantile_of(&sorted, 0.9, total);
    }
    *out = s;
done:
    geoi_scratch_reset(ctx, mark);
    return status;
}

geo_status geo_quantiles(geo_ctx *ctx, int64_t n, const double *value, const double *weight,
                         int64_t count, const double *share, double *quantile)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    sorted_values sorted = {0, NULL, NULL};
    double total;
    for (int64_t i = 0; i < count; i++) {
        quantile[i] = (double)NAN;
        if (!(share[i] >= 0.0 && share[i] <= 1.0)) {
            return geoi_fail(ctx, GEO_INVALID, "share %g of a quantile is not in 0..1", share[i]);
        }
    }
    GEO_TRY(check_weights(ctx, n, weight));
    GEO_TRY(sort_values(ctx, n, value, weight, &sorted));
    (void)sum_of(n, value, weight, &total);
    for (int64_t i = 0; i < count && sorted.n > 0; i++) {
        quantile[i] = quantile_of(&sorted, share[i], total);
    }
done:
    geoi_scratch_reset(ctx, mark);
    return status;
}
