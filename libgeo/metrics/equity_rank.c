/* SPDX-License-Identifier: MIT */
#include "metrics/equity_internal.h"

#include "base/sum.h"
#include "metrics/access_internal.h"
#include "metrics/points.h"
#include "space/order.h"

static geo_status check(geo_ctx *ctx, int64_t n, const double *value, const double *weight)
{
    geo_status status = GEO_OK;
    double people = 0.0, access = 0.0;
    if (n < 0) {
        return geoi_fail(ctx, GEO_INVALID, "%lld units", (long long)n);
    }
    for (int64_t i = 0; i < n; i++) {
        double w = weight != NULL ? weight[i] : 1.0;
        GEO_TRY(geoi_check_amount(ctx, "value", i, value[i]));
        GEO_TRY(geoi_check_amount(ctx, "weight", i, w));
        bool known = !isnan(value[i]) && !isnan(w);
        people += known ? w : 0.0;
        access += known ? w * value[i] : 0.0;
    }
    GEO_TRY(geoi_check_weight_total(ctx, people));
    GEO_TRY(geoi_check_weight_total(ctx, access));
done:
    return status;
}

geo_status geoi_rank(geo_ctx *ctx, int64_t n, const double *value, const double *weight,
                     geoi_ranked *out)
{
    geo_status status = GEO_OK;
    uint64_t *key;
    int64_t *from, *order, kept = 0;
    *out = (geoi_ranked){0};
    GEO_TRY(check(ctx, n, value, weight));
    GEO_TRY(geoi_scratch(ctx, n, sizeof *key, &key));
    GEO_TRY(geoi_scratch(ctx, n, sizeof *from, &from));
    GEO_TRY(geoi_scratch(ctx, n, sizeof *order, &order));
    GEO_TRY(geoi_scratch(ctx, n, sizeof *out->value, &out->value));
    GEO_TRY(geoi_scratch(ctx, n, sizeof *out->weight, &out->weight));
    GEO_TRY(geoi_scratch(ctx, n, sizeof *out->row, &out->row));
    for (int64_t i = 0; i < n; i++) {
        double w = weight != NULL ? weight[i] : 1.0;
        bool known = !isnan(value[i]) && !isnan(w);
        out->used += known;
        if (known && w > 0.0) {
            key[kept] = geoi_double_key(value[i] + 0.0); /* -0 is 0 */
            from[kept++] = i;
        }
    }
    out->unknown = n - out->used;
    GEO_TRY(geoi_sort_keys(ctx, kept, 64, key, order));
    for (int64_t k = 0; k < kept; k++) {
        out->row[k] = from[order[k]];
        out->value[k] = value[out->row[k]];
        out->weight[k] = weight != NULL ? weight[out->row[k]] : 1.0;
    }
    out->n = kept;
done:
    return status;
}

geoi_totals geoi_totals_of(int64_t n, const double *value, const double *weight)
{
    geoi_sum people = {0.0, 0.0}, access = {0.0, 0.0};
    for (int64_t k = 0; k < n; k++) {
        geoi_sum_add(&people, weight[k]);
        geoi_sum_add(&access, weight[k] * value[k]);
    }
    return (geoi_totals){geoi_sum_value(&people), geoi_sum_value(&access)};
}
