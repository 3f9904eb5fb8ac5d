/* SPDX-License-Identifier: MIT */
#include "support.h"

#include "draft.h"
#include "geo/geometry.h"
#include "vectors.h"

static double total_area(const geo_shapes *shapes)
{
    const geo_geometry *g = geo_shapes_geometry(shapes);
    double *area = malloc((size_t)(g->n + 1) * sizeof *area), total = 0.0;
    geo_shapes_area(shapes, area);
    for (int64_t i = 0; i < g->n; i++) {
        total += area[i];
    }
    free(area);
    return total;
}

static geo_shapes *overlay(geo_ctx *ctx, geo_overlay kind, const geo_shapes *a, const geo_shapes *b)
{
    geo_shapes *out;
    assert_ok(ctx, geo_shapes_overlay(ctx, kind, a, b, &out));
    return out;
}

/* ---- Areas -------------------------------------------------------------------------- */

static void areas_subtract_holes_and_keep_their_digits_far_from_zero(void **state)
{
    draft *d = draft_new();
    draft_feature(d, GEO_POLYGON);
    draft_part(d, 0);
    draft_box(d, 441000, 4427000, 441100, 4427100);
    draft_ring(d);
    draft_box(d, 441010, 4427010, 441020, 4427020);
    draft_point_feature(d, 1, 1);
    draft_feature(d, GEO_NONE);
    geo_shapes *shapes = draft_shapes(*state, d);
    double area[3];
    geo_shapes_area(shapes, area);
    assert_near(area[0], 9900, 0);
    assert_near(area[1], 0, 0);
    assert_near(area[2], 0, 0);
    geo_shapes_destroy(shapes);
    free(d);
}

/* ---- Overlay ------------------------------------------------------------------------ */

static void features_meet_only_what_is_near(void **state)
{
    draft *a = draft_new(), *b = draft_new();
    for (int i = 0; i < 40; i++) {
        draft_box_feature(a, 10 * i, 0, 10 * i + 8, 8);
        draft_box_feature(b, 10 * i + 4, 4, 10 * i + 12, 12);
    }
    draft_feature(a, GEO_NONE);
    draft_box_feature(a, 5000, 0, 5001, 1); /* meets none */
    geo_shapes *shapes = draft_shapes(*state, a), *with = draft_shapes(*state, b);
    geo_shapes *both = overlay(*state, GEO_INTERSECTION, shapes, with);
    geo_shapes *rest = overlay(*state, GEO_DIFFERENCE, shapes, with);
    double shared[42], left[42];
    assert_int_equal(geo_shapes_geometry(both)->n, 42);
    geo_shapes_area(both, shared);
    geo_shapes_area(rest, left);
    assert_near(shared[0], 16, 1e-12);
    assert_near(shared[7], 16 + 8, 1e-12); /* also the corner of the box before */
    assert_near(left[7], 64 - 24, 1e-12);
    assert_int_equal(geo_shapes_geometry(both)->type[40], GEO_NONE);
    assert_int_equal(geo_shapes_geometry(both)->type[41], GEO_NONE);
    assert_near(left[41], 1, 0);
    geo_shapes_destroy(both);
    geo_shapes_destroy(rest);
    geo_shapes_destroy(shapes);
    geo_shapes_destroy(with);
    free(a);
    free(b);
}

static void parts_add_up_on_random_polygons(void **state)
{
    test_random random = {5};
    for (int round = 0; round < 15; round++) {
        draft *a = draft_new(), *b = draft_new();
        draft_star_feature(a, &random, 441000, 4427000, 200, 900,
                           5 + test_random_below(&random, 60));
        for (int k = 0; k < 5; k++) {
            draft_star_feature(b, &random, 441000 + 1000 * test_random_unit(&random), 4427000, 100,
                               500, 5 + test_random_below(&random, 30));
        }
        geo_shapes *shapes = draft_shapes(*state, a), *with = draft_shapes(*state, b);
        geo_shapes *both = overlay(*state, GEO_INTERSECTION, shapes, with);
        geo_shapes *rest = overlay(*state, GEO_DIFFERENCE, shapes, with);
        geo_shapes *others = overlay(*state, GEO_UNION, with, NULL);
        geo_shapes *all = overlay(*state, GEO_UNION, shapes, with);
        assert_int_equal(geo_shapes_geometry(all)->n, 1);
        assert_near(total_area(both) + total_area(rest), total_area(shapes), 1e-9);
        assert_near(total_area(rest) + total_area(others), total_area(all), 1e-9);
        geo_shapes_destroy(both);
        geo_shapes_destroy(rest);
        geo_shapes_destroy(others);
        geo_shapes_destroy(all);
        geo_shapes_destroy(shapes);
        geo_shapes_destroy(with);
        free(a);
        free(b);
    }
}

static void results_wind_as_geojson_asks(void **state)
{
    geo_shapes *outer = draft_rectangle(*state, 0, 0, 10, 10);
    geo_shapes *inner = draft_rectangle(*state, 2, 2, 4, 4);
    geo_shapes *ring = overlay(*state, GEO_DIFFERENCE, outer, inner);
    const geo_geometry *g = geo_shapes_geometry(ring);
    assert_int_equal(g->ring_count, 2);
    for (int64_t r = 0; r < 2; r++) {
        geo_span s = geo_coords(g, r);
        double twice = 0.0;
        for (int64_t i = s.begin; i + 1 < s.end; i++) {
            twice += g->x[i] * g->y[i + 1] - g->y[i] * g->x[i + 1];
        }
        assert_near(twice, r == 0 ? 200 : -8, 0);
    }
    geo_shapes_destroy(ring);
    geo_shapes_destroy(inner);
    geo_shapes_destroy(outer);
}

static void what_is_not_a_valid_polygon_is_refused(void **state)
{
    geo_ctx *ctx = *state;
    draft *d = draft_new();
    geo_shapes *out, *good = draft_rectangle(ctx, 0, 0, 1, 1);
    draft_box_feature(d, 0, 0, 1, 1);
    draft_bow_tie_feature(d);
    geo_shapes *bad = draft_shapes(ctx, d);
    assert_status(ctx, geo_shapes_overlay(ctx, GEO_INTERSECTION, good, bad, &out), GEO_DATA);
    assert_null(out);
    assert_message_has(ctx, "overlay: feature 2 is not valid: Self-intersection at (1.000, 1.000)");
    assert_message_has(ctx, "mend");
    assert_status(ctx, geo_shapes_buffer(ctx, bad, 1.0, 8, 0, &out), GEO_DATA);
    const double zero = 0;
    geo_shapes *point;
    assert_ok(ctx, geo_shapes_create_points(ctx, 1, &zero, &zero, &point));
    assert_status(ctx, geo_shapes_overlay(ctx, GEO_DIFFERENCE, point, good, &out), GEO_DATA);
    assert_message_has(ctx, "shapes: feature 1 is a Point, not a polygon");
    geo_shapes_destroy(point);
    geo_shapes_destroy(bad);
    geo_shapes_destroy(good);
    free(d);
}

/* ---- Buffers ------------------------------------------------------------------------ */

/* Each disc drawn, all of one radius, their union clipped. */
static double drawn_area(geo_ctx *ctx, const test_vectors *v, double *true_area)
{
    enum { ROOM = 8 };
    double box[4], disc[3 * ROOM], x[ROOM], y[ROOM];
    geo_shapes *points, *reach;
    assert_int_equal(parse_numbers(vector_text(v, "box"), box, 4), 4);
    int64_t n = parse_numbers(vector_text(v, "discs"), disc, 3 * ROOM) / 3;
    for (int64_t i = 0; i < n; i++) {
        x[i] = disc[3 * i], y[i] = disc[3 * i + 1];
        assert_true(disc[3 * i + 2] == disc[2]);
    }
    assert_ok(ctx, geo_shapes_create_points(ctx, n, x, y, &points));
    assert_ok(ctx, geo_shapes_buffer(ctx, points, disc[2], (int64_t)vector_number(v, "segments"), 1,
                                     &reach));
    assert_int_equal(geo_shapes_geometry(reach)->n, 1);
    geo_shapes *region = draft_rectangle(ctx, box[0], box[1], box[2], box[3]);
    geo_shapes *covered = overlay(ctx, GEO_INTERSECTION, region, reach);
    double area = total_area(covered);
    *true_area = 3.14159265358979323846 * disc[2] * disc[2];
    geo_shapes_destroy(covered);
    geo_shapes_destroy(region);
    geo_shapes_destroy(reach);
    geo_shapes_destroy(points);
    return area;
}

/* METHODS 0.10 and 1.1, corrected by 8 A4: clip after union, first vertex due east. */
static void polygonised_coverage_is_short_by_the_known_amount(void **state)
{
    test_vectors v;
    int rows = 0;
    for (vectors_open(&v, "vectors/buffers.tsv"); vectors_next(&v); rows++) {
        const char *what = vector_text(&v, "what");
        double whole, area = drawn_area(*state, &v, &whole);
        double got = strcmp(what, "deficit") == 0 ? 1 - area / whole : area;
        assert_vector(&v, what, got, vector_number(&v, "expected"), vector_number(&v, "tolerance"));
    }
    assert_int_equal(rows, 9);
}

static void buffers_follow_their_features(void **state)
{
    draft *d = draft_new();
    draft_line_feature(d, 0, 0, 1000, 0);
    draft_feature(d, GEO_NONE);
    draft_feature(d, GEO_MULTIPOINT);
    draft_part(d, 0);
    draft_add(d, 0, 5000);
    draft_part(d, 0);
    draft_add(d, 9000, 5000);
    draft_box_feature(d, 0, 0, 100, 100);
    geo_shapes *shapes = draft_shapes(*state, d), *out;
    double area[4];
    assert_ok(*state, geo_shapes_buffer(*state, shapes, 100, 1024, 0, &out));
    geo_shapes_area(out, area);
    double disc = 3.14159265358979323846 * 1e4;
    assert_near(area[0], 2e5 + disc, 1e-6);
    assert_int_equal(geo_shapes_geometry(out)->type[1], GEO_NONE);
    assert_int_equal(geo_shapes_geometry(out)->type[2], GEO_MULTIPOLYGON);
    assert_near(area[2], 2 * disc, 1e-6);
    assert_near(area[3], 1e4 + 4e4 + disc, 1e-6);
    geo_shapes_destroy(out);
    assert_ok(*state, geo_shapes_buffer(*state, shapes, 0, 64, 0, &out));
    geo_shapes_area(out, area);
    assert_near(area[0] + area[2], 0, 0);
    assert_near(area[3], 1e4, 0);
    geo_shapes_destroy(out);
    geo_shapes_destroy(shapes);
    free(d);
}

static void distances_that_geos_would_crash_on_are_refused(void **state)
{
    geo_ctx *ctx = *state;
    geo_shapes *out, *box = draft_rectangle(ctx, 0, 0, 1, 1);
    const double wrong[] = {-1.0, NAN, INFINITY, 1e300};
    for (int k = 0; k < 4; k++) {
        assert_status(ctx, geo_shapes_buffer(ctx, box, wrong[k], 8, 0, &out), GEO_INVALID);
        assert_null(out);
    }
    assert_status(ctx, geo_shapes_buffer(ctx, box, 1, 0, 0, &out), GEO_INVALID);
    assert_status(ctx, geo_shapes_buffer(ctx, box, 1, 1025, 0, &out), GEO_INVALID);
    geo_shapes_destroy(box);
    box = draft_rectangle(ctx, 0, 0, 1e308, 1e308);
    assert_status(ctx, geo_shapes_buffer(ctx, box, 1, 8, 0, &out), GEO_DATA);
    assert_message_has(ctx, "feature 1: the position (1e+308, 0) is too far away");
    geo_shapes_destroy(box);
}

static void thread_count_does_not_change_a_bit(void **state)
{
    (void)state;
    test_random random = {11};
    double x[300], y[300];
    for (int i = 0; i < 300; i++) {
        x[i] = 5000 * test_random_unit(&random);
        y[i] = 5000 * test_random_unit(&random);
    }
    const int64_t threads[] = {1, 2, 3, 7};
    double *first = NULL;
    int64_t count = 0;
    for (int k = 0; k < 4; k++) {
        geo_ctx *ctx = ctx_with_threads(threads[k]);
        geo_shapes *points, *reach;
        assert_ok(ctx, geo_shapes_create_points(ctx, 300, x, y, &points));
        assert_ok(ctx, geo_shapes_buffer(ctx, points, 300, 8, 1, &reach));
        const geo_geometry *g = geo_shapes_geometry(reach);
        if (k == 0) {
            count = g->coord_count;
            first = malloc((size_t)count * sizeof *first);
            memcpy(first, g->x, (size_t)count * sizeof *first);
        }
        assert_int_equal(g->coord_count, count);
        assert_memory_equal(g->x, first, (size_t)count * sizeof *first);
        geo_shapes_destroy(reach);
        geo_shapes_destroy(points);
        geo_ctx_destroy(ctx);
    }
    free(first);
}

static geo_status buffer_and_overlay(geo_ctx *ctx, void *data)
{
    geo_shapes *shapes = NULL, *reach = NULL, *out = NULL;
    geo_status status = geo_shapes_create(ctx, draft_view(data), &shapes);
    if (status == GEO_OK) {
        status = geo_shapes_buffer(ctx, shapes, 10, 8, 1, &reach);
    }
    if (status == GEO_OK) {
        status = geo_shapes_overlay(ctx, GEO_INTERSECTION, shapes, reach, &out);
    }
    assert_int_equal(status == GEO_OK, out != NULL);
    geo_shapes_destroy(out);
    out = NULL;
    if (status == GEO_OK) {
        status = geo_shapes_overlay(ctx, GEO_UNION, shapes, reach, &out);
    }
    geo_shapes_destroy(out);
    geo_shapes_destroy(reach);
    geo_shapes_destroy(shapes);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    draft *d = draft_new();
    for (int i = 0; i < 5; i++) {
        draft_box_feature(d, 10 * i, 0, 10 * i + 8, 8);
    }
    assert_true(assert_survives_allocation_failures(buffer_and_overlay, d) > 50);
    free(d);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(areas_subtract_holes_and_keep_their_digits_far_from_zero),
        CASE(features_meet_only_what_is_near),
        CASE(parts_add_up_on_random_polygons),
        CASE(results_wind_as_geojson_asks),
        CASE(what_is_not_a_valid_polygon_is_refused),
        CASE(polygonised_coverage_is_short_by_the_known_amount),
        CASE(buffers_follow_their_features),
        CASE(distances_that_geos_would_crash_on_are_refused),
        CASE(thread_count_does_not_change_a_bit),
        CASE(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
