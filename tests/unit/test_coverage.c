/* SPDX-License-Identifier: MIT */
#include "support.h"

#include "draft.h"
#include "geo/coverage.h"
#include "geo/geometry.h"
#include "vectors.h"

/* The two facilities of METHODS 1.1 (golden C1). */
static geo_shapes *two_stations(geo_ctx *ctx)
{
    const double x[] = {500, 1500}, y[] = {1000, 1000};
    return draft_points(ctx, 2, x, y);
}

/* ---- Land: published numbers -------------------------------------------------------- */

static double area_number(const geo_area_coverage *c, const char *what)
{
    const struct {
        const char *name;
        double value;
    } known[] = {{"at_least_1", c->covered_m2},
                 {"at_least_2", c->overlap_m2},
                 {"exactly_1", c->covered_m2 - c->overlap_m2},
                 {"share_1", c->share},
                 {"gap", c->uncovered_m2},
                 {"mean_depth", c->mean_depth},
                 {"overlap_ratio", c->mean_depth / c->share - 1},
                 {"redundancy", c->overlap_m2 / c->covered_m2},
                 {"reaching", (double)c->reaching}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(known[i].name, what) == 0) {
            return known[i].value;
        }
    }
    fail_msg("no such quantity: %s", what);
    return 0.0;
}

static void published_numbers_are_met(void **state)
{
    enum { ROOM = 8 };
    test_vectors v;
    int rows = 0;
    for (vectors_open(&v, "vectors/coverage.tsv"); vectors_next(&v); rows++) {
        double box[4], disc[3 * ROOM], x[ROOM], y[ROOM], radius[ROOM];
        geo_coverage_options o = geo_coverage_options_default();
        geo_area_coverage out;
        assert_int_equal(parse_numbers(vector_text(&v, "box"), box, 4), 4);
        int64_t n = parse_numbers(vector_text(&v, "discs"), disc, 3 * ROOM) / 3;
        for (int64_t i = 0; i < n; i++) {
            x[i] = disc[3 * i], y[i] = disc[3 * i + 1], radius[i] = disc[3 * i + 2];
        }
        o.radius_m = radius;
        geo_shapes *area = draft_rectangle(*state, box[0], box[1], box[2], box[3]);
        geo_shapes *sites = draft_points(*state, n, x, y);
        assert_ok(*state, geo_coverage_areas(*state, area, sites, NULL, 1, &o, &out));
        const char *what = vector_text(&v, "what");
        assert_vector(&v, what, area_number(&out, what), vector_number(&v, "expected"),
                      vector_number(&v, "tolerance"));
        geo_shapes_destroy(sites);
        geo_shapes_destroy(area);
    }
    assert_int_equal(rows, 21);
}

static void a_distance_of_0_covers_nothing(void **state)
{
    geo_shapes *area = draft_rectangle(*state, 0, 0, 2000, 2000);
    geo_shapes *stations = two_stations(*state);
    const double distance[] = {600, 0};
    geo_area_coverage out[2];
    assert_ok(*state, geo_coverage_areas(*state, area, stations, distance, 2, NULL, out));
    assert_near(out[0].total_m2, 4e6, 0);
    assert_near(out[0].covered_m2 + out[0].uncovered_m2, 4e6, 1e-15);
    assert_int_equal(out[0].reaching, 2);
    assert_int_equal(out[0].outside, 0);
    assert_near(out[1].covered_m2, 0, 0);
    assert_near(out[1].share, 0, 0);
    geo_shapes_destroy(stations);
    geo_shapes_destroy(area);
}

/* METHODS 1.2. */
static void golden_classes_are_met(void **state)
{
    draft *d = draft_new();
    draft_box_feature(d, 0, 0, 2000, 2000);
    draft_feature(d, GEO_NONE);
    geo_shapes *areas = draft_shapes(*state, d), *stations = two_stations(*state);
    double area[8];
    assert_ok(*state, geo_coverage_classes(*state, areas, stations, 600, 3, NULL, area));
    assert_near(area[0], 1918115.513923, 1e-12);
    assert_near(area[1], 1991853.373824, 1e-12);
    assert_near(area[2], 90031.112254, 1e-11);
    assert_near(area[3], 0, 0);
    for (int k = 4; k < 8; k++) {
        assert_true(isnan(area[k]));
    }
    assert_ok(*state, geo_coverage_classes(*state, areas, stations, 600, 1, NULL, area));
    assert_near(area[1], 2081884.486077, 1e-12); /* the last class is of one or more */
    assert_ok(*state, geo_coverage_classes(*state, areas, areas, 600, 1, NULL, area));
    assert_near(area[0], 0, 0); /* an area reaches all of itself */
    assert_near(area[1], 4e6, 0);
    assert_status(*state, geo_coverage_classes(*state, areas, stations, 600, 0, NULL, area),
                  GEO_INVALID);
    geo_shapes_destroy(stations);
    geo_shapes_destroy(areas);
    free(d);
}

/* METHODS 0.10 and 8 A4: the area of the drawn polygon, 64 chords to a quarter circle. */
static void drawn_regions_have_the_golden_area_and_add_up(void **state)
{
    draft *d = draft_new();
    draft_box_feature(d, 0, 0, 2000, 2000);
    draft_feature(d, GEO_NONE);
    draft_box_feature(d, 9000, 9000, 9001, 9001);
    geo_shapes *areas = draft_shapes(*state, d), *stations = two_stations(*state);
    geo_shapes *served, *unserved, *again;
    double in[3], out[3];
    assert_ok(*state, geo_coverage_regions(*state, areas, stations, 600, NULL, &served, &unserved));
    geo_shapes_area(served, in);
    geo_shapes_area(unserved, out);
    /* no less than what buffers leave that are cut where they cross, no more than the truth */
    assert_true(in[0] > 2081742.3705 && in[0] < 2081884.486077);
    assert_true(in[0] - 2081742.3705 < 1.0);
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

/* ---- Each facility its own radius ---------------------------------------------------- */

enum { REACHING = 40, REACHED = 50 };

/* Facilities with a radius each, some of 0 or unknown, and a row without geometry among them, so
 * that rows and points part there. */
typedef struct own_radii {
    draft *sites;
    double x[REACHING], y[REACHING], r[REACHING]; /* of the points */
    double own[REACHING + 2];                     /* of the rows, and of one to come */
} own_radii;

static void fill_own_radii(test_random *random, own_radii *f)
{
    int64_t rows = 0;
    f->sites = draft_new();
    for (int k = 0; k < REACHING; k++) {
        f->x[k] = 4000 * test_random_unit(random), f->y[k] = 4000 * test_random_unit(random);
        f->r[k] = k % 7 == 0 ? 0 : 900 * test_random_unit(random);
        if (k == 11) {
            draft_feature(f->sites, GEO_NONE);
            f->own[rows++] = 5000;
        }
        draft_point_feature(f->sites, f->x[k], f->y[k]);
        f->own[rows++] = f->r[k];
    }
    f->own[20] = NAN; /* unknown: reaches nothing */
    f->r[19] = 0;
    f->own[rows] = 1;
}

static int64_t count_reaching(const own_radii *f, double x, double y)
{
    int64_t count = 0;
    for (int k = 0; k < REACHING; k++) {
        double dx = x - f->x[k], dy = y - f->y[k];
        count += k != 19 && dx * dx + dy * dy <= f->r[k] * f->r[k];
    }
    return count;
}

/* The same question put to the discs themselves, and to points one by one. */
static void facilities_reach_as_far_as_each_does(void **state)
{
    test_random random = {9};
    static own_radii f;
    double px[REACHED], py[REACHED], share[REACHED], at_least[2];
    int64_t count[REACHED];
    fill_own_radii(&random, &f);
    for (int p = 0; p < REACHED; p++) {
        px[p] = 4000 * test_random_unit(&random), py[p] = 4000 * test_random_unit(&random);
    }
    geo_shapes *area = draft_rectangle(*state, 200, 300, 3500, 3900);
    geo_shapes *facilities = draft_shapes(*state, f.sites);
    geo_shapes *people = draft_points(*state, REACHED, px, py);
    geo_coverage_options o = geo_coverage_options_default();
    geo_area_coverage found, drawn;
    geo_disc_areas discs;
    o.radius_m = f.own;
    o.quad_segments = 512;
    assert_ok(*state, geo_coverage_areas(*state, area, facilities, NULL, 1, &o, &found));
    assert_ok(*state, geo_disc_areas_measure(*state, area, 0, REACHING, f.x, f.y, f.r, 2, at_least,
                                             &discs));
    assert_near(found.covered_m2, at_least[0], 1e-12);
    assert_near(found.overlap_m2, at_least[1], 1e-12);
    assert_int_equal(found.reaching, discs.reaching_count);
    assert_ok(*state, geo_coverage_demand(*state, people, facilities, NULL, 1, &o, share, count));
    for (int p = 0; p < REACHED; p++) {
        assert_int_equal(count[p], count_reaching(&f, px[p], py[p]));
    }
    draft_line_feature(f.sites, 0, 0, 1, 1); /* the way of shapes of any kind */
    geo_shapes *mixed = draft_shapes(*state, f.sites);
    assert_ok(*state, geo_coverage_areas(*state, area, mixed, NULL, 1, &o, &drawn));
    assert_near(drawn.covered_m2, found.covered_m2, 1e-5);
    assert_int_equal(drawn.reaching, found.reaching);
    geo_shapes_destroy(mixed);
    geo_shapes_destroy(people);
    geo_shapes_destroy(facilities);
    geo_shapes_destroy(area);
    free(f.sites);
}

static void radii_that_are_none_are_refused(void **state)
{
    const double minus[] = {1, -1}, good[] = {1, 1}, two[] = {1, 2};
    geo_shapes *area = draft_rectangle(*state, 0, 0, 10, 10), *stations = two_stations(*state);
    geo_coverage_options o = geo_coverage_options_default();
    geo_area_coverage out[2];
    o.radius_m = minus;
    assert_status(*state, geo_coverage_areas(*state, area, stations, NULL, 1, &o, out),
                  GEO_INVALID);
    assert_message_has(*state, "radius of facility 2: -1 is no distance in metres");
    o.radius_m = good;
    assert_status(*state, geo_coverage_areas(*state, area, stations, two, 2, &o, out), GEO_INVALID);
    geo_shapes_destroy(area);
    geo_shapes_destroy(stations);
}

/* ---- Land: what is refused or unknown ----------------------------------------------- */

static void areas_without_geometry_are_unknown(void **state)
{
    draft *d = draft_new();
    draft_feature(d, GEO_NONE);
    draft_feature(d, GEO_POLYGON);
    draft_box_feature(d, 0, 0, 10, 10);
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
    draft_bow_tie_feature(d);
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
        draft_box_feature(t.blocks, x, y, x + 90, y + 80);
    }
    for (int i = 0; i < sites; i++) {
        draft_point_feature(t.sites, 100 * side * test_random_unit(&random),
                            100 * side * test_random_unit(&random));
    }
    if (lines) {
        draft_line_feature(t.sites, 0, 0, 100 * side, 50 * side);
    }
    return t;
}

static void free_town(town *t)
{
    free(t->blocks);
    free(t->sites);
}

enum { SIDE = 6, BLOCKS = SIDE * SIDE };

typedef struct town_coverage {
    geo_area_coverage area[BLOCKS];
    double share[BLOCKS];
} town_coverage;

static void cover_town(geo_ctx *ctx, bool lines, town_coverage *out)
{
    const double distance = 60;
    town t = make_town(SIDE, 40, lines);
    geo_shapes *blocks = draft_shapes(ctx, t.blocks), *sites = draft_shapes(ctx, t.sites);
    geo_coverage_options coarse = geo_coverage_options_default();
    coarse.quad_segments = 8;
    assert_ok(ctx, geo_coverage_areas(ctx, blocks, sites, &distance, 1, &coarse, out->area));
    assert_ok(ctx,
              geo_coverage_demand(ctx, blocks, sites, &distance, 1, &coarse, out->share, NULL));
    for (int i = 0; i < BLOCKS; i++) {
        assert_near(out->share[i], out->area[i].share, 0); /* the same measure by both doors */
    }
    geo_shapes_destroy(blocks);
    geo_shapes_destroy(sites);
    free_town(&t);
}

static void cover_towns(geo_ctx *ctx, void *result)
{
    cover_town(ctx, false, result);
    cover_town(ctx, true, (town_coverage *)result + 1);
}

static void thread_count_does_not_change_a_bit(void **state)
{
    static town_coverage out[2];
    (void)state;
    assert_same_on_any_threads(cover_towns, out, sizeof out);
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
        CASE(published_numbers_are_met),
        CASE(a_distance_of_0_covers_nothing),
        CASE(golden_classes_are_met),
        CASE(facilities_reach_as_far_as_each_does),
        CASE(radii_that_are_none_are_refused),
        CASE(drawn_regions_have_the_golden_area_and_add_up),
        CASE(areas_without_geometry_are_unknown),
        CASE(what_cannot_be_measured_is_refused),
        CASE(thread_count_does_not_change_a_bit),
        CASE(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
