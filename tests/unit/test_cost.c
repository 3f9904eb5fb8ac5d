/* SPDX-License-Identifier: MIT */
/* Tables of costs: straight lines against a scan, tables against the pairs they were made of,
 * and what both promise. */
#include "support.h"

#include "draft.h"
#include "geo/cost.h"
#include "places.h"

enum { MANY = 700, MOST_PAIRS = 4000 };

/* ---- Help ---------------------------------------------------------------------------- */

static geo_costs *measured(geo_ctx *ctx, int64_t n, const double *x, const double *y, int64_t m,
                           const double *fx, const double *fy, double cutoff, int skip_self)
{
    geo_shapes *origins = draft_points(ctx, n, x, y), *facilities = draft_points(ctx, m, fx, fy);
    geo_costs *costs;
    assert_ok(ctx, geo_costs_measure(ctx, origins, facilities, cutoff, skip_self, &costs));
    geo_shapes_destroy(origins);
    geo_shapes_destroy(facilities);
    return costs;
}

/* Rows as one knows them: cost[i * m + j], infinity where a pair is out of reach. */
static void unfold(geo_ctx *ctx, const geo_costs *costs, int64_t block, double *cost)
{
    int64_t n = geo_costs_origins(costs), m = geo_costs_destinations(costs);
    geo_cost_reader *reader;
    geo_cost_rows rows;
    assert_ok(ctx, geo_cost_reader_create(ctx, costs, &reader));
    for (int64_t i = 0; i < n * m; i++) {
        cost[i] = (double)INFINITY;
    }
    for (int64_t first = 0; first < n; first += block) {
        int64_t count = first + block < n ? block : n - first;
        assert_ok(ctx, geo_cost_reader_rows(ctx, reader, first, count, &rows));
        assert_int_equal(rows.first, first);
        assert_int_equal(rows.count, count);
        for (int64_t i = 0; i < count; i++) {
            for (int64_t e = rows.begin[i]; e < rows.begin[i + 1]; e++) {
                assert_true(rows.destination[e] >= 0 && rows.destination[e] < m);
                assert_true(e == rows.begin[i] || rows.destination[e - 1] < rows.destination[e]);
                cost[(first + i) * m + rows.destination[e]] = rows.cost[e];
            }
        }
    }
    geo_cost_reader_destroy(reader);
}

/* ---- Straight lines ------------------------------------------------------------------ */

static void assert_lines_are_right(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                                   int64_t m, const double *fx, const double *fy, double cutoff,
                                   int skip_self)
{
    static double got[MANY * MANY], turned[MANY * MANY];
    geo_costs *costs = measured(ctx, n, x, y, m, fx, fy, cutoff, skip_self), *back;
    unfold(ctx, costs, 37, got);
    assert_ok(ctx, geo_costs_transpose(ctx, costs, &back));
    unfold(ctx, back, MANY, turned);
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = 0; j < m; j++) {
            double dx = fx[j] - x[i], dy = fy[j] - y[i], d2 = dx * dx + dy * dy;
            bool within = d2 <= cutoff * cutoff && !(skip_self && i == j);
            double expected = within ? sqrt(d2) : (double)INFINITY;
            assert_true(got[i * m + j] == expected); /* to the bit */
            assert_true(turned[j * n + i] == expected);
        }
    }
    geo_costs_destroy(back);
    geo_costs_destroy(costs);
}

static void lines_are_what_a_scan_finds(void **state)
{
    geo_ctx *ctx = *state;
    static double x[MANY], y[MANY], fx[MANY], fy[MANY];
    const double cutoffs[] = {1e-12, 1.0, 2.5, 300.0, 1e9, (double)INFINITY};
    for (int kind = 0; kind < PLACE_KINDS; kind++) {
        fill_places(kind, 300, 1, x, y);
        fill_places(kind, 250, 2, fx, fy);
        for (int c = 0; c < 6; c++) {
            assert_lines_are_right(ctx, 300, x, y, 250, fx, fy, cutoffs[c], 0);
            assert_lines_are_right(ctx, 300, x, y, 300, x, y, cutoffs[c], 1);
        }
        assert_lines_are_right(ctx, 300, x, y, 0, fx, fy, 5.0, 0);
        assert_lines_are_right(ctx, 0, x, y, 250, fx, fy, 5.0, 0);
    }
}

/* A pair just at the cut-off is in, whatever rounding did to edges of strips. */
static void lines_of_just_the_cutoff_are_kept(void **state)
{
    geo_ctx *ctx = *state;
    double x[MANY], y[MANY], fx[MANY], fy[MANY];
    test_random r = {.state = 3};
    const double corner[] = {0.0, 441000.3, -1e7};
    for (int64_t c = 0; c < 3; c++) {
        for (int64_t i = 0; i < 400; i++) {
            double turn = 6.283185307179586 * test_random_unit(&r);
            x[i] = corner[c] + 0.001 * test_random_unit(&r);
            y[i] = corner[c];
            fx[i] = x[i] + 3.0 * cos(turn);
            fy[i] = y[i] + (i % 2 == 0 ? 3.0 * sin(turn) : 0.0);
        }
        fx[1] = x[1] + 3.0;
        assert_lines_are_right(ctx, 400, x, y, 400, fx, fy, 3.0, 0);
    }
}

static void what_has_no_geometry_is_in_no_pair(void **state)
{
    geo_ctx *ctx = *state;
    const uint8_t type[] = {GEO_NONE, GEO_POINT, GEO_MULTIPOINT, GEO_POINT};
    const int64_t parts[] = {0, 0, 1, 2, 2};
    const double x[] = {1.0, 4.0}, y[] = {0.0, 4.0};
    const geo_geometry g = {.n = 4,
                            .part_count = 2,
                            .ring_count = 2,
                            .coord_count = 2,
                            .type = type,
                            .part_offset = parts,
                            .x = x,
                            .y = y};
    geo_shapes *s;
    geo_costs *costs;
    double cost[16];
    assert_ok(ctx, geo_shapes_create(ctx, &g, &s));
    assert_ok(ctx, geo_costs_measure(ctx, s, s, 10.0, 0, &costs));
    geo_shapes_destroy(s); /* not kept */
    unfold(ctx, costs, 3, cost);
    for (int64_t i = 0; i < 16; i++) {
        bool both = i == 5 || i == 10, cross = i == 6 || i == 9;
        assert_true(cost[i] == (both ? 0.0 : cross ? 5.0 : (double)INFINITY));
    }
    assert_string_equal(geo_costs_unit(costs), "m");
    assert_true(geo_costs_cutoff(costs) == 10.0);
    geo_costs_destroy(costs);
}

/* Rows are searched for in groups; one without a place is in none, even when it comes first. */
static void an_origin_without_geometry_comes_first(void **state)
{
    enum { CROWD = 2000 };
    geo_ctx *ctx = *state;
    const uint8_t type[] = {GEO_NONE, GEO_POINT, GEO_POINT};
    const int64_t parts[] = {0, 0, 1, 2};
    const double x[] = {50.0, 51.0}, y[] = {50.0, 50.0};
    const geo_geometry g = {.n = 3,
                            .part_count = 2,
                            .ring_count = 2,
                            .coord_count = 2,
                            .type = type,
                            .part_offset = parts,
                            .x = x,
                            .y = y};
    static double px[CROWD], py[CROWD];
    geo_shapes *origins, *places;
    geo_costs *costs;
    geo_cost_reader *reader;
    geo_cost_rows rows;
    for (int i = 0; i < CROWD; i++) {
        px[i] = i % 50;
        py[i] = i / 50;
    }
    assert_ok(ctx, geo_shapes_create(ctx, &g, &origins));
    assert_ok(ctx, geo_shapes_create_points(ctx, CROWD, px, py, &places));
    assert_ok(ctx, geo_costs_measure(ctx, origins, places, 1000.0, 0, &costs));
    assert_ok(ctx, geo_cost_reader_create(ctx, costs, &reader));
    assert_ok(ctx, geo_cost_reader_rows(ctx, reader, 0, 3, &rows));
    assert_int_equal(rows.begin[1], 0);
    assert_int_equal(rows.begin[2], CROWD);
    assert_int_equal(rows.begin[3], 2 * CROWD);
    geo_cost_reader_destroy(reader);
    geo_costs_destroy(costs);
    geo_shapes_destroy(origins);
    geo_shapes_destroy(places);
}

static void measuring_refuses_what_cannot_be(void **state)
{
    geo_ctx *ctx = *state;
    geo_shapes *ok = draft_points(ctx, 6, golden_places_x, golden_places_y), *mixed, *far;
    geo_costs *costs;
    const double huge[] = {0.0, 1e200};
    assert_ok(ctx, geo_shapes_create(ctx, &mixed_facilities, &mixed));
    far = draft_points(ctx, 2, huge, huge);
    assert_status(ctx, geo_costs_measure(ctx, ok, ok, 0.0, 0, &costs), GEO_INVALID);
    assert_null(costs);
    assert_status(ctx, geo_costs_measure(ctx, ok, ok, (double)NAN, 0, &costs), GEO_INVALID);
    assert_status(ctx, geo_costs_measure(ctx, ok, mixed, 5.0, 0, &costs), GEO_DATA);
    assert_message_has(ctx, "destinations: feature 1 is a Polygon");
    assert_status(ctx, geo_costs_measure(ctx, mixed, ok, 5.0, 0, &costs), GEO_DATA);
    assert_message_has(ctx, "origins: feature 1");
    assert_status(ctx, geo_costs_measure(ctx, ok, far, 5.0, 0, &costs), GEO_DATA);
    assert_message_has(ctx, "destinations: feature 2 is too far away");
    geo_shapes_destroy(ok);
    geo_shapes_destroy(mixed);
    geo_shapes_destroy(far);
}

/* ---- Tables -------------------------------------------------------------------------- */

/* METHODS 2, the golden instance, its pairs written backwards. */
static void a_full_table_gives_the_golden_matrix(void **state)
{
    geo_ctx *ctx = *state;
    const double minutes[] = {5, 12, 28, 8, 9, 15, 18, 4, 11, 35, 22, 6};
    int64_t origin[12], destination[12];
    double cost[12], got[12];
    for (int64_t i = 0; i < 12; i++) {
        origin[11 - i] = i / 3;
        destination[11 - i] = i % 3;
        cost[11 - i] = minutes[i];
    }
    geo_costs *costs, *back;
    assert_ok(ctx, geo_costs_create(ctx, 4, 3, 12, origin, destination, cost, "min", &costs));
    unfold(ctx, costs, 2, got);
    assert_memory_equal(got, minutes, sizeof got);
    assert_string_equal(geo_costs_unit(costs), "min");
    assert_true(isinf(geo_costs_cutoff(costs)));
    assert_ok(ctx, geo_costs_transpose(ctx, costs, &back));
    assert_int_equal(geo_costs_origins(back), 3);
    unfold(ctx, back, 1, got);
    assert_true(got[1] == 8.0 && got[4] == 12.0 && got[11] == 6.0);
    assert_string_equal(geo_costs_unit(back), "min");
    geo_costs_destroy(back);
    geo_costs_destroy(costs);
}

static void tables_hold_the_pairs_they_were_given(void **state)
{
    geo_ctx *ctx = *state;
    static int64_t origin[MOST_PAIRS], destination[MOST_PAIRS];
    static double cost[MOST_PAIRS], expected[MANY * 90], got[MANY * 90];
    test_random r = {.state = 5};
    for (int64_t i = 0; i < MANY * 90; i++) {
        expected[i] = (double)INFINITY;
    }
    int64_t pairs = 0;
    while (pairs < MOST_PAIRS) {
        int64_t at = test_random_below(&r, MANY * 90);
        if (isinf(expected[at])) {
            origin[pairs] = at / 90;
            destination[pairs] = at % 90;
            expected[at] = cost[pairs++] = floor(9.0 * test_random_unit(&r));
        }
    }
    geo_costs *costs, *turned, *back;
    assert_ok(ctx, geo_costs_create(ctx, MANY, 90, pairs, origin, destination, cost, "", &costs));
    assert_ok(ctx, geo_costs_transpose(ctx, costs, &turned));
    assert_ok(ctx, geo_costs_transpose(ctx, turned, &back));
    unfold(ctx, costs, 100, got);
    assert_memory_equal(got, expected, sizeof got);
    unfold(ctx, back, 7, got);
    assert_memory_equal(got, expected, sizeof got);
    unfold(ctx, turned, 7, got);
    for (int64_t i = 0; i < MANY * 90; i++) {
        assert_true(got[i % 90 * MANY + i / 90] == expected[i]);
    }
    geo_costs_destroy(costs);
    geo_costs_destroy(turned);
    geo_costs_destroy(back);
}

static void pairs_that_are_wrong_are_named(void **state)
{
    geo_ctx *ctx = *state;
    const double ok[] = {1, 2, 3, 4}, negative[] = {1, 2, -3, 4}, none[] = {1, (double)NAN, 3, 4};
    const double endless[] = {1, 2, 3, (double)INFINITY};
    const int64_t origin[] = {1, 0, 1, 0}, destination[] = {0, 0, 0, 1}, other[] = {1, 0, 0, 1};
    const int64_t beyond[] = {1, 0, 2, 0};
    geo_costs *costs;
#define REFUSED(from, to, cost, part)                                                              \
    assert_status(ctx, geo_costs_create(ctx, 2, 2, 4, from, to, cost, "", &costs), GEO_DATA);      \
    assert_null(costs);                                                                            \
    assert_message_has(ctx, part)
    REFUSED(origin, destination, ok, "pair 3: origin 2 and destination 1 are in pair 1");
    REFUSED(origin, other, negative, "pair 3: the cost is -3");
    REFUSED(origin, other, none, "pair 2: the cost is nan");
    REFUSED(origin, other, endless, "pair 4: the cost is inf");
    REFUSED(beyond, other, ok, "pair 3: there is no origin 3");
    REFUSED(origin, beyond, ok, "pair 3: there is no destination 3");
    assert_status(ctx, geo_costs_create(ctx, -1, 2, 0, NULL, NULL, NULL, NULL, &costs),
                  GEO_INVALID);
    assert_status(ctx,
                  geo_costs_create(ctx, 1, (int64_t)1 << 31, 0, NULL, NULL, NULL, NULL, &costs),
                  GEO_LIMIT);
    assert_status(ctx,
                  geo_costs_create(ctx, 2, 2, 4, origin, other, ok,
                                   "a unit so long that nobody would call it one", &costs),
                  GEO_INVALID);
}

static void rows_beyond_the_table_are_refused(void **state)
{
    geo_ctx *ctx = *state;
    geo_costs *costs;
    geo_cost_reader *reader;
    geo_cost_rows rows;
    assert_ok(ctx, geo_costs_create(ctx, 3, 2, 0, NULL, NULL, NULL, NULL, &costs));
    assert_string_equal(geo_costs_unit(costs), "");
    assert_ok(ctx, geo_cost_reader_create(ctx, costs, &reader));
    assert_ok(ctx, geo_cost_reader_rows(ctx, reader, 3, 0, &rows));
    assert_ok(ctx, geo_cost_reader_rows(ctx, reader, 0, 3, &rows));
    assert_int_equal(rows.begin[3], 0);
    assert_status(ctx, geo_cost_reader_rows(ctx, reader, 1, 3, &rows), GEO_INVALID);
    assert_status(ctx, geo_cost_reader_rows(ctx, reader, -1, 1, &rows), GEO_INVALID);
    assert_status(ctx, geo_cost_reader_rows(ctx, reader, INT64_MAX, 1, &rows), GEO_INVALID);
    geo_cost_reader_destroy(reader);
    geo_cost_reader_destroy(NULL);
    geo_costs_destroy(costs);
    geo_costs_destroy(NULL);
}

/* ---- Promises of all ----------------------------------------------------------------- */

static void unfold_some(geo_ctx *ctx, void *result)
{
    static double x[MANY], y[MANY];
    fill_places(1, 300, 5, x, y);
    geo_costs *costs = measured(ctx, 300, x, y, 300, x, y, 100.0, 1);
    unfold(ctx, costs, 64, result);
    geo_costs_destroy(costs);
}

static void any_number_of_threads_gives_the_same(void **state)
{
    (void)state;
    static double result[300 * 300];
    assert_same_on_any_threads(unfold_some, result, sizeof result);
}

static geo_status read_all(geo_ctx *ctx, const geo_costs *costs)
{
    geo_cost_reader *reader = NULL;
    geo_cost_rows rows;
    geo_status status = geo_cost_reader_create(ctx, costs, &reader);
    for (int64_t i = 0; i < geo_costs_origins(costs) && status == GEO_OK; i += 10) {
        status = geo_cost_reader_rows(ctx, reader, i, 10, &rows);
    }
    geo_cost_reader_destroy(reader);
    return status;
}

static geo_status run_all(geo_ctx *ctx, void *data)
{
    const double *x = data, *y = x + 60;
    const int64_t origin[] = {2, 0, 1}, destination[] = {1, 2, 2};
    geo_shapes *s = NULL;
    geo_costs *lines = NULL, *turned = NULL, *table = NULL, *back = NULL;
    geo_status status = geo_shapes_create_points(ctx, 60, x, y, &s);
    if (status == GEO_OK) {
        status = geo_costs_measure(ctx, s, s, 3000.0, 0, &lines);
    }
    if (status == GEO_OK) {
        status = geo_costs_transpose(ctx, lines, &turned);
    }
    if (status == GEO_OK) {
        status = read_all(ctx, turned);
    }
    if (status == GEO_OK) {
        status = geo_costs_create(ctx, 10, 10, 3, origin, destination, x, "m", &table);
    }
    if (status == GEO_OK) {
        status = geo_costs_transpose(ctx, table, &back);
    }
    if (status == GEO_OK) {
        status = read_all(ctx, back);
    }
    geo_costs_destroy(lines);
    geo_costs_destroy(turned);
    geo_costs_destroy(table);
    geo_costs_destroy(back);
    geo_shapes_destroy(s);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    static double xy[120];
    fill_places(0, 60, 6, xy, xy + 60);
    assert_true(assert_survives_allocation_failures(run_all, xy) > 40);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        TEST(lines_are_what_a_scan_finds),           TEST(lines_of_just_the_cutoff_are_kept),
        TEST(what_has_no_geometry_is_in_no_pair),    TEST(an_origin_without_geometry_comes_first),
        TEST(measuring_refuses_what_cannot_be),      TEST(a_full_table_gives_the_golden_matrix),
        TEST(tables_hold_the_pairs_they_were_given), TEST(pairs_that_are_wrong_are_named),
        TEST(rows_beyond_the_table_are_refused),     TEST(any_number_of_threads_gives_the_same),
        TEST(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
