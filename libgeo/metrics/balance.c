/* SPDX-License-Identifier: MIT */
/* Jobs and homes: spatial mismatch (Martin 2004, after the index of dissimilarity), and how many
 * work where they live. */
#include "geo/equity.h"

#include "base/sum.h"
#include "metrics/access_internal.h"
#include "metrics/points.h"

static bool is_known(const double *jobs, const double *residents, int64_t i)
{
    return !isnan(jobs[i]) && !isnan(residents[i]);
}

static geo_status add_up(geo_ctx *ctx, int64_t n, const double *jobs, const double *residents,
                         geo_balance *out)
{
    geo_status status = GEO_OK;
    geoi_sum all_jobs = {0.0, 0.0}, all_residents = {0.0, 0.0};
    double plain = 0.0;
    for (int64_t i = 0; i < n; i++) {
        GEO_TRY(geoi_check_amount(ctx, "number of jobs", i, jobs[i]));
        GEO_TRY(geoi_check_amount(ctx, "number of residents", i, residents[i]));
        if (is_known(jobs, residents, i)) {
            out->used++;
            plain += jobs[i] + residents[i];
            geoi_sum_add(&all_jobs, jobs[i]);
            geoi_sum_add(&all_residents, residents[i]);
        }
    }
    GEO_TRY(geoi_check_weight_total(ctx, plain));
    out->unknown = n - out->used;
    out->jobs = geoi_sum_value(&all_jobs);
    out->residents = geoi_sum_value(&all_residents);
done:
    return status;
}

static double divided(double a, double b)
{
    double quotient = a / b;
    return b > 0.0 && isfinite(quotient) ? quotient : (double)NAN;
}

geo_status geo_balance_measure(geo_ctx *ctx, int64_t n, const double *jobs, const double *residents,
                               double *ratio, double *gap, geo_balance *out)
{
    geo_status status = GEO_OK;
    geo_balance b = {0};
    geoi_sum apart = {0.0, 0.0};
    *out = b;
    GEO_TRY(add_up(ctx, n, jobs, residents, &b));
    for (int64_t i = 0; i < n; i++) {
        bool known = is_known(jobs, residents, i);
        double of_jobs = known ? divided(jobs[i], b.jobs) : (double)NAN;
        double of_residents = known ? divided(residents[i], b.residents) : (double)NAN;
        if (ratio != NULL) {
            ratio[i] = divided(jobs[i], residents[i]);
        }
        if (gap != NULL) {
            gap[i] = of_jobs - of_residents;
        }
        geoi_sum_add(&apart, known ? fabs(of_jobs - of_residents) : 0.0);
    }
    b.ratio = divided(b.jobs, b.residents);
    b.mismatch = b.jobs > 0.0 && b.residents > 0.0 ? 50.0 * geoi_sum_value(&apart) : (double)NAN;
    *out = b;
done:
    return status;
}

geo_status geo_self_containment(geo_ctx *ctx, int64_t n, const double *both, const double *jobs,
                                const double *workers, double *of_jobs, double *of_workers)
{
    geo_status status = GEO_OK;
    for (int64_t i = 0; i < n; i++) {
        GEO_TRY(geoi_check_amount(ctx, "number of jobs", i, jobs[i]));
        GEO_TRY(geoi_check_amount(ctx, "number of workers", i, workers[i]));
        GEO_TRY(geoi_check_amount(ctx, "number who live and work there", i, both[i]));
        if (both[i] > jobs[i] || both[i] > workers[i]) {
            status = geoi_fail(ctx, GEO_DATA,
                               "feature %lld: %g live and work there, more than its %g %s",
                               (long long)i + 1, both[i], both[i] > jobs[i] ? jobs[i] : workers[i],
                               both[i] > jobs[i] ? "jobs" : "employed residents");
            geoi_hint(ctx, "those who live and work there are some of both");
            return status;
        }
        of_jobs[i] = divided(both[i], jobs[i]);
        of_workers[i] = divided(both[i], workers[i]);
    }
done:
    return status;
}
