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
    geoi_sum sum = {0.0, 0.0};
    int64_t reach = 0;
    for (int64_t k = 0; k < row->n; k++) {
        int64_t j = row->at[k];
        geoi_sum_add(&sum, row->weight[k] * o->supply.value[j]);
        reach += row->weight[k] > 0.0 && o->supply.present[j] > 0.0;
    }
    o->score[row->origin] = geoi_sum_value(&sum);
    if (o->reach != NULL) {
        o->reach[row->origin] = reach;
    }
}

geo_status geo_access_opportunities(geo_ctx *ctx, const geo_costs *costs, const double *supply,
                                    const geo_access_options *options, double *score,
                                    int64_t *reach)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    opportunities o = {.score = score, .reach = reach};
    geoi_rows rows;
    int64_t n = geo_costs_origins(costs);
    GEO_TRY(geoi_rows_init(ctx, costs, options, &rows));
    GEO_TRY(geoi_amounts_of(ctx, geo_costs_destinations(costs), supply, "supply", &o.supply));
    GEO_TRY(geoi_stage(ctx, 0.0, 1.0, "adding opportunities"));
    GEO_TRY(geoi_rows_each(&rows, add_row, &o));
    for (int64_t i = 0; i < n; i++) {
        GEO_TRY(geoi_check_result(ctx, "place", i, score[i]));
    }
done:
    geoi_scratch_reset(ctx, mark);
    return status;
}

/* ---- Closest -------------------------------------------------------------------------- */

typedef struct closest {
    int64_t *facility;
    double *cost;
} closest;

static void choose_closest(void *job, const geoi_row *row)
{
    const closest *c = job;
    int64_t best = -1;
    for (int64_t k = 0; k < row->n; k++) {
        if (row->weight[k] > 0.0 && (best < 0 || row->cost[k] < row->cost[best])) {
            best = k;
        }
    }
    c->facility[row->origin] = best >= 0 ? row->at[best] : -1;
    c->cost[row->origin] = best >= 0 ? row->cost[best] : (double)NAN;
}

geo_status geo_access_closest(geo_ctx *ctx, const geo_costs *costs, double cutoff,
                              int64_t *facility, double *cost)
{
    geo_status status = GEO_OK;
    geo_access_options o = geo_access_options_default();
    closest c = {facility, cost};
    geoi_rows rows;
    o.cutoff = cutoff;
    GEO_TRY(geoi_rows_init(ctx, costs, &o, &rows));
    GEO_TRY(geoi_stage(ctx, 0.0, 1.0, "finding the closest"));
    GEO_TRY(geoi_rows_each(&rows, choose_closest, &c));
done:
    return status;
}
