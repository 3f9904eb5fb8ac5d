/* SPDX-License-Identifier: MIT */
/* Duranton and Overman's Kd: rules for bandwidth and reach, the curve, and what chance would do. */
#include "metrics/agglomeration_internal.h"
#include "metrics/points.h"

enum { STEPS_MAX = 10000, SIMULATIONS_MAX = 1000000, SITES_OF_REACH = 20000 };
static const double reach_over_bandwidth_max = 1e4;
static const double farthest = 1e140; /* squares of it must be numbers */

static geo_status check_options(geo_ctx *ctx, const geo_kd_options *o)
{
    if (!(o->bandwidth >= 0.0) || isinf(o->bandwidth)) {
        return geoi_fail(ctx, GEO_INVALID, "a bandwidth of %g", o->bandwidth);
    }
    if (!(o->reach >= 0.0) || isinf(o->reach)) {
        return geoi_fail(ctx, GEO_INVALID, "distances up to %g", o->reach);
    }
    if (o->steps < 1 || o->steps > STEPS_MAX) {
        return geoi_fail(ctx, GEO_INVALID, "%lld steps of distance, not 1 to %d",
                         (long long)o->steps, STEPS_MAX);
    }
    if (o->simulations < 0 || o->simulations > SIMULATIONS_MAX) {
        return geoi_fail(ctx, GEO_INVALID, "%lld simulations, not 0 to %d",
                         (long long)o->simulations, SIMULATIONS_MAX);
    }
    if (!(o->alpha > 0.0 && o->alpha < 0.5)) {
        return geoi_fail(ctx, GEO_INVALID, "alpha %g is not between 0 and 0.5", o->alpha);
    }
    return GEO_OK;
}

/* ---- Who takes part -------------------------------------------------------------------------- */

/* A question being answered. */
typedef struct answer {
    geo_ctx *ctx;
    geo_kd_options o;
    const geoi_sites *sites;
    geoi_members members;
    double *weight; /* [members]; NULL = 1 each */
    geoi_smoother s;
    geo_kd *out;
} answer;

/* `row` NULL: site i is feature i. */
static geo_status gather(answer *a, const int64_t *row, const uint8_t *member, const double *weight)
{
    geo_status status = GEO_OK;
    int64_t n = 0, kept = 0;
    double total = 0.0;
    for (int64_t i = 0; i < a->sites->n; i++) {
        n += member[row != NULL ? row[i] : i] != 0;
    }
    GEO_TRY(geoi_members_room(a->ctx, a->sites, n, &a->members));
    if (weight != NULL) {
        GEO_TRY(geoi_array_raw(a->ctx, n, sizeof *a->weight, &a->weight));
    }
    for (int64_t i = 0; i < a->sites->n; i++) {
        int64_t feature = row != NULL ? row[i] : i;
        double w = weight != NULL ? weight[feature] : 1.0;
        if (member[feature] == 0) {
            continue;
        }
        GEO_TRY(geoi_check_weight(a->ctx, feature, w));
        a->out->unknown += isnan(w);
        if (!isnan(w)) {
            a->members.site[kept] = (int32_t)i;
            total += w;
            if (weight != NULL) {
                a->weight[kept] = w;
            }
            kept++;
        }
    }
    if (!(total < 1e140)) { /* squares of it must be numbers */
        GEO_TRY(geoi_fail(a->ctx, GEO_DATA, "the weights add up to %g", total));
    }
    a->members.n = kept;
    a->members.weight = a->weight;
    geoi_members_place(&a->members);
    a->out->members = kept;
    a->out->sites = a->sites->n;
done:
    return status;
}

/* ---- Rules ---------------------------------------------------------------------------- */

static geo_status find_bandwidth(answer *a)
{
    geo_status status = GEO_OK;
    geoi_spread spread;
    double first, third;
    a->out->bandwidth = a->o.bandwidth;
    if (a->o.bandwidth > 0.0) {
        return GEO_OK;
    }
    GEO_TRY(geoi_spread_of(a->ctx, &a->members, &spread));
    if (spread.pairs > 1) {
        GEO_TRY(geoi_pair_quantile(a->ctx, &a->members, spread.pairs, 0.25, &first));
        GEO_TRY(geoi_pair_quantile(a->ctx, &a->members, spread.pairs, 0.75, &third));
        double width = (third - first) / 1.34;
        double least = width > 0.0 ? fmin(spread.sd, width) : spread.sd;
        a->out->bandwidth = 0.9 * least * pow((double)spread.pairs, -0.2);
    }
done:
    return status;
}

/* Half of all pairs of sites are nearer to each other. */
static geo_status find_reach(answer *a)
{
    geo_status status = GEO_OK;
    geoi_members some = {0};
    geoi_urn_of_sites urn = {0};
    int64_t n = a->sites->n < SITES_OF_REACH ? a->sites->n : SITES_OF_REACH, pairs;
    a->out->reach = a->o.reach;
    if (a->o.reach > 0.0) {
        return GEO_OK;
    }
    GEO_TRY(geoi_members_room(a->ctx, a->sites, n, &some));
    GEO_TRY(geoi_urn_fill(a->ctx, a->sites->n, n, &urn));
    geoi_urn_draw(&urn, a->o.seed, UINT64_MAX, n, some.site); /* all of them if there are few */
    geoi_members_place(&some);
    GEO_TRY(geoi_pair_count(a->ctx, &some, &pairs));
    if (pairs > 0) {
        GEO_TRY(geoi_pair_quantile(a->ctx, &some, pairs, 0.5, &a->out->reach));
    }
    if (!(a->out->reach > 0.0)) {
        status = geoi_fail(a->ctx, GEO_DATA, "half of all pairs of sites are at one place");
        geoi_hint(a->ctx, "name the largest distance");
    }
done:
    geoi_members_clear(&some);
    geoi_urn_clear(&urn);
    return status;
}

static geo_status check_scale(answer *a)
{
    if (!(a->out->bandwidth < farthest && a->out->reach < farthest)) {
        return geoi_fail(a->ctx, GEO_DATA, "a bandwidth of %g for distances up to %g is too large",
                         a->out->bandwidth, a->out->reach);
    }
    if (a->out->bandwidth > 1.0 / farthest &&
        a->out->reach / a->out->bandwidth <= reach_over_bandwidth_max) {
        return GEO_OK;
    }
    geo_status status =
        geoi_fail(a->ctx, GEO_DATA, "a bandwidth of %g is too small for distances up to %g",
                  a->out->bandwidth, a->out->reach);
    geoi_hint(a->ctx, "name a larger one, or a shorter reach");
    return status;
}

/* ---- Results -------------------------------------------------------------------------- */

static void fill(double *array, int64_t n, double value)
{
    for (int64_t t = 0; t < n && array != NULL; t++) {
        array[t] = value;
    }
}

static void forget(geo_kd *out, int64_t points)
{
    double *const arrays[] = {out->r,           out->value,      out->mean,
                              out->local_low,   out->local_high, out->global_low,
                              out->global_high, out->localised,  out->dispersed};
    for (int64_t k = 0; k < GEOI_COUNT_OF(arrays); k++) {
        fill(arrays[k], points, (double)NAN);
    }
    out->bandwidth = out->reach = out->localisation = out->dispersion = (double)NAN;
    out->sites = out->members = out->unknown = out->kept = 0;
}

static void put(double *array, int64_t t, double value)
{
    if (array != NULL) {
        array[t] = value;
    }
}

/* Quantiles and mean of the simulations at each distance; `column` [simulations] is room. */
static void tell_local(const answer *a, const double *sims, double *column)
{
    int64_t points = a->o.steps + 1, count = a->o.simulations;
    for (int64_t t = 0; t < points; t++) {
        double sum = 0.0;
        for (int64_t s = 0; s < count; s++) {
            column[s] = sims[s * points + t];
            sum += column[s];
        }
        geoi_sort_values(count, column);
        put(a->out->mean, t, sum / (double)count);
        put(a->out->local_low, t, geoi_quantile_of_sorted(column, count, a->o.alpha));
        put(a->out->local_high, t, geoi_quantile_of_sorted(column, count, 1.0 - a->o.alpha));
    }
}

/* What the curve has outside the global band, and its integral by trapezia. */
static void tell_indices(const answer *a, const double *value, const double *low,
                         const double *high)
{
    int64_t steps = a->o.steps;
    double above = 0.0, below = 0.0, step = a->out->reach / (double)steps;
    for (int64_t t = 0; t <= steps; t++) {
        above += fmax(value[t] - high[t], 0.0) * step * (t == 0 || t == steps ? 0.5 : 1.0);
    }
    for (int64_t t = 0; t <= steps; t++) {
        double less = above > 0.0 ? 0.0 : fmax(low[t] - value[t], 0.0);
        put(a->out->localised, t, fmax(value[t] - high[t], 0.0));
        put(a->out->dispersed, t, less);
        below += less * step * (t == 0 || t == steps ? 0.5 : 1.0);
    }
    a->out->localisation = above;
    a->out->dispersion = below;
}

static geo_status simulate(answer *a, const double *value)
{
    geo_status status = GEO_OK;
    int64_t points = a->o.steps + 1, count = a->o.simulations;
    double *sims = NULL, *band = NULL, *column = NULL;
    if (count == 0) {
        return GEO_OK;
    }
    GEO_TRY(geoi_array_raw(a->ctx, count * points, sizeof *sims, &sims));
    GEO_TRY(geoi_array_raw(a->ctx, 2 * points, sizeof *band, &band));
    GEO_TRY(geoi_array_raw(a->ctx, count, sizeof *column, &column));
    GEO_TRY(geoi_stage(a->ctx, 0.1, 0.95, "putting members on other sites"));
    GEO_TRY(geoi_kd_simulate(a->ctx, &a->members, &a->s, &a->o, sims));
    for (int64_t k = 0; k < count * points; k++) {
        sims[k] = isnan(sims[k]) ? 0.0 : sims[k]; /* drawn out of reach of each other */
    }
    GEO_TRY(geoi_stage(a->ctx, 0.95, 1.0, "drawing bands"));
    tell_local(a, sims, column);
    GEO_TRY(geoi_global_band(a->ctx, sims, count, points, a->o.alpha, band, band + points,
                             &a->out->kept));
    for (int64_t t = 0; t < points; t++) {
        put(a->out->global_low, t, band[t]);
        put(a->out->global_high, t, band[points + t]);
    }
    if (a->out->kept > 0) {
        tell_indices(a, value, band, band + points);
    }
done:
    geoi_release(sims);
    geoi_release(band);
    geoi_release(column);
    return status;
}

/* Is there a pair with any weight? */
static bool has_weight(const answer *a)
{
    int64_t with = 0;
    for (int64_t i = 0; i < a->members.n; i++) {
        with += a->weight == NULL || a->weight[i] > 0.0;
    }
    return with > 1;
}

static geo_status measure(answer *a)
{
    geo_status status = GEO_OK;
    int64_t points = a->o.steps + 1;
    double *value = NULL;
    GEO_TRY(geoi_stage(a->ctx, 0.0, 0.1, "measuring between pairs"));
    if (!has_weight(a)) {
        return GEO_OK;
    }
    GEO_TRY(find_bandwidth(a));
    if (!(a->out->bandwidth > 0.0)) {
        return GEO_OK;
    }
    GEO_TRY(find_reach(a));
    GEO_TRY(check_scale(a));
    GEO_TRY(geoi_smoother_create(a->ctx, a->out->bandwidth, a->out->reach, a->o.steps,
                                 a->o.exact == 0, &a->s));
    GEO_TRY(geoi_array_raw(a->ctx, points, sizeof *value, &value));
    GEO_TRY(geoi_curve_of(a->ctx, &a->members, &a->s, a->o.exact != 0, value));
    for (int64_t t = 0; t < points; t++) {
        put(a->out->r, t, geoi_smoother_r(&a->s, t));
        put(a->out->value, t, value[t]);
    }
    GEO_TRY(simulate(a, value));
done:
    geoi_release(value);
    return status;
}

static void answer_clear(answer *a)
{
    geoi_members_clear(&a->members);
    geoi_release(a->weight);
    geoi_smoother_clear(&a->s);
}

geo_status geo_kd_measure(geo_ctx *ctx, const geo_shapes *sites, const uint8_t *member,
                          const double *weight, const geo_kd_options *options, geo_kd *out)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geoi_points points;
    answer a = {.ctx = ctx, .o = geo_kd_options_default(), .out = out};
    GEO_TRY(geoi_options(ctx, &a.o, options));
    GEO_TRY(check_options(ctx, &a.o));
    forget(out, a.o.steps + 1);
    GEO_TRY(geoi_points_of(ctx, sites, "sites", &points));
    const geoi_sites places = {.n = points.n, .x = points.x, .y = points.y};
    a.sites = &places;
    GEO_TRY(gather(&a, points.row, member, weight));
    GEO_TRY(measure(&a));
done:
    answer_clear(&a);
    geoi_scratch_reset(ctx, mark);
    return status;
}

geo_status geo_kd_costs(geo_ctx *ctx, const geo_costs *costs, const uint8_t *member,
                        const double *weight, const geo_kd_options *options, geo_kd *out)
{
    geo_status status = GEO_OK;
    geoi_table table = {0};
    answer a = {.ctx = ctx, .o = geo_kd_options_default(), .out = out};
    GEO_TRY(geoi_options(ctx, &a.o, options));
    GEO_TRY(check_options(ctx, &a.o));
    forget(out, a.o.steps + 1);
    GEO_TRY(geoi_table_of(ctx, costs, &table));
    const geoi_sites places = {
        .n = geo_costs_origins(costs), .begin = table.begin, .to = table.to, .apart = table.apart};
    a.sites = &places;
    GEO_TRY(gather(&a, NULL, member, weight));
    GEO_TRY(measure(&a));
done:
    answer_clear(&a);
    geoi_table_clear(&table);
    return status;
}
