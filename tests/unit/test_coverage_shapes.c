/* SPDX-License-Identifier: MIT */
/* What lines, polygons and groups of points cover. */
#include "support.h"

#include "draft.h"
#include "geo/coverage.h"

static void lines_and_polygons_cover_what_is_near_them(void **state)
{
    draft *d = draft_new();
    draft_line_feature(d, -1000, 1000, 3000, 1000); /* a band 200 high */
    draft_line_feature(d, 1000, -1000, 1000, 3000); /* and one 200 wide */
    draft_box_feature(d, 2050, 300, 2500, 500);     /* outside, reaches in 50 */
    draft_box_feature(d, 5000, 5000, 5001, 5001);   /* reaches nothing */
    draft_feature(d, GEO_NONE);
    geo_shapes *facilities = draft_shapes(*state, d);
    geo_shapes *area = draft_rectangle(*state, 0, 0, 2000, 2000);
    const double distance[] = {100, 0};
    geo_area_coverage out[2];
    assert_ok(*state, geo_coverage_areas(*state, area, facilities, distance, 2, NULL, out));
    /* above and below the box a strip narrows along two circular arcs: segments of 50 in 100 */
    double segment = 0.5 * (1e4 * acos(0.5) - 50 * sqrt(7500));
    double box = 200 * 50 + 2 * segment;
    assert_near(out[0].covered_m2, 2 * 4e5 - 4e4 + box, 1e-11);
    assert_near(out[0].overlap_m2, 4e4, 1e-11);
    assert_near(out[0].mean_depth, (8e5 + box) / 4e6, 1e-11);
    assert_int_equal(out[0].reaching, 3);
    assert_int_equal(out[0].outside, 1);
    assert_near(out[1].covered_m2, 0, 0);
    geo_shapes_destroy(facilities);
    geo_shapes_destroy(area);
    free(d);
}

static void polygons_cover_themselves_at_distance_nought(void **state)
{
    draft *d = draft_new();
    draft_box_feature(d, 0, 0, 10, 10);
    draft_box_feature(d, 5, 0, 15, 10);
    draft_line_feature(d, 0, 0, 20, 20);
    geo_shapes *facilities = draft_shapes(*state, d);
    geo_shapes *area = draft_rectangle(*state, 0, 0, 20, 20);
    const double distance = 0;
    geo_area_coverage out;
    assert_ok(*state, geo_coverage_areas(*state, area, facilities, &distance, 1, NULL, &out));
    assert_near(out.covered_m2, 150, 1e-12);
    assert_near(out.overlap_m2, 50, 1e-12);
    assert_int_equal(out.reaching, 2);
    geo_shapes_destroy(facilities);
    geo_shapes_destroy(area);
    free(d);
}

/* A far line has the same points measured as shapes of any kind. */
static void shapes_agree_with_discs(void **state)
{
    test_random random = {21};
    for (int round = 0; round < 3; round++) {
        draft *region = draft_new(), *sites = draft_new();
        draft_star_feature(region, &random, 441000, 4427000, 800, 2000, 30);
        for (int k = 0; k < 25; k++) {
            draft_point_feature(sites, 439000 + 4000 * test_random_unit(&random),
                                4425000 + 4000 * test_random_unit(&random));
        }
        geo_shapes *area = draft_shapes(*state, region), *points = draft_shapes(*state, sites);
        draft_line_feature(sites, 0, 0, 1, 1);
        geo_shapes *mixed = draft_shapes(*state, sites);
        const double distance = 500;
        geo_area_coverage discs, shapes;
        assert_ok(*state, geo_coverage_areas(*state, area, points, &distance, 1, NULL, &discs));
        assert_ok(*state, geo_coverage_areas(*state, area, mixed, &distance, 1, NULL, &shapes));
        assert_near(shapes.total_m2, discs.total_m2, 0);
        assert_near(shapes.covered_m2, discs.covered_m2, 1e-11);
        assert_near(shapes.overlap_m2, discs.overlap_m2, 1e-11);
        assert_near(shapes.mean_depth, discs.mean_depth, 1e-11);
        assert_int_equal(shapes.reaching, discs.reaching);
        assert_int_equal(shapes.outside, discs.outside);
        geo_shapes_destroy(area);
        geo_shapes_destroy(points);
        geo_shapes_destroy(mixed);
        free(region);
        free(sites);
    }
}

static void a_group_of_points_is_one_facility(void **state)
{
    draft *d = draft_new();
    draft_feature(d, GEO_MULTIPOINT);
    draft_part(d, 0);
    draft_add(d, 500, 1000);
    draft_part(d, 0);
    draft_add(d, 1500, 1000);
    geo_shapes *facilities = draft_shapes(*state, d);
    geo_shapes *area = draft_rectangle(*state, 0, 0, 2000, 2000);
    const double distance = 600;
    geo_area_coverage out;
    assert_ok(*state, geo_coverage_areas(*state, area, facilities, &distance, 1, NULL, &out));
    assert_near(out.covered_m2, 2081884.486077, 1e-12);
    assert_near(out.overlap_m2, 0, 0);
    assert_int_equal(out.reaching, 1);
    geo_shapes_destroy(facilities);
    geo_shapes_destroy(area);
    free(d);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(lines_and_polygons_cover_what_is_near_them),
        CASE(polygons_cover_themselves_at_distance_nought),
        CASE(shapes_agree_with_discs),
        CASE(a_group_of_points_is_one_facility),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
