/* SPDX-License-Identifier: MIT */
/* How many people live, or which share of a unit lies, within each distance. */
#include <inttypes.h>
#include <math.h>

#include "question.h"

static geo_status add_demand_columns(cli_call *call, const question *q, const double *share,
                                     const int64_t *count, int64_t j)
{
    geo_status status = GEO_OK;
    cli_slot slot = question_slot(q, j);
    double *percent = cli_array(call, q->n, sizeof *percent);
    int64_t *reaching = cli_array(call, q->n, sizeof *reaching);
    uint8_t *valid = cli_array(call, q->n / 8 + 1, 1);
    for (int64_t i = 0; i < q->n; i++) {
        percent[i] = 100.0 * share[i * q->m + j];
        reaching[i] = count[i * q->m + j];
        valid[i >> 3] = (uint8_t)(valid[i >> 3] | (isnan(percent[i]) ? 0u : 1u << (i & 7)));
    }
    CLI_TRY(cli_add_reals(call, q->layer->layer, &coverage_columns[UNIT_SHARE], &slot, percent));
    CLI_TRY(
        cli_add_ints(call, q->layer->layer, &coverage_columns[UNIT_COUNT], &slot, reaching, valid));
done:
    return status;
}

static geo_status tell_demand(cli_call *call, const question *q, const double *share, int64_t j)
{
    geo_status status = GEO_OK;
    geo_demand_total total;
    cli_slot slot = question_slot(q, j);
    CLI_TRY(geo_coverage_total(cli_ctx(call), q->n, share + j, q->m, q->weight, &total));
    if (j == 0) {
        cli_result(call, "demand", total.weight);
        cli_result(call, "demand_unknown_units", (double)total.unknown);
    }
    cli_result(call, question_key(call, q, "covered", j), total.covered);
    cli_result(call, question_key(call, q, "share_pct", j), 100.0 * total.share);
    const char *share_text =
        isnan(total.share) ? "" : cli_format(call, " (%.1f %%)", 100.0 * total.share);
    cli_note(call, "within %s: %.12g of %.12g%s; %" PRId64 " units counted, %" PRId64 " unknown",
             slot.title, round(total.covered), total.weight, share_text, total.used, total.unknown);
done:
    return status;
}

geo_status coverage_of_people(cli_call *call, const question *q)
{
    geo_status status = GEO_OK;
    double *share = cli_array(call, q->n * q->m, sizeof *share);
    int64_t *count = cli_array(call, q->n * q->m, sizeof *count);
    CLI_TRY(geo_coverage_demand(cli_ctx(call), q->shapes, q->facility_shapes, q->distance_m, q->m,
                                &q->coverage, share, count));
    for (int64_t j = 0; j < q->m; j++) {
        CLI_TRY(tell_demand(call, q, share, j));
        CLI_TRY(add_demand_columns(call, q, share, count, j));
    }
done:
    return status;
}
