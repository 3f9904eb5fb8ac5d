/* SPDX-License-Identifier: MIT */
/* Streets known by the costs of going along them. */
#include "geo/street.h"

#include "base/sum.h"
#include "metrics/access_internal.h"

static const double PI = 3.14159265358979323846;

/* ---- Detours -------------------------------------------------------------------------------- */

/* What one origin has; added up by ascending origin afterwards. */
typedef struct origin_detours {
    int64_t used, near, nowhere, shorter;
    geoi_sum index, way, straight;
    double least, largest;
} origin_detours;

typedef struct detour_job {
    geoi_cost_side from, to;
    double least_m;
    origin_detours *of; /* [origins] */
} detour_job;

static void add_pair(origin_detours *o, double way, double straight)
{
    double index = way / straight;
    o->least = o->used == 0 || index < o->least ? index : o->least;
    o->largest = o->used == 0 || index > o->largest ? index : o->largest;
    o->used++;
    o->shorter += way < straight * (1.0 - 1e-3);
    geoi_sum_add(&o->index, index);
    geoi_sum_add(&o->way, way);
    geoi_sum_add(&o->straight, straight);
}

static void measure_row(void *job, const geoi_row *row)
{
    const detour_job *d = job;
    origin_detours *o = &d->of[row->name];
    for (int64_t k = 0; k < row->n; k++) {
        double dx = d->to.x[row->at[k]] - d->from.x[row->name];
        double dy = d->to.y[row->at[k]] - d->from.y[row->name];
        double straight = sqrt(dx * dx + dy * dy);
        if (isnan(straight)) {
            o->nowhere++;
        } else if (straight < d->least_m) {
            o->near++;
        } else {
            add_pair(o, row->cost[k], straight);
        }
    }
}

static double over(double a, double b)
{
    double quotient = a / b;
    return b > 0.0 && isfinite(quotient) ? quotient : (double)NAN;
}

static geo_status add_up(geo_ctx *ctx, int64_t n, const origin_detours *of, double *ratio,
                         geo_street_detours *out)
{
    origin_detours all = {0};
    for (int64_t i = 0; i < n; i++) {
        const origin_detours *o = &of[i];
        if (o->used > 0) {
            all.least = all.used == 0 || o->least < all.least ? o->least : all.least;
            all.largest = all.used == 0 || o->largest > all.largest ? o->largest : all.largest;
        }
        all.used += o->used;
        all.near += o->near;
        all.nowhere += o->nowhere;
        all.shorter += o->shorter;
        geoi_sum_merge(&all.index, &o->index);
        geoi_sum_merge(&all.way, &o->way);
        geoi_sum_merge(&all.straight, &o->straight);
        if (ratio != NULL) {
            ratio[i] = over(geoi_sum_value(&o->way), geoi_sum_value(&o->straight));
        }
    }
    bool any = all.used > 0;
    if (!isfinite(geoi_sum_value(&all.way)) || !isfinite(geoi_sum_value(&all.index))) {
        return geoi_fail(ctx, GEO_DATA, "the costs are too large to add up");
    }
    *out = (geo_street_detours){
        .used = all.used,
        .near = all.near,
        .nowhere = all.nowhere,
        .shorter = all.shorter,
        .mean = over(geoi_sum_value(&all.index), (double)all.used),
        .ratio = over(geoi_sum_value(&all.way), geoi_sum_value(&all.straight)),
        .least = any ? all.least : (double)NAN,
        .largest = any ? all.largest : (double)NAN,
    };
    return GEO_OK;
}

static geo_status check_table(geo_ctx *ctx, const geo_costs *costs, const detour_job *d)
{
    const char *unit = geo_costs_unit(costs);
    if (unit[0] != '\0' && strcmp(unit, "m") != 0) {
        geo_status status = geoi_fail(ctx, GEO_INVALID, "the costs are in %s, not metres", unit);
        geoi_hint(ctx, "a detour compares the length of ways with that of straight lines");
        return status;
    }
    if (geo_costs_origins(costs) != d->from.n || geo_costs_destinations(costs) != d->to.n) {
        return geoi_fail(ctx, GEO_INVALID,
                         "a table of %lld origins and %lld destinations for %lld and %lld places",
                         (long long)geo_costs_origins(costs),
                         (long long)geo_costs_destinations(costs), (long long)d->from.n,
                         (long long)d->to.n);
    }
    return d->least_m > 0.0 ? GEO_OK
                            : geoi_fail(ctx, GEO_INVALID, "the least distance is %g", d->least_m);
}

geo_status geo_street_detour(geo_ctx *ctx, const geo_costs *costs, const geo_shapes *origins,
                             const geo_shapes *destinations, double least_m, double *ratio,
                             geo_street_detours *out)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geoi_both_rows rows = {0};
    detour_job d = {.least_m = least_m};
    *out = (geo_street_detours){
        .mean = (double)NAN, .ratio = (double)NAN, .least = (double)NAN, .largest = (double)NAN};
    GEO_TRY(geoi_cost_side_of(ctx, origins, "origins", &d.from));
    GEO_TRY(geoi_cost_side_of(ctx, destinations, "destinations", &d.to));
    GEO_TRY(check_table(ctx, costs, &d));
    GEO_TRY(geoi_scratch(ctx, d.from.n, sizeof *d.of, &d.of));
    for (int64_t i = 0; i < d.from.n; i++) {
        d.of[i] = (origin_detours){0};
    }
    GEO_TRY(geoi_rows_arrange(ctx, costs, NULL, false, false, &rows));
    GEO_TRY(geoi_stage(ctx, 0.0, 1.0, "comparing ways with straight lines"));
    GEO_TRY(geoi_rows_each(&rows.by_place, measure_row, &d));
    GEO_TRY(add_up(ctx, d.from.n, d.of, ratio, out));
done:
    geoi_rows_end(&rows);
    geoi_cost_side_clear(&d.from);
    geoi_cost_side_clear(&d.to);
    geoi_scratch_reset(ctx, mark);
    return status;
}

/* ---- Reach ---------------------------------------------------------------------------------- */

static double from_end(double limit, double cost, double length)
{
    return fmax(0.0, fmin(length, limit - cost));
}

static geo_status check_street(geo_ctx *ctx, int64_t row, double length, double from, double to)
{
    geo_status status = geoi_check_amount(ctx, "length", row, length);
    if (status == GEO_OK && (from < 0.0 || to < 0.0)) {
        status = geoi_fail(ctx, GEO_DATA, "the cost of an end of feature %lld is %g",
                           (long long)row + 1, from < 0.0 ? from : to);
    }
    return status;
}

geo_status geo_street_covered(geo_ctx *ctx, int64_t n, const double *length, const double *from,
                              const double *to, double limit, double *covered,
                              geo_street_reach *out)
{
    geo_status status = GEO_OK;
    geoi_sum all = {0}, reached = {0};
    int64_t used = 0;
    *out = (geo_street_reach){.length = (double)NAN, .covered = (double)NAN, .share = (double)NAN};
    if (n < 0 || !(limit >= 0.0) || isinf(limit)) {
        return geoi_fail(ctx, GEO_INVALID, "%lld streets within %g", (long long)n, limit);
    }
    for (int64_t i = 0; i < n; i++) {
        GEO_TRY(check_street(ctx, i, length[i], from[i], to[i]));
        bool known = !isnan(length[i]) && !isnan(from[i]) && !isnan(to[i]);
        double part = known ? fmin(length[i], from_end(limit, from[i], length[i]) +
                                                  from_end(limit, to[i], length[i]))
                            : (double)NAN;
        if (covered != NULL) {
            covered[i] = part;
        }
        used += known;
        geoi_sum_add(&all, known ? length[i] : 0.0);
        geoi_sum_add(&reached, known ? part : 0.0);
    }
    if (!isfinite(geoi_sum_value(&all))) {
        return geoi_fail(ctx, GEO_DATA, "the lengths are too large to add up");
    }
    out->used = used;
    out->unknown = n - used;
    out->length = geoi_sum_value(&all);
    out->covered = geoi_sum_value(&reached);
    out->share = over(out->covered, out->length);
done:
    return status;
}

double geo_street_catchment(double area_m2, double radius_m)
{
    double circle = PI * radius_m * radius_m;
    return area_m2 >= 0.0 && radius_m > 0.0 && isfinite(circle) ? over(area_m2, circle)
                                                                : (double)NAN;
}
