/* SPDX-License-Identifier: MIT */
/* --costs: a table made elsewhere, minutes or fares, in place of straight lines. */
#include <inttypes.h>
#include <math.h>

#include "geo/cost_file.h"
#include "question.h"

enum { ROWS_AT_ONCE = 256 };

static geo_status survey(cli_call *call, const geo_costs *costs, double *largest, int64_t *pairs)
{
    geo_status status = GEO_OK;
    geo_cost_reader *reader = NULL;
    geo_cost_rows rows;
    int64_t n = geo_costs_origins(costs);
    *largest = 0.0;
    *pairs = 0;
    CLI_TRY(geo_cost_reader_create(cli_ctx(call), costs, &reader));
    for (int64_t first = 0; first < n; first += ROWS_AT_ONCE) {
        int64_t count = n - first < ROWS_AT_ONCE ? n - first : ROWS_AT_ONCE;
        CLI_TRY(geo_cost_reader_rows(cli_ctx(call), reader, first, count, &rows));
        for (int64_t e = rows.begin[0]; e < rows.begin[count]; e++) {
            *largest = fmax(*largest, rows.cost[e]);
        }
        *pairs += rows.begin[count] - rows.begin[0];
    }
done:
    geo_cost_reader_destroy(reader);
    return status;
}

geo_status access_read_costs(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    geo_cost_names places, facilities;
    double largest;
    int64_t pairs;
    CLI_TRY(cli_check_kept(call, a->costs, NULL));
    CLI_TRY(cli_cost_names(call, q->demand, a->id, &places));
    CLI_TRY(cli_cost_names(call, q->facilities, a->facility_id, &facilities));
    CLI_TRY(
        geo_costs_read(cli_ctx(call), a->costs, GEO_COST_AUTO, &places, &facilities, &q->costs));
    CLI_TRY(survey(call, q->costs, &largest, &pairs));
    cli_costs_read(call, a->costs, q->costs, pairs);
    q->unit = geo_costs_unit(q->costs);
    CLI_TRY(access_read_cutoff(call, a, q));
    CLI_TRY(access_read_decay(call, a, q));
    if (isfinite(q->cutoff) && q->cutoff > largest) {
        cli_note(call, "--cutoff %s leaves nothing out: no cost of %s is above %s", a->cutoff,
                 a->costs, access_cost_text(call, q, largest));
    }
done:
    return status;
}
