/* SPDX-License-Identifier: MIT */
/* Demand within reach, summed in row order. */
#include "geo/coverage.h"

#include "base/base.h"
#include "base/sum.h"
#include "metrics/points.h"

geo_status geo_coverage_total(geo_ctx *ctx, int64_t n, const double *share, int64_t stride,
                              const double *weight, geo_demand_total *out)
{
    geo_status status = GEO_OK;
    geoi_sum all = {0}, covered = {0};
    double plain = 0.0; /* overflows to infinity, where the exact sum would become NaN */
    geo_demand_total total = {NAN, NAN, NAN, 0, 0};
    *out = total;
    if (n < 0 || stride < 1) {
        return geoi_fail(ctx, GEO_INVALID, "%lld units with a stride of %lld", (long long)n,
                         (long long)stride);
    }
    for (int64_t i = 0; i < n; i++) {
        double w = weight != NULL ? weight[i] : 1.0, s = share[i * stride];
        GEO_TRY(geoi_check_weight(ctx, i, w));
        if (isnan(w) || isnan(s)) {
            total.unknown++;
            continue;
        }
        total.used++;
        plain += w;
        geoi_sum_add(&all, w);
        geoi_sum_add(&covered, w * s);
    }
    GEO_TRY(geoi_check_weight_total(ctx, plain));
    total.weight = geoi_sum_value(&all);
    total.covered = geoi_sum_value(&covered);
    total.share = total.weight > 0.0 ? total.covered / total.weight : (double)NAN;
    *out = total;
done:
    return status;
}
