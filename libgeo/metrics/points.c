/* SPDX-License-Identifier: MIT */
#include "metrics/points.h"

static geo_status refuse_weight(geo_ctx *ctx, int64_t row, double weight)
{
    geo_status status =
        isnan(weight)
            ? geoi_fail(ctx, GEO_DATA, "feature %lld has no weight", (long long)row + 1)
            : geoi_fail(ctx, GEO_DATA, "weight of feature %lld is %g, which cannot be used",
                        (long long)row + 1, weight);
    geoi_hint(ctx, isnan(weight)   ? "give every feature a weight, or leave those without out"
                   : isinf(weight) ? "weights must be finite"
                                   : "weights must not be negative");
    return status;
}

geo_status geoi_check_weight(geo_ctx *ctx, int64_t row, double weight)
{
    return weight < 0.0 || isinf(weight) ? refuse_weight(ctx, row, weight) : GEO_OK;
}

geo_status geoi_check_weight_total(geo_ctx *ctx, double total)
{
    if (total <= GEOI_WEIGHT_TOTAL_MAX) {
        return GEO_OK;
    }
    geo_status status =
        geoi_fail(ctx, GEO_DATA, "the weights add up to more than %g", GEOI_WEIGHT_TOTAL_MAX);
    geoi_hint(ctx, "look for wrong values, or give the weights in a larger unit");
    return status;
}

geo_status geoi_check_finite_weights(geo_ctx *ctx, int64_t n, const double *weight)
{
    double total = 0.0;
    for (int64_t i = 0; i < n; i++) {
        if (!isfinite(weight[i])) {
            return refuse_weight(ctx, i, weight[i]);
        }
        total += fabs(weight[i]);
    }
    return geoi_check_weight_total(ctx, total);
}

geo_status geoi_point_weights(geo_ctx *ctx, const geoi_points *points, int64_t feature_count,
                              const double *weight, bool may_be_negative, const double **out)
{
    geo_status status = GEO_OK;
    double *own, total = 0.0;
    *out = NULL;
    for (int64_t i = 0; i < feature_count && weight != NULL; i++) {
        if (!isfinite(weight[i]) || (weight[i] < 0.0 && !may_be_negative)) {
            return refuse_weight(ctx, i, weight[i]);
        }
        total += fabs(weight[i]);
    }
    GEO_TRY(geoi_check_weight_total(ctx, total));
    if (weight != NULL && points->row == NULL) {
        *out = weight;
        return GEO_OK;
    }
    GEO_TRY(geoi_scratch(ctx, points->n, sizeof *own, &own));
    for (int64_t i = 0; i < points->n; i++) {
        own[i] = weight != NULL ? weight[geoi_point_row(points, i)] : 1.0;
    }
    *out = own;
done:
    return status;
}
