/* SPDX-License-Identifier: MIT */
#include "metrics/access_internal.h"

#include "base/sum.h"
#include "metrics/points.h"

geo_status geoi_check_amount(geo_ctx *ctx, const char *what, int64_t row, double amount)
{
    if (!(amount < 0.0) && !isinf(amount)) {
        return GEO_OK;
    }
    geo_status status = geoi_fail(ctx, GEO_DATA, "%s of feature %lld is %g, which cannot be used",
                                  what, (long long)row + 1, amount);
    geoi_hint(ctx, "amounts must be finite and not negative; leave unknown ones empty");
    return status;
}

geo_status geoi_check_result(geo_ctx *ctx, const char *what, int64_t row, double result)
{
    if (isfinite(result)) {
        return GEO_OK;
    }
    geo_status status = geoi_fail(ctx, GEO_DATA, "%s %lld: the sum is too large to compute with",
                                  what, (long long)row + 1);
    geoi_hint(ctx, "look for wrong amounts, or a decay whose weights are far above 1");
    return status;
}

geo_status geoi_amounts_of(geo_ctx *ctx, int64_t n, const double *given, const int64_t *name,
                           const char *what, geoi_amounts *out)
{
    geo_status status = GEO_OK;
    double *value, *present, plain = 0.0; /* the plain sum overflows to infinity, not to NaN */
    geoi_sum total = {0.0, 0.0};
    *out = (geoi_amounts){NULL, NULL, 0, 0.0};
    GEO_TRY(geoi_scratch(ctx, n, sizeof *value, &value));
    GEO_TRY(geoi_scratch(ctx, n, sizeof *present, &present));
    for (int64_t i = 0; i < n && given != NULL; i++) {
        GEO_TRY(geoi_check_amount(ctx, what, i, given[i]));
    }
    for (int64_t i = 0; i < n; i++) {
        double amount = given != NULL ? given[geoi_name(name, i)] : 1.0;
        present[i] = isnan(amount) ? 0.0 : 1.0;
        value[i] = isnan(amount) ? 0.0 : amount;
        out->unknown += isnan(amount);
        plain += value[i];
        geoi_sum_add(&total, value[i]);
    }
    GEO_TRY(geoi_check_weight_total(ctx, plain));
    out->value = value;
    out->present = present;
    out->total = geoi_sum_value(&total);
done:
    return status;
}
