/* SPDX-License-Identifier: MIT */
/* How much polygons overlap: closed forms of rectangles, and the union of all of them. */
#include "support.h"

#include "draft.h"
#include "geo/geometry.h"

enum { SIDE = 12 };

static double overlap_of(geo_ctx *ctx, draft *d)
{
    double m2 = -1.0;
    geo_shapes *shapes = draft_shapes(ctx, d);
    assert_ok(ctx, geo_shapes_overlap(ctx, shapes, &m2));
    geo_shapes_destroy(shapes);
    free(d);
    return m2;
}

/* What all have together more than their union, united without looking. */
static double slow_overlap(geo_ctx *ctx, draft *d)
{
    geo_shapes *shapes = draft_shapes(ctx, d), *all;
    int64_t n = geo_shapes_geometry(shapes)->n;
    double *area = calloc((size_t)n + 1, sizeof *area), sum = 0.0, united;
    assert_ok(ctx, geo_shapes_overlay(ctx, GEO_UNION, shapes, NULL, &all));
    geo_shapes_area(shapes, area);
    geo_shapes_area(all, &united);
    for (int64_t i = 0; i < n; i++) {
        sum += area[i];
    }
    geo_shapes_destroy(all);
    geo_shapes_destroy(shapes);
    free(area);
    return sum - united;
}

/* Triangles and quadrangles side by side, whose corners were moved by chance, either way round;
 * some have a hole that another feature fills. */
static void draw_quilt(draft *d, uint64_t seed, double x0, double y0)
{
    static double x[SIDE + 1][SIDE + 1], y[SIDE + 1][SIDE + 1];
    test_random r = {.state = seed};
    for (int i = 0; i <= SIDE; i++) {
        for (int j = 0; j <= SIDE; j++) {
            x[i][j] = x0 + 100.0 * j + 30.0 * test_random_unit(&r);
            y[i][j] = y0 + 100.0 * i + 30.0 * test_random_unit(&r);
        }
    }
    for (int i = 0; i < SIDE; i++) {
        for (int j = 0; j < SIDE; j++) {
            const int corner[5][2] = {{i, j}, {i, j + 1}, {i + 1, j + 1}, {i + 1, j}, {i, j}};
            bool clockwise = test_random_below(&r, 2) == 0, hole = test_random_below(&r, 4) == 0;
            draft_feature(d, GEO_POLYGON);
            draft_part(d, 0);
            for (int k = 0; k < 5; k++) {
                const int *at = corner[clockwise ? 4 - k : k];
                draft_add(d, x[at[0]][at[1]], y[at[0]][at[1]]);
            }
            double a = x0 + 100.0 * j + 50.0, b = y0 + 100.0 * i + 50.0;
            if (hole) {
                draft_ring(d);
                draft_box(d, a, b, a + 25.0, b + 25.0);
                draft_box_feature(d, a, b, a + 25.0, b + 25.0);
            }
        }
    }
}

static void borders_and_filled_holes_are_no_overlap(void **state)
{
    geo_ctx *ctx = *state;
    for (uint64_t seed = 0; seed < 8; seed++) {
        draft *d = draft_new();
        draw_quilt(d, seed, 441000.0, 4427000.0);
        assert_true(overlap_of(ctx, d) == 0.0);
    }
    draft *apart = draft_new();
    draft_box_feature(apart, 0, 0, 1, 1);
    draft_box_feature(apart, 1, 0, 2, 2); /* a corner on the edge of the first's neighbour */
    draft_box_feature(apart, 0, 1, 1, 2);
    draft_box_feature(apart, 5, 5, 6, 6);
    draft_feature(apart, GEO_NONE);
    assert_true(overlap_of(ctx, apart) == 0.0);
    assert_true(overlap_of(ctx, draft_new()) == 0.0);
}

static void rectangles_overlap_by_the_closed_form(void **state)
{
    geo_ctx *ctx = *state;
    draft *cross = draft_new();
    draft_box_feature(cross, 0, 4, 10, 6);
    draft_box_feature(cross, 4, 0, 6, 10);
    assert_near(overlap_of(ctx, cross), 4.0, 1e-12);
    draft *within = draft_new(); /* no two edges meet */
    draft_box_feature(within, 0, 0, 10, 10);
    draft_box_feature(within, 2, 2, 5, 4);
    draft_box_feature(within, 3, 2.5, 4, 3.5);
    assert_near(overlap_of(ctx, within), 6.0 + 1.0, 1e-12);
    draft *corner = draft_new(); /* two edges in common, on the same side */
    draft_box_feature(corner, 0, 0, 10, 10);
    draft_box_feature(corner, 0, 0, 3, 3);
    assert_near(overlap_of(ctx, corner), 9.0, 1e-12);
    draft *thrice = draft_new(); /* every edge stands there three times */
    for (int i = 0; i < 3; i++) {
        draft_box_feature(thrice, 0, 0, 2, 5);
    }
    assert_near(overlap_of(ctx, thrice), 20.0, 1e-12);
    draft *pairs = draft_new(); /* between the two pairs the edges are there and back */
    for (int i = 0; i < 2; i++) {
        draft_box_feature(pairs, 0, 0, 1, 1);
        draft_box_feature(pairs, 1, 0, 2, 1);
    }
    assert_near(overlap_of(ctx, pairs), 2.0, 1e-12);
}

/* Two quilts on each other: where the upper one ends, few of either meet. */
static void quilts_on_each_other_overlap_as_their_union_says(void **state)
{
    geo_ctx *ctx = *state;
    for (uint64_t seed = 0; seed < 6; seed++) {
        draft *d = draft_new();
        draw_quilt(d, seed, 441000.0, 4427000.0);
        draw_quilt(d, seed % 2 == 0 ? seed : seed + 9, 441000.0 + 300.0 * (double)(seed / 2),
                   4427000.0);
        double slow = slow_overlap(ctx, d);
        assert_true(slow > 1e4);
        assert_near(overlap_of(ctx, d), slow, 1e-9);
    }
}

static void stars_overlap_as_their_union_says(void **state)
{
    geo_ctx *ctx = *state;
    int some = 0;
    for (uint64_t seed = 0; seed < 60; seed++) {
        test_random r = {.state = seed};
        draft *d = draft_new();
        int64_t n = 2 + test_random_below(&r, 20);
        for (int64_t i = 0; i < n; i++) {
            double x = 60.0 * test_random_unit(&r), y = 60.0 * test_random_unit(&r);
            draft_star_feature(d, &r, x, y, 2.0, 9.0, 7);
        }
        double slow = slow_overlap(ctx, d), fast = overlap_of(ctx, d);
        assert_true(fabs(fast - slow) <= 1e-9);
        some += fast > 0.0;
    }
    assert_in_range(some, 20, 59);
}

static void what_is_no_polygon_is_refused(void **state)
{
    geo_ctx *ctx = *state;
    double m2;
    draft *d = draft_new();
    draft_box_feature(d, 0, 0, 1, 1);
    draft_point_feature(d, 5, 5);
    geo_shapes *shapes = draft_shapes(ctx, d);
    assert_status(ctx, geo_shapes_overlap(ctx, shapes, &m2), GEO_DATA);
    assert_message_has(ctx, "feature 2 is a Point");
    geo_shapes_destroy(shapes);
    free(d);
}

static void measure_quilts(geo_ctx *ctx, void *result)
{
    draft *d = draft_new();
    draw_quilt(d, 3, 0.0, 0.0);
    draw_quilt(d, 4, 250.0, 130.0);
    *(double *)result = overlap_of(ctx, d);
}

static void any_number_of_threads_gives_the_same(void **state)
{
    double result;
    (void)state;
    assert_same_on_any_threads(measure_quilts, &result, sizeof result);
}

static geo_status overlap_few(geo_ctx *ctx, void *data)
{
    geo_shapes *shapes = NULL;
    double m2;
    geo_status status = geo_shapes_create(ctx, draft_view(data), &shapes);
    status = status == GEO_OK ? geo_shapes_overlap(ctx, shapes, &m2) : status;
    geo_shapes_destroy(shapes);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    draft *d = draft_new();
    (void)state;
    for (int i = 0; i < 30; i++) {
        draft_box_feature(d, 10 * i, 0, 10 * i + 12, 8);
    }
    assert_true(assert_survives_allocation_failures(overlap_few, d) > 20);
    free(d);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(borders_and_filled_holes_are_no_overlap),
        CASE(rectangles_overlap_by_the_closed_form),
        CASE(quilts_on_each_other_overlap_as_their_union_says),
        CASE(stars_overlap_as_their_union_says),
        CASE(what_is_no_polygon_is_refused),
        cmocka_unit_test(any_number_of_threads_gives_the_same),
        cmocka_unit_test(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("overlapping", tests, NULL, NULL);
}
