/* SPDX-License-Identifier: MIT */
#include "support.h"

#include "demand_case.h"
#include "draft.h"
#include "geo/coverage.h"

/* ---- Published numbers ----------------------------------------------------------------------- */

/* Of a row the number of facilities that reach each unit, or a sum; false: it asks of more. */
static bool demand_numbers(geo_ctx *ctx, const demand_case *c, const char *what, double *got)
{
    geo_coverage_options o = geo_coverage_options_default();
    geo_demand_total total;
    double share[DEMAND_ROOM];
    int64_t count[DEMAND_ROOM];
    bool counts = strcmp(what, "counts") == 0;
    o.radius_m = c->radius;
    assert_ok(ctx, geo_coverage_demand(ctx, c->people, c->facilities, NULL, 1, &o, share, count));
    assert_ok(ctx, geo_coverage_total(ctx, c->n, share, 1, c->weight, &total));
    for (int64_t i = 0; i < c->n && counts; i++) {
        got[i] = (double)count[i];
    }
    if (!counts) {
        got[0] = strcmp(what, "share") == 0    ? total.share
                 : strcmp(what, "weight") == 0 ? total.weight
                                               : total.covered;
    }
    return counts || strcmp(what, "share") == 0 || strcmp(what, "weight") == 0 ||
           strcmp(what, "covered") == 0;
}

static void published_numbers_are_met(void **state)
{
    test_vectors v;
    demand_case c;
    int rows = 0;
    for (vectors_open(&v, "vectors/demand.tsv"); vectors_next(&v);) {
        double got[DEMAND_ROOM], expected[DEMAND_ROOM];
        const char *what = vector_text(&v, "what");
        demand_case_read(*state, &v, &c);
        int64_t n = parse_numbers(vector_text(&v, "expected"), expected, DEMAND_ROOM);
        bool asked = demand_numbers(*state, &c, what, got);
        for (int64_t k = 0; k < n && asked; k++) {
            assert_vector(&v, what, got[k], expected[k], vector_number(&v, "tolerance"));
        }
        rows += asked;
        demand_case_end(&c);
    }
    assert_int_equal(rows, 9);
}

/* Golden C2 at two distances, and its places for as many people each. */
static void distances_are_told_apart(void **state)
{
    const double x[] = {200, 1000, 1000, 1900, 500}, y[] = {1000, 1000, 1350, 1900, 1600};
    const double sx[] = {500, 1500}, sy[] = {1000, 1000}, distance[] = {100, 600};
    double share[10];
    int64_t count[10];
    geo_demand_total total;
    geo_shapes *people = draft_points(*state, 5, x, y), *stations = draft_points(*state, 2, sx, sy);
    assert_ok(*state,
              geo_coverage_demand(*state, people, stations, distance, 2, NULL, share, count));
    for (int i = 0; i < 5; i++) {
        assert_int_equal(count[2 * i], 0);
        assert_near(share[2 * i + 1], count[2 * i + 1] > 0, 0);
    }
    assert_ok(*state, geo_coverage_total(*state, 5, share + 1, 2, NULL, &total));
    assert_near(total.share, 0.6, 1e-15);
    geo_shapes_destroy(people);
    geo_shapes_destroy(stations);
}

static void demand_of_every_kind_finds_its_column(void **state)
{
    draft *d = draft_new();
    draft_feature(d, GEO_NONE);
    draft_point_feature(d, 0, 5);
    draft_feature(d, GEO_POLYGON); /* of no area: counts as (0, 4) */
    draft_part(d, 0);
    draft_add(d, 0, 4);
    draft_add(d, 9, 4);
    draft_add(d, 20, 4);
    draft_add(d, 0, 4);
    draft_box_feature(d, -1, -1, 1, 1);
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
    draft_line_feature(line, 0, 0, 1, 1);
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
        draft_line_feature(d, 1000 * test_random_unit(&random), 1000 * test_random_unit(&random),
                           1000 * test_random_unit(&random), 1000 * test_random_unit(&random));
    }
    draft_box_feature(d, 400, 400, 600, 600);
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

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(published_numbers_are_met),
        CASE(distances_are_told_apart),
        CASE(demand_of_every_kind_finds_its_column),
        CASE(lines_near_demand_points_are_counted_like_by_hand),
        CASE(totals_leave_out_what_is_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
