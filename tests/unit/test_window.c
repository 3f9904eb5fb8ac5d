/* SPDX-License-Identifier: MIT */
/* Windows against scans of all their edges, sampling, and closed forms of rectangles. */
#include "support.h"

#include "edge_oracle.h"
#include "metrics/window_internal.h"
#include "windows.h"

enum { KINDS = 6, PLACES = 150 };

static const double TURN = 6.283185307179586476925;

/* ---- What a window knows -------------------------------------------------------------- */

static void area_border_and_extent_are_those_of_the_polygons(void **state)
{
    geo_ctx *ctx = *state;
    test_window w = test_window_make(ctx, 1);
    /* by the shoelace formula: a part less its hole, and the other part */
    assert_near(geo_window_area(w.window), 17.45 - 1.0 + 12.0, 1e-13);
    assert_near(slow_overlap(&w, 0, 0), geo_window_area(w.window), 1e-13);
    assert_false(geo_window_is_box(w.window));
    geo_box e = geo_window_extent(w.window);
    assert_true(e.min_x == 0.0 && e.max_x == 9.0 && e.min_y == -0.5 && e.max_y == 5.0);
    test_window_clear(&w);
    w = test_window_make(ctx, 0);
    assert_true(geo_window_is_box(w.window) && geo_window_area(w.window) == 100.0);
    assert_true(geo_window_boundary(w.window) == 40.0);
    test_window_clear(&w);
}

static void overlapping_polygons_are_one(void **state)
{
    geo_ctx *ctx = *state;
    draft *d = draft_new();
    draft_box_feature(d, 0, 0, 4, 4);
    draft_box_feature(d, 4, 0, 6, 4); /* side by side: a border within is none */
    draft_box_feature(d, 5, 1, 8, 2);
    geo_shapes *s = draft_shapes(ctx, d);
    geo_window *w;
    assert_ok(ctx, geo_window_create(ctx, s, &w));
    assert_near(geo_window_area(w), 24.0 + 2.0, 1e-14);
    assert_near(geo_window_boundary(w), 24.0, 1e-14);
    assert_near(geo_window_border_m(w, 4.0, 2.0), 2.0, 1e-14);
    geo_window_destroy(w);
    geo_shapes_destroy(s);
    free(d);
}

static void places_are_inside_or_on_the_border(void **state)
{
    geo_ctx *ctx = *state;
    for (int kind = 0; kind < KINDS; kind++) {
        test_window w = test_window_make(ctx, kind);
        test_random random = {11};
        const geo_geometry *g = draft_view(w.d);
        for (int i = 0; i < 3000; i++) {
            double x = -1 + 22 * test_random_unit(&random), y = -2 + 14 * test_random_unit(&random);
            assert_int_equal(geo_window_contains(w.window, x, y), slow_contains(&w, x, y));
        }
        for (int64_t i = 0; i < g->coord_count; i++) {
            assert_true(geo_window_contains(w.window, g->x[i], g->y[i]));
        }
        test_window_clear(&w);
    }
}

static void the_border_is_as_far_as_its_nearest_edge(void **state)
{
    geo_ctx *ctx = *state;
    for (int kind = 0; kind < KINDS; kind++) {
        test_window w = test_window_make(ctx, kind);
        const geo_geometry *g = draft_view(w.d);
        test_random random = {12};
        for (int i = 0; i < 500; i++) {
            double x = -4 + 26 * test_random_unit(&random), y = -5 + 18 * test_random_unit(&random);
            double least = (double)INFINITY;
            for (int64_t ring = 0; ring < g->ring_count; ring++) {
                geo_span at = geo_coords(g, ring);
                for (int64_t k = at.begin + 1; k < at.end; k++) {
                    geoi_side s = {g->x[k - 1], g->y[k - 1], g->x[k], g->y[k]};
                    least = fmin(least, sqrt(geoi_side_reach2(&s, x, y)));
                }
            }
            assert_near(geo_window_border_m(w.window, x, y), least, 1e-14);
        }
        test_window_clear(&w);
    }
}

/* ---- Overlaps ------------------------------------------------------------------------- */

static void overlaps_are_those_of_level_lines(void **state)
{
    geo_ctx *ctx = *state;
    const double reach = 6.0;
    for (int kind = 0; kind < KINDS; kind++) {
        test_window w = test_window_make(ctx, kind);
        geoi_covariance *c;
        assert_ok(ctx, geoi_covariance_create(ctx, w.window, reach, &c));
        test_random random = {13};
        for (int i = 0; i < PLACES; i++) {
            double r = reach * test_random_unit(&random), turn = TURN * test_random_unit(&random);
            double dx = r * cos(turn), dy = r * sin(turn);
            dx = i % 7 == 0 ? 0.0 : i % 5 == 0 ? floor(dx) : dx;  /* along edges, and from corner */
            dy = i % 11 == 0 ? 0.0 : i % 5 == 0 ? floor(dy) : dy; /* to corner */
            if (dx * dx + dy * dy > reach * reach) {
                continue;
            }
            double slow = slow_overlap(&w, dx, dy), common;
            double size = geo_window_area(w.window);
            assert_true(fabs(geoi_covariance_at(c, dx, dy) - slow) <= 1e-12 * size);
            assert_true(geoi_covariance_at(c, -dx, -dy) == geoi_covariance_at(c, dx, dy) ||
                        !(dy < 0.0 || dy > 0.0));
            if (i % 10 == 0) {
                assert_ok(ctx, geo_window_overlap(ctx, w.window, dx, dy, &common));
                assert_true(fabs(common - slow) <= 1e-11 * size);
            }
        }
        geoi_covariance_destroy(c);
        test_window_clear(&w);
    }
}

/* Edges that are nearly parallel, a window far from zero, and many short edges. */
static void overlaps_stay_exact_where_edges_hardly_turn(void **state)
{
    geo_ctx *ctx = *state;
    for (int power = 2; power <= 11; power++) {
        test_window w = {.d = draft_new()};
        double lean = pow(10.0, -power);
        draft_feature(w.d, GEO_POLYGON);
        draft_part(w.d, GEO_POLYGON);
        const double at[][2] = {
            {0, 0},   {500, 0}, {1000, lean * 500}, {1000 + lean, 800}, {400, 800 - lean},
            {0, 800}, {0, 0}};
        for (int i = 0; i < 7; i++) {
            draft_add(w.d, 441000.25 + at[i][0], 4427000.5 + at[i][1]);
        }
        w.shapes = draft_shapes(ctx, w.d);
        assert_ok(ctx, geo_window_create(ctx, w.shapes, &w.window));
        geoi_covariance *c;
        assert_ok(ctx, geoi_covariance_create(ctx, w.window, 300.0, &c));
        test_random random = {(uint64_t)power};
        for (int i = 0; i < 100; i++) {
            double dx = 420 * test_random_unit(&random) - 210, dy = 210 * test_random_unit(&random);
            assert_near(geoi_covariance_at(c, dx, dy) / slow_overlap(&w, dx, dy), 1.0, 2e-10);
        }
        geoi_covariance_destroy(c);
        test_window_clear(&w);
    }
}

/* ---- Circles and Gaussians ------------------------------------------------------------ */

static double sampled_share(const test_window *w, double x, double y, double r)
{
    enum { SAMPLES = 20000 };
    int64_t inside = 0;
    for (int i = 0; i < SAMPLES; i++) {
        double turn = TURN * (i + 0.5) / SAMPLES;
        inside += slow_contains(w, x + r * cos(turn), y + r * sin(turn));
    }
    return (double)inside / SAMPLES;
}

static void circles_are_inside_as_far_as_samples_of_them(void **state)
{
    geo_ctx *ctx = *state;
    for (int kind = 0; kind < KINDS; kind++) {
        test_window w = test_window_make(ctx, kind);
        double x[20], y[20];
        assert_ok(ctx, geo_window_draw(ctx, w.window, 3, 0, 20, x, y));
        for (int i = 0; i < 20; i++) {
            double r = 0.1 + 0.4 * i;
            assert_true(fabs(geo_window_circle_share(w.window, x[i], y[i], r) -
                             sampled_share(&w, x[i], y[i], r)) < 1.5e-3);
        }
        test_window_clear(&w);
    }
}

/* The same square with a corner more has no closed form; METHODS 4.2 has the numbers. */
static void squares_have_the_same_answers_by_their_edges(void **state)
{
    geo_ctx *ctx = *state;
    test_window w = test_window_make(ctx, 0), v = {.d = draft_new()};
    draft_feature(v.d, GEO_POLYGON);
    draft_part(v.d, GEO_POLYGON);
    const double at[][2] = {{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 7}, {0, 0}};
    for (int i = 0; i < 6; i++) {
        draft_add(v.d, at[i][0], at[i][1]);
    }
    v.shapes = draft_shapes(ctx, v.d);
    assert_ok(ctx, geo_window_create(ctx, v.shapes, &v.window));
    assert_false(geo_window_is_box(v.window));
    double x[200], y[200];
    assert_ok(ctx, geo_window_draw(ctx, w.window, 3, 0, 200, x, y));
    for (int i = 0; i < 200; i++) {
        double r = 0.05 + 0.05 * i;
        assert_near(geo_window_circle_share(v.window, x[i], y[i], r),
                    geo_window_circle_share(w.window, x[i], y[i], r), 1e-12);
        assert_near(geo_window_gaussian_share(v.window, x[i], y[i], r),
                    geo_window_gaussian_share(w.window, x[i], y[i], r), 1e-12);
    }
    assert_near(geo_window_circle_share(v.window, 1, 1, sqrt(1.25)), .7048327647, 1e-10);
    assert_near(geo_window_circle_share(v.window, 9, 8, sqrt(1.25)), .8524163823, 1e-10);
    assert_near(geo_window_circle_share(w.window, 1, 1, 3), .3581734480, 1e-10);
    assert_near(geo_window_gaussian_share(w.window, 2, 2, 2), .7078076899, 1e-10);
    test_window_clear(&w);
    test_window_clear(&v);
}

/* Circles through corners, along edges and about corners. */
static void circles_that_touch_are_no_more_and_no_less(void **state)
{
    geo_ctx *ctx = *state;
    test_window w = test_window_make(ctx, 2);
    assert_near(geo_window_circle_share(w.window, 2, 2, 2), 1.0, 1e-9);
    assert_near(geo_window_circle_share(w.window, 0, 0, 1), 0.25, 1e-12);
    assert_near(geo_window_circle_share(w.window, 4, 4, 1), 0.75, 1e-12);
    assert_near(geo_window_circle_share(w.window, 5, 0, 1), 0.5, 1e-12);
    assert_near(geo_window_circle_share(w.window, 0, 0, 20), 0.0, 1e-12);
    test_window_clear(&w);
}

static void gaussians_are_inside_as_far_as_their_mass(void **state)
{
    geo_ctx *ctx = *state;
    for (int kind = 0; kind < KINDS; kind++) {
        test_window w = test_window_make(ctx, kind);
        double x[4], y[4];
        assert_ok(ctx, geo_window_draw(ctx, w.window, 4, 0, 4, x, y));
        for (int i = 0; i < 4; i++) {
            double sigma = 0.1 + 0.6 * i;
            assert_near(geo_window_gaussian_share(w.window, x[i], y[i], sigma),
                        slow_gaussian(&w, x[i], y[i], sigma), 3e-4);
        }
        test_window_clear(&w);
    }
}

/* ---- Drawing -------------------------------------------------------------------------- */

/* As many in each quarter of the extent as its share of the area asks for, within 5 deviations. */
static void places_are_drawn_evenly(void **state)
{
    geo_ctx *ctx = *state;
    enum { N = 20000 };
    static double x[N], y[N], again_x[N], again_y[N];
    for (int kind = 0; kind < KINDS; kind++) {
        test_window w = test_window_make(ctx, kind);
        geo_box e = geo_window_extent(w.window);
        assert_ok(ctx, geo_window_draw(ctx, w.window, 9, 4, N, x, y));
        assert_ok(ctx, geo_window_draw(ctx, w.window, 9, 4, N / 2, again_x, again_y));
        assert_memory_equal(x, again_x, sizeof x / 2);
        double area[16] = {0}, seen[16] = {0}, all = 0;
        for (int i = 0; i < 400 * 400; i++) {
            double u = (i % 400 + 0.5) / 400, v = (i / 400 + 0.5) / 400;
            bool inside = slow_contains(&w, e.min_x + u * (e.max_x - e.min_x),
                                        e.min_y + v * (e.max_y - e.min_y));
            area[(int)(u * 4) + 4 * (int)(v * 4)] += inside;
            all += inside;
        }
        for (int i = 0; i < N; i++) {
            assert_true(geo_window_contains(w.window, x[i], y[i]));
            seen[(int)fmin((x[i] - e.min_x) / (e.max_x - e.min_x) * 4, 3) +
                 4 * (int)fmin((y[i] - e.min_y) / (e.max_y - e.min_y) * 4, 3)]++;
        }
        for (int k = 0; k < 16; k++) {
            double share = area[k] / all;
            assert_true(fabs(seen[k] - N * share) <= 5 * sqrt(N * share * (1 - share)) + 0.004 * N);
        }
        test_window_clear(&w);
    }
}

/* ---- What is no window ---------------------------------------------------------------- */

static void what_has_no_area_is_no_window(void **state)
{
    geo_ctx *ctx = *state;
    geo_window *w;
    draft *d = draft_new();
    draft_line_feature(d, 0, 0, 1, 1);
    geo_shapes *s = draft_shapes(ctx, d);
    assert_status(ctx, geo_window_create(ctx, s, &w), GEO_DATA);
    assert_message_has(ctx, "not a polygon");
    assert_null(w);
    geo_shapes_destroy(s);
    free(d);
    const double nowhere = (double)NAN;
    const geo_box no[] = {{0, 0, 0, 1}, {0, 0, 1, 0}, {1, 0, 0, 1}, {0, 0, nowhere, 1}};
    for (int i = 0; i < 4; i++) {
        assert_status(ctx, geo_window_create_box(ctx, no[i], &w), GEO_INVALID);
        assert_null(w);
    }
    const double x[] = {1, 2, 3}, y[] = {5, 5, 5 + 1e-9}; /* on one line but for rounding */
    for (int64_t n = 0; n <= 3; n++) {
        geo_shapes *p = draft_points(ctx, n, x, y);
        assert_status(ctx, geo_window_create_around(ctx, p, &w), GEO_DATA);
        assert_null(w);
        geo_shapes_destroy(p);
    }
}

static void a_window_about_points_is_wider_by_what_they_miss(void **state)
{
    geo_ctx *ctx = *state;
    const double x[] = {1, 2, 4}, y[] = {5, 9, 6};
    geo_shapes *p = draft_points(ctx, 3, x, y);
    geo_window *w;
    assert_ok(ctx, geo_window_create_around(ctx, p, &w));
    geo_box e = geo_window_extent(w);
    assert_near(e.max_x - e.min_x, 3.0 * 4.0 / 2.0, 1e-14);
    assert_near(e.max_y + e.min_y, 14.0, 1e-14);
    geo_window_destroy(w);
    geo_shapes_destroy(p);
}

static geo_status make_and_ask(geo_ctx *ctx, void *data)
{
    const test_window *w = data;
    geo_window *made = NULL;
    geoi_covariance *c = NULL;
    double common, x[10], y[10];
    geo_status status = geo_window_create(ctx, w->shapes, &made);
    if (status == GEO_OK) {
        status = geoi_covariance_create(ctx, made, 3.0, &c);
    }
    if (status == GEO_OK) {
        status = geo_window_overlap(ctx, made, 1.0, 0.5, &common);
    }
    if (status == GEO_OK) {
        status = geo_window_draw(ctx, made, 1, 1, 10, x, y);
    }
    geoi_covariance_destroy(c);
    geo_window_destroy(made);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    geo_ctx *ctx = *state;
    test_window w = test_window_make(ctx, 1);
    assert_true(assert_survives_allocation_failures(make_and_ask, &w) > 10);
    test_window_clear(&w);
}

int main(void)
{
#define WITH_CTX(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        WITH_CTX(area_border_and_extent_are_those_of_the_polygons),
        WITH_CTX(overlapping_polygons_are_one),
        WITH_CTX(places_are_inside_or_on_the_border),
        WITH_CTX(the_border_is_as_far_as_its_nearest_edge),
        WITH_CTX(overlaps_are_those_of_level_lines),
        WITH_CTX(overlaps_stay_exact_where_edges_hardly_turn),
        WITH_CTX(circles_are_inside_as_far_as_samples_of_them),
        WITH_CTX(squares_have_the_same_answers_by_their_edges),
        WITH_CTX(circles_that_touch_are_no_more_and_no_less),
        WITH_CTX(gaussians_are_inside_as_far_as_their_mass),
        WITH_CTX(places_are_drawn_evenly),
        WITH_CTX(what_has_no_area_is_no_window),
        WITH_CTX(a_window_about_points_is_wider_by_what_they_miss),
        WITH_CTX(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
