/* SPDX-License-Identifier: MIT */
/* The Hausdorff distance of layers, against cases with known answers and dense sampling. */
#include "support.h"

#include "draft.h"
#include "geo/proximity.h"

static geo_hausdorff measure(geo_ctx *ctx, draft *from, draft *to, geo_hausdorff_kind kind)
{
    geo_hausdorff h;
    geo_shapes *a = draft_shapes(ctx, from), *b = draft_shapes(ctx, to);
    assert_ok(ctx, geo_hausdorff_measure(ctx, a, b, kind, &h));
    geo_shapes_destroy(a);
    geo_shapes_destroy(b);
    return h;
}

/* The documented example of PostGIS' ST_HausdorffDistance: of the vertices sqrt(200). (There the
 * slope is cut once, in its middle, to find 70.) The farthest place of the slope from (10, 150) to
 * (130, 10) is where x = y = 970 / 13. */
static void known_distances_are_found(void **state)
{
    geo_ctx *ctx = *state;
    draft *a = draft_new(), *b = draft_new();
    draft_feature(a, GEO_LINESTRING);
    draft_part(a, 0);
    draft_add(a, 130, 0);
    draft_add(a, 0, 0);
    draft_add(a, 0, 150);
    draft_feature(b, GEO_LINESTRING);
    draft_part(b, 0);
    draft_add(b, 10, 10);
    draft_add(b, 10, 150);
    draft_add(b, 130, 10);
    geo_hausdorff there = measure(ctx, a, b, GEO_HAUSDORFF_VERTICES);
    geo_hausdorff back = measure(ctx, b, a, GEO_HAUSDORFF_VERTICES);
    assert_near(fmax(there.distance_m, back.distance_m), 14.142135623730951, 1e-15);
    assert_int_equal(there.from_feature, 0);
    there = measure(ctx, a, b, GEO_HAUSDORFF_CONTINUOUS);
    back = measure(ctx, b, a, GEO_HAUSDORFF_CONTINUOUS);
    assert_near(fmax(there.distance_m, back.distance_m), 970.0 / 13.0, 1.4e-8); /* 1e-6 m */
    assert_near(back.from_x, 970.0 / 13.0, 1.4e-8);
    assert_near(back.from_y, 970.0 / 13.0, 1.4e-8);
    free(a);
    free(b);
}

static void points_are_exact_and_directions_differ(void **state)
{
    geo_ctx *ctx = *state;
    draft *a = draft_new(), *b = draft_new();
    draft_point_feature(a, 0, 0);
    draft_point_feature(a, 3, 4);
    draft_feature(b, GEO_NONE);
    draft_point_feature(b, 0, 0);
    draft_point_feature(b, 30, 40);
    geo_hausdorff there = measure(ctx, a, b, GEO_HAUSDORFF_CONTINUOUS);
    assert_true(there.distance_m == 5.0 && there.from_feature == 1 && there.to_feature == 1);
    geo_hausdorff back = measure(ctx, b, a, GEO_HAUSDORFF_CONTINUOUS);
    assert_true(back.distance_m == 45.0 && back.from_feature == 2 && back.to_feature == 1);
    assert_true(back.to_x == 3.0 && back.to_y == 4.0 && back.from_x == 30.0 && back.from_y == 40.0);
    free(a);
    free(b);
}

static void nothing_is_at_no_distance(void **state)
{
    geo_ctx *ctx = *state;
    draft *a = draft_new(), *b = draft_new();
    draft_feature(a, GEO_POINT);
    draft_point_feature(b, 0, 0);
    geo_hausdorff h = measure(ctx, a, b, GEO_HAUSDORFF_CONTINUOUS);
    assert_true(isnan(h.distance_m) && h.from_feature == -1 && h.to_feature == -1);
    h = measure(ctx, b, a, GEO_HAUSDORFF_CONTINUOUS);
    assert_true(isnan(h.distance_m) && h.from_feature == -1);
    geo_shapes *s = draft_shapes(ctx, b);
    assert_status(ctx, geo_hausdorff_measure(ctx, s, s, (geo_hausdorff_kind)7, &h), GEO_INVALID);
    geo_shapes_destroy(s);
    free(a);
    free(b);
}

/* Equal layers, and one whose edges are cut elsewhere: 0 without a search of every stretch. */
static void the_same_lines_are_at_zero(void **state)
{
    geo_ctx *ctx = *state;
    draft *a = draft_new(), *b = draft_new();
    draft_feature(a, GEO_LINESTRING);
    draft_part(a, 0);
    draft_feature(b, GEO_LINESTRING);
    draft_part(b, 0);
    for (int i = 0; i <= 1000; i++) {
        draft_add(a, (double)i, (double)i);
        if (i % 8 == 0) {
            draft_add(b, (double)i, (double)i);
        }
    }
    assert_true(measure(ctx, a, a, GEO_HAUSDORFF_CONTINUOUS).distance_m == 0.0);
    assert_true(measure(ctx, a, b, GEO_HAUSDORFF_CONTINUOUS).distance_m == 0.0);
    assert_true(measure(ctx, b, a, GEO_HAUSDORFF_CONTINUOUS).distance_m == 0.0);
    free(a);
    free(b);
}

static double to_all(const geo_geometry *g, double x, double y)
{
    double least = (double)INFINITY;
    for (int64_t i = 0; i < g->n; i++) {
        geo_span at = geo_feature_coords(g, i);
        int64_t step = at.end - at.begin > 1;
        for (int64_t v = at.begin; v + step < at.end; v++) {
            double vx = g->x[v + step] - g->x[v], vy = g->y[v + step] - g->y[v];
            double length2 = vx * vx + vy * vy;
            double t = step ? ((x - g->x[v]) * vx + (y - g->y[v]) * vy) / length2 : 0.0;
            t = fmin(1.0, fmax(0.0, t));
            least = fmin(least, hypot(g->x[v] + t * vx - x, g->y[v] + t * vy - y));
        }
    }
    return least;
}

enum { SAMPLES = 60 };

/* The largest over samples of every edge, and over vertices; `gap` becomes the widest step. */
static double sampled(const geo_geometry *g, const geo_geometry *h, double *vertices, double *gap)
{
    double most = 0.0;
    *vertices = *gap = 0.0;
    for (int64_t i = 0; i < g->n; i++) {
        geo_span at = geo_feature_coords(g, i);
        int64_t step = at.end - at.begin > 1;
        for (int64_t v = at.begin; v + step < at.end; v++) {
            double vx = g->x[v + step] - g->x[v], vy = g->y[v + step] - g->y[v];
            *gap = fmax(*gap, hypot(vx, vy) / SAMPLES);
            for (int k = 0; k <= SAMPLES; k++) {
                double t = (double)k / SAMPLES;
                double d = to_all(h, g->x[v] + t * vx, g->y[v] + t * vy);
                most = fmax(most, d);
                *vertices = k == 0 || k == SAMPLES ? fmax(*vertices, d) : *vertices;
            }
        }
    }
    return most;
}

static draft *random_draft(test_random *r, int n)
{
    draft *d = draft_new();
    for (int i = 0; i < n; i++) {
        double x = 100.0 * test_random_unit(r), y = 100.0 * test_random_unit(r);
        if (i % 3 == 0) {
            draft_point_feature(d, x, y);
        } else if (i % 3 == 1) {
            draft_line_feature(d, x, y, 100.0 * test_random_unit(r), 100.0 * test_random_unit(r));
        } else {
            draft_star_feature(d, r, x, y, 3.0, 15.0, 9);
        }
    }
    return d;
}

static void random_layers_are_as_far_as_samples_say(void **state)
{
    geo_ctx *ctx = *state;
    test_random r = {.state = 5};
    for (int round = 0; round < 30; round++) {
        draft *a = random_draft(&r, 1 + round % 6), *b = random_draft(&r, 1 + round % 5);
        double vertices, gap, most = sampled(draft_view(a), draft_view(b), &vertices, &gap);
        geo_hausdorff h = measure(ctx, a, b, GEO_HAUSDORFF_CONTINUOUS);
        geo_hausdorff v = measure(ctx, a, b, GEO_HAUSDORFF_VERTICES);
        assert_near(v.distance_m, vertices, 1e-12);
        assert_true(h.distance_m >= most - 2e-6 && h.distance_m <= most + gap / 2.0 + 1e-9);
        assert_near(to_all(draft_view(b), h.from_x, h.from_y), h.distance_m, 1e-12);
        assert_near(hypot(h.from_x - h.to_x, h.from_y - h.to_y), h.distance_m, 1e-12);
        free(a);
        free(b);
    }
}

/* ---- Promises of all --------------------------------------------------------------------- */

static void measure_many(geo_ctx *ctx, void *result)
{
    test_random r = {.state = 9};
    draft *a = random_draft(&r, 300), *b = random_draft(&r, 300);
    *(geo_hausdorff *)result = measure(ctx, a, b, GEO_HAUSDORFF_CONTINUOUS);
    free(a);
    free(b);
}

static void any_number_of_threads_gives_the_same(void **state)
{
    geo_hausdorff out;
    (void)state;
    assert_same_on_any_threads(measure_many, &out, sizeof out);
}

static geo_status measure_one(geo_ctx *ctx, void *data)
{
    geo_shapes *s = NULL;
    geo_hausdorff h;
    const double x = 3.0, y = 4.0;
    geo_shapes *point = NULL;
    geo_status status = geo_shapes_create(ctx, data, &s);
    if (status == GEO_OK) {
        status = geo_shapes_create_points(ctx, 1, &x, &y, &point);
    }
    if (status == GEO_OK) {
        status = geo_hausdorff_measure(ctx, s, point, GEO_HAUSDORFF_CONTINUOUS, &h);
    }
    geo_shapes_destroy(point);
    geo_shapes_destroy(s);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    test_random r = {.state = 3};
    draft *d = random_draft(&r, 9);
    geo_geometry g = *draft_view(d);
    assert_true(assert_survives_allocation_failures(measure_one, &g) > 10);
    free(d);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        TEST(known_distances_are_found),
        TEST(points_are_exact_and_directions_differ),
        TEST(nothing_is_at_no_distance),
        TEST(the_same_lines_are_at_zero),
        TEST(random_layers_are_as_far_as_samples_say),
        TEST(any_number_of_threads_gives_the_same),
        TEST(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
