/* SPDX-License-Identifier: MIT */
/* Floating catchments: four methods that differ in how a place draws on a facility, and in what
 * it gets of what the facility has for each:
 *
 *              place i draws on j (pull)        and gets of R_j (get)
 *   2SFCA      W_ij                             W_ij
 *   3SFCA      W_ij W_ij / row_i                W_ij W_ij / row_i
 *   M2SFCA     W_ij                             W_ij W_ij
 *   BFCA       W_ij / row_i                     W_ij / column_j
 *
 * with row_i = sum over j of W_ij and column_j = sum over i.
 *
 * 1. By places: row_i, where the method has it.
 * 2. By facilities, the costs turned round: load_j = sum P_i pull, column_j; R_j = S_j / load_j.
 * 3. By places: A_i = sum get R_j.
 *
 * Every sum runs along one row, by ascending index, so that nothing is shared by threads. */
#include "metrics/access_internal.h"

#include "base/sum.h"

typedef struct catchments {
    geoi_rows by_place, by_facility;
    geo_catchment_method method;
    geoi_amounts demand, supply;
    double *row;                          /* [n] of places; 3SFCA and BFCA */
    double *load, *column, *near, *ratio; /* [m] of facilities */
    double *score;                        /* [n] */
    int64_t *reach;                       /* [n] */
} catchments;

static double pull(const catchments *c, int64_t i, double weight)
{
    switch (c->method) {
    case GEO_2SFCA:
    case GEO_M2SFCA:
        return weight;
    case GEO_3SFCA:
        return weight * (weight / c->row[i]);
    case GEO_BFCA:
        return weight / c->row[i];
    }
    return 0.0;
}

static double get(const catchments *c, int64_t i, int64_t j, double weight)
{
    switch (c->method) {
    case GEO_2SFCA:
        return weight;
    case GEO_3SFCA:
        return weight * (weight / c->row[i]);
    case GEO_M2SFCA:
        return weight * weight;
    case GEO_BFCA:
        return weight / c->column[j];
    }
    return 0.0;
}

/* ---- Step 1: how much a place can choose from ------------------------------------------- */

static void add_choices(void *job, const geoi_row *row)
{
    const catchments *c = job;
    geoi_sum sum = {0.0, 0.0};
    for (int64_t k = 0; k < row->n; k++) {
        geoi_sum_add(&sum, row->weight[k] * c->supply.present[row->at[k]]);
    }
    c->row[row->origin] = geoi_sum_value(&sum);
}

/* ---- Step 2: what facilities have for each ---------------------------------------------- */

static void add_load(void *job, const geoi_row *row)
{
    const catchments *c = job;
    int64_t j = row->origin;
    geoi_sum load = {0.0, 0.0}, column = {0.0, 0.0}, near = {0.0, 0.0};
    for (int64_t k = 0; k < row->n && c->supply.present[j] > 0.0; k++) {
        int64_t i = row->at[k];
        double weight = row->weight[k];
        if (weight > 0.0) {
            geoi_sum_add(&load, c->demand.value[i] * pull(c, i, weight));
            geoi_sum_add(&column, weight * c->demand.present[i]);
            geoi_sum_add(&near, c->demand.value[i]);
        }
    }
    c->load[j] = geoi_sum_value(&load);
    c->column[j] = geoi_sum_value(&column);
    c->near[j] = geoi_sum_value(&near);
    /* a load that rounds to nothing beside the supply is none */
    double ratio = c->supply.value[j] / c->load[j];
    c->ratio[j] = c->load[j] > 0.0 && isfinite(ratio) ? ratio : 0.0;
    c->load[j] = c->load[j] > 0.0 && !isfinite(ratio) ? 0.0 : c->load[j];
}

/* ---- Step 3: what places get ------------------------------------------------------------ */

static void add_shares(void *job, const geoi_row *row)
{
    const catchments *c = job;
    int64_t i = row->origin, reach = 0;
    geoi_sum sum = {0.0, 0.0};
    for (int64_t k = 0; k < row->n; k++) {
        int64_t j = row->at[k];
        double weight = row->weight[k];
        if (weight > 0.0 && c->supply.present[j] > 0.0) {
            reach++;
            geoi_sum_add(&sum, c->ratio[j] > 0.0 ? get(c, i, j, weight) * c->ratio[j] : 0.0);
        }
    }
    c->score[i] = c->demand.present[i] > 0.0 ? geoi_sum_value(&sum) : (double)NAN;
    c->reach[i] = reach;
}

/* ---- Results ---------------------------------------------------------------------------- */

static geo_status count(geo_ctx *ctx, const catchments *c, int64_t n, int64_t m,
                        geo_catchments *out)
{
    geo_status status = GEO_OK;
    out->demand_unknown = c->demand.unknown;
    out->supply_unknown = c->supply.unknown;
    out->unserved = out->empty = 0;
    for (int64_t j = 0; j < m; j++) {
        GEO_TRY(geoi_check_result(ctx, "catchment of facility", j, c->load[j] + c->column[j]));
        out->empty += c->supply.present[j] > 0.0 && c->load[j] == 0.0;
    }
    for (int64_t i = 0; i < n; i++) {
        if (c->demand.present[i] > 0.0) {
            GEO_TRY(geoi_check_result(ctx, "place", i, c->score[i]));
            out->unserved += c->reach[i] == 0;
        }
    }
done:
    return status;
}

/* Facilities that are left out have no numbers. */
static void hand_over(const catchments *c, int64_t m, const geo_catchments *out)
{
    for (int64_t j = 0; j < m; j++) {
        bool known = c->supply.present[j] > 0.0;
        if (out->ratio != NULL) {
            out->ratio[j] = known ? c->ratio[j] : (double)NAN;
        }
        if (out->load != NULL) {
            out->load[j] = known ? c->load[j] : (double)NAN;
        }
        if (out->catchment != NULL) {
            out->catchment[j] = known ? c->near[j] : (double)NAN;
        }
    }
}

static geo_status make_room(geo_ctx *ctx, catchments *c, int64_t n, int64_t m,
                            const geo_catchments *out)
{
    geo_status status = GEO_OK;
    bool by_choice = c->method == GEO_3SFCA || c->method == GEO_BFCA;
    GEO_TRY(geoi_scratch(ctx, by_choice ? n : 0, sizeof *c->row, &c->row));
    GEO_TRY(geoi_scratch(ctx, m, sizeof *c->load, &c->load));
    GEO_TRY(geoi_scratch(ctx, m, sizeof *c->column, &c->column));
    GEO_TRY(geoi_scratch(ctx, m, sizeof *c->near, &c->near));
    GEO_TRY(geoi_scratch(ctx, m, sizeof *c->ratio, &c->ratio));
    c->score = out->score;
    c->reach = out->reach;
    if (c->score == NULL) {
        GEO_TRY(geoi_scratch(ctx, n, sizeof *c->score, &c->score));
    }
    if (c->reach == NULL) {
        GEO_TRY(geoi_scratch(ctx, n, sizeof *c->reach, &c->reach));
    }
done:
    return status;
}

static geo_status check(geo_ctx *ctx, const catchments *c, int64_t n)
{
    if ((unsigned)c->method > GEO_BFCA) {
        return geoi_fail(ctx, GEO_INVALID, "there is no catchment method %d", (int)c->method);
    }
    if (n > 0 && !(c->demand.total > 0.0)) {
        geo_status status = geoi_fail(ctx, GEO_DATA, "the demand adds up to 0");
        geoi_hint(ctx, "without people nothing is shared; look at the demand's numbers");
        return status;
    }
    return GEO_OK;
}

geo_status geo_access_catchments(geo_ctx *ctx, const geo_costs *costs, geo_catchment_method method,
                                 const double *demand, const double *supply,
                                 const geo_access_options *options, geo_catchments *out)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    catchments c = {.method = method};
    geo_costs *turned = NULL;
    int64_t n = geo_costs_origins(costs), m = geo_costs_destinations(costs);
    GEO_TRY(geoi_rows_init(ctx, costs, options, &c.by_place));
    GEO_TRY(geoi_amounts_of(ctx, n, demand, "demand", &c.demand));
    GEO_TRY(geoi_amounts_of(ctx, m, supply, "supply", &c.supply));
    GEO_TRY(check(ctx, &c, n));
    GEO_TRY(make_room(ctx, &c, n, m, out));
    GEO_TRY(geo_costs_transpose(ctx, costs, &turned));
    c.by_facility = c.by_place;
    c.by_facility.costs = turned;
    GEO_TRY(geoi_stage(ctx, 0.0, 0.3, "weighing choices"));
    if (method == GEO_3SFCA || method == GEO_BFCA) {
        GEO_TRY(geoi_rows_each(&c.by_place, add_choices, &c));
    }
    GEO_TRY(geoi_stage(ctx, 0.3, 0.6, "filling catchments"));
    GEO_TRY(geoi_rows_each(&c.by_facility, add_load, &c));
    GEO_TRY(geoi_stage(ctx, 0.6, 1.0, "sharing"));
    GEO_TRY(geoi_rows_each(&c.by_place, add_shares, &c));
    GEO_TRY(count(ctx, &c, n, m, out));
    hand_over(&c, m, out);
done:
    geo_costs_destroy(turned);
    geoi_scratch_reset(ctx, mark);
    return status;
}
