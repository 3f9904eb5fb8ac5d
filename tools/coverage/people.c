/* SPDX-License-Identifier: MIT */
/* How many people live, or which share of a unit lies, within each distance; and who serves
 * them. */
#include <inttypes.h>
#include <math.h>

#include "question.h"

/* ---- Columns of units, zones and facilities ------------------------------------------- */

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

static geo_status add_zone_columns(cli_call *call, const question *q, const geo_demand *account)
{
    geo_status status = GEO_OK;
    geo_layer *layer = q->zone_layer->layer;
    double *demand = cli_array(call, q->zones.n, sizeof *demand);
    double *covered = cli_array(call, q->zones.n, sizeof *covered);
    double *share = cli_array(call, q->zones.n, sizeof *share);
    double *depth = cli_array(call, q->zones.n, sizeof *depth);
    for (int64_t j = 0; j < q->m; j++) {
        cli_slot slot = question_slot(q, j);
        for (int64_t i = 0; i < q->zones.n; i++) {
            geo_demand_row row;
            CLI_TRY(geo_demand_read(cli_ctx(call), account, j, i, GEO_ANY_TYPE, &row, NULL));
            demand[i] = row.weight;
            covered[i] = row.covered;
            share[i] = 100.0 * row.share;
            depth[i] = round(row.mean_depth * 1e6) / 1e6;
        }
        if (j == 0) {
            CLI_TRY(cli_add_reals(call, layer, &coverage_columns[ZONE_DEMAND], NULL, demand));
        }
        CLI_TRY(cli_add_reals(call, layer, &coverage_columns[ZONE_COVERED], &slot, covered));
        CLI_TRY(cli_add_reals(call, layer, &coverage_columns[UNIT_SHARE], &slot, share));
        CLI_TRY(cli_add_reals(call, layer, &coverage_columns[ZONE_DEPTH], &slot, depth));
    }
done:
    return status;
}

static geo_status add_facility_columns(cli_call *call, const question *q, const geo_demand *account)
{
    geo_status status = GEO_OK;
    geo_layer *layer = q->facilities->layer;
    int64_t n = geo_layer_count(layer);
    double *reach = cli_array(call, n, sizeof *reach), *sole = cli_array(call, n, sizeof *sole);
    for (int64_t j = 0; j < q->m; j++) {
        cli_slot slot = question_slot(q, j);
        CLI_TRY(geo_demand_facilities(cli_ctx(call), account, j, reach, sole));
        CLI_TRY(cli_add_reals(call, layer, &coverage_columns[FACILITY_REACH], &slot, reach));
        CLI_TRY(cli_add_reals(call, layer, &coverage_columns[FACILITY_SOLE], &slot, sole));
    }
done:
    return status;
}

/* ---- The account ---------------------------------------------------------------------- */

static geo_status begin_account(cli_call *call, const arguments *a, const question *q,
                                geo_demand **out)
{
    geo_demand_options o = geo_demand_options_default();
    o.most = MOST_TOLD_APART;
    o.zones = q->zones.n;
    o.types = q->types.n;
    o.type = q->types.of;
    o.by_facility = a->facilities_out != NULL || (q->raster != NULL && q->zone_layer == NULL);
    o.inside = q->raster != NULL && q->zone_layer != NULL;
    o.radius_m = q->coverage.radius_m;
    o.quad_segments = q->coverage.quad_segments;
    return geo_demand_create(cli_ctx(call), q->facility_shapes, q->distance_m, q->m, &o, out);
}

static geo_status add_units(cli_call *call, const question *q, geo_demand *account)
{
    geo_status status = GEO_OK;
    double *share = cli_array(call, q->n * q->m, sizeof *share);
    int64_t *count = cli_array(call, q->n * q->m, sizeof *count);
    if (q->places != NULL) {
        CLI_TRY(geo_demand_add_divided(cli_ctx(call), account, q->shapes, q->weight, q->places,
                                       share, count));
    } else {
        CLI_TRY(geo_demand_add(cli_ctx(call), account, q->shapes, q->weight, q->zones.of, share,
                               count));
    }
    for (int64_t j = 0; j < q->m && q->cells.layer == NULL; j++) {
        CLI_TRY(add_demand_columns(call, q, share, count, j));
    }
done:
    return status;
}

/* Into files of their own: the facilities, and the account. */
static geo_status write_others(cli_call *call, const arguments *a, const question *q,
                               const geo_demand *account)
{
    geo_status status = GEO_OK;
    cli_slot slot = question_slot(q, 0);
    bool asked = a->facilities_out != NULL || (q->raster != NULL && q->zone_layer == NULL);
    if (asked) {
        CLI_TRY(add_facility_columns(call, q, account));
    }
    if (a->facilities_out != NULL) {
        CLI_TRY(cli_write_to(call, a->facilities_out, q->facilities->layer,
                             (cli_style){.kind = GEO_STYLE_GRADUATED,
                                         .field = cli_format(call, "dem_s%s", slot.name)}));
    }
    CLI_TRY(write_table(call, a->table, q, account));
done:
    return status;
}

geo_status coverage_of_people(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    geo_demand *account = NULL;
    CLI_TRY(begin_account(call, a, q, &account));
    if (q->raster != NULL) {
        CLI_TRY(add_raster(call, q, account));
    } else {
        CLI_TRY(add_units(call, q, account));
    }
    CLI_TRY(tell_account(call, q, account));
    if (q->zone_layer != NULL && (q->raster != NULL || q->cells.layer != NULL)) {
        CLI_TRY(add_zone_columns(call, q, account));
    }
    CLI_TRY(write_others(call, a, q, account));
done:
    geo_demand_destroy(account);
    return status;
}
