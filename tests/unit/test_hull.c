/* SPDX-License-Identifier: MIT */
/* Hulls, and the smallest circle and rectangle around them, against trying everything. */
#include "support.h"

#include "geometry/hull.h"
#include "spread_places.h"

/* All points are on or left of the line from a to b; exact for what `fill` gives, up to rounding
 * that both sides share. */
static bool is_side(int n, const double *x, const double *y, int a, int b)
{
    bool any = x[a] != x[b] || y[a] != y[b];
    for (int i = 0; i < n && any; i++) {
        double cross = (x[b] - x[a]) * (y[i] - y[a]) - (y[b] - y[a]) * (x[i] - x[a]);
        any = cross >= -1e-7;
    }
    return any;
}

/* By the definition: the least extent across over the directions of all sides of the hull. */
static double slow_rectangle(int n, const double *x, const double *y)
{
    double least = (double)INFINITY;
    for (int a = 0; a < n; a++) {
        for (int b = 0; b < n; b++) {
            if (!is_side(n, x, y, a, b)) {
                continue;
            }
            double length = hypot(x[b] - x[a], y[b] - y[a]);
            double dx = (x[b] - x[a]) / length, dy = (y[b] - y[a]) / length;
            double lo[2] = {INFINITY, INFINITY}, hi[2] = {-INFINITY, -INFINITY};
            for (int i = 0; i < n; i++) {
                double px = x[i] - x[0], py = y[i] - y[0];
                double along[2] = {px * dx + py * dy, py * dx - px * dy};
                for (int k = 0; k < 2; k++) {
                    lo[k] = fmin(lo[k], along[k]);
                    hi[k] = fmax(hi[k], along[k]);
                }
            }
            least = fmin(least, (hi[0] - lo[0]) * (hi[1] - lo[1]));
        }
    }
    return least;
}

static bool holds_all(int n, const double *x, const double *y, double cx, double cy, double r)
{
    for (int i = 0; i < n; i++) {
        if (hypot(x[i] - cx, y[i] - cy) > r * (1.0 + 1e-9)) {
            return false;
        }
    }
    return true;
}

static double slow_radius(int n, const double *x, const double *y)
{
    double least = (double)INFINITY;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < i; j++) {
            double cx = (x[i] + x[j]) / 2.0, cy = (y[i] + y[j]) / 2.0;
            double r = hypot(x[i] - cx, y[i] - cy);
            least = r < least && holds_all(n, x, y, cx, cy, r) ? r : least;
            for (int k = 0; k < j; k++) {
                double bx = x[j] - x[i], by = y[j] - y[i], qx = x[k] - x[i], qy = y[k] - y[i];
                double twice = 2.0 * (bx * qy - by * qx), b2 = bx * bx + by * by;
                double q2 = qx * qx + qy * qy;
                cx = x[i] + (qy * b2 - by * q2) / twice;
                cy = y[i] + (bx * q2 - qx * b2) / twice;
                r = hypot(x[i] - cx, y[i] - cy);
                least = twice != 0.0 && r < least && holds_all(n, x, y, cx, cy, r) ? r : least;
            }
        }
    }
    return least;
}

static void encloses_as_tightly_as_can_be(void **state)
{
    geo_ctx *ctx = *state;
    for (uint64_t seed = 0; seed < 60; seed++) {
        int kind = (int)(seed % SPREAD_KINDS), n = 3 + (int)(seed % 23);
        double x[32], y[32];
        geoi_hull hull;
        geoi_circle circle;
        fill_spread(kind, n, seed, x, y);
        assert_ok(ctx, geoi_hull_of_places(ctx, n, x, y, &hull));
        assert_ok(ctx, geoi_smallest_circle(ctx, &hull, &circle));
        if (hull.n >= 3) {
            geoi_rectangle r = geoi_smallest_rectangle(&hull);
            assert_near(circle.radius, slow_radius(n, x, y), 1e-8);
            assert_near(r.length * r.width, slow_rectangle(n, x, y), 1e-8);
            assert_true(r.length >= r.width && r.azimuth >= 0.0 && r.azimuth < 180.0);
        }
        assert_true(holds_all(n, x, y, circle.x, circle.y, circle.radius));
        geoi_release(hull.x);
    }
}

/* Each corner turns left, and no point is outside. */
static void hulls_are_convex_and_hold_all(void **state)
{
    geo_ctx *ctx = *state;
    for (uint64_t seed = 0; seed < 100; seed++) {
        int n = 1 + (int)(seed % 60);
        double x[64], y[64];
        geoi_hull h;
        fill_spread((int)(seed % SPREAD_KINDS), n, seed, x, y);
        assert_ok(ctx, geoi_hull_of_places(ctx, n, x, y, &h));
        for (int64_t i = 0; i < h.n && h.n > 2; i++) {
            int64_t j = (i + 1) % h.n, k = (i + 2) % h.n;
            double turn =
                (h.x[j] - h.x[i]) * (h.y[k] - h.y[i]) - (h.y[j] - h.y[i]) * (h.x[k] - h.x[i]);
            assert_true(turn > 0.0);
            for (int p = 0; p < n; p++) {
                double side =
                    (h.x[j] - h.x[i]) * (y[p] - h.y[i]) - (h.y[j] - h.y[i]) * (x[p] - h.x[i]);
                assert_true(side >= -1e-6);
            }
        }
        geoi_release(h.x);
    }
}

static geo_status enclose(geo_ctx *ctx, void *data)
{
    const double *x = data;
    geoi_hull hull;
    geoi_circle circle;
    geo_status status = geoi_hull_of_places(ctx, 10, x, x + 10, &hull);
    if (status == GEO_OK) {
        status = geoi_smallest_circle(ctx, &hull, &circle);
    }
    geoi_release(hull.x);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    double xy[20];
    (void)state;
    fill_spread(0, 10, 1, xy, xy + 10);
    assert_true(assert_survives_allocation_failures(enclose, xy) >= 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(encloses_as_tightly_as_can_be, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(hulls_are_convex_and_hold_all, make_ctx, free_ctx),
        cmocka_unit_test(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
