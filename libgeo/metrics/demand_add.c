/* SPDX-License-Identifier: MIT */
/* A batch of demand: its weights and zones, and the units that are places. */
#include "metrics/demand_internal.h"

#include "geometry/polygons.h"

enum { BLOCK = 1 << 17 }; /* places counted together: bounds the memory for counts */

/* ---- Sums ----------------------------------------------------------------------------------- */

static void sum_into(const geo_demand *d, geoi_sum *sum, double w, const geoi_reached *r)
{
    geoi_sum_add(&sum[SUM_COVERED], w * r->at_least[0]);
    geoi_sum_add(&sum[SUM_TWICE], w * r->at_least[1]);
    geoi_sum_add(&sum[SUM_DEPTH], w * r->depth);
    double before = 1.0;
    for (int64_t k = 0; k <= d->most; k++) {
        double after = k < d->most ? r->at_least[k] : 0.0;
        geoi_sum_add(&sum[SUM_BY_COUNT + k], w * (before - after));
        before = after;
    }
}

void geoi_demand_sum(const geoi_batch *b, int64_t unit, int64_t j, int64_t slot,
                     const geoi_reached *reached)
{
    const geo_demand *d = b->account;
    double w = geoi_batch_weight(b, unit);
    if (isnan(w)) {
        return;
    }
    geoi_sum *sum = &d->sum[(j * (1 + d->zones) * d->slots + slot) * d->width];
    if (!b->zones_only) {
        sum_into(d, sum, w, reached);
    }
    if (b->zone != NULL && b->zone[unit] >= 0) {
        sum_into(d, sum + (1 + b->zone[unit]) * d->slots * d->width, w, reached);
    }
}

void geoi_demand_tell(const geoi_batch *b, int64_t unit, int64_t j, double share, int64_t count)
{
    int64_t at = unit * b->account->m + j;
    if (b->share != NULL) {
        b->share[at] = share;
    }
    if (b->count != NULL) {
        b->count[at] = count;
    }
}

static void weigh(geoi_demand_zone *zone, double w, bool known)
{
    zone->used += known;
    zone->unknown += !known;
    if (known) {
        geoi_sum_add(&zone->weight, w);
    }
}

static void weigh_unit(const geoi_batch *b, int64_t i, int64_t zone, double w)
{
    geo_demand *d = b->account;
    geo_span s = geo_feature_coords(b->units.g, i);
    bool known = !isnan(w) && s.begin < s.end;
    if (!b->zones_only) {
        d->plain += known ? w : 0.0;
        weigh(&d->zone[0], w, known);
    }
    if (zone >= 0) {
        weigh(&d->zone[1 + zone], w, known);
    }
}

static geo_status weigh_units(const geoi_batch *b)
{
    geo_status status = GEO_OK;
    const geo_demand *d = b->account;
    for (int64_t i = 0; i < b->units.g->n; i++) {
        double w = b->weight != NULL ? b->weight[i] : 1.0;
        int64_t zone = b->zone != NULL ? b->zone[i] : -1;
        GEO_TRY(geoi_check_weight(b->ctx, i, w));
        if (zone < -1 || zone >= d->zones) {
            return geoi_fail(b->ctx, GEO_INVALID, "unit %lld is of zone %lld of %lld",
                             (long long)i + 1, (long long)zone, (long long)d->zones);
        }
        if (geoi_batch_counts(b, i)) {
            weigh_unit(b, i, zone, w);
        }
        for (int64_t j = 0; j < d->m; j++) {
            geoi_demand_tell(b, i, j, NAN, 0);
        }
    }
    GEO_TRY(geoi_check_weight_total(b->ctx, d->plain));
done:
    return status;
}

/* ---- Places --------------------------------------------------------------------------------- */

static geoi_reached reached_by(const geo_demand *d, int64_t count, double *at_least)
{
    for (int64_t k = 0; k < d->depths; k++) {
        at_least[k] = count > k ? 1.0 : 0.0;
    }
    return (geoi_reached){at_least, (double)count};
}

/* count[0] facilities, and of each type those after it. */
static void sum_place(const geoi_batch *b, int64_t unit, int64_t j, const int64_t *count,
                      double *at_least)
{
    const geo_demand *d = b->account;
    geoi_reached reached = reached_by(d, count[0], at_least);
    int64_t missing = 0;
    geoi_demand_tell(b, unit, j, count[0] > 0 ? 1.0 : 0.0, count[0]);
    geoi_demand_sum(b, unit, j, SLOT_ANY, &reached);
    for (int64_t t = 0; t < d->types; t++) {
        missing += count[1 + t] == 0;
        reached = reached_by(d, count[1 + t], at_least);
        geoi_demand_sum(b, unit, j, SLOT_FIRST_TYPE + t, &reached);
    }
    if (d->types > 0) {
        reached = reached_by(d, missing == 0, at_least);
        geoi_demand_sum(b, unit, j, d->slots - 1, &reached);
    }
}

static geo_status add_block(const geoi_batch *b, int64_t begin, int64_t n, double *at_least,
                            int64_t *count, uint8_t *once)
{
    geo_status status = GEO_OK;
    const geo_demand *d = b->account;
    geoi_reaching q = {&b->facilities, d->distance, d->m, d->types > 0 ? d->type : NULL, d->types};
    GEO_TRY(
        geoi_points_reached(b->ctx, &q, n, b->units.x + begin, b->units.y + begin, false, count));
    for (int64_t k = 0; k < n * d->m; k++) {
        const int64_t *entry = &count[k * (1 + d->types)];
        sum_place(b, b->units.point[begin + k / d->m], k % d->m, entry, at_least);
        once[k] = entry[0] == 1;
    }
    if (d->reach != NULL && !b->zones_only) {
        GEO_TRY(geoi_demand_points_of(b, begin, n, once));
    }
done:
    return status;
}

geo_status geoi_demand_points(const geoi_batch *b)
{
    geo_status status = GEO_OK;
    const geo_demand *d = b->account;
    double *at_least = NULL;
    int64_t *count = NULL, n = b->units.point_count, room = n < BLOCK ? n : BLOCK;
    uint8_t *once = NULL;
    GEO_TRY(geoi_array_raw(b->ctx, d->depths, sizeof *at_least, &at_least));
    GEO_TRY(geoi_array_raw(b->ctx, room * d->m * (1 + d->types), sizeof *count, &count));
    GEO_TRY(geoi_array_raw(b->ctx, room * d->m, sizeof *once, &once));
    for (int64_t begin = 0; begin < n; begin += BLOCK) {
        double from = 0.1 + 0.4 * (double)begin / (double)n;
        GEO_TRY(geoi_stage(b->ctx, from, from + 0.4 * (double)room / (double)n,
                           "covering demand points"));
        int64_t size = n - begin < BLOCK ? n - begin : BLOCK;
        GEO_TRY(add_block(b, begin, size, at_least, count, once));
    }
done:
    geoi_release(at_least);
    geoi_release(count);
    geoi_release(once);
    return status;
}

/* ---- The call ------------------------------------------------------------------------------- */

geo_status geoi_demand_add_batch(geoi_batch *b, const geo_shapes *units)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(b->ctx);
    geo_demand *account = b->account;
    const double *distance = account->distance;
    geo_coverage_options o = geo_coverage_options_default();
    o.radius_m = account->radius;
    o.quad_segments = account->quad_segments;
    GEO_TRY(geoi_stage(b->ctx, 0.0, 0.1, "checking demand"));
    GEO_TRY(geoi_facilities_init(b->ctx, &b->facilities, account->facilities, &distance, account->m,
                                 &o));
    GEO_TRY(geoi_units_sort(b->ctx, units, &b->units));
    GEO_TRY(weigh_units(b));
    GEO_TRY(geoi_demand_points(b));
    GEO_TRY(geoi_demand_polygons(b));
    if (account->reach != NULL && !b->zones_only) {
        GEO_TRY(geoi_demand_polygons_of(b));
    }
done:
    geoi_facilities_clear(&b->facilities);
    geoi_scratch_reset(b->ctx, mark);
    return status;
}

geo_status geo_demand_add(geo_ctx *ctx, geo_demand *account, const geo_shapes *units,
                          const double *weight, const int64_t *zone, double *share, int64_t *count)
{
    geoi_batch b = {.ctx = ctx, .account = account, .weight = weight, .zone = zone};
    b.share = share, b.count = count;
    return geoi_demand_add_batch(&b, units);
}
