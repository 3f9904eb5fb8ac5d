/* SPDX-License-Identifier: MIT */
#include "support.h"

#include "draft.h"
#include "geo/coverage.h"
#include "geo/geometry.h"

static const double PI = 3.14159265358979323846;

/* The two facilities of METHODS 1.1 (golden C1). */
static geo_shapes *two_stations(geo_ctx *ctx)
{
    const double x[] = {500, 1500}, y[] = {1000, 1000};
    return draft_points(ctx, 2, x, y);
}

static void line_feature(draft *d, double ax, double ay, double bx, double by)
{
    draft_feature(d, GEO_LINESTRING);
    draft_part(d, 0);
    draft_add(d, ax, ay);
    draft_add(d, bx, by);
}

static void box_feature(draft *d, double min_x, double min_y, double max_x, double max_y)
{
    draft_feature(d, GEO_POLYGON);
    draft_part(d, 0);
    draft_box(d, min_x, min_y, max_x, max_y);
}

/* ---- Land: published numbers -------------------------------------------------------- */

static void golden_c1_is_met(void **state)
{
    geo_shapes *area = draft_rectangle(*state, 0, 0, 2000, 2000);
    geo_shapes *stations = two_stations(*state);
    const double distance[] = {600, 0};
    geo_area_coverage out[2];
    assert_ok(*state, geo_coverage_areas(*state, area, stations, distance, 2, NULL, out));
    assert_near(out[0].total_m2, 4e6, 0);
    assert_near(out[0].covered_m2, 2081884.486077, 1e-12);
    assert_near(out[0].uncovered_m2, 1918115.513923, 1e-12);
    assert_near(out[0].overlap_m2, 90031.112254, 1e-11);
    assert_near(out[0].share, 0.520471121519, 1e-12);
    assert_near(out[0].mean_depth, 0.542978899583, 1e-12);
    assert_int_equal(out[0].reaching, 2);
    assert_int_equal(out[0].outside, 0);
    assert_near(out[1].covered_m2, 0, 0); /* a distance of 0 covers no area */
    assert_near(out[1].share, 0, 0);
    geo_shapes_destroy(stations);
    geo_shapes_destroy(area);
}

/* METHODS 0.10 and 8 A4: the area of the drawn polygon, 64 chords to a quarter circle. */
static void drawn_regions_have_the_golden_area_and_add_up(void **state)
{
    draft *d = draft_new();
    box_feature(d, 0, 0, 2000, 2000);
    draft_feature(d, GEO_NONE);
    box_feature(d, 9000, 9000, 9001, 9001);
    geo_shapes *areas = draft_shapes(*state, d), *stations = two_stations(*state);
    geo_shapes *served, *unserved, *again;
    double in[3], out[3];
    assert_ok(*state, geo_coverage_regions(*state, areas, stations, 600, NULL, &served, &unserved));
    geo_shapes_area(served, in);
    geo_shapes_area(unserved, out);
    assert_true(fabs(in[0] - 2081742.3705) < 1e-4);
    assert_near(in[0] + out[0], 4e6, 1e-12);
    assert_int_equal(geo_shapes_geometry(served)->type[1], GEO_NONE);
    assert_int_equal(geo_shapes_geometry(unserved)->type[1], GEO_NONE);
    assert_int_equal(geo_shapes_geometry(served)->type[2], GEO_NONE);
    assert_near(out[2], 1, 0);
    assert_ok(*state, geo_coverage_regions(*state, areas, stations, 600, NULL, &again, NULL));
    geo_shapes_area(again, out);
    assert_near(out[0], in[0], 0);
    geo_shapes_destroy(again);
    geo_shapes_destroy(served);
    geo_shapes_destroy(unserved);
    geo_shapes_destroy(stations);
    geo_shapes_destroy(areas);
    free(d);
}

/* ---- Land: lines, polygons and groups ----------------------------------------------- */

static void lines_and_polygons_cover_what_is_near_them(void **state)
{
    draft *d = draft_new();
    line_feature(d, -1000, 1000, 3000, 1000); /* a band 200 high */
    line_feature(d, 1000, -1000, 1000, 3000); /* and one 200 wide */
    box_feature(d, 2050, 300, 2500, 500);     /* outside, reaches in 50 */
    box_feature(d, 5000, 5000, 5001, 5001);   /* reaches nothing */
    draft_feature(d, GEO_NONE);
    geo_shapes *facilities = draft_shapes(*state, d);
    geo_shapes *area = draft_rectangle(*state, 0, 0, 2000, 2000);
    geo_coverage_options o = geo_coverage_options_default();
    const double distance[] = {100, 0};
    geo_area_coverage out[2];
    o.quad_segments = 1024;
    assert_ok(*state, geo_coverage_areas(*state, area, facilities, distance, 2, &o, out));
    /* above and below the box a strip narrows along two circular arcs: segments of 50 in 100 */
    double segment = 0.5 * (1e4 * acos(0.5) - 50 * sqrt(7500));
    double box = 200 * 50 + 2 * segment;
    assert_near(out[0].covered_m2, 2 * 4e5 - 4e4 + box, 1e-7);
    assert_near(out[0].overlap_m2, 4e4, 1e-9);
    assert_near(out[0].mean_depth, (8e5 + box) / 4e6, 1e-7);
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
    box_feature(d, 0, 0, 10, 10);
    box_feature(d, 5, 0, 15, 10);
    line_feature(d, 0, 0, 20, 20);
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

/* A far line sends the same points through GEOS instead of the exact arcs. */
static void buffers_agree_with_exact_discs(void **state)
{
    test_random random = {21};
    for (int round = 0; round < 3; round++) {
        draft *region = draft_new(), *sites = draft_new();
        draft_feature(region, GEO_POLYGON);
        draft_part(region, 0);
        draft_star(region, &random, 441000, 4427000, 800, 2000, 30);
        for (int k = 0; k < 25; k++) {
            draft_feature(sites, GEO_POINT);
            draft_part(sites, 0);
            draft_add(sites, 439000 + 4000 * test_random_unit(&random),
                      4425000 + 4000 * test_random_unit(&random));
        }
        geo_shapes *area = draft_shapes(*state, region), *discs = draft_shapes(*state, sites);
        line_feature(sites, 0, 0, 1, 1);
        geo_shapes *mixed = draft_shapes(*state, sites);
        geo_coverage_options o = geo_coverage_options_default();
        o.quad_segments = 128; /* 2.5e-5 short */
        const double distance = 500;
        geo_area_coverage exact, drawn;
        assert_ok(*state, geo_coverage_areas(*state, area, discs, &distance, 1, &o, &exact));
        assert_ok(*state, geo_coverage_areas(*state, area, mixed, &distance, 1, &o, &drawn));
        assert_near(drawn.total_m2, exact.total_m2, 1e-12);
        assert_near(drawn.covered_m2, exact.covered_m2, 5e-5);
        assert_near(drawn.overlap_m2, exact.overlap_m2, 2e-4);
        assert_near(drawn.mean_depth, exact.mean_depth, 5e-5);
        assert_true(drawn.covered_m2 < exact.covered_m2);
        assert_int_equal(drawn.reaching, exact.reaching);
        assert_int_equal(drawn.outside, exact.outside);
        geo_shapes_destroy(area);
        geo_shapes_destroy(discs);
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
    geo_coverage_options o = geo_coverage_options_default();
    const double distance = 600;
    geo_area_coverage out;
    o.quad_segments = 1024;
    assert_ok(*state, geo_coverage_areas(*state, area, facilities, &distance, 1, &o, &out));
    assert_near(out.covered_m2, 2081884.486077, 1e-6);
    assert_near(out.overlap_m2, 0, 0);
    assert_int_equal(out.reaching, 1);
    geo_shapes_destroy(facilities);
    geo_shapes_destroy(area);
    free(d);
}

/* ---- Land: what is refused or unknown ----------------------------------------------- */

static void areas_without_geometry_are_unknown(void **state)
{
    draft *d = draft_new();
    draft_feature(d, GEO_NONE);
    draft_feature(d, GEO_POLYGON);
    box_feature(d, 0, 0, 10, 10);
    geo_shapes *areas = draft_shapes(*state, d), *stations = draft_points(*state, 0, NULL, NULL);
    const double distance = 100;
    geo_area_coverage out[3];
    assert_ok(*state, geo_coverage_areas(*state, areas, stations, &distance, 1, NULL, out));
    for (int i = 0; i < 2; i++) {
        assert_true(isnan(out[i].total_m2) && isnan(out[i].covered_m2) && isnan(out[i].share));
        assert_int_equal(out[i].reaching, 0);
    }
    assert_near(out[2].total_m2, 100, 0);
    assert_near(out[2].share, 0, 0); /* no facilities: known to be nothing */
    geo_shapes_destroy(areas);
    geo_shapes_destroy(stations);
    free(d);
}

static void what_cannot_be_measured_is_refused(void **state)
{
    geo_ctx *ctx = *state;
    geo_shapes *stations = two_stations(ctx), *served, *unserved;
    const double good = 1, bad = -1, nan = NAN;
    geo_area_coverage out[2];
    assert_status(ctx, geo_coverage_areas(ctx, stations, stations, &good, 1, NULL, out), GEO_DATA);
    assert_message_has(ctx, "study areas: feature 1 is a Point, not a polygon");
    assert_status(ctx, geo_coverage_regions(ctx, stations, stations, 1, NULL, &served, &unserved),
                  GEO_DATA);
    assert_null(served);
    assert_null(unserved);
    draft *d = draft_new();
    draft_feature(d, GEO_POLYGON);
    draft_part(d, 0);
    draft_add(d, 0, 0);
    draft_add(d, 2, 2);
    draft_add(d, 2, 0);
    draft_add(d, 0, 2);
    draft_add(d, 0, 0);
    geo_shapes *bow_tie = draft_shapes(ctx, d), *box = draft_rectangle(ctx, 0, 0, 1, 1);
    assert_status(ctx, geo_coverage_areas(ctx, bow_tie, stations, &good, 1, NULL, out), GEO_DATA);
    assert_message_has(ctx, "study areas: feature 1 is not valid: Self-intersection");
    assert_status(ctx, geo_coverage_areas(ctx, box, bow_tie, &good, 1, NULL, out), GEO_DATA);
    assert_message_has(ctx, "facilities: feature 1 is not valid: Self-intersection");
    assert_status(ctx, geo_coverage_areas(ctx, box, stations, &bad, 1, NULL, out), GEO_INVALID);
    assert_status(ctx, geo_coverage_areas(ctx, box, stations, &nan, 1, NULL, out), GEO_INVALID);
    assert_status(ctx, geo_coverage_areas(ctx, box, stations, &good, 0, NULL, out), GEO_INVALID);
    geo_shapes_destroy(bow_tie);
    geo_shapes_destroy(box);
    geo_shapes_destroy(stations);
    free(d);
}

/* ---- Demand ------------------------------------------------------------------------- */

static void golden_c2_is_met(void **state)
{
    const double x[] = {200, 1000, 1000, 1900, 500}, y[] = {1000, 1000, 1350, 1900, 1600};
    const double weight[] = {100, 250, 300, 150, 200}, distance[] = {100, 600};
    const int64_t multiplicity[] = {1, 2, 0, 0, 1};
    double share[10];
    int64_t count[10];
    geo_demand_total total;
    geo_shapes *people = draft_points(*state, 5, x, y), *stations = two_stations(*state);
    assert_ok(*state,
              geo_coverage_demand(*state, people, stations, distance, 2, NULL, share, count));
    for (int i = 0; i < 5; i++) {
        assert_int_equal(count[2 * i], 0);
        assert_int_equal(count[2 * i + 1], multiplicity[i]); /* (500, 1600) is 600 m away: in */
        assert_near(share[2 * i + 1], multiplicity[i] > 0, 0);
    }
    assert_ok(*state, geo_coverage_total(*state, 5, share + 1, 2, weight, &total));
    assert_near(total.share, 0.55, 1e-15);
    assert_near(total.weight, 1000, 0);
    assert_near(total.covered, 550, 0);
    assert_ok(*state, geo_coverage_total(*state, 5, share + 1, 2, NULL, &total));
    assert_near(total.share, 0.6, 1e-15);
    geo_shapes_destroy(people);
    geo_shapes_destroy(stations);
}

static void golden_c2b_is_met(void **state)
{
    draft *d = draft_new();
    box_feature(d, 0, 0, 1000, 2000);
    box_feature(d, 1000, 0, 2000, 2000);
    geo_shapes *zones = draft_shapes(*state, d);
    const double x = 1000, y = 1000, distance = 500, weight[] = {1000, 3000};
    double share[2];
    int64_t count[2];
    geo_demand_total total;
    geo_shapes *station = draft_points(*state, 1, &x, &y);
    assert_ok(*state,
              geo_coverage_demand(*state, zones, station, &distance, 1, NULL, share, count));
    assert_near(share[0], PI * 125000 / 2e6, 1e-13);
    assert_int_equal(count[1], 1);
    assert_ok(*state, geo_coverage_total(*state, 2, share, 1, weight, &total));
    assert_near(total.covered, 785.398163397, 1e-12);
    assert_near(total.share, 0.196349540849, 1e-12);
    geo_shapes_destroy(station);
    geo_shapes_destroy(zones);
    free(d);
}

static void demand_of_every_kind_finds_its_column(void **state)
{
    draft *d = draft_new();
    draft_feature(d, GEO_NONE);
    draft_feature(d, GEO_POINT);
    draft_part(d, 0);
    draft_add(d, 0, 5);
    draft_feature(d, GEO_POLYGON); /* of no area: counts as (0, 4) */
    draft_part(d, 0);
    draft_add(d, 0, 4);
    draft_add(d, 9, 4);
    draft_add(d, 20, 4);
    draft_add(d, 0, 4);
    box_feature(d, -1, -1, 1, 1);
    geo_shapes *demand = draft_shapes(*state, d);
    const double zero = 0, distance[] = {4, 5};
    double share[8];
    geo_shapes *station = draft_points(*state, 1, &zero, &zero);
    assert_ok(*state, geo_coverage_demand(*state, demand, station, distance, 2, NULL, share, NULL));
    assert_true(isnan(share[0]) && isnan(share[1]));
    assert_near(share[2], 0, 0);
    assert_near(share[3], 1, 0);
    assert_near(share[4], 1, 0);
    assert_near(share[6], 1, 0);
    draft *line = draft_new();
    line_feature(line, 0, 0, 1, 1);
    geo_shapes *street = draft_shapes(*state, line);
    assert_status(*state,
                  geo_coverage_demand(*state, street, station, distance, 2, NULL, share, NULL),
                  GEO_DATA);
    assert_message_has(*state, "demand: feature 1 is a LineString");
    geo_shapes_destroy(street);
    geo_shapes_destroy(demand);
    geo_shapes_destroy(station);
    free(line);
    free(d);
}

static double segment_distance2(double x, double y, double ax, double ay, double bx, double by)
{
    double vx = bx - ax, vy = by - ay, l2 = vx * vx + vy * vy;
    double t = l2 > 0 ? fmax(0, fmin(1, ((x - ax) * vx + (y - ay) * vy) / l2)) : 0;
    double dx = x - ax - t * vx, dy = y - ay - t * vy;
    return dx * dx + dy * dy;
}

/* Many lines on top of each other, so that counts outgrow the first guess. */
static void lines_near_demand_points_are_counted_like_by_hand(void **state)
{
    enum { LINES = 120, PEOPLE = 60 };
    test_random random = {4};
    draft *d = draft_new();
    double px[PEOPLE], py[PEOPLE], share[PEOPLE];
    int64_t count[PEOPLE];
    for (int k = 0; k < LINES; k++) {
        line_feature(d, 1000 * test_random_unit(&random), 1000 * test_random_unit(&random),
                     1000 * test_random_unit(&random), 1000 * test_random_unit(&random));
    }
    box_feature(d, 400, 400, 600, 600);
    for (int p = 0; p < PEOPLE; p++) {
        px[p] = 1000 * test_random_unit(&random);
        py[p] = 1000 * test_random_unit(&random);
    }
    geo_shapes *facilities = draft_shapes(*state, d),
               *people = draft_points(*state, PEOPLE, px, py);
    const double distance[] = {0, 30, 300};
    for (int j = 0; j < 3; j++) {
        assert_ok(*state, geo_coverage_demand(*state, people, facilities, &distance[j], 1, NULL,
                                              share, count));
        for (int p = 0; p < PEOPLE; p++) {
            int64_t expected = 0;
            for (int k = 0; k < LINES; k++) {
                expected +=
                    segment_distance2(px[p], py[p], d->x[2 * k], d->y[2 * k], d->x[2 * k + 1],
                                      d->y[2 * k + 1]) <= distance[j] * distance[j];
            }
            double dx = fmax(0, fabs(px[p] - 500) - 100), dy = fmax(0, fabs(py[p] - 500) - 100);
            expected += dx * dx + dy * dy <= distance[j] * distance[j];
            assert_int_equal(count[p], expected);
            assert_near(share[p], expected > 0, 0);
        }
    }
    geo_shapes_destroy(facilities);
    geo_shapes_destroy(people);
    free(d);
}

static void totals_leave_out_what_is_unknown(void **state)
{
    const double share[] = {1, 0.5, NAN, 1}, weight[] = {10, 20, 30, NAN}, minus[] = {1, -1, 1, 1};
    geo_demand_total total;
    assert_ok(*state, geo_coverage_total(*state, 4, share, 1, weight, &total));
    assert_near(total.weight, 30, 0);
    assert_near(total.covered, 20, 0);
    assert_int_equal(total.used, 2);
    assert_int_equal(total.unknown, 2);
    assert_ok(*state, geo_coverage_total(*state, 0, NULL, 1, NULL, &total));
    assert_true(isnan(total.share));
    assert_status(*state, geo_coverage_total(*state, 4, share, 1, minus, &total), GEO_DATA);
    assert_message_has(*state, "weight of feature 2 is -1");
}

/* ---- Many areas, threads, memory ---------------------------------------------------- */

typedef struct town {
    draft *blocks, *sites;
} town;

static town make_town(int side, int sites, bool lines)
{
    test_random random = {17};
    town t = {draft_new(), draft_new()};
    for (int i = 0; i < side * side; i++) {
        double x = 100 * (i % side), y = 100 * (double)(i / side);
        box_feature(t.blocks, x, y, x + 90, y + 80);
    }
    for (int i = 0; i < sites; i++) {
        draft_feature(t.sites, GEO_POINT);
        draft_part(t.sites, 0);
        draft_add(t.sites, 100 * side * test_random_unit(&random),
                  100 * side * test_random_unit(&random));
    }
    if (lines) {
        line_feature(t.sites, 0, 0, 100 * side, 50 * side);
    }
    return t;
}

static void free_town(town *t)
{
    free(t->blocks);
    free(t->sites);
}

static void thread_count_does_not_change_a_bit(void **state)
{
    (void)state;
    enum { SIDE = 6, N = SIDE * SIDE };
    geo_area_coverage first[N], again[N];
    double share[N], share_again[N];
    const double distance = 60;
    geo_coverage_options coarse = geo_coverage_options_default();
    coarse.quad_segments = 8;
    const int64_t threads[] = {1, 2, 3, 7};
    for (int lines = 0; lines < 2; lines++) {
        town t = make_town(SIDE, 40, lines != 0);
        for (int k = 0; k < 4; k++) {
            geo_ctx *ctx = ctx_with_threads(threads[k]);
            geo_shapes *blocks = draft_shapes(ctx, t.blocks), *sites = draft_shapes(ctx, t.sites);
            assert_ok(ctx, geo_coverage_areas(ctx, blocks, sites, &distance, 1, &coarse,
                                              k > 0 ? again : first));
            assert_ok(ctx, geo_coverage_demand(ctx, blocks, sites, &distance, 1, &coarse,
                                               k > 0 ? share_again : share, NULL));
            if (k > 0) {
                assert_memory_equal(again, first, sizeof first);
                assert_memory_equal(share_again, share, sizeof share);
            }
            for (int i = 0; i < N; i++) {
                assert_near(share[i], first[i].share, 0); /* the same measure by both doors */
            }
            geo_shapes_destroy(blocks);
            geo_shapes_destroy(sites);
            geo_ctx_destroy(ctx);
        }
        free_town(&t);
    }
}

static geo_status measure_town(geo_ctx *ctx, void *data)
{
    town *t = data;
    geo_shapes *blocks = NULL, *sites = NULL, *served = NULL, *unserved = NULL;
    geo_area_coverage out[1];
    double share[1];
    int64_t count[1];
    const double distance = 60;
    geo_coverage_options coarse = geo_coverage_options_default();
    coarse.quad_segments = 2;
    geo_status status = geo_shapes_create(ctx, draft_view(t->blocks), &blocks);
    if (status == GEO_OK) {
        status = geo_shapes_create(ctx, draft_view(t->sites), &sites);
    }
    if (status == GEO_OK) {
        status = geo_coverage_areas(ctx, blocks, sites, &distance, 1, &coarse, out);
    }
    if (status == GEO_OK) {
        status = geo_coverage_demand(ctx, blocks, sites, &distance, 1, &coarse, share, count);
    }
    if (status == GEO_OK) {
        status = geo_coverage_regions(ctx, blocks, sites, distance, &coarse, &served, &unserved);
        assert_int_equal(status == GEO_OK, served != NULL && unserved != NULL);
    }
    geo_shapes_destroy(served);
    geo_shapes_destroy(unserved);
    geo_shapes_destroy(sites);
    geo_shapes_destroy(blocks);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    for (int lines = 0; lines < 2; lines++) {
        town t = make_town(1, 2, lines != 0);
        assert_true(assert_survives_allocation_failures(measure_town, &t) > 40);
        free_town(&t);
    }
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(golden_c1_is_met),
        CASE(drawn_regions_have_the_golden_area_and_add_up),
        CASE(lines_and_polygons_cover_what_is_near_them),
        CASE(polygons_cover_themselves_at_distance_nought),
        CASE(buffers_agree_with_exact_discs),
        CASE(a_group_of_points_is_one_facility),
        CASE(areas_without_geometry_are_unknown),
        CASE(what_cannot_be_measured_is_refused),
        CASE(golden_c2_is_met),
        CASE(golden_c2b_is_met),
        CASE(demand_of_every_kind_finds_its_column),
        CASE(lines_near_demand_points_are_counted_like_by_hand),
        CASE(totals_leave_out_what_is_unknown),
        CASE(thread_count_does_not_change_a_bit),
        CASE(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
