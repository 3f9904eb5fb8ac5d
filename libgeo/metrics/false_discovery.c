/* SPDX-License-Identifier: MIT */
#include "geo/autocorrelation.h"

#include "base/base.h"
#include "space/order.h"

static geo_status check(geo_ctx *ctx, int64_t n, const double *p, double alpha)
{
    if (!(alpha > 0.0 && alpha < 1.0)) {
        return geoi_fail(ctx, GEO_INVALID, "the significance is %g, but must be between 0 and 1",
                         alpha);
    }
    for (int64_t i = 0; i < n; i++) {
        if (p[i] < 0.0 || p[i] > 1.0) {
            return geoi_fail(ctx, GEO_DATA, "p of feature %lld is %g", (long long)i + 1, p[i]);
        }
    }
    return GEO_OK;
}

geo_status geo_false_discovery(geo_ctx *ctx, int64_t n, const double *p, double alpha,
                               double *threshold, int64_t *count)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    uint64_t *key;
    int64_t *from, *order, tests = 0;
    *threshold = (double)NAN;
    *count = 0;
    GEO_TRY(check(ctx, n, p, alpha));
    GEO_TRY(geoi_scratch(ctx, n, sizeof *key, &key));
    GEO_TRY(geoi_scratch(ctx, n, sizeof *from, &from));
    GEO_TRY(geoi_scratch(ctx, n, sizeof *order, &order));
    for (int64_t i = 0; i < n; i++) {
        if (!isnan(p[i])) {
            key[tests] = geoi_double_key(p[i] + 0.0);
            from[tests++] = i;
        }
    }
    GEO_TRY(geoi_sort_keys(ctx, tests, 64, key, order));
    for (int64_t k = tests; k > 0 && *count == 0; k--) {
        double limit = (double)k * alpha / (double)tests;
        if (p[from[order[k - 1]]] <= limit) {
            *threshold = limit;
            *count = k;
        }
    }
done:
    geoi_scratch_reset(ctx, mark);
    return status;
}

geo_status geo_bonferroni(geo_ctx *ctx, int64_t n, const double *p, double alpha, double *threshold,
                          int64_t *count)
{
    geo_status status = GEO_OK;
    int64_t tests = 0;
    *threshold = (double)NAN;
    *count = 0;
    GEO_TRY(check(ctx, n, p, alpha));
    for (int64_t i = 0; i < n; i++) {
        tests += !isnan(p[i]);
    }
    if (tests > 0) {
        *threshold = alpha / (double)tests;
    }
    for (int64_t i = 0; i < n; i++) {
        *count += p[i] <= *threshold;
    }
done:
    return status;
}
