/* SPDX-License-Identifier: MIT */
/* Kernel density where there is little or nothing to sum, and what is refused. */
#include "support.h"

#include "kernel_oracle.h"

static void grids_lie_at_multiples_and_cover_the_window(void **state)
{
    geo_ctx *ctx = *state;
    geo_window *w = NULL;
    geo_density_grid g;
    assert_ok(ctx, geo_window_create_box(ctx, (geo_box){-95, 210, 1010, 400}, &w));
    assert_ok(ctx, geo_density_grid_over(ctx, w, 100, &g));
    assert_true(g.west_m == -100 && g.north_m == 400 && g.columns == 12 && g.rows == 2);
    assert_status(ctx, geo_density_grid_over(ctx, w, 0, &g), GEO_INVALID);
    assert_status(ctx, geo_density_grid_over(ctx, w, (double)NAN, &g), GEO_INVALID);
    assert_status(ctx, geo_density_grid_over(ctx, w, 0.01, &g), GEO_LIMIT);
    assert_message_has(ctx, "2.1e+09");
    assert_message_has(ctx, "0.0661 m or more");
    assert_ok(ctx, geo_density_grid_over(ctx, w, 0.0661, &g));
    assert_status(ctx, geo_density_grid_over(ctx, w, 5e-324, &g), GEO_LIMIT);
    geo_window_destroy(w);
}

static void rules_that_give_nothing_say_so(void **state)
{
    geo_ctx *ctx = *state;
    test_window w = test_window_make(ctx, 0);
    static const double same[] = {3.1, 3.1, 3.1, 3.1}, level[] = {1.7, 2.2, 4.4, 9.1};
    geo_density_width width;
    for (int rule = 0; rule <= GEO_DENSITY_DIGGLE; rule++) {
        geo_density_rule r = (geo_density_rule)rule;
        geo_shapes *one = draft_points(ctx, 1, same, same);
        geo_shapes *heap = draft_points(ctx, 4, same, same);
        geo_shapes *row = draft_points(ctx, 4, level, same);
        geo_status on_a_line = geo_density_bandwidth(ctx, w.window, row, r, 0, &width);
        bool has_axes = r != GEO_DENSITY_DISTANCE && r != GEO_DENSITY_DIGGLE;
        assert_true(on_a_line == (has_axes ? GEO_DATA : GEO_OK));
        assert_status(ctx, geo_density_bandwidth(ctx, w.window, one, r, 0, &width), GEO_DATA);
        assert_message_has(ctx, "needs 2");
        assert_status(ctx, geo_density_bandwidth(ctx, w.window, heap, r, 0, &width), GEO_DATA);
        assert_message_has(ctx, "bandwidth of 0");
        assert_message_has(ctx, "at one place");
        geo_shapes_destroy(one);
        geo_shapes_destroy(heap);
        geo_shapes_destroy(row);
    }
    geo_shapes *row = draft_points(ctx, 4, level, same);
    assert_status(ctx, geo_density_bandwidth(ctx, w.window, row, 5, 0, &width), GEO_INVALID);
    assert_status(ctx, geo_density_bandwidth(ctx, w.window, row, 0, 6, &width), GEO_INVALID);
    geo_shapes_destroy(row);
    test_window_clear(&w);
}

static void what_cannot_be_summed_is_refused(void **state)
{
    geo_ctx *ctx = *state;
    test_window w = test_window_make(ctx, 0);
    const double x[] = {1, 2, 3}, negative[] = {1, -2, 3}, huge[] = {1e290, 1e290, 1e290};
    const double odd[] = {0.0, -1.0, (double)NAN, (double)INFINITY, 1e-200, 1e200};
    double density[4];
    geo_density_sum sum;
    geo_shapes *points = draft_points(ctx, 3, x, x);
    geo_density_options o = kernel_asked(GEO_DENSITY_GAUSSIAN, GEO_DENSITY_EDGE_UNIFORM, 1.0);
    const geo_density_grid g = {0, 10, 5, 2, 2};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        o.bandwidth_m = odd[i];
        assert_status(ctx, geo_density_on_grid(ctx, w.window, points, NULL, &g, &o, density, &sum),
                      GEO_INVALID);
        assert_message_has(ctx, "bandwidth");
    }
    assert_status(ctx, geo_density_on_grid(ctx, w.window, points, NULL, &g, NULL, density, &sum),
                  GEO_INVALID);
    o.bandwidth_m = 1.0;
    assert_status(ctx, geo_density_on_grid(ctx, w.window, points, negative, &g, &o, density, &sum),
                  GEO_DATA);
    assert_message_has(ctx, "feature 2");
    assert_status(ctx, geo_density_on_grid(ctx, w.window, points, huge, &g, &o, density, &sum),
                  GEO_DATA);
    const geo_density_grid none[] = {{0, 10, 5, 0, 2},        {0, 10, 5, 2, -1},
                                     {0, 10, 0, 2, 2},        {0, (double)NAN, 5, 2, 2},
                                     {0, 10, 5, 1 << 20, 50}, {0, 10, 1e308, 2, 2}};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_status(ctx,
                      geo_density_on_grid(ctx, w.window, points, NULL, &none[i], &o, density, &sum),
                      GEO_INVALID);
    }
    assert_status(ctx, geo_density_at(ctx, w.window, w.shapes, NULL, points, &o, density, &sum),
                  GEO_DATA);
    assert_status(ctx, geo_density_at(ctx, w.window, points, NULL, w.shapes, &o, density, &sum),
                  GEO_DATA);
    geo_shapes_destroy(points);
    test_window_clear(&w);
}

/* A sliver of a window, and a kernel a thousand million times as wide. */
static void where_nothing_of_a_kernel_is_inside_there_is_no_density(void **state)
{
    geo_ctx *ctx = *state;
    geo_window *w = NULL;
    const double x = 5e-6, y = 0.5;
    double density = 0.0;
    geo_density_sum sum;
    assert_ok(ctx, geo_window_create_box(ctx, (geo_box){0, 0, 1e-5, 1}, &w));
    geo_shapes *point = draft_points(ctx, 1, &x, &y);
    for (int k = 0; k < KERNELS; k++) {
        geo_density_options o = kernel_asked((geo_density_kernel)k, GEO_DENSITY_EDGE_UNIFORM, 1e5);
        assert_ok(ctx, geo_density_at(ctx, w, point, NULL, point, &o, &density, &sum));
        assert_true(isnan(density) && sum.places == 0 && sum.used == 1);
        o.edge = GEO_DENSITY_EDGE_POINTS;
        assert_status(ctx, geo_density_at(ctx, w, point, NULL, point, &o, &density, &sum),
                      GEO_DATA);
        assert_message_has(ctx, "feature 1");
    }
    geo_shapes_destroy(point);
    geo_window_destroy(w);
}

static void no_point_is_no_density_but_a_number(void **state)
{
    geo_ctx *ctx = *state;
    test_window w = test_window_make(ctx, 2);
    double density[4], at = 9.0, one = 1.0;
    geo_density_sum sum;
    geo_shapes *none = draft_points(ctx, 0, NULL, NULL), *outside = draft_points(ctx, 1, &at, &at);
    geo_shapes *place = draft_points(ctx, 1, &one, &one);
    const geo_density_grid g = {0, 10, 5, 2, 2};
    for (int k = 0; k < KERNELS * 3; k++) {
        geo_density_options o =
            kernel_asked((geo_density_kernel)(k % KERNELS), (geo_density_edge)(k / KERNELS), 0.8);
        assert_ok(ctx, geo_density_on_grid(ctx, w.window, outside, NULL, &g, &o, density, &sum));
        assert_true(density[0] == 0.0 && isnan(density[1]) && density[2] == 0.0);
        assert_true(sum.used == 0 && sum.outside == 1 && sum.places == 3 && sum.integral == 0.0);
        assert_ok(ctx, geo_density_at(ctx, w.window, none, NULL, place, &o, density, &sum));
        assert_true(density[0] == 0.0 && sum.total == 0.0);
    }
    geo_shapes_destroy(none);
    geo_shapes_destroy(outside);
    geo_shapes_destroy(place);
    test_window_clear(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(grids_lie_at_multiples_and_cover_the_window, make_ctx,
                                        free_ctx),
        cmocka_unit_test_setup_teardown(rules_that_give_nothing_say_so, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(what_cannot_be_summed_is_refused, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(where_nothing_of_a_kernel_is_inside_there_is_no_density,
                                        make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(no_point_is_no_density_but_a_number, make_ctx, free_ctx),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
