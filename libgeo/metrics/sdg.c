/* SPDX-License-Identifier: MIT */
/* Indicators of Sustainable Development Goal 11: 11.2.1, 11.3.1, 11.7.1. */
#include "geo/sdg.h"

#include "metrics/access_internal.h"

/* What the metadata of 11.2.1 calls convenient. */
static const double LOW_CAPACITY_M = 500.0, HIGH_CAPACITY_M = 1000.0;
/* People who grow by less a year do not grow: a ratio to it says nothing. */
static const double LEAST_RATE = 1e-6;

static geo_status check_count(geo_ctx *ctx, int64_t n)
{
    return n < 0 ? geoi_fail(ctx, GEO_INVALID, "%lld features", (long long)n) : GEO_OK;
}

/* ---- 11.2.1 -------------------------------------------------------------------------------- */

static geo_status check_distance(geo_ctx *ctx, const char *what, int64_t row, double distance)
{
    return distance < 0.0 ? geoi_fail(ctx, GEO_DATA, "%s of feature %lld is %g", what,
                                      (long long)row + 1, distance)
                          : GEO_OK;
}

geo_status geo_sdg_transport(geo_ctx *ctx, int64_t n, const double *people, const double *low_m,
                             const double *high_m, geo_demand_total *out)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    double *served;
    *out = (geo_demand_total){NAN, NAN, NAN, 0, 0};
    GEO_TRY(check_count(ctx, n));
    GEO_TRY(geoi_scratch(ctx, n, sizeof *served, &served));
    for (int64_t i = 0; i < n; i++) {
        GEO_TRY(check_distance(ctx, "distance to a stop of low capacity", i, low_m[i]));
        GEO_TRY(check_distance(ctx, "distance to a stop of high capacity", i, high_m[i]));
        served[i] = low_m[i] <= LOW_CAPACITY_M || high_m[i] <= HIGH_CAPACITY_M ? 1.0 : 0.0;
    }
    GEO_TRY(geo_coverage_total(ctx, n, served, 1, people, out));
done:
    geoi_scratch_reset(ctx, mark);
    return status;
}

/* ---- 11.3.1 -------------------------------------------------------------------------------- */

static double finite_or_nan(double value)
{
    return isfinite(value) ? value : (double)NAN;
}

static double growth(const double amount[2], double years)
{
    return amount[0] > 0.0 && amount[1] > 0.0 ? finite_or_nan(log(amount[1] / amount[0]) / years)
                                              : (double)NAN;
}

static double rise(const double amount[2])
{
    return amount[0] > 0.0 ? finite_or_nan((amount[1] - amount[0]) / amount[0]) : (double)NAN;
}

static int sign_of(double value)
{
    return (value > 0.0) - (value < 0.0);
}

static geo_status check_city(geo_ctx *ctx, int64_t row, const geo_sdg_growth *city)
{
    geo_status status = GEO_OK;
    for (int k = 0; k < 2; k++) {
        GEO_TRY(geoi_check_amount(ctx, "built-up land", row, city->built_m2[k]));
        GEO_TRY(geoi_check_amount(ctx, "number of people", row, city->people[k]));
    }
    if (!(city->years > 0.0) || isinf(city->years)) {
        status = geoi_fail(ctx, GEO_DATA, "years of feature %lld are %g", (long long)row + 1,
                           city->years);
        geoi_hint(ctx, "give how many years lie between the two dates, above 0");
    }
done:
    return status;
}

static geo_sdg_land land_of(const geo_sdg_growth *city, bool logarithmic)
{
    geo_sdg_land land = {0};
    land.land_rate =
        logarithmic ? growth(city->built_m2, city->years) : rise(city->built_m2) / city->years;
    land.land_rate = finite_or_nan(land.land_rate);
    land.people_rate = growth(city->people, city->years);
    bool steady = !(fabs(land.people_rate) >= LEAST_RATE);
    land.ratio = steady ? (double)NAN : finite_or_nan(land.land_rate / land.people_rate);
    for (int k = 0; k < 2; k++) {
        land.per_head_m2[k] = city->people[k] > 0.0
                                  ? finite_or_nan(city->built_m2[k] / city->people[k])
                                  : (double)NAN;
    }
    land.per_head_change = rise(land.per_head_m2);
    land.land_sign = sign_of(city->built_m2[1] - city->built_m2[0]);
    land.people_sign = steady ? 0 : sign_of(land.people_rate);
    return land;
}

geo_status geo_sdg_land_use(geo_ctx *ctx, int64_t n, const geo_sdg_growth *city, int logarithmic,
                            geo_sdg_land *out)
{
    geo_status status = GEO_OK;
    GEO_TRY(check_count(ctx, n));
    for (int64_t i = 0; i < n; i++) {
        GEO_TRY(check_city(ctx, i, &city[i]));
        out[i] = land_of(&city[i], logarithmic != 0);
    }
done:
    return status;
}

/* ---- 11.7.1 -------------------------------------------------------------------------------- */

geo_status geo_sdg_open_space(geo_ctx *ctx, int64_t n, const double *open_m2,
                              const double *street_m2, const double *built_m2, double *share)
{
    geo_status status = GEO_OK;
    GEO_TRY(check_count(ctx, n));
    for (int64_t i = 0; i < n; i++) {
        GEO_TRY(geoi_check_amount(ctx, "open space", i, open_m2[i]));
        GEO_TRY(geoi_check_amount(ctx, "area of streets", i, street_m2[i]));
        GEO_TRY(geoi_check_amount(ctx, "built-up land", i, built_m2[i]));
        double open = open_m2[i] + street_m2[i];
        if (open > built_m2[i] * (1.0 + 1e-6)) {
            status = geoi_fail(ctx, GEO_DATA,
                               "feature %lld: %g m2 of open space and streets, more than its %g m2 "
                               "of built-up land",
                               (long long)i + 1, open, built_m2[i]);
            geoi_hint(ctx, "clip both to the built-up land, and count what is both only once");
            return status;
        }
        bool known = !isnan(open) && built_m2[i] > 0.0;
        share[i] = known ? finite_or_nan(fmin(open / built_m2[i], 1.0)) : (double)NAN;
    }
done:
    return status;
}
