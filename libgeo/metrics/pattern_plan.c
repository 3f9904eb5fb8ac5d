/* SPDX-License-Identifier: MIT */
/* What a curve and all simulations of it share. */
#include "metrics/pattern_internal.h"

enum { SLOTS_A_DISTANCE = 32, MOST_DISTANCES = 1000000, PLACES_A_SIDE = 128 };

/* Beyond it F's places would not fit into memory. */
static const double MOST_PLACES = 1e8;

/* ---- Options -------------------------------------------------------------------------- */

static bool of_pairs(geo_pattern_statistic s)
{
    return s == GEO_PATTERN_K || s == GEO_PATTERN_L || s == GEO_PATTERN_PAIR;
}

static geo_status check_correction(geo_ctx *ctx, geo_pattern_options *o)
{
    geo_edge_correction c = o->correction;
    bool pairs = of_pairs(o->statistic);
    if (c == GEO_EDGE_DEFAULT) {
        o->correction = pairs ? GEO_EDGE_TRANSLATION : GEO_EDGE_KAPLAN_MEIER;
        return GEO_OK;
    }
    bool of_them =
        pairs ? c == GEO_EDGE_TRANSLATION || c == GEO_EDGE_ISOTROPIC : c == GEO_EDGE_KAPLAN_MEIER;
    bool reduced = c == GEO_EDGE_BORDER && o->statistic != GEO_PATTERN_PAIR;
    if (c == GEO_EDGE_NONE || of_them || reduced) {
        return GEO_OK;
    }
    geo_status status =
        geoi_fail(ctx, GEO_INVALID, "the statistic has no such correction for the border");
    geoi_hint(ctx, pairs ? "translation, isotropic, none; of K and L border as well"
                         : "kaplan-meier, border or none");
    return status;
}

static geo_status check_options(geo_ctx *ctx, geo_pattern_options *o)
{
    if ((unsigned)o->statistic > GEO_PATTERN_J || (unsigned)o->correction > GEO_EDGE_KAPLAN_MEIER) {
        return geoi_fail(ctx, GEO_INVALID, "there is no such statistic or correction");
    }
    if (!(o->most_weight >= 1.0)) {
        return geoi_fail(ctx, GEO_INVALID, "a pair cannot weigh %g at most: it weighs 1 at least",
                         o->most_weight);
    }
    if (!(o->bandwidth_m >= 0.0 && isfinite(o->bandwidth_m) && o->spacing_m >= 0.0 &&
          isfinite(o->spacing_m))) {
        return geoi_fail(ctx, GEO_INVALID, "bandwidth %g m or spacing %g m cannot be used",
                         o->bandwidth_m, o->spacing_m);
    }
    return check_correction(ctx, o);
}

static geo_status check_distances(geo_ctx *ctx, int64_t n, const double *r)
{
    if (n < 1 || n > MOST_DISTANCES) {
        return geoi_fail(ctx, GEO_INVALID, "%lld distances are not in 1..%d", (long long)n,
                         MOST_DISTANCES);
    }
    for (int64_t k = 0; k < n; k++) {
        if (!(r[k] >= 0.0 && isfinite(r[k] * r[k])) || (k > 0 && !(r[k] > r[k - 1]))) {
            return geoi_fail(ctx, GEO_INVALID, "distance %lld, %g m, does not ascend from 0 on",
                             (long long)k + 1, r[k]);
        }
    }
    return GEO_OK;
}

/* ---- Bins ----------------------------------------------------------------------------- */

static geo_status make_bins(geo_ctx *ctx, geoi_curve_plan *p)
{
    geo_status status = GEO_OK;
    double last = p->r[p->r_count - 1];
    p->first_count = SLOTS_A_DISTANCE * (int32_t)p->r_count;
    p->per_m2 = last > 0.0 ? (double)p->first_count / (last * last) : 0.0;
    p->per_m2 = isfinite(p->per_m2) ? p->per_m2 : 0.0;
    GEO_TRY(geoi_array_raw(ctx, p->r_count, sizeof *p->r2, &p->r2));
    GEO_TRY(geoi_array_raw(ctx, p->first_count, sizeof *p->first, &p->first));
    for (int64_t k = 0; k < p->r_count; k++) {
        p->r2[k] = p->r[k] * p->r[k];
    }
    for (int32_t slot = 0, k = 0; slot < p->first_count; slot++) {
        double from = p->per_m2 > 0.0 ? (double)slot / p->per_m2 * (1.0 - 1e-12) : 0.0;
        while (k < p->r_count - 1 && p->r2[k] < from) {
            k++;
        }
        p->first[slot] = k;
    }
done:
    return status;
}

/* ---- Places that F looks from --------------------------------------------------------- */

static geo_status make_places(geo_ctx *ctx, geoi_curve_plan *p)
{
    geo_status status = GEO_OK;
    geo_box e = p->w->extent;
    double width = e.max_x - e.min_x, height = e.max_y - e.min_y;
    double step = p->o.spacing_m;
    step = step > 0.0 ? step : fmax(width, height) / PLACES_A_SIDE;
    double columns = fmax(floor(width / step + 0.5), 1.0);
    double rows = fmax(floor(height / step + 0.5), 1.0);
    if (columns * rows > MOST_PLACES) {
        status = geoi_fail(ctx, GEO_LIMIT, "a spacing of %g m makes more than %g places", step,
                           MOST_PLACES);
        geoi_hint(ctx, "take a wider spacing");
        goto done;
    }
    int64_t count = (int64_t)columns * (int64_t)rows;
    GEO_TRY(geoi_array_raw(ctx, count, sizeof *p->place_x, &p->place_x));
    GEO_TRY(geoi_array_raw(ctx, count, sizeof *p->place_y, &p->place_y));
    GEO_TRY(geoi_array_raw(ctx, count, sizeof *p->place_border, &p->place_border));
    for (int64_t i = 0; i < count; i++) {
        double x = e.min_x + ((double)(i % (int64_t)columns) + 0.5) * (width / columns);
        double y = e.min_y + (floor((double)i / columns) + 0.5) * (height / rows);
        if (geo_window_contains(p->w, x, y)) {
            p->place_x[p->place_count] = x;
            p->place_y[p->place_count] = y;
            p->place_border[p->place_count++] = geo_window_border_m(p->w, x, y);
        }
    }
    if (p->place_count == 0) {
        status =
            geoi_fail(ctx, GEO_DATA, "none of the places %g m apart is inside the window", step);
        geoi_hint(ctx, "take a narrower spacing");
    }
done:
    return status;
}

/* ---- The whole ------------------------------------------------------------------------ */

static geo_status fill(geo_ctx *ctx, geoi_curve_plan *p, double density)
{
    geo_status status = GEO_OK;
    GEO_TRY(check_options(ctx, &p->o));
    GEO_TRY(check_distances(ctx, p->r_count, p->r));
    GEO_TRY(make_bins(ctx, p));
    p->reach = p->r[p->r_count - 1];
    if (p->o.statistic == GEO_PATTERN_PAIR) {
        if (!(p->o.bandwidth_m > 0.0)) {
            p->o.bandwidth_m = 0.15 / sqrt(5.0 * density);
        }
        p->reach += sqrt(5.0) * p->o.bandwidth_m;
    }
    if (p->o.correction == GEO_EDGE_TRANSLATION) {
        GEO_TRY(geoi_covariance_create(ctx, p->w, p->reach, &p->covariance));
    }
    if (p->o.statistic == GEO_PATTERN_F || p->o.statistic == GEO_PATTERN_J) {
        GEO_TRY(make_places(ctx, p));
    }
done:
    return status;
}

geo_status geoi_plan_create(geo_ctx *ctx, const geo_window *w, int64_t r_count, const double *r,
                            const geo_pattern_options *options, double density,
                            geoi_curve_plan *out)
{
    geo_status status = GEO_OK;
    geoi_curve_plan p = {.w = w, .o = geo_pattern_options_default(), .r_count = r_count, .r = r};
    *out = (geoi_curve_plan){0};
    GEO_TRY(geoi_options(ctx, &p.o, options));
    GEO_TRY(fill(ctx, &p, density));
    *out = p;
    p = (geoi_curve_plan){0};
done:
    geoi_plan_clear(&p);
    return status;
}

void geoi_plan_clear(geoi_curve_plan *plan)
{
    geoi_release(plan->r2);
    geoi_release(plan->first);
    geoi_release(plan->place_x);
    geoi_release(plan->place_y);
    geoi_release(plan->place_border);
    geoi_covariance_destroy(plan->covariance);
}

geo_status geoi_curve_measure(geo_ctx *ctx, const geoi_curve_plan *plan, const geoi_spots *from,
                              const geoi_spots *to, double *value)
{
    return of_pairs(plan->o.statistic) ? geoi_sums_measure(ctx, plan, from, to, value)
                                       : geoi_nearest_measure(ctx, plan, from, to, value);
}
