/* SPDX-License-Identifier: MIT */
/* Any bytes are a table of costs with people, beds and parameters as odd as doubles can be.
 * Promises: a status with a message or results that are finite or, where left out, NaN; what is
 * given is what there is; chances add up to 1; measures of inequality are within their bounds. */
#include "fuzz_bytes.h"

#include <math.h>
#include <stdbool.h>

#include "geo/access.h"
#include "geo/equity.h"
#include "geo/sdg.h"
#include "geo/street.h"

enum { SIDE = 12 };

static double next_number(source *s)
{
    static const double odd[] = {
        (double)NAN, (double)INFINITY, -1.0, 1e-300, 5e-324, 1e-12, 1e12, 1e120, 1e289, 1e307,
        0.1,         1.0 / 3.0};
    return next_of(s, odd, sizeof odd / sizeof odd[0]);
}

/* The same without what no call takes. */
static double next_amount(source *s)
{
    double number = next_number(s);
    return number >= 0.0 && number < 1e200 ? number : (double)NAN;
}

typedef struct table {
    int64_t n, m;
    double people[SIDE], beds[SIDE];
    geo_costs *costs;
} table;

static void make_table(geo_ctx *ctx, source *s, table *t)
{
    int64_t origin[SIDE * SIDE], destination[SIDE * SIDE], pairs = 0;
    double cost[SIDE * SIDE];
    bool any_amount = next_byte(s) % 4 == 0;
    t->n = next_byte(s) % (SIDE + 1);
    t->m = next_byte(s) % (SIDE + 1);
    for (int64_t e = 0; e < t->n * t->m; e++) {
        double c = next_number(s);
        if (c >= 0.0 && isfinite(c)) {
            origin[pairs] = e / t->m;
            destination[pairs] = e % t->m;
            cost[pairs++] = c;
        }
    }
    for (int k = 0; k < SIDE; k++) {
        t->people[k] = any_amount ? next_number(s) : next_amount(s);
        t->beds[k] = any_amount ? next_number(s) : next_amount(s);
    }
    PROMISE(geo_costs_create(ctx, t->n, t->m, pairs, origin, destination, cost, "", &t->costs) ==
            GEO_OK);
}

/* ---- Access ------------------------------------------------------------------------------ */

/* All is given away that is there and can be reached. */
static void check_given(const table *t, geo_catchment_method method, const double *score,
                        const double *load)
{
    double given = 0.0, there = 0.0;
    for (int64_t i = 0; i < t->n; i++) {
        PROMISE(isnan(t->people[i]) ? isnan(score[i]) : score[i] >= 0.0 && isfinite(score[i]));
        given += isnan(t->people[i]) ? 0.0 : t->people[i] * score[i];
    }
    for (int64_t j = 0; j < t->m; j++) {
        there += load[j] > 0.0 ? t->beds[j] : 0.0;
    }
    if (method == GEO_2SFCA || method == GEO_3SFCA) {
        /* weights near the smallest numbers have few digits */
        PROMISE(!isfinite(given) || fabs(given - there) <= 1e-6 * there + 1e-250);
    }
}

static void share_out(geo_ctx *ctx, const table *t, const geo_access_options *o)
{
    double score[SIDE], ratio[SIDE], load[SIDE], catchment[SIDE];
    int64_t reach[SIDE];
    for (int method = GEO_2SFCA; method <= GEO_BFCA; method++) {
        geo_catchments out = {
            .score = score, .reach = reach, .ratio = ratio, .load = load, .catchment = catchment};
        if (!worked(ctx, geo_access_catchments(ctx, t->costs, (geo_catchment_method)method,
                                               t->people, t->beds, o, &out))) {
            continue;
        }
        PROMISE(out.unserved <= t->n && out.empty <= t->m);
        check_given(t, (geo_catchment_method)method, score, load);
        for (int64_t j = 0; j < t->m; j++) {
            PROMISE(isnan(t->beds[j]) == isnan(ratio[j]));
            PROMISE(isnan(ratio[j]) || (ratio[j] >= 0.0 && isfinite(ratio[j])));
            PROMISE(isnan(ratio[j]) || load[j] > 0.0 || ratio[j] == 0.0);
        }
    }
    if (worked(ctx, geo_access_opportunities(ctx, t->costs, t->beds, o, score, reach))) {
        for (int64_t i = 0; i < t->n; i++) {
            PROMISE(score[i] >= 0.0 && isfinite(score[i]) && reach[i] <= t->m);
        }
    }
    if (worked(ctx, geo_access_closest(ctx, t->costs, o->cutoff, reach, score))) {
        for (int64_t i = 0; i < t->n; i++) {
            PROMISE(reach[i] < 0 ? isnan(score[i]) : score[i] <= o->cutoff && reach[i] < t->m);
        }
    }
}

static int add_up(int64_t i, int64_t count, const int32_t *facility, const double *chance,
                  void *user)
{
    double sum = 0.0;
    for (int64_t k = 0; k < count; k++) {
        PROMISE(chance[k] >= 0.0 && chance[k] <= 1.0 && (k == 0 || facility[k] > facility[k - 1]));
        sum += chance[k];
    }
    PROMISE(count == 0 || fabs(sum - 1.0) < 1e-12);
    PROMISE(i == *(int64_t *)user);
    ++*(int64_t *)user;
    return 1;
}

static void choose(geo_ctx *ctx, source *s, const table *t)
{
    geo_huff_options o = geo_huff_options_default();
    int64_t reach[SIDE], likeliest[SIDE], next = 0;
    double chance[SIDE], visits[SIDE], share[SIDE], sum = 0.0;
    geo_huff out = {reach, likeliest, chance, visits, share, add_up, &next, 0, 0, 0};
    o.alpha = next_number(s);
    o.beta = next_number(s);
    o.c_min = next_number(s);
    o.cutoff = next_number(s);
    if (worked(ctx, geo_access_huff(ctx, t->costs, t->people, t->beds, &o, &out))) {
        for (int64_t j = 0; j < t->m; j++) {
            PROMISE(isnan(visits[j]) == isnan(t->beds[j]) && !(visits[j] < 0.0));
            sum += isnan(share[j]) ? 0.0 : share[j];
        }
        PROMISE(next == t->n && (sum == 0.0 || fabs(sum - 1.0) < 1e-12));
    }
}

/* ---- Equity ------------------------------------------------------------------------------ */

static void check_equity(const geo_equity *e, int64_t n)
{
    const double slack = 1e-12;
    PROMISE(e->used >= 0 && e->used + e->unknown == n);
    PROMISE(isnan(e->gini) || (e->gini >= 0.0 && e->gini <= 1.0 + slack));
    PROMISE(isnan(e->hoover) || (e->hoover >= 0.0 && e->hoover <= 1.0 + slack));
    PROMISE(isnan(e->hoover) || e->hoover <= e->gini + slack);
    PROMISE(isnan(e->theil) || (e->theil >= 0.0 && isfinite(e->theil)));
    PROMISE(isnan(e->palma) || (e->palma >= 0.0 && isfinite(e->palma)));
    PROMISE(isnan(e->below) || (e->below >= 0.0 && e->below + e->above <= 1.0 + slack));
}

static void share_evenly(geo_ctx *ctx, source *s)
{
    double value[SIDE], weight[SIDE], people[SIDE + 1], access[SIDE + 1];
    int64_t group[SIDE], count, grouped = 0, n = next_byte(s) % (SIDE + 1);
    geo_equity e, each[3];
    geo_theil theil;
    for (int64_t i = 0; i < n; i++) {
        value[i] = next_number(s);
        weight[i] = next_number(s);
        group[i] = next_byte(s) % 4 - 1;
        grouped += group[i] >= 0;
    }
    double standard = next_number(s);
    if (worked(ctx, geo_equity_measure(ctx, n, value, weight, standard, &e))) {
        check_equity(&e, n);
        PROMISE(worked(ctx, geo_equity_lorenz(ctx, n, value, weight, people, access, &count)));
        PROMISE(count == 0 || (people[count - 1] == 1.0 && access[count - 1] == 1.0));
    }
    if (worked(ctx, geo_equity_groups(ctx, n, value, weight, group, 3, standard, each, &theil))) {
        int64_t members = 0;
        for (int g = 0; g < 3; g++) {
            check_equity(&each[g], each[g].used + each[g].unknown);
            members += each[g].used + each[g].unknown;
        }
        PROMISE(members == grouped);
        PROMISE(isnan(theil.total) ||
                fabs(theil.between + theil.within - theil.total) <= 1e-10 * (1.0 + theil.total));
    }
    geo_balance b;
    if (worked(ctx, geo_balance_measure(ctx, n, value, weight, people, access, &b))) {
        PROMISE(isnan(b.mismatch) || (b.mismatch >= 0.0 && b.mismatch <= 100.0 + 1e-10));
    }
    if (worked(ctx, geo_self_containment(ctx, n, value, weight, weight, people, access))) {
        for (int64_t i = 0; i < n; i++) {
            PROMISE(isnan(people[i]) || (people[i] >= 0.0 && people[i] <= 1.0));
        }
    }
}

/* ---- Streets and indicators ----------------------------------------------------------- */

static void compare_ways(geo_ctx *ctx, source *s, const table *t)
{
    double x[SIDE], y[SIDE], ratio[SIDE];
    geo_shapes *from = NULL, *to = NULL;
    geo_street_detours d;
    for (int k = 0; k < SIDE; k++) {
        x[k] = (double)next_byte(s);
        y[k] = (double)next_byte(s);
    }
    PROMISE(geo_shapes_create_points(ctx, t->n, x, y, &from) == GEO_OK);
    PROMISE(geo_shapes_create_points(ctx, t->m, y, x, &to) == GEO_OK);
    if (worked(ctx, geo_street_detour(ctx, t->costs, from, to, next_number(s), ratio, &d))) {
        PROMISE(d.used > 0 ? d.least <= d.largest && d.shorter <= d.used : isnan(d.mean));
        PROMISE(d.nowhere == 0 && d.used + d.near <= t->n * t->m);
    }
    geo_shapes_destroy(from);
    geo_shapes_destroy(to);
}

static void walk_streets(geo_ctx *ctx, source *s)
{
    double length[SIDE], from[SIDE], to[SIDE], covered[SIDE];
    int64_t n = next_byte(s) % (SIDE + 1);
    geo_street_reach r;
    for (int64_t i = 0; i < n; i++) {
        length[i] = next_amount(s);
        from[i] = next_number(s);
        to[i] = next_number(s);
    }
    if (worked(ctx, geo_street_covered(ctx, n, length, from, to, next_number(s), covered, &r))) {
        PROMISE(r.used + r.unknown == n && r.covered >= 0.0 && r.covered <= r.length);
        for (int64_t i = 0; i < n; i++) {
            PROMISE(isnan(covered[i]) || (covered[i] >= 0.0 && covered[i] <= length[i]));
        }
    }
    double area = next_number(s), ratio = geo_street_catchment(area, next_number(s));
    PROMISE(isnan(ratio) || (ratio >= 0.0 && isfinite(ratio)));
}

static void indicate(geo_ctx *ctx, source *s)
{
    double a[SIDE], b[SIDE], c[SIDE], share[SIDE];
    int64_t n = next_byte(s) % (SIDE + 1);
    geo_demand_total total;
    geo_sdg_land land;
    for (int64_t i = 0; i < n; i++) {
        a[i] = next_number(s);
        b[i] = next_number(s);
        c[i] = next_number(s);
    }
    if (worked(ctx, geo_sdg_transport(ctx, n, a, b, c, &total))) {
        PROMISE(isnan(total.share) || (total.share >= 0.0 && total.share <= 1.0 + 1e-12));
        PROMISE(total.used + total.unknown == n);
    }
    if (worked(ctx, geo_sdg_open_space(ctx, n, a, b, c, share))) {
        for (int64_t i = 0; i < n; i++) {
            PROMISE(isnan(share[i]) || (share[i] >= 0.0 && share[i] <= 1.0));
        }
    }
    geo_sdg_growth city;
    for (int k = 0; k < 2; k++) {
        city.built_m2[k] = next_number(s);
        city.people[k] = next_number(s);
    }
    city.years = next_number(s);
    if (worked(ctx, geo_sdg_land_use(ctx, 1, &city, next_byte(s) % 2, &land))) {
        PROMISE(!isinf(land.land_rate) && !isinf(land.people_rate) && !isinf(land.ratio));
        PROMISE(isnan(land.ratio) || land.people_sign != 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    geo_ctx_options options = geo_ctx_options_default();
    geo_ctx *ctx;
    source s = {bytes, size, 0};
    double step_cost[3], step_weight[3], weight[2] = {0.0, 10.0};
    table t;
    options.threads = 1;
    PROMISE(geo_ctx_create(&options, &ctx) == GEO_OK);
    geo_decay d = geo_decay_default();
    d.form = (geo_decay_form)(next_byte(&s) % (GEO_DECAY_STEP + 2));
    d.beta = next_number(&s);
    d.scale = next_number(&s);
    d.c_min = next_number(&s);
    for (int k = 0; k < 3; k++) {
        step_cost[k] = next_number(&s);
        step_weight[k] = next_number(&s);
    }
    d.steps = next_byte(&s) % 4;
    d.step_cost = step_cost;
    d.step_weight = step_weight;
    geo_access_options o = {sizeof o, next_number(&s), &d};
    if (worked(ctx, geo_decay_weights(ctx, &d, 2, weight, weight))) {
        PROMISE(weight[0] >= 0.0 && weight[0] <= 1e100 && weight[1] >= 0.0);
    }
    make_table(ctx, &s, &t);
    share_out(ctx, &t, &o);
    choose(ctx, &s, &t);
    share_evenly(ctx, &s);
    compare_ways(ctx, &s, &t);
    walk_streets(ctx, &s);
    indicate(ctx, &s);
    geo_costs_destroy(t.costs);
    geo_ctx_destroy(ctx);
    return 0;
}
