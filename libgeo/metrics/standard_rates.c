/* SPDX-License-Identifier: MIT */
/* Assunção & Reis 1999, doi:10.1002/(SICI)1097-0258(19990830)18:16<2147::AID-SIM179>3.0.CO;2-I */
#include "geo/autocorrelation.h"

#include "base/base.h"
#include "base/sum.h"
#include "metrics/access_internal.h"

static bool is_known(const double *events, const double *population, int64_t i)
{
    return !isnan(events[i]) && population[i] > 0.0;
}

geo_status geo_standard_rates(geo_ctx *ctx, int64_t n, const double *events,
                              const double *population, double *z)
{
    geo_status status = GEO_OK;
    geoi_sum event_sum = {0.0, 0.0}, people = {0.0, 0.0}, squares = {0.0, 0.0};
    int64_t used = 0;
    for (int64_t i = 0; i < n; i++) {
        GEO_TRY(geoi_check_amount(ctx, "number of events", i, events[i]));
        GEO_TRY(geoi_check_amount(ctx, "population", i, population[i]));
        if (is_known(events, population, i)) {
            geoi_sum_add(&event_sum, events[i]);
            geoi_sum_add(&people, population[i]);
            used++;
        }
    }
    double all = geoi_sum_value(&people), b = geoi_sum_value(&event_sum) / all;
    for (int64_t i = 0; i < n; i++) {
        if (is_known(events, population, i)) {
            double off = events[i] / population[i] - b;
            geoi_sum_add(&squares, population[i] * off * off / all);
        }
    }
    double a = fmax(geoi_sum_value(&squares) - b / (all / (double)used), 0.0);
    for (int64_t i = 0; i < n; i++) {
        double rate = events[i] / population[i], variance = a + b / population[i];
        bool defined = is_known(events, population, i) && b > 0.0 && isfinite(variance);
        z[i] = defined ? (rate - b) / sqrt(variance) : (double)NAN;
    }
done:
    return status;
}
