/* SPDX-License-Identifier: MIT */
/* Shares of zones and sectors: one table read by rows or by columns. */
#include "geo/concentration.h"

#include "base/base.h"
#include "base/sum.h"
#include "metrics/access_internal.h"
#include "metrics/points.h"

/* A table as one side sees it: row r of n has its entry k of m at amount[r * row + k * column]. */
typedef struct side {
    const double *amount;
    int64_t n, m, row, column;
    const double *total, *other_total; /* [n], [m] */
    double all;
} side;

static double entry(const side *s, int64_t r, int64_t k)
{
    return s->amount[r * s->row + k * s->column];
}

static geo_status add_up(geo_ctx *ctx, const side *s, double *total)
{
    geo_status status = GEO_OK;
    for (int64_t r = 0; r < s->n; r++) {
        geoi_sum sum = {0.0, 0.0};
        for (int64_t k = 0; k < s->m; k++) {
            double amount = entry(s, r, k);
            GEO_TRY(geoi_check_weight(ctx, r, isnan(amount) ? (double)INFINITY : amount));
            geoi_sum_add(&sum, amount);
        }
        total[r] = geoi_sum_value(&sum);
        GEO_TRY(geoi_check_weight_total(ctx, total[r]));
    }
done:
    return status;
}

static geo_mix mix_of(const side *s, int64_t r)
{
    const double none = (double)NAN;
    geo_mix mix = {s->total[r], 0, none, none, none, none, none, none, none, none, none};
    geoi_sum hhi = {0.0, 0.0}, entropy = {0.0, 0.0}, krugman = {0.0, 0.0}, hachman = {0.0, 0.0},
             theil = {0.0, 0.0};
    if (!(s->total[r] > 0.0)) {
        return mix;
    }
    for (int64_t k = 0; k < s->m; k++) {
        double share = entry(s, r, k) / s->total[r], of_all = s->other_total[k] / s->all;
        geoi_sum_add(&hhi, share * share);
        geoi_sum_add(&krugman, fabs(share - of_all));
        if (share > 0.0) {
            mix.present++;
            geoi_sum_add(&entropy, -share * log(share));
            geoi_sum_add(&hachman, share / of_all * share);
            geoi_sum_add(&theil, share * log(share / of_all));
        }
    }
    double n = (double)s->m;
    mix.hhi = geoi_sum_value(&hhi);
    mix.hhi_relative = s->m > 1 ? (mix.hhi - 1.0 / n) / (1.0 - 1.0 / n) : none;
    mix.entropy = fmax(geoi_sum_value(&entropy), 0.0);
    mix.evenness = s->m > 1 ? mix.entropy / log(n) : none;
    mix.hill1 = exp(mix.entropy);
    mix.hill2 = 1.0 / mix.hhi;
    mix.krugman = geoi_sum_value(&krugman);
    mix.hachman = 1.0 / geoi_sum_value(&hachman);
    mix.theil = fmax(geoi_sum_value(&theil), 0.0);
    return mix;
}

/* ---- Quotients ------------------------------------------------------------------------------- */

/* How much rates of a sector differ between zones beyond chance: Marshall's a. */
static double spread_between(const side *zones, int64_t sector, double b)
{
    geoi_sum squares = {0.0, 0.0};
    int64_t with = 0;
    for (int64_t i = 0; i < zones->n; i++) {
        if (zones->total[i] > 0.0) {
            double off = entry(zones, i, sector) / zones->total[i] - b;
            geoi_sum_add(&squares, zones->total[i] / zones->all * off * off);
            with++;
        }
    }
    return fmax(geoi_sum_value(&squares) - b * (double)with / zones->all, 0.0);
}

static void tell_quotients(const side *zones, bool shrink, double *quotient)
{
    for (int64_t k = 0; k < zones->m; k++) {
        double b = zones->other_total[k] / zones->all;
        double a = shrink ? spread_between(zones, k, b) : 0.0;
        for (int64_t i = 0; i < zones->n; i++) {
            double *q = &quotient[i * zones->m + k], rate = entry(zones, i, k) / zones->total[i];
            double trust = shrink ? a / (a + b / zones->total[i]) : 1.0;
            bool defined = zones->total[i] > 0.0 && b > 0.0;
            *q = defined ? (b + trust * (rate - b)) / b : (double)NAN;
        }
    }
}

geo_status geo_mix_measure(geo_ctx *ctx, int64_t zones, int64_t sectors, const double *amount,
                           int shrink, geo_mixes *out)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    double *zone_total, *sector_total;
    geoi_sum all = {0.0, 0.0}, information = {0.0, 0.0};
    if (zones < 0 || sectors < 0) {
        return geoi_fail(ctx, GEO_INVALID, "%lld zones and %lld sectors", (long long)zones,
                         (long long)sectors);
    }
    GEO_TRY(geoi_scratch(ctx, zones, sizeof *zone_total, &zone_total));
    GEO_TRY(geoi_scratch(ctx, sectors, sizeof *sector_total, &sector_total));
    side by_zone = {amount, zones, sectors, sectors, 1, zone_total, sector_total, 0.0};
    side by_sector = {amount, sectors, zones, 1, sectors, sector_total, zone_total, 0.0};
    GEO_TRY(add_up(ctx, &by_zone, zone_total));
    GEO_TRY(add_up(ctx, &by_sector, sector_total));
    for (int64_t i = 0; i < zones; i++) {
        geoi_sum_add(&all, zone_total[i]);
    }
    by_zone.all = by_sector.all = geoi_sum_value(&all);
    GEO_TRY(geoi_check_weight_total(ctx, by_zone.all));
    for (int64_t i = 0; i < zones; i++) {
        geo_mix mix = mix_of(&by_zone, i);
        if (mix.total > 0.0) {
            geoi_sum_add(&information, mix.total / by_zone.all * mix.theil);
        }
        if (out->zone != NULL) {
            out->zone[i] = mix;
        }
    }
    for (int64_t k = 0; k < sectors && out->sector != NULL; k++) {
        out->sector[k] = mix_of(&by_sector, k);
    }
    if (out->quotient != NULL) {
        tell_quotients(&by_zone, shrink != 0, out->quotient);
    }
    out->information = by_zone.all > 0.0 ? geoi_sum_value(&information) : (double)NAN;
done:
    geoi_scratch_reset(ctx, mark);
    return status;
}
