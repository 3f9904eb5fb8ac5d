/* SPDX-License-Identifier: MIT */
/* Any bytes are establishments with sectors, zones and sizes as odd as doubles can be. Promises: a
 * status with a message or results that are finite or NaN; p between 0 and 1; bands with the lower
 * edge below the upper one; indices within their bounds. */
#include "fuzz_bytes.h"

#include <math.h>
#include <stdbool.h>

#include "geo/agglomeration.h"
#include "geo/concentration.h"

enum { SITES = 9, TYPES = 3, STEPS = 6, RADII = 3, SIMULATIONS = 30 };

static double next_number(source *s)
{
    static const double odd[] = {
        (double)NAN, (double)INFINITY, -1.0, 1e-300, 5e-324, 1e-12, 1e12, 1e120, 1e289, 1e307,
        0.1,         1.0 / 3.0};
    return next_of(s, odd, sizeof odd / sizeof odd[0]);
}

typedef struct sites {
    geo_shapes *points;
    geo_costs *costs;
    double weight[SITES];
    uint8_t member[SITES];
    int32_t type[SITES];
} sites;

static bool make_sites(geo_ctx *ctx, source *s, sites *out)
{
    double x[SITES], y[SITES], cost[SITES * SITES];
    int64_t origin[SITES * SITES], destination[SITES * SITES], pairs = 0;
    *out = (sites){0};
    for (int i = 0; i < SITES; i++) {
        x[i] = next_number(s);
        y[i] = next_number(s);
        out->weight[i] = next_number(s);
        out->member[i] = next_byte(s) % 2;
        out->type[i] = next_byte(s) % (TYPES + 1) - 1;
    }
    for (int e = 0; e < SITES * SITES; e++) {
        double c = next_number(s);
        if (c >= 0.0 && isfinite(c)) {
            origin[pairs] = e / SITES;
            destination[pairs] = e % SITES;
            cost[pairs++] = c;
        }
    }
    PROMISE(geo_costs_create(ctx, SITES, SITES, pairs, origin, destination, cost, "",
                             &out->costs) == GEO_OK);
    return worked(ctx, geo_shapes_create_points(ctx, SITES, x, y, &out->points));
}

/* ---- Kd ---------------------------------------------------------------------------------- */

static void check_kd(const geo_kd *k)
{
    PROMISE(k->sites <= SITES && k->members + k->unknown <= SITES && k->kept <= SIMULATIONS);
    PROMISE(!(k->bandwidth < 0.0) && !isinf(k->bandwidth) && !isinf(k->reach));
    for (int i = 0; i <= STEPS; i++) {
        PROMISE(isnan(k->value[i]) || (k->value[i] >= 0.0 && isfinite(k->value[i])));
        PROMISE(isnan(k->local_low[i]) || k->local_low[i] <= k->local_high[i]);
        PROMISE(isnan(k->global_low[i]) || k->global_low[i] <= k->global_high[i]);
        PROMISE(isnan(k->localised[i]) || k->localised[i] >= 0.0);
        PROMISE(isnan(k->dispersed[i]) || k->dispersed[i] >= 0.0);
    }
}

static void ask_kd(geo_ctx *ctx, source *s, const sites *a)
{
    double r[8][STEPS + 1];
    geo_kd out = {.r = r[0],
                  .value = r[1],
                  .local_low = r[2],
                  .local_high = r[3],
                  .global_low = r[4],
                  .global_high = r[5],
                  .localised = r[6],
                  .dispersed = r[7]};
    geo_kd_options o = geo_kd_options_default();
    o.bandwidth = next_byte(s) % 2 == 0 ? 0.0 : next_number(s);
    o.reach = next_byte(s) % 2 == 0 ? 0.0 : next_number(s);
    o.steps = STEPS;
    o.simulations = next_byte(s) % 2 == 0 ? 0 : SIMULATIONS;
    o.exact = next_byte(s) % 2;
    const double *weight = next_byte(s) % 2 == 0 ? NULL : a->weight;
    if (worked(ctx, geo_kd_measure(ctx, a->points, a->member, weight, &o, &out))) {
        check_kd(&out);
    }
    if (worked(ctx, geo_kd_costs(ctx, a->costs, a->member, weight, &o, &out))) {
        check_kd(&out);
    }
}

/* ---- M and co-location ------------------------------------------------------------------- */

static geo_chance_options some_chance(source *s)
{
    geo_chance_options o = geo_chance_options_default();
    o.simulations = next_byte(s) % 2 == 0 ? 0 : SIMULATIONS;
    o.tail = (geo_tail)(next_byte(s) % 4);
    o.keep_weights = next_byte(s) % 2;
    return o;
}

static bool is_chance(double p)
{
    return isnan(p) || (p > 0.0 && p <= 1.0);
}

static void ask_m(geo_ctx *ctx, source *s, const sites *a)
{
    double value[RADII], mean[RADII], low[RADII], high[RADII], p[RADII], radius[RADII];
    int64_t used[RADII];
    geo_m out = {.value = value, .mean = mean, .low = low, .high = high, .p = p, .used = used};
    geo_chance_options o = some_chance(s);
    geo_m_question q = {.type = a->type, .radius = radius, .radii = RADII};
    q.weight = next_byte(s) % 2 == 0 ? NULL : a->weight;
    q.of = next_byte(s) % TYPES;
    q.with = next_byte(s) % TYPES;
    for (int k = 0; k < RADII; k++) {
        radius[k] = next_number(s);
    }
    if (!worked(ctx, geo_m_measure(ctx, a->costs, &q, &o, &out))) {
        return;
    }
    for (int k = 0; k < RADII; k++) {
        PROMISE(isnan(value[k]) || (value[k] >= 0.0 && isfinite(value[k])));
        PROMISE(is_chance(p[k]) && used[k] >= 0 && used[k] <= SITES);
        PROMISE(isnan(low[k]) ? isnan(high[k]) : low[k] <= high[k]);
    }
}

static void check_colocation(const geo_colocation *c)
{
    PROMISE(c->used >= 0 && c->used <= SITES);
    for (int k = 0; k < TYPES * TYPES; k++) {
        PROMISE(c->count[k] >= 0.0 && c->count[k] <= SITES && is_chance(c->p[k]));
        PROMISE(isnan(c->quotient[k]) || (c->quotient[k] >= 0.0 && isfinite(c->quotient[k])));
    }
}

static void ask_colocation(geo_ctx *ctx, source *s, const sites *a)
{
    double count[TYPES * TYPES], quotient[TYPES * TYPES], p[TYPES * TYPES];
    geo_colocation out = {.count = count, .quotient = quotient, .p = p};
    geo_chance_options o = some_chance(s);
    if (worked(ctx, geo_colocation_measure(ctx, a->points, a->type, TYPES, &o, &out))) {
        check_colocation(&out);
    }
    if (worked(ctx, geo_colocation_costs(ctx, a->costs, a->type, TYPES, &o, &out))) {
        check_colocation(&out);
    }
}

/* ---- Zones ------------------------------------------------------------------------------- */

static void check_mix(const geo_mix *m)
{
    PROMISE(m->total >= 0.0 && m->present >= 0);
    PROMISE(isnan(m->hhi) || (m->hhi >= 0.0 && m->hhi <= 1.0 + 1e-9));
    PROMISE(isnan(m->evenness) || (m->evenness >= -1e-9 && m->evenness <= 1.0 + 1e-9));
    PROMISE(isnan(m->krugman) || (m->krugman >= 0.0 && m->krugman <= 2.0 + 1e-9));
    PROMISE(!isinf(m->theil) && !isinf(m->hachman) && !isinf(m->hill1) && !isinf(m->hill2));
}

static void ask_zones(geo_ctx *ctx, source *s, const sites *a)
{
    double amount[SITES * TYPES], quotient[SITES * TYPES], area[TYPES];
    int64_t zone[SITES], sector[SITES];
    geo_mix zones[SITES], sectors[TYPES];
    geo_concentration found[TYPES];
    geo_mixes out = {.quotient = quotient, .zone = zones, .sector = sectors};
    for (int k = 0; k < SITES * TYPES; k++) {
        amount[k] = next_number(s);
    }
    if (worked(ctx, geo_mix_measure(ctx, SITES, TYPES, amount, next_byte(s) % 2, &out))) {
        for (int i = 0; i < SITES; i++) {
            check_mix(&zones[i]);
        }
        for (int k = 0; k < SITES * TYPES; k++) {
            PROMISE(isnan(quotient[k]) || (quotient[k] >= 0.0 && isfinite(quotient[k])));
        }
    }
    for (int i = 0; i < SITES; i++) {
        zone[i] = next_byte(s) % (TYPES + 1) - 1;
        sector[i] = a->type[i];
        area[i % TYPES] = next_number(s);
    }
    geo_plants plants = {SITES, zone, sector, a->weight, TYPES, TYPES, area};
    plants.area = next_byte(s) % 2 == 0 ? NULL : area;
    if (worked(ctx, geo_concentration_measure(ctx, &plants, found))) {
        for (int k = 0; k < TYPES; k++) {
            PROMISE(found[k].plants >= 0 && found[k].total >= 0.0);
            PROMISE(isnan(found[k].h) || (found[k].h >= 0.0 && found[k].h <= 1.0 + 1e-9));
            PROMISE(!isinf(found[k].ellison_glaeser) && !isinf(found[k].maurel_sedillot));
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    source s = {bytes, size, 0};
    geo_ctx *ctx;
    sites a;
    geo_ctx_options options = geo_ctx_options_default();
    options.threads = 1;
    PROMISE(geo_ctx_create(&options, &ctx) == GEO_OK);
    if (make_sites(ctx, &s, &a)) {
        ask_kd(ctx, &s, &a);
        ask_m(ctx, &s, &a);
        ask_colocation(ctx, &s, &a);
        ask_zones(ctx, &s, &a);
    }
    geo_shapes_destroy(a.points);
    geo_costs_destroy(a.costs);
    geo_ctx_destroy(ctx);
    return 0;
}
