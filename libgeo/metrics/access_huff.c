/* SPDX-License-Identifier: MIT */
/* Huff's choice. Chances are quotients, so attractions may be measured by the greatest of all and
 * costs by the least of the row: nothing overflows, and the least cost always counts.
 *
 * 1. By places: the least cost and the sum of what attracts, the likeliest facility.
 * 2. By facilities, the costs turned round: visits.
 * 3. On demand, place after place: all chances. */
#include "metrics/access_internal.h"

#include "base/sum.h"

typedef struct huff {
    geoi_both_rows rows;
    geo_huff_options o;
    geoi_amounts demand;
    double *appeal;        /* [m] (S_j / greatest S)^alpha; 0 = left out */
    double *least, *total; /* [n] of what attracts; total 0 = nothing in reach */
    geo_huff *out;
    double *chance; /* of one row */
    int32_t *facility;
} huff;

/* How i is drawn to j, in its own measure. */
static double draw(const huff *h, int64_t i, int64_t j, double cost)
{
    return h->appeal[j] * pow(fmax(cost, h->o.c_min) / h->least[i], -h->o.beta);
}

static bool attracts(const huff *h, const geoi_row *row, int64_t k)
{
    return row->weight[k] > 0.0 && h->appeal[row->at[k]] > 0.0;
}

/* ---- Step 1 ------------------------------------------------------------------------------ */

/* Arrays of the caller's have the caller's numbers. */
static void tell_choice(const huff *h, int64_t name, int64_t reach, int64_t likeliest,
                        double chance)
{
    if (h->out->reach != NULL) {
        h->out->reach[name] = reach;
    }
    if (h->out->likeliest != NULL) {
        h->out->likeliest[name] = likeliest;
    }
    if (h->out->chance != NULL) {
        h->out->chance[name] = chance;
    }
}

static void choose(void *job, const geoi_row *row)
{
    const huff *h = job;
    int64_t i = row->origin, reach = 0, likeliest = -1;
    double most = 0.0;
    h->least[i] = (double)INFINITY;
    for (int64_t k = 0; k < row->n; k++) {
        if (attracts(h, row, k)) {
            h->least[i] = fmin(h->least[i], fmax(row->cost[k], h->o.c_min));
        }
    }
    for (int64_t k = 0; k < row->n; k++) {
        if (attracts(h, row, k)) {
            double drawn = draw(h, i, row->at[k], row->cost[k]);
            int64_t j = geoi_name(h->rows.by_facility.name, row->at[k]);
            row->term[reach++] = drawn;
            if (drawn > most || (drawn == most && drawn > 0.0 && j < likeliest)) {
                likeliest = j;
                most = drawn;
            }
        }
    }
    h->total[i] = geoi_sum_of(reach, row->term);
    tell_choice(h, row->name, reach, likeliest, reach > 0 ? most / h->total[i] : (double)NAN);
}

/* ---- Step 2 ------------------------------------------------------------------------------ */

static void add_visits(void *job, const geoi_row *row)
{
    const huff *h = job;
    int64_t j = row->origin, n = 0;
    for (int64_t k = 0; k < row->n && h->appeal[j] > 0.0; k++) {
        int64_t i = row->at[k];
        if (row->weight[k] > 0.0) {
            double chance = draw(h, i, j, row->cost[k]) / h->total[i];
            row->term[n++] = h->demand.value[i] * chance;
        }
    }
    h->out->visits[row->name] = geoi_sum_of(n, row->term);
}

static void share_visits(const huff *h, int64_t m, const geoi_amounts *supply)
{
    double *visits = h->out->visits, total = geoi_sum_of(m, visits);
    for (int64_t k = 0; k < m; k++) {
        int64_t j = geoi_name(h->rows.by_facility.name, k);
        bool known = supply->present[k] > 0.0;
        if (h->out->share != NULL) {
            h->out->share[j] = known && total > 0.0 ? visits[j] / total : (double)NAN;
        }
        visits[j] = known ? visits[j] : (double)NAN;
    }
}

/* ---- Step 3 ------------------------------------------------------------------------------ */

static bool tell_row(void *job, const geoi_row *row)
{
    huff *h = job;
    int64_t i = row->origin, count = 0;
    for (int64_t k = 0; k < row->n; k++) {
        if (attracts(h, row, k)) {
            h->facility[count] = row->at[k];
            h->chance[count++] = draw(h, i, row->at[k], row->cost[k]) / h->total[i];
        }
    }
    return h->out->flow(i, count, h->facility, h->chance, h->out->flow_user) != 0;
}

/* ---- The whole --------------------------------------------------------------------------- */

static geo_status check(geo_ctx *ctx, const geo_huff_options *o)
{
    const struct {
        const char *name;
        double value;
        bool may_be_zero;
    } numbers[] = {{"alpha", o->alpha, true}, {"beta", o->beta, true}, {"c_min", o->c_min, false}};
    for (int k = 0; k < 3; k++) {
        double v = numbers[k].value;
        if (!(v >= 0.0) || isinf(v) || (v == 0.0 && !numbers[k].may_be_zero)) {
            geo_status status = geoi_fail(ctx, GEO_INVALID, "%s is %g", numbers[k].name, v);
            geoi_hint(ctx, "it is a finite number %s",
                      numbers[k].may_be_zero ? "from 0" : "above 0");
            return status;
        }
    }
    return GEO_OK;
}

static geo_status set_appeal(geo_ctx *ctx, huff *h, int64_t m, const geoi_amounts *supply)
{
    geo_status status = GEO_OK;
    double greatest = 0.0;
    for (int64_t j = 0; j < m; j++) {
        greatest = fmax(greatest, supply->value[j]);
    }
    GEO_TRY(geoi_scratch(ctx, m, sizeof *h->appeal, &h->appeal));
    for (int64_t j = 0; j < m; j++) {
        double share = greatest > 0.0 ? supply->value[j] / greatest : 0.0;
        h->appeal[j] = supply->present[j] * pow(share, h->o.alpha);
    }
done:
    return status;
}

static geo_status make_room(geo_ctx *ctx, huff *h, int64_t n, int64_t m)
{
    geo_status status = GEO_OK;
    int64_t longest = h->out->flow != NULL ? m : 0;
    GEO_TRY(geoi_scratch(ctx, n, sizeof *h->least, &h->least));
    GEO_TRY(geoi_scratch(ctx, n, sizeof *h->total, &h->total));
    GEO_TRY(geoi_scratch(ctx, longest, sizeof *h->chance, &h->chance));
    GEO_TRY(geoi_scratch(ctx, longest, sizeof *h->facility, &h->facility));
    if (h->out->visits == NULL) {
        GEO_TRY(geoi_scratch(ctx, m, sizeof *h->out->visits, &h->out->visits));
    }
done:
    return status;
}

/* Places without demand go nowhere, also those that could. */
static void count(const huff *h, int64_t n, const geoi_amounts *supply, geo_huff *out)
{
    out->demand_unknown = h->demand.unknown;
    out->supply_unknown = supply->unknown;
    for (int64_t i = 0; i < n; i++) {
        out->unserved += h->demand.present[i] > 0.0 && h->total[i] == 0.0;
    }
}

geo_status geo_access_huff(geo_ctx *ctx, const geo_costs *costs, const double *demand,
                           const double *attraction, const geo_huff_options *options, geo_huff *out)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geo_huff filled = *out;
    huff h = {.o = geo_huff_options_default(), .out = &filled};
    geo_access_options within = geo_access_options_default();
    geoi_amounts supply;
    int64_t n = geo_costs_origins(costs), m = geo_costs_destinations(costs);
    bool renumber = out->flow == NULL; /* flows are told in the caller's order */
    GEO_TRY(geoi_options(ctx, &h.o, options));
    within.cutoff = h.o.cutoff;
    GEO_TRY(geoi_rows_arrange(ctx, costs, &within, true, renumber, &h.rows));
    GEO_TRY(check(ctx, &h.o));
    GEO_TRY(geoi_amounts_of(ctx, n, demand, h.rows.by_place.name, "demand", &h.demand));
    GEO_TRY(geoi_amounts_of(ctx, m, attraction, h.rows.by_facility.name, "attraction", &supply));
    GEO_TRY(set_appeal(ctx, &h, m, &supply));
    GEO_TRY(make_room(ctx, &h, n, m));
    GEO_TRY(geoi_stage(ctx, 0.0, 0.4, "choosing"));
    GEO_TRY(geoi_rows_each(&h.rows.by_place, choose, &h));
    GEO_TRY(geoi_stage(ctx, 0.4, 0.8, "counting visits"));
    GEO_TRY(geoi_rows_each(&h.rows.by_facility, add_visits, &h));
    share_visits(&h, m, &supply);
    out->unserved = 0;
    count(&h, n, &supply, out);
    GEO_TRY(geoi_stage(ctx, 0.8, 1.0, "telling flows"));
    if (out->flow != NULL) {
        GEO_TRY(geoi_rows_tell(&h.rows.by_place, tell_row, &h));
    }
done:
    geoi_rows_end(&h.rows);
    geoi_scratch_reset(ctx, mark);
    return status;
}
