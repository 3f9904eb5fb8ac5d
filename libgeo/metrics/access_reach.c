/* SPDX-License-Identifier: MIT */
/* Access without competition: opportunities within reach, and the closest. */
#include "metrics/access_internal.h"

#include "base/sum.h"

/* ---- Opportunities -------------------------------------------------------------------- */

typedef struct opportunities {
    geoi_amounts supply;
    double *score;
    int64_t *reach; /* or NULL */
} opportunities;

static void add_row(void *job, const geoi_row *row)
{
    const opportunities *o = job;
    int64_t reach = 0;
    for (int64_t k = 0; k < row->n; k++) {
        int64_t j = row->at[k];
        row->term[k] = row->weight[k] * o->supply.value[j];
        reach += (row->weight[k] > 0.0) & (o->supply.present[j] > 0.0);
    }
    o->score[row->name] = geoi_sum_of(row->n, row->term);
    if (o->reach != NULL) {
        o->reach[row->name] = reach;
    }
}

geo_status geo_access_opportunities(geo_ctx *ctx, const geo_costs *costs, const double *supply,
                                    const geo_access_options *options, double *score,
                                    int64_t *reach)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    opportunities o = {.score = score, .reach = reach};
    geoi_both_rows rows;
    int64_t n = geo_costs_origins(costs), m = geo_costs_destinations(costs);
    GEO_TRY(geoi_rows_arrange(ctx, costs, options, false, true, &rows));
    rows.by_place.only_weights = true;
    GEO_TRY(geoi_amounts_of(ctx, m, supply, rows.by_facility.name, "supply", &o.supply));
    GEO_TRY(geoi_stage(ctx, 0.0, 1.0, "adding opportunities"));
    GEO_TRY(geoi_rows_each(&rows.by_place, add_row, &o));
    for (int64_t i = 0; i < n; i++) {
        GEO_TRY(geoi_check_result(ctx, "place", i, score[i]));
    }
done:
    geoi_rows_end(&rows);
    geoi_scratch_reset(ctx, mark);
    return status;
}

/* ---- Closest -------------------------------------------------------------------------- */

typedef struct closest {
    const int64_t *name; /* of facilities */
    int64_t *facility;
    double *cost;
} closest;

static void choose_closest(void *job, const geoi_row *row)
{
    const closest *c = job;
    int64_t best = -1;
    double least = (double)NAN;
    for (int64_t k = 0; k < row->n; k++) {
        if (row->weight[k] > 0.0 && !(row->cost[k] > least)) {
            int64_t facility = geoi_name(c->name, row->at[k]);
            best = row->cost[k] == least && best < facility ? best : facility;
            least = row->cost[k];
        }
    }
    c->facility[row->name] = best;
    c->cost[row->name] = least;
}

geo_status geo_access_closest(geo_ctx *ctx, const geo_costs *costs, double cutoff,
                              int64_t *facility, double *cost)
{
    geo_status status = GEO_OK;
    geo_access_options o = geo_access_options_default();
    closest c = {.facility = facility, .cost = cost};
    geoi_both_rows rows;
    o.cutoff = cutoff;
    GEO_TRY(geoi_rows_arrange(ctx, costs, &o, false, true, &rows));
    c.name = rows.by_facility.name;
    GEO_TRY(geoi_stage(ctx, 0.0, 1.0, "finding the closest"));
    GEO_TRY(geoi_rows_each(&rows.by_place, choose_closest, &c));
done:
    geoi_rows_end(&rows);
    return status;
}
