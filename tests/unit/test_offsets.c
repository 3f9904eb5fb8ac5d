/* SPDX-License-Identifier: MIT */
/* Exact areas within a distance of lines, polygons and groups of points. */
#include "support.h"

#include "draft.h"
#include "geo/coverage.h"
#include "geo/geometry.h"
#include "geometry/orient.h"
#include "offset_oracle.h"

static const double PI = 3.14159265358979323846;

/* What the sites of `d` reach of the rectangle from -size to size, about (0, 0). */
static geo_area_coverage reached(geo_ctx *ctx, draft *d, double size, double distance)
{
    geo_area_coverage out;
    geo_shapes *area = draft_rectangle(ctx, -size, -size, size, size);
    geo_shapes *sites = draft_shapes(ctx, d);
    assert_ok(ctx, geo_coverage_areas(ctx, area, sites, &distance, 1, NULL, &out));
    geo_shapes_destroy(sites);
    geo_shapes_destroy(area);
    return out;
}

/* n positions as a line more, turned by `angle` and moved. */
static void add_line(draft *d, int64_t n, double at[][2], double angle, double dx, double dy)
{
    draft_feature(d, GEO_LINESTRING);
    draft_part(d, 0);
    for (int64_t k = 0; k < n; k++) {
        draft_add(d, cos(angle) * at[k][0] - sin(angle) * at[k][1] + dx,
                  sin(angle) * at[k][0] + cos(angle) * at[k][1] + dy);
    }
}

/* ---- Closed forms ---------------------------------------------------------------------------- */

static void a_segment_reaches_a_band_and_two_half_discs(void **state)
{
    double at[][2] = {{0, 0}, {300, 400}};
    for (int k = 0; k < 40; k++) {
        draft *d = draft_new();
        add_line(d, 2, at, 0.1 * k, 10, -70);
        geo_area_coverage c = reached(*state, d, 2000, 250);
        assert_near(c.covered_m2, 2 * 500 * 250 + PI * 250 * 250, 1e-12);
        assert_near(c.overlap_m2, 0, 0);
        assert_near(c.mean_depth * c.total_m2, c.covered_m2, 1e-12);
        assert_int_equal(c.reaching, 1);
        assert_int_equal(c.outside, 0);
        free(d);
    }
}

static void a_convex_polygon_reaches_its_area_and_perimeter(void **state)
{
    draft *d = draft_new();
    draft_feature(d, GEO_POLYGON);
    draft_part(d, 0);
    for (int k = 0; k <= 7; k++) {
        draft_add(d, 400 * cos(2 * PI * (k % 7) / 7), 400 * sin(2 * PI * (k % 7) / 7));
    }
    double area = 3.5 * 400 * 400 * sin(2 * PI / 7), perimeter = 14 * 400 * sin(PI / 7);
    for (double r = 1e-3; r < 1500; r *= 7) {
        geo_area_coverage c = reached(*state, d, 2000, r);
        assert_near(c.covered_m2, area + perimeter * r + PI * r * r, 1e-11);
        assert_int_equal(c.reaching, 1);
    }
    assert_near(reached(*state, d, 2000, 0).covered_m2, area, 1e-12);
    assert_near(reached(*state, d, 2000, 4000).share, 1, 0);
    free(d);
}

/* At the outer side of the corner a quarter disc, at the inner side a square counted twice. */
static void an_l_reaches_its_arms_less_what_they_share(void **state)
{
    double at[][2] = {{800, 0}, {0, 0}, {0, 600}};
    for (int k = 0; k < 30; k++) {
        draft *d = draft_new();
        add_line(d, 3, at, 0.21 * k, 3, 4);
        double r = 100;
        assert_near(reached(*state, d, 2000, r).covered_m2,
                    2 * 1400 * r + PI * r * r + (PI / 4 - 1) * r * r, 1e-12);
        free(d);
    }
}

static void a_hole_closes_when_the_distance_is_half_of_it(void **state)
{
    draft *d = draft_new();
    draft_feature(d, GEO_POLYGON);
    draft_part(d, 0);
    draft_box(d, -500, -500, 500, 500);
    draft_ring(d);
    draft_box(d, -200, -200, 200, 200);
    double outside = 1000 * 1000 + 4 * 1000 * 150 + PI * 150 * 150;
    assert_near(reached(*state, d, 2000, 150).covered_m2, outside - 100 * 100, 1e-12);
    outside = 1000 * 1000 + 4 * 1000 * 200 + PI * 200 * 200;
    assert_near(reached(*state, d, 2000, 200).covered_m2, outside, 1e-11);
    outside = 1000 * 1000 + 4 * 1000 * 300 + PI * 300 * 300;
    assert_near(reached(*state, d, 2000, 300).covered_m2, outside, 1e-12);
    free(d);
}

static void parallel_bands_share_a_band_and_two_lenses(void **state)
{
    draft *d = draft_new();
    draft_line_feature(d, -500, 0, 500, 0);
    draft_line_feature(d, -500, 150, 500, 150);
    double one = 2 * 1000 * 100 + PI * 1e4, half = 75;
    double lens = 2 * (1e4 * acos(half / 100) - half * sqrt(1e4 - half * half));
    geo_area_coverage c = reached(*state, d, 2000, 100);
    assert_near(c.overlap_m2, 1000 * 50 + lens, 1e-11);
    assert_near(c.covered_m2, 2 * one - 1000 * 50 - lens, 1e-12);
    assert_int_equal(c.reaching, 2);
    c = reached(*state, d, 2000, 75); /* they touch along a line */
    assert_near(c.covered_m2, 2 * (2 * 1000 * 75 + PI * 75 * 75), 1e-11);
    assert_near(c.overlap_m2, 0, 1e-3);
    free(d);
}

static void a_study_area_cuts_what_is_reached(void **state)
{
    draft *d = draft_new();
    draft_line_feature(d, -5000, 0, 5000, 0);       /* across */
    draft_line_feature(d, -1000, 1000, 1000, 1000); /* along its edge */
    draft_line_feature(d, -1000, 1250, 1000, 1250); /* touches it from outside */
    draft_box_feature(d, -1000, -1000, -500, -1000 + 1e-3);
    geo_area_coverage c = reached(*state, d, 1000, 250);
    double corner = 500 * 250 + PI / 4 * 250 * 250 + 750 * 1e-3;
    assert_near(c.covered_m2, 2000 * 500 + 2000 * 250 + corner, 1e-11);
    assert_int_equal(c.reaching, 3);
    assert_int_equal(c.outside, 0);
    c = reached(*state, d, 1000, 251);
    assert_int_equal(c.reaching, 4);
    assert_int_equal(c.outside, 1);
    free(d);
}

/* ---- What must not matter -------------------------------------------------------------------- */

/* The same places in other pieces: cut where it is straight, doubled, back and forth. */
static void how_a_line_is_given_does_not_matter(void **state)
{
    double plain[][2] = {{-300, -100}, {0, 20}, {400, -50}, {350, 300}};
    for (int k = 0; k < 25; k++) {
        draft *once = draft_new(), *other = draft_new(), *twice = draft_new();
        add_line(once, 4, plain, 0.3 * k, 7, 9);
        double expected = reached(*state, once, 1500, 180).covered_m2;
        double back[40][2];
        int64_t n = 0;
        for (int e = 0; e < 3; e++) {
            for (int s = 0; s < 5; s++, n++) {
                back[n][0] = plain[e][0] + 0.2 * s * (plain[e + 1][0] - plain[e][0]);
                back[n][1] = plain[e][1] + 0.2 * s * (plain[e + 1][1] - plain[e][1]);
            }
        }
        for (int e = 3; e >= 0; e--, n++) {
            back[n][0] = plain[e][0], back[n][1] = plain[e][1];
        }
        add_line(other, n, back, 0.3 * k, 7, 9);
        assert_near(reached(*state, other, 1500, 180).covered_m2, expected, 1e-10);
        add_line(twice, 4, plain, 0.3 * k, 7, 9);
        add_line(twice, n, back, 0.3 * k, 7, 9);
        add_line(twice, 4, plain, 0.3 * k, 7, 9);
        geo_area_coverage c = reached(*state, twice, 1500, 180);
        assert_near(c.covered_m2, expected, 1e-10);
        assert_near(c.overlap_m2, expected, 1e-10);
        assert_near(c.mean_depth * c.total_m2, 3 * expected, 1e-10);
        free(once);
        free(other);
        free(twice);
    }
}

static void lines_without_length_are_points(void **state)
{
    test_random random = {4};
    draft *lines = draft_new(), *points = draft_new();
    for (int k = 0; k < 60; k++) {
        double x = 2000 * test_random_unit(&random) - 1000;
        double y = 2000 * test_random_unit(&random) - 1000;
        draft_line_feature(lines, x, y, x, y);
        draft_point_feature(points, x, y);
    }
    for (double r = 40; r < 800; r *= 1.7) {
        geo_area_coverage a = reached(*state, lines, 900, r), b = reached(*state, points, 900, r);
        assert_near(a.covered_m2, b.covered_m2, 1e-11);
        assert_near(a.overlap_m2, b.overlap_m2, 1e-11);
        assert_near(a.mean_depth, b.mean_depth, 1e-11);
        assert_int_equal(a.reaching, b.reaching);
        assert_int_equal(a.outside, b.outside);
    }
    free(lines);
    free(points);
}

/* Parcels that share their borders, and many times the same line. */
static void neighbours_and_copies_do_no_harm(void **state)
{
    for (int turned = 0; turned < 2; turned++) {
        draft *d = draft_new();
        double c = cos(0.3 * turned), s = sin(0.3 * turned);
        for (int k = 0; k < 100; k++) {
            double at[][2] = {{0, 0}, {100, 0}, {100, 100}, {0, 100}, {0, 0}};
            draft_feature(d, GEO_POLYGON);
            draft_part(d, 0);
            for (int i = 0; i < 5; i++) {
                double x = 100 * (k % 10) - 500 + at[i][0],
                       y = 100 * (int)(k / 10) - 500 + at[i][1];
                draft_add(d, c * x - s * y, s * x + c * y);
            }
        }
        for (double r = 10; r < 200; r += 55) {
            geo_area_coverage cover = reached(*state, d, 1000, r);
            assert_near(cover.covered_m2, 1e6 + 4000 * r + PI * r * r, 1e-10);
            assert_near(cover.mean_depth * cover.total_m2, 100 * (1e4 + 400 * r + PI * r * r),
                        1e-10);
        }
        free(d);
    }
    draft *copies = draft_new();
    double at[][2] = {{-200, -130}, {110, 40}, {310, 400}};
    for (int k = 0; k < 60; k++) {
        add_line(copies, 3, at, 0.0, 0.0, 0.0);
    }
    draft *one = draft_new();
    add_line(one, 3, at, 0.0, 0.0, 0.0);
    double expected = reached(*state, one, 1000, 150).covered_m2;
    geo_area_coverage c = reached(*state, copies, 1000, 150);
    assert_near(c.covered_m2, expected, 1e-10);
    assert_near(c.overlap_m2, expected, 1e-10);
    assert_near(c.mean_depth * c.total_m2, 60 * expected, 1e-10);
    free(copies);
    free(one);
}

/* ---- The oracle ----------------------------------------------------------------------- */

static void add_random_site(draft *d, test_random *random, bool round)
{
    double x = 2000 * test_random_unit(random) - 1000, y = 2000 * test_random_unit(random) - 1000;
    int64_t kind = test_random_below(random, 4), n = 2 + test_random_below(random, 4);
    if (round) { /* whole hundreds: much coincides and touches */
        x = 100 * floor(x / 100), y = 100 * floor(y / 100);
    }
    if (kind == 0) {
        draft_star_feature(d, random, x, y, 100, 500, 6);
    } else if (kind == 1) {
        draft_box_feature(d, x, y, x + 300, y + 200);
    } else if (kind == 2) {
        draft_point_feature(d, x, y);
    } else {
        draft_feature(d, GEO_LINESTRING);
        draft_part(d, 0);
        for (int64_t k = 0; k < n; k++) {
            draft_add(d, x, y);
            x += round ? 100.0 * (double)(test_random_below(random, 7) - 3)
                       : 600 * test_random_unit(random) - 300;
            y += round ? 100.0 * (double)(test_random_below(random, 7) - 3)
                       : 600 * test_random_unit(random) - 300;
        }
    }
}

static void check_with_oracle(geo_ctx *ctx, uint64_t seed, bool round)
{
    enum { SITES = 6, MOST = 4 };
    test_random random = {seed};
    draft *region = draft_new(), *d = draft_new();
    double r[SITES], expected[MOST], got[MOST + 1];
    if (round) {
        draft_box_feature(region, -800, -700, 800, 900);
    } else {
        draft_star_feature(region, &random, 0, 0, 500, 1200, 9);
    }
    for (int k = 0; k < SITES; k++) {
        add_random_site(d, &random, round);
        r[k] = round ? 100.0 * (double)(1 + test_random_below(&random, 3))
                     : 400 * test_random_unit(&random);
    }
    geo_shapes *area = draft_shapes(ctx, region), *sites = draft_shapes(ctx, d);
    geo_coverage_options o = geo_coverage_options_default();
    o.radius_m = r;
    oracle_offset_areas(draft_view(region), draft_view(d), r, MOST, expected);
    assert_ok(ctx, geo_coverage_classes(ctx, area, sites, 0, MOST, &o, got));
    double total = got[0] + got[1] + got[2] + got[3] + got[4];
    for (int k = MOST - 1; k >= 1; k--) {
        got[k] += got[k + 1];
    }
    for (int k = 0; k < MOST; k++) {
        assert_near(got[k + 1] / total, expected[k] / total, 1e-9);
    }
    geo_shapes_destroy(area);
    geo_shapes_destroy(sites);
    free(region);
    free(d);
}

static void random_shapes_agree_with_the_slow_way(void **state)
{
    for (uint64_t seed = 1; seed <= 3; seed++) {
        check_with_oracle(*state, seed, false);
    }
}

static void shapes_that_touch_agree_with_the_slow_way(void **state)
{
    for (uint64_t seed = 101; seed <= 103; seed++) {
        check_with_oracle(*state, seed, true);
    }
}

/* ---- Threads and memory --------------------------------------------------------------- */

typedef struct answer {
    geo_area_coverage cover;
    double classes[6];
} answer;

/* Far more outlines than one chunk has. */
static draft *many_sites(void)
{
    test_random random = {77};
    draft *d = draft_new();
    for (int k = 0; k < 60; k++) {
        add_random_site(d, &random, k % 2 == 0);
    }
    return d;
}

static void measure_many(geo_ctx *ctx, void *result)
{
    answer *out = result;
    draft *d = many_sites();
    geo_shapes *area = draft_rectangle(ctx, -900, -900, 900, 900), *sites = draft_shapes(ctx, d);
    const double distance = 120;
    assert_ok(ctx, geo_coverage_areas(ctx, area, sites, &distance, 1, NULL, &out->cover));
    assert_ok(ctx, geo_coverage_classes(ctx, area, sites, 120, 5, NULL, out->classes));
    assert_near(out->cover.covered_m2, out->cover.total_m2 - out->classes[0], 1e-12);
    geo_shapes_destroy(area);
    geo_shapes_destroy(sites);
    free(d);
}

static void thread_count_does_not_change_a_bit(void **state)
{
    answer out;
    (void)state;
    assert_same_on_any_threads(measure_many, &out, sizeof out);
}

static geo_status measure_few(geo_ctx *ctx, void *data)
{
    geo_shapes *area = NULL, *sites = NULL;
    geo_area_coverage cover;
    const double distance = 150;
    draft *box = draft_new();
    draft_box_feature(box, -400, -400, 400, 400);
    geo_status status = geo_shapes_create(ctx, draft_view(box), &area);
    if (status == GEO_OK) {
        status = geo_shapes_create(ctx, draft_view(data), &sites);
    }
    if (status == GEO_OK) {
        status = geo_coverage_areas(ctx, area, sites, &distance, 1, NULL, &cover);
    }
    geo_shapes_destroy(area);
    geo_shapes_destroy(sites);
    free(box);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    test_random random = {3};
    draft *d = draft_new();
    (void)state;
    draft_line_feature(d, -100, 0, 300, 50);
    draft_star_feature(d, &random, 50, 50, 50, 200, 5);
    assert_true(assert_survives_allocation_failures(measure_few, d) > 30);
    free(d);
}

/* ---- Scale, order, distance ----------------------------------------------------------- */

/* More is reached from farther, by more sites, and never more than by each for itself; and where
 * the sites lie on the plane, how they are turned or how large all is does not matter. */
static void areas_grow_with_the_distance_and_keep_when_moved(void **state)
{
    const double move[][4] = {{1, 0, 0, 0}, {0.8, 0.6, 441000, 4427000}, {0, 40, -90, 70}};
    double before = 0, share[3];
    for (int k = 0; k < 3; k++) {
        test_random random = {31};
        draft *d = draft_new(), *region = draft_new();
        draft_star_feature(region, &random, 0, 0, 600, 900, 12);
        for (int s = 0; s < 12; s++) {
            add_random_site(d, &random, false);
        }
        draft *all[] = {d, region};
        for (int which = 0; which < 2; which++) {
            const geo_geometry *g = draft_view(all[which]);
            for (int64_t c = 0; c < g->coord_count; c++) {
                double x = all[which]->x[c], y = all[which]->y[c];
                all[which]->x[c] = move[k][0] * x - move[k][1] * y + move[k][2];
                all[which]->y[c] = move[k][1] * x + move[k][0] * y + move[k][3];
            }
        }
        geo_shapes *area = draft_shapes(*state, region), *sites = draft_shapes(*state, d);
        double size = hypot(move[k][0], move[k][1]);
        before = 0;
        for (double r = 1; r < 400; r *= 3) {
            geo_area_coverage c;
            const double distance = r * size;
            assert_ok(*state, geo_coverage_areas(*state, area, sites, &distance, 1, NULL, &c));
            assert_true(c.covered_m2 >= before && c.covered_m2 <= c.total_m2);
            assert_true(c.mean_depth * c.total_m2 >=
                        c.covered_m2 + c.overlap_m2 - 1e-9 * c.total_m2);
            before = c.covered_m2;
            share[k] = c.share;
        }
        assert_near(share[k], share[0], 1e-9);
        geo_shapes_destroy(area);
        geo_shapes_destroy(sites);
        free(region);
        free(d);
    }
}

static void parts_and_collections_are_one_facility(void **state)
{
    draft *d = draft_new();
    draft_feature(d, GEO_MULTILINESTRING);
    draft_part(d, 0);
    draft_add(d, -300, 0);
    draft_add(d, 300, 0);
    draft_part(d, 0);
    draft_add(d, 0, -300);
    draft_add(d, 0, 300);
    double r = 50, cross = 4 * 600 * r + 2 * PI * r * r - 4 * r * r;
    geo_area_coverage c = reached(*state, d, 900, r);
    assert_near(c.covered_m2, cross, 1e-11);
    assert_near(c.overlap_m2, 0, 0);
    assert_int_equal(c.reaching, 1);
    draft_feature(d, GEO_COLLECTION);
    draft_part(d, GEO_POLYGON | GEO_PART_FIRST);
    draft_box(d, 400, 400, 500, 500);
    draft_part(d, GEO_POINT | GEO_PART_FIRST);
    draft_add(d, 450, 450); /* in the polygon */
    c = reached(*state, d, 900, r);
    assert_near(c.covered_m2, cross + 1e4 + 400 * r + PI * r * r, 1e-11);
    assert_int_equal(c.reaching, 2);
    free(d);
}

/* Signs by Python's fractions: what is left when the high parts cancel decides. */
static void sides_are_told_without_rounding(void **state)
{
    (void)state;
    assert_int_equal(geoi_orient(3.2637974876441675, 2.477902538508233, -2.300885070877081,
                                 -0.04288285706499826, 1.8726268480138553, 1.8477061896149252),
                     -1);
    assert_int_equal(geoi_orient(0.0, 0.0, 0.1, 0.1, 0.3, 0.3), 0);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_segment_reaches_a_band_and_two_half_discs),
        CASE(a_convex_polygon_reaches_its_area_and_perimeter),
        CASE(an_l_reaches_its_arms_less_what_they_share),
        CASE(a_hole_closes_when_the_distance_is_half_of_it),
        CASE(parallel_bands_share_a_band_and_two_lenses),
        CASE(a_study_area_cuts_what_is_reached),
        CASE(how_a_line_is_given_does_not_matter),
        CASE(lines_without_length_are_points),
        CASE(neighbours_and_copies_do_no_harm),
        CASE(random_shapes_agree_with_the_slow_way),
        CASE(shapes_that_touch_agree_with_the_slow_way),
        CASE(areas_grow_with_the_distance_and_keep_when_moved),
        CASE(parts_and_collections_are_one_facility),
        CASE(thread_count_does_not_change_a_bit),
        CASE(survives_every_allocation_failure),
        CASE(sides_are_told_without_rounding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
