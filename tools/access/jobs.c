/* SPDX-License-Identifier: MIT */
/* Jobs against homes: no facilities, no costs, only two columns of zones, or four. */
#include <math.h>

#include "question.h"

static geo_status add_contained(cli_call *call, const arguments *a, const cli_layer *zones,
                                const double *jobs)
{
    geo_status status = GEO_OK;
    int64_t n = geo_layer_count(zones->layer);
    double *both, *workers;
    double *of_jobs = cli_array(call, n, sizeof *of_jobs);
    double *of_workers = cli_array(call, n, sizeof *of_workers);
    CLI_TRY(cli_numbers(call, zones, a->local, &both));
    CLI_TRY(cli_numbers(call, zones, a->workers, &workers));
    CLI_TRY(geo_self_containment(cli_ctx(call), n, both, jobs, workers, of_jobs, of_workers));
    for (int64_t i = 0; i < n; i++) {
        of_jobs[i] *= 100.0;
        of_workers[i] *= 100.0;
    }
    CLI_TRY(cli_add_reals(call, zones->layer, &access_columns[LOCAL_JOBS], NULL, of_jobs));
    CLI_TRY(cli_add_reals(call, zones->layer, &access_columns[LOCAL_HOMES], NULL, of_workers));
done:
    return status;
}

static void tell(cli_call *call, const cli_layer *zones, const geo_balance *b)
{
    cli_result(call, "jobs", b->jobs);
    cli_result(call, "residents", b->residents);
    cli_result(call, "jobs_per_resident", b->ratio);
    cli_result(call, "spatial_mismatch", b->mismatch);
    cli_skip(call, b->unknown, "%s: %s without jobs or residents: left out", zones->source,
             cli_count(call, b->unknown, "feature"));
    if (isnan(b->mismatch)) {
        cli_note(call, "%.12g jobs and %.12g residents: there is no mismatch to tell", b->jobs,
                 b->residents);
        return;
    }
    cli_note(call,
             "%.12g jobs, %.12g residents: %.4g jobs per resident; spatial mismatch %.4g: so many "
             "in 100 would have to move for both to be spread alike",
             b->jobs, b->residents, b->ratio, b->mismatch);
}

geo_status access_of_jobs(cli_call *call, const arguments *a)
{
    geo_status status = GEO_OK;
    cli_layer *zones;
    double *jobs, *residents;
    geo_balance balance;
    CLI_TRY(cli_read(call, a->demand, &zones));
    int64_t n = geo_layer_count(zones->layer);
    double *ratio = cli_array(call, n, sizeof *ratio), *gap = cli_array(call, n, sizeof *gap);
    CLI_TRY(cli_numbers(call, zones, a->jobs, &jobs));
    CLI_TRY(cli_numbers(call, zones, a->residents, &residents));
    CLI_TRY(geo_balance_measure(cli_ctx(call), n, jobs, residents, ratio, gap, &balance));
    tell(call, zones, &balance);
    for (int64_t i = 0; i < n; i++) {
        gap[i] *= 100.0;
    }
    CLI_TRY(cli_add_reals(call, zones->layer, &access_columns[JOBS_RATIO], NULL, ratio));
    CLI_TRY(cli_add_reals(call, zones->layer, &access_columns[JOBS_GAP], NULL, gap));
    if (a->local != NULL) {
        CLI_TRY(add_contained(call, a, zones, jobs));
    }
    CLI_TRY(cli_write(call, zones->layer,
                      (cli_style){.kind = GEO_STYLE_GRADUATED, .field = "ac_jobs"}));
done:
    return status;
}
