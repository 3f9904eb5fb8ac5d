/* SPDX-License-Identifier: MIT */
/* Totals by zone that grow part by part, in the order in which parts come. */
#include "geo/zones.h"

#include "base/base.h"
#include "base/sum.h"

typedef struct total {
    int64_t count, unknown;
    geoi_sum amount, sum, weighted, weight;
    double min, max;
} total;

struct geo_zone_totals {
    int64_t n;
    total *of; /* [n + 1] the first is of what is outside */
};

geo_status geo_zone_totals_create(geo_ctx *ctx, int64_t zones, geo_zone_totals **out)
{
    geo_status status = GEO_OK;
    geo_zone_totals *t = NULL;
    *out = NULL;
    if (zones < 0) {
        return geoi_fail(ctx, GEO_INVALID, "there cannot be %lld zones", (long long)zones);
    }
    GEO_TRY(geoi_array(ctx, 1, sizeof *t, &t));
    GEO_TRY(geoi_array(ctx, zones + 1, sizeof *t->of, &t->of));
    t->n = zones;
    for (int64_t z = 0; z <= zones; z++) {
        t->of[z].min = (double)INFINITY;
        t->of[z].max = -(double)INFINITY;
    }
    *out = t;
    t = NULL;
done:
    geo_zone_totals_destroy(t);
    return status;
}

void geo_zone_totals_destroy(geo_zone_totals *totals)
{
    if (totals != NULL) {
        geoi_release(totals->of);
        geoi_release(totals);
    }
}

static void add(total *t, double share, double amount, double value, double weight)
{
    t->count++;
    geoi_sum_add(&t->amount, amount);
    if (isnan(value) || isnan(weight)) {
        t->unknown++;
        return;
    }
    geoi_sum_add(&t->sum, value * share);
    geoi_sum_add(&t->weighted, value * amount * weight);
    geoi_sum_add(&t->weight, amount * weight);
    t->min = fmin(t->min, value);
    t->max = fmax(t->max, value);
}

geo_status geo_zone_totals_add(geo_ctx *ctx, geo_zone_totals *totals, int64_t n,
                               const int64_t *zone, const double *share, const double *amount,
                               const double *value, const double *weight)
{
    for (int64_t i = 0; i < n; i++) {
        double v = value != NULL ? value[i] : 0.0, w = weight != NULL ? weight[i] : 1.0;
        if (isinf(v) || isinf(w) || w < 0.0) {
            return geoi_fail(ctx, GEO_DATA, "part %lld: the %s is %g", (long long)i + 1,
                             isinf(v) ? "value" : "weight", isinf(v) ? v : w);
        }
        if (zone[i] < -1 || zone[i] >= totals->n) {
            return geoi_fail(ctx, GEO_INVALID, "part %lld: there is no zone %lld", (long long)i + 1,
                             (long long)zone[i]);
        }
        add(&totals->of[zone[i] + 1], share != NULL ? share[i] : 1.0,
            amount != NULL ? amount[i] : 1.0, v, w);
    }
    return GEO_OK;
}

geo_zone_total geo_zone_totals_at(const geo_zone_totals *totals, int64_t zone)
{
    const double none = (double)NAN;
    geo_zone_total out = {0, 0, 0.0, 0.0, none, none, none};
    if (zone < -1 || zone >= totals->n) {
        return out;
    }
    const total *t = &totals->of[zone + 1];
    double weight = geoi_sum_value(&t->weight);
    out.count = t->count;
    out.unknown = t->unknown;
    out.amount = geoi_sum_value(&t->amount);
    if (t->count > 0 && t->unknown == t->count) {
        out.sum = none;
    } else {
        out.sum = geoi_sum_value(&t->sum);
    }
    if (t->count > t->unknown) {
        double mean = geoi_sum_value(&t->weighted) / weight; /* rounding leaves no room between */
        out.mean = weight > 0.0 ? fmin(fmax(mean, t->min), t->max) : none;
        out.min = t->min;
        out.max = t->max;
    }
    return out;
}
