/* SPDX-License-Identifier: MIT */
/* Curves of patterns in any window against sums over all pairs. */
#include "support.h"

#include "scattered.h"

static const double PI = 3.14159265358979323846;

/* ---- Pair by pair --------------------------------------------------------------------- */

static double slow_weight(scattered *s, geo_edge_correction c, bool cross, int64_t i, int64_t j)
{
    double dx = (cross ? s->u[j] : s->x[j]) - s->x[i], dy = (cross ? s->v[j] : s->y[j]) - s->y[i];
    double d = sqrt(dx * dx + dy * dy);
    if (c == GEO_EDGE_TRANSLATION) {
        double *common = &s->common[cross][i][j];
        *common = *common > 0.0 ? *common : slow_overlap(&s->w, dx, dy);
        return geo_window_area(s->w.window) / *common;
    }
    return c == GEO_EDGE_ISOTROPIC && d > 0.0
               ? 1.0 / geo_window_circle_share(s->w.window, s->x[i], s->y[i], d)
               : 1.0;
}

typedef struct slow_sums {
    double pairs[STEPS], seen_from[STEPS], smooth[STEPS];
} slow_sums;

/* Sums at each distance; `half` is that of Epanechnikov's kernel. */
static void add_slowly(scattered *s, bool cross, bool even, geo_edge_correction c, double half,
                       slow_sums *out)
{
    *out = (slow_sums){{0}, {0}, {0}};
    for (int64_t i = 0; i < s->n; i++) {
        double own = even ? 1.0 : 1.0 / s->intensity[i];
        double border = geo_window_border_m(s->w.window, s->x[i], s->y[i]);
        for (int k = 0; k < STEPS; k++) {
            out->seen_from[k] += border >= s->r[k] ? own : 0.0;
        }
        for (int64_t j = 0; j < (cross ? s->m : s->n); j++) {
            double dx = (cross ? s->u[j] : s->x[j]) - s->x[i];
            double dy = (cross ? s->v[j] : s->y[j]) - s->y[i], d = sqrt(dx * dx + dy * dy);
            if ((!cross && i == j) || d > s->r[STEPS - 1] + half) {
                continue;
            }
            double weight = own * slow_weight(s, c, cross, i, j);
            weight *= even ? 1.0 : 1.0 / (cross ? s->others_intensity[j] : s->intensity[j]);
            for (int k = 0; k < STEPS; k++) {
                bool counts = c != GEO_EDGE_BORDER || border >= s->r[k];
                double u = (s->r[k] - d) / half;
                out->pairs[k] += d <= s->r[k] && counts ? weight : 0.0;
                out->smooth[k] += fabs(u) < 1.0 ? weight * 0.75 / half * (1.0 - u * u) : 0.0;
            }
        }
    }
}

static double slow_value(const scattered *s, const slow_sums *sum, bool cross, bool even,
                         const geo_pattern_options *o, int k)
{
    double area = geo_window_area(s->w.window), n = (double)s->n, m = (double)s->m;
    double factor = !even ? 1.0 / area : area / (n * (cross ? m : n - 1.0));
    double value = factor * sum->pairs[k];
    if (o->correction == GEO_EDGE_BORDER) {
        value = sum->pairs[k] / sum->seen_from[k] * (even ? area / (cross ? m : n) : 1.0);
        value = sum->seen_from[k] > 0.0 ? value : (double)NAN;
    }
    return o->statistic == GEO_PATTERN_PAIR ? factor * sum->smooth[k] / (2.0 * PI * s->r[k])
           : o->statistic == GEO_PATTERN_L  ? sqrt(value / PI) - s->r[k]
                                            : value;
}

static void compare(geo_ctx *ctx, const scattered *s, bool cross, bool even,
                    const geo_pattern_options *o, const slow_sums *sum)
{
    double value[STEPS], expected[STEPS];
    geo_curve c = {.value = value, .expected = expected};
    geo_pattern p = {.window = s->w.window,
                     .points = s->points,
                     .others = cross ? s->others : NULL,
                     .intensity = even ? NULL : s->intensity,
                     .others_intensity = cross && !even ? s->others_intensity : NULL};
    assert_ok(ctx, geo_pattern_curve(ctx, &p, STEPS, s->r, o, &c));
    assert_true(c.used == s->n && c.outside == 2 && c.unplaced == 0);
    assert_true(c.others_used == (cross ? s->m : 0));
    for (int k = 0; k < STEPS; k++) {
        double slow = slow_value(s, sum, cross, even, o, k);
        slow = isfinite(slow) ? slow : (double)NAN;
        assert_near(value[k], slow, 1e-9);
    }
}

static void curves_are_sums_over_pairs(void **state)
{
    geo_ctx *ctx = *state;
    for (int kind = 0; kind < KINDS; kind++) {
        scattered *s = scatter(ctx, kind);
        for (int way = 0; way < 4 * 4; way++) {
            bool cross = way / 4 % 2 == 1, even = way / 8 == 0;
            geo_edge_correction c = (geo_edge_correction)(way % 4 + 1);
            geo_pattern_options o = asked(GEO_PATTERN_K, c);
            slow_sums sum;
            o.bandwidth_m = 0.3;
            add_slowly(s, cross, even, c, sqrt(5.0) * o.bandwidth_m, &sum);
            compare(ctx, s, cross, even, &o, &sum);
            o.statistic = GEO_PATTERN_L;
            compare(ctx, s, cross, even, &o, &sum);
            o.statistic = GEO_PATTERN_PAIR;
            if (c != GEO_EDGE_BORDER) {
                compare(ctx, s, cross, even, &o, &sum);
            }
        }
        scattered_free(s);
    }
}

static void a_pair_weighs_no_more_than_allowed(void **state)
{
    geo_ctx *ctx = *state;
    test_window w = test_window_make(ctx, 0);
    const double x[] = {0.01, 9.99}, y[] = {0.01, 9.99}, r[] = {15};
    geo_shapes *p = draft_points(ctx, 2, x, y);
    geo_pattern pattern = {.window = w.window, .points = p};
    geo_pattern_options o = geo_pattern_options_default();
    double value;
    geo_curve c = {.value = &value};
    assert_ok(ctx, geo_pattern_curve(ctx, &pattern, 1, r, &o, &c));
    assert_near(value, 100.0 * 100.0, 1e-10); /* as in spatstat */
    o.most_weight = (double)INFINITY;
    assert_ok(ctx, geo_pattern_curve(ctx, &pattern, 1, r, &o, &c));
    assert_near(value, 100.0 * 100.0 / (0.02 * 0.02), 1e-9);
    geo_shapes_destroy(p);
    test_window_clear(&w);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(curves_are_sums_over_pairs),
        CASE(a_pair_weighs_no_more_than_allowed),
    };
    return cmocka_run_group_tests_name("pattern_curves", tests, NULL, NULL);
}
