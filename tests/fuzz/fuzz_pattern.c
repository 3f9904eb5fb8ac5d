/* SPDX-License-Identifier: MIT */
/* Any bytes are points and the corners of a window, as odd as doubles can be. Promises: a status
 * with a message or curves that are finite or NaN; shares between 0 and 1; what is drawn is inside;
 * envelopes with the lower bound below the upper one; p between 0 and 1; densities that are not
 * negative. */
#include "fuzz_bytes.h"

#include <math.h>
#include <stdbool.h>

#include "geo/density.h"
#include "geo/pattern.h"

enum { POINTS = 10, CORNERS = 7, DISTANCES = 5, SIMULATIONS = 5 };

static double next_number(source *s)
{
    static const double odd[] = {
        (double)NAN, (double)INFINITY, -1.0, 1e-300, 5e-324, 1e-12, 1e12, 1e120, 1e9, -1e7,
        0.1,         1.0 / 3.0};
    return next_of(s, odd, sizeof odd / sizeof odd[0]);
}

static bool is_share(double value)
{
    return value >= 0.0 && value <= 1.0;
}

/* A ring of bytes, a box, or what the points say. */
static geo_window *make_window(geo_ctx *ctx, source *s, const geo_shapes *points)
{
    double x[CORNERS], y[CORNERS];
    const uint8_t type = GEO_POLYGON;
    const int64_t offset[] = {0, CORNERS};
    geo_window *w = NULL;
    geo_shapes *shape = NULL;
    int how = next_byte(s) % 3;
    for (int i = 0; i < CORNERS; i++) {
        x[i] = next_number(s);
        y[i] = next_number(s);
    }
    x[CORNERS - 1] = x[0];
    y[CORNERS - 1] = y[0];
    if (how == 0) {
        (void)worked(ctx, geo_window_create_around(ctx, points, &w));
        return w;
    }
    if (how == 1) {
        (void)worked(ctx, geo_window_create_box(ctx, (geo_box){x[0], y[0], x[1], y[1]}, &w));
        return w;
    }
    const geo_geometry g = {.n = 1,
                            .part_count = 1,
                            .ring_count = 1,
                            .coord_count = CORNERS,
                            .type = &type,
                            .coord_offset = offset,
                            .x = x,
                            .y = y};
    if (worked(ctx, geo_shapes_create(ctx, &g, &shape))) {
        (void)worked(ctx, geo_window_create(ctx, shape, &w));
    }
    geo_shapes_destroy(shape);
    return w;
}

static void ask_window(geo_ctx *ctx, source *s, const geo_window *w)
{
    double area = geo_window_area(w), x[POINTS], y[POINTS], common;
    geo_box e = geo_window_extent(w);
    PROMISE(area > 0.0 && isfinite(area) && geo_window_boundary(w) > 0.0);
    PROMISE(e.min_x < e.max_x && e.min_y < e.max_y && geo_pattern_reach_m(w) > 0.0);
    PROMISE(geo_window_is_box(w) == 0 || geo_window_is_box(w) == 1);
    if (worked(ctx, geo_window_draw(ctx, w, 1, next_byte(s), POINTS, x, y))) {
        for (int i = 0; i < POINTS; i++) {
            PROMISE(geo_window_contains(w, x[i], y[i]));
            PROMISE(geo_window_border_m(w, x[i], y[i]) >= 0.0);
            PROMISE(is_share(geo_window_circle_share(w, x[i], y[i], (double)next_byte(s) + 0.5)));
            PROMISE(is_share(geo_window_gaussian_share(w, x[i], y[i], (double)next_byte(s) + 0.5)));
        }
    }
    double dx = next_number(s), dy = next_number(s);
    if (worked(ctx, geo_window_overlap(ctx, w, dx, dy, &common))) {
        PROMISE(common >= 0.0 && common <= area * (1.0 + 1e-6));
    }
}

/* Few places or far too many, however wide the window is: what is slow is no fault. */
static double some_spacing(source *s, geo_box e)
{
    static const double parts[] = {(double)INFINITY, 1.0, 7.0, 30.0, 1e9};
    double side = e.max_x - e.min_x > e.max_y - e.min_y ? e.max_x - e.min_x : e.max_y - e.min_y;
    return side / parts[next_byte(s) % 5];
}

static void ask_curves(geo_ctx *ctx, source *s, const geo_pattern *pattern)
{
    double r[DISTANCES], value[DISTANCES], expected[DISTANCES], low[DISTANCES], high[DISTANCES];
    geo_curve curve = {.value = value, .expected = expected};
    geo_envelope envelope = {.low = low, .high = high};
    geo_pattern_options o = geo_pattern_options_default();
    geo_envelope_options chance = geo_envelope_options_default();
    o.statistic = (geo_pattern_statistic)(next_byte(s) % 7);
    o.correction = (geo_edge_correction)(next_byte(s) % 7);
    o.bandwidth_m = next_byte(s) % 2 == 0 ? 0.0 : next_number(s);
    o.spacing_m = some_spacing(s, geo_window_extent(pattern->window));
    chance.kind = (geo_envelope_kind)(next_byte(s) % 4);
    chance.simulations = SIMULATIONS;
    chance.relabel = next_byte(s) % 2;
    chance.alpha = 0.3;
    double step = next_number(s);
    for (int k = 0; k < DISTANCES; k++) {
        r[k] = step * k;
    }
    if (!worked(ctx, geo_pattern_curve(ctx, pattern, DISTANCES, r, &o, &curve))) {
        return;
    }
    for (int k = 0; k < DISTANCES; k++) {
        PROMISE(!isinf(value[k]) && expected[k] >= 0.0);
    }
    PROMISE(curve.used + curve.outside + curve.unplaced == POINTS);
    if (worked(ctx,
               geo_pattern_envelope(ctx, pattern, DISTANCES, r, &o, &chance, &curve, &envelope))) {
        PROMISE(isnan(envelope.p) || (envelope.p > 0.0 && envelope.p <= 1.0));
        for (int k = 0; k < DISTANCES; k++) {
            PROMISE(isnan(low[k]) ? isnan(high[k]) : low[k] <= high[k]);
        }
    }
}

static void ask_whole(geo_ctx *ctx, source *s, const geo_window *w, const geo_shapes *points)
{
    geo_clark_evans e;
    geo_quadrats q;
    double intensity[POINTS], simulated[2 * DISTANCES], low[DISTANCES], high[DISTANCES];
    if (worked(ctx, geo_clark_evans_test(ctx, w, points, next_byte(s) % 3, 1, &e))) {
        PROMISE(isnan(e.ratio) || e.ratio >= 0.0);
        PROMISE(isnan(e.p) || is_share(e.p));
    }
    if (worked(ctx, geo_quadrat_test(ctx, w, points, next_byte(s) % 5, next_byte(s) % 5, NULL, NULL,
                                     &q))) {
        PROMISE(isnan(q.p) || is_share(q.p));
    }
    if (worked(ctx, geo_pattern_intensity(ctx, w, points, next_number(s), intensity))) {
        for (int i = 0; i < POINTS; i++) {
            PROMISE(!(intensity[i] < 0.0));
        }
    }
    for (int i = 0; i < 2 * DISTANCES; i++) {
        simulated[i] = next_number(s);
    }
    geo_envelope_options o = geo_envelope_options_default();
    geo_envelope out = {.low = low, .high = high};
    o.simulations = 1;
    o.alpha = 0.5; /* one of two */
    o.kind = (geo_envelope_kind)(next_byte(s) % 3);
    PROMISE(
        worked(ctx, geo_envelope_of(ctx, DISTANCES, simulated, simulated + DISTANCES, &o, &out)));
}

static void ask_density(geo_ctx *ctx, source *s, const geo_window *w, const geo_shapes *points,
                        const double *weight)
{
    enum { CELLS = 6 };
    double at[POINTS], on[CELLS * CELLS];
    geo_density_sum sum;
    geo_density_width width;
    geo_density_grid grid;
    geo_density_options o = geo_density_options_default();
    geo_density_rule rule = (geo_density_rule)(next_byte(s) % 6);
    o.kernel = (geo_density_kernel)(next_byte(s) % 7);
    o.edge = (geo_density_edge)(next_byte(s) % 4);
    o.bandwidth_m = next_number(s);
    if (worked(ctx, geo_density_bandwidth(ctx, w, points, rule, o.kernel, &width))) {
        double sigma = geo_density_sigma_of(o.kernel, width.bandwidth_m);
        PROMISE(width.sigma_m > 0.0 && fabs(sigma / width.sigma_m - 1.0) < 1e-9);
    }
    if (worked(ctx, geo_density_at(ctx, w, points, weight, points, &o, at, &sum))) {
        double h = geo_density_bandwidth_of(o.kernel, 1.0);
        PROMISE(sum.used + sum.outside + sum.unknown + sum.unplaced == POINTS && h >= 1.0);
        for (int i = 0; i < POINTS; i++) {
            PROMISE(isnan(at[i]) || (at[i] >= 0.0 && isfinite(at[i])));
        }
    }
    double share = geo_density_share(w, o.kernel, o.bandwidth_m, next_number(s), next_number(s));
    PROMISE(isnan(share) || is_share(share));
    if (worked(ctx, geo_density_grid_over(ctx, w, next_number(s), &grid)) &&
        grid.rows * grid.columns <= CELLS * CELLS &&
        worked(ctx, geo_density_on_grid(ctx, w, points, weight, &grid, &o, on, &sum))) {
        for (int64_t i = 0; i < grid.rows * grid.columns; i++) {
            PROMISE(isnan(on[i]) || (on[i] >= 0.0 && isfinite(on[i])));
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    source s = {bytes, size, 0};
    geo_ctx *ctx;
    double x[POINTS], y[POINTS], intensity[POINTS];
    geo_shapes *points = NULL;
    geo_ctx_options options = geo_ctx_options_default();
    options.threads = 1;
    PROMISE(geo_ctx_create(&options, &ctx) == GEO_OK);
    for (int i = 0; i < POINTS; i++) {
        x[i] = next_number(&s);
        y[i] = next_number(&s);
        intensity[i] = next_number(&s);
    }
    if (worked(ctx, geo_shapes_create_points(ctx, POINTS, x, y, &points))) {
        geo_window *w = make_window(ctx, &s, points);
        if (w != NULL) {
            int with = next_byte(&s) % 3;
            geo_pattern pattern = {.window = w,
                                   .points = points,
                                   .others = with == 1 ? points : NULL,
                                   .intensity = with == 2 ? intensity : NULL};
            ask_window(ctx, &s, w);
            ask_curves(ctx, &s, &pattern);
            ask_whole(ctx, &s, w, points);
            ask_density(ctx, &s, w, points, with == 2 ? intensity : NULL);
        }
        geo_window_destroy(w);
    }
    geo_shapes_destroy(points);
    geo_ctx_destroy(ctx);
    return 0;
}
