/* SPDX-License-Identifier: MIT */
#include "support.h"

#include "draft.h"
#include "gap_oracle.h"
#include "geo/coverage.h"
#include "vectors.h"

enum { SITES = 12, NUMBERS = 32 };

static geo_gap_options all_sizes(void)
{
    geo_gap_options o = geo_gap_options_default();
    o.least_area_m2 = 0;
    o.least_width_m = 0;
    return o;
}

/* ---- Published numbers ---------------------------------------------------------------------- */

static geo_shapes *polygon_of(geo_ctx *ctx, const double *xy, int64_t count)
{
    draft *d = draft_new();
    draft_feature(d, GEO_POLYGON);
    draft_part(d, 0);
    for (int64_t k = 0; k <= count; k += 2) {
        draft_add(d, xy[k % count], xy[k % count + 1]);
    }
    geo_shapes *area = draft_shapes(ctx, d);
    free(d);
    return area;
}

static void published_deepest_points_are_found(void **state)
{
    test_vectors v;
    vectors_open(&v, "vectors/gaps.tsv");
    while (vectors_next(&v)) {
        double corner[NUMBERS], site[NUMBERS], x[NUMBERS], y[NUMBERS];
        int64_t corners = parse_numbers(vector_text(&v, "area"), corner, NUMBERS);
        int64_t sites = parse_numbers(vector_text(&v, "sites"), site, NUMBERS) / 2;
        double tolerance = vector_number(&v, "tolerance");
        geo_gaps *gaps;
        for (int64_t k = 0; k < sites; k++) {
            x[k] = site[2 * k];
            y[k] = site[2 * k + 1];
        }
        geo_shapes *area = polygon_of(*state, corner, corners);
        geo_shapes *points = draft_points(*state, sites, x, y);
        assert_ok(*state, geo_coverage_gaps(*state, area, points, vector_number(&v, "distance"),
                                            NULL, &gaps));
        assert_int_equal(geo_gaps_count(gaps), 1);
        const geo_gap *gap = geo_gaps_at(gaps, 0);
        assert_vector(&v, "x", gap->x, vector_number(&v, "x"), 1e-9);
        assert_vector(&v, "y", gap->y, vector_number(&v, "y"), 1e-9);
        assert_vector(&v, "depth", gap->depth_m, vector_number(&v, "depth"), tolerance);
        geo_gaps_destroy(gaps);
        geo_shapes_destroy(points);
        geo_shapes_destroy(area);
    }
}

static void golden_c3_is_whole(void **state)
{
    const double x[] = {500, 1500}, y[] = {500, 1000};
    geo_shapes *area = draft_rectangle(*state, 0, 0, 2000, 2000);
    geo_shapes *sites = draft_points(*state, 2, x, y);
    geo_gaps *gaps;
    assert_ok(*state, geo_coverage_gaps(*state, area, sites, 100, NULL, &gaps));
    const geo_gap *gap = geo_gaps_at(gaps, 0);
    assert_int_equal(gap->facility, 0);
    assert_int_equal(gap->area, 0);
    assert_near(gap->area_m2, 4e6 - 2 * 31415.926535897932, 1e-12);
    assert_true(isnan(gap->people));
    assert_int_equal(geo_shapes_geometry(geo_gaps_shapes(gaps))->n, 1);
    geo_gaps_destroy(gaps);
    geo_shapes_destroy(sites);
    geo_shapes_destroy(area);
}

/* METHODS 1.1: the gap of C1 is two, above and below. */
static void golden_c1_leaves_two_gaps(void **state)
{
    const double x[] = {500, 1500}, y[] = {1000, 1000};
    const double px[] = {200, 1000, 1000, 1900, 500}, py[] = {1000, 1000, 1350, 1900, 1600};
    const double weight[] = {100, 250, 300, 150, 200};
    geo_shapes *area = draft_rectangle(*state, 0, 0, 2000, 2000);
    geo_shapes *sites = draft_points(*state, 2, x, y), *people = draft_points(*state, 5, px, py);
    geo_gap_options o = geo_gap_options_default();
    geo_gaps *gaps;
    o.people = people;
    o.weight = weight;
    assert_ok(*state, geo_coverage_gaps(*state, area, sites, 600, &o, &gaps));
    assert_int_equal(geo_gaps_count(gaps), 2);
    double sum = 0, inside = 0;
    for (int k = 0; k < 2; k++) {
        const geo_gap *gap = geo_gaps_at(gaps, k);
        assert_near(gap->area_m2, 1918115.513923 / 2, 1e-12);
        assert_near(gap->depth_m, sqrt(500 * 500 + 1000 * 1000.0), 1e-15);
        sum += gap->area_m2;
        inside += gap->people;
    }
    assert_near(sum, 1918115.513922566, 1e-14);
    assert_near(inside, 450, 0); /* golden C2: 550 of 1000 are reached */
    assert_int_equal(geo_gaps_sliver_count(gaps), 0);
    geo_gaps_destroy(gaps);
    geo_shapes_destroy(people);
    geo_shapes_destroy(sites);
    geo_shapes_destroy(area);
}

/* ---- Against all candidates there are ------------------------------------------------- */

static void check_deepest(geo_ctx *ctx, const geo_shapes *area, int64_t n, const double *x,
                          const double *y, double distance)
{
    geo_shapes *sites = draft_points(ctx, n, x, y);
    geo_gap_options o = all_sizes();
    geo_gaps *gaps;
    geo_area_coverage cover;
    double sum = 0;
    assert_ok(ctx, geo_coverage_gaps(ctx, area, sites, distance, &o, &gaps));
    assert_ok(ctx, geo_coverage_areas(ctx, area, sites, &distance, 1, NULL, &cover));
    const geo_geometry *g = geo_shapes_geometry(geo_gaps_shapes(gaps));
    for (int64_t k = 0; k < geo_gaps_count(gaps); k++) {
        const geo_gap *gap = geo_gaps_at(gaps, k);
        assert_near(gap->depth_m, deepest_of_all(g, k, n, x, y), 1e-9);
        assert_near(gap->depth_m, depth_at(n, x, y, gap->x, gap->y), 1e-12);
        double dx = x[gap->facility] - gap->x, dy = y[gap->facility] - gap->y;
        assert_near(gap->depth_m, sqrt(dx * dx + dy * dy), 1e-12);
        sum += gap->area_m2;
    }
    assert_near(sum, cover.uncovered_m2, 1e-8); /* what is thinner than 1.6 cm is not drawn */
    geo_gaps_destroy(gaps);
    geo_shapes_destroy(sites);
}

static void random_gaps_are_as_deep_as_any_candidate(void **state)
{
    test_random random = {31};
    for (int round = 0; round < 30; round++) {
        double x[SITES], y[SITES];
        draft *d = draft_new();
        draft_feature(d, GEO_POLYGON);
        draft_part(d, 0);
        draft_star(d, &random, 441000, 4427000, 600, 2000, 7 + test_random_below(&random, 12));
        draft_ring(d);
        draft_star(d, &random, 441000, 4427000, 100, 300, 5);
        geo_shapes *area = draft_shapes(*state, d);
        int64_t n = 1 + test_random_below(&random, SITES);
        for (int64_t k = 0; k < n; k++) {
            x[k] = 439000 + 4000 * test_random_unit(&random);
            y[k] = 4425000 + 4000 * test_random_unit(&random);
        }
        check_deepest(*state, area, n, x, y, 300);
        geo_shapes_destroy(area);
        free(d);
    }
}

/* Sites in a line, in a square, in one place, and two. */
static void degenerate_sites_leave_deepest_points(void **state)
{
    geo_shapes *area = draft_rectangle(*state, 0, 0, 4000, 3000);
    const double line[] = {0, 1000, 2000, 3000}, level[] = {500, 500, 500, 500};
    const double square_x[] = {1000, 3000, 1000, 3000}, square_y[] = {500, 500, 2500, 2500};
    const double one[] = {700, 700, 700, 700};
    check_deepest(*state, area, 4, line, level, 300);
    check_deepest(*state, area, 4, level, line, 300);
    check_deepest(*state, area, 4, line, line, 300);
    check_deepest(*state, area, 4, square_x, square_y, 300);
    check_deepest(*state, area, 4, one, one, 300);
    check_deepest(*state, area, 2, line, level, 300);
    check_deepest(*state, area, 1, line, level, 300);
    geo_shapes_destroy(area);
}

/* ---- Lines, polygons, no facilities --------------------------------------------------- */

static void gaps_about_lines_and_polygons_know_their_depth(void **state)
{
    draft *d = draft_new();
    draft_line_feature(d, -100, 1000, 5000, 1000);
    draft_box_feature(d, 3500, 2500, 5000, 4000);
    geo_shapes *facilities = draft_shapes(*state, d);
    geo_shapes *area = draft_rectangle(*state, 0, 0, 4000, 3000);
    geo_gap_options o = all_sizes();
    geo_gaps *gaps;
    assert_ok(*state, geo_coverage_gaps(*state, area, facilities, 400, &o, &gaps));
    assert_int_equal(geo_gaps_count(gaps), 2);
    double least = fmin(geo_gaps_at(gaps, 0)->area_m2, geo_gaps_at(gaps, 1)->area_m2);
    assert_near(least, 4000 * 600.0, 1e-12); /* below the line */
    for (int k = 0; k < 2; k++) {
        const geo_gap *gap = geo_gaps_at(gaps, k);
        bool below = gap->area_m2 < least * 1.1;
        assert_near(gap->depth_m, below ? 1000 : 2000, 1e-6);
        assert_near(gap->y, below ? 0 : 3000, 1e-6);
        assert_int_equal(gap->facility, 0);
    }
    geo_gaps_destroy(gaps);
    geo_shapes_destroy(facilities);
    geo_shapes_destroy(area);
    free(d);
}

static void without_facilities_all_is_gap_of_unknown_depth(void **state)
{
    draft *d = draft_new();
    draft_feature(d, GEO_NONE);
    draft_box_feature(d, 0, 0, 1000, 1000);
    geo_shapes *areas = draft_shapes(*state, d), *none = draft_points(*state, 0, NULL, NULL);
    geo_gaps *gaps;
    assert_ok(*state, geo_coverage_gaps(*state, areas, none, 400, NULL, &gaps));
    assert_int_equal(geo_gaps_count(gaps), 1);
    assert_near(geo_gaps_at(gaps, 0)->area_m2, 1e6, 0);
    assert_near(geo_gaps_at(gaps, 0)->perimeter_m, 4000, 0);
    assert_int_equal(geo_gaps_at(gaps, 0)->area, 1);
    assert_int_equal(geo_gaps_at(gaps, 0)->facility, -1);
    assert_true(isnan(geo_gaps_at(gaps, 0)->depth_m));
    geo_gaps_destroy(gaps);
    geo_shapes_destroy(areas);
    geo_shapes_destroy(none);
    free(d);
}

/* ---- Slivers and people --------------------------------------------------------------- */

static void slivers_are_left_out_and_counted(void **state)
{
    draft *d = draft_new();
    draft_box_feature(d, 0, 0, 70, 71);        /* 4970 m2: too small */
    draft_box_feature(d, 1000, 0, 1100, 100);  /* 1 ha, but 25 m wide: kept */
    draft_box_feature(d, 2000, 0, 2099, 99);   /* 24.75 m: too thin */
    draft_box_feature(d, 5000, 0, 6000, 1000); /* kept */
    geo_shapes *areas = draft_shapes(*state, d), *none = draft_points(*state, 0, NULL, NULL);
    geo_gap_options o = geo_gap_options_default();
    geo_gaps *gaps;
    assert_ok(*state, geo_coverage_gaps(*state, areas, none, 1, &o, &gaps));
    assert_int_equal(geo_gaps_count(gaps), 2);
    assert_int_equal(geo_gaps_at(gaps, 0)->area, 1);
    assert_int_equal(geo_gaps_at(gaps, 1)->area, 3);
    assert_int_equal(geo_gaps_sliver_count(gaps), 2);
    assert_near(geo_gaps_sliver_m2(gaps), 4970 + 9801, 1e-12);
    geo_gaps_destroy(gaps);
    o.least_width_m = -1;
    assert_status(*state, geo_coverage_gaps(*state, areas, none, 1, &o, &gaps), GEO_INVALID);
    assert_null(gaps);
    geo_shapes_destroy(areas);
    geo_shapes_destroy(none);
    free(d);
}

/* METHODS 1.4 and golden C2b: people in polygons by the share of their area. */
static void people_in_polygons_are_shared_by_area(void **state)
{
    draft *d = draft_new();
    draft_box_feature(d, 0, 0, 1000, 2000);
    draft_box_feature(d, 1000, 0, 2000, 2000);
    draft_box_feature(d, 1500, 1500, 2500, 2500); /* a quarter in the area, all of it unserved */
    draft_feature(d, GEO_NONE);
    draft_point_feature(d, 1000, 1000); /* served */
    draft_point_feature(d, 10, 10);     /* unknown how many */
    geo_shapes *people = draft_shapes(*state, d);
    const double x = 1000, y = 1000, weight[] = {1000, 3000, 400, 99, 50, NAN};
    geo_shapes *area = draft_rectangle(*state, 0, 0, 2000, 2000);
    geo_shapes *site = draft_points(*state, 1, &x, &y);
    geo_gap_options o = geo_gap_options_default();
    geo_gaps *gaps;
    o.people = people;
    o.weight = weight;
    o.coverage.quad_segments = 1024;
    assert_ok(*state, geo_coverage_gaps(*state, area, site, 500, &o, &gaps));
    assert_int_equal(geo_gaps_count(gaps), 1);
    assert_near(geo_gaps_at(gaps, 0)->people, 4000 - 785.398163397 + 100, 1e-6);
    geo_gaps_destroy(gaps);
    const double wrong[] = {1000, -1, 400, 99, 50, NAN};
    o.weight = wrong;
    assert_status(*state, geo_coverage_gaps(*state, area, site, 500, &o, &gaps), GEO_DATA);
    assert_message_has(*state, "weight of feature 2 is -1");
    geo_shapes_destroy(people);
    geo_shapes_destroy(area);
    geo_shapes_destroy(site);
    free(d);
}

/* ---- Threads and memory --------------------------------------------------------------- */

typedef struct town_gaps {
    int64_t count;
    geo_gap gap[40];
} town_gaps;

static geo_status find_gaps(geo_ctx *ctx, int64_t n, int64_t segments, double distance,
                            town_gaps *found)
{
    test_random random = {77};
    draft *area = draft_new(), *sites = draft_new();
    geo_shapes *areas = NULL, *facilities = NULL, *people = NULL;
    geo_gaps *gaps = NULL;
    geo_gap_options o = geo_gap_options_default();
    draft_star_feature(area, &random, 0, 0, 1500, 3000, 30);
    for (int64_t k = 0; k < n; k++) {
        draft_point_feature(sites, 6000 * test_random_unit(&random) - 3000,
                            6000 * test_random_unit(&random) - 3000);
    }
    geo_status status = geo_shapes_create(ctx, draft_view(area), &areas);
    if (status == GEO_OK) {
        status = geo_shapes_create(ctx, draft_view(sites), &facilities);
    }
    if (status == GEO_OK) {
        status = geo_shapes_create(ctx, draft_view(area), &people);
    }
    o.people = people;
    o.coverage.quad_segments = segments;
    if (status == GEO_OK) {
        status = geo_coverage_gaps(ctx, areas, facilities, distance, &o, &gaps);
    }
    if (status == GEO_OK) {
        found->count = geo_gaps_count(gaps);
        for (int64_t k = 0; k < found->count && k < 40; k++) {
            found->gap[k] = *geo_gaps_at(gaps, k);
        }
    }
    assert_true(status == GEO_OK || gaps == NULL);
    geo_gaps_destroy(gaps);
    geo_shapes_destroy(people);
    geo_shapes_destroy(facilities);
    geo_shapes_destroy(areas);
    free(sites);
    free(area);
    return status;
}

static void find_many(geo_ctx *ctx, void *out)
{
    assert_ok(ctx, find_gaps(ctx, 60, 64, 400, out));
    assert_true(((town_gaps *)out)->count > 3);
}

/* More sites than one chunk has. */
static void find_among_many(geo_ctx *ctx, void *out)
{
    assert_ok(ctx, find_gaps(ctx, 500, 16, 170, out));
    assert_true(((town_gaps *)out)->count > 3);
}

static void thread_count_does_not_change_a_bit(void **state)
{
    static town_gaps out;
    (void)state;
    assert_same_on_any_threads(find_many, &out, sizeof out);
    assert_same_on_any_threads(find_among_many, &out, sizeof out);
}

/* Stops once the deepest points are being looked for. */
static int stop_when_deep(double fraction, const char *message, void *user)
{
    int *asked = user;
    (void)fraction;
    if (message == NULL || strstr(message, "deepest") == NULL) {
        return 1;
    }
    return ++*asked < 3;
}

static void the_search_for_deepest_points_can_be_stopped(void **state)
{
    geo_ctx_options o = geo_ctx_options_default();
    town_gaps out;
    int asked = 0;
    geo_ctx *ctx;
    (void)state;
    o.progress = stop_when_deep;
    o.progress_user = &asked;
    assert_int_equal(geo_ctx_create(&o, &ctx), GEO_OK);
    assert_status(ctx, find_gaps(ctx, 500, 16, 170, &out), GEO_CANCELLED);
    assert_int_equal(asked, 3);
    geo_ctx_destroy(ctx);
}

static geo_status find_few(geo_ctx *ctx, void *data)
{
    return find_gaps(ctx, 8, 4, 400, data);
}

static void survives_every_allocation_failure(void **state)
{
    static town_gaps out;
    (void)state;
    assert_true(assert_survives_allocation_failures(find_few, &out) > 20);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(published_deepest_points_are_found),
        CASE(golden_c3_is_whole),
        CASE(golden_c1_leaves_two_gaps),
        CASE(random_gaps_are_as_deep_as_any_candidate),
        CASE(degenerate_sites_leave_deepest_points),
        CASE(gaps_about_lines_and_polygons_know_their_depth),
        CASE(without_facilities_all_is_gap_of_unknown_depth),
        CASE(slivers_are_left_out_and_counted),
        CASE(people_in_polygons_are_shared_by_area),
        CASE(thread_count_does_not_change_a_bit),
        CASE(the_search_for_deepest_points_can_be_stopped),
        CASE(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
