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
 * Every sum runs along one row, so that nothing is shared by threads. */
#include "metrics/access_internal.h"

#include "base/sum.h"

/* Arrays of places and facilities have the numbers of the arrangement, but score and reach. */
typedef struct catchments {
    geoi_both_rows rows;
    geo_catchment_method method;
    geoi_amounts demand, supply;
    double *row;                          /* [n] of places; 3SFCA and BFCA */
    double *load, *column, *near, *ratio; /* [m] of facilities; column for BFCA alone */
    double *score;                        /* [n] NaN = left out, infinity = too large */
    int64_t *reach;                       /* [n] */
} catchments;

/* Where a sum is 0 no weight is above 0: dividing by 1 then gives 0 as well. */
static double divisor(double sum)
{
    return sum > 0.0 ? sum : 1.0;
}

static double finite_or_infinite(double sum)
{
    return isfinite(sum) ? sum : (double)INFINITY;
}

/* ---- Step 1: how much a place can choose from ------------------------------------------- */

static void add_choices(void *job, const geoi_row *row)
{
    const catchments *c = job;
    for (int64_t k = 0; k < row->n; k++) {
        row->term[k] = row->weight[k] * c->supply.present[row->at[k]];
    }
    c->row[row->origin] = divisor(geoi_sum_of(row->n, row->term));
}

/* ---- Step 2: what facilities have for each ---------------------------------------------- */

/* People times how much they draw. */
static double add_pulls(const catchments *c, const geoi_row *row)
{
    const double *weight = row->weight, *people = c->demand.value, *choice = c->row;
    double *term = row->term;
    const int32_t *at = row->at;
    switch (c->method) {
    case GEO_2SFCA:
    case GEO_M2SFCA:
        for (int64_t k = 0; k < row->n; k++) {
            term[k] = people[at[k]] * weight[k];
        }
        break;
    case GEO_3SFCA:
        for (int64_t k = 0; k < row->n; k++) {
            term[k] = people[at[k]] * (weight[k] * (weight[k] / choice[at[k]]));
        }
        break;
    case GEO_BFCA:
        for (int64_t k = 0; k < row->n; k++) {
            term[k] = people[at[k]] * (weight[k] / choice[at[k]]);
        }
        break;
    }
    return geoi_sum_of(row->n, term);
}

static double add_weights(const catchments *c, const geoi_row *row)
{
    for (int64_t k = 0; k < row->n; k++) {
        row->term[k] = row->weight[k] * c->demand.present[row->at[k]];
    }
    return geoi_sum_of(row->n, row->term);
}

static double add_people(const catchments *c, const geoi_row *row)
{
    for (int64_t k = 0; k < row->n; k++) {
        row->term[k] = row->weight[k] > 0.0 ? c->demand.value[row->at[k]] : 0.0;
    }
    return geoi_sum_of(row->n, row->term);
}

static void add_load(void *job, const geoi_row *row)
{
    const catchments *c = job;
    int64_t j = row->origin;
    bool known = c->supply.present[j] > 0.0;
    double load = known ? finite_or_infinite(add_pulls(c, row)) : 0.0;
    if (c->column != NULL) {
        c->column[j] = known ? finite_or_infinite(add_weights(c, row)) : 0.0;
    }
    if (c->near != NULL) {
        c->near[j] = known ? add_people(c, row) : 0.0;
    }
    /* a load that rounds to nothing beside the supply is none */
    double ratio = c->supply.value[j] / load;
    bool lost = load > 0.0 && !isfinite(ratio);
    c->ratio[j] = load > 0.0 && !lost ? ratio : 0.0;
    c->load[j] = lost ? 0.0 : load;
}

/* ---- Step 3: what places get ------------------------------------------------------------ */

/* Of facilities without a ratio nothing is got. */
static double add_gains(const catchments *c, const geoi_row *row)
{
    const double *weight = row->weight, *ratio = c->ratio, *column = c->column;
    double *term = row->term, choice = c->row != NULL ? c->row[row->origin] : 1.0;
    const int32_t *at = row->at;
    switch (c->method) {
    case GEO_2SFCA:
        for (int64_t k = 0; k < row->n; k++) {
            term[k] = weight[k] * ratio[at[k]];
        }
        break;
    case GEO_3SFCA:
        for (int64_t k = 0; k < row->n; k++) {
            double r = ratio[at[k]];
            term[k] = r > 0.0 ? weight[k] * (weight[k] / choice) * r : 0.0;
        }
        break;
    case GEO_M2SFCA:
        for (int64_t k = 0; k < row->n; k++) {
            term[k] = weight[k] * weight[k] * ratio[at[k]];
        }
        break;
    case GEO_BFCA:
        for (int64_t k = 0; k < row->n; k++) {
            double r = ratio[at[k]];
            term[k] = r > 0.0 ? weight[k] / divisor(column[at[k]]) * r : 0.0;
        }
        break;
    }
    return geoi_sum_of(row->n, term);
}

static int64_t count_reach(const catchments *c, const geoi_row *row)
{
    int64_t reach = 0;
    if (geoi_rows_plain(&c->rows.by_place) && c->supply.unknown == 0) {
        return row->n;
    }
    for (int64_t k = 0; k < row->n; k++) {
        reach += (row->weight[k] > 0.0) & (c->supply.present[row->at[k]] > 0.0);
    }
    return reach;
}

static void add_shares(void *job, const geoi_row *row)
{
    const catchments *c = job;
    bool known = c->demand.present[row->origin] > 0.0;
    c->score[row->name] = known ? finite_or_infinite(add_gains(c, row)) : (double)NAN;
    c->reach[row->name] = count_reach(c, row);
}

/* ---- Results ---------------------------------------------------------------------------- */

static geo_status count(geo_ctx *ctx, const catchments *c, int64_t n, int64_t m,
                        geo_catchments *out)
{
    geo_status status = GEO_OK;
    int64_t wrong = INT64_MAX;
    out->demand_unknown = c->demand.unknown;
    out->supply_unknown = c->supply.unknown;
    out->unserved = out->empty = 0;
    for (int64_t j = 0; j < m; j++) {
        int64_t name = geoi_name(c->rows.by_facility.name, j);
        bool finite = isfinite(c->load[j]) && (c->column == NULL || isfinite(c->column[j]));
        wrong = !finite && name < wrong ? name : wrong;
        out->empty += c->supply.present[j] > 0.0 && c->load[j] == 0.0;
    }
    if (wrong < m) {
        GEO_TRY(geoi_check_result(ctx, "catchment of facility", wrong, (double)INFINITY));
    }
    for (int64_t i = 0; i < n; i++) {
        if (!isnan(c->score[i])) {
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
        int64_t name = geoi_name(c->rows.by_facility.name, j);
        bool known = c->supply.present[j] > 0.0;
        if (out->ratio != NULL) {
            out->ratio[name] = known ? c->ratio[j] : (double)NAN;
        }
        if (out->load != NULL) {
            out->load[name] = known ? c->load[j] : (double)NAN;
        }
        if (out->catchment != NULL) {
            out->catchment[name] = known ? c->near[j] : (double)NAN;
        }
    }
}

static geo_status make_room(geo_ctx *ctx, catchments *c, int64_t n, int64_t m,
                            const geo_catchments *out)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_scratch(ctx, m, sizeof *c->load, &c->load));
    GEO_TRY(geoi_scratch(ctx, m, sizeof *c->ratio, &c->ratio));
    if (c->method == GEO_3SFCA || c->method == GEO_BFCA) {
        GEO_TRY(geoi_scratch(ctx, n, sizeof *c->row, &c->row));
    }
    if (c->method == GEO_BFCA) {
        GEO_TRY(geoi_scratch(ctx, m, sizeof *c->column, &c->column));
    }
    if (out->catchment != NULL) {
        GEO_TRY(geoi_scratch(ctx, m, sizeof *c->near, &c->near));
    }
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
    int64_t n = geo_costs_origins(costs), m = geo_costs_destinations(costs);
    GEO_TRY(geoi_rows_arrange(ctx, costs, options, true, true, &c.rows));
    const geoi_rows *by_place = &c.rows.by_place, *by_facility = &c.rows.by_facility;
    c.rows.by_place.only_weights = c.rows.by_facility.only_weights = true;
    GEO_TRY(geoi_amounts_of(ctx, n, demand, by_place->name, "demand", &c.demand));
    GEO_TRY(geoi_amounts_of(ctx, m, supply, by_facility->name, "supply", &c.supply));
    GEO_TRY(check(ctx, &c, n));
    GEO_TRY(make_room(ctx, &c, n, m, out));
    GEO_TRY(geoi_stage(ctx, 0.0, 0.3, "weighing choices"));
    if (c.row != NULL) {
        GEO_TRY(geoi_rows_each(by_place, add_choices, &c));
    }
    GEO_TRY(geoi_stage(ctx, 0.3, 0.6, "filling catchments"));
    GEO_TRY(geoi_rows_each(by_facility, add_load, &c));
    GEO_TRY(geoi_stage(ctx, 0.6, 1.0, "sharing"));
    GEO_TRY(geoi_rows_each(by_place, add_shares, &c));
    GEO_TRY(count(ctx, &c, n, m, out));
    hand_over(&c, m, out);
done:
    geoi_rows_end(&c.rows);
    geoi_scratch_reset(ctx, mark);
    return status;
}
