/* SPDX-License-Identifier: MIT */
#include "support.h"

#include "demand_case.h"
#include "disc_oracle.h"
#include "draft.h"
#include "geo/demand.h"
#include "geo/geometry.h"

static const double PI = 3.14159265358979323846;

/* The two facilities of METHODS 1.1. */
static const double x_of_c1[] = {500, 1500}, y_of_c1[] = {1000, 1000};

/* ---- Published numbers ----------------------------------------------------------------------- */

static int64_t demand_numbers(geo_ctx *ctx, const demand_case *c, const char *what, double *got)
{
    geo_demand_options o = geo_demand_options_default();
    geo_demand_row row;
    geo_demand *account;
    double by_count[4];
    int64_t count[DEMAND_ROOM],
        type = strncmp(what, "type ", 5) == 0 ? atoi(what + 5) : GEO_ANY_TYPE;
    o.radius_m = c->radius;
    o.types = c->types;
    o.type = c->type;
    assert_ok(ctx, geo_demand_create(ctx, c->facilities, NULL, 1, &o, &account));
    assert_ok(ctx, geo_demand_add(ctx, account, c->people, c->weight, NULL, NULL, count));
    assert_ok(ctx, geo_demand_read(ctx, account, 0, -1, type, &row, by_count));
    geo_demand_destroy(account);
    if (strcmp(what, "counts") == 0) {
        for (int64_t i = 0; i < c->n; i++) {
            got[i] = (double)count[i];
        }
        return c->n;
    }
    if (strcmp(what, "classes") == 0) {
        memcpy(got, by_count, sizeof by_count);
        return 4;
    }
    got[0] = strcmp(what, "share") == 0        ? row.share
             : strcmp(what, "weight") == 0     ? row.weight
             : strcmp(what, "mean_depth") == 0 ? row.mean_depth
             : strcmp(what, "redundancy") == 0 ? row.redundancy
                                               : row.covered;
    return 1;
}

static void published_numbers_are_met(void **state)
{
    test_vectors v;
    demand_case c;
    int rows = 0;
    for (vectors_open(&v, "vectors/demand.tsv"); vectors_next(&v); rows++) {
        double got[DEMAND_ROOM], expected[DEMAND_ROOM];
        const char *what = vector_text(&v, "what");
        demand_case_read(*state, &v, &c);
        int64_t n = demand_numbers(*state, &c, what, got);
        assert_int_equal(parse_numbers(vector_text(&v, "expected"), expected, DEMAND_ROOM), n);
        for (int64_t k = 0; k < n; k++) {
            assert_vector(&v, what, got[k], expected[k], vector_number(&v, "tolerance"));
        }
        demand_case_end(&c);
    }
    assert_int_equal(rows, 15);
}

/* ---- What accounts hold ---------------------------------------------------------------------- */

static void people_of_c2_are_told_apart(void **state)
{
    const double x[] = {200, 1000, 1000, 1900, 500}, y[] = {1000, 1000, 1350, 1900, 1600};
    const double weight[] = {100, 250, 300, 150, 200}, distance[] = {100, 600};
    double by_count[4], reach[2], sole[2], share[10];
    int64_t count[10];
    geo_demand_options o = geo_demand_options_default();
    geo_demand_row row;
    geo_demand *account;
    o.by_facility = 1;
    geo_shapes *people = draft_points(*state, 5, x, y),
               *stations = draft_points(*state, 2, x_of_c1, y_of_c1);
    assert_ok(*state, geo_demand_create(*state, stations, distance, 2, &o, &account));
    assert_ok(*state, geo_demand_add(*state, account, people, weight, NULL, share, count));
    assert_ok(*state, geo_demand_read(*state, account, 1, -1, GEO_ANY_TYPE, &row, by_count));
    assert_near(row.twice, 250, 0);
    assert_near(row.redundancy, 250.0 / 550.0, 1e-15);
    const double expected[] = {450, 300, 250, 0};
    for (int k = 0; k < 4; k++) {
        assert_near(by_count[k], expected[k], 0);
    }
    assert_ok(*state, geo_demand_facilities(*state, account, 1, reach, sole));
    assert_near(reach[0], 550, 0); /* (500, 1600) is exactly 600 m away: within */
    assert_near(sole[0], 300, 0);
    assert_near(reach[1], 250, 0);
    assert_near(sole[1], 0, 0);
    assert_near(share[9], 1, 0);
    assert_ok(*state, geo_demand_read(*state, account, 0, -1, GEO_ANY_TYPE, &row, NULL));
    assert_near(row.covered, 0, 0);
    assert_true(isnan(row.redundancy));
    geo_demand_destroy(account);
    geo_shapes_destroy(people);
    geo_shapes_destroy(stations);
}

/* Zones of METHODS 1.3, and the discs of 1.1 over one square. */
static void zones_and_facilities_of_c1_and_c2b_add_up(void **state)
{
    draft *d = draft_new();
    draft_box_feature(d, 0, 0, 1000, 2000);
    draft_box_feature(d, 1000, 0, 2000, 2000);
    geo_shapes *halves = draft_shapes(*state, d);
    const double x = 1000, y = 1000, distance = 500, weight[] = {1000, 3000}, wide = 600;
    const int64_t zone[] = {1, 0};
    double by_count[4], reach[2], sole[2];
    geo_demand_options o = geo_demand_options_default();
    geo_demand_row row;
    geo_demand *account;
    o.by_facility = 1;
    o.zones = 2;
    geo_shapes *station = draft_points(*state, 1, &x, &y);
    assert_ok(*state, geo_demand_create(*state, station, &distance, 1, &o, &account));
    assert_ok(*state, geo_demand_add(*state, account, halves, weight, zone, NULL, NULL));
    assert_ok(*state, geo_demand_read(*state, account, 0, 0, GEO_ANY_TYPE, &row, NULL));
    assert_near(row.covered, 3000 * PI * 125000 / 2e6, 1e-12);
    assert_ok(*state, geo_demand_facilities(*state, account, 0, reach, sole));
    assert_near(reach[0], 4000 * PI * 125000 / 2e6, 1e-12);
    assert_near(sole[0], reach[0], 0);
    geo_demand_destroy(account);
    geo_shapes *square = draft_rectangle(*state, 0, 0, 2000, 2000),
               *two = draft_points(*state, 2, x_of_c1, y_of_c1);
    const double people = 4e6; /* one on each square metre */
    const int64_t type[] = {0, 1};
    o.zones = 0;
    o.types = 2;
    o.type = type;
    assert_ok(*state, geo_demand_create(*state, two, &wide, 1, &o, &account));
    assert_ok(*state, geo_demand_add(*state, account, square, &people, NULL, NULL, NULL));
    assert_ok(*state, geo_demand_read(*state, account, 0, -1, GEO_ANY_TYPE, &row, by_count));
    double lens = by_count[2];
    assert_near(row.twice, lens, 1e-15);
    assert_ok(*state, geo_demand_facilities(*state, account, 0, reach, sole));
    assert_near(reach[0], (row.covered + lens) / 2, 1e-12);
    assert_near(sole[0], reach[0] - lens, 1e-11);
    assert_near(sole[1], sole[0], 1e-11);
    assert_ok(*state, geo_demand_read(*state, account, 0, -1, 1, &row, NULL));
    assert_near(row.covered, reach[1], 1e-12);
    assert_ok(*state, geo_demand_read(*state, account, 0, -1, GEO_EVERY_TYPE, &row, NULL));
    assert_near(row.covered, lens, 1e-11);
    assert_true(isnan(row.twice) && isnan(row.mean_depth));
    geo_demand_destroy(account);
    geo_shapes_destroy(two);
    geo_shapes_destroy(square);
    geo_shapes_destroy(station);
    geo_shapes_destroy(halves);
    free(d);
}

enum { BLOCKS = 6, SITES = 9 };

static void accounts_of_polygons_are_those_of_the_area_oracle(void **state)
{
    test_random random = {11};
    draft *d = draft_new();
    double x[SITES], y[SITES], r[SITES], weight[BLOCKS], depth[SITES];
    for (int i = 0; i < BLOCKS; i++) {
        draft_star_feature(d, &random, 300.0 * (i % 3), 90.0 * i, 60, 200, 9);
        weight[i] = 1.0 + (double)i;
    }
    geo_shapes *blocks = draft_shapes(*state, d);
    for (int k = 0; k < SITES; k++) {
        x[k] = 700 * test_random_unit(&random), y[k] = 500 * test_random_unit(&random);
        r[k] = 150;
    }
    x[4] = x[3], y[4] = y[3]; /* two at one place: neither is missed alone */
    geo_shapes *sites = draft_points(*state, SITES, x, y);
    geo_demand_options o = geo_demand_options_default();
    geo_demand *account;
    o.by_facility = 1;
    double by_count[4], expected[4] = {0}, sole[SITES], reach[SITES], expected_sole[SITES] = {0};
    double area[BLOCKS], expected_reach[SITES] = {0};
    geo_shapes_area(blocks, area);
    for (int i = 0; i < BLOCKS; i++) {
        const geo_geometry *g = geo_shapes_geometry(blocks);
        double of_one, without[SITES], scale = weight[i] / area[i];
        oracle_disc_areas(g, i, SITES, x, y, r, 1, SITES, depth);
        expected[0] += weight[i] - scale * depth[0];
        expected[1] += scale * (depth[0] - depth[1]);
        expected[2] += scale * (depth[1] - depth[2]);
        expected[3] += scale * depth[2];
        for (int k = 0; k < SITES; k++) {
            double saved = r[k];
            oracle_disc_areas(g, i, 1, &x[k], &y[k], &r[k], 1, 1, &of_one);
            expected_reach[k] += scale * of_one;
            r[k] = 0;
            oracle_disc_areas(g, i, SITES, x, y, r, 1, SITES, without);
            r[k] = saved;
            expected_sole[k] += scale * (depth[0] - without[0]);
        }
    }
    assert_ok(*state, geo_demand_create(*state, sites, r, 1, &o, &account));
    assert_ok(*state, geo_demand_add(*state, account, blocks, weight, NULL, NULL, NULL));
    geo_demand_row row;
    assert_ok(*state, geo_demand_read(*state, account, 0, -1, GEO_ANY_TYPE, &row, by_count));
    assert_ok(*state, geo_demand_facilities(*state, account, 0, reach, sole));
    for (int k = 0; k < 4; k++) {
        assert_near(by_count[k], expected[k], 1e-9);
    }
    for (int k = 0; k < SITES; k++) {
        assert_near(reach[k], expected_reach[k], 1e-9);
        assert_near(sole[k], expected_sole[k], 1e-9);
    }
    assert_near(sole[3], 0, 1e-12);
    geo_demand_destroy(account);
    geo_shapes_destroy(blocks);
    geo_shapes_destroy(sites);
    free(d);
}

/* A square of 100 m about parks that are squares: buffers are known by hand. */
static void parks_are_accounted_for_by_their_edges(void **state)
{
    draft *d = draft_new();
    draft_box_feature(d, 0, 0, 10, 100);    /* within 10 m: x up to 20 */
    draft_box_feature(d, 25, -50, 30, 150); /* x from 15 to 40 */
    geo_shapes *parks = draft_shapes(*state, d), *square = draft_rectangle(*state, 0, 0, 100, 100);
    const double weight = 100, distance = 10;
    double by_count[4], reach[2], sole[2];
    geo_demand_options o = geo_demand_options_default();
    geo_demand_row row;
    geo_demand *account;
    o.by_facility = 1;
    assert_ok(*state, geo_demand_create(*state, parks, &distance, 1, &o, &account));
    assert_ok(*state, geo_demand_add(*state, account, square, &weight, NULL, NULL, NULL));
    assert_ok(*state, geo_demand_read(*state, account, 0, -1, GEO_ANY_TYPE, &row, by_count));
    assert_near(row.covered, 40, 1e-12);
    assert_near(row.twice, 5, 1e-12);
    assert_near(by_count[1], 35, 1e-12);
    assert_near(by_count[2], 5, 1e-12);
    assert_near(by_count[3], 0, 0);
    assert_ok(*state, geo_demand_facilities(*state, account, 0, reach, sole));
    assert_near(reach[0], 20, 1e-12);
    assert_near(sole[0], 15, 1e-12);
    assert_near(sole[1], 20, 1e-12);
    geo_demand_destroy(account);
    o.most = 2;
    assert_ok(*state, geo_demand_create(*state, parks, &distance, 1, &o, &account));
    assert_ok(*state, geo_demand_add(*state, account, square, &weight, NULL, NULL, NULL));
    assert_ok(*state, geo_demand_read(*state, account, 0, -1, GEO_ANY_TYPE, &row, by_count));
    assert_near(by_count[2], 5, 1e-12); /* two or more */
    geo_demand_destroy(account);
    geo_shapes_destroy(square);
    geo_shapes_destroy(parks);
    free(d);
}

static void what_is_wrong_is_refused(void **state)
{
    const double x[] = {0, 10}, minus[] = {1, -1}, distance = 100, much[] = {1e308, 1e308};
    const int64_t zone[] = {0, 1}, type[] = {0, 2};
    geo_shapes *points = draft_points(*state, 2, x, x);
    geo_demand_options o = geo_demand_options_default();
    geo_demand_row row;
    geo_demand *account;
    double none[2];
    o.most = 0;
    assert_status(*state, geo_demand_create(*state, points, &distance, 1, &o, &account),
                  GEO_INVALID);
    assert_null(account);
    o.most = 3;
    o.types = 2;
    o.type = type;
    assert_status(*state, geo_demand_create(*state, points, &distance, 1, &o, &account),
                  GEO_INVALID);
    assert_message_has(*state, "facility 2 is of type 2");
    o.types = 0;
    o.type = NULL;
    assert_status(*state, geo_demand_create(*state, points, &distance, 0, &o, &account),
                  GEO_INVALID);
    o.zones = INT32_MAX;
    assert_status(*state, geo_demand_create(*state, points, &distance, 1, &o, &account), GEO_LIMIT);
    o.zones = 1;
    assert_ok(*state, geo_demand_create(*state, points, &distance, 1, &o, &account));
    assert_status(*state, geo_demand_add(*state, account, points, minus, NULL, NULL, NULL),
                  GEO_DATA);
    assert_message_has(*state, "weight of feature 2 is -1");
    assert_status(*state, geo_demand_add(*state, account, points, NULL, zone, NULL, NULL),
                  GEO_INVALID);
    assert_message_has(*state, "unit 2 is of zone 1");
    assert_status(*state, geo_demand_add(*state, account, points, much, NULL, NULL, NULL),
                  GEO_DATA);
    assert_status(*state, geo_demand_read(*state, account, 1, -1, GEO_ANY_TYPE, &row, NULL),
                  GEO_INVALID);
    assert_status(*state, geo_demand_read(*state, account, 0, 1, GEO_ANY_TYPE, &row, NULL),
                  GEO_INVALID);
    assert_status(*state, geo_demand_read(*state, account, 0, -1, GEO_EVERY_TYPE, &row, NULL),
                  GEO_INVALID);
    assert_status(*state, geo_demand_facilities(*state, account, 0, none, none), GEO_INVALID);
    assert_message_has(*state, "not asked for");
    geo_demand_destroy(account);
    geo_demand_destroy(NULL);
    geo_shapes_destroy(points);
}

static void nobody_has_no_share(void **state)
{
    const double x = 0, zero = 0, unknown = NAN, distance = 100;
    geo_shapes *point = draft_points(*state, 1, &x, &x);
    geo_demand_row row;
    geo_demand *account;
    assert_ok(*state, geo_demand_create(*state, point, &distance, 1, NULL, &account));
    assert_ok(*state, geo_demand_add(*state, account, point, &zero, NULL, NULL, NULL));
    assert_ok(*state, geo_demand_add(*state, account, point, &unknown, NULL, NULL, NULL));
    assert_ok(*state, geo_demand_read(*state, account, 0, -1, GEO_ANY_TYPE, &row, NULL));
    assert_true(isnan(row.share) && isnan(row.mean_depth) && isnan(row.redundancy));
    assert_int_equal(row.used, 1);
    assert_int_equal(row.unknown, 1);
    geo_demand_destroy(account);
    geo_shapes_destroy(point);
}

typedef struct small {
    geo_shapes *points, *blocks;
} small;

static geo_status account_without_memory(geo_ctx *ctx, void *data)
{
    const small *s = data;
    const int64_t type[] = {0, 1};
    const double distance = 700;
    geo_demand_options o = geo_demand_options_default();
    geo_demand *account = NULL;
    o.types = 2;
    o.type = type;
    o.by_facility = 1;
    geo_status status = geo_demand_create(ctx, s->points, &distance, 1, &o, &account);
    status =
        status == GEO_OK ? geo_demand_add(ctx, account, s->points, NULL, NULL, NULL, NULL) : status;
    status =
        status == GEO_OK ? geo_demand_add(ctx, account, s->blocks, NULL, NULL, NULL, NULL) : status;
    geo_demand_destroy(account);
    return status;
}

static void every_failed_allocation_is_survived(void **state)
{
    small s = {draft_points(*state, 2, x_of_c1, y_of_c1),
               draft_rectangle(*state, 0, 0, 2000, 2000)};
    assert_true(assert_survives_allocation_failures(account_without_memory, &s) > 20);
    geo_shapes_destroy(s.points);
    geo_shapes_destroy(s.blocks);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(published_numbers_are_met),
        CASE(people_of_c2_are_told_apart),
        CASE(zones_and_facilities_of_c1_and_c2b_add_up),
        CASE(accounts_of_polygons_are_those_of_the_area_oracle),
        CASE(parks_are_accounted_for_by_their_edges),
        CASE(what_is_wrong_is_refused),
        CASE(nobody_has_no_share),
        CASE(every_failed_allocation_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
